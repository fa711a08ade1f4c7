"""Attribution: the exact Markov solution and the closed-form Shapley value against their textbooks.

python bench/attribution.py [CHANNELS] [TRAILS]. Rivals run in the same process on the same trails:
the chain solved anew without each channel (as marketing-attribution-models does), and the Shapley
value summed over all sets of channels (on 14 of them, as its cost doubles with each). Prints ratios
and the largest difference of their answers.
"""

import sys
from collections.abc import Callable, Hashable, Mapping
from itertools import combinations, pairwise
from math import factorial
from time import perf_counter

import numpy as np

from app.attribution.journeys import Trail
from app.attribution.models import markov, shapley
from app.attribution.shares import Weight


def sample(channels: int, trails: int) -> list[Trail]:
    """Trails of 1 to 8 touches, most of them short, as popular as 1 / rank."""
    rng = np.random.default_rng(1)
    weights = 1 / np.arange(1, channels + 1)
    lengths = np.minimum(rng.geometric(0.5, trails), 8)
    drawn = rng.choice(channels, (trails, 8), p=weights / weights.sum())
    return [
        Trail(tuple(row[:length].tolist()), int(rng.integers(0, 3)), int(rng.integers(1, 40)))
        for row, length in zip(drawn, lengths, strict=True)
    ]


def anew(trails: list[Trail]) -> dict[Hashable, float]:
    """Removal effects by solving the whole chain once more for each channel."""
    names = list({name: 0 for trail in trails for name in trail.channels})
    index = {name: place + 1 for place, name in enumerate(names)}
    size = len(names) + 3
    counts = np.zeros((size, size))
    for trail in trails:
        path = [0, *(index[name] for name in trail.channels)]
        for here, there in pairwise(path):
            counts[here, there] += trail.conversions + trail.nulls
        counts[path[-1], -1] += trail.conversions
        counts[path[-1], -2] += trail.nulls

    def chance(matrix: np.ndarray) -> float:
        totals = matrix.sum(axis=1, keepdims=True)
        rows = matrix / np.where(totals == 0, 1, totals)
        inverse = np.linalg.inv(np.eye(size - 2) - rows[:-2, :-2])
        return float((inverse @ rows[:-2, -2:])[0, 1])

    whole = chance(counts)
    effects: dict[Hashable, float] = {}
    for name, at in index.items():
        without = counts.copy()
        without[:, -2] += without[:, at]
        without[:, at] = 0
        effects[name] = 1 - chance(without) / whole
    return effects


def all_sets(trails: list[Trail]) -> dict[Hashable, float]:
    """The Shapley value by its definition."""
    names = list({name: 0 for trail in trails for name in trail.channels})
    own: dict[frozenset[Hashable], int] = {}
    for trail in trails:
        key = frozenset(trail.channels)
        own[key] = own.get(key, 0) + trail.conversions
    value: dict[Hashable, float] = dict.fromkeys(names, 0.0)
    count = len(names)
    for size in range(1, count + 1):
        inside = factorial(size - 1) * factorial(count - size) / factorial(count)
        outside = (
            factorial(size) * factorial(count - size - 1) / factorial(count) if size < count else 0
        )
        for team in map(frozenset, combinations(names, size)):
            worth = sum(hits for key, hits in own.items() if key <= team)
            for name in names:
                value[name] += worth * (inside if name in team else -outside)
    return value


def duel(
    title: str,
    ours: Callable[[], Mapping[Hashable, Weight]],
    rival: Callable[[], Mapping[Hashable, Weight]],
) -> None:
    """Run both, print how many times faster ours is."""
    times = []
    answers = []
    for run in (ours, rival):
        start = perf_counter()
        answers.append(run())
        times.append(perf_counter() - start)
    gap = max(abs(float(answers[0][name]) - float(part)) for name, part in answers[1].items())
    print(f"{title}: {times[1] / times[0]:.0f} times faster ({times[0] * 1e3:.1f} ms, "
          f"rival {times[1] * 1e3:.0f} ms; largest difference {gap:.1e})")  # fmt: skip


def main() -> None:
    """Both duels."""
    channels, count = (
        int(text) for text in [*sys.argv[1:], *("100", "20000")[len(sys.argv) - 1 :]]
    )
    trails = sample(channels, count)
    duel(
        f"Markov, {channels} channels, {count} trails",
        lambda: markov.effects(trails).removal,
        lambda: anew(trails),
    )
    few = sample(14, 300)
    duel("Shapley, 14 channels, 300 trails", lambda: shapley.subset(few), lambda: all_sets(few))


if __name__ == "__main__":
    main()

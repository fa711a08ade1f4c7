"""How sure a solution is: the same model on journeys drawn again, many times."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from app.attribution.journeys import Trail
from app.attribution.models import Solve
from app.attribution.stats.proportions import Interval


def intervals(
    trails: Sequence[Trail],
    solve: Solve,
    rng: np.random.Generator,
    draws: int = 200,
    confidence: float = 0.95,
) -> Mapping[Hashable, Interval]:
    """The interval of each channel's share of all credit, 0 to 1, by percentiles of `draws`.

    Journeys, and not touches, are drawn: what one person did stays together.
    """
    counts = np.array([count for trail in trails for count in (trail.conversions, trail.nulls)])
    people = int(counts.sum())
    channels = sorted({channel for trail in trails for channel in trail.channels}, key=repr)
    if not people:
        return dict.fromkeys(channels, Interval(0.0, 1.0))
    shares = np.zeros((draws, len(channels)))
    for draw in range(draws):
        again = rng.multinomial(people, counts / people).reshape(-1, 2).tolist()
        credit = solve(
            [Trail(trail.channels, *pair) for trail, pair in zip(trails, again, strict=True)]
        )
        whole = float(sum(credit.values())) or 1.0
        shares[draw] = [float(credit.get(channel, 0.0)) / whole for channel in channels]
    edge = (1 - confidence) / 2
    bounds = np.quantile(shares, [edge, 1 - edge], axis=0).T
    return {
        name: Interval(float(a), float(b)) for name, (a, b) in zip(channels, bounds, strict=True)
    }

"""The removal effect: how much less would convert if a channel led nowhere.

People move between states, the last `order` channels met, with the frequencies seen in the trails,
and end in a conversion or in nothing: an absorbing Markov chain. Solved exactly, not simulated:
with N = (I - Q)^-1 and x = N R the chance to convert from each state, the chance to convert
without ever entering the states C of a channel is x_start - N[start, C] N[C, C]^-1 x_C
(Kemeny and Snell, Finite Markov Chains, 3.2 and 3.5), so one inversion serves every channel.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.attribution.journeys import Trail

State = tuple[Hashable, ...]
_START: State = ()


class Chain(NamedTuple):
    """`states` (the first is the start), moves between them, and moves to a conversion."""

    states: tuple[State, ...]
    moves: NDArray[np.float64]
    conversions: NDArray[np.float64]


class Effects(NamedTuple):
    """The chance to convert, and each channel's removal effect: the part lost without it."""

    rate: float
    removal: Mapping[Hashable, float]


def effects(trails: Sequence[Trail], order: int = 1) -> Effects:
    """The removal effect of every channel in `trails`.

    No conversion in them: all effects are 0. Raises ValueError for an order below 1.
    """
    if order < 1:
        raise ValueError("an order of 1 or more")
    chain = _chain(trails, order)
    visits = np.linalg.inv(np.eye(len(chain.states)) - chain.moves)
    chance = visits @ chain.conversions
    rate = float(chance[0])
    ending: dict[Hashable, list[int]] = {}
    for index, state in enumerate(chain.states):
        if state:
            ending.setdefault(state[-1], []).append(index)
    removal = {}
    for channel, at in ending.items():
        lost = visits[0, at] @ np.linalg.solve(visits[np.ix_(at, at)], chance[at])
        removal[channel] = float(lost) / rate if rate else 0.0
    return Effects(rate, removal)


def credit(trails: Sequence[Trail], order: int = 1) -> dict[Hashable, float]:
    """All conversions in `trails`, shared out in proportion to the removal effects."""
    removal = effects(trails, order).removal
    whole = sum(removal.values())
    total = sum(trail.conversions for trail in trails if trail.channels)
    return {name: total * part / whole if whole else 0.0 for name, part in removal.items()}


def _chain(trails: Sequence[Trail], order: int) -> Chain:
    index: dict[State, int] = {_START: 0}
    counts: dict[tuple[int, int], int] = {}
    ends: dict[int, list[int]] = {}
    for trail in trails:
        if not trail.channels:
            continue
        seen = trail.conversions + trail.nulls
        here = 0
        for state in _states(trail.channels, order):
            there = index.setdefault(state, len(index))
            counts[here, there] = counts.get((here, there), 0) + seen
            here = there
        end = ends.setdefault(here, [0, 0])
        end[0] += trail.conversions
        end[1] += trail.nulls
    moves = np.zeros((len(index), len(index)))
    conversions = np.zeros(len(index))
    for (here, there), count in counts.items():
        moves[here, there] = count
    totals = moves.sum(axis=1)
    for here, (yes, no) in ends.items():
        totals[here] += yes + no
        conversions[here] = yes
    totals[totals == 0] = 1.0
    return Chain(tuple(index), moves / totals[:, None], conversions / totals)


def _states(channels: State, order: int) -> Iterator[State]:
    for end in range(1, len(channels) + 1):
        yield channels[max(0, end - order) : end]

"""The counterfactual model: how much less often a path converts with one of its touches left out.

The model of Google's Fractribution: a touch's weight is max(0, p(path) - p(path without it)), a
path never seen having p = 0; normalised; where all are 0 the last touch gets all.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from app.attribution.journeys import Trail
from app.attribution.models.transforms import Channels, Transform, channel_of, exposure


class Fit(NamedTuple):
    """The conversion rate of every transformed path seen."""

    transform: Transform
    rate: Mapping[Channels, float]


def fit(trails: Sequence[Trail], transform: Transform = exposure) -> Fit:
    """Learn the rates from `trails`, all of them, converting or not."""
    counts: dict[Channels, list[int]] = {}
    for trail in trails:
        count = counts.setdefault(transform(trail.channels), [0, 0])
        count[0] += trail.conversions
        count[1] += trail.conversions + trail.nulls
    return Fit(
        transform, {path: yes / seen if seen else 0.0 for path, (yes, seen) in counts.items()}
    )


def share(fitted: Fit, channels: Channels) -> dict[Hashable, float]:
    """The part of one conversion that each channel of its path gets; they sum to 1."""
    path = fitted.transform(channels)
    rate = fitted.rate.get(path, 0.0)
    lost = [
        max(0.0, rate - fitted.rate.get(path[:index] + path[index + 1 :], 0.0))
        for index in range(len(path))
    ]
    if len(path) == 1 or not any(lost):
        lost = [0.0] * (len(path) - 1) + [1.0]
    whole = sum(lost)
    parts: dict[Hashable, float] = {}
    for element, part in zip(path, lost, strict=True):
        channel = channel_of(element)
        parts[channel] = parts.get(channel, 0.0) + part / whole
    return parts


def credit(trails: Sequence[Trail], transform: Transform = exposure) -> dict[Hashable, float]:
    """All conversions in `trails`, path by path."""
    fitted = fit(trails, transform)
    parts: dict[Hashable, float] = {}
    for trail in trails:
        for channel, part in share(fitted, trail.channels).items() if trail.channels else ():
            parts[channel] = parts.get(channel, 0.0) + part * trail.conversions
    return parts

"""Ways to shorten a path before it is counted (the four of Google's Fractribution)."""

from collections.abc import Callable, Hashable, Mapping
from itertools import groupby

Channels = tuple[Hashable, ...]
Transform = Callable[[Channels], Channels]


class Repeated(tuple[Hashable, int]):
    """A channel and how often it stands in the path."""

    __slots__ = ()


def unique(path: Channels) -> Channels:
    """The path as it is: A A B A -> A A B A."""
    return path


def exposure(path: Channels) -> Channels:
    """Repeats in a row as one: A A B A -> A B A."""
    return tuple(channel for channel, _run in groupby(path))


def first(path: Channels) -> Channels:
    """Each channel where it first stands: A A B A -> A B."""
    return tuple(dict.fromkeys(path))


def frequency(path: Channels) -> Channels:
    """As `first`, with the number of times: A A B A -> A×3 B×1."""
    return tuple(Repeated((channel, path.count(channel))) for channel in dict.fromkeys(path))


def channel_of(element: Hashable) -> Hashable:
    """The channel an element of a transformed path stands for."""
    return element[0] if isinstance(element, Repeated) else element


TRANSFORMS: Mapping[str, Transform] = {
    "unique": unique,
    "exposure": exposure,
    "first": first,
    "frequency": frequency,
}

"""When there is not enough data to say more than "k of n". The limits are a judgement, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.attribution.journeys import Trail
from app.attribution.stats.proportions import Count


@dataclass(frozen=True, slots=True)
class Limits:
    """Below these: no percentage and no rank (people, hits), no path model (journeys).

    `journeys` counts those that converted after at least two distinct channels; `clusters` is the
    number of shops or regions needed on each side of a lift.
    """

    people: int = 30
    hits: int = 5
    journeys: int = 100
    clusters: int = 4


DEFAULT = Limits()


def rate(count: Count, limits: Limits = DEFAULT) -> bool:
    """Whether a rate may be shown as a percentage."""
    return count.total >= limits.people and count.hits >= limits.hits


def crossed(trails: Sequence[Trail]) -> Count:
    """Conversions after two or more distinct channels, of all with any: what path models live on.

    Most people scan one code once; where few cross, all models agree with last touch.
    """
    total = sum(trail.conversions for trail in trails if trail.channels)
    several = sum(trail.conversions for trail in trails if len(set(trail.channels)) > 1)
    return Count(several, total)


def models(trails: Sequence[Trail], limits: Limits = DEFAULT) -> bool:
    """Whether Markov, Shapley and counterfactual credits may be shown."""
    return crossed(trails).hits >= limits.journeys


def clusters(treated: Sequence[bool], limits: Limits = DEFAULT) -> bool:
    """Whether a lift may be shown: enough shops or regions with the print, and without it."""
    got = sum(treated)
    return min(got, len(treated) - got) >= limits.clusters


def reasons(count: Count, limits: Limits = DEFAULT) -> Mapping[str, int]:
    """What is still missing before `rate`: people and hits, each only where short."""
    short = {"people": limits.people - count.total, "hits": limits.hits - count.hits}
    return {name: missing for name, missing in short.items() if missing > 0}

"""A test looked at after every day, in their order, until it is decided: what comes later, and how
often somebody looks, changes nothing.

The first days are a pilot. Once both arms have people enough and hits enough together, their pooled
rate, which tells neither arm from the other, fixes how many people are needed (blinded sample size:
Friede and Kieser, Biometrical Journal 48, 2006). So nothing has to be guessed or kept beforehand:
the same days always give the same reading.
"""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from app.attribution.stats.chisquare import ALARM, split_check
from app.attribution.stats.proportions import Count, Interval
from app.attribution.stats.verdict import Trial, verdict

PILOT_PEOPLE, PILOT_HITS = 30, 30
"""People of each arm, and hits of both together, from which the rate to expect is taken."""
DECIDED = frozenset(["first", "second", "no-difference"])


class Reading(NamedTuple):
    """What may be said after some days.

    `state` is one of app.attribution.stats.verdict.STATES but "due", or "more-hits" where there are
    more hits than people, so that they are not of these people. `look` is the place of the day that
    decided. `first` and `second` are the counts the reading rests on: of the closing day where the
    planned number decided, else the latest. `needed` people in each arm: None during the pilot.
    `split` is the p value of the people being split as planned.
    """

    state: str
    look: int | None
    first: Count
    second: Count
    interval: Interval
    needed: int | None
    split: float


def read(
    looks: Sequence[tuple[Count, Count]],
    split: tuple[float, float] = (1.0, 1.0),
    rise: float = 0.2,
    alpha: float = 0.05,
    power: float = 0.8,
) -> Reading:
    """The reading of a test from both arms' counts up to the end of each day, oldest first."""
    latest = looks[-1] if looks else (Count(0, 0), Count(0, 0))
    even = split_check([count.total for count in latest], split)
    open_ = Reading("not-enough", None, *latest, Interval(-1.0, 1.0), None, even)
    if any(count.hits > count.total for count in latest):
        return open_._replace(state="more-hits")
    if even < ALARM:
        return open_._replace(state="broken")
    trial, seen = None, Interval(-1.0, 1.0)
    for number, (first, second) in enumerate(looks):
        trial = trial or _planned(first, second, Trial(0.5, rise, alpha, power, split))
        if trial is None or first.hits > first.total or second.hits > second.total:
            continue
        found = verdict(trial, first, second)
        seen = _both(seen, found.interval)
        if found.state in DECIDED:
            later = (verdict(trial, *counts).interval for counts in looks[number + 1 :])
            seen = reduce(_both, later, seen)
            return Reading(found.state, number, *latest, seen, trial.needed, even)
        if found.state == "due":
            closed = verdict(trial, first, second, closed=(first, second))
            bounds, needed = closed.interval, trial.needed
            return Reading(closed.state, number, first, second, bounds, needed, closed.split)
        open_ = Reading(found.state, None, *latest, seen, trial.needed, even)
    return open_


def _both(one: Interval, other: Interval) -> Interval:
    """What two looks of a sequence say together; where they share nothing, the earlier one.

    All its intervals hold at once, so what they share does too.
    """
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Interval(low, high) if low <= high else one


def _planned(first: Count, second: Count, wanted: Trial) -> Trial | None:
    """The trial once the pilot is over."""
    hits, people = first.hits + second.hits, first.total + second.total
    enough = min(first.total, second.total) >= PILOT_PEOPLE and PILOT_HITS <= hits < people
    if not enough:
        return None
    return Trial(hits / people, wanted.rise, wanted.alpha, wanted.power, wanted.split)

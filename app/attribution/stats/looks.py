"""A test looked at after every day, in their order, until it is decided: what comes later, and how
often somebody looks, changes nothing.

The first days are a pilot. Once both arms have people enough and hits enough together, their pooled
rate, which tells neither arm from the other, fixes how many people are needed (blinded sample size:
Friede and Kieser, Biometrical Journal 48, 2006). So nothing has to be guessed or kept beforehand:
the same days always give the same reading.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.attribution.stats.chisquare import ALARM, split_check
from app.attribution.stats.proportions import Count, Interval
from app.attribution.stats.verdict import Trial, Verdict, verdict

PILOT_PEOPLE, PILOT_HITS = 30, 30
"""People of each arm, and hits of both together, from which the rate to expect is taken."""
DECIDED = frozenset(["first", "second", "no-difference"])


class Reading(NamedTuple):
    """What may be said after some days.

    `state` is one of app.attribution.stats.verdict.STATES but "due", or "more-hits" where there are
    more hits than people, so that they are not of these people. `look` is the place of the day that
    decided. `first` and `second` are the counts the interval rests on: of the closing day where the
    planned number decided, else the latest. `needed` people in each arm: None during the pilot. `split` is the p value of the people
    being split as planned.
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
    trial = None
    for number, (first, second) in enumerate(looks):
        trial = trial or _planned(first, second, Trial(0.5, rise, alpha, power, split))
        if trial is None or first.hits > first.total or second.hits > second.total:
            continue
        found = verdict(trial, first, second)
        if found.state in DECIDED:
            return _since(trial, number, found, (first, second), latest)
        if found.state == "due":
            closed = verdict(trial, first, second, closed=(first, second))
            needed, split = trial.needed, closed.split
            return Reading(closed.state, number, first, second, closed.interval, needed, split)
        open_ = Reading(found.state, None, *latest, found.interval, trial.needed, even)
    return open_


def _since(
    trial: Trial,
    look: int,
    found: Verdict,
    then: tuple[Count, Count],
    latest: tuple[Count, Count],
) -> Reading:
    """A test that its sequence decided: the sequence stays true, so later days make it narrower."""
    now = verdict(trial, *latest)
    if now.state == found.state:
        return Reading(now.state, look, *latest, now.interval, trial.needed, now.split)
    return Reading(found.state, look, *then, found.interval, trial.needed, found.split)


def _planned(first: Count, second: Count, wanted: Trial) -> Trial | None:
    """The trial once the pilot is over."""
    hits, people = first.hits + second.hits, first.total + second.total
    enough = min(first.total, second.total) >= PILOT_PEOPLE and PILOT_HITS <= hits < people
    if not enough:
        return None
    return Trial(hits / people, wanted.rise, wanted.alpha, wanted.power, wanted.split)

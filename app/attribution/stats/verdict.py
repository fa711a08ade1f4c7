"""The verdict on an A/B test, in one word, by rules fixed before it began.

Two looks are allowed and share the error between them: a confidence sequence at any time (a fifth
of alpha), and one interval when the planned number is reached (the rest). The counts of that one
moment are kept by the caller and given again as `closed`, so looking later changes nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.attribution.stats import sequence
from app.attribution.stats.chisquare import ALARM, split_check
from app.attribution.stats.enough import rate
from app.attribution.stats.power import per_arm
from app.attribution.stats.proportions import Count, Interval, difference

STATES = ("broken", "not-enough", "running", "due", "first", "second", "no-difference")


@dataclass(frozen=True, slots=True)
class Trial:
    """What was fixed before the test began.

    `base` is the rate expected of the first arm and `rise` the smallest relative difference worth
    knowing (0.2: a fifth more); `split` the planned proportions of the two arms.
    """

    base: float
    rise: float = 0.2
    alpha: float = 0.05
    power: float = 0.8
    split: tuple[float, float] = (1.0, 1.0)

    @property
    def needed(self) -> int:
        """People needed in each arm, at the share of alpha the last look has.

        Where the rise would reach beyond 100 %, to tell a rate halfway there.
        """
        risen = min(self.base * (1 + self.rise), (1 + self.base) / 2)
        return per_arm(self.base, risen, self.alpha * 0.8, self.power)


class Verdict(NamedTuple):
    """A word of STATES, and the first rate less the second with the interval that decided.

    broken: people were not split as planned, read nothing. not-enough, running: wait; never read
    as "equal". due: the planned number is reached, keep these counts and ask again with them.
    first, second: the better arm. no-difference: none shown, it may still lie in the interval.
    """

    state: str
    gap: float
    interval: Interval
    needed: int
    split: float


def verdict(
    trial: Trial, first: Count, second: Count, closed: tuple[Count, Count] | None = None
) -> Verdict:
    """The verdict now; `closed` are the counts of the moment the planned number was reached."""
    split = split_check((first.total, second.total), trial.split)
    if closed:
        return _closing(trial, *closed, split)
    seen = sequence.look(first, second, trial.alpha * 0.2, 2 * trial.needed)
    interval = Interval(seen.low, seen.high)
    gap = first.rate - second.rate
    return Verdict(_open(trial, first, second, interval, split), gap, interval, trial.needed, split)


def _open(trial: Trial, first: Count, second: Count, interval: Interval, split: float) -> str:
    if split < ALARM:
        return "broken"
    if not (rate(first) or rate(second)) or min(first.total, second.total) < 30:
        return "not-enough"
    if interval.low > 0 or interval.high < 0:
        return "first" if interval.low > 0 else "second"
    return "due" if min(first.total, second.total) >= trial.needed else "running"


def _closing(trial: Trial, first: Count, second: Count, split: float) -> Verdict:
    interval = difference(first, second, 1 - trial.alpha * 0.8)
    better = "first" if interval.low > 0 else "second" if interval.high < 0 else "no-difference"
    state = "broken" if split < ALARM else better
    return Verdict(state, first.rate - second.rate, interval, trial.needed, split)

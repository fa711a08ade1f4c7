"""The chance that one arm is better, from uniform priors. Shown beside a test, never a reason to
stop it: stopped at 95 %, half of all tests of equal arms would name a winner.
"""

from math import exp, lgamma, log
from typing import NamedTuple

from app.attribution.stats.proportions import Count


class Odds(NamedTuple):
    """`better`: the chance that the first arm's true rate is the higher one.

    `loss`: the rate given away on average by choosing the first arm, in case it is not.
    """

    better: float
    loss: float


def odds(first: Count, second: Count) -> Odds:
    """Exact for Beta posteriors, in time proportional to the hits of the arm with fewer."""
    one, two = _posterior(first), _posterior(second)
    better = _above(one, two)
    gap_if_worse = _mean(two) * (1 - _above(one, (two[0] + 1, two[1])))
    given_up = gap_if_worse - _mean(one) * (1 - _above((one[0] + 1, one[1]), two))
    return Odds(better, max(0.0, given_up))


Beta = tuple[int, int]


def _posterior(count: Count) -> Beta:
    return count.hits + 1, count.total - count.hits + 1


def _mean(beta: Beta) -> float:
    return beta[0] / (beta[0] + beta[1])


def _above(one: Beta, two: Beta) -> float:
    """P(X > Y), X and Y Beta with whole parameters: a finite sum over either one's first."""
    if one[0] > two[0]:
        return 1 - _above(two, one)
    (a, b), (c, d) = one, two
    start = _log_beta(c, d)
    terms = (
        exp(_log_beta(c + step, b + d) - log(b + step) - _log_beta(1 + step, b) - start)
        for step in range(a)
    )
    return min(1.0, sum(terms))


def _log_beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)

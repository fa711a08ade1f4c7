"""The queue wait that the rules of a code see."""

from collections.abc import Mapping

from app.redirect.table import Spot
from app.store.queues import FRESH_MS, Wait

Waits = Mapping[tuple[str, str], Wait]


def wait_of(waits: Waits, spot: Spot, now: int) -> int | None:
    """The longest fresh wait, in seconds, of the contact points a code's route leads to.

    None where nobody reported one in the last five minutes.
    """
    found = (waits.get((spot.brand.slug, rule.to)) for rule in spot.route.rules)
    fresh = [wait.seconds for wait in found if wait is not None and now - wait.at <= FRESH_MS]
    return max(fresh, default=None)

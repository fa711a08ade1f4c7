"""Where a code leads for given facts: its route, or the brand's own page where it cannot."""

import logging
from collections.abc import Callable

from app.channels.base import Device
from app.decide import Facts, decide, to_fallback
from app.model import ContactPoint, Decision
from app.redirect import answer as answers
from app.redirect.link import link as plain_link
from app.redirect.table import Spot

log = logging.getLogger("relais.redirect")


Link = Callable[[Spot, Device, ContactPoint, str], str]


def destination(
    spot: Spot,
    facts: Facts,
    reads: str,
    spent: frozenset[str] = frozenset(),
    link: Link = plain_link,
) -> Decision:
    """The decision for a code. `reads` is the language of the visitor, `spent` names used-up caps.

    Never raises: a withdrawn, expired or broken code leads to the brand's fallback page.
    """
    fallback = spot.brand.fallback
    if spot.withdrawn:
        return to_fallback("withdrawn", fallback)
    if facts.today > spot.plan.campaign.ends:
        return to_fallback("expired", fallback)
    device = Device(facts.platform, facts.in_app, reads)
    try:
        made = decide(
            spot.route,
            facts,
            spot.plan.contact_points,
            lambda point, variant: link(spot, device, point, variant),
            fallback,
            spent,
        )
        answers.check(made.target)
    except Exception:  # a fault of one channel must not kill a printed code
        log.exception("code %010x: no link", spot.id)
        return to_fallback("broken", fallback)
    return made

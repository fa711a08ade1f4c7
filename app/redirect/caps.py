"""Click caps: a rule with a cap of N lets at most N humans through, over all processes.

Units are leased in blocks from `app.store.caps`; see docs/decisions/0034-caps.md.
"""

from collections.abc import Callable

from app.model import Rule
from app.redirect.table import Spot

Key = tuple[str, str, str, str]
Lease = Callable[[Key, int], int]


class Caps:
    """What this process may still let through. `lease` gives units of (key, cap): 0 is none."""

    def __init__(self, lease: Lease | None = None) -> None:
        self._lease = lease
        self._held: dict[Key, int] = {}
        self._spent: set[Key] = set()

    def spent(self, spot: Spot) -> frozenset[str]:
        """The names of a route's rules whose cap is known to be used up."""
        return frozenset(
            rule.name
            for rule in spot.route.rules
            if rule.cap is not None and (rule.cap == 0 or _key(spot, rule) in self._spent)
        )

    def take(self, spot: Spot, name: str) -> bool:
        """Use up one unit of the rule `name`; True for a rule without a cap."""
        rule = next((one for one in spot.route.rules if one.name == name), None)
        if rule is None or rule.cap is None:
            return True
        key = _key(spot, rule)
        if self._held.get(key, 0) == 0 and self._lease is not None:
            self._held[key] = self._lease(key, rule.cap)
        if self._held.get(key, 0) == 0:
            self._spent.add(key)
            return False
        self._held[key] -= 1
        return True

    def look_again(self) -> None:
        """Called about twice a second: a used-up cap may have been raised or given back."""
        self._spent.clear()

    def give_back(self) -> dict[Key, int]:
        """All units that are held and not used, no longer held."""
        held, self._held = {key: units for key, units in self._held.items() if units}, {}
        return held


def _key(spot: Spot, rule: Rule) -> Key:
    return (spot.brand.slug, spot.plan.campaign.slug, spot.route.key, rule.name)

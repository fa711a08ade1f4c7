"""Click caps: a rule with a cap of N lets at most N humans through, over all processes.

Units are leased in blocks from `app.store.caps`; see docs/decisions/0034-caps.md.
"""

from collections.abc import Mapping
from typing import Protocol

from app.model import Rule
from app.redirect.table import Spot

Key = tuple[str, str, str, str]


class Leases(Protocol):
    """Where units come from (app.store.caps.CapStore)."""

    def lease(self, key: Key, cap: int) -> int:
        """Some units of `key`; 0: none left, or nobody to ask."""

    def give_back(self, held: Mapping[Key, int]) -> bool:
        """Take unused units back."""


class Caps:
    """What this process may still let through. Without `leases` every cap counts as used up."""

    def __init__(self, leases: Leases | None = None) -> None:
        self._leases = leases
        self._held: dict[Key, int] = {}
        self._spent: set[Key] = set()
        self._used: set[Key] = set()

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
        if self._held.get(key, 0) == 0 and self._leases is not None:
            self._held[key] = self._leases.lease(key, rule.cap)
        if self._held.get(key, 0) == 0:
            self._spent.add(key)
            return False
        self._held[key] -= 1
        self._used.add(key)
        return True

    def look_again(self) -> None:
        """About twice a second: used-up caps may have been raised; units nobody used go back."""
        self._spent.clear()
        self._give_back([key for key in self._held if key not in self._used])
        self._used.clear()

    def close(self) -> None:
        """Give everything back."""
        self._give_back(list(self._held))

    def _give_back(self, keys: list[Key]) -> None:
        held = {key: units for key in keys if (units := self._held.pop(key))}
        if held and self._leases is not None:
            self._leases.give_back(held)


def _key(spot: Spot, rule: Rule) -> Key:
    return (spot.brand.slug, spot.plan.campaign.slug, spot.route.key, rule.name)

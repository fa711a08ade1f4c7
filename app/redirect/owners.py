"""What many codes share: brand, campaign, placement and route, once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.decide import is_personal
from app.model import Brand, Placement, Plan, Route
from app.store.base import APART

Key = tuple[str, str]  # brand and campaign


class Common(NamedTuple):
    """What all codes of one placement and route have in common.

    `plan` has no placements. `origin` is in plain words, `position` latitude and longitude.
    `tests_until` is the first day in market: scans before it are proofs. `personal`: two visitors
    with the same facts may be sent to different places.
    """

    brand: Brand
    plan: Plan
    route: Route
    placement: str
    medium: str
    origin: str
    position: tuple[float, float] | None
    tests_until: date
    zone: ZoneInfo
    personal: bool


class Numbers(dict[str, int]):
    """Owners counted from 0 as they are first asked for."""

    def __missing__(self, owner: str) -> int:
        self[owner] = number = len(self)
        return number


class Owners:
    """Numbers for owners (see store.base.Page), and what each number stands for.

    `common` has None where a placement or route is lost: its codes lead to the brand's fallback.
    """

    def __init__(self, numbers: Mapping[str, int], common: Iterable[Common | None] = ()) -> None:
        self.numbers = Numbers(numbers)
        self.common = list(common)

    def copy(self) -> "Owners":
        """Another one that may be changed."""
        return Owners(self.numbers, self.common)

    def settle(self, plans: Iterable[Plan]) -> None:
        """Work out what the owners of these campaigns stand for."""
        self.common += [None] * (len(self.numbers) - len(self.common))
        fresh = {(plan.brand.slug, plan.campaign.slug): _Campaign(plan) for plan in plans}
        for owner, number in self.numbers.items() if fresh else ():
            brand, campaign, placement, route = owner.split(APART)
            if (brand, campaign) in fresh:
                self.common[number] = fresh[brand, campaign].common(placement, route)


class _Campaign:
    def __init__(self, whole: Plan) -> None:
        self._plan = replace(whole, placements=())
        self._zone = ZoneInfo(whole.brand.timezone)
        self._placements = {placement.key: placement for placement in whole.placements}

    def common(self, key: str, route_key: str) -> Common | None:
        placement, route = self._placements.get(key), self._plan.routes.get(route_key)
        if placement is None or route is None:
            return None
        return _common(self._plan, self._zone, placement, route)


def campaign_of(owner: str) -> Key:
    """The brand and campaign of an owner."""
    brand, campaign, _rest = owner.split(APART, 2)
    return brand, campaign


def _common(plan: Plan, zone: ZoneInfo, placement: Placement, route: Route) -> Common:
    where = [placement.place]
    if placement.city and placement.city not in placement.place:
        where.append(placement.city)
    position = None
    if placement.latitude is not None and placement.longitude is not None:
        position = placement.latitude, placement.longitude
    return Common(
        plan.brand,
        plan,
        route,
        placement.key,
        placement.medium,
        ", ".join(where),
        position,
        placement.starts or plan.campaign.starts,
        zone,
        is_personal(route),
    )

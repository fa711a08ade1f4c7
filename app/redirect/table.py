"""All codes in memory, for look-up by id, alias or reference, in compact columns.

A code costs 28 bytes (10 million: 280 MB), not a Python object. Columns are sorted by id; a first
index by the id's upper 16 bits leaves some 150 of 10 million to search. What many codes share
(plan, route, placement) is kept once. `front` builds the first table before it forks, so that all
workers share its memory.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.model import Brand, Placement, Plan, Route
from app.nearness import folded, neighbours
from app.redirect.decide import is_personal
from app.signing import Ring, encode, read_reference
from app.store.base import Catalog

_MAX_SPOTS = 100_000
_PAIRS = tuple(encode(number, 2) for number in range(1024))


class Spot(NamedTuple):
    """What the redirect knows of one code. `plan` has no placements; `origin` is in plain words,
    `position` latitude and longitude.

    `reference` is without its check character.
    `tests_until` is the first day in market: scans before it are proofs. `personal`: two visitors
    with the same facts may be sent to different places.
    """

    id: int
    brand: Brand
    plan: Plan
    route: Route
    token: str
    reference: str
    placement: str
    medium: str
    origin: str
    position: tuple[float, float] | None
    tests_until: date
    withdrawn: bool
    zone: ZoneInfo
    personal: bool


class _Place(NamedTuple):
    plan: Plan
    key: str
    medium: str
    origin: str
    position: tuple[float, float] | None
    starts: date


class Table:
    """The codes of all brands at one revision of the catalog; never changed once built."""

    def __init__(self, catalog: Catalog, rings: Mapping[str, Ring]) -> None:
        self.revision = catalog.revision()
        self.rings = rings
        self.brands = {brand.slug: brand for brand in catalog.brands()}
        self.hosts = {brand.host.lower(): brand for brand in self.brands.values()}
        self.plans: dict[str, list[Plan]] = {slug: [] for slug in self.brands}  # without placements
        self._zones = {slug: ZoneInfo(brand.timezone) for slug, brand in self.brands.items()}
        self._places: list[_Place] = []
        self._routes: list[Route] = []
        self._ids = array("Q")
        self._macs = bytearray()  # 8 characters each, as in the token
        self._references = bytearray()  # 5 characters each, without the check character
        self._place = array("I")
        self._route = array("H")
        self._withdrawn: set[int] = set()
        self._aliases: dict[tuple[str, str], int] = {}
        self._alike: dict[tuple[str, str], tuple[str, ...]] = {}
        self._spots: dict[int, Spot] = {}
        self._fill(catalog)
        self._starts = self._index()

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, id: int) -> Spot | None:
        """The code with this id."""
        spot = self._spots.get(id)
        if spot is None:
            row = self._row(id)
            if row is None:
                return None
            if len(self._spots) >= _MAX_SPOTS:
                self._spots.clear()
            spot = self._spots[id] = self._spot(row)
        return spot

    def by_alias(self, brand: str, alias: str) -> Spot | None:
        """The code of a typed address (lower case)."""
        id = self._aliases.get((brand, alias))
        return None if id is None else self.find(id)

    def by_reference(self, brand: str, text: str) -> Spot | None:
        """The code of a human reference; searches all, for people and not for scans."""
        reference = read_reference(text)
        if reference is None:
            return None
        stored, at = reference[:-1].encode(), -1
        while (at := self._references.find(stored, at + 1)) >= 0:
            if at % 5 == 0 and (spot := self._spot(at // 5)).brand.slug == brand:
                return spot
        return None

    def aliases(self, brand: str) -> list[str]:
        """Every alias of a brand."""
        return [alias for owner, alias in self._aliases if owner == brand]

    def near(self, brand: str, word: str) -> list[str]:
        """The aliases of a brand that a typed word may stand for: one slip of the finger away."""
        keys = ((brand, form) for form in neighbours(word))
        return sorted(alias for key in keys for alias in self._alike.get(key, ()))

    def nbytes(self) -> int:
        """Bytes of the columns, without what codes share."""
        arrays = (self._ids, self._place, self._route, self._starts)
        texts = len(self._macs) + len(self._references)
        return texts + sum(len(column) * column.itemsize for column in arrays)

    def _row(self, id: int) -> int | None:
        if not 0 <= id < 1 << 40:
            return None
        low, high = self._starts[id >> 24], self._starts[(id >> 24) + 1]
        row = bisect_left(self._ids, id, low, high)
        return row if row < high and self._ids[row] == id else None

    def _spot(self, row: int) -> Spot:
        place = self._places[self._place[row]]
        id, brand = self._ids[row], place.plan.brand
        route = self._routes[self._route[row]]
        return Spot(
            id=id,
            brand=brand,
            plan=place.plan,
            route=route,
            token=_text(id) + self._macs[8 * row : 8 * row + 8].decode(),
            reference=self._references[5 * row : 5 * row + 5].decode(),
            placement=place.key,
            medium=place.medium,
            origin=place.origin,
            position=place.position,
            tests_until=place.starts,
            withdrawn=id in self._withdrawn,
            zone=self._zones[brand.slug],
            personal=is_personal(route),
        )

    def _fill(self, catalog: Catalog) -> None:
        places, routes = self._read_plans(catalog)
        last = -1
        for entry in catalog.entries():
            id, brand, campaign, placement, route, _kind, token, reference, alias, _n, gone = entry
            if id <= last:
                raise ValueError("the catalog's entries are not sorted by id")
            last = id
            place_row = places.get((brand, campaign, placement))
            route_row = routes.get((brand, campaign, route))
            if place_row is None or route_row is None:
                continue  # refused by the catalog's own checks; the token then goes to the fallback
            self._ids.append(id)
            self._macs += token[8:].encode()
            self._references += reference[:5].encode()
            self._place.append(place_row)
            self._route.append(route_row)
            if gone:
                self._withdrawn.add(id)
            if alias:
                self._aliases[brand, alias.lower()] = id
                key = brand, folded(alias.lower())
                self._alike[key] = (*self._alike.get(key, ()), alias.lower())

    def _read_plans(
        self, catalog: Catalog
    ) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str, str], int]]:
        places: dict[tuple[str, str, str], int] = {}
        routes: dict[tuple[str, str, str], int] = {}
        for slug in self.brands:
            for whole in catalog.plans(slug):
                plan = replace(whole, placements=())
                self.plans[slug].append(plan)
                for placement in whole.placements:
                    places[slug, plan.campaign.slug, placement.key] = len(self._places)
                    self._places.append(_place(plan, placement))
                for key, route in plan.routes.items():
                    routes[slug, plan.campaign.slug, key] = len(self._routes)
                    self._routes.append(route)
        return places, routes

    def _index(self) -> "array[int]":
        ids = self._ids
        return array("I", (bisect_left(ids, bucket << 24) for bucket in range((1 << 16) + 1)))


def _text(id: int) -> str:
    """The eight characters of an id: `signing.encode`, two at a time, in a tenth of its time."""
    pairs = _PAIRS
    return pairs[id >> 30] + pairs[id >> 20 & 1023] + pairs[id >> 10 & 1023] + pairs[id & 1023]


def _place(plan: Plan, placement: Placement) -> _Place:
    where = [placement.place]
    if placement.city and placement.city not in placement.place:
        where.append(placement.city)
    starts = placement.starts or plan.campaign.starts
    position = None
    if placement.latitude is not None and placement.longitude is not None:
        position = placement.latitude, placement.longitude
    return _Place(plan, placement.key, placement.medium, ", ".join(where), position, starts)

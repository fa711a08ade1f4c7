"""All codes in memory, for look-up by id, alias or reference, in compact columns.

A code costs 30 bytes (10 million: 300 MB), not a Python object. Columns are sorted by id; a first
index by the id's upper 16 bits leaves some 150 of 10 million to search. What many codes share
(plan, route, placement) is kept once.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.model import Brand, Placement, Plan, Route
from app.redirect.decide import is_personal
from app.signing import Ring, decode, encode, read_reference, with_check
from app.store.base import Catalog, Entry

_MAX_SPOTS = 100_000
_MAC_BITS = 40


class Spot(NamedTuple):
    """What the redirect knows of one code. `plan` has no placements; `origin` is in plain words.

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
    tests_until: date
    withdrawn: bool
    zone: ZoneInfo
    personal: bool


class _Place(NamedTuple):
    plan: Plan
    key: str
    medium: str
    origin: str
    starts: date


class Table:
    """The codes of all brands at one revision of the catalog; never changed once built."""

    def __init__(self, catalog: Catalog, rings: Mapping[str, Ring]) -> None:
        self.revision = catalog.revision()
        self.rings = rings
        self.brands = {brand.slug: brand for brand in catalog.brands()}
        self.hosts = {brand.host.lower(): brand for brand in self.brands.values()}
        self._zones = {slug: ZoneInfo(brand.timezone) for slug, brand in self.brands.items()}
        self._places: list[_Place] = []
        self._routes: list[Route] = []
        self._ids = array("Q")
        self._macs = array("Q")
        self._references = array("L")
        self._place = array("L")
        self._route = array("H")
        self._flags = array("B")
        self._aliases: dict[tuple[str, str], int] = {}
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
        number = None if reference is None else decode(reference[:-1])
        if number is None:
            return None
        for row, stored in enumerate(self._references):
            if stored == number and (spot := self._spot(row)).brand.slug == brand:
                return spot
        return None

    def aliases(self, brand: str) -> list[str]:
        """Every alias of a brand."""
        return [alias for owner, alias in self._aliases if owner == brand]

    def nbytes(self) -> int:
        """Bytes of the columns, without what codes share."""
        columns = (
            self._ids,
            self._macs,
            self._references,
            self._place,
            self._route,
            self._flags,
            self._starts,
        )
        return sum(len(column) * column.itemsize for column in columns)

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
            token=encode(id, 8) + encode(self._macs[row], 8),
            reference=with_check(encode(self._references[row], 5)),
            placement=place.key,
            medium=place.medium,
            origin=place.origin,
            tests_until=place.starts,
            withdrawn=bool(self._flags[row]),
            zone=self._zones[brand.slug],
            personal=is_personal(route),
        )

    def _fill(self, catalog: Catalog) -> None:
        places, routes = self._read_plans(catalog)
        ids, macs, references = self._ids, self._macs, self._references
        for entry in _sorted(catalog.entries()):
            key = (entry.brand, entry.campaign)
            place = places.get((*key, entry.placement))
            route = routes.get((*key, entry.route))
            mac, reference = decode(entry.token[8:]), decode(entry.reference[:5])
            if place is None or route is None or mac is None or reference is None:
                continue  # refused by the catalog's own checks; the token then goes to the fallback
            ids.append(entry.id)
            macs.append(mac)
            references.append(reference)
            self._place.append(place)
            self._route.append(route)
            self._flags.append(entry.withdrawn)
            if entry.alias:
                self._aliases[entry.brand, entry.alias.lower()] = entry.id

    def _read_plans(
        self, catalog: Catalog
    ) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str, str], int]]:
        places: dict[tuple[str, str, str], int] = {}
        routes: dict[tuple[str, str, str], int] = {}
        for slug in self.brands:
            for whole in catalog.plans(slug):
                plan = replace(whole, placements=())
                for placement in whole.placements:
                    places[slug, plan.campaign.slug, placement.key] = len(self._places)
                    self._places.append(_place(plan, placement))
                for key, route in plan.routes.items():
                    routes[slug, plan.campaign.slug, key] = len(self._routes)
                    self._routes.append(route)
        return places, routes

    def _index(self) -> "array[int]":
        starts = array("L", bytes(array("L").itemsize * ((1 << 16) + 1)))
        for id in self._ids:
            starts[(id >> 24) + 1] += 1
        for bucket in range(1, len(starts)):
            starts[bucket] += starts[bucket - 1]
        return starts


def _place(plan: Plan, placement: Placement) -> _Place:
    where = [placement.place]
    if placement.city and placement.city not in placement.place:
        where.append(placement.city)
    starts = placement.starts or plan.campaign.starts
    return _Place(plan, placement.key, placement.medium, ", ".join(where), starts)


def _sorted(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, which the catalog gives by id; refuses any other order."""
    last = -1
    for entry in entries:
        if entry.id <= last:
            raise ValueError("the catalog's entries are not sorted by id")
        last = entry.id
        yield entry

"""All codes in memory, for look-up by id, alias or reference.

The codes themselves stand in packed columns (app.redirect.columns); what many share is kept once
(app.redirect.owners); what was edited since lies over the columns, so that an edit costs what it
changed and not a reading of all. `front` builds the first table before it forks, so that all
workers share its columns. Why: docs/decisions/0032-table.md.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.model import Brand, Plan, Route
from app.redirect.aliases import Aliases
from app.redirect.columns import Columns, Packed, unpacked
from app.redirect.goods import Goods
from app.redirect.owners import Key, Owners, campaign_of
from app.signing import Ring, encode, read_reference
from app.store.base import Catalog, News, Page

MOST_LATER = 100_000  # edited codes that lie over the columns, some 300 bytes each
_SPOT = tuple.__new__  # without the checks of Spot(...): a third of its time
_PAIRS = tuple(encode(number, 2) for number in range(1024))


class Spot(NamedTuple):
    """What the redirect knows of one code; from `brand` on as in owners.Common.

    `reference` is without its check character.
    """

    id: int
    token: str
    reference: str
    withdrawn: bool
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


class Table:
    """The codes of all brands at one revision of the catalog; never changed once built."""

    def __init__(self, catalog: Catalog, rings: Mapping[str, Ring]) -> None:
        with catalog.snapshot():
            self._head(catalog, rings)
            self._seq = catalog.last_change()
            self._owners, self._aliases, self._goods = Owners({}), Aliases(), Goods()
            self._columns = Columns(self._noted(catalog), self._owners.numbers.__getitem__)
            self._later: dict[int, Packed] = {}
            self._more = 0
            plans = [plan for slug in self.brands for plan in catalog.plans(slug)]
        self._plans: dict[Key, Plan] = {}
        self._settle(plans)

    def renewed(self, catalog: Catalog, rings: Mapping[str, Ring]) -> "Table":
        """The table of the catalog as it is now, from this one if not too much was edited."""
        with catalog.snapshot():
            news = catalog.news(self._seq)
            if news is not None and len(self._later) + len(news.codes.ids) <= MOST_LATER:
                made = copy(self)
                made._head(catalog, rings)
                made._take(catalog, news)
                return made
        return Table(catalog, rings)

    def __len__(self) -> int:
        return len(self._columns) + self._more

    def find(self, id: int) -> Spot | None:
        """The code with this id."""
        packed = self._later.get(id) or self._columns.get(id)
        if packed is None:
            return None
        owner, mac, reference = packed
        common = self._owners.common[owner]
        if common is None:
            return None
        own = (id, _text(id) + mac, reference, id in self._withdrawn)
        return _SPOT(Spot, own + common)

    def by_alias(self, brand: str, alias: str) -> Spot | None:
        """The code of a typed address (lower case)."""
        id = self._aliases.find(brand, alias)
        return None if id is None else self.find(id)

    def by_gtin(self, brand: str, gtin: str) -> Spot | None:
        """The code on the packs of a product; of several, a live one of the latest campaign."""
        found = [spot for id in self._goods.find(brand, gtin) if (spot := self.find(id))]
        newest = lambda spot: (not spot.withdrawn, spot.plan.campaign.ends, -spot.id)  # noqa: E731
        return max(found, key=newest, default=None)

    def by_reference(self, brand: str, text: str) -> Spot | None:
        """The code of a human reference; searches all, for people and not for scans."""
        reference = read_reference(text)
        if reference is None:
            return None
        stored = reference[:-1]
        later = (id for id, packed in self._later.items() if packed[2] == stored)
        for id in (*later, *self._columns.with_reference(stored)):
            spot = self.find(id)
            if spot is not None and (spot.brand.slug, spot.reference) == (brand, stored):
                return spot
        return None

    def aliases(self, brand: str) -> list[str]:
        """Every alias of a brand."""
        return list(self._aliases.of(brand))

    def near(self, brand: str, word: str) -> list[str]:
        """The aliases of a brand that a typed word may stand for: one slip of the finger away."""
        return self._aliases.near(brand, word)

    def nbytes(self) -> int:
        """Bytes of the columns, without what codes share."""
        return self._columns.nbytes()

    def _head(self, catalog: Catalog, rings: Mapping[str, Ring]) -> None:
        self.revision = catalog.revision()
        self.rings = rings
        self.brands = {brand.slug: brand for brand in catalog.brands()}
        self.hosts = {brand.host.lower(): brand for brand in self.brands.values()}

    def _noted(self, catalog: Catalog) -> Iterator[Page]:
        """Every page; what few codes have is kept apart."""
        withdrawn: set[int] = set()
        named: list[tuple[int, str, str]] = []
        goods: list[tuple[int, str, str]] = []
        for page in catalog.pages():
            withdrawn.update(page.withdrawn)
            named += _of_brands(page, page.aliases)
            goods += _of_brands(page, page.eans)
            yield page
        self._withdrawn = frozenset(withdrawn)
        self._aliases = self._aliases.changed((), named)
        self._goods = self._goods.changed((), goods)

    def _take(self, catalog: Catalog, news: News) -> None:
        """Lay what changed over what was known."""
        codes = news.codes
        strange = {
            campaign_of(owner) for owner in codes.owners if owner not in self._owners.numbers
        }
        wanted = {key for key in news.campaigns | strange if key[0] not in news.brands}
        plans = [plan for slug in news.brands for plan in catalog.plans(slug)]
        plans += [plan for key in wanted for plan in catalog.plans(*key)]
        self._seq = news.seq
        self._owners = self._owners.copy()
        fresh = dict(unpacked(codes, self._owners.numbers.__getitem__))
        self._more += sum(self._columns.get(id) is None for id in fresh.keys() - self._later.keys())
        self._later = self._later | fresh
        self._withdrawn = (self._withdrawn - fresh.keys()) | frozenset(codes.withdrawn)
        self._aliases = self._aliases.changed(codes.ids, _of_brands(codes, codes.aliases))
        self._goods = self._goods.changed(codes.ids, _of_brands(codes, codes.eans))
        self._settle(plans)

    def _settle(self, plans: list[Plan]) -> None:
        self._owners.settle(plans)
        fresh = {(one.brand.slug, one.campaign.slug): replace(one, placements=()) for one in plans}
        self._plans = self._plans | fresh
        self.plans: dict[str, list[Plan]] = {slug: [] for slug in self.brands}  # without placements
        for (slug, _campaign), plan in self._plans.items():
            self.plans[slug].append(plan)


def _of_brands(page: Page, given: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """Id, brand and word of those codes of a page that have one."""
    if not given:
        return []
    brands = {id: campaign_of(owner)[0] for id, owner in zip(page.ids, page.owners, strict=True)}
    return [(id, brands[id], word) for id, word in given]


def _text(id: int) -> str:
    """The eight characters of an id: `signing.encode`, two at a time, in a tenth of its time."""
    pairs = _PAIRS
    return pairs[id >> 30] + pairs[id >> 20 & 1023] + pairs[id >> 10 & 1023] + pairs[id & 1023]

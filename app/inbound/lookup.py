"""What matching may ask of the catalog of one brand: codes, tracked numbers, coupons, taps."""

from functools import cached_property, lru_cache

from app.attribution.matching import Known, Lookup, read, split
from app.attribution.shares import shares
from app.attribution.taps import Share
from app.channels import coupon
from app.inbound.lines import Lines
from app.model import Conversion, Match
from app.signing import Ring, read_reference
from app.store import placed
from app.store.catalog import Catalog
from app.store.ledger import Incoming
from app.store.placed import Placed


class Finder:
    """The answers to matching for one brand, remembered while it lives: one delivery or file.

    `first` and `last` (ms) are the times of its conversions.
    """

    def __init__(self, catalog: Catalog, ring: Ring, brand: str, first: int, last: int) -> None:
        self._db, self._brand = catalog.db, brand
        self._lines = Lines(catalog, brand, first, last)
        self._variants = lru_cache(maxsize=None)(self._variants_of)
        self.lookup = Lookup(
            open=ring.open,
            code=lambda id: self._by("id", id),
            reference=lambda text: self._by("reference", text),
            number=self._number,
            coupon=self._coupon,
            alias=lambda text: self._by("alias", text),
            taps=self._lines.taps,
        )

    def complete(self, conversion: Conversion, match: Match) -> Incoming:
        """A match with what it leaves open: the token's variant, the codes that share a number."""
        variant = ""
        if match.evidence == "token" and "-" in conversion.ref:
            variant = read(conversion.ref, conversion.at, self.lookup).variant
        likely: tuple[Share, ...] = ()
        if match.evidence == "tap":
            likely = split(conversion, self.lookup)
        elif match.evidence == "number":
            likely = self._shared(conversion.ref, conversion.at)
        return Incoming(conversion, match, variant, likely)

    def _shared(self, number: str, at: int) -> tuple[Share, ...]:
        """The codes of a number that a whole medium has, weighted by the copies printed of each.

        Empty for a number of one code. The medium is certain; which of its placements is not.
        """
        found = self._lines.codes(number, at)
        if len(found) < 2:
            return ()
        parts = shares([max(1, code.quantity) for code in found])
        return tuple(Share(code.id, part) for code, part in zip(found, parts, strict=True))

    def _by(self, column: str, value: object) -> Known | None:
        found = placed.one(self._db, self._brand, column, value)
        return None if found is None else self._known(found)

    def _known(self, code: Placed) -> Known:
        return Known(code.id, code.medium, self._variants(code.campaign, code.route))

    def _variants_of(self, campaign: str, route: str) -> frozenset[str]:
        rules = placed.rules(self._db, self._brand, campaign, route)
        return frozenset(str(rule["variant"]) for rule in rules if rule.get("variant"))

    def _number(self, number: str, at: int) -> Known | None:
        found = self._lines.codes(number, at)
        return self._known(max(found, key=lambda code: code.quantity)) if found else None

    def _coupon(self, text: str) -> Known | None:
        prefix, dash, tail = text.upper().rpartition("-")
        reference = read_reference(tail) if dash else None
        if reference is None or prefix not in self._prefixes:
            return None
        code = placed.one(self._db, self._brand, "reference", reference)
        return self._known(code) if code and code.campaign in self._prefixes[prefix] else None

    @cached_property
    def _prefixes(self) -> dict[str, set[str]]:
        """The prefixes of coupons that name their code -> the campaigns that have them."""
        found: dict[str, set[str]] = {}
        for point in placed.points(self._db, self._brand, coupon.CHANNEL.name):
            if not point.options.get("shared"):
                found.setdefault(str(point.options["prefix"]), set()).add(point.campaign)
        return found

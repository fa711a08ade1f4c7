"""Which codes stand on the packs of a product: by GTIN, from the EAN printed beside a code."""

from collections.abc import Iterable

from app.redirect.gs1 import padded

_Key = tuple[str, str]


class Goods:
    """GTIN (14 digits) of a brand -> ids of its codes."""

    def __init__(self) -> None:
        self._ids: dict[_Key, frozenset[int]] = {}
        self._of: dict[int, _Key] = {}

    def changed(self, ids: Iterable[int], given: Iterable[tuple[int, str, str]]) -> "Goods":
        """A copy in which the codes `ids` have the EANs given (id, brand, EAN), or none."""
        made = Goods()
        made._ids, made._of = dict(self._ids), dict(self._of)
        for id in ids:
            if (known := made._of.pop(id, None)) is not None:
                made._ids[known] -= {id}
        for id, brand, ean in given:
            if (number := padded(ean)) is not None:
                made._of[id] = brand, number
                made._ids[brand, number] = made._ids.get((brand, number), frozenset()) | {id}
        return made

    def find(self, brand: str, gtin: str) -> frozenset[int]:
        """The ids of the codes on the packs of a product."""
        return self._ids.get((brand, gtin), frozenset())

"""The typed addresses of all brands, and those that look or sound alike."""

from collections.abc import Iterable, Iterator

from app.nearness import folded, neighbours

_Key = tuple[str, str]


class Aliases:
    """Alias (lower case) of a brand -> id of its code; a code has one at most."""

    def __init__(self) -> None:
        self._ids: dict[_Key, int] = {}
        self._of: dict[int, _Key] = {}
        self._alike: dict[_Key, tuple[str, ...]] = {}

    def changed(self, ids: Iterable[int], given: Iterable[tuple[int, str, str]]) -> "Aliases":
        """A copy in which the codes `ids` have the aliases given (id, brand, alias), or none."""
        made = Aliases()
        made._ids, made._of, made._alike = dict(self._ids), dict(self._of), dict(self._alike)
        for id in ids:
            made._drop(id)
        for id, brand, alias in given:
            made._put(id, brand, alias.lower())
        return made

    def find(self, brand: str, alias: str) -> int | None:
        """The id of the code with this alias."""
        return self._ids.get((brand, alias))

    def of(self, brand: str) -> Iterator[str]:
        """Every alias of a brand."""
        return (alias for owner, alias in self._ids if owner == brand)

    def near(self, brand: str, word: str) -> list[str]:
        """The aliases of a brand that a typed word may stand for: one slip of the finger away."""
        keys = ((brand, form) for form in neighbours(word))
        return sorted(alias for key in keys for alias in self._alike.get(key, ()))

    def _put(self, id: int, brand: str, alias: str) -> None:
        self._ids[brand, alias] = id
        self._of[id] = brand, alias
        key = brand, folded(alias)
        self._alike[key] = (*self._alike.get(key, ()), alias)

    def _drop(self, id: int) -> None:
        known = self._of.pop(id, None)
        if known is None:
            return
        brand, alias = known
        del self._ids[known]
        key = brand, folded(alias)
        self._alike[key] = tuple(one for one in self._alike[key] if one != alias)

"""A brand as reports need it: its time zone, and the names people gave."""

from collections.abc import Mapping

from app.errors import Missing
from app.i18n import _
from app.store.history import Reader, Select


def zone(reader: Reader, brand: str) -> str:
    """The time zone of a brand. Raises Missing, naming the brands there are."""
    found = dict(reader.all(Select("SELECT slug, timezone FROM cat.brand ORDER BY slug", [])))
    if brand not in found:
        text = _("no brand {name}; there are {names}")
        raise Missing(text.format(name=repr(brand), names=", ".join(found) or "0"))
    return str(found[brand])


def brand(reader: Reader, slug: str) -> tuple[str, str]:
    """The name and the colour (`#rrggbb`) of a brand that is there."""
    sql = "SELECT name, colour FROM cat.brand WHERE slug = ?"
    ((name, colour),) = reader.all(Select(sql, [slug]))
    return str(name), str(colour)


def brands(reader: Reader) -> list[str]:
    """The slugs of all brands."""
    return [row[0] for row in reader.all(Select("SELECT slug FROM cat.brand ORDER BY slug", []))]


_TITLES = {
    "campaign": "SELECT slug, name FROM cat.campaign WHERE brand = ?",
    "placement": "SELECT key, place FROM cat.placement WHERE brand = ?",
    "code": "SELECT token, reference FROM cat.code WHERE brand = ?",
}


def titles(reader: Reader, brand: str, dimensions: tuple[str, ...]) -> Mapping[str, dict[str, str]]:
    """Dimension -> key -> the name people gave it; codes by their reference."""
    return {
        name: dict(reader.all(Select(_TITLES[name], [brand])))
        for name in dimensions
        if name in _TITLES
    }

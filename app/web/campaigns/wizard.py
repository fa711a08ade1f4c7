"""A first campaign from a short form: the document of a campaign file."""

import re
from collections.abc import Mapping
from typing import Any

from babel.numbers import get_currency_precision

from app.campaign.aliases import slugify
from app.campaign.columns import is_header
from app.model import Brand
from app.web.campaigns import draft

PLACES = "places.csv"
Form = Mapping[str, str]
_POINTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("web", "web", (("url", "url"),)),
    ("app", "app", (("ios", "ios"), ("android", "android"), ("url", "web"))),
    ("messenger", "messenger", (("messenger", "page"),)),
    ("whatsapp", "whatsapp", (("whatsapp", "number"),)),
    ("phone", "call", (("phone", "number"), ("price", "price"), ("hours", "hours"))),
)
"""Contact point key, channel, and (field of the form, option of the channel)."""
_ROUTE = {"messenger": "chat", "call": "call"}
_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:[\s.,]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?\s*(?P<currency>€|[A-Za-z]{3})?"
)
_HEADER = ("place", "city", "quantity", "cost")


def document(form: Form, kinds: list[str], brand: Brand | None) -> dict[str, Any]:
    """The campaign file that a filled form describes. Checked by `workspace.check`, not here."""
    points = dict(_points(form))
    return {
        "brand": draft.brand(brand) if brand else _brand(form),
        "campaign": _filled(
            {
                "slug": slugify(form["name"])[:60].strip("-"),
                "name": form["name"],
                "starts": form["starts"],
                "ends": form["ends"],
                "budget": money(form.get("budget", "")),
                "phase": form.get("phase", ""),
            }
        ),
        "contact_points": points,
        "routes": dict(_routes(form, points, kinds)),
        "placements": [
            _filled(
                {
                    "medium": form["medium"],
                    "csv": PLACES,
                    "quantity": _whole(form.get("quantity", "")),
                    "cost": money(form.get("cost", "")),
                    "codes": [_code(form, kind) for kind in kinds],
                }
            )
        ],
    }


def places(text: str) -> bytes:
    """Pasted places as a CSV; where the first line is no header, columns are place, city, number.

    Cells copied from a spreadsheet come with tabs between them.
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    first = lines[0] if lines else ""
    separator = next((char for char in "\t;," if char in first), "\t")
    if not is_header(first.split(separator)):
        width = max((line.count(separator) + 1 for line in lines), default=1)
        lines.insert(0, separator.join(_HEADER[: min(width, len(_HEADER))]))
    return ("\n".join(lines) + "\n").encode()


def _brand(form: Form) -> dict[str, Any]:
    return _filled(
        {
            "slug": slugify(form["brand_name"])[:60].strip("-"),
            "name": form["brand_name"],
            "host": form["host"].casefold(),
            "fallback": form["fallback"],
            "languages": ["fr", "en"],
            "colour": form.get("colour", ""),
        }
    )


def _points(form: Form) -> Any:
    for key, channel, options in _POINTS:
        # A page alone is the website, so an app needs at least a store or a package.
        own = [field for field, _option in options if field != "url" or key == "web"]
        if any(form.get(field) for field in own[:2]):
            given = {option: form.get(field, "") for field, option in options}
            yield key, {"channel": channel, **_filled(given)}


def _routes(form: Form, points: Mapping[str, Any], kinds: list[str]) -> Any:
    lead = form.get("lead", "web")
    if lead == "app":
        phones = {"name": "phones", "platform": ["ios", "android"], "to": "app"}
        yield "main", {"rules": [phones, {"name": "others", "to": "web"}]}
    else:
        yield "main", {"rules": [{"name": "everybody", "to": "phone" if lead == "call" else lead}]}
    for kind, key in _ROUTE.items():
        if kind in kinds:
            to = "phone" if kind == "call" else kind
            yield key, {"rules": [{"name": key, "to": to}]}


def _code(form: Form, kind: str) -> dict[str, Any]:
    words = {language: form.get(f"call_{language}", "") for language in ("fr", "en")}
    return _filled(
        {
            "kind": kind,
            "route": _ROUTE.get(kind, "main"),
            "alias": "{place}" if kind == "url" else "",
            "call_to_action": _filled(words),
        }
    )


def money(text: str) -> str:
    """An amount as a campaign file wants it: a bare number is in euros, `12 000,5 €` is fine.

    What is no amount comes back as it is, for the reader of the file to refuse.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return text.strip()
    currency = (match["currency"] or "EUR").replace("€", "EUR").upper()
    places = get_currency_precision(currency)
    whole = re.sub(r"\D", "", match["whole"])
    cents = (match["cents"] or "").ljust(places, "0")
    return f"{whole}.{cents} {currency}" if cents else f"{whole} {currency}"


def _whole(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 12 else text


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in ("", None, {}, [])}

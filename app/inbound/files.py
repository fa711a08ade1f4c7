"""Conversions as rows of JSON or CSV become values; every row that is wrong is named.

Columns: source, external_id, kind, ref, at (RFC 3339), value_minor (or value), currency, subject,
reverses, contact_point.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from app import sheet
from app.attribution import money
from app.errors import Problem
from app.i18n import _
from app.inbound.ingest import Numbered
from app.model import Conversion

REQUIRED = ("source", "external_id", "kind", "at")
TEXTS = ("ref", "subject", "reverses", "contact_point", "currency")
KNOWN = frozenset((*REQUIRED, *TEXTS, "value", "value_minor"))
LONGEST = 200
_MOST = 2**53  # what JSON readers hold exactly


def read_csv(data: bytes, name: str) -> tuple[list[Numbered], list[Problem]]:
    """The conversions of a CSV file. Raises Refused for a file that is no table of them."""
    table = sheet.read(data, name, required=REQUIRED)
    rows = ((f"{name}:{line.number}", dict(line.cells)) for line in table.lines)
    return parse(rows)


def parse(rows: Iterable[tuple[str, Any]]) -> tuple[list[Numbered], list[Problem]]:
    """Values of (where, mapping) pairs, and the problems of those that are none."""
    good: list[Numbered] = []
    problems: list[Problem] = []
    for where, row in rows:
        found: list[Problem] = []
        conversion = _conversion(row, where, found)
        if conversion is not None and not found:
            good.append(Numbered(where, conversion))
        problems += found
    return good, problems


def _conversion(row: Any, where: str, found: list[Problem]) -> Conversion | None:
    if not isinstance(row, Mapping):
        found.append(Problem("not-an-object", where, _("is no object with fields.")))
        return None
    texts = {name: _text(row, name, where, found) for name in (*REQUIRED, *TEXTS)}
    at = _time(texts["at"], where, found)
    currency = texts["currency"] or None
    value = _value(row, currency, where, found)
    return Conversion(
        source=texts["source"],
        external_id=texts["external_id"],
        kind=texts["kind"],
        ref=texts["ref"],
        at=at,
        value_minor=value,
        currency=currency,
        subject=texts["subject"] or None,
        reverses=texts["reverses"] or None,
        contact_point=texts["contact_point"],
    )


def _text(row: Mapping[str, Any], name: str, where: str, found: list[Problem]) -> str:
    value = row.get(name)
    value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if value in (None, ""):
        if name in REQUIRED:
            found.append(Problem("missing-field", f"{where} {name}", _("is missing.")))
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        what = _("is no line of at most {longest} characters.").format(longest=LONGEST)
        found.append(Problem("bad-text", f"{where} {name}", what))
        return ""
    return value.strip()


def _time(text: str, where: str, found: list[Problem]) -> int:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(text)
        return int(at.astimezone(UTC).timestamp() * 1000)
    except (ValueError, OverflowError):
        if text:
            right = _("Give RFC 3339 with an offset, such as 2027-03-01T09:30:00+01:00.")
            what = _("is {value!r}.").format(value=text)
            found.append(Problem("bad-time", f"{where} at", what, right))
        return 0


def _value(
    row: Mapping[str, Any], currency: str | None, where: str, found: list[Problem]
) -> int | None:
    minor, amount = row.get("value_minor"), row.get("value")
    try:
        if minor not in (None, ""):
            number = int(minor) if isinstance(minor, str) else minor
            if isinstance(number, bool) or not isinstance(number, int) or abs(number) > _MOST:
                raise ValueError(_("a whole number of minor units (cents)"))
            return number
        if amount not in (None, ""):
            return money.read(str(amount), currency or "").minor
    except ValueError as error:
        name, given = ("value", amount) if minor in (None, "") else ("value_minor", minor)
        what = _("is {value!r}.").format(value=given)
        right = (
            str(error)
            if "literal" not in str(error)
            else _("a whole number of minor units (cents)")
        )
        found.append(
            Problem("bad-value", f"{where} {name}", what, _("Give {right}.").format(right=right))
        )
    return None

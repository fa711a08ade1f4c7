"""Conversions for the shop of tests/store/shop.py, and reports on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import config, reports
from app.model import Code, Conversion, Match
from app.store.catalog import Catalog
from tests.store.shop import at


def convert(
    data: Path,
    number: str,
    code: Code | None,
    when: str = "2027-03-11 10:00",
    value: int | None = None,
    *,
    kind: str = "order",
    currency: str = "EUR",
    **more: Any,
) -> None:
    """Record one conversion, matched to a code or to none."""
    row = Conversion(
        source="shop",
        external_id=number,
        kind=kind,
        ref=code.token if code else "",
        at=at(when),
        value_minor=value,
        currency=currency if value is not None else None,
        **more,
    )
    match = (
        Match(code.id, "token", "deterministic", "") if code else Match(None, "none", "none", "")
    )
    catalog = Catalog(data)
    catalog.record("levain", [(row, match)], at("2027-03-20 00:00"))
    catalog.close()


def report(data: Path, **options: str) -> reports.Report:
    """The report that these options ask for; `from_` stands for `from`."""
    query = reports.parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    return reports.run(query, config.load({"RELAIS_DATA": str(data)}))


def rows(found: reports.Report) -> dict[Any, Mapping[str, Any]]:
    """The rows by their first dimension."""
    return {row[found.columns[0].key]: row for row in found.rows}

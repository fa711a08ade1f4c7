"""Cells as a person reads them, in the current language."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_currency, format_decimal, format_percent

from app.attribution.kinds import KINDS
from app.attribution.money import EXPONENT
from app.channels import CHANNELS
from app.config import resource
from app.i18n import _, language
from app.reports.query import NOTHING
from app.reports.report import Column, Report

NOT_KNOWN = "–"
_Names = Mapping[str, str]


def locale() -> str:
    """The babel locale of the current language."""
    return "fr_FR" if language() == "fr" else "en_GB"


def key(report: Report, column: Column, value: Any) -> str:
    """A dimension's value by the name people know it by."""
    if value is None:
        return _("not known")
    if column.key in report.titles:
        return report.titles[column.key].get(value) or str(value)
    if column.kind in _TIMES:
        return _TIMES[column.kind](value)
    return _names(column.key).get(str(value), str(value))


def named(dimension: str, value: str) -> str:
    """A value of a dimension by the name people know it by, where no report is at hand."""
    return _names(dimension).get(value, value)


def short(report: Report, column: Column, value: Any) -> str:
    """The same where there is little room: days and hours without their year."""
    if column.kind == "day":
        return str(format_date(date.fromisoformat(value), "d MMM", locale=locale()))
    if column.kind == "hour":
        moment = datetime.fromisoformat(value)
        return str(format_datetime(moment, "d MMM HH:mm", moment.tzinfo, locale=locale()))
    return key(report, column, value)


def axis(column: Column, report: Report, value: float) -> str:
    """A number on the axis of a measure."""
    if column.kind in ("rate", "change"):
        return percent(value)
    if column.kind in ("money", "unit"):
        cells = (row[column.key] or {} for row in report.rows)
        currency = next((name for amounts in cells for name in amounts), "EUR")
        return money({currency: value})
    return number(value)


def cell(column: Column, value: Any) -> str:
    """A measure's cell; a dash where it is not known."""
    return NOT_KNOWN if value is None else _CELLS[column.kind](value)


def number(value: float) -> str:
    """A number with at most two decimals."""
    return format_decimal(round(value, 2), locale=locale())


def fixed(value: float) -> str:
    """A number with two decimals, for columns of such."""
    return format_decimal(value, "#,##0.00", locale=locale())


def money(amounts: Mapping[str, float], digits: int = 0) -> str:
    """Amounts of minor units, by currency; `digits` more decimals than the currency has."""
    return " + ".join(_amount(minor, currency, digits) for currency, minor in amounts.items()) or (
        NOT_KNOWN
    )


def percent(value: float) -> str:
    """A fraction as a percentage with one decimal."""
    return format_percent(value, "#,##0.0 %" if language() == "fr" else "#,##0.0%", locale=locale())


def rate(value: Any) -> str:
    """A percentage with its interval, or `k of n` where there are not enough data."""
    if value.low is None:
        return NOT_KNOWN if not value.trials else _of(value)
    between = f"{_bare(value.low)}–{percent(value.high)}"
    return f"{percent(value.value) if value.enough else _of(value)} ({between})"


def _of(value: Any) -> str:
    return _("{hits} of {trials}").format(hits=number(value.hits), trials=number(value.trials))


def _bare(value: float) -> str:
    return format_decimal(round(value * 100, 1), "#,##0.0", locale=locale())


def _amount(minor: float, currency: str, digits: int) -> str:
    places = EXPONENT.get(currency, 2)
    zeros = "0" * (places + digits)
    form = f"#,##0.{zeros} ¤" if language() == "fr" else f"¤#,##0.{zeros}"
    return str(
        format_currency(
            minor / 10**places, currency, form.replace(". ", " "), locale(), currency_digits=False
        )
    )


def _unit(amounts: Mapping[str, float]) -> str:
    # A scan may cost a fraction of a cent: two digits more where the amount is below one unit.
    small = any(abs(minor) < 100 for minor in amounts.values())
    return money(amounts, 2 if small else 0)


def _change(value: float) -> str:
    return ("+" if value > 0 else "") + percent(value)


def period(coverage: Mapping[str, Any]) -> str:
    """The days of a report and whose they are: `1 Mar 2027 – 31 Mar 2027 · Europe/Paris`."""
    if not has_days(coverage):
        return _("No scans yet")
    first, last = day(coverage["from"]), day(coverage["to"])
    return f"{first if first == last else f'{first} – {last}'} · {coverage['timezone']}"


def has_days(coverage: Mapping[str, Any]) -> bool:
    """Whether a report has a period: some data, or days that were asked for."""
    return bool(coverage["to"] != NOTHING.isoformat())


def day(value: str) -> str:
    """A date as ISO 8601 has it, as people write it."""
    return str(format_date(date.fromisoformat(value), "d MMM y", locale=locale()))


def _month(value: str) -> str:
    return str(format_date(date.fromisoformat(f"{value}-01"), "MMMM y", locale=locale()))


def _hour(value: str) -> str:
    moment = datetime.fromisoformat(value)
    return str(format_datetime(moment, "d MMM y HH:mm", moment.tzinfo, locale=locale()))


def _weekday(value: int) -> str:
    return str(get_day_names("wide", locale=locale())[value - 1])


_TIMES: Mapping[str, Callable[[Any], str]] = {
    "day": day,
    "month": _month,
    "hour": _hour,
    "weekday": _weekday,
    "hour_of_day": lambda value: f"{value:02d}:00",
}
_CELLS: Mapping[str, Callable[[Any], str]] = {
    "count": number,
    "number": number,
    "ratio": number,
    "change": _change,
    "money": money,
    "unit": _unit,
    "rate": rate,
}


def _names(dimension: str) -> _Names:
    if dimension == "medium":
        return _media(language())
    if dimension == "channel":
        return {name: channel.label.get(language(), name) for name, channel in CHANNELS.items()}
    if dimension == "conversion":
        return {name: _(kind.label) for name, kind in KINDS.items()}
    return {name: _(text) for name, text in _WORDS.get(dimension, {}).items()}


@cache
def _media(language: str) -> _Names:
    with resource("printables", "media.toml").open("rb") as file:
        return {name: str(table["name"][language]) for name, table in tomllib.load(file).items()}


_WORDS: Mapping[str, _Names] = {
    "class": {
        "human": "People",
        "preview": "Link previews",
        "prefetch": "Prefetches",
        "bot": "Bots",
        "head": "HEAD requests",
        "test": "Proof scans",
        "repeat": "Repeats",
        "orphan": "Orphans",
    },
    "kind": {
        "qr": "QR code",
        "messenger": "Messenger code",
        "call": "Click-to-call code",
        "url": "Typed address",
        "nfc": "NFC tag",
    },
    "platform": {
        "ios": "iPhone, iPad",
        "android": "Android",
        "harmonyos": "HarmonyOS",
        "windows": "Windows",
        "macos": "Mac",
        "linux": "Linux",
        "other": "Other",
    },
    "phase": {"acquisition": "Acquisition", "owned": "Owned"},
    "rewarded": {"yes": "Rewarded", "no": "Unrewarded"},
    "strength": {
        "deterministic": "Deterministic",
        "declared": "Declared",
        "probabilistic": "Probabilistic",
        "none": "No evidence",
    },
}

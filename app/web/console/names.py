"""Keys as people say them, in the current language."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.numbers import format_currency as _currency
from babel.numbers import format_decimal, get_currency_precision

from app.attribution.kinds import kind_of
from app.channels import CHANNELS
from app.i18n import _, language
from app.model import Money
from app.printing import media
from app.web.console.deeds import (  # noqa: F401
    deed,
    delivery,
    event,
    role,
    role_means,
    scope,
    subject,
)


def locale() -> str:
    """The babel locale of the current language."""
    return "fr_FR" if language() == "fr" else "en_GB"


def medium(key: str) -> str:
    """A medium by its name."""
    known = media.media().get(key)
    return known.name.get(language(), key) if known else key


def channel(key: str) -> str:
    """A channel by its name."""
    known = CHANNELS.get(key)
    return known.label.get(language(), key) if known else key


def kind(key: str) -> str:
    """A kind of code."""
    return {
        "qr": _("QR code"),
        "messenger": _("Messenger code"),
        "call": _("Click-to-call code"),
        "url": _("Typed address"),
        "nfc": _("NFC tag"),
    }.get(key, key)


def platform(key: str) -> str:
    """A platform as its owners write it."""
    return {
        "ios": "iPhone",
        "android": "Android",
        "harmonyos": "HarmonyOS",
        "windows": "Windows",
        "macos": "Mac",
        "linux": "Linux",
    }.get(key, _("other"))


def day(value: date, form: str = "d MMM y") -> str:
    """A date, short."""
    return format_date(value, form, locale=locale())


def clock(value: datetime) -> str:
    """A time of day."""
    return format_time(value, "short", locale=locale())


def number(value: float) -> str:
    """A number with the separators of the language."""
    return format_decimal(value, locale=locale())


def money(value: Money | None) -> str:
    """An amount in its currency; empty for none."""
    if value is None:
        return ""
    exponent = get_currency_precision(value.currency)
    return _currency(value.minor / 10**exponent, value.currency, locale=locale())


def class_(key: str) -> str:
    """A class of scans."""
    return {
        "human": _("person"),
        "preview": _("link preview"),
        "prefetch": _("prefetch"),
        "bot": _("robot"),
        "head": _("check"),
        "test": _("proof scan"),
        "repeat": _("repeat"),
        "orphan": _("unknown code"),
    }.get(key, key)


def costs(amounts: Iterable[Money]) -> str:
    """Several amounts, each in its currency."""
    return " + ".join(money(one) for one in amounts)


def measured(key: str) -> str:
    """How the results of a channel can come back."""
    return {
        "deterministic": _("with certainty, each result names its code"),
        "declared": _("if people leave the reference in their message"),
        "scan only": _("the scan only"),
    }.get(key, key)


def strength(key: str) -> str:
    """How sure the code of a conversion is."""
    return {
        "deterministic": _("certain"),
        "declared": _("declared"),
        "probabilistic": _("probable"),
        "none": _("no code"),
    }.get(key, key)


def conversion(key: str) -> str:
    """A kind of conversion."""
    return _(kind_of(key).label)


def amount(kind: str, minor: int | None, currency: str | None) -> str:
    """What a conversion is worth: money, seconds or a score; empty where it says nothing."""
    if minor is None:
        return ""
    if currency:
        return money(Money(minor, currency))
    if kind_of(kind).measure == "seconds":
        return _("{count} s").format(count=number(minor))
    return number(minor)


def browser(agent: str) -> str:
    """A browser and its device by a User-Agent header, as far as that says."""
    kinds = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    devices = (
        *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
        *(("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (kinds, devices)
    ]
    return " · ".join(filter(None, found)) or _("a browser")

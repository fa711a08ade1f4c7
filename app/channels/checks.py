"""Checks of option values: the clean value comes back, or ValueError says what would be right."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from app import hours
from app.channels import links
from app.i18n import LANGUAGES, _

Check = Callable[[Any], Any]
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$&'*/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'*/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+"
)


def url(value: Any) -> str:
    """An https address."""
    try:
        return links.https(value)
    except (ValueError, TypeError, AttributeError):
        raise ValueError(_("an https address, such as https://levain.example/shop")) from None


def url_on(*hosts: str) -> Check:
    """An https address on one of `hosts` or a host under it."""

    def check(value: Any) -> str:
        clean = url(value)
        host = clean.split("/")[2].partition(":")[0]
        if not any(host == good or host.endswith(f".{good}") for good in hosts):
            raise ValueError(_("an address on {hosts}").format(hosts=", ".join(hosts)))
        return clean

    return check


def matching(pattern: str, example: str, *, strip: str = "") -> Check:
    """Text of a fixed form. `strip`: a first character people write though it is no part of it."""
    form = re.compile(pattern)

    def check(value: Any) -> str:
        text = str(value).strip() if isinstance(value, str | int) else ""
        text = text.removeprefix(strip) if strip else text
        if isinstance(value, bool) or not form.fullmatch(text):
            raise ValueError(_("the form {example}").format(example=example))
        return text

    return check


def text(limit: int, *, lines: bool = False) -> Check:
    """Text of 1 to `limit` characters, without control characters; `lines` allows line ends."""

    def check(value: Any) -> str:
        clean = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
        clean = clean.replace("\r\n", "\n").replace("\r", "\n")
        bad = any(
            unicodedata.category(char) in ("Cc", "Cs") and not (lines and char == "\n")
            for char in clean
        )
        if bad or not 1 <= len(clean) <= limit:
            raise ValueError(_("a text of 1 to {limit} characters").format(limit=limit))
        return clean

    return check


def spoken(inner: Check) -> Check:
    """One value for all languages, or a table with a value each: `{ fr = "…", en = "…" }`."""

    def check(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return inner(value)
        if not value or set(value) - set(LANGUAGES):
            raise ValueError(_("a text, or a table with the keys fr and en"))
        return {language: inner(value[language]) for language in LANGUAGES if language in value}

    return check


def pick(value: Any, language: str) -> str:
    """The text of a `spoken` value for `language`; the first there is where that one is missing."""
    if isinstance(value, str):
        return value
    return str(value.get(language) or next(iter(value.values())))


def one_of(*allowed: str) -> Check:
    """One of the words allowed."""

    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(_("one of {allowed}").format(allowed=", ".join(allowed)))
        return str(value)

    return check


def whole(low: int, high: int) -> Check:
    """A whole number within bounds, both included."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(_("a whole number from {low} to {high}").format(low=low, high=high))
        return value

    return check


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError(_("true or false"))
    return value


def email(value: Any) -> str:
    """An e-mail address without a plus tag: the tag is where the source goes."""
    clean = value.strip() if isinstance(value, str) else ""
    host = clean.rpartition("@")[2]
    if len(clean) > 200 or not _EMAIL.fullmatch(clean) or not links.is_host(host):
        raise ValueError(_("an e-mail address without a +, such as bonjour@levain.example"))
    return clean


def opening(value: Any) -> str:
    """Opening hours, as `app.hours` reads them; kept as text in its one form."""
    try:
        return hours.parse(value.strip() if isinstance(value, str) else "").text
    except ValueError:
        raise ValueError(_("hours such as “Mo-Fr 09:00-19:00; Sa 10:00-12:30”")) from None


key = matching(r"[a-z0-9][a-z0-9_-]{0,39}", "after-sales")

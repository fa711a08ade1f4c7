"""The [brand] and [campaign] tables."""

import re
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.campaign import document as doc
from app.campaign.checks import Checks, beside, table_of
from app.campaign.money import money
from app.i18n import LANGUAGES, _
from app.model import PHASES, Brand, Campaign, Money

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_HOST = r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"


def slug(longest: int = 60) -> Any:
    """A check for a short name in a URL or a key."""
    return doc.pattern(
        rf"(?=.{{1,{longest}}}$){SLUG}", _("small letters, digits and single hyphens")
    )


def web_address(value: Any) -> str:
    """A check for an absolute https address without a user name."""
    right = _("an https address such as https://example.fr/page")
    if not isinstance(value, str) or len(value) > 2000 or re.search(r"[\s\x00-\x1f\\]", value):
        raise ValueError(right)
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ValueError(right)
    return value


def _timezone(value: Any) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError):
        raise ValueError(_("a time zone such as Europe/Paris")) from None
    return str(value)


def _file(folder: Path, check: Callable[[bytes], object]) -> Callable[[Any], str]:
    """A check for the name of a file beside the campaign file, whose bytes `check` looks into."""

    def checked(value: Any) -> str:
        name = doc.text()(value)
        check(beside(folder, name))
        return name

    return checked


def read_brand(table: doc.Table, folder: Path, checks: Checks) -> Brand:
    """The brand; problems are noted in the table. Its files stand in `folder`."""
    languages = table.checked("languages", doc.several(doc.choice(*LANGUAGES)), LANGUAGES)
    brand = Brand(
        slug=table.needed("slug", slug(), "brand"),
        name=table.needed("name", doc.text(80), "Brand"),
        host=table.needed(
            "host",
            doc.pattern(_HOST, _("a host in small letters such as q.example.fr")),
            "q.example",
        ),
        fallback=table.needed("fallback", web_address, "https://example.com/"),
        languages=languages,
        timezone=table.checked("timezone", _timezone, "Europe/Paris"),
        colour=table.checked(
            "colour", doc.pattern(r"#[0-9a-fA-F]{6}", _("a colour such as #b5451d")), "#1a1a1a"
        ),
        byte_mode=table.checked("byte_mode", doc.flag, False),
        logo=table.checked("logo", _file(folder, checks.logo)),
        profile=table.checked("profile", _file(folder, checks.profile)),
        style=table.checked("style", table_of(checks.style), {}),
    )
    table.no_more()
    return brand


def read_campaign(table: doc.Table, brand: str) -> Campaign:
    """The campaign; problems are noted in the table."""
    starts, ends = table.needed("starts", doc.day, None), table.needed("ends", doc.day, None)
    if starts and ends and ends < starts:
        table.wrong(
            "ends",
            "ends-before-start",
            _("is before the start, {start}.").format(start=starts),
            _("Give a later date."),
        )
    budget: Money | None = table.checked("budget", money)
    campaign = Campaign(
        brand=brand,
        slug=table.needed("slug", slug(), "campaign"),
        name=table.needed("name", doc.text(80), "Campaign"),
        starts=starts,
        ends=ends,
        budget=budget,
        phase=table.checked("phase", doc.choice(*PHASES), "acquisition"),
        rewarded=table.checked("rewarded", doc.flag, False),
    )
    table.no_more()
    return campaign

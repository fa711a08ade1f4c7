"""Exports of other link shorteners, as tables: Bitly, Dub, Shlink, YOURLS and plain CSV.

CSV with a header, or the JSON of their APIs. Columns are known by the names those give them; a map
(`[columns]`, our field = their column) names any other. Two kinds of table are read:

links   alias, url; optionally title, created
clicks  alias, at; optionally count (of a day), agent, country, bot

Sources: Dub `exportLinksColumns`, Shlink web client `ExportableShortUrl` and `NormalizedVisit`,
YOURLS tables `url` and `log`, Bitly API v4 `BitlinkBody`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app import sheet
from app.errors import Problem, Refused
from app.i18n import _

_SYNONYMS = {
    "alias": "short_link shortlink link shorturl short_url short_code shortcode slug keyword key "
    "bitlink id back-half",
    "url": "destination_url longurl long_url destination target original_url",
    "title": "name page_title",
    "created": "created_at createdat date_created datecreated timestamp created",
    "at": "date click_time clicked_at time timestamp event_time",
    "count": "clicks link_clicks",
    "agent": "user_agent useragent ua",
    "country": "country_code",
    "bot": "potentialbot potential_bot is_bot",
}
_FIELDS = {
    "links": ("alias", "url", "title", "created"),
    "clicks": ("alias", "at", "count", "agent", "country", "bot"),
}
_REQUIRED = {"links": ("alias", "url"), "clicks": ("alias", "at")}
_MOST_PER_DAY = 1_000_000


class Link(NamedTuple):
    """A short link: its path, where it leads, and what it was called. `created` in ms or None."""

    where: str
    alias: str
    url: str
    title: str = ""
    created: int | None = None


class Click(NamedTuple):
    """A click, or several `clicks` of one day of which no more is known."""

    where: str
    alias: str
    at: int
    clicks: int = 1
    agent: str = ""
    country: str = ""
    bot: bool = False


def links(
    data: bytes, name: str, columns: Mapping[str, str], zone: ZoneInfo
) -> tuple[list[Link], list[Problem]]:
    """The links of an export, and the rows that are none. Raises Refused for another file."""
    found, problems = [], []
    for where, row in _rows("links", data, name, columns):
        url = row.get("url", "")
        alias = path_of(row.get("alias", ""))
        if not alias or urlsplit(url).scheme not in ("http", "https"):
            problems.append(Problem("bad-link", where, _("has no short link or no web address.")))
            continue
        try:
            created = _moment(row.get("created", ""), zone)[0]
        except ValueError:
            created = None
        found.append(Link(where, alias, url, row.get("title", ""), created))
    return found, problems


def clicks(
    data: bytes, name: str, columns: Mapping[str, str], zone: ZoneInfo
) -> tuple[list[Click], list[Problem]]:
    """The clicks of an export, and the rows that are none. Raises Refused for another file."""
    found, problems = [], []
    for where, row in _rows("clicks", data, name, columns):
        try:
            click = _click(where, row, zone)
        except ValueError:
            what = _("holds no short link, time and number of clicks.")
            problems.append(Problem("bad-click", where, what))
            continue
        found.append(click)
    return found, problems


def path_of(text: str) -> str:
    """The last part of a short address, in lower case: `https://bit.ly/AbC?x` -> `abc`."""
    path = urlsplit(text if "//" in text else f"//x/{text.removeprefix('/')}").path
    return path.rstrip("/").rpartition("/")[2].lower()


def _click(where: str, row: Mapping[str, str], zone: ZoneInfo) -> Click:
    alias, (at, whole_day) = path_of(row.get("alias", "")), _moment(row.get("at", ""), zone)
    count = int(row.get("count") or 1)
    if not alias or at is None or not 0 <= count <= _MOST_PER_DAY or (count > 1 and not whole_day):
        raise ValueError(where)
    country = row.get("country", "").upper()
    return Click(
        where,
        alias,
        at,
        count,
        row.get("agent", "")[:1000],
        country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        row.get("bot", "").lower() in ("1", "true", "yes"),
    )


def _moment(text: str, zone: ZoneInfo) -> tuple[int | None, bool]:
    """A time in ms, and whether only its day is known (then noon); times without offset: `zone`."""
    if not text:
        return None, False
    moment = datetime.fromisoformat(text)
    whole_day = len(text) == 10
    if whole_day:
        moment = datetime.combine(moment.date(), time(12))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return int(moment.astimezone(UTC).timestamp() * 1000), whole_day


def _rows(
    kind: str, data: bytes, name: str, columns: Mapping[str, str]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows under our names of their fields."""
    names = {
        theirs: field for field in _FIELDS[kind] for theirs in (field, *_SYNONYMS[field].split())
    }
    mapped = {theirs.strip().lower().replace(" ", "_"): field for field, theirs in columns.items()}
    taken = set(mapped.values())
    names = {theirs: field for theirs, field in names.items() if field not in taken} | mapped
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        for number, row in enumerate(_objects(data, name), start=1):
            cells = {key.lower(): str(value) for key, value in row.items() if value is not None}
            yield f"{name}[{number}]", _renamed(cells, names)
        return
    table = sheet.read(data, name)
    have = set(_renamed(dict.fromkeys(table.columns, ""), names))
    missing = [field for field in _REQUIRED[kind] if field not in have]
    if missing:
        what = _("has no column “{column}”.").format(column="”, “".join(missing))
        right = _('Name it in a map: [columns] {field} = "…"').format(field=missing[0])
        raise Refused([Problem("missing-column", f"{name}:1", what, right)])
    for line in table.lines:
        yield f"{name}:{line.number}", _renamed(line.cells, names)


def _renamed(cells: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Cells under our names. Of several columns for one field the first of `names` wins."""
    found: dict[str, str] = {}
    for theirs, field in names.items():
        if theirs in cells and not found.get(field):
            found[field] = cells[theirs]
    return found


def _objects(data: bytes, name: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a JSON answer: the list, or table of objects, nearest its top."""
    try:
        layer = _inside([json.loads(data)])
    except (ValueError, RecursionError):
        raise Refused([Problem("bad-json", name, _("is no JSON."))]) from None
    while layer:
        for value in layer:
            rows = list(value.values()) if isinstance(value, dict) else value
            if rows and all(isinstance(row, dict) and not _leads_on(row) for row in rows):
                yield from rows
                return
        layer = [inner for value in layer for inner in _inside(value)]


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    """The objects and lists directly inside one."""
    inside = value.values() if isinstance(value, dict) else value
    return [inner for inner in inside if isinstance(inner, dict | list)]


def _leads_on(value: Mapping[str, Any]) -> bool:
    """Whether an object only leads further down, as `shortUrls` of Shlink does."""
    inside = list(value.values())
    return any(isinstance(inner, dict | list) and inner for inner in inside) and not any(
        isinstance(inner, str) for inner in inside
    )

"""What tests and lift are read from: versions side by side, who met them, who converted.

Only reads. Single scans are asked, for people are told apart nowhere else.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.model import CLASSES, Route
from app.store import rows
from app.store.history import Reader, Select
from app.store.scope import Clock, Key, Scope, Source, key_of, select
from app.store.sources import scan_source
from app.store.zones import DAY, local_sql

HUMAN = CLASSES.index("human")
# What is left of a conversion once its refunds are taken from it: all, unless all was taken back.
_KEPT = """(c.value_minor IS NULL AND NOT EXISTS (SELECT 1 FROM cat.conversion AS r
        WHERE r.brand = c.brand AND r.source = c.source AND r.reverses = c.external_id)
    OR c.value_minor + (SELECT COALESCE(SUM(r.value_minor), 0) FROM cat.conversion AS r
        WHERE r.brand = c.brand AND r.source = c.source AND r.reverses = c.external_id) > 0
    OR c.value_minor = 0)"""


class Season(NamedTuple):
    """A campaign and its days in market, both local and included."""

    slug: str
    name: str
    starts: date
    ends: date


class Design(NamedTuple):
    """Codes that look alike: on one medium, of one kind, with one route, the same words and style.

    `call_to_action` and `style` are JSON, as stored; `key` is that of the first of its codes.
    """

    medium: str
    kind: str
    route: str
    call_to_action: str
    style: str
    key: str


class Stand(NamedTuple):
    """A code of a design, where it stands and in how many copies."""

    design: Design
    placement: str
    quantity: int
    code: int


class Started(NamedTuple):
    """A print run as something that began one day: `starts` and `ends` are local dates (ISO)."""

    campaign: str
    medium: str
    placement: str
    city: str
    place: str
    region: str
    starts: str


class Met(NamedTuple):
    """Scans by people, and different people (visitors of a UTC day)."""

    scans: int
    people: int


def seasons(reader: Reader, brand: str) -> list[Season]:
    """The campaigns of a brand, the latest first."""
    sql = "SELECT slug, name, starts, ends FROM cat.campaign WHERE brand = ? ORDER BY starts DESC"
    return [
        Season(slug, name, date.fromisoformat(starts), date.fromisoformat(ends))
        for slug, name, starts, ends in reader.all(Select(f"{sql}, slug", [brand]))
    ]


def routes(reader: Reader, brand: str, campaign: str) -> list[Route]:
    """The routes of a campaign, by their keys."""
    sql = "SELECT key, rules FROM cat.route WHERE brand = ? AND campaign = ? ORDER BY key"
    found = reader.all(Select(sql, [brand, campaign]))
    return [rows.read_route({"key": key, "rules": rules}) for key, rules in found]


def on_route(reader: Reader, brand: str, campaign: str, route: str) -> dict[int, str]:
    """The codes that lead to a route, each with its placement."""
    sql = "SELECT id, placement FROM cat.code WHERE brand = ? AND campaign = ? AND route = ?"
    return dict(reader.all(Select(sql, [brand, campaign, route])))


def designs(reader: Reader, brand: str, campaign: str) -> list[Design]:
    """The designs of a campaign, in the order in which they were first made."""
    same = "medium, kind, route, call_to_action, style"
    sql = f"""SELECT {same}, MIN(d.key) FROM cat.code AS d JOIN cat.placement AS p
        ON p.brand = d.brand AND p.campaign = d.campaign AND p.key = d.placement
        WHERE d.brand = ? AND d.campaign = ? GROUP BY {same} ORDER BY MIN(p.rowid), MIN(d.key)"""  # noqa: S608
    return [Design(*row) for row in reader.all(Select(sql, [brand, campaign]))]


def stands(reader: Reader, brand: str, campaign: str, designs: Iterable[Design]) -> list[Stand]:
    """Where the codes of some designs stand."""
    sql = """SELECT d.placement, p.quantity, d.id FROM cat.code AS d JOIN cat.placement AS p
        ON p.brand = d.brand AND p.campaign = d.campaign AND p.key = d.placement
        WHERE d.brand = ? AND d.campaign = ? AND p.medium = ? AND d.kind = ? AND d.route = ?
        AND d.call_to_action = ? AND d.style = ?"""
    return [
        Stand(design, *row)
        for design in designs
        for row in reader.all(Select(sql, [brand, campaign, *design[:5]]))
    ]


def met(reader: Reader, scope: Scope, codes: Iterable[int]) -> dict[Key, Met]:
    """Who scanned some codes, by the scope's dimensions. Over UTC days people add up exactly."""
    chosen = Select(f"s.class = {HUMAN} AND s.code IN ({_listed(codes)})", [])
    measures = "COUNT(*), COUNT(DISTINCT s.visitor)"
    statement = select(scope, scan_source(scope, "scan"), measures, chosen)
    found: dict[Key, Met] = {}
    for *keys, scans, people in reader.scans(statement, scope.start, scope.end):
        if scans:
            key = key_of(scope, keys)
            before = found.get(key, Met(0, 0))
            found[key] = Met(before.scans + scans, before.people + people)
    return found


def converted(reader: Reader, scope: Scope, codes: Iterable[int], kind: str) -> dict[Key, int]:
    """Who converted after scanning some codes, each person once by variant, at their first time.

    A conversion without a subject is a person of its own. One taken back whole is not counted.
    """
    table = f"""(SELECT MIN(c.at) AS at, c.brand, c.campaign, c.placement, c.medium, c.variant,
        c.code FROM cat.conversion AS c WHERE c.brand = ? AND c.kind = ? AND c.reverses IS NULL
        AND c.at >= {scope.start} AND c.at < {scope.end} AND c.code IN ({_listed(codes)})
        AND {_KEPT} GROUP BY COALESCE(c.subject, c.id), c.variant)"""  # noqa: S608 - numbers
    columns = frozenset(["campaign", "medium", "placement", "code", "variant", "date", "time"])
    clock = Clock("s.at", local_sql("s.at", scope.zone, scope.start, scope.end))
    source = Source("converted", table, columns, clock, values=(scope.brand, kind))
    found = reader.all(select(scope, source, "COUNT(*)"))
    return {key_of(scope, row): row[-1] for row in found if row[-1]}


def kinds(reader: Reader, brand: str, campaign: str | None = None) -> dict[str, int]:
    """The kinds of conversion of a brand or of one campaign, and how many there are of each."""
    only = "" if campaign is None else " AND campaign = ?"
    sql = f"""SELECT kind, COUNT(*) FROM cat.conversion
        WHERE brand = ? AND reverses IS NULL{only} GROUP BY kind"""  # noqa: S608 - our own text
    return dict(reader.all(Select(sql, [brand] if campaign is None else [brand, campaign])))


def runs(reader: Reader, brand: str) -> list[Started]:
    """Every print run of a brand, with the day it came into market."""
    sql = """SELECT p.campaign, p.medium, p.key, p.city, p.place, p.region,
        COALESCE(p.starts, g.starts)
        FROM cat.placement AS p JOIN cat.campaign AS g ON g.brand = p.brand AND g.slug = p.campaign
        WHERE p.brand = ? ORDER BY g.starts DESC, p.campaign, p.medium, p.rowid"""
    return [Started(*row) for row in reader.all(Select(sql, [brand]))]


def daily(reader: Reader, scope: Scope, kind: str, campaign: str, medium: str) -> Mapping[int, int]:
    """All conversions of a kind by local day (from 1970), those of no code too.

    But for those that one medium of one campaign was credited with by itself.
    """
    local = local_sql("c.at", scope.zone, scope.start, scope.end)
    sql = f"""SELECT ({local} - {local} % {DAY}) / {DAY}, COUNT(*) FROM cat.conversion AS c
        WHERE c.brand = ? AND c.kind = ? AND c.reverses IS NULL AND c.at >= ? AND c.at < ?
        AND NOT (c.campaign IS ? AND c.medium IS ?) GROUP BY 1"""  # noqa: S608 - numbers
    values = [scope.brand, kind, scope.start, scope.end, campaign, medium]
    return dict(reader.all(Select(sql, values)))


def _listed(codes: Iterable[int]) -> str:
    """Numbers as SQL text: the same for every engine."""
    return ", ".join(map(str, sorted(codes))) or "NULL"

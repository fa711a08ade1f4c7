"""Codes as the redirect needs them: all in pages, or what changed since it last looked.

The catalog keeps a log of what was changed (`change`, written by triggers, so no door can forget
it). It holds the last `KEPT` changes: who comes later than that reads everything anew.
"""

from collections.abc import Iterator

from sqlite_utils import Database

from app.store.base import APART, News, Page

KEPT = 1 << 17
_PAGE_ROWS = 20_000
# Twelve columns a row as Python objects cost 2 us, packed by SQLite itself 1 us. The texts of one
# row stand at the same place in all of them: they are gathered in one pass.
_PACKED = f"""SELECT group_concat(id), group_concat(mac, ''), group_concat(reference, ''),
    group_concat(owner, '\n'), group_concat(gone), group_concat(named, '\n'),
    group_concat(goods, '\n')
    FROM (SELECT id, substr(token, 9) AS mac, substr(reference, 1, 5) AS reference,
    printf('%s{APART}%s{APART}%s{APART}%s', brand, campaign, placement, route) AS owner,
    iif(withdrawn, id, NULL) AS gone, id || ' ' || alias AS named,
    iif(style = '{{}}', NULL, id || ' ' || json_extract(style, '$.ean')) AS goods FROM code
    WHERE """  # noqa: S608 - our own text
_NEXT = f"{_PACKED} id > ? ORDER BY id LIMIT {_PAGE_ROWS})"
_CHANGED = f"{_PACKED} id IN (SELECT code FROM change WHERE seq > ?) ORDER BY id)"  # noqa: S608


def pages(db: Database) -> Iterator[Page]:
    """Every code, in pages by id."""
    last = -1
    while ids := (page := _page(db, _NEXT, last)).ids:
        yield page
        last = ids[-1]


def last_change(db: Database) -> int:
    """The number of the newest change; 0 before any."""
    return int(db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def news(db: Database, since: int) -> News | None:
    """What changed after the change `since`; None where the log does not reach back to it."""
    first, last = db.execute("SELECT min(seq), coalesce(max(seq), 0) FROM change").fetchone()
    if since > last or (first is not None and since < first - 1):
        return None
    found = db.execute(
        "SELECT DISTINCT brand, campaign FROM change WHERE seq > ? AND code IS NULL", [since]
    ).fetchall()
    return News(
        last,
        frozenset(brand for brand, campaign in found if campaign is None),
        frozenset((brand, campaign) for brand, campaign in found if campaign is not None),
        _page(db, _CHANGED, since),
    )


def _page(db: Database, sql: str, since: int) -> Page:
    ids, macs, references, owners, gone, named, goods = db.execute(sql, [since]).fetchone()
    if ids is None:
        return Page([], "", "", [], [], [], [])
    return Page(
        [*map(int, ids.split(","))],
        macs,
        references,
        owners.split("\n"),
        [*map(int, gone.split(","))] if gone else [],
        _pairs(named),
        _pairs(goods),
    )


def _pairs(packed: str | None) -> list[tuple[int, str]]:
    pairs = (text.partition(" ") for text in packed.split("\n")) if packed else ()
    return [(int(id), word) for id, _space, word in pairs]


# Of a save that touches a thousand placements the last line says as much as a thousand.
_NOTE = """DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)
    AND (brand, campaign, code) IS ({brand}, {campaign}, NULL);
    INSERT INTO change (brand, campaign) VALUES ({brand}, {campaign});"""
_CODE = """INSERT INTO change (brand, campaign, code)
    VALUES (NEW.brand, NEW.campaign, NEW.id);"""
_OF_CAMPAIGN = {"campaign": "slug", "contact_point": "campaign", "route": "campaign",
                "placement": "campaign"}  # fmt: skip


def make(db: Database) -> None:
    """Make the log and its triggers (a step of app.store.migrations)."""
    for statement in _schema():
        db.execute(statement)


def _schema() -> Iterator[str]:
    yield (
        "CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL, "
        "campaign TEXT, code INTEGER) STRICT"
    )
    yield _trigger("change", "INSERT", f"DELETE FROM change WHERE seq <= NEW.seq - {KEPT};")  # noqa: S608
    for event in ("INSERT", "UPDATE"):
        yield _trigger("code", event, _CODE)
        yield _trigger("brand", event, _NOTE.format(brand="NEW.slug", campaign="NULL"))
    for table, column in _OF_CAMPAIGN.items():
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            note = _NOTE.format(brand=f"{row}.brand", campaign=f"{row}.{column}")
            yield _trigger(table, event, note)


def _trigger(table: str, event: str, does: str) -> str:
    name = f"{table}_{event.lower()}_logged"
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {does} END"

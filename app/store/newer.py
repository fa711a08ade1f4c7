"""What the catalog knows of conversions and the rollups do not yet, for one report.

It stands in a temporary table of the report's snapshot: what the rollups hold of the conversions
that changed since, taken away, and what the catalog has of them now. So a report is as new as the
catalog, however far the folder has come.
"""

from app.store import shares
from app.store.history import Reader, Select
from app.store.shares import LINE, Ask, Part

TABLE = "newer"
_SUMS = ("n", "share", "value")
_COLUMNS = (*LINE, "at", "conversion_id", "model", "code", *_SUMS, "day")
_CHANGED = """SELECT conversion FROM cat.changed
    WHERE seq > COALESCE((SELECT seq FROM credit_seen), 0)"""


def is_there(reader: Reader) -> bool:
    """Whether there is anything newer; if so, the table is there."""
    if reader.all(Select("SELECT 1 FROM sqlite_temp_master WHERE name = ?", [TABLE])):
        return True
    changed = [row[0] for row in reader.all(Select(_CHANGED, []))]
    if not changed:
        return False
    ask: Ask = lambda sql, values: reader.all(Select(sql, values))  # noqa: E731
    zones = dict(reader.all(Select("SELECT slug, timezone FROM cat.brand", [])))
    taken = [_taken(part) for part in shares.stored(ask, changed)]
    reader.all(Select(f"CREATE TEMP TABLE {TABLE} ({', '.join(_COLUMNS)})", []))
    reader.fill(
        TABLE, [(*part[0], *part[1:]) for part in taken + shares.fresh(ask, changed, zones)]
    )
    return True


def _taken(part: Part) -> Part:
    return part._replace(n=-part.n, share=-part.share, value=-part.value)

"""Where counts come from: single scans, rollups, sketches, actions, credits and print runs."""

from app.model import CLASSES
from app.store.scope import Clock, Scope, Source
from app.store.zones import DAY, days_of, local_sql


def _instants(scope: Scope, at: str) -> Clock:
    """How a source whose rows hold an instant tells time."""
    local = local_sql(at, scope.zone, scope.start, scope.end)
    return Clock(at, local, f"{at} >= {scope.start} AND {at} < {scope.end}")


def _local_days(scope: Scope) -> Clock:
    """How a source whose rows hold a local day tells time."""
    first, last = days_of(scope.first) * DAY, days_of(scope.last) * DAY
    return Clock("s.day", "s.day", f"s.day BETWEEN {first} AND {last}")


_PLACED = frozenset(["campaign", "medium", "placement"])


def scan_source(scope: Scope, table: str) -> Source:
    """Single scans."""
    return Source(
        "scans",
        table,
        _PLACED
        | {"code", "contact_point", "rule", "variant", "reason", "platform", "in_app"}
        | {"language", "country", "class", "date", "time"},
        _instants(scope, "s.at"),
        placed="s.campaign <> ''",
    )


def rollup_sources(scope: Scope) -> tuple[Source, ...]:
    """Counts kept beside the history, a column per class; the quickest first."""
    hours = _instants(scope, "s.hour")
    by_hour = frozenset(["date", "time"])
    return (
        Source("medium_hour", "medium_hour", by_hour | {"medium"}, hours, "s.medium <> ''"),
        _lines(scope),
        _lines(scope, ", day"),
        Source("campaign_hour", "campaign_hour", by_hour | {"campaign"}, hours),
    )


def _lines(scope: Scope, day: str = "") -> Source:
    """Lines with their days summed, or with each `day`, in the order they are stored in."""
    first, last = days_of(scope.first) * DAY, days_of(scope.last) * DAY
    classes = CLASSES if scope.others else scope.classes
    sums = ", ".join(f"SUM({name}) AS {name}" for name in classes)
    # The join's order and the grouping are those of the two indexes: nothing is sorted.
    line = "campaign, medium, placement, contact_point"
    table = (
        f"(SELECT brand, {line}{day}, {sums} "  # noqa: S608 - our own names
        "FROM line CROSS JOIN line_day ON line_day.line = line.id "
        f"WHERE brand = ? AND day BETWEEN {first} AND {last} GROUP BY {line}{day})"
    )
    columns = _PLACED | {"contact_point"} | ({"date"} if day else frozenset())
    clock = Clock("s.day", "s.day") if day else Clock()
    return Source("lines", table, columns, clock, "s.campaign <> ''", (scope.brand,))


def sketch_sources(scope: Scope) -> tuple[Source, ...]:
    """Sketches of visitors, by medium, by campaign or of all."""
    return tuple(
        Source(
            f"sketch by {dimension}",
            f"(SELECT brand, day, value AS {column}, visitors FROM sketch "  # noqa: S608
            f"WHERE dimension = '{dimension}')",
            frozenset(["date", column]),
            _local_days(scope),
        )
        for dimension, column in (
            ("brand", "everything"),
            ("medium", "medium"),
            ("campaign", "campaign"),
        )
    )


def action_source(scope: Scope) -> Source:
    """What people did on pages of ours."""
    columns = _PLACED | {"code", "contact_point", "date", "time"}
    return Source("actions", "action", columns, _instants(scope, "s.at"))


def credit_source(scope: Scope, credit: str = "cat.credit") -> Source:
    """Conversions, each once per code that has a share of it; `credit` is the table of shares."""
    table = f"""(SELECT c.id, c.brand, c.at, c.contact_point, c.kind AS conversion, c.currency,
        c.evidence, c.strength, c.subject, c.reverses, k.model, k.code, k.share, k.value_minor,
        CASE WHEN k.code = c.code THEN c.campaign ELSE x.campaign END AS campaign,
        CASE WHEN k.code = c.code THEN c.placement ELSE x.placement END AS placement,
        CASE WHEN k.code = c.code THEN c.medium ELSE y.medium END AS medium,
        CASE WHEN k.code = c.code THEN c.variant ELSE '' END AS variant
        FROM cat.conversion AS c JOIN {credit} AS k ON k.conversion = c.id
        LEFT JOIN cat.code AS x ON k.code IS NOT c.code AND x.id = k.code
        LEFT JOIN cat.placement AS y ON y.brand = x.brand AND y.campaign = x.campaign
            AND y.key = x.placement)"""  # noqa: S608 - our own names
    columns = _PLACED | {"code", "contact_point", "conversion", "evidence", "strength", "variant"}
    return Source("credits", table, columns | {"date", "time"}, _instants(scope, "s.at"))


def run_source(scope: Scope, *, always: bool) -> Source:
    """Print runs of placements in market on any of the scope's days; `always`: all there are."""
    table = """(SELECT q.brand, q.campaign, q.key AS placement, q.medium, q.quantity, q.cost_minor,
        q.currency, COALESCE(q.starts, h.starts) AS starts, COALESCE(q.ends, h.ends) AS ends
        FROM cat.placement AS q JOIN cat.campaign AS h
        ON h.brand = q.brand AND h.slug = q.campaign)"""
    within = f"s.starts <= '{scope.last}' AND s.ends >= '{scope.first}'"
    return Source("print runs", table, _PLACED, Clock() if always else Clock(within=within))

"""Where counts come from: single scans, actions, credits of any model and print runs.

What is kept beside the history is in app.store.kept.
"""

from app.store.kept import instants
from app.store.scope import Clock, Scope, Source

_PLACED = frozenset(["campaign", "medium", "placement"])


def scan_source(scope: Scope, table: str) -> Source:
    """Single scans."""
    return Source(
        "scans",
        table,
        _PLACED
        | {"code", "contact_point", "rule", "variant", "reason", "platform", "in_app"}
        | {"language", "country", "class", "date", "time"},
        instants(scope, "s.at"),
        placed="s.campaign <> ''",
    )


def action_source(scope: Scope) -> Source:
    """What people did on pages of ours."""
    columns = _PLACED | {"code", "contact_point", "date", "time"}
    return Source("actions", "action", columns, instants(scope, "s.at"))


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
    return Source("credits", table, columns | {"date", "time"}, instants(scope, "s.at"))


def run_source(scope: Scope, *, always: bool) -> Source:
    """Print runs of placements in market on any of the scope's days; `always`: all there are."""
    table = """(SELECT q.brand, q.campaign, q.key AS placement, q.medium, q.quantity, q.cost_minor,
        q.currency, COALESCE(q.starts, h.starts) AS starts, COALESCE(q.ends, h.ends) AS ends
        FROM cat.placement AS q JOIN cat.campaign AS h
        ON h.brand = q.brand AND h.slug = q.campaign)"""
    within = f"s.starts <= '{scope.last}' AND s.ends >= '{scope.first}'"
    return Source("print runs", table, _PLACED, Clock() if always else Clock(within=within))

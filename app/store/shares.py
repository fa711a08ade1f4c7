"""What each conversion adds to the reports: one statement, for the rollups and for what is newer.

A row is one conversion under one model and code. Models agree on most conversions, so those of any
other model than `last` are what they add to it or take from it: a report under `linear` adds up the
rows of `last` and of `linear`. `NOBODY` stands for conversions that no code is credited with. `n`
counts credits, so that a key whose credits have all gone can be told from one that brought nothing.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from app.store.zones import DAY, days_of, local_date

NOBODY = "none"
LINE = (
    *("brand", "campaign", "medium", "placement", "contact_point", "conversion", "evidence"),
    *("strength", "variant", "currency"),
)

# A reversal counts minus one where nothing is left of what it reverses.
_WHOLE = """CASE WHEN c.reverses IS NULL THEN 1 WHEN c.evidence = 'reversal' THEN 0
    WHEN COALESCE((SELECT o.value_minor FROM conversion AS o WHERE o.brand = c.brand
        AND o.source = c.source AND o.external_id = c.reverses), 0)
    + (SELECT SUM(COALESCE(r.value_minor, 0)) FROM conversion AS r WHERE r.brand = c.brand
        AND r.source = c.source AND r.reverses = c.reverses AND r.evidence <> 'reversal'
        AND r.id <= c.id) = 0 THEN -1 ELSE 0 END"""
_FRESH = f"""WITH ids AS MATERIALIZED (SELECT value AS id FROM json_each(?)),
k AS (
    SELECT conversion, model, code, 1 AS n, share, value_minor
    FROM ids CROSS JOIN credit ON conversion = ids.id
    UNION ALL SELECT e.conversion, m.model, e.code, -1, -e.share, -e.value_minor
    FROM ids CROSS JOIN credit AS e ON e.conversion = ids.id AND e.model = 'last'
    JOIN (SELECT DISTINCT conversion, model FROM credit) AS m
        ON m.conversion = e.conversion AND m.model <> 'last'
    UNION ALL SELECT c.id, '{NOBODY}', 0, 1, 1000000 * {_WHOLE}, c.value_minor
    FROM ids CROSS JOIN conversion AS c ON c.id = ids.id
    WHERE NOT EXISTS (SELECT 1 FROM credit WHERE conversion = c.id))
SELECT c.brand,
    COALESCE(CASE WHEN k.code = c.code THEN c.campaign ELSE x.campaign END, ''),
    COALESCE(CASE WHEN k.code = c.code THEN c.medium ELSE y.medium END, ''),
    COALESCE(CASE WHEN k.code = c.code THEN c.placement ELSE x.placement END, ''),
    c.contact_point, c.kind, c.evidence, c.strength,
    CASE WHEN k.code = c.code THEN c.variant ELSE '' END,
    CASE WHEN k.value_minor IS NULL THEN '' ELSE COALESCE(c.currency, '') END,
    c.at, c.id, k.model, k.code, SUM(k.n), SUM(k.share), COALESCE(SUM(k.value_minor), 0)
FROM k CROSS JOIN conversion AS c ON c.id = k.conversion
LEFT JOIN code AS x ON k.code IS NOT c.code AND x.id = k.code
LEFT JOIN placement AS y ON y.brand = x.brand AND y.campaign = x.campaign AND y.key = x.placement
GROUP BY c.id, k.model, k.code, k.value_minor IS NULL"""  # noqa: S608 - our own names

_STORED = f"""SELECT {", ".join(LINE)}, at, conversion_id, model, code, n, share, value, day
    FROM credited JOIN credit_line ON credit_line.id = line
    WHERE conversion_id IN (SELECT value FROM json_each(?))"""  # noqa: S608 - our own names


Ask = Callable[[str, list[Any]], Iterable[tuple[Any, ...]]]
"""Runs a statement with its values and gives its rows."""


class Part(NamedTuple):
    """What a conversion adds under one model and code; `line` has the values of LINE.

    `day` is the brand's local day by its first ms; `share` millionths; `value` minor units.
    """

    line: tuple[str, ...]
    at: int
    conversion: int
    model: str
    code: int
    n: int
    share: int
    value: int
    day: int


def fresh(ask: Ask, ids: Iterable[int], zones: Mapping[str, str]) -> list[Part]:
    """What conversions add as the catalog has them now; those that are gone add nothing."""
    width = len(LINE)
    parts = []
    for row in ask(_FRESH, [json.dumps(list(ids))]):
        day = days_of(local_date(zones.get(row[0], "UTC"), row[width])) * DAY
        parts.append(Part._make((row[:width], *row[width:], day)))
    return parts


def stored(ask: Ask, ids: Iterable[int]) -> list[Part]:
    """What the rollups hold of conversions."""
    width = len(LINE)
    return [Part(row[:width], *row[width:]) for row in ask(_STORED, [json.dumps(list(ids))])]


def asking(connection: sqlite3.Connection) -> Ask:
    """A connection as what is asked."""
    return connection.execute

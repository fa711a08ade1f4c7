"""The report as JSON. Money is {currency: minor units}, rates are fractions of 1."""

import json
from typing import Any

from app.i18n import _
from app.reports.rate import Rate
from app.reports.report import Report


def data(report: Report) -> dict[str, Any]:
    """The report as plain values: columns, rows, unattributed, orphans, totals, coverage."""
    return {
        "columns": [
            {
                "key": column.key,
                "label": _(column.label),
                "kind": column.kind,
                "dimension": column.is_dimension,
            }
            for column in report.columns
        ],
        "rows": [_plain(row) for row in report.rows],
        "unattributed": _plain(report.unattributed),
        "orphans": _plain(report.orphans),
        "totals": _plain(report.totals),
        "coverage": dict(report.coverage),
    }


def write(report: Report) -> str:
    """The report as a text of JSON."""
    return json.dumps(data(report), ensure_ascii=False, indent=2) + "\n"


def _plain(row: Any) -> dict[str, Any]:
    return {key: _cell(value) for key, value in row.items()}


def _cell(value: Any) -> Any:
    if isinstance(value, Rate):
        return {
            "value": value.value,
            "low": value.low,
            "high": value.high,
            "hits": value.hits,
            "trials": value.trials,
            "enough": value.enough,
        }
    return dict(value) if hasattr(value, "items") else value

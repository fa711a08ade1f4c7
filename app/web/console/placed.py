"""The placements of a campaign as the table they may be sent back in."""

import csv
import io
from typing import Any

from flask import Response

from app.campaign.columns import COLUMNS
from app.model import Plan
from app.reports.csv import safe
from app.web.campaigns import draft
from app.web.console import found, gate

_COLUMNS = tuple(name for name in COLUMNS if name != "postcode")  # which became the region


@gate.page("/<brand>/c/<campaign>/placements.csv", "see")
def placements_file(brand: str, campaign: str) -> Response:
    """Every placement with its key, so that sent back it keeps its codes."""
    answer = Response(table(found.plan(campaign)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{campaign}-placements.csv"'
    return answer


def table(plan: Plan) -> bytes:
    """A campaign's places table, with the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for one in plan.placements:
        stored = draft.placement(one, ())
        rows.writerow([_cell(stored.get(name, "")) for name in _COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    return safe(value) if isinstance(value, str) else str(value)

"""Overview: what happens now, and how the campaigns in the market do."""

from typing import Any

from flask import render_template

from app.web import context
from app.web.console import gate, live


@gate.page("/<brand>/overview", "see")
def overview(brand: str) -> Any:
    """The first page of a brand."""
    data, owner = context.config().data, gate.brand()
    seen = live.latest(data, owner)
    return render_template(
        "console/overview.html",
        seen=seen,
        today=live.today(data, owner, context.now()),
        plans=context.catalog().plans(brand),
    )

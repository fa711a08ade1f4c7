"""The report page."""

from typing import Any

from flask import render_template

from app.web.console import gate


@gate.page("/<brand>/report", "see")
def show_report(brand: str) -> Any:
    """Filters, chart, table, exports."""
    return render_template("console/report.html")

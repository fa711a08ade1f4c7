"""Reports: a query becomes counts, counts become rows, rows become a table, a file or a chart."""

from app.reports.drill import drill
from app.reports.lifted import lift
from app.reports.people import people
from app.reports.query import Query, parse
from app.reports.report import Column, Report
from app.reports.run import run
from app.reports.trials import versions

__all__ = ["Column", "Query", "Report", "drill", "lift", "parse", "people", "run", "versions"]

"""The report out, as JSON: the same rows as the page and the command line."""

from flask import Response, request

from app import reports
from app.reports.outputs import OUTPUTS
from app.web import context
from app.web.api.access import Caller
from app.web.api.asked import parameter
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref

PARAMETERS = (
    parameter("by", "dimensions, separated by commas; without: medium"),
    parameter("from", "first local day of the brand", format="date"),
    parameter("to", "last local day of the brand, included", format="date"),
    parameter("campaign", "slugs, separated by commas"),
    parameter("model", "attribution model; without: last"),
    parameter("class", "classes counted as scans, separated by commas; without: human"),
    parameter("show", "columns, separated by commas"),
    parameter("compare", "beside the same number of days before", type="boolean"),
    parameter("exact", "count visitors one by one at any size", type="boolean"),
)
"""Beside these, the name of any dimension filters on it."""
_SPEC = Endpoint(
    "GET",
    "/report",
    "Counts and credits by the dimensions asked for, with what could not be attributed",
    "report",
    {200: ("The report", {"application/json": ref("Report")})},
    parameters=PARAMETERS,
    problems=(404, 422),
    strict=False,
    tag="report",
)


@endpoint(_SPEC)
def read_report(caller: Caller) -> Response:
    """The report of the caller's brand."""
    options = {name: ",".join(request.args.getlist(name)) for name in request.args}
    report = reports.run(reports.parse(caller.brand, options), context.config())
    return Response(OUTPUTS["json"].write(report), content_type="application/json")

"""The report out, as JSON: the same rows as the page and the command line."""

from flask import Response, request

from app import reports
from app.reports.outputs import OUTPUTS
from app.web import context
from app.web.api.access import Caller
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref

_TEXT = {"type": "string"}


def _parameter(name: str, text: str, **schema: object) -> dict[str, object]:
    return {"name": name, "in": "query", "description": text, "schema": {**_TEXT, **schema}}


PARAMETERS = (
    _parameter("by", "dimensions, separated by commas; without: medium"),
    _parameter("from", "first local day of the brand", format="date"),
    _parameter("to", "last local day of the brand, included", format="date"),
    _parameter("campaign", "slugs, separated by commas"),
    _parameter("model", "attribution model; without: last"),
)
_SPEC = Endpoint(
    "GET",
    "/report",
    "Counts and credits by the dimensions asked for, with what could not be attributed",
    "report",
    {200: ("The report", {"application/json": ref("Report")})},
    parameters=PARAMETERS,
    problems=(422,),
)


@endpoint(_SPEC)
def read_report(caller: Caller) -> Response:
    """The report of the caller's brand."""
    options = {name: ",".join(request.args.getlist(name)) for name in request.args}
    report = reports.run(reports.parse(caller.brand, options), context.config())
    return Response(OUTPUTS["json"].write(report), content_type="application/json")

"""The report out: the same rows as the page and the command line, as JSON or as a file."""

from flask import Response, request

from app import reports
from app.errors import Problem, Refused
from app.reports.outputs import OUTPUTS, made
from app.web import context
from app.web.api.access import Caller
from app.web.api.asked import parameter
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref

FORMATS = tuple(name for name in OUTPUTS if name != "table")
_MOST = 1000
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
    parameter("format", "what the report comes as; without: json", enum=[*FORMATS]),
    parameter(
        "least",
        "counts of people smaller than this are hidden; without: none",
        type="integer",
        minimum=0,
        maximum=_MOST,
    ),
)
"""Beside these, the name of any dimension filters on it."""
_FILE = {"type": "string", "format": "binary"}
_ANSWERS = {
    OUTPUTS[name].media_type.partition(";")[0]: ref("Report") if name == "json" else _FILE
    for name in FORMATS
}
_SPEC = Endpoint(
    "GET",
    "/report",
    "Counts and credits by the dimensions asked for, with what could not be attributed",
    "report",
    {200: ("The report", _ANSWERS)},
    parameters=PARAMETERS,
    problems=(404, 422),
    strict=False,
    tag="report",
)


@endpoint(_SPEC)
def read_report(caller: Caller) -> Response:
    """The report of the caller's brand."""
    options = {name: ",".join(request.args.getlist(name)) for name in request.args}
    format, least = options.pop("format", "") or "json", options.pop("least", "") or "0"
    _check(format, least)
    query = reports.parse(caller.brand, options)
    written = made(format, query, context.config(), int(least))
    return Response(written, content_type=OUTPUTS[format].media_type)


def _check(format: str, least: str) -> None:
    problems = []
    if format not in FORMATS:
        right = f"Give one of {', '.join(FORMATS)}."
        problems.append(Problem("bad-parameter", "format", "is no format.", right))
    if not least.isascii() or not least.isdecimal() or int(least[:9]) > _MOST:
        right = f"Give a whole number from 0 to {_MOST}."
        problems.append(Problem("bad-parameter", "least", "is no count.", right))
    if problems:
        raise Refused(problems)

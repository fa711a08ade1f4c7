"""The numbered copies of a code as data for a printer: number, token and address of each."""

import tempfile
from pathlib import Path

from flask import Response, request

from app.errors import Missing
from app.printing.copies import Calibration
from app.printing.labels import sheet
from app.printing.runs.find import find
from app.printing.runs.formats import Paper
from app.printing.runs.write import write
from app.signing import canonical
from app.store import pages
from app.web import context
from app.web.api import changes
from app.web.api.access import Caller
from app.web.api.asked import parameter
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.files import released

MOST = 50_000
_KINDS = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


@endpoint(
    Endpoint(
        "GET",
        "/codes/<token>/copies",
        "Numbered copies of a serialised code as data for a printer, once its files are approved",
        "print",
        {200: ("The copies", {kind: {"type": "string"} for kind in _KINDS.values()})},
        parameters=(
            parameter("kind", "without: csv", enum=list(_KINDS)),
            parameter("first", "number of the first copy; without: 0", type="integer", minimum=0),
            parameter(
                "count",
                f"how many; without: all that follow, up to {MOST}",
                type="integer",
                minimum=1,
                maximum=MOST,
            ),
        ),
        problems=(404, 409, 422),
        tag="codes",
    )
)
def read_copies(caller: Caller, token: str) -> Response:
    """The same rows as `./do run CODE --out data.csv`; more than MOST by several calls."""
    row = pages.one(context.catalog().db, "code", caller.brand, token=canonical(token))
    if row is None or not row["serials"]:
        raise Missing("There is no such code, or it has no numbered copies.")
    released(caller, row["campaign"])
    kind, first = request.args.get("kind", "csv"), request.args.get("first", 0, int)
    count = request.args.get("count", type=int) or min(MOST, max(1, row["serials"] - first))
    run = find(context.catalog(), context.config().keys, row["token"], first, count)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, f"copies.{kind}")
        write(run, out, Paper(sheet("L7160"), Calibration()))
        data = out.read_bytes()
    changes.note(caller, "copies", f"{row['reference']} {first}+{count} {kind}")
    return Response(data, content_type=_KINDS[kind])

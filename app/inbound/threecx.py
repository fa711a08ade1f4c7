"""3CX's cdr.log: no header, columns and their order chosen by the operator, who must say them.

`order` names them as 3CX does (`callid, time-start, time-answered, time-end, from-no, dial-no …`).
Times are local, durations `00:01:15`. Source: 3CX manual, "Call data records".
"""

import csv
import io
from collections.abc import Iterator, Mapping

from app import sheet
from app.errors import Problem, Refused
from app.i18n import _
from app.inbound import calllog
from app.inbound.calllog import Found, Settings
from app.inbound.door import Keys

NEEDED = ("time-start", "from-no")


def read(data: bytes, name: str, keys: Keys, settings: Settings) -> Found:
    """Every row, accepted or refused. Raises Refused where the columns are not named."""
    missing = [column for column in NEEDED if column not in settings.order]
    if not {"dial-no", "to-no"} & set(settings.order):
        missing.append("dial-no")
    if missing:
        what = _("is not told which column is: {columns}.").format(columns=", ".join(missing))
        instead = _("Give `order`: the columns as 3CX writes them.")
        raise Refused([Problem("missing-column", name, what, instead)])
    problems: list[Problem] = []
    found, refused = calllog.read_rows(_rows(data, name, settings, problems), keys, settings)
    return found, [*problems, *refused]


def _rows(
    data: bytes, name: str, settings: Settings, problems: list[Problem]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(sheet.decode(data), newline=""))
    for cells in filter(None, reader):
        where = f"{name}:{reader.line_num}"
        if len(cells) != len(settings.order):
            what = _("has {cells} cells where {columns} are named.")
            what = what.format(cells=len(cells), columns=len(settings.order))
            problems.append(Problem("bad-call", where, what))
            continue
        # A line is written as "Call …" by some versions.
        row = dict(zip(settings.order, (cell.strip() for cell in cells), strict=True))
        yield where, _fields(row)


def _fields(row: Mapping[str, str]) -> dict[str, str]:
    answered, reason = row.get("time-answered", ""), row.get("reason-terminated", "").lower()
    ended_by_caller = "src" in reason
    unanswered = "abandoned" if ended_by_caller else "missed"
    return {
        "id": row.get("historyid") or row.get("callid", ""),
        "to": row.get("dial-no") or row.get("to-no", ""),
        "from": row["from-no"],
        "started_at": row["time-start"],
        "answered_at": answered,
        "ended_at": row.get("time-end", ""),
        "outcome": "answered" if answered else unanswered,
    }

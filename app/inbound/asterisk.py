"""Asterisk's Master.csv: no header, 16 columns, and up to five more by its settings.

After the 16 come `uniqueid` (loguniqueid) and `userfield` (loguserfield), then `peeraccount,
linkedid, sequence` (newcdrcolumns). 17 and 20 columns are ambiguous: the operator says which, or
the look of the value decides. Times are local unless usegmtime=yes (say zone = "UTC"); `uniqueid`
starts with the true second, which settles the hour that comes twice in autumn.
Source: Asterisk, cdr_csv.c and cdr.conf.sample.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from app import sheet
from app.errors import Problem
from app.i18n import _
from app.inbound import calllog, localtime
from app.inbound.calllog import Found, Settings
from app.inbound.door import Keys

BASE = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata",
    "start", "answer", "end", "duration", "billsec", "disposition", "amaflags",
)  # fmt: skip
_NEW = ("peeraccount", "linkedid", "sequence")
_UNIQUE = re.compile(r"(?:[\w-]+-)?(\d{9,11})\.\d+")
_OUTCOMES = {
    "ANSWERED": "answered",
    "NO ANSWER": "missed",
    "BUSY": "busy",
    "FAILED": "failed",
    "CONGESTION": "failed",
}


def read(data: bytes, name: str, keys: Keys, settings: Settings) -> Found:
    """Every row: a call, a leg of one, a refusal with its reason, or one of another context."""
    problems: list[Problem] = []
    rows = _rows(sheet.decode(data), name, settings, problems)
    found, refused = calllog.read_rows(rows, keys, settings)
    return found, [*problems, *refused]


def columns(cells: list[str], settings: Settings) -> tuple[str, ...]:
    """The names of a row's columns. Raises ValueError with the reason."""
    extra = len(cells) - len(BASE)
    new = _NEW if extra >= 3 else ()
    own = extra - len(new)
    if not 0 <= own <= 2:
        raise ValueError(_("{count} columns, not 16 to 21").format(count=len(cells)))
    if own == 2:
        return (*BASE, "uniqueid", "userfield", *new)
    if own == 0:
        return (*BASE, *new)
    stated = settings.uniqueid if settings.uniqueid is not None else None
    if stated is None and settings.userfield is not None:
        stated = not settings.userfield
    unique = bool(_UNIQUE.fullmatch(cells[16])) if stated is None else stated
    return (*BASE, "uniqueid" if unique else "userfield", *new)


def _rows(
    text: str, name: str, settings: Settings, problems: list[Problem]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = next(reader)
            if not cells:
                continue
            row = dict(zip(columns(cells, settings), cells, strict=True))
        except StopIteration:
            return
        except (ValueError, csv.Error) as error:
            what = _("is refused: {reason}.").format(reason=error)
            problems.append(Problem("bad-call", f"{name}:{reader.line_num}", what))
            continue
        if not settings.contexts or row["dcontext"] in settings.contexts:
            yield f"{name}:{reader.line_num}", _fields(row, settings)


def _fields(row: Mapping[str, str], settings: Settings) -> dict[str, str]:
    unique = row.get("uniqueid", "")
    return {
        "id": row.get("linkedid") or unique,
        "distinct": "|".join(row[name] for name in ("channel", "start", "src", "dst")),
        "to": row.get(settings.called, ""),
        "from": row["src"],
        "started_at": _start(row["start"], unique, settings),
        "answered_at": row["answer"],
        "talk_seconds": row["billsec"],
        "outcome": _OUTCOMES.get(row["disposition"].upper(), row["disposition"]),
        "reference": row.get("userfield", ""),
    }


def _start(text: str, unique: str, settings: Settings) -> str:
    """The start with an offset where the clock showed it twice and the uniqueid tells which."""
    found = _UNIQUE.fullmatch(unique)
    if not found:
        return text
    with suppress(ValueError):
        if localtime.twice(text, settings.zone):
            born = datetime.fromtimestamp(int(found[1]), UTC).astimezone(settings.zone)
            start = datetime.fromisoformat(text).replace(tzinfo=settings.zone, fold=born.fold)
            return start.isoformat()
    return text

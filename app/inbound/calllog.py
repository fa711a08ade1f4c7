"""Call logs as tables: rows of named fields become calls, each accepted or refused with its reason.

Fields: `id, to, from, started_at, answered_at, ended_at, talk_seconds, outcome, reference`, and
`distinct`: what tells two rows apart that have no id. A file read again gives the same ids, so an
import that was cut short is simply started again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app import sheet
from app.errors import Problem
from app.i18n import _
from app.inbound import calls, localtime, people, references
from app.inbound.door import Keys, subject
from app.inbound.ingest import Numbered

Found = tuple[list[Numbered], list[Problem]]

_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a log is written. `columns`: our field -> its column there (or, for 3CX, `order`: their
    columns in order). `zone` of times without offset; `form` for strptime. Of Asterisk: whether
    `uniqueid` and `userfield` are logged (None: told by their look), which `contexts` are incoming
    (none: all), and the column that holds the number called."""

    source: str = "calls"
    columns: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    zone: ZoneInfo = _PARIS
    form: str = ""
    uniqueid: bool | None = None
    userfield: bool | None = None
    contexts: frozenset[str] = frozenset()
    called: str = "dst"


def read_csv(data: bytes, name: str, keys: Keys, settings: Settings) -> Found:
    """A table with a header. Raises Refused for a file that is none."""
    synonyms = {
        theirs.strip().lower().replace(" ", "_"): ours for ours, theirs in settings.columns.items()
    }
    table = sheet.read(data, name, required=("to", "started_at"), synonyms=synonyms)
    rows = ((f"{name}:{line.number}", line.cells) for line in table.lines)
    return read_rows(rows, keys, settings)


def read_rows(
    rows: Iterable[tuple[str, Mapping[str, str]]], keys: Keys, settings: Settings
) -> Found:
    """Calls of (where, fields); legs of one call (one id) count once, as its best leg."""
    best: dict[str, tuple[str, calls.Call]] = {}
    problems: list[Problem] = []
    for where, fields in rows:
        try:
            call = _call(fields, keys, settings)
        except ValueError as error:
            what = _("is refused: {reason}.").format(reason=error)
            problems.append(Problem("bad-call", where, what))
            continue
        known = best.get(call.id)
        if known is None or _worth(call) > _worth(known[1]):
            best[call.id] = (where, call)
    found = [
        row
        for where, call in best.values()
        for row in calls.received(settings.source, call, keys, where).rows
    ]
    return found, problems


def _worth(call: calls.Call) -> tuple[bool, int]:
    return call.outcome == "answered", call.talk


def _call(fields: Mapping[str, str], keys: Keys, settings: Settings) -> calls.Call:
    """One row as a call. Raises ValueError with the reason."""
    start = fields.get("started_at", "")
    at = localtime.read(start, settings.zone, settings.form)
    to = _number(fields.get("to", ""), "to")
    caller = fields.get("from", "")
    talk = _talk(fields, settings)
    answered = bool(fields.get("answered_at")) or talk > 0
    outcome = fields.get("outcome", "").strip().lower() or ("answered" if answered else "missed")
    if outcome not in calls.OUTCOMES:
        raise ValueError(_("“{outcome}” is no outcome").format(outcome=outcome))
    reference = fields.get("reference", "")
    # A log without ids: a keyed hash, since what makes a row distinct holds the caller's number.
    made = fields.get("distinct") or f"{start}|{to}|{caller}"
    id = fields.get("id", "").strip() or subject(keys.subject, settings.source, made)
    return calls.Call(id, to, caller, at, talk, outcome, references.find(reference))


def _number(text: str, name: str) -> str:
    plain = people.telephone(re.sub(r"^Ext\.", "", text.strip()))
    if not re.fullmatch(r"\+?[0-9]{2,15}", plain):
        raise ValueError(_("“{text}” in {name} is no number").format(text=text, name=name))
    return plain


def _talk(fields: Mapping[str, str], settings: Settings) -> int:
    if fields.get("talk_seconds"):
        return localtime.seconds(fields["talk_seconds"])
    if not fields.get("answered_at") or not fields.get("ended_at"):
        return 0
    answered, ended = (
        localtime.read(fields[name], settings.zone, settings.form)
        for name in ("answered_at", "ended_at")
    )
    return max(0, ended - answered) // 1000

"""What a report's numbers rest on, in figures and in sentences for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.i18n import _
from app.reports.measures import HOURS, WHOLE, Facts
from app.reports.query import Query
from app.store import counting
from app.store.alarms import KINDS, Alarm
from app.store.dimensions import DIMENSIONS
from app.store.outcomes import Credited
from app.store.scope import Scope


def coverage(
    scope: Scope,
    query: Query,
    visitors: str,
    whole: Facts,
    rest: Credited,
    why_not: Sequence[str] = (),
    rang: Sequence[Alarm] = (),
) -> Mapping[str, Any]:
    """Period, classes, model and methods; `credited` is the share of conversions with a code.

    `rang` are the alarms of the period: what they say of its scans stands in the notes.
    """
    credited = whole.credited.millionths if whole.credited else 0
    every = credited + rest.millionths
    return {
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "timezone": scope.zone,
        "classes": list(scope.classes),
        "model": scope.model,
        "visitors": visitors,
        "credited": credited / every if every > 0 else None,
        "runs_without_cost": whole.runs.unknown if whole.runs else None,
        "alarms": list(dict.fromkeys(alarm.kind for alarm in rang)),
        "notes": [
            *why_not,
            *_notes(scope, query, visitors, whole, every / WHOLE, not why_not),
            *(_(KINDS[kind]) for kind in dict.fromkeys(alarm.kind for alarm in rang)),
        ],
    }


def _notes(
    scope: Scope,
    query: Query,
    visitors: str,
    whole: Facts,
    conversions: float,
    of_conversions: bool,
) -> list[str]:
    notes = [_VISITORS[visitors]()] if "visitors" in query.measures else []
    if not of_conversions:
        pass  # said already
    elif whole.credited is None:
        notes.append(
            _("Conversions cannot be filtered by {names}: they are left out.").format(
                names=_names(scope.filters)
            )
        )
    elif conversions and not counting.splits(scope)["credits"]:
        names = _names(name for name in scope.by if "{" not in DIMENSIONS[name].sql)
        notes.append(
            _("Conversions do not say their {names}: they stand in the row “not known”.").format(
                names=names
            )
        )
    if whole.runs and {"printed", "cost"} & set(query.measures) and (query.start or query.end):
        notes.append(
            _("Printed and cost are of the whole runs that were in market in this period.")
        )
    if whole.runs and whole.runs.unknown and {"cost_per_scan", "return"} & set(query.measures):
        notes.append(
            _(
                "Print runs without a cost: {count}; where they are in, unit costs are left out."
            ).format(count=whole.runs.unknown)
        )
    if HOURS in query.measures:
        text = _(
            "Hours from scan to conversion: known of {count} conversions (people who consented, and"
            " calls after a tap)."
        )
        notes.append(text.format(count=len(whole.waits or ())))
    currencies = set(whole.credited.value if whole.credited else ()) | set(
        whole.runs.cost if whole.runs else ()
    )
    if len(currencies) > 1:
        notes.append(_("Amounts in different currencies are never added up."))
    return notes


def _names(dimensions: Any) -> str:
    return ", ".join(_(DIMENSIONS[name].label).lower() for name in dimensions)


_VISITORS = {
    "exact": lambda: _(
        "Visitors: different devices and networks per UTC day, counted one by one; a lower bound."
    ),
    "sketch": lambda: _(
        "Visitors: different devices and networks per UTC day, estimated by HyperLogLog (standard"
        " error 1.6 %); a lower bound."
    ),
    "none": lambda: _(
        "Visitors are not kept by this split at this size; ask for exact counts to see them."
    ),
}

"""Calls as values, and what they count as. Every call log and telephone provider ends here.

A call is one conversion by its number of reference: `call` when it was answered (value: seconds of
talk), `missed_call` or `abandoned_call` when not. A call with enough talk is also a
`qualified_call`. Ring time never counts as talk. The caller leaves as a keyed hash only.
"""

from dataclasses import replace
from typing import NamedTuple

from app.channels import numbers
from app.inbound import people
from app.inbound.door import Keys, Received, clean, numbered, subject
from app.model import Conversion

OUTCOMES = ("answered", "missed", "abandoned", "busy", "failed")
_KINDS = {"answered": "call", "abandoned": "abandoned_call"}


class Call(NamedTuple):
    """One incoming call. `talk` is in seconds, without ringing; `reference` was spoken or typed."""

    id: str
    to: str
    caller: str
    at: int
    talk: int
    outcome: str
    reference: str = ""


def received(source: str, call: Call, keys: Keys, where: str = "") -> Received:
    """The conversions of a call: one, or two where it was long enough."""
    outcome = call.outcome if call.outcome in OUTCOMES else "missed"
    if outcome == "answered" and call.talk <= 0:
        outcome = "missed"
    caller = people.telephone(clean(call.caller))
    base = Conversion(
        source=source,
        external_id=clean(call.id),
        kind=_KINDS.get(outcome, "missed_call"),
        ref=clean(call.reference) or dialled(call.to),
        at=call.at,
        value_minor=call.talk if outcome == "answered" else None,
        subject=subject(keys.subject, "tel", caller) if caller else None,
        contact_point=keys.contact_point,
    )
    rows = [numbered(where or base.external_id, base)]
    if outcome == "answered" and call.talk >= keys.qualified_after:
        id = f"{base.external_id}:qualified"
        long = replace(base, external_id=id, kind="qualified_call")
        rows.append(numbered(where or id, long))
    return Received(tuple(rows))


def dialled(text: str) -> str:
    """The number called as contact points hold it; as it is where it is no number we know."""
    plain = people.telephone(clean(text))
    try:
        return numbers.describe(plain).dial
    except ValueError:
        return plain

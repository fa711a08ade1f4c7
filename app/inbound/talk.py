"""What all chat doors have in common: a conversation that begins, or a plain message.

A `conversation` is an event in which the platform says that one starts, or a text that carries a
source. Any other text is no start that we know of: it gives one `message` per person and UTC day,
so that writing a lot counts no more than writing once.
"""

from datetime import UTC, datetime

from app.inbound.door import Keys, Person, Received, clean, numbered, subject
from app.model import Conversion

_DAY = 86_400_000


def started(door: str, keys: Keys, *, id: str, address: str, ref: str, at: int) -> Received:
    """A conversation that begins, with its source or without one.

    `id` is the provider's. It leaves as a keyed hash: those of WhatsApp and of e-mails name people.
    """
    row = Conversion(
        source=door,
        external_id=subject(keys.subject, "event", f"{door}|{id}"),
        kind="conversation",
        ref=clean(ref),
        at=at,
        subject=subject(keys.subject, kind(door), address),
        contact_point=keys.contact_point,
    )
    person = Person(door, address, row.ref, row.external_id)
    return Received((numbered(row.external_id, row),), people=(person,))


def wrote(door: str, keys: Keys, *, address: str, at: int) -> Received:
    """A text without a source."""
    who = subject(keys.subject, kind(door), address)
    day = at - at % _DAY
    date = datetime.fromtimestamp(day / 1000, UTC).date().isoformat()
    row = Conversion(
        source=door,
        external_id=f"{who}:{date}",
        kind="message",
        ref="",
        at=day,
        subject=who,
        contact_point=keys.contact_point,
    )
    return Received((numbered(row.external_id, row),))


def kind(door: str) -> str:
    """What an address of this door is: telephone numbers are one kind, whatever they come by."""
    return "tel" if door in ("whatsapp", "sms", "rcs") else door


def joined(found: list[Received], answer: bytes = b"") -> Received:
    """Several events of one delivery."""
    return Received(
        tuple(row for one in found for row in one.rows),
        tuple(problem for one in found for problem in one.problems),
        tuple(person for one in found for person in one.people),
        answer,
    )


def event_id(keys: Keys, door: str, address: str, at: int, ref: str) -> str:
    """An id for an event that has none: the same for a delivery that is repeated."""
    return subject(keys.subject, "moment", f"{door}|{address}|{at}|{ref}")

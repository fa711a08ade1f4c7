"""One delivery, from its bytes to what the provider is answered: verify, read, store, greet.

A provider is answered 200 once its rows are stored, whatever they were worth: asking again would
change nothing.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.errors import Missing, Problem
from app.i18n import _
from app.inbound import DOORS, replies
from app.inbound.door import Delivery, Forged, Keys, Person, Received, same, subject
from app.inbound.ingest import Numbered, Outcome
from app.inbound.keyring import Keyring
from app.inbound.outbox import Outbox

Store = Callable[[Sequence[Numbered]], Outcome]


class Greeting(NamedTuple):
    """How people are answered: `words` gives the text for a person and the code they came by
    (empty: none); `outbox` keeps what is sent through an API."""

    brand: str
    words: Callable[[Person, int | None], str]
    outbox: Outbox | None = None


class Taken(NamedTuple):
    """The answer to the provider, what was stored, and every problem on the way."""

    body: bytes
    media_type: str
    outcome: Outcome
    problems: tuple[Problem, ...]


def take(
    door: str,
    path: str,
    delivery: Delivery,
    keyring: Keyring,
    store: Store,
    now: int,
    greeting: Greeting | None = None,
) -> Taken:
    """Take a delivery at `/hooks/BRAND/DOOR[/path]`; `store` is ingest for the brand.

    Raises Missing (404) for a door that is not there, Forged (401) and Garbled (400): then nothing
    is stored.
    """
    if door not in DOORS:
        raise Missing(_("this brand has no door “{door}”").format(door=door), code="no-door")
    keys = keyring.keys(door, now)
    if not same(path, keyring.path(door)):
        raise Forged("the address is not the provider's")
    received = DOORS[door].read(delivery, keys)
    outcome = store(received.rows)
    said = _greet(received, outcome, keys, greeting) if greeting else None
    body, media_type = said or (received.answer, received.media_type)
    return Taken(body, media_type, outcome, (*received.problems, *outcome.problems))


def _greet(
    received: Received, outcome: Outcome, keys: Keys, greeting: Greeting
) -> tuple[bytes, str] | None:
    """Answer the people of conversations that are new; what stands in our own answer comes back."""
    new = {where: receipt for where, receipt in outcome.receipts if receipt.status == "new"}
    for person in received.people:
        receipt = new.get(person.external_id)
        words = greeting.words(person, receipt.match.code) if receipt else ""
        if not words:
            continue
        if person.door in replies.SENT and greeting.outbox is not None:
            whom = _once(person, keys)
            greeting.outbox.add(greeting.brand, whom, words, keys.now, keys.contact_point)
            continue
        account = keys.secrets.get("account", greeting.brand)
        if said := replies.answer(person, words, account, keys.now):
            return said
    return None


def _once(person: Person, keys: Keys) -> Person:
    """Anybody can write an address into an e-mail: it is answered once a day at most (RFC 3834)."""
    if person.door != "email":
        return person
    day = keys.now // 86_400_000
    return person._replace(external_id=subject(keys.subject, "answered", f"{person.address}|{day}"))

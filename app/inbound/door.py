"""The one shape of a door: what comes in over HTTP, what it must be signed with, what goes on."""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from app.errors import Problem, RelaisError
from app.inbound.ingest import Numbered
from app.model import Conversion

LONGEST = 200


class Forged(RelaisError):
    """A delivery whose signature is missing or wrong: nothing of it is kept."""

    code = "bad-signature"
    status = 401


class Garbled(RelaisError):
    """A delivery with a right signature that is not what its provider documents."""

    code = "bad-delivery"
    status = 400


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it came. `headers` have lower-case names; `url` is the public one, with query;
    `query` and `form` values are the first of their name; `body` is raw, and what is verified."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """What a door of one brand is opened with. `secrets` are the provider's, by the names that the
    door asks for; `subject` is the key of the hashes of people; `now` is UTC ms; `contact_point`
    is the key that its conversions carry; `qualified_after` is in seconds of talk."""

    secrets: Mapping[str, str]
    subject: bytes
    now: int
    contact_point: str = ""
    qualified_after: int = 60


class Person(NamedTuple):
    """Somebody who may be answered: the provider's own id, kept only until the answer is sent.

    `ref` is the source they came by; `external_id` that of the conversion.
    """

    door: str
    address: str
    ref: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a delivery brought. `answer` is the body the provider expects (200 in any case)."""

    rows: tuple[Numbered, ...] = ()
    problems: tuple[Problem, ...] = ()
    people: tuple[Person, ...] = ()
    answer: bytes = b""
    media_type: str = "text/plain; charset=utf-8"


Read = Callable[[Delivery, Keys], Received]


@dataclass(frozen=True, slots=True)
class Door:
    """Where a provider reports. `secrets` names what must be configured, with an English help text.

    `read` verifies the signature on the raw body in constant time, then reads. It touches no
    storage, so the same delivery gives the same rows. Raises Forged or Garbled.
    """

    name: str
    secrets: Mapping[str, str]
    read: Read
    channels: tuple[str, ...] = field(default=())


def subject(key: bytes, kind: str, id: str) -> str:
    """A person as a keyed hash of 128 bits: equal for equal ids of one kind, else meaningless."""
    return hmac.digest(key, f"{kind}:{id}".encode("utf-8", "replace"), sha256).hex()[:32]


def same(given: str, right: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def secret(keys: Keys, name: str) -> str:
    """A secret of the door. Raises Forged where it is not configured: nothing can be verified."""
    value = keys.secrets.get(name, "")
    if not value:
        raise Forged(f"the secret {name!r} is not configured")
    return value


def signed(secret: str, body: bytes, algorithm: Any = sha256) -> bytes:
    """The HMAC of a raw body."""
    return hmac.digest(secret.encode(), body, algorithm)


def base64(data: bytes) -> str:
    """Standard base64 as text."""
    return b64encode(data).decode("ascii")


def require(given: str, right: str) -> None:
    """Raises Forged unless the signature given is the right one."""
    if not same(given, right):
        raise Forged("the signature is missing or wrong")


def clean(text: Any) -> str:
    """A value of a provider as a short printable text: what a ref or an id may be."""
    if not isinstance(text, str | int) or isinstance(text, bool):
        return ""
    return "".join(char for char in str(text) if char.isprintable()).strip()[:LONGEST]


def numbered(where: str, conversion: Conversion) -> Numbered:
    """A conversion and the event it came from."""
    return Numbered(where, conversion)

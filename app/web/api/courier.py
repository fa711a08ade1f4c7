"""The courier: webhook messages signed and sent, in a process beside the workers.

Signed as Standard Webhooks 1.0 says: `webhook-signature: v1,` and the base64 HMAC-SHA256 of
`id.timestamp.body`.
"""

import base64
import hmac
import json
import logging
import select
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import NamedTuple

from app import outside
from app.config import Config
from app.errors import RelaisError
from app.store import webhooks
from app.store.catalog import Catalog
from app.store.webhooks import Due
from app.web.api.shapes import moment

log = logging.getLogger("relais.webhooks")
Send = Callable[[str, Mapping[str, str], bytes], int]
"""(address, headers, body) -> status. Raises OSError."""
_EVERY = 1.0
_TIMES = ("at",)


class Round(NamedTuple):
    """What became of the messages that were due."""

    sent: int
    later: int
    given_up: int


def send(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Over the network, to public addresses only."""
    return outside.post(outside.target(url), headers, body)


def body(due: Due) -> bytes:
    """What is sent: the same bytes at each try."""
    data = json.loads(due.data)
    data |= {name: moment(data[name]) for name in _TIMES if isinstance(data.get(name), int)}
    text = {"type": due.kind, "timestamp": moment(due.at), "data": data}
    return json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()


def sign(keys: Iterable[bytes], id: str, seconds: int, text: bytes) -> str:
    """The value of `webhook-signature`: one for each key, with spaces between."""
    signed = f"{id}.{seconds}.".encode() + text
    made = (base64.b64encode(hmac.digest(key, signed, sha256)) for key in keys)
    return " ".join(f"v1,{one.decode()}" for one in made)


def shown(key: bytes) -> str:
    """A secret as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(key).decode()}"


def run(config: Config, now: int, post: Send = send) -> Round:
    """One round: everything that is due at `now` (ms)."""
    counts = {"sent": 0, "waiting": 0, "given-up": 0}
    with closing(Catalog(config.data)) as catalog:
        webhooks.spread(catalog.db, now)
        for due in webhooks.claim(catalog.db, now):
            status = _try(config.keys, due, now, post)
            counts[webhooks.settle(catalog.db, due, status, now)] += 1
    return Round(*counts.values())


def _try(keys: Path, due: Due, now: int, post: Send) -> int:
    id, seconds, text = f"evt_{due.event}", now // 1000, body(due)
    try:
        salts = (salt for salt in (due.salt, due.old_salt) if salt)
        secrets = (webhooks.secret(keys, due.brand, salt) for salt in salts)
        headers = {
            "content-type": "application/json",
            "user-agent": "Relais-Webhooks/1",
            "webhook-id": id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": sign(secrets, id, seconds, text),
        }
        return post(due.url, headers, text)
    except (OSError, RelaisError) as error:
        log.info("webhook %d of %s: %s", due.webhook, due.brand, error)
        return 0


def keep_sending(config: Config, ready: Callable[[], None], parent: int) -> None:
    """The courier process: until told to stop, or its parent ends."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    ready()
    while not stop.is_set():
        try:
            run(config, time.time_ns() // 1_000_000)
        except Exception:
            log.exception("sending failed; the messages are kept")
        if select.select([parent], [], [], _EVERY)[0]:
            break

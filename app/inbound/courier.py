"""Sending what waits in the outbox, with the secrets of each brand."""

from pathlib import Path

from app.errors import Missing, Unavailable
from app.inbound import callback, outbox, replies
from app.inbound.keyring import Keyring
from app.inbound.outbox import Make, Message, Outbox, Round, Send
from app.inbound.replies import Request

FILE = "outbox.db"


def run(data: Path, keys: Path, now: int, send: Send = outbox.post) -> Round:
    """One round: everything that is due at `now` (ms). Call it every few seconds, anywhere."""
    path = data / FILE
    if not path.exists():
        return Round(0, 0, 0)
    box = Outbox(path)
    try:
        return box.deliver(maker(keys, now), send, now)
    finally:
        box.close()


def maker(folder: Path, now: int) -> Make:
    """How a message becomes a request; what is not configured yet is Unavailable, and waits.

    Notices of call-backs are signed with the secret of the door `calls`.
    """

    def make(message: Message) -> Request:
        door = "calls" if message.door == "callback" else message.door
        try:
            secrets = Keyring(folder, message.brand).keys(door, now).secrets
        except Missing as error:
            raise Unavailable(error.message) from None
        if message.door == "callback":
            return callback.request(message.address, message.text, secrets["secret"])
        return replies.request(message.person, message.text, secrets)

    return make

"""Sending what waits in the outbox, with the secrets of each brand."""

from app.config import Config
from app.errors import Missing, Unavailable
from app.inbound import callback, letter, outbox, replies
from app.inbound.keyring import Keyring
from app.inbound.outbox import Make, Message, Outbox, Round, Send
from app.inbound.replies import Request
from app.reports.sending import smtp

FILE = "outbox.db"


def run(config: Config, now: int, send: Send | None = None) -> Round:
    """One round: everything that is due at `now` (ms). Call it every few seconds, anywhere."""
    path = config.data / FILE
    if not path.exists():
        return Round(0, 0, 0)
    box = Outbox(path)
    try:
        return box.deliver(maker(config, now), send or sender(config), now)
    finally:
        box.close()


def sender(config: Config) -> Send:
    """Over the network: letters through the mail server, all else over https."""

    def send(request: Request) -> int:
        if request.url.startswith(letter.SCHEME):
            return letter.send(request, smtp.post(config))
        return outbox.post(request)

    return send


def maker(config: Config, now: int) -> Make:
    """How a message becomes a request; what is not configured yet is Unavailable, and waits.

    Notices of call-backs are signed with the secret of the door `calls`.
    """

    def make(message: Message) -> Request:
        door = "calls" if message.door == "callback" else message.door
        try:
            secrets = Keyring(config.keys, message.brand).keys(door, now).secrets
        except Missing as error:
            raise Unavailable(error.message) from None
        if message.door == "callback":
            return callback.request(message.address, message.text, secrets["secret"])
        if message.door == "email":
            account = secrets.get("account") or config["mail_from"]
            return letter.write(message.id, account, message.address, message.text, now)
        return replies.request(message.person, message.text, secrets)

    return make

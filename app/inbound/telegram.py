"""Telegram: `/start TOKEN` is an ordinary message; the webhook's secret comes back in a header.

Source: core.telegram.org/bots/api#setwebhook.
"""

from app.inbound import events, talk
from app.inbound.door import Delivery, Door, Keys, Received, clean, require, secret


def read(delivery: Delivery, keys: Keys) -> Received:
    """One update. Raises Forged, Garbled."""
    given = delivery.headers.get("x-telegram-bot-api-secret-token", "")
    require(given, secret(keys, "secret_token"))
    update = events.parse(delivery.body)
    message = events.part(update, "message")
    text = clean(message.get("text"))
    command, _space, payload = text.partition(" ")
    chat = clean(events.part(message, "chat").get("id"))
    if command.partition("@")[0] != "/start" or not chat:
        return Received()
    id = clean(update.get("update_id"))
    at = events.time(message.get("date"), keys.now)
    return talk.started("telegram", keys, id=id, address=chat, ref=payload, at=at)


DOOR = Door(
    "telegram",
    {"secret_token": "secret_token given to setWebhook (1 to 256 of A-Z a-z 0-9 _ -)"},
    read,
    ("telegram",),
)

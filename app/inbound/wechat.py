"""WeChat: XML events of people who scan the account's parametric code.

`subscribe` with `qrscene_…` for new followers, `SCAN` for known ones. The signature stands in the
query, SHA-1 of token, time and nonce in order; it does not cover the body: keep the address secret.
Source: developers.weixin.qq.com, "Generating a parametric QR code", "Access overview".
"""

import re
from hashlib import sha1

from app.inbound import events, talk
from app.inbound.door import Delivery, Door, Garbled, Keys, Received, clean, require, secret

_FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)
_LARGEST = 64 * 1024


def read(delivery: Delivery, keys: Keys) -> Received:
    """One event, or the registration of the webhook. Raises Forged, Garbled."""
    query = delivery.query
    parts = sorted((secret(keys, "token"), query.get("timestamp", ""), query.get("nonce", "")))
    right = sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - the provider's scheme
    require(query.get("signature", ""), right)
    if delivery.method == "GET":
        return Received(answer=clean(query.get("echostr", "")).encode())
    fields = _fields(delivery.body)
    event, scene = fields.get("Event", ""), fields.get("EventKey", "")
    who = clean(fields.get("FromUserName", ""))
    if event not in ("subscribe", "SCAN") or not who:
        return Received(answer=b"success")
    at = events.time(fields.get("CreateTime"), keys.now)
    ref = clean(scene.removeprefix("qrscene_"))
    id = talk.event_id(keys, "wechat", who, at, ref)
    found = talk.started("wechat", keys, id=id, address=who, ref=ref, at=at)
    return talk.joined([found], b"success")


def _fields(body: bytes) -> dict[str, str]:
    """The flat elements of the message. Not an XML parser: no entity is ever expanded."""
    if len(body) > _LARGEST:
        raise Garbled("the body is too large")
    text = body.decode("utf-8", "replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "<xml>" not in text:
        raise Garbled("the body is not a WeChat message")
    return {name: cdata or plain for name, cdata, plain in _FIELD.findall(text)}


DOOR = Door("wechat", {"token": "token given with the server address"}, read, ("wechat",))

"""The doors of conversions: one file per provider, and what they all become. See door.Door."""

from collections.abc import Mapping
from types import MappingProxyType

from app.inbound import (
    aircall,
    appopen,
    generic,
    line,
    mail,
    meta,
    rcs,
    ringover,
    telegram,
    twilio,
    viber,
    wechat,
    whatsapp,
)
from app.inbound.door import Door

__all__ = ["DOORS"]

_ALL = (
    meta.MESSENGER,
    meta.INSTAGRAM,
    whatsapp.DOOR,
    telegram.DOOR,
    line.DOOR,
    viber.DOOR,
    wechat.DOOR,
    rcs.DOOR,
    twilio.SMS,
    twilio.CALLS,
    ringover.DOOR,
    aircall.DOOR,
    generic.CALLS,
    generic.EVENTS,
    appopen.DOOR,
    mail.DOOR,
)
DOORS: Mapping[str, Door] = MappingProxyType({door.name: door for door in _ALL})

"""Channels: how a contact point becomes a link. A new one is a file and a line in CHANNELS."""

from collections.abc import Mapping
from types import MappingProxyType

from app.channels import (
    app,
    apple_messages,
    calendar,
    call,
    callback,
    chooser,
    coupon,
    directions,
    elsewhere,
    email,
    facetime,
    instagram,
    line,
    messenger,
    offers,
    rcs,
    sms,
    social,
    telegram,
    vcard,
    viber,
    web,
    wechat,
    whatsapp,
    wifi,
)
from app.channels.base import Channel
from app.channels.common import COMMON

__all__ = ["CHANNELS", "COMMON"]

_ALL = (
    app.CHANNEL,
    web.CHANNEL,
    messenger.CHANNEL,
    instagram.CHANNEL,
    whatsapp.CHANNEL,
    telegram.CHANNEL,
    line.CHANNEL,
    viber.CHANNEL,
    wechat.CHANNEL,
    apple_messages.CHANNEL,
    rcs.CHANNEL,
    sms.CHANNEL,
    email.CHANNEL,
    call.CHANNEL,
    callback.CHANNEL,
    chooser.CHANNEL,
    facetime.CHANNEL,
    *social.PROFILES,
    vcard.CHANNEL,
    calendar.CHANNEL,
    wifi.CHANNEL,
    directions.CHANNEL,
    elsewhere.REVIEW,
    elsewhere.FILE,
    coupon.CHANNEL,
    offers.PRODUCT,
    offers.PUSH,
)
CHANNELS: Mapping[str, Channel] = MappingProxyType({channel.name: channel for channel in _ALL})

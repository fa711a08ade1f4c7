"""Channels: how a contact point becomes a link. A new one is a file and a line in CHANNELS."""

from collections.abc import Mapping
from types import MappingProxyType

from app.channels import (
    app,
    call,
    email,
    instagram,
    messenger,
    sms,
    telegram,
    web,
    whatsapp,
)
from app.channels.base import Channel
from app.channels.common import COMMON as COMMON

__all__ = ["CHANNELS", "COMMON"]

CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        channel.name: channel
        for channel in (
            app.CHANNEL,
            web.CHANNEL,
            messenger.CHANNEL,
            instagram.CHANNEL,
            whatsapp.CHANNEL,
            telegram.CHANNEL,
            sms.CHANNEL,
            email.CHANNEL,
            call.CHANNEL,
        )
    }
)

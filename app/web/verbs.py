"""What the button of a contact point says, and the icon beside it."""

from typing import NamedTuple

from app.i18n import _, language
from app.model import ContactPoint


class Offer(NamedTuple):
    """A contact point as a person sees it. `icon` is a name in hosted/icons.html."""

    key: str
    icon: str
    verb: str
    button: str
    note: str = ""


_ICONS = {
    "app": "app", "web": "web", "product": "tag", "review": "star", "map": "place",
    "directions": "place", "call": "phone", "callback": "phone", "facetime": "video",
    "email": "mail", "sms": "chat", "rcs": "chat", "messenger": "chat", "instagram": "chat",
    "whatsapp": "chat", "telegram": "chat", "line": "chat", "viber": "chat", "wechat": "chat",
    "apple-messages": "chat", "apple_messages": "chat", "vcard": "card", "calendar": "date",
    "wifi": "wifi", "file": "file", "coupon": "tag", "push": "bell",
}  # fmt: skip
_TALKS = frozenset(name for name, icon in _ICONS.items() if icon in {"chat", "mail"})


def _verb(channel: str, label: str) -> str:
    sayings = {
        "app": _("Open the app"),
        "web": _("Go to the website"),
        "call": _("Call us"),
        "callback": _("Be called back"),
        "sms": _("Send us a text message"),
        "email": _("Send us an e-mail"),
        "vcard": _("Save our contact details"),
        "calendar": _("Add it to my calendar"),
        "wifi": _("Join the Wi-Fi"),
        "map": _("See it on the map"),
        "directions": _("Show me the way"),
        "review": _("Leave a review"),
        "coupon": _("Get my coupon"),
        "file": _("Download the file"),
        "product": _("See the product"),
        "push": _("Be told about news"),
    }
    if channel in sayings:
        return sayings[channel]
    return (_("Write on {name}") if channel in _TALKS else _("Open {name}")).format(name=label)


def talks(channel: str) -> bool:
    """Whether a person answers in writing on this channel."""
    return channel in _TALKS


def offer(point: ContactPoint) -> Offer:
    """How to offer a contact point in the current language; its `name` is the note."""
    from app.channels import CHANNELS

    known = CHANNELS.get(point.channel)
    label = known.label.get(language(), point.channel) if known else point.channel
    verb = _verb(point.channel, label)
    button = known.verb.get(language(), verb) if known and known.verb else verb
    return Offer(point.key, _ICONS.get(point.channel, "person"), verb, button, _name(point))


def _name(point: ContactPoint) -> str:
    from app.channels.checks import pick

    name = point.options.get("name")
    return pick(name, language()) if name else ""

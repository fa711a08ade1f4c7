"""WhatsApp: wa.me has no hidden parameter, so the reference stands in the text, which people may
edit: declared evidence. Source: faq.whatsapp.com, "How to use click to chat"."""

from app.channels import links, numbers, words
from app.channels.base import Channel, Device, Option, Options, Source, say


def _link(options: Options, source: Source, device: Device) -> str:
    text = words.message(options, source, device.language)
    return f"https://wa.me/{options['number'].lstrip('+')}?text={links.quoted(text)}"


CHANNEL = Channel(
    name="whatsapp",
    label=say("WhatsApp", "WhatsApp"),
    options=(
        Option("number", "WhatsApp number with its country", numbers.check_reachable),
        words.TEXT,
    ),
    link=_link,
    measured="declared",
    verb=say("Écrire sur WhatsApp", "Message us on WhatsApp"),
)

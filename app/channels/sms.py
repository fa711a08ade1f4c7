"""SMS: a page of ours with a button, since `sms:` cannot be redirected to or counted.

RFC 5724 has `?body=`; iOS takes `&body=` only. The reference stands in the text: declared evidence.
"""

from app.channels import links, numbers, words
from app.channels.base import Channel, Device, Facts, Option, Options, Source, page, say


def _tap(options: Options, source: Source, device: Device) -> str:
    text = links.quoted(words.message(options, source, device.language))
    joint = "&" if device.platform == "ios" else "?"
    return f"sms:{options['number']}{joint}body={text}"


def _shows(options: Options) -> Facts:
    return (("SMS number", numbers.describe(options["number"]).shown),)


CHANNEL = Channel(
    name="sms",
    label=say("SMS", "SMS"),
    options=(Option("number", "number that takes the messages", numbers.check), words.TEXT),
    link=page,
    tap=_tap,
    measured="declared",
    verb=say("Envoyer un SMS", "Send a text message"),
    shows=_shows,
)

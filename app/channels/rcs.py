"""RCS: a tapped `sms:` link that names the brand's agent, with a number to fall back on.

The reference stands in the text: declared evidence. Sources: GSMA RCC.07; developers.google.com,
RCS Business Messaging, "Deep links".
"""

from app.channels import checks, links, numbers, words
from app.channels.base import Channel, Device, Option, Options, Source, page, say


def _tap(options: Options, source: Source, device: Device) -> str:
    text = links.quoted(words.message(options, source, device.language))
    if device.platform == "ios":  # iOS knows no service_id: a plain SMS to the number
        return f"sms:{options['number']}&body={text}"
    return f"sms:{options['number']}?service_id={links.quoted(options['agent'])}&body={text}"


CHANNEL = Channel(
    name="rcs",
    label=say("RCS", "RCS"),
    options=(
        Option(
            "agent",
            "identifier of the agent",
            checks.matching(r"[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9.-]{1,100}", "levain@rbm.goog"),
        ),
        Option("number", "number where RCS is missing", numbers.check_reachable),
        words.TEXT,
    ),
    link=page,
    tap=_tap,
    measured="declared",
    verb=say("Envoyer un message", "Send a message"),
)

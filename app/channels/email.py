"""E-mail: the source rides in a plus address, which survives any edit of the message.

Where the brand's mail system knows no plus addresses, `plus = false` leaves the reference in the
subject alone. Source: RFC 6068.
"""

from app.channels import checks, links, words
from app.channels.base import Channel, Device, Facts, Option, Options, Source, page, say


def _tap(options: Options, source: Source, device: Device) -> str:
    local, _at, host = options["address"].partition("@")
    # RFC 5321, 4.5.3.1.1: 64 characters before the @.
    if options.get("plus", True):
        local = f"{local}+{links.fitting(source.token, 63 - len(local))}"
    mark = "réf." if device.language == "fr" else "ref."
    shown = f"{mark.capitalize()} {source.reference}"
    if "subject" in options:
        own = checks.pick(options["subject"], device.language)
        shown = f"{own} ({mark} {source.reference})"
    head = f"mailto:{links.quoted(local)}@{host}?subject={links.quoted(shown)}"
    if "text" not in options:
        return head
    body = words.message(options, source, device.language).replace("\n", "\r\n")
    return f"{head}&body={links.quoted(body)}"


def _shows(options: Options) -> Facts:
    return (("E-mail address", options["address"]),)


CHANNEL = Channel(
    name="email",
    label=say("E-mail", "E-mail"),
    options=(
        Option("address", "address that takes the messages", checks.email),
        Option(
            "plus",
            "put the source in a plus address (default true)",
            checks.flag,
            False,
            usual=True,
        ),
        Option("subject", "subject written beforehand", checks.spoken(checks.text(80)), False),
        words.TEXT,
    ),
    link=page,
    tap=_tap,
    measured="deterministic",
    verb=say("Écrire un e-mail", "Send an e-mail"),
    shows=_shows,
)

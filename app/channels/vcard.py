"""Contact card: a .vcf file, handed over by us so that the scan counts."""

from app.channels import checks, links, numbers, static
from app.channels.base import FILE, PAGE, Channel, Device, File, Option, Options, Source, say

_line = checks.text(80)


def _link(_options: Options, _source: Source, device: Device) -> str:
    return PAGE if device.in_app else FILE  # in-app browsers cannot save a file


def _tap(_options: Options, _source: Source, _device: Device) -> str:
    return FILE


def _file(options: Options, source: Source, device: Device) -> File:
    fields = dict(options)
    mark = "réf." if device.language == "fr" else "ref."
    fields["note"] = f"{mark} {source.reference}"
    if "url" in options:
        fields["url"] = links.add_query(options["url"], links.utm(source))
    return File("contact.vcf", "text/vcard; charset=utf-8", static.vcard(fields).encode())


CHANNEL = Channel(
    name="vcard",
    label=say("Carte de visite", "Contact card"),
    options=(
        Option("organisation", "name of the brand or shop", _line),
        Option("given", "given name of a person", _line, False),
        Option("family", "family name of a person", _line, False),
        Option("title", "what the person does", _line, False),
        Option("number", "telephone number", numbers.check, False),
        Option("email", "e-mail address", checks.email, False),
        Option("url", "https address", checks.url, False),
        Option("street", "street and number", _line, False),
        Option("postcode", "postcode", checks.text(12), False),
        Option("city", "city", _line, False),
        Option("country", "country", _line, False),
    ),
    link=_link,
    tap=_tap,
    file=_file,
    measured="scan only",
    verb=say("Ajouter aux contacts", "Add to contacts"),
)

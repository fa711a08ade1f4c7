"""Mobile website: the brand's page, with the source in the campaign parameters."""

from app.channels import checks, links
from app.channels.base import Channel, Device, Option, Options, Source, say


def _link(options: Options, source: Source, _device: Device) -> str:
    return links.add_query(options["url"], links.utm(source))


CHANNEL = Channel(
    name="web",
    label=say("Site mobile", "Mobile site"),
    options=(Option("url", "https address of the page", checks.url),),
    link=_link,
    measured="deterministic",
    verb=say("Ouvrir le site", "Open the site"),
)

"""Pages of others, opened as they are: reviews and files. Nothing is added to their addresses,
since a platform may refuse what it does not know; so only the scan is measured."""

from collections.abc import Mapping

from app.channels import checks
from app.channels.base import Channel, Device, Option, Options, Source, say


def _link(options: Options, _source: Source, _device: Device) -> str:
    return str(options["url"])


def _channel(name: str, label: Mapping[str, str], help: str, verb: Mapping[str, str]) -> Channel:
    option = Option("url", help, checks.url)
    return Channel(name, label, (option,), _link, "scan only", verb=verb)


REVIEW = _channel(
    "review",
    say("Avis", "Review"),
    "https address of the review page",
    say("Donner un avis", "Leave a review"),
)
FILE = _channel(
    "file",
    say("Document", "Document"),
    "https address of the document",
    say("Ouvrir le document", "Open the document"),
)

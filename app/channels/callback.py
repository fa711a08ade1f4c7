"""Call-back request: a form of ours; the brand calls, and its outcome comes back by the API."""

from app.channels import checks
from app.channels.base import Channel, Facts, Option, Options, page, say


def _shows(options: Options) -> Facts:
    wait = options.get("within")
    return (("We call back within", f"{wait} min"),) if wait else ()


CHANNEL = Channel(
    name="callback",
    label=say("Rappel", "Call-back"),
    options=(
        Option("within", "minutes within which the brand calls back", checks.whole(1, 2880), False),
        Option("notify", "https address that is told of each request", checks.url, False),
    ),
    link=page,
    shows=_shows,
    measured="deterministic",
    verb=say("Être rappelé", "Ask for a call back"),
)

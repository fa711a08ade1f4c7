"""Guest Wi-Fi: a page of ours with the network's name and password, to copy."""

from app.channels import checks
from app.channels.base import Channel, Facts, Option, Options, page, say


def _shows(options: Options) -> Facts:
    rows = [("Network", str(options["network"]))]
    if "password" in options:
        rows.append(("Password", str(options["password"])))
    return tuple(rows)


CHANNEL = Channel(
    name="wifi",
    label=say("Wi-Fi", "Wi-Fi"),
    options=(
        Option("network", "name of the network (SSID)", checks.text(32)),
        Option("password", "password; none for an open network", checks.text(63), False),
    ),
    link=page,
    shows=_shows,
    measured="scan only",
    verb=say("Voir l’accès Wi-Fi", "Show the Wi-Fi access"),
)

"""Social profiles: their canonical https addresses, which open the app where it is installed.

No network tells anything back about a visit to a profile: measured by the scan only.
"""

from typing import NamedTuple

from app.channels import checks
from app.channels.base import Channel, Device, Option, Options, Source, say


class Network(NamedTuple):
    """A network: channel name, shown name, address with `{}` for the account, form, example."""

    name: str
    shown: str
    address: str
    form: str
    example: str


NETWORKS = (
    Network(
        "facebook",
        "Facebook",
        "https://www.facebook.com/{}",
        r"[A-Za-z0-9][A-Za-z0-9.-]{1,49}",
        "maisonlevain",
    ),
    Network(
        "instagram_profile",
        "Instagram",
        "https://www.instagram.com/{}/",
        r"[A-Za-z0-9_][A-Za-z0-9_.]{0,29}",
        "maison.levain",
    ),
    Network("x", "X", "https://x.com/{}", r"[A-Za-z0-9_]{1,15}", "maisonlevain"),
    Network(
        "tiktok",
        "TikTok",
        "https://www.tiktok.com/@{}",
        r"[A-Za-z0-9_][A-Za-z0-9_.]{1,23}",
        "maisonlevain",
    ),
    Network(
        "linkedin",
        "LinkedIn",
        "https://www.linkedin.com/company/{}/",
        r"[A-Za-z0-9][A-Za-z0-9-]{0,99}",
        "maison-levain",
    ),
    Network(
        "youtube",
        "YouTube",
        "https://www.youtube.com/@{}",
        r"[A-Za-z0-9][A-Za-z0-9_.-]{2,29}",
        "maisonlevain",
    ),
    Network(
        "snapchat",
        "Snapchat",
        "https://www.snapchat.com/add/{}",
        r"[A-Za-z][A-Za-z0-9_.-]{2,14}",
        "maisonlevain",
    ),
    Network(
        "pinterest",
        "Pinterest",
        "https://www.pinterest.com/{}/",
        r"[A-Za-z0-9_]{3,30}",
        "maisonlevain",
    ),
)


def _channel(network: Network) -> Channel:
    def link(options: Options, _source: Source, _device: Device) -> str:
        return network.address.format(options["account"])

    return Channel(
        name=network.name,
        label=say(network.shown, network.shown),
        options=(
            Option(
                "account",
                "name of the account",
                checks.matching(network.form, network.example, strip="@"),
            ),
        ),
        link=link,
        measured="scan only",
        verb=say(f"Nous suivre sur {network.shown}", f"Follow us on {network.shown}"),
    )


PROFILES = tuple(map(_channel, NETWORKS))

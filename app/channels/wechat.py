"""WeChat: the address of a parametric code that the brand made in its service account.

Each such code has one scene, so a placement or medium that is to be measured needs its own, made
with the token as `scene_str` (64 characters at most); `wechat-codes` makes them through the API.
Source: developers.weixin.qq.com, "Generating a parametric QR code".
"""

from collections.abc import Mapping
from typing import Any

from app.channels import checks
from app.channels.base import Channel, Device, Option, Options, Source, say
from app.i18n import _

LIMIT = 64


def address(value: Any) -> str:
    """A clean address of WeChat; ValueError says what would be right.

    The API gives `http://weixin.qq.com/q/…`; the same address answers by https.
    """
    if isinstance(value, str) and value.startswith("http://"):
        value = f"https://{value.removeprefix('http://')}"
    return str(checks.url_on("weixin.qq.com", "u.wechat.com")(value))


def _addresses(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(_("a table: placement or medium = address"))
    return {str(key): address(one) for key, one in value.items()}


def _link(options: Options, source: Source, _device: Device) -> str:
    own: Mapping[str, str] = options.get("urls", {})
    return own.get(source.placement) or own.get(source.medium) or str(options["url"])


CHANNEL = Channel(
    name="wechat",
    label=say("WeChat", "WeChat"),
    options=(
        Option("url", "address of the account's code", address),
        Option("urls", "address of a code per placement or medium", _addresses, False),
    ),
    link=_link,
    measured="deterministic",
    verb=say("Ouvrir WeChat", "Open WeChat"),
)

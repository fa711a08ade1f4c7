"""Parametric codes of WeChat, made through its API: one a placement, its scene the signed token.

Permanent ones (100,000 an account at most). An address is all that comes back to us; it goes into
`urls` of the contact point. Sources:
developers.weixin.qq.com, "createQRCode", "getStableAccessToken".
"""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from app.channels import wechat
from app.errors import Missing, Unavailable
from app.i18n import _
from app.model import Code, ContactPoint, Plan

BASE = "https://api.weixin.qq.com"
_SCENE = re.compile(rf"[A-Za-z0-9_-]{{1,{wechat.LIMIT}}}")

Ask = Callable[[str, bytes], bytes]
"""Posts JSON to an address of the API and gives the answer's body. Raises OSError."""


class Scene(NamedTuple):
    """A code to make: the placement that prints it, and what comes back when it is scanned."""

    placement: str
    scene: str


class Made(NamedTuple):
    """A code that WeChat made."""

    placement: str
    address: str


def contact_point(plan: Plan, key: str = "") -> ContactPoint:
    """The WeChat contact point of a campaign, by its key if there are several. Raises Missing."""
    found = [one for one in plan.contact_points.values() if one.channel == wechat.CHANNEL.name]
    for one in found:
        if one.key == key or (not key and len(found) == 1):
            return one
    keys = ", ".join(one.key for one in found) or "–"
    text = _("say which WeChat contact point; there are: {keys}").format(keys=keys)
    raise Missing(text, code="no-contact-point")


def wanted(plan: Plan, codes: Sequence[Code], point: ContactPoint) -> list[Scene]:
    """The codes that are missing: one for each placement with a code that leads to WeChat."""
    leads = {
        route.key
        for route in plan.routes.values()
        if any(rule.to == point.key for rule in route.rules)
    }
    there = point.options.get("urls", {})
    scenes: dict[str, Scene] = {}
    for code in codes:
        fits = code.spec.route in leads and not code.withdrawn
        if fits and code.placement not in there:
            scenes.setdefault(code.placement, Scene(code.placement, code.token))
    return sorted(scenes.values())


def make(app_id: str, app_secret: str, scenes: Sequence[Scene], ask: Ask) -> Iterator[Made]:
    """Make codes one by one; each is given out at once, so that none is lost where a later one
    fails. Raises Unavailable with what WeChat says."""
    if not scenes:
        return
    given = {"grant_type": "client_credential", "appid": app_id, "secret": app_secret}
    access = _answer(ask, "/cgi-bin/stable_token", given, "access_token")
    for placement, scene in scenes:
        if not _SCENE.fullmatch(scene):
            raise ValueError(scene)
        body = {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        url = _answer(ask, f"/cgi-bin/qrcode/create?access_token={access}", body, "url")
        try:
            yield Made(placement, wechat.address(url))
        except ValueError:
            raise Unavailable(
                _("WeChat gave no address of its own: {url}").format(url=url)
            ) from None


def line(made: Made) -> str:
    """A line of the table `urls` in the campaign file."""
    return f"{json.dumps(made.placement)} = {json.dumps(made.address)}"


def _answer(ask: Ask, path: str, value: dict[str, Any], name: str) -> str:
    try:
        found = json.loads(ask(f"{BASE}{path}", json.dumps(value).encode()))
    except OSError as error:
        raise Unavailable(_("WeChat cannot be reached: {error}").format(error=error)) from None
    except ValueError:
        found = {}
    text = found.get(name) if isinstance(found, dict) else None
    if isinstance(text, str) and re.fullmatch(r"[\x21-\x7e]+", text):
        return text
    said = found if isinstance(found, dict) else {}
    text = _("WeChat refused: {code} {message}")
    raise Unavailable(
        text.format(code=said.get("errcode", "–"), message=str(said.get("errmsg", ""))[:200])
    )


def post(url: str, body: bytes, timeout: float = 10) -> bytes:
    """Over the network, to WeChat alone. Raises OSError."""
    if not url.startswith(f"{BASE}/"):
        raise OSError("not WeChat")
    headers = {"content-type": "application/json"}
    asked = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - checked above
    with urllib.request.urlopen(asked, timeout=timeout) as answer:  # noqa: S310
        return bytes(answer.read(65_536))

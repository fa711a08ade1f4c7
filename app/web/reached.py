"""What the page of each kind of contact point holds: its template and the values in it."""

from typing import Any, NamedTuple

from markupsafe import Markup

from app import i18n
from app.channels.base import Personal
from app.i18n import _
from app.model import Brand, ContactPoint, Plan
from app.web import verbs
from app.web.environment import policy_hash, static
from app.web.mark import Mark, price_mark

_NEAREST, _SHOPS = 8, 60  # the page stays under 30 KB
Page = tuple[str, dict[str, Any]]


class Shown(NamedTuple):
    """What a page is made of."""

    plan: Plan
    point: ContactPoint
    platform: str
    personal: Personal


def _call(shown: Shown) -> Page:
    from app.channels.numbers import describe

    options = shown.point.options
    text = shown.personal.number or str(options["number"])
    # `price` is that of the common number; what another charges is not known.
    price = str(options.get("price", "")) if text == str(options["number"]) else ""
    number = describe(text, price=price)
    mark: Mark | None = None
    # Without a placement (a preview in the console) the number of its own is not known.
    own = bool(options.get("numbers")) and not shown.personal.number
    if number.mark and not own:
        with i18n.speaking("fr"):  # the signage is French by law, whoever reads the page
            official = describe(text, price=price).tariff
        mark = price_mark(number.mark, number.shown, official)
    abroad = options.get("abroad")
    other = describe(str(abroad)) if abroad else None
    return "call", {"number": number, "mark": mark, "abroad": other, "own": own}


def _chooser(shown: Shown) -> Page:
    point, points = shown.point, shown.plan.contact_points
    keys = [key for key in point.options.get("points", ()) if key in points and key != point.key]
    first = shown.personal.first
    keys.sort(key=lambda key: key != first)  # the order of the brand, but for the last choice
    heading = point.options.get("title") or _("How can we help you?")
    return "chooser", {
        "offers": [verbs.offer(points[key]) for key in keys],
        "heading": heading,
        "first": first,
        "known": shown.personal.known,
        "choice": choice_path(shown.plan.brand),
    }


def choice_path(brand: Brand) -> str:
    """Where a person sees what they agreed to."""
    return f"/hooks/{brand.slug}/consent"


def _way_out(shown: Shown) -> Page:
    """Out of an in-app browser: a link that the system opens, and the way by hand."""
    here = f"{shown.plan.brand.host}/c/{shown.point.key}/{{token}}/go"
    outside = {
        "android": f"intent://{here}#Intent;scheme=https;action=android.intent.action.VIEW;end",
        "ios": f"x-safari-https://{here}",
    }.get(shown.platform, "")
    return "way_out", {"platform": shown.platform, "outside": outside}


def opened(shown: Shown) -> Page:
    return "open", {"talks": verbs.talks(shown.point.channel), "facts": _facts(shown.point)}


def _shown(shown: Shown) -> Page:
    """A page whose content is all there is, such as a coupon: no button leads on."""
    return "shown", {"facts": _facts(shown.point), "code": shown.point.channel == "coupon"}


def callback(shown: Shown) -> Page:
    form = f"/hooks/{shown.plan.brand.slug}/callback/{shown.point.key}/{{token}}"
    facts = _facts(shown.point)
    return "callback", {"facts": facts, "form": form, "problems": (), "number": ""}


def _shops(shown: Shown) -> Page:
    """The nearest shops; the page may ask where the person is, but only once they tap."""
    if not shown.point.options.get("choose"):
        return opened(shown)
    from app.channels.directions import around

    found = around(shown.point.options, shown.personal.near, _SHOPS)
    rows = [(index, str(shop["name"]), _far(km)) for index, shop, km in found]
    script = static("near.js").strip()
    return "shops", {
        "nearest": rows[:_NEAREST],
        "others": sorted(rows[_NEAREST:], key=lambda row: row[1].casefold()),
        "script": Markup(script),  # noqa: S704 - our own file
        "script_hash": policy_hash(script),
    }


def _far(km: float | None) -> str:
    if km is None:
        return ""
    figure = f"{km:.1f}" if km < 10 else f"{km:.0f}"
    return f"{figure.replace('.', ',') if i18n.language() == 'fr' else figure}\u202fkm"


def _facts(point: ContactPoint) -> list[tuple[str, str]]:
    """What the channel wants shown, such as the name of a Wi-Fi network."""
    from app.channels import CHANNELS

    channel = CHANNELS.get(point.channel)
    if channel is None or channel.shows is None:
        return []
    return [(_(name), value) for name, value in channel.shows(point.options)]


KINDS = {
    "call": _call,
    "callback": callback,
    "chooser": _chooser,
    "app": _way_out,
    "coupon": _shown,
    "map": _shops,
    "wifi": _shown,
}

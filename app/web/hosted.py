"""The pages a person meets after a scan: call, chooser, way out, open, preview, unknown code.

Each is one HTML document without script or outside resource; its policy, with the hash of its one
style sheet, stands in the page, so any server may send the bytes. `{token}` stays literal in what
comes back: the caller puts the visit's token there.
"""

from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from app import i18n
from app.errors import Problem
from app.i18n import _
from app.model import Brand, ContactPoint, Plan
from app.web import colour, verbs
from app.web.environment import render, static
from app.web.mark import Mark, price_mark
from app.web.timetable import read_hours, timetable

Problems = tuple[Problem, ...]
_PAPER, _DARK = "#f4f3f0", "#1d2023"
_NEUTRAL = "#2b3a42"


@dataclass(frozen=True, slots=True)
class Look:
    """A style sheet in a brand's colour, and its hash for the policy of the page."""

    brand: str
    css: Markup
    hash: str


@lru_cache(maxsize=64)
def look(brand_colour: str) -> Look:
    """The look for a brand colour; text on it and in it is readable in light and in dark."""
    brand = colour.clean(brand_colour, _NEUTRAL)
    # A button must be seen against the page: where the colour itself is not, its edge is.
    edge = "transparent"
    if min(colour.contrast(brand, _PAPER), colour.contrast(brand, "#121416")) < colour.LARGE:
        edge = "#85898e"
    variables = {
        "brand": brand,
        "on-brand": colour.on(brand),
        "edge": edge,
        "accent-light": colour.legible(brand, _PAPER),
        "accent-dark": colour.legible(brand, _DARK),
    }
    head = ":root{" + ";".join(f"--{name}:{value}" for name, value in variables.items()) + "}"
    css = head + static("hosted.css").strip()
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return Look(brand, Markup(css), f"sha256-{digest}")  # noqa: S704 - our own file and hex colours


class Hosted:
    """Renders the hosted pages; the same arguments always give the same bytes."""

    def bad_token(self, brand: Brand | None) -> bytes:
        """The 404 page in French and English that leads to the host's brand."""
        first = brand.languages[0] if brand else "fr"
        return _page("bad_token", brand, first)

    def preview(self, plan: Plan, language: str) -> bytes:
        """The Open Graph page that a messenger turns into a card."""
        with i18n.speaking(language):
            title = f"{plan.brand.name} – {plan.campaign.name}"
            text = _("Scan or tap to reach {name}.").format(name=plan.brand.name)
        return _page("preview", plan.brand, language, title=title, description=text)

    def point(
        self, plan: Plan, point: ContactPoint, language: str, platform: str, *, open_now: bool
    ) -> bytes:
        """The page of a contact point; where it is closed, its fallback comes first."""
        with i18n.speaking(language):
            values = _common(plan, point, open_now)
            kind = _KINDS.get(point.channel, _open)
            template, more = kind(plan, point, platform, open_now)
        return _page(template, plan.brand, language, **values, **more)

    def callback(
        self, plan: Plan, point: ContactPoint, language: str, problems: Problems, number: str
    ) -> bytes:
        """The call-back form again, with what is wrong and what was typed."""
        with i18n.speaking(language):
            values = _common(plan, point, open_now=True)
            template, more = _callback(plan, point, "", True)
        more |= {"problems": problems, "number": number}
        return _page(template, plan.brand, language, **values, **more)

    def thanks(self, plan: Plan, language: str) -> bytes:
        """What a form is answered once it is kept."""
        return _page("thanks", plan.brand, language)


def _page(template: str, brand: Brand | None, language: str, **values: Any) -> bytes:
    with i18n.speaking(language):
        page = render(
            f"hosted/{template}.html",
            brand=brand,
            look=look(brand.colour if brand else _NEUTRAL),
            **values,
        )
    return page.encode()


def _common(plan: Plan, point: ContactPoint, open_now: bool) -> dict[str, Any]:
    other = plan.contact_points.get(str(point.options.get("closed", "")))
    hours = read_hours(point.options.get("hours"))
    return {
        "point": point,
        "offer": verbs.offer(point),
        "fallback": verbs.offer(other) if other and other.key != point.key else None,
        "open_now": open_now,
        "hours": timetable(hours) if hours else [],
    }


Page = tuple[str, dict[str, Any]]


def _call(_plan: Plan, point: ContactPoint, _platform: str, _open: bool) -> Page:
    from app.channels.numbers import describe

    text, price = str(point.options["number"]), str(point.options.get("price", ""))
    number = describe(text, price=price)
    mark: Mark | None = None
    # A number of its own per placement is known to the button alone: the page is one for all.
    own = bool(point.options.get("numbers"))
    if number.mark and not own:
        with i18n.speaking("fr"):  # the signage is French by law, whoever reads the page
            official = describe(text, price=price).tariff
        mark = price_mark(number.mark, number.shown, official)
    abroad = point.options.get("abroad")
    other = describe(str(abroad)) if abroad else None
    return "call", {"number": number, "mark": mark, "abroad": other, "own": own}


def _chooser(plan: Plan, point: ContactPoint, platform: str, _open: bool) -> Page:
    offers = [
        verbs.offer(plan.contact_points[key])
        for key in point.options.get("points", ())
        if key in plan.contact_points and key != point.key
    ]
    heading = point.options.get("title") or _("How can we help you?")
    return "chooser", {"offers": offers, "heading": heading, "platform": platform}


def _way_out(plan: Plan, point: ContactPoint, platform: str, _open: bool) -> Page:
    """Out of an in-app browser: a link that the system opens, and the way by hand."""
    here = f"{plan.brand.host}/c/{point.key}/{{token}}/go"
    outside = {
        "android": f"intent://{here}#Intent;scheme=https;action=android.intent.action.VIEW;end",
        "ios": f"x-safari-https://{here}",
    }.get(platform, "")
    return "way_out", {"platform": platform, "outside": outside}


def _open(_plan: Plan, point: ContactPoint, _platform: str, _open_now: bool) -> Page:
    return "open", {"talks": verbs.talks(point.channel), "facts": _facts(point)}


def _shown(_plan: Plan, point: ContactPoint, _platform: str, _open_now: bool) -> Page:
    """A page whose content is all there is, such as a coupon: no button leads on."""
    return "shown", {"facts": _facts(point), "code": point.channel == "coupon"}


def _callback(plan: Plan, point: ContactPoint, _platform: str, _open_now: bool) -> Page:
    form = f"/hooks/{plan.brand.slug}/callback/{point.key}/{{token}}"
    return "callback", {"facts": _facts(point), "form": form, "problems": (), "number": ""}


def _facts(point: ContactPoint) -> list[tuple[str, str]]:
    """What the channel wants shown, such as the name of a Wi-Fi network."""
    from app.channels import CHANNELS

    channel = CHANNELS.get(point.channel)
    if channel is None or channel.shows is None:
        return []
    return [(_(name), value) for name, value in channel.shows(point.options)]


_KINDS = {
    "call": _call,
    "callback": _callback,
    "chooser": _chooser,
    "app": _way_out,
    "coupon": _shown,
    "wifi": _shown,
}

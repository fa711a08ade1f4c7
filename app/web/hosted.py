"""The pages a person meets after a scan: call, chooser, consent, way out, open, unknown code …

Each is one HTML document without outside resource, and without script but for the list of shops,
which works without it. Its policy, with the hash of its one style sheet (and script), stands in the
page, so any server may send the bytes. `{token}` stays literal in what
comes back: the caller puts the visit's token there.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from app import i18n
from app.channels.base import Personal
from app.errors import Problem
from app.i18n import _
from app.model import Brand, ContactPoint, Plan
from app.web import colour, reached, verbs
from app.web.environment import policy_hash, render, static
from app.web.timetable import read_hours, timetable

Problems = tuple[Problem, ...]
_PAPER, _DARK = "#f4f3f0", "#1d2023"
_NEUTRAL = "#2b3a42"
_FOR_ALL = Personal()


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
    return Look(brand, Markup(css), policy_hash(css))  # noqa: S704 - our own file and hex colours


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

    def consent(self, plan: Plan, point: ContactPoint, language: str) -> bytes:
        """The page that asks whether this phone may be recognised: two equal answers."""
        return _page("consent", plan.brand, language, point=point)

    def choice(self, brand: Brand, language: str, since: str) -> bytes:
        """What a person agreed to, and the button that takes it back; empty: nothing is known."""
        return _page("choice", brand, language, since=since)

    def point(
        self,
        plan: Plan,
        point: ContactPoint,
        language: str,
        platform: str,
        *,
        open_now: bool,
        personal: Personal = _FOR_ALL,
    ) -> bytes:
        """The page of a contact point; where it is closed, its fallback comes first."""
        with i18n.speaking(language):
            values = _common(plan, point, open_now)
            kind = reached.KINDS.get(point.channel, reached.opened)
            template, more = kind(reached.Shown(plan, point, platform, personal))
        return _page(template, plan.brand, language, **values, **more)

    def callback(
        self, plan: Plan, point: ContactPoint, language: str, problems: Problems, number: str
    ) -> bytes:
        """The call-back form again, with what is wrong and what was typed."""
        with i18n.speaking(language):
            values = _common(plan, point, open_now=True)
            template, more = reached.callback(reached.Shown(plan, point, "", _FOR_ALL))
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

"""The pages the redirect may answer with. `web` renders them, `front` hands them in."""

from collections.abc import Callable, Hashable
from typing import Protocol

from app.channels.base import Personal
from app.model import Brand, ContactPoint, Plan
from app.redirect import answer as answers
from app.redirect.answer import Answer

_REMEMBERED = 2_000
_FOR_ALL = Personal()


class Pages(Protocol):
    """Ready HTML, UTF-8. Rendered once per set of arguments; the caller may keep what it gets."""

    def bad_token(self, brand: Brand | None) -> bytes:
        """The 404 page in French and English that leads to the host's brand."""

    def preview(self, plan: Plan, language: str) -> bytes:
        """The Open Graph page for link previews."""

    def consent(self, plan: Plan, point: ContactPoint, language: str) -> bytes:
        """The page that asks whether a phone may be recognised, with the literal `{token}`."""

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
        """The page of a contact point under /c, with the literal `{token}` and `{reference}`.

        `open_now` is whether the point's hours are open; when closed, a fallback is offered.
        """


class Kept:
    """Pages as answers, each rendered once until `forget`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._kept: dict[tuple[Hashable, ...], Answer] = {}

    def forget(self) -> None:
        """Called when brands or campaigns were edited."""
        self._kept.clear()

    def bad_token(self, brand: Brand | None) -> Answer:
        """See Pages."""
        slug = brand.slug if brand else ""
        return self._once(("bad", slug), 404, lambda: self._pages.bad_token(brand))

    def preview(self, plan: Plan, language: str) -> Answer:
        """See Pages."""
        key = ("preview", plan.brand.slug, plan.campaign.slug, language)
        return self._once(key, 200, lambda: self._pages.preview(plan, language))

    def consent(self, plan: Plan, point: ContactPoint, language: str) -> Answer:
        """See Pages; still with the literal `{token}`."""
        key = ("consent", plan.brand.slug, plan.campaign.slug, point.key, language)
        return self._once(key, 200, lambda: self._pages.consent(plan, point, language))

    def point(
        self,
        plan: Plan,
        point: ContactPoint,
        language: str,
        platform: str,
        *,
        open_now: bool,
        personal: Personal = _FOR_ALL,
    ) -> Answer:
        """See Pages; still with the literal `{token}` and `{reference}`."""
        campaign = plan.brand.slug, plan.campaign.slug
        key = (*campaign, point.key, language, platform, open_now, personal)

        def render() -> bytes:
            return self._pages.point(
                plan, point, language, platform, open_now=open_now, personal=personal
            )

        return self._once(key, 200, render)

    def _once(self, key: tuple[Hashable, ...], status: int, render: Callable[[], bytes]) -> Answer:
        if key not in self._kept:
            if len(self._kept) >= _REMEMBERED:  # a number per placement, a position per person
                self._kept.clear()
            self._kept[key] = answers.page(status, render())
        return self._kept[key]

"""The pages the redirect may answer with. `web` renders them, `front` hands them in."""

from collections.abc import Callable
from typing import Protocol

from app.model import Brand, ContactPoint, Plan
from app.redirect import answer as answers
from app.redirect.answer import Answer


class Pages(Protocol):
    """Ready HTML, UTF-8. Rendered once per set of arguments; the caller may keep what it gets."""

    def bad_token(self, brand: Brand | None) -> bytes:
        """The 404 page in French and English that leads to the host's brand."""

    def preview(self, plan: Plan, language: str) -> bytes:
        """The Open Graph page for link previews."""

    def point(
        self, plan: Plan, point: ContactPoint, language: str, platform: str, *, open_now: bool
    ) -> bytes:
        """The page of a contact point under /c, with the literal `{token}` and `{reference}`.

        `open_now` is whether the point's hours are open; when closed, a fallback is offered.
        """


class Kept:
    """Pages as answers, each rendered once until `forget`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._kept: dict[tuple[str, ...], Answer] = {}

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

    def point(
        self, plan: Plan, point: ContactPoint, language: str, platform: str, *, open_now: bool
    ) -> Answer:
        """See Pages; still with the literal `{token}` and `{reference}`."""
        key = (plan.brand.slug, plan.campaign.slug, point.key, language, platform, str(open_now))

        def render() -> bytes:
            return self._pages.point(plan, point, language, platform, open_now=open_now)

        return self._once(key, 200, render)

    def _once(self, key: tuple[str, ...], status: int, render: Callable[[], bytes]) -> Answer:
        if key not in self._kept:
            self._kept[key] = answers.page(status, render())
        return self._kept[key]

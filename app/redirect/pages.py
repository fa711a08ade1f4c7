"""The pages the redirect may answer with. `web` renders them, `front` hands them in."""

from typing import Protocol

from app.model import Brand, ContactPoint, Plan


class Pages(Protocol):
    """Ready HTML, UTF-8. Rendered once per set of arguments; the caller may keep what it gets."""

    def bad_token(self, brand: Brand | None) -> bytes:
        """The 404 page in French and English that leads to the host's brand."""

    def preview(self, plan: Plan, language: str) -> bytes:
        """The Open Graph page for link previews."""

    def point(
        self, plan: Plan, point: ContactPoint, language: str, platform: str, *, open_now: bool
    ) -> bytes:
        """The page of a contact point under /c; holds the literal `{token}` where the token goes.

        `open_now` is whether the point's hours are open; when closed, a fallback is offered.
        """

"""The one-time link of the first person."""

from pathlib import Path

from app.web.people.store import People


def first_link(data: Path, now: int) -> str | None:
    """The path that makes the first person, once; None where somebody may sign in already.

    Each call replaces the link of the call before.
    """
    with People(data) as people:
        if not people.empty():
            return None
        return f"/console/welcome/{people.invite('', '', 'owner', now)}"

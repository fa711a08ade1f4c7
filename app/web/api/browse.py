"""The description as a page: every endpoint, what it takes and gives. No script, no other host."""

from flask import Response, render_template

from app.store.scopes import SCOPES
from app.store.webhooks import EVENTS
from app.web.api import limits
from app.web.api.endpoint import ENDPOINTS, Endpoint, endpoint
from app.web.api.schemas import SCHEMAS
from app.web.problems import TITLES

_ORDER = (
    *("brands", "campaigns", "placements", "codes", "routing", "files"),
    *("conversions", "report", "preflight", "alarms", "webhooks", "about"),
)


@endpoint(
    Endpoint(
        "GET",
        "/docs",
        "This API, to read",
        "",
        {200: ("A page", {"text/html": {"type": "string"}})},
        tag="about",
    )
)
def browse() -> Response:
    """One page, made from the endpoints themselves."""
    chapters: dict[str, list[tuple[str, Endpoint]]] = {tag: [] for tag in _ORDER}
    for name, spec in ENDPOINTS.items():
        chapters[spec.tag].append((name, spec))
    page = render_template(
        "api/docs.html",
        chapters=chapters,
        schemas=dict(sorted(SCHEMAS.items())),
        scopes=SCOPES,
        events=EVENTS,
        titles=TITLES,
        per_minute=limits.per_minute(),
    )
    return Response(page, content_type="text/html; charset=utf-8")

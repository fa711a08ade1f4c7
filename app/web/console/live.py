"""Live scans of a brand, as server-sent events.

Each answer carries what is new since `Last-Event-ID` and ends at once; the browser comes back after
`RETRY` ms. So an open page holds no thread, and the redirect is not involved: scans are read from
the history, where the folder puts them within half a second.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, json, render_template, request

from app import reports
from app.config import Config
from app.model import CLASSES, PLATFORMS, Brand
from app.store import history
from app.store.history import Select
from app.web import context
from app.web.console import gate, names

RETRY, SHOWN = 1000, 12
_LOOK_BACK = 20_000
"""How many of the newest scans of all brands are looked through: a bound, whatever the size."""


class Seen(NamedTuple):
    """A scan as a line of the list. `at` is local to the brand."""

    id: int
    at: datetime
    place: str
    medium: str
    contact_point: str
    platform: str
    class_: str


def latest(data: Path, brand: Brand, after: int = 0) -> list[Seen]:
    """The newest scans of a brand with an id over `after`, newest first, at most SHOWN."""
    zone = ZoneInfo(brand.timezone)
    sql = (
        "SELECT scan.id, at, coalesce(place, scan.placement), scan.medium, contact_point, "
        "platform, class FROM scan LEFT JOIN cat.placement AS stood ON stood.brand = scan.brand "
        "AND stood.campaign = scan.campaign AND stood.key = scan.placement "
        "WHERE scan.brand = ? AND scan.id > max(?, (SELECT max(id) FROM scan) - ?) "
        "ORDER BY scan.id DESC LIMIT ?"
    )
    with history.read(data) as reader:
        rows = reader.all(Select(sql, [brand.slug, after, _LOOK_BACK, SHOWN]))
    return [
        Seen(
            id,
            datetime.fromtimestamp(at / 1000, zone),
            place,
            names.medium(medium),
            point,
            names.platform(PLATFORMS[platform]),
            CLASSES[class_],
        )
        for id, at, place, medium, point, platform, class_ in rows
    ]


def today(config: Config, brand: Brand, now: int) -> int:
    """Human scans of the brand's local day."""
    day = datetime.fromtimestamp(now / 1000, ZoneInfo(brand.timezone)).date()
    query = reports.Query(brand.slug, by=(), start=day, end=day, measures=("scans",))
    return int(reports.run(query, config).totals["scans"] or 0)


@gate.page("/<brand>/live", "see")
def live(brand: str) -> Response:
    """What is new since the last event, and when to ask again."""
    last = request.headers.get("Last-Event-ID", request.args.get("after", "0"))
    after = int(last) if last.isdecimal() and len(last) < 19 else 0
    data, owner = context.config().data, gate.brand()
    seen = latest(data, owner, after)
    text = f"retry: {RETRY}\n\n"
    if seen:
        count = names.number(today(context.config(), owner, context.now()))
        body = {"total": count, "html": render_template("console/live.html", scans=seen)}
        text += f"id: {seen[0].id}\nevent: scans\ndata: {json.dumps(body)}\n\n"
    return Response(text, content_type="text/event-stream")

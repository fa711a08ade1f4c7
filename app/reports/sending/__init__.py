"""Reports that are sent by themselves: asked for when due, by e-mail and to webhooks.

rhythm     when a report is due next
letter     the e-mail
smtp       the way to the operator's mail server
"""

import logging
from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.config import Config
from app.errors import RelaisError, Unavailable
from app.i18n import _, speaking
from app.model import Brand
from app.reports import dossier, json, saved
from app.reports.outputs import WHOLE, bound
from app.reports.report import Report
from app.reports.sending import rhythm, smtp
from app.reports.sending.letter import Envelope, letter
from app.reports.sending.smtp import Post
from app.store import schedules, webhooks
from app.store.catalog import Catalog
from app.store.schedules import Schedule

log = logging.getLogger("relais.sending")
MOST_ROWS = 1_000
"""Rows of a report that a webhook is told; the rest is asked for by the API."""


class Round(NamedTuple):
    """What became of the reports that were due."""

    sent: int
    failed: int


def run(config: Config, now: int, post: Post | None = None) -> Round:
    """Send every report that is due at `now` (UTC ms). One that fails holds up no other."""
    sent = failed = 0
    with closing(Catalog(config.data)) as catalog:
        brands = {brand.slug: brand for brand in catalog.brands()}
        for one in schedules.claim(catalog.db, now):
            brand = brands[one.brand]
            then = rhythm.next_due(one.every, one.day, one.hour, brand.timezone, now)
            try:
                with speaking(one.language):
                    refused = _send(catalog, config, one, brand, now, post)
                schedules.sent(catalog.db, one, now, then, refused)
                sent += 1
            except (OSError, RelaisError) as error:
                log.warning("report %d of %s was not sent: %s", one.id, one.brand, error)
                schedules.failed(catalog.db, one, now, then, _why(error))
                failed += 1
    return Round(sent, failed)


def _why(error: Exception) -> str:
    """An error in words: of the system's, without its number."""
    said = getattr(error, "strerror", None)
    return said if isinstance(said, str) and said else str(error) or type(error).__name__


def _send(
    catalog: Catalog, config: Config, one: Schedule, brand: Brand, now: int, post: Post | None
) -> str:
    """Send one report; the addresses that the mail server refused, where it took others."""
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(brand.timezone)).date()
    query = saved.question(one.brand, one.asked, one.span, today)
    sides = bool(one.recipients) and one.format in WHOLE
    found = dossier.gather(query, config, one.least, sides=sides)
    report = found.asked
    refused = ""
    if one.recipients:
        way = post or smtp.post(config)
        written = bound(one.format, found)
        data = written if isinstance(written, bytes) else written.encode("utf-8-sig")
        envelope = _envelope(config, one, brand, report, now)
        refused = way(letter(envelope, report, one.format, data))
    if one.webhooks:
        webhooks.raise_event(catalog.db, one.brand, "report.ready", _told(one, report), now)
    return refused


def _envelope(config: Config, one: Schedule, brand: Brand, report: Report, now: int) -> Envelope:
    if not config["mail_from"]:
        raise Unavailable(_("No sender is set (RELAIS_MAIL_FROM)."), code="no-mail")
    first, last = report.coverage["from"], report.coverage["to"]
    link = ""
    if config["address"]:
        asked = urlencode({**one.asked, "from": first, "to": last})
        link = f"{config['address']}/console/{one.brand}/report?{asked}"
    return Envelope(
        # The same at each try, so that a mail program knows one that came twice.
        id=f"relais.{one.brand}.{one.id}.{last}",
        sender=config["mail_from"],
        recipients=one.recipients,
        name=one.name,
        brand=brand.name,
        at=now,
        link=link,
    )


def _told(one: Schedule, report: Report) -> dict[str, object]:
    """What a webhook is told; the report as the API gives it."""
    data = json.data(report)
    left = max(len(data["rows"]) - MOST_ROWS, 0)
    data["rows"] = data["rows"][:MOST_ROWS]
    return {
        "schedule": one.id,
        "name": one.name,
        "from": report.coverage["from"],
        "to": report.coverage["to"],
        "report": data,
        "rows_left_off": left,
    }

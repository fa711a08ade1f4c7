"""Calendar entry: an .ics file, handed over by us so that the scan counts."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from app.channels import checks, static
from app.channels.base import FILE, PAGE, Channel, Device, File, Option, Options, Source, say
from app.i18n import _


def _time(value: Any) -> str:
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if time.tzinfo is None:
            raise ValueError(value)
        return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise ValueError(_("a time with its zone, such as 2027-05-08T18:00:00+02:00")) from None


def _link(_options: Options, _source: Source, device: Device) -> str:
    return PAGE if device.in_app else FILE


def _tap(_options: Options, _source: Source, _device: Device) -> str:
    return FILE


def _file(options: Options, _source: Source, device: Device) -> File:
    starts = datetime.fromisoformat(options["starts"])
    title = checks.pick(options["title"], device.language)
    details = checks.pick(options.get("details", ""), device.language)
    rows = static.event(
        title,
        starts,
        starts + timedelta(minutes=options["minutes"]),
        place=options.get("place", ""),
        details=details,
    )
    uid = uuid.uuid5(uuid.NAMESPACE_OID, f"{title}|{options['starts']}")
    body = static.calendar(rows, str(uid), starts)
    return File("invitation.ics", "text/calendar; charset=utf-8", body)


CHANNEL = Channel(
    name="calendar",
    label=say("Agenda", "Calendar"),
    options=(
        Option("title", "name of the event", checks.spoken(checks.text(100))),
        Option("starts", "when it starts", _time),
        Option("minutes", "how long it lasts, in minutes", checks.whole(1, 20_160)),
        Option("place", "where it is", checks.text(200), False),
        Option("details", "more about it", checks.spoken(checks.text(1000, lines=True)), False),
    ),
    link=_link,
    tap=_tap,
    file=_file,
    measured="scan only",
    verb=say("Ajouter à l’agenda", "Add to the calendar"),
)

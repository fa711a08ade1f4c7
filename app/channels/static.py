"""Payloads that stand in a symbol themselves: no address of ours, so **untrackable** by nature.

Nobody learns of their scans and what they say can never change. Offer the tracked form first (the
channels vcard, calendar, wifi, map, call); make these only where a person asks for them.
Forms: vCard 3.0 (RFC 2426), MECARD and WIFI as in ZXing's "Barcode contents", `tel:` (RFC 3966),
iCalendar (RFC 5545), `geo:` (RFC 5870).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from app.i18n import _


def warning() -> str:
    """What must stand next to a static code wherever it is offered."""
    return _("Not tracked: its scans are not counted, and once printed it cannot change.")


def vcard(fields: Mapping[str, str]) -> str:
    """A vCard 3.0 of `family, given, organisation, title, number, email, url, street, postcode,
    city, country, note`, all optional but one name."""
    given, family = fields.get("given", ""), fields.get("family", "")
    full = " ".join(filter(None, (given, family))) or fields["organisation"]
    rows = [f"N:{_text(family)};{_text(given)};;;", f"FN:{_text(full)}"]
    for key, name in (("organisation", "ORG"), ("title", "TITLE")):
        rows += [f"{name}:{_text(fields[key])}"] if fields.get(key) else []
    for key, name in (("number", "TEL;TYPE=WORK,VOICE"), ("email", "EMAIL"), ("url", "URL")):
        rows += [f"{name}:{_line(fields[key])}"] if fields.get(key) else []
    place = [_text(fields.get(key, "")) for key in ("street", "city", "postcode", "country")]
    if any(place):
        street, city, postcode, country = place
        rows.append(f"ADR;TYPE=WORK:;;{street};{city};;{postcode};{country}")
    rows += [f"NOTE:{_text(fields['note'])}"] if fields.get("note") else []
    return _folded(["BEGIN:VCARD", "VERSION:3.0", *rows, "END:VCARD"])


def mecard(name: str, *, number: str = "", email: str = "", url: str = "") -> str:
    """A MECARD, shorter than a vCard; `name` is `Family,Given` or one name."""
    # The comma between family and given name is structure, not content.
    parts = [f"N:{','.join(_escaped(part) for part in name.split(','))}"]
    parts += [f"TEL:{_escaped(number)}"] if number else []
    parts += [f"EMAIL:{_escaped(email)}"] if email else []
    parts += [f"URL:{_escaped(url)}"] if url else []
    return f"MECARD:{';'.join(parts)};;"


def wifi(name: str, password: str = "", security: str = "WPA", *, hidden: bool = False) -> str:
    """The access data of a network; `security` is WPA (2 and 3 too), WEP or nopass."""
    secret = f"P:{_escaped(password)};" if security != "nopass" else ""
    return f"WIFI:T:{security};S:{_escaped(name)};{secret}{'H:true;' if hidden else ''};"


def tel(dial: str) -> str:
    """A call to a number as `numbers.describe(…).dial` gives it."""
    return f"tel:{dial}"


def geo(latitude: float, longitude: float) -> str:
    """A point in degrees, to six decimals (0.1 m). Many iPhones do not know it."""
    return f"geo:{_degrees(latitude)},{_degrees(longitude)}"


def event(
    title: str, starts: datetime, ends: datetime, *, place: str = "", details: str = ""
) -> list[str]:
    """The lines of a VEVENT; times with a zone, written in UTC."""
    rows = [
        "BEGIN:VEVENT",
        f"SUMMARY:{_text(title)}",
        f"DTSTART:{moment(starts)}",
        f"DTEND:{moment(ends)}",
    ]
    rows += [f"LOCATION:{_text(place)}"] if place else []
    rows += [f"DESCRIPTION:{_text(details)}"] if details else []
    return [*rows, "END:VEVENT"]


def vevent(
    title: str, starts: datetime, ends: datetime, *, place: str = "", details: str = ""
) -> str:
    """A bare VEVENT, which is what scanners know."""
    return _folded(event(title, starts, ends, place=place, details=details))


def calendar(rows: list[str], uid: str, stamp: datetime) -> bytes:
    """A whole .ics file around the lines of `event`."""
    inner = [rows[0], f"UID:{_line(uid)}", f"DTSTAMP:{moment(stamp)}", *rows[1:]]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Relais//Relais//FR"]
    return _folded([*head, *inner, "END:VCALENDAR"]).encode()


def moment(time: datetime) -> str:
    """A time with a zone as iCalendar's UTC form."""
    return time.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _degrees(value: float) -> str:
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


def _line(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "", value)


def _text(value: str) -> str:
    """RFC 2426 and 5545 TEXT: backslash, comma, semicolon and line ends escaped."""
    marked = re.sub(r"([\\,;])", r"\\\1", value.replace("\r\n", "\n"))
    return _line(marked.replace("\n", "\\n"))


def _escaped(value: str) -> str:
    return re.sub(r'([\\;,:"])', r"\\\1", _line(value))


def _folded(rows: list[str]) -> str:
    """Lines of at most 75 bytes, continued by a space, never cut inside a character."""
    out: list[str] = []
    for row in rows:
        line = ""
        for char in row:
            if len((line + char).encode()) > 75:
                out.append(line)
                line = " "
            line += char
        out.append(line)
    return "\r\n".join(out) + "\r\n"

"""The e-mail that carries a report: the key figures in words, the whole as a file."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import NamedTuple

from app.i18n import _
from app.reports import shown
from app.reports.outputs import OUTPUTS
from app.reports.report import Report

_FIGURES = ("printed", "scans", "visitors", "conversions", "value", "cost", "cost_per_conversion")


class Envelope(NamedTuple):
    """Who writes to whom about what, and when (UTC ms). `id` is the same at each try."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    name: str
    brand: str
    at: int
    link: str = ""


def letter(envelope: Envelope, report: Report, format: str, data: bytes) -> EmailMessage:
    """The message. Sent by a machine, and says so (RFC 3834), so that nobody's absence answers."""
    period = _period(report)
    message = EmailMessage()
    message["Subject"] = f"{envelope.name} – {period}"
    message["From"] = envelope.sender
    message["To"] = ", ".join(envelope.recipients)
    message["Date"] = format_datetime(datetime.fromtimestamp(envelope.at / 1000, UTC))
    message["Message-ID"] = f"<{envelope.id}@{envelope.sender.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    figures = _figures(report)
    # Not every mail server takes texts of 8 bits.
    message.set_content(_plain(envelope, period, figures), cte="quoted-printable")
    page = _page(envelope, period, figures)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    output = OUTPUTS[format]
    main, _slash, sub = output.media_type.partition(";")[0].partition("/")
    name = f"{report.query.brand}-{report.coverage['to']}{output.suffix}"
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


def _period(report: Report) -> str:
    first, last = (shown.day(report.coverage[end]) for end in ("from", "to"))
    return first if first == last else f"{first} – {last}"


def _figures(report: Report) -> list[tuple[str, str]]:
    return [
        (_(column.label), shown.cell(column, report.totals[column.key]))
        for column in report.columns
        if column.key in _FIGURES and report.totals.get(column.key) is not None
    ]


def _plain(envelope: Envelope, period: str, figures: list[tuple[str, str]]) -> str:
    lines = [f"{envelope.brand} · {envelope.name}", period, ""]
    pair = _("{label}: {value}")
    lines += [pair.format(label=label, value=value) for label, value in figures]
    lines += ["", _("The whole report is attached.")]
    if envelope.link:
        lines += ["", pair.format(label=_("See it live"), value=envelope.link)]
    return "\n".join(lines) + "\n"


def _page(envelope: Envelope, period: str, figures: list[tuple[str, str]]) -> str:
    """Mail programs know no style sheets worth the name: each element brings its own."""
    rows = "".join(
        f'<tr><td style="padding:6px 24px 6px 0;color:#5a6066">{escape(label)}</td>'
        f'<td style="padding:6px 0;text-align:right;font-weight:600">{escape(value)}</td></tr>'
        for label, value in figures
    )
    link = (
        f'<p style="margin:20px 0 0"><a href="{escape(envelope.link)}" style="color:#17645b">'
        f"{escape(_('See it live'))}</a></p>"
        if envelope.link
        else ""
    )
    return (
        '<div style="font:15px/1.5 system-ui,sans-serif;color:#1a1d1f;max-width:480px">'
        f'<p style="margin:0;color:#5a6066">{escape(envelope.brand)}</p>'
        f'<h1 style="font-size:22px;margin:2px 0">{escape(envelope.name)}</h1>'
        f'<p style="margin:0 0 16px;color:#5a6066">{escape(period)}</p>'
        f'<table style="border-collapse:collapse">{rows}</table>'
        f'<p style="margin:20px 0 0">{escape(_("The whole report is attached."))}</p>{link}</div>'
    )

"""`alarms`: what somebody should look at."""

import time
from datetime import UTC, datetime

import click

from app.config import Config
from app.errors import Missing
from app.i18n import _
from app.store import alarms as store


@click.command()
@click.option("--brand", help="of this brand only")
@click.option("--all", "closed", is_flag=True, help="the closed ones too")
@click.option("--close", "id", type=int, metavar="ID", help="close this one; it was looked at")
@click.pass_obj
def alarms(config: Config, brand: str | None, closed: bool, id: int | None) -> None:
    """List what somebody should look at: forged, leaked or cloned codes, misprints."""
    if id is not None:
        now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
        if not store.close(config.data, id, now, brand):
            raise Missing(_("There is no open alarm {id}.").format(id=id), code="no-alarm")
        click.echo(_("Alarm {id} is closed.").format(id=id))
        return
    found = store.open_alarms(config.data, brand, closed=closed)
    if not found:
        click.echo(_("No alarms."))
    for alarm in found:
        click.echo(_line(alarm))
        click.echo("    " + _(store.KINDS[alarm.kind]))


def _line(alarm: store.Alarm) -> str:
    code = f"{alarm.code:010x}" if alarm.code is not None else ""
    parts = [str(alarm.id), alarm.brand, alarm.kind, code, alarm.what, f"× {alarm.count}"]
    if alarm.closed is not None:
        parts.append(_("closed"))
    return "  ".join([*filter(None, parts), f"{_day(alarm.first)} – {_day(alarm.last)}"])


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")

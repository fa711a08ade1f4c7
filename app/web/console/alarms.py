"""Alarms: what somebody should look at, in plain words; closed once looked at, and put back."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from flask import abort, redirect, render_template, request, url_for

from app.i18n import _
from app.store import alarms as store
from app.store.alarms import KINDS, Alarm
from app.store.listed import by_ids
from app.web import context
from app.web.console import gate, names


class Told(NamedTuple):
    """An alarm as people read it. `where` is what it is about beside the code; both may be none."""

    alarm: Alarm
    title: str
    means: str
    todo: str
    where: str
    token: str
    place: str
    first: datetime
    last: datetime


@gate.page("/<brand>/alarms", "see")
def alarms(brand: str) -> Any:
    """The open ones, newest first; with `all`, the closed ones too."""
    every = request.args.get("all") == "1"
    just = request.args.get("closed", "")
    found = store.open_alarms(context.config().data, brand, closed=every)
    return render_template(
        "console/alarms.html",
        alarms=_told(found),
        every=every,
        closed=int(just) if just.isdecimal() and len(just) < 19 else 0,
    )


@gate.page("/<brand>/alarms/<int:id>/close", "edit", "POST")
def close_alarm(brand: str, id: int) -> Any:
    """It was looked at; the same trouble later opens another."""
    if not store.close(context.config().data, id, context.now(), brand):
        abort(404)
    gate.note("alarm-closed", str(id))
    return redirect(url_for("console.alarms", brand=brand, closed=id), 303)


@gate.page("/<brand>/alarms/<int:id>/reopen", "edit", "POST")
def reopen_alarm(brand: str, id: int) -> Any:
    """Closed by mistake."""
    if not store.reopen(context.config().data, id, brand):
        abort(404)
    gate.note("alarm-reopened", str(id))
    return redirect(url_for("console.alarms", brand=brand), 303)


def _told(found: list[Alarm]) -> list[Told]:
    zone = ZoneInfo(gate.brand().timezone)
    ids = (one.code for one in found if one.code is not None)
    codes = by_ids(context.catalog().db, gate.brand().slug, ids)
    told = []
    for one in found:
        title, todo = words(one.kind)
        code = codes.get(one.code or 0)
        told.append(
            Told(
                *(one, title, _(KINDS.get(one.kind, one.kind)), todo, where(one)),
                token=code.code.token if code else "",
                place=code.place if code else "",
                first=datetime.fromtimestamp(one.first / 1000, zone),
                last=datetime.fromtimestamp(one.last / 1000, zone),
            )
        )
    return told


def words(kind: str) -> tuple[str, str]:
    """What an alarm of a kind is called, and what to do about it."""
    return {
        "bad-signatures": (
            _("Forged addresses"),
            _("Look at the prints on the spot for a sticker glued over yours. Scanners were "
              "answered with a page that leads to your site: nobody was sent elsewhere by us."),
        ),
        "orphans": (
            _("Addresses that are no code"),
            _("Compare what is printed with the proof. If an address was misprinted, add it as "
              "the typed address of a code: it then works from the same minute."),
        ),
        "abroad": (
            _("Scans from another country"),
            _("Search the web for the picture or the address: the code may be passed around. "
              "Withdraw it, or send this country elsewhere with a rule."),
        ),
        "out-of-dates": (
            _("Scans outside the dates"),
            _("Ask the place whether the prints hang already, or still. Change the dates, or let "
              "the code lead to something that suits."),
        ),
        "too-many": (
            _("More scans than copies explain"),
            _("Check the number printed. If it is right, the code is shared on a screen: give "
              "rewards by numbered copies, or cap the rule."),
        ),
        "cloned": (
            _("A copied pack"),
            _("One numbered copy should be scanned by few people. Ask the shop to look at the "
              "pack, and let this number not win anything more."),
        ),
        "target": (
            _("A target does not answer"),
            _("Open the address below. If it is gone, let the contact point lead elsewhere: what "
              "is printed goes on working. The alarm closes when the address answers again."),
        ),
    }.get(kind, (_(KINDS.get(kind, kind)), ""))  # fmt: skip


def where(alarm: Alarm) -> str:
    """What an alarm is about beside its code: a country, a side of the dates, a copy …"""
    what = alarm.what
    if alarm.kind == "abroad":
        return str(Locale.parse(names.locale()).territories.get(what, what))
    if alarm.kind == "cloned":
        return _("copy {number}").format(number=what)
    if alarm.kind == "too-many":
        return what.rpartition("/")[2]
    return {
        "before": _("before the first day"),
        "after": _("after the last day"),
        "network": _("from one network"),
        "host": _("on the whole host"),
        "code": _("on one code"),
    }.get(what, what)

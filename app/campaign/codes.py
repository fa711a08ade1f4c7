"""The codes of a placement: kind, route, call to action, typed address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.campaign import document as doc
from app.campaign.aliases import LONGEST, slugify
from app.campaign.brand import slug
from app.campaign.checks import Checks, table_of
from app.i18n import LANGUAGES, _
from app.model import KINDS, CodeSpec, ContactPoint, Placement, Route
from app.signing import MAX_SERIAL

# What a kind of code promises on paper, so its route must be able to lead there.
_PROMISED = {"messenger": "messenger", "call": "call"}


def read_codes(table: doc.Table, routes: Mapping[str, Route], checks: Checks) -> Iterator[CodeSpec]:
    """The codes of one placement table; problems are noted where they stand."""
    keys: set[str] = set()
    run = finished(table, checks.run)
    _check_one(table, run, "sheet", "impose")
    for code in table.tables("codes"):
        spec = _code(code, routes, checks, run)
        if spec.key in keys:
            code.wrong(
                "key",
                "double-code",
                _("is used twice in this placement: “{key}”.").format(key=spec.key),
                _("Give each code of the same kind a key of its own."),
            )
        keys.add(spec.key)
        yield spec
    if not keys:
        table.wrong("codes", "missing", _("holds no code."))


def _code(
    table: doc.Table, routes: Mapping[str, Route], checks: Checks, run: Mapping[str, Any]
) -> CodeSpec:
    kind = table.needed("kind", doc.choice(*KINDS), "qr")
    alias = table.checked("alias", doc.text(60))
    if (kind == "url") != (alias is not None):
        what = _("is missing.") if kind == "url" else _("belongs to codes of kind url.")
        table.wrong("alias", "alias", what, _("Typed addresses look like alias = “{city}”."))
    spec = CodeSpec(
        key=table.checked("key", slug(40), kind),
        kind=kind,
        route=table.needed("route", doc.choice(*routes), ""),
        call_to_action=dict(_calls_to_action(table)),
        alias=alias,
        serials=table.checked("serials", doc.whole(0, MAX_SERIAL), 0),
        style={
            **table.checked("style", table_of(checks.finish), {}),
            **run,
            **finished(table, checks.code),
        },
    )
    _check_one(table, spec.style, "ean", "code128")
    table.no_more()
    return spec


def finished(table: doc.Table, checks: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Those of the keys that a table holds, checked."""
    found = {key: table.checked(key, check) for key, check in checks.items()}
    return {key: value for key, value in found.items() if value is not None}


def _check_one(table: doc.Table, style: Mapping[str, Any], one: str, other: str) -> None:
    """Two keys of which a printable can have one."""
    if one in style and other in style:
        what = _("cannot stand beside {other}.").format(other=other)
        table.wrong(one, "one-of-two", what, _("Give one of the two."))


def _calls_to_action(code: doc.Table) -> Iterator[tuple[str, str]]:
    place = (*code.place, "call_to_action")
    calls = doc.Table(code.raw("call_to_action", {}), place, code.notes)
    for language in LANGUAGES:
        text = calls.checked(language, doc.text(80))
        if text:
            yield language, text
    calls.no_more()


def with_alias(spec: CodeSpec, place: str, city: str) -> CodeSpec:
    """The code with the {place} and {city} of its typed address filled in."""
    if spec.alias is None:
        return spec
    words = spec.alias.replace("{place}", place).replace("{city}", city)
    return replace(spec, alias=_shorten(slugify(words)))


def _shorten(alias: str) -> str:
    """At most LONGEST characters, cut between words where there is a first word to keep."""
    if len(alias) <= LONGEST:
        return alias
    whole_words = alias[: LONGEST + 1].rpartition("-")[0]
    return whole_words or alias[:LONGEST]


def check_kinds(
    root: doc.Table,
    placements: tuple[Placement, ...],
    routes: Mapping[str, Route],
    points: Mapping[str, ContactPoint],
) -> None:
    """A code that says Messenger or shows a number must have a route that can lead there."""
    used = {(spec.kind, spec.route) for placement in placements for spec in placement.codes}
    for kind, key in sorted(used):
        channel, route = _PROMISED.get(kind), routes.get(key)
        if not channel or not route:
            continue
        if channel not in {points[rule.to].channel for rule in route.rules if rule.to in points}:
            what = _("have {kind} codes on route “{route}”, which never leads there.")
            right = _("Add a rule to a contact point of channel “{channel}”.")
            root.wrong(
                "placements",
                "kind-without-point",
                what.format(kind=kind, route=key),
                right.format(channel=channel),
            )

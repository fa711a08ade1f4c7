"""The [routes.*] tables: ordered rules, the last one without a condition."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from typing import Any

from app import hours
from app.campaign import document as doc
from app.campaign.brand import slug
from app.i18n import _
from app.model import PLATFORMS, Route, Rule

FALLBACK = "fallback"  # as a target: the brand's fallback page
_KEY = doc.pattern(r"[a-z0-9*-]{1,120}", "a key")


def _opening(value: Any) -> hours.Hours:
    try:
        return hours.parse(value)
    except (ValueError, TypeError, AttributeError):
        raise ValueError(_("opening hours such as Mo-Fr 09:00-19:00")) from None


def _nth(value: Any) -> tuple[int, int]:
    low, high = value if isinstance(value, list) and len(value) == 2 else (value, value)
    check = doc.whole(1, 1_000_000)
    if check(low) > check(high):
        raise ValueError(_("a number of the visit, or the first and the last"))
    return low, high


def _seconds(value: Any) -> int:
    return doc.whole(0, 86_400)(value)


def _set(check: Callable[[Any], str]) -> Callable[[Any], frozenset[str]]:
    return lambda value: frozenset(doc.several(check)(value))


_CONDITIONS: Mapping[str, Callable[[Any], Any]] = {
    "platform": _set(doc.choice(*PLATFORMS)),
    "in_app": _set(doc.pattern(r"[a-z0-9-]{1,30}|\*", "a name")),
    "language": _set(doc.pattern(r"[a-z]{2}", "fr, en, de …")),
    "country": _set(doc.pattern(r"[A-Z]{2}", "FR, BE …")),
    "hours": _opening,
    "starts": doc.day,
    "ends": doc.day,
    "medium": _set(_KEY),
    "placement": _set(_KEY),
    "nth": _nth,
    "percent": doc.whole(1, 99),
    "wait_over": _seconds,
    "cap": doc.whole(0, 1_000_000_000),
}
_DEFAULTS = {field.name: field.default for field in fields(Rule)}


def read_routes(root: doc.Table, points: Collection[str]) -> dict[str, Route]:
    """Every route by its key; problems are noted where they stand."""
    routes: dict[str, Route] = {}
    for key, table in root.named("routes"):
        try:
            slug(40)(key)
        except ValueError as error:
            root.notes.add(
                "bad-key", table.place, _("is no key."), _("Use {right}.").format(right=error)
            )
        written = list(table.tables("rules"))
        rules = [_rule(rule, f"{key} {place}", points) for place, rule in enumerate(written, 1)]
        table.no_more()
        _check_order(table, written)
        _check_names(table, rules)
        routes[key] = Route(key, tuple(rules))
    if not routes:
        root.wrong("routes", "missing", _("holds no route."))
    return routes


def _rule(table: doc.Table, name: str, points: Collection[str]) -> Rule:
    to = table.needed("to", doc.text(60), FALLBACK)
    if to not in points and to != FALLBACK:
        table.wrong(
            "to",
            "unknown-point",
            _("names “{name}”, no contact point of this file.").format(name=to),
            _("Give one of {words}.").format(words=", ".join([*points, FALLBACK])),
        )
    conditions = {
        key: table.checked(key, check, _DEFAULTS[key]) for key, check in _CONDITIONS.items()
    }
    rule = Rule(
        name=table.checked("name", doc.text(60), name),
        to=to,
        variant=table.checked("variant", doc.pattern(r"[a-z0-9]{1,8}", "a, b …"), ""),
        **conditions,
    )
    table.no_more()
    return rule


def _check_order(table: doc.Table, rules: list[doc.Table]) -> None:
    """The last rule catches everything, and no rule before it does."""
    if not rules:
        table.wrong("rules", "missing", _("holds no rule."))
        return
    conditional = [any(key in rule for key in _CONDITIONS) for rule in rules]
    for index, rule in enumerate(rules[1:]):
        if not conditional[index]:
            what = _("can never be reached: the rule before it has no condition.")
            table.notes.add("unreachable-rule", rule.place, what)
    if conditional[-1]:
        what = _("is the last rule but has a condition.")
        right = _("End with a rule that only says “to”.")
        table.notes.add("no-default", rules[-1].place, what, right)


def _check_names(table: doc.Table, rules: list[Rule]) -> None:
    names = [rule.name for rule in rules]
    for index, name in enumerate(names):
        if name in names[:index]:
            place = (*table.place, "rules", index, "name")
            table.notes.add("double-name", place, _("is the name of an earlier rule."))

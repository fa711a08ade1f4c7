"""Where a visit goes, and why: pure, values in, value out. First rule that matches wins."""

from collections.abc import Callable, Container, Mapping
from datetime import date
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import NamedTuple

from app.hours import Hours, parse
from app.model import ContactPoint, Decision, Route, Rule

FALLBACK = "fallback"  # as in app.campaign.routes


class Facts(NamedTuple):
    """What rules see. `weekday` 0-6 from Monday, `minute` and `today` are local to the brand.

    `nth` is which visit of the day to this code it is, from 1; `wait` the call centre's queue wait
    in seconds, None where nobody reported one.
    """

    platform: str
    in_app: str
    language: str
    country: str
    medium: str
    placement: str
    weekday: int
    minute: int
    today: date
    visitor: int = 0
    nth: int = 1
    wait: int | None = None


class Condition(NamedTuple):
    """A kind of condition: whether a rule gives it, and whether it holds."""

    name: str
    given: Callable[[Rule], bool]
    holds: Callable[[Rule, Facts], bool]


def _member(name: str) -> Condition:
    """A condition that a fact is one of a set."""

    def given(rule: Rule) -> bool:
        return bool(getattr(rule, name))

    def holds(rule: Rule, facts: Facts) -> bool:
        wanted = getattr(rule, name)
        return not wanted or getattr(facts, name) in wanted

    return Condition(name, given, holds)


def _pattern(name: str) -> Condition:
    """A condition that a key fits one of a set of patterns (`poster-*`)."""

    def given(rule: Rule) -> bool:
        return bool(getattr(rule, name))

    def holds(rule: Rule, facts: Facts) -> bool:
        wanted = getattr(rule, name)
        return not wanted or any(fnmatchcase(getattr(facts, name), one) for one in wanted)

    return Condition(name, given, holds)


def _in_app(rule: Rule, facts: Facts) -> bool:
    """`*` stands for every in-app browser."""
    return (
        not rule.in_app
        or facts.in_app in rule.in_app
        or ("*" in rule.in_app and bool(facts.in_app))
    )


def _open(rule: Rule, facts: Facts) -> bool:
    return rule.hours is None or rule.hours.open_at(facts.weekday, facts.minute)


def _started(rule: Rule, facts: Facts) -> bool:
    return rule.starts is None or rule.starts <= facts.today


def _not_ended(rule: Rule, facts: Facts) -> bool:
    return rule.ends is None or facts.today <= rule.ends


def _nth(rule: Rule, facts: Facts) -> bool:
    """(n, m): from the n-th to the m-th visit, both included."""
    return rule.nth is None or rule.nth[0] <= facts.nth <= rule.nth[1]


def _wait(rule: Rule, facts: Facts) -> bool:
    return rule.wait_over is None or (facts.wait is not None and facts.wait > rule.wait_over)


CONDITIONS = (
    _member("platform"),
    Condition("in_app", lambda rule: bool(rule.in_app), _in_app),
    _member("language"),
    _member("country"),
    _pattern("medium"),
    _pattern("placement"),
    Condition("hours", lambda rule: rule.hours is not None, _open),
    Condition("starts", lambda rule: rule.starts is not None, _started),
    Condition("ends", lambda rule: rule.ends is not None, _not_ended),
    Condition("nth", lambda rule: rule.nth is not None, _nth),
    Condition("wait_over", lambda rule: rule.wait_over is not None, _wait),
)
# What of a rule depends on this one visitor, so that its decision is nobody else's.
_PERSONAL = ("nth", "percent", "cap", "wait_over")


def share_of(visitor: int, route: str) -> int:
    """The place of a visitor among 100, the same for one route all day."""
    digest = blake2b(f"{visitor}/{route}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100


def why_not(rule: Rule, facts: Facts, share: int, first: int, spent: Container[str]) -> str:
    """The name of the first condition of `rule` that does not hold; empty: it matches.

    `share` is the visitor's place among 100, `first` where this rule's percentage begins.
    """
    for condition in CONDITIONS:
        if not condition.holds(rule, facts):
            return condition.name
    if rule.percent is not None and (share - first) % 100 >= rule.percent:
        return "percent"
    if rule.cap is not None and rule.name in spent:
        return "cap"
    return ""


def weigh(route: Route, facts: Facts, spent: Container[str]) -> list[tuple[Rule, str]]:
    """Every rule up to the one that fires, each with the condition that kept it from firing.

    Percentages of a route follow one another: rules of 30 and 50 take visitors 0-29 and 30-79.
    """
    share = 0
    if any(rule.percent is not None for rule in route.rules):
        share = share_of(facts.visitor, route.key)
    seen: list[tuple[Rule, str]] = []
    first = 0
    for rule in route.rules:
        missing = why_not(rule, facts, share, first, spent)
        seen.append((rule, missing))
        if not missing:
            break
        first += rule.percent or 0
    return seen


def is_personal(route: Route) -> bool:
    """Whether a decision of this route may differ between two visitors with the same facts."""
    return any(getattr(rule, name) is not None for rule in route.rules for name in _PERSONAL)


Link = Callable[[ContactPoint, str], str]


def decide(
    route: Route,
    facts: Facts,
    points: Mapping[str, ContactPoint],
    link: Link,
    fallback: str,
    spent: Container[str] = (),
) -> Decision:
    """The decision for a visit. `link` makes a contact point and a variant into an address.

    A rule may name `fallback` as its contact point: the brand's own page. A contact point that is
    closed hands over to the one it names, unless its address is a page of ours, which does so by
    itself. `spent` names the rules whose cap is used up. Raises KeyError and what `link` raises.
    """
    rule, missing = weigh(route, facts, spent)[-1]
    if missing:
        return to_fallback("no-rule", fallback)
    if rule.to == FALLBACK:
        return Decision("", rule.name, fallback, "fallback", rule.variant)
    point, reason = points[rule.to], ""
    address = link(point, rule.variant)
    other = str(point.options.get("closed", ""))
    if other in points and not address.startswith("/c/") and not is_open(point, facts):
        point, reason = points[other], "closed"
        address = link(point, rule.variant)
    return Decision(point.key, rule.name, address, reason, rule.variant)


def to_fallback(reason: str, fallback: str) -> Decision:
    """The decision that leads to the brand's own page: a printed code never dies."""
    return Decision("", "", fallback, reason, "")


def is_open(point: ContactPoint, facts: Facts) -> bool:
    """Whether a contact point is open; without hours it always is."""
    written = point.options.get("hours")
    opening = parse(written) if isinstance(written, str) else written
    return not isinstance(opening, Hours) or opening.open_at(facts.weekday, facts.minute)

"""Tests that a campaign holds, as its file says them: nothing more has to be declared.

Rules of one route with several `variant`s are a test of where people go: with `percent` by people,
with `placement` or `medium` by places. Codes on the same medium, of the same kind and route, whose
call to action or style differ are a test of what is printed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.i18n import language
from app.model import Route, Rule
from app.store.learned import Design, Season, Stand

MOST_DESIGNS = 6
"""More looks than that side by side are no test: every place has words of its own."""
NOT_LOOKS = frozenset(["ean", "code128", "sheet", "impose", "shift", "stretch"])
"""What a code's style holds besides its look."""
# What may differ between the arms of a test; any other condition makes other people of them.
_FREE = frozenset(["name", "to", "variant", "percent"])
_PLACED = frozenset(["placement", "medium"])
_Conditions = tuple[Any, ...]


class Arm(NamedTuple):
    """A version: its key, what tells it, its planned share of people (0 to 1), its codes.

    `label` is a contact point's key, or printed words. `codes` are ids with their placements,
    `copies` the copies printed by placement; the arms of a route share both.
    """

    key: str
    label: str
    share: float
    codes: Mapping[int, str]
    copies: Mapping[str, int]


class Experiment(NamedTuple):
    """A test: versions side by side, the first of which the others are held against.

    `what` differs: `contact_point`, `placements`, `call_to_action`, `style` or `design` (words and
    style). `unit` is who or what was given a version: `people` or `places`. `printed`: what counts
    is people per copy, else conversions per person. `name` is a route or a medium. `unlike`: the
    versions do not see the same people, so they cannot be compared.
    """

    season: Season
    what: str
    unit: str
    name: str
    arms: tuple[Arm, ...]
    printed: bool = False
    unlike: bool = False

    @property
    def key(self) -> str:
        """A name of its own within the brand."""
        return f"{self.season.slug}/{self.name}/{self.what}"


def of_route(
    season: Season, route: Route, codes: Mapping[int, str], copies: Mapping[str, int]
) -> Experiment | None:
    """The test that the rules of a route make, if they make one."""
    rules = [rule for rule in route.rules if rule.variant]
    variants = list(dict.fromkeys(rule.variant for rule in rules))
    by_people = any(rule.percent is not None for rule in rules)
    by_places = not by_people and any(rule.placement or rule.medium for rule in rules)
    if len(variants) < 2 or not codes or not (by_people or by_places):
        return None
    free = _FREE if by_people else _FREE | _PLACED
    seen = {key: {_conditions(r, free) for r in rules if r.variant == key} for key in variants}
    shares = _shares(route, variants, free) if by_people else {}
    targets = {
        key: "+".join(dict.fromkeys(r.to for r in rules if r.variant == key)) for key in variants
    }
    return Experiment(
        season,
        "placements" if by_places and len(set(targets.values())) == 1 else "contact_point",
        "people" if by_people else "places",
        route.key,
        tuple(Arm(key, targets[key], shares.get(key, 0.0), codes, copies) for key in variants),
        unlike=any(seen[key] != seen[variants[0]] for key in variants),
    )


def _conditions(rule: Rule, free: frozenset[str]) -> _Conditions:
    return tuple(getattr(rule, name) for name in Rule.__slots__ if name not in free)


def _shares(route: Route, variants: Iterable[str], free: frozenset[str]) -> dict[str, float]:
    """The part of people that each variant takes: a rule without a percentage takes the rest."""
    found: dict[str, float] = {}
    for variant in variants:
        rule = next(rule for rule in route.rules if rule.variant == variant)
        alike = [r for r in route.rules if _conditions(r, free) == _conditions(rule, free)]
        taken = sum(r.percent or 0 for r in alike)
        share = rule.percent if rule.percent is not None else max(100 - taken, 1)
        found[variant] = share / 100
    return found


def groups(designs: Sequence[Design]) -> list[list[Design]]:
    """Designs that could be versions of each other: same medium, kind and route, another look."""
    found: dict[tuple[str, str, str], list[Design]] = {}
    for design in designs:
        found.setdefault(design[:3], []).append(design)
    return [
        group for group in found.values() if 1 < len({_look(one) for one in group}) <= MOST_DESIGNS
    ]


def of_designs(season: Season, stands: Sequence[Stand]) -> Experiment | None:
    """The test that designs of one group make: side by side, or each at several places."""
    looks: dict[tuple[str, str], list[Stand]] = {}
    for stand in stands:
        looks.setdefault(_look(stand.design), []).append(stand)
    places = [{stand.placement for stand in found} for found in looks.values()]
    side_by_side = bool(places) and set.intersection(*places)
    if len(looks) < 2 or not (side_by_side or min(map(len, places)) > 1):
        return None
    calls, styles = ({look[part] for look in looks} for part in (0, 1))
    what = "style" if len(calls) == 1 else "call_to_action" if len(styles) == 1 else "design"
    keys = [found[0].design.key for found in looks.values()]
    named = keys if len(set(keys)) == len(keys) else [chr(97 + n) for n in range(len(keys))]
    medium, kind, route = stands[0].design[:3]
    return Experiment(
        season,
        what,
        "places",
        f"{medium}/{kind}/{route}",
        tuple(
            _arm(key, _label(look, what), found)
            for key, (look, found) in zip(named, looks.items(), strict=True)
        ),
        printed=True,
    )


def _arm(key: str, label: str, stands: Iterable[Stand]) -> Arm:
    stood = list(stands)
    copies = {stand.placement: stand.quantity for stand in stood}
    return Arm(key, label, 0.0, {stand.code: stand.placement for stand in stood}, copies)


def _look(design: Design) -> tuple[str, str]:
    style = {key: value for key, value in json.loads(design.style).items() if key not in NOT_LOOKS}
    return design.call_to_action, json.dumps(style, sort_keys=True)


def _label(look: tuple[str, str], what: str) -> str:
    """What a person can tell the look by."""
    calls, style = json.loads(look[0]), json.loads(look[1])
    words = calls.get(language()) or next(iter(calls.values()), "")
    told = ", ".join(f"{key} {value}" for key, value in style.items())
    return {"call_to_action": words, "style": told}.get(what) or f"{words} {told}".strip()

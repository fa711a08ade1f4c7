"""Credits of the models that need all paths of a report: Markov, Shapley, counterfactual.

A channel is what the report is split by, so it must be something a code has: a medium, a campaign,
a place. What is shared out is what last touch credits in the same days, so totals reconcile.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from app.attribution.credits import apportion
from app.attribution.journeys import Touch, Trail
from app.attribution.models import Solve, find
from app.attribution.shares import WHOLE
from app.attribution.stats import enough
from app.store import asked, credits
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader, Select
from app.store.journeys import NO_CONTACT, contacts
from app.store.scope import OF_CONVERSIONS, Clock, Key, Scope, Source, key_of, select

_OF_CODES = frozenset(["campaign", "medium", "placement", "code"])
# Conversions by what last touch credits them to; `several`: their path knows more codes;
# `shared`: several codes share them without any path.
_TABLE = """(SELECT c.id, c.brand, c.at, c.kind AS conversion, c.evidence, c.strength, c.currency,
    c.subject, c.reverses, k.code, k.share, k.value_minor,
    EXISTS (SELECT 1 FROM cat.credit AS m WHERE m.conversion = c.id AND m.model = 'first')
        AS several,
    (SELECT COUNT(*) FROM cat.credit AS m WHERE m.conversion = c.id AND m.model = 'last') > 1
        AS shared
    FROM cat.conversion AS c JOIN cat.credit AS k ON k.conversion = c.id AND k.model = 'last')"""
_CODES = """(SELECT d.id AS code, d.brand, d.campaign, d.placement, p.medium FROM cat.code AS d
    JOIN cat.placement AS p ON p.brand = d.brand AND p.campaign = d.campaign
    AND p.key = d.placement)"""
_MET = f"""SELECT subject, at, code, medium FROM cat.conversion WHERE brand = ? AND at >= ?
    AND at < ? AND subject IS NOT NULL AND code IS NOT NULL AND reverses IS NULL AND likely = ''
    AND kind NOT IN ({", ".join("?" * len(NO_CONTACT))})
    ORDER BY subject, at, source, external_id"""  # noqa: S608 - our own names


class Share(NamedTuple):
    """Millionths of conversions and minor units by currency."""

    millionths: int
    value: Mapping[str, int]


class Solution(NamedTuple):
    """The credits by key, or None where there is not enough data; `crossed` of the `wanted` number
    of conversions came after several channels."""

    rows: Mapping[Key, Share] | None
    crossed: int
    wanted: int


def is_solved(model: str) -> bool:
    """Whether a model needs all paths. Raises Missing for no model."""
    return model not in credits.STORED and find(model).solve is not None


def can_split(scope: Scope) -> bool:
    """Whether everything the scope is split by or filtered on is something a code has."""
    return all(DIMENSIONS[name].needs <= _OF_CODES for name in channels_of(scope))


def solve(reader: Reader, scope: Scope) -> Solution:
    """The credits of the scope's model by the scope's dimensions. `can_split` must hold."""
    names = channels_of(scope)
    by = scope._replace(by=names, filters=_kept(scope))
    keys = _keys(reader, by)
    trails = _trails(reader, by, keys)
    crossed = enough.crossed(trails).hits
    wanted = enough.DEFAULT.journeys
    found = find(scope.model).solve
    if found is None or not enough.models(trails):
        return Solution(None, crossed, wanted)
    rows = _shared_out(reader, by, found, trails)
    for key, share in _of_shared(reader, by, keys).items():
        rows[key] = _plus(rows.get(key), share)
    return Solution(_filtered(scope, names, rows), crossed, wanted)


def channels_of(scope: Scope) -> tuple[str, ...]:
    """The dimensions whose values are the channels: what is split by and filtered on."""
    more = (name for name in scope.filters if name not in OF_CONVERSIONS)
    return tuple(dict.fromkeys((*scope.by, *more)))


def _kept(scope: Scope) -> dict[str, tuple[str, ...]]:
    return {name: wanted for name, wanted in scope.filters.items() if name in OF_CONVERSIONS}


def _source(scope: Scope) -> Source:
    within = f"s.at >= {scope.start} AND s.at < {scope.end}"
    return Source("conversions", _TABLE, OF_CONVERSIONS, Clock("s.at", "s.at", within))


def _keys(reader: Reader, scope: Scope) -> dict[int, Key]:
    """What each code is called by the scope's dimensions."""
    source = Source("codes", _CODES, _OF_CODES, Clock())
    by_code = scope._replace(filters={})
    rows = reader.all(select(by_code, source, "s.code", grouped=False))
    return {row[-1]: key_of(by_code, row) for row in rows}


def _trails(reader: Reader, scope: Scope, keys: Mapping[int, Key]) -> list[Trail]:
    """How often which channels were met, with and without a conversion of the scope."""
    whole = scope._replace(by=())
    counted = Select("s.reverses IS NULL AND NOT s.shared", [])
    rows = reader.all(
        select(whole, _source(scope), "s.id, s.code, s.several, s.subject", counted, grouped=False)
    )
    seen: dict[tuple[Hashable, ...], list[int]] = defaultdict(lambda: [0, 0])
    for id, code, several, _subject in rows:
        met = _path(reader, id) if several else (code,)
        seen[_channels(met, keys)][0] += 1
    if scope.filters:
        people = {subject for *_rest, subject in rows}
        for subject, touches in _met(reader, scope).items():
            if subject not in people:
                codes = [touch.code for touch in contacts(touches)]
                seen[_channels(codes, keys)][1] += 1
    return [Trail(channels, yes, no) for channels, (yes, no) in seen.items() if channels]


def _channels(codes: Sequence[int], keys: Mapping[int, Key]) -> tuple[Hashable, ...]:
    return tuple(keys[code] for code in codes if code in keys)


def _path(reader: Reader, id: int) -> tuple[int, ...]:
    ask = asked.asking(reader)
    row = credits.read(ask, id)
    journey = credits.journey_of(ask, row)
    if journey is not None and journey.path.touches:
        return tuple(touch.code for touch in journey.path.touches)
    # Of an erased journey the first and the last code are known, and those between.
    stored = credits.stored(ask, id)
    ends = [stored[name][0].code for name in ("first", "last") if stored.get(name)]
    between = [part.code for part in stored.get("linear", ()) if part.code not in ends]
    return (*ends[:1], *between, *ends[1:])


def _met(reader: Reader, scope: Scope) -> dict[str, list[Touch]]:
    """What each person met in the scope's days."""
    found: dict[str, list[Touch]] = defaultdict(list)
    values = [scope.brand, scope.start, scope.end, *NO_CONTACT]
    for number, (subject, at, code, medium) in enumerate(reader.all(Select(_MET, values))):
        found[subject].append(Touch(at, number, code, medium or ""))
    return found


def _shared_out(
    reader: Reader, scope: Scope, model: Solve, trails: Sequence[Trail]
) -> dict[Key, Share]:
    """What last touch credits, shared out in proportion to the solution."""
    rows = reader.all(
        select(
            scope._replace(by=()),
            _source(scope),
            "SUM(s.share), SUM(s.value_minor)",
            Select("NOT s.shared", []),
            also="s.currency",
        )
    )
    whole = sum(share or 0 for _currency, share, _value in rows) // WHOLE
    solution = model(trails)
    found: dict[Any, Share] = {
        key: Share(part, {}) for key, (part, _none) in apportion(solution, whole).items()
    }
    for currency, _share, value in rows:
        if currency is not None and value:
            for key, (_part, minor) in apportion(solution, whole, value).items():
                found[key] = _plus(found[key], Share(0, {currency: minor or 0}))
    return found


def _of_shared(reader: Reader, scope: Scope, keys: Mapping[int, Key]) -> dict[Key, Share]:
    """The conversions that several codes share without a path: as they stand."""
    rows = reader.all(
        select(
            scope._replace(by=()),
            _source(scope),
            "s.code, s.currency, s.share, s.value_minor",
            Select("s.shared", []),
            grouped=False,
        )
    )
    found: dict[Key, Share] = {}
    for code, currency, share, value in rows:
        minor = {} if currency is None or value is None else {currency: value}
        key = keys.get(code, (None,) * len(scope.by))
        found[key] = _plus(found.get(key), Share(share, minor))
    return found


def _plus(one: Share | None, other: Share) -> Share:
    if one is None:
        return other
    currencies = {**one.value, **other.value}
    value = {name: one.value.get(name, 0) + other.value.get(name, 0) for name in currencies}
    return Share(one.millionths + other.millionths, value)


def _filtered(scope: Scope, names: tuple[str, ...], rows: Mapping[Key, Share]) -> dict[Key, Share]:
    """The rows that the scope's filters keep, by its own dimensions."""
    found: dict[Key, Share] = {}
    for key, share in rows.items():
        named = dict(zip(names, key, strict=True))
        if all(
            (named[name] or "") in scope.filters.get(name, (named[name] or "",)) for name in names
        ):
            short = tuple(named[name] for name in scope.by)
            found[short] = _plus(found.get(short), share)
    return found

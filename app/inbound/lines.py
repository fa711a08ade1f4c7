"""The telephone numbers of a brand: which codes each stands for, and whose button dialled it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.attribution.taps import TAP_WINDOW, Tap
from app.channels import CHANNELS, call, numbers
from app.channels.base import Source
from app.store import placed, tapped
from app.store.catalog import Catalog
from app.store.placed import Placed, Point
from app.store.tapped import Tapped


class Line(NamedTuple):
    """A tracked number in one campaign: a code of its placement, or one of each of its medium's.

    `starts` is the campaign's first local date: the next campaign with the number takes it over.
    """

    starts: str
    codes: tuple[Placed, ...]


class Lines:
    """The numbers of one brand, for calls from `first` to `last` ms; read when first asked for."""

    def __init__(self, catalog: Catalog, brand: str, first: int, last: int) -> None:
        self._db, self._data, self._brand = catalog.db, catalog.path.parent, brand
        self._span = (first - TAP_WINDOW, last)
        self._dials: dict[tuple[int, str], str] = {}

    def codes(self, number: str, at: int) -> tuple[Placed, ...]:
        """The codes of a number, one a placement, in the last campaign that had begun by then."""
        lines = self._tracked.get(_dialled(number), [])
        today = datetime.fromtimestamp(at / 1000, UTC).astimezone(self._clock).date().isoformat()
        begun = [line for line in lines if line.starts <= today] or lines[:1]
        return begun[-1].codes if begun else ()

    def taps(self, number: str, first: int, last: int) -> Iterator[Tap]:
        """Taps on buttons that dial this number, from `first` to `last` ms."""
        wanted = _dialled(number)
        for tap in self._tapped[bisect_left(self._tapped, first, key=lambda tap: tap.at) :]:
            if tap.at > last:
                return
            if self._dial(tap.code, tap.contact_point) == wanted:
                yield Tap(tap.at, tap.code, tap.visitor)

    @cached_property
    def _clock(self) -> ZoneInfo:
        return placed.clock(self._db, self._brand)

    @cached_property
    def _points(self) -> list[Point]:
        return list(placed.points(self._db, self._brand, CHANNELS["call"].name))

    @cached_property
    def _tapped(self) -> list[Tapped]:
        return tapped.between(self._data, self._brand, *self._span)

    @cached_property
    def _tracked(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for point in self._points:
            for dial, key in call.tracked(point.options).items():
                codes = placed.at(self._db, self._brand, point.campaign, key)
                if codes:
                    line = Line(point.starts, tuple(self._leading(codes, point)))
                    found.setdefault(dial, []).append(line)
        return found

    def _leading(self, codes: Sequence[Placed], point: Point) -> Iterator[Placed]:
        """One code of each placement: one that leads to the contact point, of kind call first."""

        def worth(code: Placed) -> tuple[bool, bool]:
            rules = placed.rules(self._db, self._brand, code.campaign, code.route)
            return (any(rule.get("to") == point.key for rule in rules), code.kind == "call")

        for placement in dict.fromkeys(code.placement for code in codes):
            yield max((code for code in codes if code.placement == placement), key=worth)

    def _dial(self, id: int, key: str) -> str:
        """What the button of a contact point dials for a code; empty where either is gone."""
        if (id, key) not in self._dials:
            code = placed.one(self._db, self._brand, "id", id)
            point = next(
                (
                    point
                    for point in self._points
                    if code and (point.campaign, point.key) == (code.campaign, key)
                ),
                None,
            )
            self._dials[id, key] = ""
            if code and point:
                source = Source("", "", code.campaign, code.medium, code.placement)
                self._dials[id, key] = call.dialled(point.options, source)
        return self._dials[id, key]


def _dialled(number: str) -> str:
    """A number as contact points hold it, however it was written."""
    try:
        return numbers.describe(number).dial
    except ValueError:
        return number

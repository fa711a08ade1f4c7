"""The kinds of conversion."""

from dataclasses import replace
from typing import Any

import pytest

from app.attribution.kinds import DAY, KINDS, MEASURES, check, kind_of, window
from app.i18n import catalogue
from app.model import Conversion

ORDER = Conversion("shop", "1", "order", "TOKEN", 1_000, 1990, "EUR")


def codes(**changes: Any) -> list[tuple[str, str]]:
    conversion = replace(ORDER, **changes)
    return [(problem.code, problem.where) for problem in check(conversion, now=1_000)]


def test_every_kind_has_a_french_name_a_measure_and_a_window() -> None:
    french = catalogue("fr")
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.label in french
        assert kind.measure in MEASURES
        assert kind.days > 0


def test_the_kinds_named_by_the_brief_are_all_there() -> None:
    asked = """install open active_day uninstall session call qualified_call conversation
    lead opt_in order coupon store_visit satisfaction crash"""
    assert set(asked.split()) <= set(KINDS)


def test_a_kind_of_ones_own_is_accepted_and_marked() -> None:
    own = kind_of("bread_tasting")
    assert (own.known, own.label, window("bread_tasting")) == (False, "Bread tasting", 30 * DAY)
    assert codes(kind="bread_tasting") == []
    assert kind_of("order").known


@pytest.mark.parametrize("name", ["", "x", "Order", "1st", "a b", "a-b", "a" * 41, "é" * 3])
def test_a_name_that_has_not_the_form_of_a_kind_is_refused(name: str) -> None:
    assert codes(kind=name) == [("bad-kind", "kind")]


def test_packaging_is_waited_for_longer_than_ninety_days() -> None:
    assert window("order") == 30 * DAY
    assert window("order", "poster-a3") == 30 * DAY
    assert window("order", "packaging") == 365 * DAY
    assert window("order", "flyer-a5") == 90 * DAY
    assert window("active_day", "flyer-a5") == 400 * DAY


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"value_minor": None}, [("missing-field", "value_minor")]),
        (
            {"currency": None},
            [("missing-field", "currency"), ("missing-currency", "currency")],
        ),
        ({"currency": "eur"}, [("bad-currency", "currency")]),
        ({"value_minor": -1}, [("bad-sign", "value_minor")]),
        ({"value_minor": -1, "reverses": "0"}, []),
        ({"value_minor": 1, "reverses": "0"}, [("bad-sign", "value_minor")]),
        ({"value_minor": 0, "reverses": "0"}, []),
        ({"at": 1_000 + DAY}, []),
        ({"at": 1_001 + DAY}, [("future", "at")]),
        ({"kind": "call"}, [("not-money", "currency")]),
        ({"kind": "call", "currency": None}, []),
        ({"kind": "lead", "value_minor": None, "currency": None}, []),
        (
            {"kind": "active_day", "value_minor": None, "currency": None},
            [("missing-field", "subject")],
        ),
        ({"kind": "satisfaction", "value_minor": 100, "currency": None}, []),
        (
            {"kind": "satisfaction", "value_minor": 101, "currency": None},
            [("bad-score", "value_minor")],
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(changes: dict[str, Any], expected: list[Any]) -> None:
    assert codes(**changes) == expected

"""Rows of conversions become values; every row that is wrong is named, the others pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.inbound.files import parse, read_csv

GOOD = {
    "source": "shop",
    "external_id": "1",
    "kind": "order",
    "ref": "04HMASW9G51TB4C7",
    "at": "2026-11-21T10:00:00+01:00",
    "value_minor": 1250,
    "currency": "EUR",
}


def one(**changes):
    rows, problems = parse([("row 1", {**GOOD, **changes})])
    return (rows[0].conversion if rows else None), [problem.code for problem in problems]


def test_a_row_of_json_is_a_conversion_in_utc_milliseconds():
    conversion, problems = one()
    assert not problems
    assert conversion.at == 1_795_251_600_000
    assert (conversion.value_minor, conversion.currency) == (1250, "EUR")


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [("12.50", "EUR", 1250), ("12,5", "EUR", 1250), ("700", "JPY", 700)],
)
def test_an_amount_may_be_written_out(value, currency, minor):
    conversion, _problems = one(value_minor=None, value=value, currency=currency)
    assert conversion.value_minor == minor


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"external_id": ""}, "missing-field"),
        ({"source": None}, "missing-field"),
        ({"kind": {"a": 1}}, "bad-text"),
        ({"external_id": "x" * 201}, "bad-text"),
        ({"ref": "a\nb"}, "bad-text"),
        ({"at": "2026-11-21 10:00"}, "bad-time"),
        ({"at": "yesterday"}, "bad-time"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "bad-time"),
        ({"value_minor": 12.5}, "bad-value"),
        ({"value_minor": "12.5"}, "bad-value"),
        ({"value_minor": True}, "bad-value"),
        ({"value_minor": 2**60}, "bad-value"),
        ({"value_minor": None, "value": "1,234.50"}, "bad-value"),
        ({"value_minor": None, "value": "1", "currency": None}, "bad-value"),
    ],
)
def test_each_fault_has_its_code_and_its_row(changes, code):
    rows, problems = parse([("row 1", {**GOOD, **changes})])
    assert not rows
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where.startswith("row 1 ")


def test_a_wrong_row_keeps_no_other_out():
    rows, problems = parse([("1", GOOD), ("2", "no object"), ("3", {**GOOD, "external_id": "3"})])
    assert [row.where for row in rows] == ["1", "3"]
    assert [problem.where for problem in problems] == ["2"]


def test_a_csv_from_a_spreadsheet():
    data = (
        "source;external_id;kind;ref;at;value;currency\r\n"
        "till;A1;order;K7Q2M4;2026-11-21T10:00:00Z;12,50;EUR\r\n"
        "till;A2;order;;2026-11-21;1;EUR\r\n"
    ).encode("utf-8-sig")
    rows, problems = read_csv(data, "till.csv")
    assert [row.conversion.value_minor for row in rows] == [1250]
    assert [problem.where for problem in problems] == ["till.csv:3 at"]


def test_a_csv_without_its_columns_is_refused_whole():
    with pytest.raises(Refused) as refused:
        read_csv(b"kind,at\norder,x\n", "a.csv")
    assert {problem.code for problem in refused.value.problems} == {"missing-column"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "value", "subject", "reverses"]), json_values))
def test_any_json_whatever_is_a_conversion_or_a_problem(row):
    rows, problems = parse([("x", row)])
    assert bool(rows) != bool(problems)

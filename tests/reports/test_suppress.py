"""Small counts are hidden, and nothing that is left tells them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import Code
from app.reports import Column, Query, Report
from app.reports import json as json_output
from app.reports.outputs import OUTPUTS
from app.reports.suppress import suppress
from tests.reports.world import convert, report, rows

LEAST = 10
COUNTS = st.one_of(st.just(0), st.integers(1, 12), st.integers(0, 5000))


def made(cells: list[tuple[str, str, int, int]], unattributed: int = 0) -> Report:
    """A report by medium and place of (medium, place, scans, conversions)."""
    columns = (
        Column("medium", "Medium", "text", True),
        Column("place", "Place", "text", True),
        Column("scans", "Scans", "count"),
        Column("conversions", "Conversions", "number"),
        Column("value", "Value", "money"),
    )
    names = [column.key for column in columns]
    found = [dict(zip(names, (*cell, {"EUR": 100 * cell[3]}), strict=True)) for cell in cells]
    totals = {
        "scans": sum(cell[2] for cell in cells),
        "conversions": sum(cell[3] for cell in cells) + unattributed,
    }
    rest = {"conversions": unattributed, "value": {"EUR": 100 * unattributed}}
    coverage = {"from": "2027-03-01", "to": "2027-03-02", "credited": 0.5, "notes": []}
    query = Query("levain", ("medium", "place"), start=date(2027, 3, 1))
    return Report(query, columns, tuple(found), rest, {"scans": 0, "classes": {}}, totals, coverage)


tables = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), COUNTS, COUNTS),
    unique_by=lambda cell: cell[:2],
    max_size=9,
)


def is_safe(cells: list[tuple[int, int | None]]) -> bool:
    """Whether cells (as they are, as they are shown) whose sum is known tell no small number.

    What is hidden is known together: that must be two at least, and not a few. A sum that is small
    cannot be known.
    """
    hidden = [then for then, now in cells if now is None]
    whole = sum(then for then, _now in cells)
    return not hidden or whole < LEAST or (len(hidden) > 1 and sum(hidden) >= LEAST)


def pairs(before: Report, after: Report, key: str) -> list[tuple[int, int | None]]:
    """The cells of a sum before and after, the unattributed among them."""
    found = [(then[key], now[key]) for then, now in zip(before.rows, after.rows, strict=True)]
    if key == "conversions":
        found.append((before.unattributed[key], after.unattributed[key]))
    return found


@given(tables, COUNTS)
def test_no_small_count_is_left_and_none_can_be_subtracted_from_the_total(cells, unattributed):
    before = made(cells, unattributed)
    after = suppress(before, LEAST)
    for key in ("scans", "conversions"):
        found = pairs(before, after, key)
        assert not any(0 < (now or 0) < LEAST for _then, now in found)
        assert is_safe(found)


@given(tables, COUNTS)
def test_two_tables_side_by_side_tell_no_more_than_one(cells, unattributed):
    before = made(cells, unattributed)
    media = sorted({cell[0] for cell in cells})
    sums = [
        (one, "", *(sum(cell[n] for cell in cells if cell[0] == one) for n in (2, 3)))
        for one in media
    ]
    wide = suppress(made(sums, unattributed), LEAST)
    after = suppress(before, LEAST, wide)
    for key in ("scans", "conversions"):
        assert is_safe(pairs(made(sums, unattributed), wide, key))
        for row in wide.rows:
            part = [
                pair
                for pair, one in zip(pairs(before, after, key), before.rows, strict=False)
                if one["medium"] == row["medium"]
            ]
            assert not any(0 < (now or 0) < LEAST for _then, now in part)
            if row[key] is not None:
                assert is_safe(part)
            else:  # a hidden sum cannot be added up from its parts
                assert any(now is None for _then, now in part)


@given(tables, COUNTS)
def test_what_is_shown_is_as_it_was_and_a_zero_stays_a_zero(cells, unattributed):
    before = made(cells, unattributed)
    after = suppress(before, LEAST)
    for then, now in zip(before.rows, after.rows, strict=True):
        assert all(now[key] in (then[key], None) for key in then)
        assert (now["medium"], now["place"]) == (then["medium"], then["place"])
        assert now["scans"] == 0 or then["scans"] != 0
        # An amount tells its conversions.
        assert (now["value"] is None) == (now["conversions"] is None)


@given(tables)
def test_without_a_threshold_nothing_is_hidden(cells):
    assert suppress(made(cells), 0) == made(cells)


def test_large_counts_need_no_hiding():
    cells = [("a", "x", 500, 40), ("b", "y", 80, 12)]
    after = suppress(made(cells), LEAST)
    assert after.rows == made(cells).rows
    assert after.coverage["hidden"] == 0


def test_the_share_of_credited_conversions_is_not_told_where_some_are_hidden():
    cells = [("a", "x", 500, 40), ("b", "y", 80, 3)]
    assert suppress(made(cells), LEAST).coverage["credited"] is None


@pytest.mark.parametrize("by", ["medium", "day", "placement", "medium,contact_point"])
def test_a_real_report_hides_the_few_with_their_rates_and_costs(
    tmp_path: Path, shop: Mapping[str, Code], by: str
) -> None:
    after = suppress(report(tmp_path, by=by), LEAST)
    for row in after.rows:
        if row["scans"] is None:
            assert (row["visitors"], row["rate"], row["cost_per_scan"]) == (None, None, None)
        if row["conversions"] is None:
            assert (row["value"], row["rate"], row["cost_per_conversion"]) == (None, None, None)
        assert not 0 < (row["scans"] or 0) < LEAST
        assert not 0 < (row["conversions"] or 0) < LEAST


def test_paper_is_no_person(tmp_path: Path, shop: Mapping[str, Code]) -> None:
    before, after = (rows(one) for one in (report(tmp_path), suppress(report(tmp_path), LEAST)))
    assert after["packaging"]["scans"] is None
    for key in ("printed", "cost"):
        assert after["packaging"][key] == before["packaging"][key]


def test_an_orphan_of_a_few_is_hidden_in_every_format(
    tmp_path: Path, shop: Mapping[str, Code]
) -> None:
    after = suppress(report(tmp_path), LEAST)
    assert json_output.data(after)["orphans"] == {"scans": None, "classes": {}}
    assert all(output.write(after) for output in OUTPUTS.values())
    convert(tmp_path, "late", shop["bag"])
    assert "2.50" not in OUTPUTS["csv"].write(suppress(report(tmp_path), LEAST))


def test_a_kind_of_conversion_is_not_told_by_the_other_kinds(
    tmp_path: Path, shop: Mapping[str, Code]
) -> None:
    for number in range(12):
        convert(tmp_path, f"l{number}", shop["dijon"], kind="lead")
        convert(tmp_path, f"w{number}", shop["window"], kind="lead")
    found = report(tmp_path, show="conversions,orders,leads,cost_per_order,hours")
    after = rows(suppress(found, LEAST))
    # 20 conversions: 12 leads, and so 8 orders.
    assert rows(found)["poster-a3"]["orders"] == 8
    assert after["poster-a3"]["conversions"] == 20
    hidden = ("orders", "leads", "cost_per_order", "hours")
    assert [after["poster-a3"][name] for name in hidden] == [None] * 4
    # The column of leads has a total: a second row goes with the first.
    assert after["shop-window"]["leads"] is None

"""Charts that can be read, heard and printed."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import Code
from app.reports import svg
from app.reports.chart import chart
from app.store import folder
from tests.reports.world import convert, report
from tests.store.shop import PLACEMENTS, at, open_shop, plan, scan, write

Shop = Mapping[str, Code]
_SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own


def test_a_bar_s_length_is_its_number(tmp_path: Path, shop: Shop) -> None:
    bars = drawn(chart(report(tmp_path), "scans")).findall(f"{_SVG}rect")
    widths = [float(bar.attrib["width"]) for bar in bars]
    assert widths[1] / widths[0] == pytest.approx(5 / 50, abs=0.001)


def test_a_chart_reads_aloud_what_it_shows(tmp_path: Path, shop: Shop) -> None:
    root = drawn(chart(report(tmp_path), "scans"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"].startswith("Scans by medium. Poster A3: 50; Packaging: 5")
    assert (root.findtext(f"{_SVG}title") or "") == "Scans by medium"


def test_a_chart_on_a_page_needs_no_script_and_no_inline_style(tmp_path: Path, shop: Shop) -> None:
    for by in ("medium", "day", "day,medium"):
        text = chart(report(tmp_path, by=by))
        assert "<style" not in text
        assert " style=" not in text
        assert "<script" not in text
    assert "prefers-color-scheme" in chart(report(tmp_path), alone=True)


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    placement = PLACEMENTS[0]
    name = "<script>alert('1')</script>&\"'"
    odd = type(placement)(placement.key, placement.medium, name, name)
    shop = open_shop(tmp_path, plan([odd]))
    write(tmp_path, [scan(shop["dijon"], "2027-03-10 09:00")])
    folder.fold(tmp_path)
    for by in ("place", "day,place"):
        text = chart(report(tmp_path, by=by))
        assert "<script" not in text
        assert "alert" in "".join(drawn(text).itertext())


def test_a_day_on_which_nothing_happened_is_a_zero_on_the_line(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], f"2027-03-{day} 09:00") for day in (10, 12)])
    folder.fold(tmp_path)
    dots = drawn(chart(report(tmp_path, by="day"))).findall(f"{_SVG}circle")
    assert [dot.findtext(f"{_SVG}title") for dot in dots] == [
        "10 Mar: 1", "11 Mar: 0", "12 Mar: 1",
    ]  # fmt: skip


def test_every_hour_of_the_night_the_clock_is_put_back_has_its_place(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    first = at("2027-10-30 23:30")
    write(tmp_path, [scan(shop["bag"], first + hour * 3_600_000) for hour in (0, 4)])
    folder.fold(tmp_path)
    dots = drawn(chart(report(tmp_path, by="hour"))).findall(f"{_SVG}circle")
    assert [dot.findtext(f"{_SVG}title") for dot in dots] == [
        "31 Oct 01:00: 1", "31 Oct 02:00: 0", "31 Oct 02:00: 0", "31 Oct 03:00: 0",
        "31 Oct 04:00: 1",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["day", "hour", "week", "month"])
def test_a_chart_of_a_century_stays_small(tmp_path: Path, shop: Shop, by: str) -> None:
    text = chart(report(tmp_path, by=by, from_="2000-01-01", to="2099-12-31"))
    assert len(text) < 100_000
    assert drawn(text).findall(f"{_SVG}path")


def test_a_rate_shows_its_interval_even_where_there_is_no_percentage(
    tmp_path: Path, shop: Shop
) -> None:
    text = chart(report(tmp_path), "rate")
    assert "1 of 5" in text
    assert len(drawn(text).findall(f"{_SVG}path")) == 2


@pytest.mark.parametrize("measure", ["printed", "value", "cost_per_scan", "rate", "visitors"])
@pytest.mark.parametrize("by", ["medium", "day", "week", "month", "weekday", "hour_of_day,medium"])
def test_every_measure_can_be_drawn_by_everything(
    tmp_path: Path, shop: Shop, measure: str, by: str
) -> None:
    assert drawn(chart(report(tmp_path, by=by), measure)).tag == f"{_SVG}svg"


def test_amounts_in_two_currencies_are_not_drawn_as_one(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "j1", shop["bag"], value=5000, currency="JPY")
    assert "Packaging" not in chart(report(tmp_path), "value")


@given(highest=st.floats(1e-6, 1e12))
def test_an_axis_has_few_round_steps_and_reaches_the_highest(highest: float) -> None:
    steps = svg.steps(highest)
    assert steps[0] == 0
    assert steps[-1] >= highest * (1 - 1e-6)
    assert steps[-2] < highest
    assert 2 <= len(steps) <= 7

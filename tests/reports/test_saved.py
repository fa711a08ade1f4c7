"""Questions kept for later: their days move along with the brand's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.reports.saved import SPANS, dates, question

TODAY = date(2027, 3, 15)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("day", "2027-03-14", "2027-03-14"),
        ("week", "2027-03-08", "2027-03-14"),
        ("month", "2027-02-01", "2027-02-28"),
        ("quarter", "2026-12-15", "2027-03-14"),
    ],
)
def test_spans_are_of_full_days(span, first, last):
    assert dates(span, TODAY) == {"from": first, "to": last}


@given(st.dates(date(2010, 1, 1), date(2090, 1, 1)), st.sampled_from([*SPANS][1:]))
def test_a_span_ends_before_today_and_has_its_length(today, span):
    first, last = (date.fromisoformat(text) for text in dates(span, today).values())
    days = (last - first).days + 1
    assert last < today
    assert days == {"day": 1, "week": 7, "quarter": 90}.get(span, days)
    if span == "month":
        assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
        assert first.month == last.month
    else:
        assert last == today - timedelta(days=1)


def test_a_question_without_a_span_keeps_its_dates():
    asked = {"by": "day", "from": "2027-01-01", "to": "2027-01-31"}
    assert question("levain", asked, "", TODAY).end == date(2027, 1, 31)


def test_a_span_wins_over_the_dates_asked():
    asked = {"by": "day", "from": "2027-01-01", "to": "2027-01-31"}
    found = question("levain", asked, "week", TODAY)
    assert (found.start, found.end, found.by) == (date(2027, 3, 8), date(2027, 3, 14), ("day",))


@pytest.mark.parametrize(("asked", "span"), [({}, "decade"), ({"by": "colour"}, "week")])
def test_what_no_report_can_answer_is_refused(asked, span):
    with pytest.raises(Refused):
        question("levain", asked, span, TODAY)

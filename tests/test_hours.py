"""Opening hours are read as written, also past midnight, or refused by the part that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hours import DAYS, parse


def test_weekdays_and_saturday_mornings():
    hours = parse("Mo-Fr 09:00-19:00; Sa 09:00-12:30,14:00-17:00")
    assert hours.open_at(0, 9 * 60)
    assert not hours.open_at(0, 19 * 60)
    assert hours.open_at(5, 16 * 60)
    assert not hours.open_at(5, 13 * 60)
    assert not hours.open_at(6, 10 * 60)


def test_a_span_past_midnight_goes_on_the_next_day():
    hours = parse("Su 22:00-02:00")
    assert hours.open_at(6, 23 * 60)
    assert hours.open_at(0, 60)
    assert not hours.open_at(0, 120)


def test_a_week_that_wraps_from_friday_to_monday():
    hours = parse("Fr-Mo 10:00-11:00")
    assert [hours.open_at(day, 600) for day in range(7)] == [True, False, False, False] + [True] * 3


def test_round_the_clock():
    assert all(parse("24/7").open_at(day, minute) for day in range(7) for minute in (0, 1439))


@pytest.mark.parametrize(
    "text",
    ["", "Mo", "Mo 9-19", "Mo 09:00-09:00", "Xx 09:00-10:00", "Mo 25:00-26:00", "Mo 09:61-10:00"],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the part that is wrong, if any
        parse(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Lu-Ve 9:00-18:00", "Mo-Fr 09:00-18:00"),
        (
            "lu–ve 9h–18h30 ; samedi 10 h 15 - 12:30,14h-17h",
            "Mo-Fr 09:00-18:30; Sa 10:15-12:30,14:00-17:00",
        ),
        ("Lun,Mer 09:00-12:00; Dimanche 22:00-02:00", "Mo,We 09:00-12:00; Su 22:00-02:00"),
        ("Mon-Friday 9:00-18:00", "Mo-Fr 09:00-18:00"),
    ],
)
def test_days_are_read_in_french_and_english_and_kept_in_one_form(text, canonical):
    assert parse(text).text == canonical
    assert parse(text) == parse(canonical)


minutes = st.integers(0, 1439)


@given(st.integers(0, 6), minutes, minutes, st.integers(0, 6), minutes)
def test_open_exactly_from_the_first_minute_to_before_the_last(day, start, end, asked, minute):
    if start == end:
        return
    clock = "{:02}:{:02}-{:02}:{:02}".format(*divmod(start, 60), *divmod(end, 60))
    since = ((asked - day) * 1440 + minute - start) % (7 * 1440)
    length = (end - start) % 1440
    assert parse(f"{DAYS[day]} {clock}").open_at(asked, minute) == (since < length)

"""Exact amounts."""

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.money import EXPONENT, exponent, is_currency, plain, read
from app.model import Money

# CLDR gives money in daily use no decimals where ISO 4217 still lists them.
CLDR_DAILY = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP"}
CLDR_DAILY |= {"YER"}


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12,34", "EUR", 1234),
        ("12.3", "EUR", 1230),
        ("12.300", "EUR", 1230),
        (" 12 ", "EUR", 1200),
        ("-0.05", "EUR", -5),
        ("+1", "JPY", 1),
        ("1.0", "JPY", 1),
        ("1.234", "TND", 1234),
        ("0", "EUR", 0),
        ("-0", "EUR", 0),
    ],
)
def test_amounts_are_read_exactly(amount: str, currency: str, minor: int) -> None:
    assert read(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("1.234", "EUR"),
        ("0.5", "JPY"),
        ("1,234.50", "EUR"),
        ("1 234", "EUR"),
        ("1e3", "EUR"),
        ("", "EUR"),
        (".5", "EUR"),
        ("5.", "EUR"),
        ("NaN", "EUR"),
        ("٣", "EUR"),
        ("12 €", "EUR"),
        ("1", "EURO"),
        ("1", "XXX"),
        ("999999999999999", "CLF"),
        ("999999999999999999", "EUR"),
    ],
)
def test_what_would_have_to_be_guessed_or_rounded_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(amount, currency)


def test_the_exponents_are_those_that_cldr_gives_too() -> None:
    fractions = get_global("currency_fractions")
    daily = {
        code for code in EXPONENT if fractions.get(code, fractions["DEFAULT"])[0] != exponent(code)
    }
    assert daily == CLDR_DAILY
    assert [exponent(code) for code in ("JPY", "EUR", "TND", "KWD", "XPF")] == [0, 2, 3, 3, 0]


def test_only_currencies_in_capitals_count() -> None:
    assert is_currency("EUR")
    assert not is_currency("eur")
    assert not is_currency("")


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(EXPONENT)))
def test_writing_and_reading_an_amount_gives_it_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert read(plain(money), currency) == money


def test_the_amount_is_written_with_all_its_decimals() -> None:
    assert plain(Money(1230, "EUR")) == "12.30"
    assert plain(Money(-5, "EUR")) == "-0.05"
    assert plain(Money(5, "JPY")) == "5"
    assert plain(Money(10**15, "TND")) == "1000000000000.000"

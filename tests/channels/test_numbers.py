"""French numbers: their price marks, how they are written and dialled, and from where."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels import french, numbers


@pytest.mark.parametrize(
    ("text", "dial", "shown", "mark"),
    [
        ("0 800 123 456", "+33800123456", "0 800 123 456", "green"),
        ("0805.123.456", "+33805123456", "0 805 123 456", "green"),
        ("+33 (0)809 123 456", "+33809123456", "0 809 123 456", "grey"),
        ("0 810 123 456", "+33810123456", "0 810 123 456", "violet"),
        ("0825 12 34 56", "+33825123456", "0 825 123 456", "violet"),
        ("0 892 123 456", "+33892123456", "0 892 123 456", "violet"),
        ("3033", "3033", "30 33", "green"),
        ("31 14", "3114", "31 14", "green"),
        ("39 39", "3939", "39 39", ""),
        ("1013", "1013", "10 13", ""),
        ("116 117", "116117", "116 117", "green"),
        ("118 218", "118218", "118 218", "violet"),
        ("01 23 45 67 89", "+33123456789", "01 23 45 67 89", ""),
        ("0033 1 23 45 67 89", "+33123456789", "01 23 45 67 89", ""),
        ("tel:+33612345678", "+33612345678", "06 12 34 56 78", ""),
        ("09 76 12 34 56", "+33976123456", "09 76 12 34 56", ""),
        ("0262 41 83 00", "+262262418300", "0262 41 83 00", ""),
        ("0692 12 34 56", "+262692123456", "0692 12 34 56", ""),
        ("+32 2 555 12 12", "+3225551212", "+32 2 555 12 12", ""),
    ],
)
def test_a_number_is_dialled_written_and_marked_as_the_plan_says(
    text: str, dial: str, shown: str, mark: str
) -> None:
    number = numbers.describe(text)
    assert (number.dial, number.shown, number.mark) == (dial, shown, mark)
    assert number.tel == f"tel:{dial}"
    assert numbers.describe(number.dial) == number


@pytest.mark.parametrize("text", ["0 800 123 456", "0 806 123 456", "0 825 123 456", "3639"])
def test_special_numbers_warn_that_they_fail_from_abroad(text: str) -> None:
    """Which phonenumbers does not know."""
    number = numbers.describe(text)
    assert not number.reachable_from_abroad
    assert "+33" in number.warnings[0]
    assert phonenumbers.can_be_internationally_dialled(phonenumbers.parse(text, "FR"))


@pytest.mark.parametrize(
    ("text", "price", "mark", "tariff"),
    [
        ("0 800 123 456", "", "green", "Free service and call"),
        ("0 806 123 456", "", "grey", "Free service + call at the usual price"),
        (
            "0 825 123 456",
            "0.18 € / min",
            "violet",
            "0,18 € / min for the service + call at the usual price",
        ),
        ("3639", "0", "grey", "Free service + call at the usual price"),
        (
            "3639",
            "0,80 €/appel",
            "violet",
            "0,80 € / appel for the service + call at the usual price",
        ),
    ],
)
def test_the_price_mark_says_what_the_call_costs(
    text: str, price: str, mark: str, tariff: str
) -> None:
    number = numbers.describe(text, price=price)
    assert (number.mark, number.tariff) == (mark, tariff)
    assert not any("price =" in warning for warning in number.warnings)


@pytest.mark.parametrize("text", ["0 825 123 456", "118 218", "3639"])
def test_a_charged_number_without_its_price_warns(text: str) -> None:
    assert any("price" in warning for warning in numbers.describe(text).warnings)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("0 800 12 34 5", "10 digits"),
        ("0 836 123 456", "French range"),
        ("0 800 PAINS", "such as"),
        ("", "such as"),
        ("4242", "short number in use"),
        ("112", "short number in use"),
        ("+33 0", "such as|digits"),
        ("+999 123456", "such as"),
        ("+32 2 555", "country code"),
        ("02 12 34 56 78 90", "10 digits"),
    ],
)
def test_a_wrong_number_is_refused_with_what_would_be_right(text: str, instead: str) -> None:
    with pytest.raises(ValueError, match=instead):
        numbers.describe(text)


@pytest.mark.parametrize("price", ["free", "1 €", "0,18 $ / min", "18 ct"])
def test_a_price_has_one_form(price: str) -> None:
    with pytest.raises(ValueError, match="price such as"):
        numbers.clean_price(price)


def test_chat_numbers_are_ordinary_ones() -> None:
    for text in ("0 800 123 456", "3639"):
        with pytest.raises(ValueError, match="ordinary number"):
            numbers.check_reachable(text)


@given(st.from_regex(r"0[1-79][0-9]{8}", fullmatch=True))
def test_ordinary_french_numbers_agree_with_phonenumbers(text: str) -> None:
    """The oracle decides which are in use, except for overseas ranges, which it reads as +33."""
    parsed = phonenumbers.parse(text, "FR")
    if text[:4] in french.OVERSEAS:
        return
    if phonenumbers.is_valid_number(parsed):
        right = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        assert numbers.describe(text).dial == right
    else:
        with pytest.raises(ValueError, match="range"):
            numbers.describe(text)


@given(st.text(alphabet="0123456789+ .-()/à", max_size=18))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = numbers.describe(text)
    except ValueError:
        return
    assert number.dial.removeprefix("+").isdecimal()
    assert numbers.describe(number.dial).dial == number.dial

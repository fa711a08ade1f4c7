"""Matching: evidence, strength and reason of one conversion."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.kinds import DAY
from app.attribution.matching import Known, Lookup, match, number_of, read, split
from app.attribution.taps import Tap
from app.model import Conversion, Match
from app.signing import Ring

RING = Ring("levain", ["test-secret"])
ID = 0x0123456789
TOKEN = "04HMASW9G51TB4C7"
REFERENCE = RING.reference("levain/x", lambda _taken: False)
AT = 1_800_000_000_000
POSTER = Known(ID, "poster-a3", frozenset({"b"}))


def conversion(ref: str, **changes: object) -> Conversion:
    base = Conversion("test", "1", "order", ref, AT, 1990, "EUR")
    return replace(base, **changes)  # type: ignore[arg-type]


def lookup(**changes: object) -> Lookup:
    base = Lookup(RING.open, {ID: POSTER}.get, {REFERENCE: POSTER}.get)
    return replace(base, **changes)  # type: ignore[arg-type]


LOOK = lookup(
    number=lambda number, at: POSTER if number == "+33800123456" and at < AT + DAY else None,
    coupon={"levain-10": Known(7)}.get,
    alias={"levain": POSTER}.get,
)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (TOKEN, Match(ID, "token", "deterministic", "signed")),
        (TOKEN.lower().replace("0", "o"), Match(ID, "token", "deterministic", "signed")),
        (f" {TOKEN}\n", Match(ID, "token", "deterministic", "signed")),
        (f"https://Q.LEVAIN.EXAMPLE/{TOKEN}", Match(ID, "token", "deterministic", "signed")),
        (f"{TOKEN}-b", Match(ID, "token", "deterministic", "signed")),
        (f"{TOKEN}-z", Match(ID, "token", "deterministic", "unknown-variant")),
        (RING.token(ID, 42), Match(ID, "token", "deterministic", "signed")),
        (RING.token(99), Match(None, "", "none", "unknown-code")),
        (f"{TOKEN[:-1]}8", Match(None, "", "none", "bad-signature")),
        (Ring("levain", ["other"]).token(ID), Match(None, "", "none", "bad-signature")),
        (REFERENCE, Match(ID, "reference", "declared", "reference")),
        (REFERENCE.lower(), Match(ID, "reference", "declared", "reference")),
        ("00 33 800 12 34 56", Match(ID, "number", "deterministic", "number")),
        ("Levain-10", Match(7, "coupon", "deterministic", "coupon")),
        ("levain", Match(ID, "typed", "deterministic", "typed")),
        ("", Match(None, "", "none", "no-ref")),
        ("   ", Match(None, "", "none", "no-ref")),
        ("what is this", Match(None, "", "none", "unknown-ref")),
        ("+33 1 00 00 00 00", Match(None, "", "none", "unknown-ref")),
    ],
)
def test_each_form_of_reference_has_its_evidence_and_reason(ref: str, expected: Match) -> None:
    assert match(conversion(ref), LOOK) == expected


def test_a_well_formed_reference_that_no_code_has_says_so() -> None:
    other = RING.reference("levain/other", lambda text: text == REFERENCE or text.isdigit())
    assert match(conversion(other), LOOK) == Match(None, "", "none", "unknown-reference")


def test_a_variant_is_given_back_only_where_the_code_has_it() -> None:
    assert read(f"{TOKEN}-b", AT, LOOK).variant == "b"
    assert read(f"{TOKEN}-z", AT, LOOK).variant == ""
    assert read(TOKEN, AT, LOOK).variant == ""


def test_a_variant_that_nobody_looked_up_is_neither_believed_nor_called_wrong() -> None:
    unknown = lookup(code={ID: Known(ID)}.get)
    assert read(f"{TOKEN}-b", AT, unknown) == (Known(ID), "token", "signed", "")


def test_a_number_of_a_pool_belongs_to_a_code_only_while_it_was_lent() -> None:
    late = conversion("+33800123456", at=AT + DAY)
    assert match(late, LOOK).reason == "unknown-ref"


def test_a_coupon_of_sixteen_letters_is_not_mistaken_for_a_broken_token() -> None:
    coupon = lookup(coupon={"abcdefgh12345678": Known(7)}.get)
    assert match(conversion("ABCDEFGH12345678"), coupon).evidence == "coupon"


@pytest.mark.parametrize(
    ("touched", "medium", "reason"),
    [
        (AT, "poster-a3", "signed"),
        (AT - 30 * DAY + 1, "poster-a3", "signed"),
        (AT - 30 * DAY, "poster-a3", "outside-window"),
        (AT - 200 * DAY, "packaging", "signed"),
        (AT - 365 * DAY, "packaging", "outside-window"),
        (AT + 1, "packaging", "touch-later"),
    ],
)
def test_a_known_touch_must_lie_in_the_window_of_the_kind_or_of_a_kept_medium(
    touched: int, medium: str, reason: str
) -> None:
    look = lookup(code={ID: Known(ID, medium)}.get)
    found = match(conversion(TOKEN), look, touched=touched)
    assert found.reason == reason
    assert (found.code == ID) is (reason == "signed")


def test_a_call_to_a_shared_number_is_nobodys_unless_taps_are_given() -> None:
    call = conversion("+33 1 11 11 11 11", kind="call", value_minor=None, currency=None)
    assert match(call, lookup()).strength == "none"
    asked = []

    def taps(number: str, since: int, until: int) -> list[Tap]:
        asked.append((number, since, until))
        return [Tap(AT - 30_000, 5, 1)]

    assert match(call, lookup(taps=taps)) == Match(5, "tap", "probabilistic", "tap")
    assert asked == [("+33111111111", AT - 120_000, AT)]


def test_a_call_after_taps_of_several_people_is_shared_between_their_codes() -> None:
    taps = [Tap(AT - 1, 5, 1), Tap(AT - 2, 6, 2), Tap(AT - 3, 6, 3), Tap(AT - 9, 9, 3)]
    look = lookup(taps=lambda *_asked: taps)
    call = conversion("0111111111", kind="call")
    assert split(call, look) == ((6, 666_667), (5, 333_333))
    assert match(call, look) == Match(6, "tap", "probabilistic", "taps")


def test_a_tracked_number_is_certain_even_when_somebody_tapped() -> None:
    look = replace(LOOK, taps=lambda *_asked: [Tap(AT, 5, 1)])
    assert match(conversion("+33800123456"), look).evidence == "number"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("01 23-45.67 89", "0123456789"),
        ("0033 1 23", "+33123"),
        ("+33 (0)1", "+3301"),
        ("3615", "3615"),
        ("12", None),
        ("levain", None),
        ("", None),
    ],
)
def test_a_number_is_read_without_its_punctuation(text: str, digits: str | None) -> None:
    assert number_of(text) == digits


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_matching(text: str) -> None:
    found = match(conversion(text), LOOK)
    assert (found.code is None) is (found.strength == "none")

"""Tokens and references keep their form, forgive what people mistype, and refuse what is forged."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app import signing
from app.errors import BadToken
from app.signing import ALPHABET, MAX_SERIAL, Opened, Ring

RING = Ring("maison-levain", ["test-secret"])
ids = st.integers(0, 2**40 - 1)
serials = st.none() | st.integers(0, MAX_SERIAL)


@pytest.mark.parametrize(
    ("serial", "token"), [(None, "04HMASW9G51TB4C7"), (42, "04HMASW90001A99ZG9ZG4")]
)
def test_tokens_equal_the_worked_vectors_of_the_format(serial, token):
    assert RING.token(0x0123456789, serial) == token
    assert RING.open(token) == Opened(0x0123456789, serial)


@given(ids, serials)
def test_a_token_opens_to_what_was_signed(id, serial):
    token = RING.token(id, serial)
    assert len(token) == (16 if serial is None else 21)
    assert RING.open(token) == Opened(id, serial)


@given(ids, serials, st.randoms(use_true_random=False))
def test_case_and_the_letters_o_i_l_are_forgiven(id, serial, random):
    swaps = {"0": "0Oo", "1": "1IiLl"}
    token = RING.token(id, serial)
    typed = "".join(random.choice(swaps.get(char, char + char.lower())) for char in token)
    assert RING.open(typed) == Opened(id, serial)
    assert signing.canonical(typed) == token


@given(ids, serials, st.data())
def test_a_token_with_one_changed_character_is_refused(id, serial, data):
    token = RING.token(id, serial)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from([char for char in ALPHABET if char != token[place]]))
    changed = token[:place] + other + token[place + 1 :]
    # 2^-40: a change that happens to be signed too is a collision, not an error.
    assume(RING.token(signing.decode(changed[:8]) or 0, serial) != changed)
    with pytest.raises(BadToken) as refused:
        RING.open(changed)
    assert refused.value.token == changed


@given(st.text(max_size=40))
def test_no_text_whatever_does_anything_but_open_or_be_refused(text):
    try:
        opened = RING.open(text)
    except BadToken:
        return
    assert RING.token(*opened) == signing.canonical(text)


@pytest.mark.parametrize("token", ["04HMASW9G51TB4C٧", "04HMASW9G51TB4CU", "ſ" * 16, "\0" * 16])
def test_characters_outside_the_alphabet_are_refused(token):
    with pytest.raises(BadToken):
        RING.open(token)


def test_a_token_of_another_brand_s_secret_is_refused():
    with pytest.raises(BadToken):
        Ring("other", ["another-secret"]).open("04HMASW9G51TB4C7")


@given(ids)
def test_rotation_kills_no_printed_token_and_signs_anew(id):
    rotated = Ring("maison-levain", ["newer-secret", "test-secret"])
    old = RING.token(id)
    assert rotated.open(old).id == id
    assert rotated.token(id) != old
    with pytest.raises(BadToken):
        RING.open(rotated.token(id))


def test_rotation_changes_no_id_of_a_campaign_made_again():
    rotated = Ring("maison-levain", ["newer-secret", "test-secret"])
    path = "printemps/poster-a3-dijon-ville/qr"
    assert rotated.mint(path, lambda _id: False) == RING.mint(path, lambda _id: False)


def test_a_taken_id_gives_the_next_one_and_the_same_one_each_time():
    first = RING.mint("a/b/c", lambda _id: False)
    second = RING.mint("a/b/c", {first}.__contains__)
    assert first != second
    assert second == RING.mint("a/b/c", {first}.__contains__)


def test_a_serial_beyond_the_run_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="33554431"):
        RING.token(1, MAX_SERIAL + 1)


references = st.integers(0, 2**25 - 1).map(lambda n: signing.with_check(signing.encode(n, 5)))


@given(references)
def test_a_reference_reads_back_also_in_small_letters(reference):
    assert signing.read_reference(f" {reference.lower()} ") == reference


@given(references, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_reference_is_always_noticed(reference, place, other):
    assume(reference[place] != other)
    assert signing.read_reference(reference[:place] + other + reference[place + 1 :]) is None


@given(references, st.integers(0, 4))
def test_two_swapped_neighbours_of_a_reference_are_always_noticed(reference, place):
    assume(reference[place] != reference[place + 1])
    swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert signing.read_reference(swapped) is None


def test_references_of_a_path_are_stable_and_step_aside_when_taken():
    first = RING.reference("a/b/c", lambda _text: False)
    assert first == RING.reference("a/b/c", lambda _text: False)
    assert RING.reference("a/b/c", {first}.__contains__) != first


@pytest.mark.parametrize("text", ["", "K7Q2M", "K7Q2M44", "U7Q2M4", "réf", "ı2345٦"])
def test_texts_that_are_no_reference_read_as_none(text):
    assert signing.read_reference(text) is None


def test_the_printed_address_is_upper_case_after_its_scheme():
    assert signing.address("q.levain.example", "T0KEN") == "https://Q.LEVAIN.EXAMPLE/T0KEN"
    assert (
        signing.address("q.levain.example", "T0KEN", byte_mode=True)
        == "https://q.levain.example/T0KEN"
    )

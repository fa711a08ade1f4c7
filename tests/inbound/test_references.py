"""Finding the source in texts that people edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import signing
from app.channels import words
from app.channels.base import Source
from app.inbound import references
from tests.inbound.kit import REFERENCE, RING, TOKEN


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour, je vous contacte depuis l’affiche Dijon Ville. (réf. {REFERENCE})",
        f"bonjour REF {REFERENCE.lower()} merci",
        f"Référence : {REFERENCE}.",
        f"re\u0301f. {REFERENCE}",
        f"réf.{REFERENCE}",
        f"ref n° {REFERENCE}!",
        f"(réf. {REFERENCE.replace('0', 'O')})",
        f"ＲＥＦ　{REFERENCE}",
        f"  {REFERENCE}. ",
        REFERENCE.lower(),
    ],
)
def test_a_reference_is_found_however_it_is_written(text: str) -> None:
    assert references.find(text) == REFERENCE


@pytest.mark.parametrize(
    "text", [TOKEN, f"vu sur https://q.levain.example/{TOKEN} hier", f"ref {TOKEN}", f"({TOKEN})"]
)
def test_a_signed_token_is_found_anywhere(text: str) -> None:
    assert references.find(text) == TOKEN


def test_a_token_keeps_its_variant() -> None:
    assert references.find(f"start {TOKEN}-b.") == f"{TOKEN}-b"


@pytest.mark.parametrize(
    "text", ["", "Bonjour", "merci!", "Je préfère le pain", "referenced", "réf.", "x" * 9000]
)
def test_a_text_without_a_source_has_none(text: str) -> None:
    assert references.find(text) == ""


def test_a_mistyped_reference_comes_back_so_that_it_is_kept_as_unattributed() -> None:
    wrong = REFERENCE[:-1] + ("0" if REFERENCE[-1] != "0" else "1")
    assert references.find(f"réf. {wrong}") == wrong


@given(st.text(max_size=200))
def test_any_text_gives_a_short_word_or_nothing(text: str) -> None:
    found = references.find(text)
    assert len(found) <= 40
    assert found.isprintable()


@given(
    id=st.integers(0, (1 << 40) - 1),
    origin=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    language=st.sampled_from(["fr", "en"]),
)
def test_the_text_that_a_link_writes_is_read_back(id: int, origin: str, language: str) -> None:
    """Unless the origin itself holds a source, which then is what the text says."""
    reference = RING.reference(f"c/p/{id}", lambda _text: False)
    source = Source(RING.token(id), reference, "c", "m", "p", origin)
    if not references.find(origin) and "f" not in origin.casefold():
        assert references.find(words.message({}, source, language)) == reference


def test_every_reference_survives_its_mark() -> None:
    for number in range(200):
        reference = signing.with_check(signing.encode(number * 7919 % (1 << 25), 5))
        assert references.find(f"Bonjour (réf. {reference})") == reference

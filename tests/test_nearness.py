"""No two typed addresses can be mistaken for each other, and a slip of the finger is forgiven."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.nearness import confusable, folded, near, neighbours


@pytest.mark.parametrize(
    ("one", "other"), [("pain", "pian"), ("pain", "pains"), ("pain", "main"), ("po1nt", "polnt")]
)
def test_one_slip_of_the_finger_is_alike(one, other):
    assert list(confusable([one, other])) == [(one, other)]


def test_different_words_are_not_alike():
    assert not list(confusable(["dijon", "dole", "laval", "lunel", "metz", "menton"]))


words = st.text("ab1lo0-", min_size=1, max_size=6)


@given(st.lists(words, max_size=12, unique=True))
def test_the_quick_search_finds_exactly_the_pairs_that_comparing_all_would(aliases):
    fold = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "-": ""})
    slow = {
        (one, other)
        for place, other in enumerate(aliases)
        for one in aliases[:place]
        if near(one.translate(fold), other.translate(fold))
    }
    assert set(confusable(aliases)) == slow


@given(words, words)
def test_nearness_does_not_depend_on_the_order(one, other):
    assert near(one, other) == near(other, one)


@given(words, words)
def test_the_neighbours_of_a_word_are_exactly_what_is_near_it(typed, alias):
    assume(folded(typed) and folded(alias))
    assert (folded(alias) in neighbours(typed)) == near(folded(typed), folded(alias))


def test_accents_case_and_look_alikes_are_forgiven():
    assert folded("besancon") in neighbours("Besançon")
    assert folded("coeur-10") in neighbours("CŒURlO")
    assert not neighbours("a" * 100)
    assert not neighbours("東京")

"""Typed addresses are plain words, and no two can be mistaken for each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaign.aliases import confusable, near, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Besançon Viotte", "besancon-viotte"),
        ("Rezé—Pont-Rousseau", "reze-pont-rousseau"),
        ("L’Œuvre du pain n° 2", "l-oeuvre-du-pain-no-2"),
        ("  --  ", ""),
        ("東京", ""),
    ],
)
def test_names_become_plain_words(text, slug):
    assert slugify(text) == slug


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

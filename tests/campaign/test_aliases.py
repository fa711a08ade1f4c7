"""Typed addresses are plain words."""

import pytest

from app.campaign.aliases import slugify


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

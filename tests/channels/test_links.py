"""URLs made of parts that others chose."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels import links
from app.channels.base import Source


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("https://levain.example", "https://levain.example/"),
        ("HTTPS://LEVAIN.example:443/A b".replace(" ", ""), "https://levain.example/Ab"),
        (
            "https://levain.example/été?q=ü#ä",
            "https://levain.example/%C3%A9t%C3%A9?q=%C3%BC#%C3%A4",
        ),
        ("https://bücher.example/%41", "https://xn--bcher-kva.example/%41"),
        ("https://levain.example/50%", "https://levain.example/50%25"),
        ("https://levain.example:8443/{token}", "https://levain.example:8443/%7Btoken%7D"),
        ('https://levain.example/"><script>', "https://levain.example/%22%3E%3Cscript%3E"),
    ],
)
def test_an_address_is_made_clean_ascii(given: str, clean: str) -> None:
    assert links.https(given) == clean
    assert links.https(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "http://levain.example/",
        "javascript:alert(1)",
        "//levain.example/",
        "https://user@levain.example/",
        "https://levain.example\\@evil.example/",
        "https://localhost/",
        "https:///path",
        "https://levain.example/a\r\nSet-Cookie: x",
        "https://levain.example:99999/",
        "https://[::1]/",
        "https://-levain.example/",
        "",
        "https://levain.example/" + "a" * 2100,
    ],
)
def test_what_is_no_plain_https_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is given by app.channels.checks
        links.https(text)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_becomes_an_address_of_the_same_host(text: str) -> None:
    try:
        clean = links.https(f"https://levain.example/{text}")
    except ValueError:
        return
    assert clean.startswith("https://levain.example/")
    assert clean.isascii()
    assert urlsplit(clean).hostname == "levain.example"
    assert links.https(clean) == clean


pairs = st.dictionaries(st.text(min_size=1, max_size=10), st.text(max_size=10), max_size=4)


@given(pairs)
def test_a_query_is_read_back_as_it_was(given: dict[str, str]) -> None:
    url = links.add_query("https://levain.example/", given)
    assert dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) == given


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://a.example/", "https://a.example/?s=1&t=2"),
        ("https://a.example/?s=mine", "https://a.example/?s=mine&t=2"),
        ("https://a.example/?", "https://a.example/?s=1&t=2"),
        ("https://a.example/?a&s=#top", "https://a.example/?a&s=&t=2#top"),
        ("https://a.example/?s=1&t=3", "https://a.example/?s=1&t=3"),
    ],
)
def test_parameters_that_stand_there_are_never_overwritten(url: str, right: str) -> None:
    assert links.add_query(url, {"s": "1", "t": "2"}) == right


def test_a_long_token_loses_its_variant_before_anything_else() -> None:
    assert links.fitting("04HMASW9G51TB4C7-b", 30) == "04HMASW9G51TB4C7-b"
    assert links.fitting("04HMASW90001A99ZG9ZG4-winter-offer", 30) == "04HMASW90001A99ZG9ZG4"


@pytest.mark.parametrize(("medium", "said"), [("poster-a3", "print"), ("screen", "digital")])
def test_what_stands_on_a_screen_is_not_said_to_be_print(medium: str, said: str) -> None:
    source = Source("04HMASW9G51TB4C7", "K7Q2M4", "bitly", medium, "spring")
    assert links.utm(source)["utm_medium"] == said

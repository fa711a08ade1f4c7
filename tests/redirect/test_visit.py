"""What is kept of a request, and that nobody can choose his address."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.redirect.visit import Origins, Visitors, first_language, is_prefetch, networks

PROXIES = networks(["10.0.0.0/8", "2001:db8:1::/48"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, rubbish, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4, rubbish", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4:5678", "1.2.3.4"),
        ("2001:db8:1::7", "[2001:db8:2::1]:443", "2001:db8:2::1"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, expected: str) -> None:
    assert Origins(PROXIES).address(peer, {b"x-forwarded-for": forwarded.encode()}) == expected


def test_without_trusted_proxies_no_header_changes_the_address() -> None:
    assert Origins().address("10.0.0.1", {b"x-forwarded-for": b"1.2.3.4"}) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.0.0/16"),
        ("::ffff:192.0.2.77", "192.0.0.0/16"),
        ("2001:db8:5:6::7", "2001:db8:5::/48"),
        ("rubbish", ""),
    ],
)
def test_of_an_address_only_its_network_is_used(address: str, network: str) -> None:
    assert Origins().place(address).network == network


def test_a_country_comes_from_the_address() -> None:
    assert Origins((), {"192.0.2.77": "FR"}.__getitem__).place("192.0.2.77").country == "FR"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"", ""),
        (b"fr", "fr"),
        (b"de-CH,de;q=0.9,fr;q=0.8", "de"),
        (b"en;q=0.5, fr;q=0.9", "fr"),
        (b"*", ""),
        (b"fr;q=x, en", "en"),
        (b"fr;q=0", ""),
        (b"\xff\xfe, <script>", ""),
    ],
)
def test_the_language_wanted_most(header: bytes, expected: str) -> None:
    assert first_language(header) == expected


@given(st.binary(max_size=300))
def test_no_header_can_break_the_language(header: bytes) -> None:
    found = first_language(header)
    assert found == "" or (found.isascii() and found.isalpha() and found.islower())


def test_a_visitor_is_the_first_63_bits_of_the_days_hmac() -> None:
    digest = hmac.new(b"salt", b"levain\x00192.0.0.0/16\x00iPhone", sha256).digest()
    expected = int.from_bytes(digest, "big") >> (256 - 63)
    assert Visitors(b"salt").number("levain", "192.0.0.0/16", b"iPhone") == expected


def test_another_salt_makes_another_visitor() -> None:
    assert Visitors(b"a").number("b", "n", b"u") != Visitors(b"c").number("b", "n", b"u")


def test_an_ordinary_request_is_no_prefetch() -> None:
    assert not is_prefetch({b"host": b"q.example.fr", b"sec-fetch-mode": b"navigate"})
    assert not is_prefetch({b"purpose": b"navigation"})

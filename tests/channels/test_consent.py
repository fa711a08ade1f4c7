"""What a consent leaves on a phone, and what it means."""

from http.cookies import SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels import CHANNELS, consent
from app.channels.base import Device, Source
from app.store import privacy

DAY = 86_400_000
NOW = 1_806_000_000_000
ID = "0123456789abcdef" * 2
ids = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
moments = st.integers(1_000_000_000_000, 4_000_000_000_000)


def sent(*set_cookies: str) -> dict[bytes, bytes]:
    """The Cookie header of a browser that got these."""
    return {b"cookie": "; ".join(one.partition(";")[0] for one in set_cookies).encode()}


@given(ids, moments, st.booleans())
def test_what_is_kept_comes_back_until_its_end_and_not_a_day_longer(
    id: str, now: int, secure: bool
) -> None:
    who = consent.fresh(id, now)
    cookie = consent.remember(who, now, secure=secure)
    assert consent.person(sent(cookie), now) == who
    assert consent.person(sent(cookie), now + consent.DAYS * DAY) == who
    assert consent.person(sent(cookie), now + (consent.DAYS + 1) * DAY) is None


@given(moments)
def test_a_number_never_outlives_the_proof_of_its_consent(now: int) -> None:
    """The purge deletes a proof after 13 calendar months; by then the cookie is gone."""
    end = consent.fresh(ID, now).until * DAY
    assert privacy.before(end, privacy.CONSENT_MONTHS) <= now


def test_the_cookie_is_for_this_host_alone_and_out_of_the_reach_of_scripts() -> None:
    kept = consent.remember(consent.fresh(ID, NOW), NOW)
    (name, morsel), *more = SimpleCookie(kept).items()
    assert not more
    assert name == "__Host-relais"
    assert (morsel["path"], morsel["domain"], morsel["samesite"]) == ("/", "", "Lax")
    assert morsel["secure"]
    assert morsel["httponly"]
    assert 0 < int(morsel["max-age"]) <= consent.DAYS * DAY // 1000


def test_the_way_chosen_ends_with_the_number_and_is_renewed_no_longer_than_it() -> None:
    who, later = consent.fresh(ID, NOW), NOW + 100 * DAY
    way = consent.remember_way(who, "chat", later)
    age = int(SimpleCookie(way)["__Host-relais-way"]["max-age"])
    assert later + age * 1000 <= who.until * DAY
    both = sent(consent.remember(who, NOW), way)
    assert consent.person(both, later) == who._replace(way="chat")
    assert consent.person(sent(way), later) is None, "a way without a consent is nobody's"


@pytest.mark.parametrize("signal", [(b"sec-gpc", b"1"), (b"dnt", b"1")])
def test_a_browser_that_says_no_by_itself_is_not_known_whatever_it_sends(
    signal: tuple[bytes, bytes],
) -> None:
    headers = sent(consent.remember(consent.fresh(ID, NOW), NOW)) | dict([signal])
    assert consent.refuses(headers)
    assert consent.person(headers, NOW) is None


@given(st.binary(max_size=300), st.integers(0, 10**6))
def test_any_cookie_is_read_without_fault_and_only_the_form_of_ours_is_a_person(
    raw: bytes, day: int
) -> None:
    found = consent.person({b"cookie": b"relais=" + raw}, NOW)
    assert found is None or len(found.id) == 32
    made_up = consent.person({b"cookie": f"__Host-relais={ID}.{day:05}".encode()}, NOW)
    assert (made_up is not None) == (0 <= day - NOW // DAY <= consent.DAYS)


@given(ids)
def test_the_number_of_the_journals_has_63_bits_and_leads_back_to_its_id(id: str) -> None:
    number = consent.fresh(id, NOW).number
    assert 0 <= number < 1 << 63
    first, last = consent.numbered(number)
    assert first <= id <= last
    assert all(consent.fresh(one, NOW).number == number for one in (first, last))


def test_forgetting_takes_both_cookies_back_at_once() -> None:
    gone = [SimpleCookie(one) for one in consent.forget()]
    assert [next(iter(one)) for one in gone] == ["__Host-relais", "__Host-relais-way"]
    assert all(next(iter(one.values()))["max-age"] == "0" for one in gone)


@pytest.mark.parametrize(
    ("channel", "options", "goes"),
    [
        ("web", {"url": "https://levain.example/"}, True),
        ("push", {"url": "https://levain.example/"}, True),
        ("app", {"web": "https://levain.example/", "link": "https://open.levain.example/"}, True),
        ("messenger", {"page": "levain"}, False),
        ("telegram", {"bot": "levain_bot"}, False),
        ("review", {"url": "https://reviews.example/levain"}, False),
    ],
)
def test_the_number_goes_to_the_brands_own_pages_and_to_nobody_else(
    channel: str, options: dict[str, str], goes: bool
) -> None:
    source = Source("04HMASW9G51TB4C7", "K7Q2M4", "printemps", "poster-a3", "dijon", person=ID)
    link = CHANNELS[channel].link(options, source, Device("ios"))
    assert (f"relais_id={ID}" in link) == goes
    assert (ID in link) == goes


@pytest.mark.parametrize(
    ("host", "secure"),
    [("q.levain.example", True), ("q.levain.example:8443", True), ("127.0.0.1:8080", False)],
)
def test_only_on_this_machine_a_cookie_goes_without_https(host: str, secure: bool) -> None:
    assert consent.secure(host) == secure

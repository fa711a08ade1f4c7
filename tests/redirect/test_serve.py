"""The whole flow of one scan, without a server."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.channels import consent
from app.model import CLASSES, PLATFORMS, Brand
from app.redirect import answer as answers
from app.redirect.find import TEST_SERIAL
from app.redirect.meant import offer
from app.redirect.serve import Outcome
from tests.redirect.conftest import ANDROID, DESKTOP, HOST, IPHONE, Stand, a_plan


def class_of(outcome: Outcome) -> str:
    assert outcome.row is not None
    return CLASSES[outcome.row[4]]


def target(outcome: Outcome) -> str:
    assert outcome.answer.status == 302
    return outcome.answer.headers["location"]


def test_an_iphone_goes_to_the_app_store_with_the_token(stand: Stand) -> None:
    outcome = stand.scan("shop", IPHONE)
    token = stand.token("poster-dijon/qr-shop")
    assert target(outcome) == f"https://apps.apple.com/app/id1?ct={token}&mt=8"


def test_each_platform_goes_its_way(stand: Stand) -> None:
    assert target(stand.scan("shop", ANDROID)).startswith("https://play.google.com/store/apps/")
    assert target(stand.scan("shop", DESKTOP)).startswith("https://levain.example/spring?utm_")


def test_the_row_says_who_what_and_why(stand: Stand) -> None:
    row = stand.scan("shop", IPHONE, accept_language="de-CH,fr;q=0.5").row
    assert row is not None
    visitor = row[9]
    assert row == (
        stand.now,
        "levain",
        stand.codes["poster-dijon/qr-shop"].id,
        None,
        CLASSES.index("human"),
        PLATFORMS.index("ios"),
        "",
        "de",
        "",
        visitor,
        "phones",
        "app",
        "",
        "",
    )
    assert 0 <= visitor < 1 << 63


def test_a_redirect_is_never_kept_by_a_phone(stand: Stand) -> None:
    raw = stand.scan("shop").answer.raw(b"date: x\r\n")
    assert raw.startswith(b"HTTP/1.1 302 Found\r\n")
    assert b"cache-control: private, no-store\r\n" in raw


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sec_purpose", "prefetch;prerender"),
        ("sec_purpose", "prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x_purpose", "preview"),
        ("x_moz", "prefetch"),
    ],
)
def test_a_prefetch_is_refused_so_that_the_true_tap_arrives(
    stand: Stand, name: str, value: str
) -> None:
    outcome = stand.scan("shop", **{name: value})
    assert outcome.answer.status == 503
    assert class_of(outcome) == "prefetch"
    assert class_of(stand.scan("shop")) == "human"


def test_a_link_preview_gets_a_page_and_is_no_human(stand: Stand) -> None:
    outcome = stand.scan("shop", b"facebookexternalhit/1.1", accept_language="en")
    assert outcome.answer.status == 200
    assert outcome.answer.body == b"preview spring en"
    assert class_of(outcome) == "preview"


def test_bots_and_head_requests_are_redirected_and_marked(stand: Stand) -> None:
    bot = stand.scan("shop", b"Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert (bot.answer.status, class_of(bot)) == (302, "bot")
    head = stand.scan("shop", method=b"HEAD")
    assert (head.answer.status, class_of(head)) == (302, "head")


def test_a_second_tap_within_ten_seconds_is_a_repeat(stand: Stand) -> None:
    assert class_of(stand.scan("shop")) == "human"
    stand.now += 9_999
    assert class_of(stand.scan("shop")) == "repeat"
    stand.now += 10_001
    assert class_of(stand.scan("shop")) == "human"


def test_another_visitor_or_another_code_is_no_repeat(stand: Stand) -> None:
    stand.scan("shop")
    assert class_of(stand.scan("shop", peer="198.51.100.7")) == "human"
    assert class_of(stand.scan("night")) == "human"


def test_people_of_one_network_share_a_visitor_only_with_the_same_phone(stand: Stand) -> None:
    rows = [
        stand.scan("shop", agent, peer=peer).row
        for agent, peer in ((IPHONE, "10.1.2.3"), (IPHONE, "10.1.9.9"), (ANDROID, "10.1.2.3"))
    ]
    first, second, third = (row[9] for row in rows if row is not None)
    assert first == second != third


def test_a_scan_before_the_first_day_in_market_is_a_test(stand: Stand) -> None:
    path = "/" + stand.token("later/qr-shop")
    assert class_of(stand.ask(path)) == "test"
    stand.now = int(datetime(2027, 4, 19, 22, 30, tzinfo=UTC).timestamp() * 1000)
    assert class_of(stand.ask(path)) == "human"  # already the 20th in Paris


def test_the_brands_test_link_is_a_signed_copy_number(stand: Stand) -> None:
    code = stand.codes["poster-dijon/qr-shop"]
    outcome = stand.ask("/" + stand.rings["levain"].token(code.id, TEST_SERIAL))
    assert (class_of(outcome), outcome.answer.status) == ("test", 302)


def test_a_bad_signature_gets_the_brands_404_page(stand: Stand) -> None:
    outcome = stand.ask("/0000000000000000")
    assert (outcome.answer.status, outcome.answer.body) == (404, b"bad levain")
    assert class_of(outcome) == "orphan"
    assert outcome.row is not None
    assert outcome.row[13] == "bad-token"


def test_one_network_that_guesses_is_told_to_wait_and_others_are_not(stand: Stand) -> None:
    statuses = [stand.ask("/0000000000000000").answer.status for _try in range(61)]
    assert statuses == [404] * 60 + [429]
    assert stand.ask("/0000000000000000", peer="198.51.100.1").answer.status == 404
    assert stand.scan("shop").answer.status == 302
    stand.now += 60_000
    assert stand.ask("/0000000000000000").answer.status == 404


def test_bad_signatures_are_recorded_up_to_a_limit_and_counted_beyond(stand: Stand) -> None:
    rows = [
        stand.ask("/0000000000000000", peer=f"10.{number % 200}.0.1").row for number in range(700)
    ]
    assert sum(row is not None for row in rows) == 600
    assert stand.flow.counters.total("bad_tokens") == 700
    assert stand.flow.counters.total("orphans_unrecorded") == 100


def test_a_good_signature_of_no_code_leads_to_the_fallback(stand: Stand) -> None:
    outcome = stand.ask("/" + stand.rings["levain"].token(12345))
    assert target(outcome) == "https://levain.example/"
    assert class_of(outcome) == "orphan"


def test_an_expired_campaign_leads_to_the_fallback_and_the_scan_counts(stand: Stand) -> None:
    stand.now = int(datetime(2027, 5, 31, 21, 59, tzinfo=UTC).timestamp() * 1000)
    assert target(stand.scan("shop")).startswith("https://apps.apple.com/")
    stand.now += 60_000
    outcome = stand.scan("shop", peer="198.51.100.1")
    assert (target(outcome), class_of(outcome)) == ("https://levain.example/", "human")
    assert outcome.row is not None
    assert outcome.row[13] == "expired"


def test_a_withdrawn_code_leads_to_the_fallback(stand: Stand) -> None:
    code = stand.codes["poster-dijon/qr-shop"]
    stand.catalog.save(a_plan(), [replace(code, withdrawn=True)])
    stand.flow = stand.another_flow()
    outcome = stand.scan("shop")
    assert target(outcome) == "https://levain.example/"
    assert outcome.row is not None
    assert outcome.row[13] == "withdrawn"


def test_opening_hours_are_local_to_the_brand(stand: Stand) -> None:
    assert target(stand.scan("night")).startswith("https://m.me/levain")
    stand.now += 3 * 3_600_000
    assert target(stand.scan("night")).startswith("https://levain.example/spring")


def test_a_closed_contact_point_hands_over_to_the_one_it_names(stand: Stand) -> None:
    outcome = stand.scan("closed")
    assert target(outcome).startswith("https://m.me/levain")
    assert outcome.row is not None
    assert (outcome.row[11], outcome.row[13]) == ("chat", "closed")


def test_a_call_leads_to_a_page_of_ours_even_when_closed(stand: Stand) -> None:
    outcome = stand.scan("call")
    assert target(outcome) == f"/c/phone/{stand.token('poster-dijon/qr-call')}"


def test_a_rule_may_lead_to_the_fallback(stand: Stand) -> None:
    outcome = stand.scan("gone")
    assert target(outcome) == "https://levain.example/"
    assert outcome.row is not None
    assert (outcome.row[10], outcome.row[13]) == ("all", "fallback")


def test_a_split_is_stable_for_a_visitor_and_carries_its_variant(stand: Stand) -> None:
    seen = {}
    for number in range(200):
        outcome = stand.scan("split", peer=f"10.{number}.0.1")
        assert outcome.row is not None
        seen[number] = outcome.row[10], outcome.row[12]
        again = stand.scan("split", peer=f"10.{number}.0.1").row
        assert again is not None
        assert (again[10], again[12]) == seen[number]
    halves = [rule for rule, _variant in seen.values()].count("half")
    assert 70 < halves < 130
    assert set(seen.values()) == {("half", "b"), ("all", "")}


def test_the_share_of_who_agreed_to_being_known_is_theirs_from_every_network(stand: Stand) -> None:
    halves = set()
    for person in range(30):
        who = consent.fresh(f"{person * 7919:016x}{'0' * 16}", stand.flow.now())
        cookie = consent.remember(who, stand.flow.now()).partition(";")[0]
        rows = [stand.scan("split", peer=f"10.{n}.0.1", cookie=cookie).row for n in range(20)]
        variants = {row[12] for row in rows if row is not None}
        assert len(variants) == 1
        halves |= variants
    assert halves == {"b", ""}


def test_the_variant_travels_behind_the_token(stand: Stand) -> None:
    token = stand.token("poster-dijon/qr-split")
    found = {target(stand.scan("split", peer=f"10.{number}.0.1")) for number in range(30)}
    assert any(f"{token}-b" in one for one in found)


def test_the_first_visit_of_the_day_is_told_from_the_others(stand: Stand) -> None:
    rules = []
    for _visit in range(3):
        row = stand.scan("nth").row
        assert row is not None
        rules.append(row[10])
        stand.now += 60_000
    assert rules == ["first", "all", "all"]


def test_a_double_tap_is_still_the_first_visit(stand: Stand) -> None:
    assert target(stand.scan("nth")) == target(stand.scan("nth"))


def test_a_token_opens_only_under_its_own_brands_host(two_brands: Stand) -> None:
    path = "/" + two_brands.token("poster-dijon/qr-shop")
    assert two_brands.ask(path).answer.status == 302
    assert two_brands.ask(path, host=b"q.autre.fr").answer.status == 404
    assert two_brands.ask(path, host=b"evil.example").answer.status == 404
    assert two_brands.ask(path, host=b"localhost:8080").answer.status == 302


@pytest.mark.parametrize("host", [HOST.upper(), HOST + b":443", HOST + b"."])
def test_a_host_may_be_written_in_several_ways(stand: Stand, host: bytes) -> None:
    assert stand.scan("shop", host=host).answer.status == 302


def test_an_alias_is_typed_in_any_case(stand: Stand) -> None:
    assert target(stand.ask("/Dijon")) == target(stand.scan("shop", peer="10.0.0.1"))


@pytest.mark.parametrize("typed", ["/dijjon", "/dion", "/Dijno", "/dijOn1", "/d1jon", "/dìjon"])
def test_a_mistyped_alias_is_asked_back_and_is_no_scan_of_the_code(
    stand: Stand, typed: str
) -> None:
    outcome = stand.ask(typed)
    assert outcome.answer.status == 404
    assert b'href="/dijon"' in outcome.answer.body
    assert b"Vouliez-vous dire" in outcome.answer.body
    assert b"Did you mean" in outcome.answer.body
    assert class_of(outcome) == "orphan"
    assert outcome.row is not None
    assert (outcome.row[2], outcome.row[13]) == (None, "near-alias")


def test_an_alias_like_no_other_is_only_unknown(stand: Stand) -> None:
    outcome = stand.ask("/lyon")
    assert (outcome.answer.status, outcome.answer.body) == (404, b"bad levain")
    assert outcome.row is not None
    assert outcome.row[13] == "unknown-alias"


def test_the_offer_stands_inside_the_page() -> None:
    page = answers.page(404, b"<main>no</main><footer>")
    brand = Brand("a", "A", "q.a.fr", "https://a.fr/")
    body = offer(page, brand, ["menu"]).body
    assert body.startswith(b"<main>no<div")
    assert body.endswith(b"</div>\n</main><footer>")


def test_a_brand_offers_its_own_aliases_only(two_brands: Stand) -> None:
    assert b"q.autre.fr/dijon" in two_brands.ask("/dijn", host=b"q.autre.fr").answer.body
    assert b"dijon" not in two_brands.ask("/dijn", host=b"localhost").answer.body


def test_a_fault_of_a_channel_does_not_kill_a_printed_code(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_any: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("app.redirect.link._link", fail)
    outcome = stand.scan("shop")
    assert target(outcome) == "https://levain.example/"
    assert outcome.row is not None
    assert outcome.row[13] == "broken"


def test_heads_of_any_length_are_answered_and_long_ones_are_not_remembered(stand: Stand) -> None:
    for number in range(5):
        answered = stand.scan("shop", accept_language="fr, " + "x" * 4000 + str(number))
        assert answered.answer.status == 302
    assert stand.flow._alike == {}
    stand.scan("shop", agent=b"A" * 9000)
    assert len(stand.flow._alike) == 1

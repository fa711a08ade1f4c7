"""Static payloads against segno's and icalendar's, which we did not write."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from segno import helpers

from app.channels import static

words = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f"), min_size=1
)


@given(
    name=words,
    password=words,
    security=st.sampled_from(["WPA", "WEP", "nopass"]),
    hidden=st.booleans(),
)
def test_wifi_says_what_segno_says(name: str, password: str, security: str, hidden: bool) -> None:
    ours = static.wifi(name, password, security, hidden=hidden)
    secret = None if security == "nopass" else password
    oracle = helpers.make_wifi_data(name, secret, security, hidden)
    assert _fields(ours) == _fields(oracle)


def _fields(payload: str) -> set[str]:
    """The parts between semicolons that are not escaped."""
    import re

    parts = re.split(r"(?<!\\)(?:\\\\)*;", payload.removeprefix("WIFI:"))
    return {part.replace("\\", "").replace('"', "") for part in parts if part}


@pytest.mark.parametrize(
    ("ours", "vector"),
    [
        # The forms documented by ZXing, "Barcode contents".
        (static.wifi("mynetwork", "mypass"), "WIFI:T:WPA;S:mynetwork;P:mypass;;"),
        (static.wifi("", "", "nopass"), "WIFI:T:nopass;S:;;"),
        (
            static.wifi('"foo;bar\\baz"', "p", hidden=True),
            'WIFI:T:WPA;S:\\"foo\\;bar\\\\baz\\";P:p;H:true;;',
        ),
        (
            static.mecard("Doe,Jane", number="+33123456789", email="a@b.example"),
            "MECARD:N:Doe,Jane;TEL:+33123456789;EMAIL:a@b.example;;",
        ),
        (static.geo(48.8584, 2.2945), "geo:48.8584,2.2945"),
        (static.geo(-0.0000001, 180), "geo:0,180"),
        (static.tel("3639"), "tel:3639"),
    ],
)
def test_the_documented_forms_come_out(ours: str, vector: str) -> None:
    assert ours == vector


def test_a_vcard_says_what_segno_says() -> None:
    ours = static.vcard(
        {
            "given": "Jane",
            "family": "Doe;x",
            "organisation": "Maison, Levain",
            "number": "+33123456789",
            "email": "a@levain.example",
            "url": "https://levain.example/?a=1",
            "street": "1 rue du Four",
            "postcode": "21000",
            "city": "Dijon",
            "country": "France",
        }
    )
    oracle = helpers.make_vcard_data(
        name="Doe\\;x;Jane",
        displayname="Jane Doe;x",
        org="Maison, Levain",
        phone="+33123456789",
        email="a@levain.example",
        url="https://levain.example/?a=1",
        street="1 rue du Four",
        zipcode="21000",
        city="Dijon",
        country="France",
    )
    simple = {"VERSION:3.0", "EMAIL:a@levain.example", "URL:https://levain.example/?a=1"}
    assert simple <= set(ours.split("\r\n"))
    assert simple <= set(oracle.split("\r\n"))
    values = {line.partition(":")[2] for line in ours.split("\r\n")}
    assert ";;1 rue du Four;Dijon;;21000;France" in values
    assert any("1 rue du Four;Dijon;;21000;France" in line for line in oracle.split("\r\n"))


def test_a_card_of_a_shop_needs_no_person() -> None:
    assert "FN:Maison Levain\r\n" in static.vcard({"organisation": "Maison Levain"})


@given(title=words, details=st.text(max_size=300), minutes=st.integers(1, 3000))
def test_an_event_is_read_back_by_icalendar(title: str, details: str, minutes: int) -> None:
    icalendar = pytest.importorskip("icalendar")
    starts = datetime(2027, 5, 8, 16, tzinfo=UTC)
    ends = datetime.fromtimestamp(starts.timestamp() + 60 * minutes, UTC)
    rows = static.event(title, starts, ends, details=details)
    (event,) = icalendar.Calendar.from_ical(static.calendar(rows, "uid-1", starts)).walk("VEVENT")
    assert event["UID"] == "uid-1"
    assert event.decoded("DTSTART") == starts
    assert event.decoded("DTEND") == ends
    assert str(event["SUMMARY"]) == title


@example("a" * 300)
@given(st.text(max_size=400))
def test_lines_are_folded_at_75_bytes_and_nothing_can_add_a_property(text: str) -> None:
    card = static.vcard({"organisation": "Levain", "note": f"\r\nX-EVIL:1\n{text}"})
    lines = card.split("\r\n")
    assert all(len(line.encode("utf-8", "surrogatepass")) <= 75 for line in lines)
    assert not any(line.startswith("X-EVIL") for line in lines)
    assert "\n" not in card.replace("\r\n", "")


def test_static_payloads_are_labelled_untrackable() -> None:
    assert "Not tracked" in static.warning()

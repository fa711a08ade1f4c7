"""Shared reports and reports that are sent: who may make them, what a link opens and what not."""

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.store import schedules, sharing
from app.store.schedules import Schedule
from app.store.sharing import Share
from app.store.zones import DAY
from app.web import create_app
from tests.web.conftest import NOW, House

BRAND = "maison-levain"
LINK = {"name": "Pour l’agence", "days": "30", "least": "0", "span": ""}
SENT = {
    "name": "Chaque lundi",
    "recipients": "anna@levain.example, bob@levain.example",
    "every": "week",
    "weekday": "1",
    "monthday": "1",
    "hour": "8",
    "span": "week",
    "format": "pdf",
    "language": "fr",
    "least": "0",
}


def member(house: House, role: str, brand: str = BRAND) -> FlaskClient:
    """A browser in English, signed in; once for each role."""
    browser = house.browser(role, brand)
    browser.set_cookie("relais_language", "en")
    return browser


def post(browser: FlaskClient, path: str, fields: Mapping[str, str]) -> TestResponse:
    """Send a form of the sharing page."""
    page = browser.get(f"/console/{BRAND}/sharing").get_data(as_text=True)
    (token,) = set(re.findall(r'name="form_token" value="([^"]+)"', page))
    sent = {"form_token": token, **fields}
    return browser.post(
        f"/console/{BRAND}/sharing/{path}", data=sent, headers={"Origin": "http://localhost"}
    )


def share(house: House, **changed: str) -> tuple[Share, str]:
    """A link made through the page; it, and the path it opens."""
    answer = post(member(house, "editor"), "links", {**LINK, **changed})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    made = sharing.listed(house.catalog.db, BRAND)[0]
    return made, f"/console/shared/{sharing.text(house.config.keys, made)}"


def scheduled(house: House, **changed: str) -> Schedule:
    """A schedule made through the page."""
    answer = post(member(house, "editor"), "schedules", {**SENT, **changed})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return schedules.listed(house.catalog.db, BRAND)[0]


def test_a_link_shows_the_report_to_who_is_not_signed_in(house: House) -> None:
    _made, path = share(house, **{"asked.by": "placement"})
    answer = house.browser().get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Dijon Ville" in page
    assert "Pour l’agence" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_link_opens_no_other_page(house: House) -> None:
    _made, path = share(house)
    browser = house.browser()
    page = browser.get(path).get_data(as_text=True)
    ours = [
        link for link in re.findall(r'(?:href|action)="([^"]+)"', page) if "/static/" not in link
    ]
    assert all(link.startswith(path) or link == "/console/language" for link in ours), ours
    for one in (f"/console/{BRAND}/sharing", f"/console/{BRAND}/report", "/console/"):
        assert "/console/sign-in" in browser.get(one).headers["Location"]


def test_what_is_asked_of_a_link_is_what_was_shared(house: House) -> None:
    _made, path = share(house, **{"asked.by": "placement"})
    browser = house.browser()
    same = browser.get(path).get_data(as_text=True)
    other = browser.get(f"{path}?by=medium&campaign=none&least=0").get_data(as_text=True)
    plain = [re.sub(r'nonce="[^"]+"|\?[^"]*', "", page) for page in (same, other)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("place", [0, 5, 8, 20, -1])
def test_a_link_with_one_other_letter_opens_nothing(house: House, place: int) -> None:
    _made, path = share(house)
    text = path.rpartition("/")[2]
    other = "7" if text[place] != "7" else "8"
    place %= len(text)
    bent = f"/console/shared/{text[:place]}{other}{text[place + 1 :]}"
    assert house.browser().get(bent).status_code == 404


@pytest.mark.parametrize("text", ["x", "0" * 34, "é" * 34, "a" * 400, "%00" * 34, "-" * 34])
def test_what_was_never_a_link_opens_nothing(house: House, text: str) -> None:
    share(house)
    assert house.browser().get(f"/console/shared/{text}").status_code == 404


def test_a_link_ends_by_itself(house: House) -> None:
    _made, path = share(house, days="7")
    for later, status in ((7 * DAY - 1, 200), (7 * DAY, 410)):
        app = create_app(house.config, lambda at=NOW + later: at)
        assert app.test_client().get(path).status_code == status
        assert app.test_client().get(f"{path}/report.csv").status_code == status


def test_a_link_taken_back_is_gone_at_once(house: House) -> None:
    made, path = share(house)
    post(member(house, "owner"), f"links/{made.id}/revoke", {})
    answer = house.browser().get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "Dijon" not in page
    assert set(re.findall(r'<a [^>]*href="([^"]+)"', page)) == set()


def test_a_link_of_a_changed_end_is_no_link(house: House) -> None:
    _made, path = share(house, days="7")
    with house.catalog.db.conn:
        house.catalog.db.execute("UPDATE share SET expires = expires + ?", [DAY])
    assert house.browser().get(path).status_code == 404


def test_the_catalog_alone_makes_no_link(house: House) -> None:
    made, path = share(house)
    stored = str(house.catalog.db.execute("SELECT * FROM share").fetchall())
    assert path.rpartition("/")[2][8:] not in stored
    (house.config.keys / f"{BRAND}.keys").write_text("another-secret\n")
    assert house.browser().get(path).status_code == 404
    assert made.is_open(NOW)


def test_each_file_of_a_link_is_its_report(house: House) -> None:
    _made, path = share(house, **{"asked.by": "placement"})
    browser = house.browser()
    assert browser.get(f"{path}/report.pdf").data.startswith(b"%PDF-")
    assert "dijon" in browser.get(f"{path}/report.csv").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{path}/report.xlsx").data))
    assert [cell.value for cell in book.worksheets[0]["A"]][1:3]
    assert browser.get(f"{path}/report.json").status_code == 404


def test_opening_is_counted(house: House) -> None:
    made, path = share(house)
    for _time in range(3):
        house.browser().get(path)
    (kept,) = sharing.listed(house.catalog.db, BRAND)
    assert (kept.id, kept.opened, kept.last_opened) == (made.id, 3, NOW)


@pytest.mark.parametrize("role", ["viewer", "printer"])
def test_who_may_only_look_shares_nothing(house: House, role: str) -> None:
    browser = house.browser(role)
    assert browser.get(f"/console/{BRAND}/sharing").status_code == 403
    assert "/sharing" not in browser.get(f"/console/{BRAND}/report").get_data(as_text=True)


def test_another_brand_cannot_take_a_link_back(house: House) -> None:
    made, path = share(house)
    browser = member(house, "owner", "rival")
    page = browser.get("/console/rival/sharing").get_data(as_text=True)
    assert "agence" not in page
    (token,) = set(re.findall(r'name="form_token" value="([^"]+)"', page))
    answer = browser.post(
        f"/console/rival/sharing/links/{made.id}/revoke",
        data={"form_token": token},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 404
    assert house.browser().get(path).status_code == 200


def test_a_schedule_is_due_at_its_hour_of_the_brand(house: House) -> None:
    made = scheduled(house)
    # The Monday after is the first of summer time: eight in Paris is six in UTC.
    assert datetime.fromtimestamp(made.due / 1000, UTC) == datetime(2027, 3, 29, 6, tzinfo=UTC)
    assert (made.recipients, made.every, made.day) == (
        ("anna@levain.example", "bob@levain.example"),
        "week",
        1,
    )


def test_a_schedule_is_paused_resumed_sent_now_and_removed(house: House) -> None:
    made = scheduled(house)
    browser, db = member(house, "owner"), house.catalog.db
    post(browser, f"schedules/{made.id}", {"what": "pause"})
    assert schedules.listed(db, BRAND)[0].paused
    post(browser, f"schedules/{made.id}", {"what": "resume"})
    assert schedules.listed(db, BRAND)[0] == made
    post(browser, f"schedules/{made.id}", {"what": "now"})
    assert schedules.listed(db, BRAND)[0].due == NOW
    post(browser, f"schedules/{made.id}", {"what": "remove"})
    assert schedules.listed(db, BRAND) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"recipients": "anna"}, "is no e-mail address"),
        ({"recipients": "a@b.example\r\nBcc: x@y.example"}, "is no e-mail address"),
        ({"recipients": ""}, "Nobody would get it"),
        ({"recipients": " ".join(f"p{n}@x.example" for n in range(21))}, "There are 21 addresses"),
        ({"every": "year"}, "There are day, week, month"),
        ({"weekday": "8"}, "a whole number from 1 to 7"),
        ({"every": "month", "monthday": "31"}, "a whole number from 1 to 28"),
        ({"hour": "24"}, "a whole number from 0 to 23"),
        ({"span": "decade"}, "There are day, week"),
        ({"asked.by": "colour"}, "does not know"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_with_what_would_be_right(
    house: House, changed: dict[str, str], said: str
) -> None:
    answer = post(member(house, "editor"), "schedules", {**SENT, **changed})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert schedules.listed(house.catalog.db, BRAND) == []


def test_who_shared_and_who_had_sent_stands_in_the_log(house: House) -> None:
    browser = member(house, "editor")
    post(browser, "links", LINK)
    post(browser, "schedules", SENT)
    page = member(house, "owner").get(f"/console/{BRAND}/settings").get_data(as_text=True)
    assert "shared a report:" in page
    assert "set up a report to be sent:" in page

"""The second factor: the RFCs' own vectors, a sign-in in two steps, recovery codes, sessions."""

import base64
import hashlib
import re
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import zxingcpp
from flask.testing import FlaskClient

from app.web.people import People, Second, schema, totp
from tests.web.conftest import NOW, PASSWORD, House
from tests.web.test_console import HERE, token_of

ENGLISH = {**HERE, "Accept-Language": "en"}
ACCOUNT, DEEDS = "/console/account", "/console/account/second"
RFC_SECRET = b"12345678901234567890"
EMAIL = "owner@maison-levain.example"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, expected: str) -> None:
    assert totp.password(RFC_SECRET, seconds * 1000 // totp.STEP_MS, 8) == expected


def test_the_vectors_of_rfc_4226() -> None:
    expected = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"
    assert [totp.password(RFC_SECRET, count) for count in range(10)] == expected.split()


@pytest.mark.parametrize(("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_a_phone_may_be_one_step_off(drift: int, fits: bool) -> None:
    given = totp.password(RFC_SECRET, NOW // totp.STEP_MS + drift)
    assert (totp.step_of(RFC_SECRET, f"{given[:3]} {given[3:]}", NOW, 0) is not None) is fits


def secret_of(client: FlaskClient) -> str:
    """What the session cookie of a browser holds."""
    cookie = client.get_cookie("relais_session", path="/console")
    assert cookie
    return cookie.value


def now_code(secret: bytes, later: int = 0) -> str:
    """What the app shows, `later` steps from now."""
    return totp.password(secret, NOW // totp.STEP_MS + later)


def with_second(house: House) -> tuple[FlaskClient, bytes, list[str]]:
    """An owner with a second factor that was confirmed a step ago, and the recovery codes."""
    client = house.browser("owner")
    with People(house.config.data) as people:
        person = people.who(secret_of(client), NOW)
        assert person
        secret = Second(people).begin(person)
        codes = Second(people).confirm(person, now_code(secret, -1), NOW)
    assert codes
    return client, secret, codes


def signing_in(house: House) -> FlaskClient:
    """A browser that has given the right password."""
    client = house.app.test_client()
    data = {"email": EMAIL, "password": PASSWORD}
    answer = client.post("/console/sign-in", data=data, headers=HERE)
    assert answer.headers["Location"].startswith("/console/sign-in/code")
    return client


def give(client: FlaskClient, code: str) -> int:
    """The status of the second step with a code."""
    answer = client.post("/console/sign-in/code", data={"code": code}, headers=HERE)
    return answer.status_code


def test_the_password_alone_opens_nothing_and_the_code_opens_all(house: House) -> None:
    _client, secret, _codes = with_second(house)
    client = signing_in(house)
    assert client.get("/console/maison-levain/overview").status_code == 302
    half = secret_of(client)
    assert give(client, "000000") == 401
    assert client.get("/console/maison-levain/overview").status_code == 302
    assert give(client, now_code(secret)) == 303
    assert client.get("/console/maison-levain/codes").status_code == 200
    assert secret_of(client) != half


def test_a_code_works_once(house: House) -> None:
    _client, secret, _codes = with_second(house)
    first, other = signing_in(house), signing_in(house)
    assert give(first, now_code(secret)) == 303
    assert give(other, now_code(secret)) == 401


def test_a_recovery_code_works_once_however_it_is_typed(house: House) -> None:
    _client, _secret, codes = with_second(house)
    first, other = signing_in(house), signing_in(house)
    assert give(first, codes[3].upper().replace("-", " ")) == 303
    assert give(other, codes[3]) == 401
    assert give(other, codes[4]) == 303


def test_ten_wrong_codes_lock_and_a_right_password_does_not_unlock(house: House) -> None:
    _client, secret, _codes = with_second(house)
    client = signing_in(house)
    assert [give(client, "12345") for _try in range(10)][-1] == 429
    assert give(signing_in(house), now_code(secret)) == 429


def test_half_a_session_ends_after_ten_minutes(tmp_path: Path, house: House) -> None:
    _client, secret, _codes = with_second(house)
    half = secret_of(signing_in(house))
    late = NOW + 10 * 60_000
    with People(house.config.data) as people:
        code = totp.password(secret, late // totp.STEP_MS)
        assert Second(people).finish(half, code, late) is None


def test_the_square_on_the_page_is_what_an_app_reads(house: House) -> None:
    client = house.browser("owner")
    form = {"form_token": token_of(client, ACCOUNT), "deed": "begin"}
    page = client.post(DEEDS, data=form, headers=ENGLISH).text
    svg = re.search(
        r'class="qr" viewBox="0 0 (\d+) \d+".*?fill="#000" d="([^"]+)"', page, re.DOTALL
    )
    assert svg
    grid = np.full((int(svg[1]), int(svg[1])), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1", svg[2]):
        grid[int(y), int(x)] = 0
    (read,) = zxingcpp.read_barcodes(np.kron(grid, np.ones((4, 4), np.uint8)))
    parts = urlsplit(read.text)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == f"/Relais:{EMAIL.replace('@', '%40')}"
    assert parse_qs(parts.query)["secret"][0] in page


def test_a_second_factor_is_turned_on_by_a_code_and_off_by_another(house: House) -> None:
    client = house.browser("owner")
    form = {"form_token": token_of(client, ACCOUNT)}
    page = client.post(DEEDS, data={**form, "deed": "begin"}, headers=ENGLISH).text
    spelled = re.search(r'data-copy="([A-Z2-7]{32})"', page)
    assert spelled
    secret = base64.b32decode(spelled[1])
    wrong = client.post(DEEDS, data={**form, "deed": "confirm", "code": "1"}, headers=ENGLISH)
    assert (wrong.status_code, spelled[1] in wrong.text) == (422, True)
    on = {**form, "deed": "confirm", "code": now_code(secret, -1)}
    shown = client.post(DEEDS, data=on, headers=ENGLISH).text
    assert len(re.findall(r"<li>(?:[a-z2-7]{4}-){3}[a-z2-7]{4}</li>", shown)) == 10
    assert "Recovery codes left: 10" in client.get(ACCOUNT, headers=ENGLISH).text
    assert spelled[1] not in client.get(ACCOUNT, headers=ENGLISH).text
    off = {**form, "deed": "end", "code": "999"}
    assert client.post(DEEDS, data=off, headers=ENGLISH).status_code == 422
    assert (
        client.post(DEEDS, data={**off, "code": now_code(secret)}, headers=HERE).status_code == 303
    )
    assert "Set it up" in client.get(ACCOUNT, headers=ENGLISH).text


def test_only_a_steward_takes_the_second_factor_of_a_colleague_away(house: House) -> None:
    owner, _secret, _codes = with_second(house)
    editor = house.browser("editor")
    with People(house.config.data) as people:
        ids = {one.role: one.person.id for one in people.members("maison-levain")}
        people.set_role(ids["editor"], "maison-levain", "owner")
    page, deed = "/console/maison-levain/people", f"/console/maison-levain/people/{ids['owner']}"
    form = {"form_token": token_of(editor, page)}
    assert editor.post(f"{deed}/second", data=form, headers=HERE).status_code == 403
    with People(house.config.data) as people:
        people.db.execute("UPDATE person SET steward = 1 WHERE id = ?", [ids["editor"]])
    assert "Lost phone" in editor.get(page, headers=ENGLISH).text
    assert editor.post(f"{deed}/second", data=form, headers=HERE).status_code == 303
    assert editor.post(f"{deed}/second", data=form, headers=HERE).status_code == 404
    client = house.app.test_client()
    data = {"email": EMAIL, "password": PASSWORD}
    answer = client.post("/console/sign-in", data=data, headers=HERE)
    assert answer.headers["Location"] == "/console/"
    assert owner.get(ACCOUNT).status_code == 200


def test_a_session_is_ended_from_another_browser_of_the_same_person_only(house: House) -> None:
    owner, stranger = house.browser("owner"), house.browser("owner", "rival")
    phone = house.app.test_client()
    data = {"email": EMAIL, "password": PASSWORD}
    agent = {"User-Agent": "Mozilla/5.0 (iPhone; Mobile) Safari/604.1"}
    phone.post("/console/sign-in", data=data, headers={**HERE, **agent})
    page = owner.get(ACCOUNT, headers=ENGLISH).text
    assert "Safari · iPhone" in page
    (end,) = re.findall(r'action="(/console/account/sessions/\w+/end)"', page)
    theirs = {"form_token": token_of(stranger, ACCOUNT)}
    stranger.post(end, data=theirs, headers=HERE)
    assert phone.get(ACCOUNT).status_code == 200
    owner.post(end, data={"form_token": token_of(owner, ACCOUNT)}, headers=HERE)
    assert phone.get(ACCOUNT).status_code == 302


def test_people_of_an_older_installation_keep_their_sessions(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / schema.FILE, isolation_level=None)
    for statement in schema._STEPS[0].split(";\n"):
        old.execute(statement)
    old.execute("PRAGMA user_version = 1")
    old.execute("INSERT INTO person VALUES (1, 'a@b.example', 'A', 'x', 1, 0)")
    old.execute(
        "INSERT INTO session VALUES (?, 1, ?, ?)", [hashlib.sha256(b"s").digest(), NOW, NOW]
    )
    old.close()
    with People(tmp_path) as people:
        person = people.who("s", NOW)
        assert person
        assert not Second(people).active(person)

"""/hooks: what providers and the call-back form send."""

import hmac
import json
from hashlib import sha256

from app.model import ContactPoint
from app.web.campaigns import saving
from tests.web.conftest import House, plan

SECRET = "shared with the switchboard"


def doors(house: House) -> None:
    """Configure the generic door of the brand."""
    path = house.config.keys / "maison-levain.doors.toml"
    path.write_text(f'[events]\nsecret = "{SECRET}"\n', encoding="utf-8")


def delivery(token: str) -> bytes:
    """An event as a shop's own system sends it."""
    row = {
        "source": "till",
        "external_id": "t-1",
        "kind": "lead",
        "ref": token,
        "at": "2027-03-20T10:00:00+01:00",
    }
    return json.dumps(row).encode()


def signature(body: bytes) -> dict[str, str]:
    """The header that proves who sent a body."""
    digest = hmac.new(SECRET.encode(), body, sha256).hexdigest()
    return {"X-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


def stored(house: House) -> int:
    """How many conversions there are."""
    db = house.catalog._db
    return int(db.execute("SELECT count(*) FROM conversion").fetchone()[0])


def test_a_signed_delivery_is_stored_once_however_often_it_comes(house: House) -> None:
    doors(house)
    body = delivery(house.catalog.codes("maison-levain")[0].token)
    client = house.app.test_client()
    for _time in range(2):
        answer = client.post("/hooks/maison-levain/events", data=body, headers=signature(body))
        assert answer.status_code == 200
    assert stored(house) == 1


def test_a_delivery_without_the_right_signature_leaves_nothing(house: House) -> None:
    doors(house)
    body = delivery("")
    client = house.app.test_client()
    wrong = {**signature(body), "X-Signature-256": "sha256=" + "0" * 64}
    assert client.post("/hooks/maison-levain/events", data=body, headers=wrong).status_code == 401
    assert client.post("/hooks/maison-levain/events", data=body).status_code == 401
    assert stored(house) == 0


def test_a_brand_or_a_door_that_is_not_there_looks_the_same(house: House) -> None:
    doors(house)
    client = house.app.test_client()
    answers = [
        client.post(f"/hooks/{path}", data=b"{}")
        for path in ("nobody/events", "maison-levain/telegram", "rival/events", "nobody/nothing")
    ]
    assert {answer.status_code for answer in answers} == {404}


def callback(house: House) -> str:
    """The address of a call-back form."""
    one = plan()
    point = ContactPoint("back", "callback", {"within": 30})
    points = {**one.contact_points, "back": point}
    saving.save(
        house.config,
        house.catalog,
        type(one)(one.brand, one.campaign, points, one.routes, one.placements),
    )
    token = house.catalog.codes("maison-levain")[0].token
    return f"/hooks/maison-levain/callback/back/{token}"


def test_a_wish_to_be_called_is_counted_once_and_its_number_is_not_kept(house: House) -> None:
    url, client = callback(house), house.app.test_client()
    for _time in range(2):
        answer = client.post(url, data={"number": "06 12 34 56 78", "slot": "morning"})
        assert answer.status_code == 200
        assert "appellerons" in answer.text
    assert stored(house) == 1
    row = next(house.catalog._db.query("SELECT * FROM conversion"))
    assert (row["kind"], row["contact_point"], row["strength"]) == (
        "callback",
        "back",
        "deterministic",
    )
    assert "612345678" not in str(row)


def test_a_number_that_cannot_be_called_is_asked_for_again(house: House) -> None:
    answer = house.app.test_client().post(callback(house), data={"number": "<b>12"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<b>12" not in answer.text
    assert stored(house) == 0


def test_a_form_with_a_token_of_nobody_or_of_another_brand_is_not_there(house: House) -> None:
    url = callback(house)
    rival = house.catalog.codes("rival")[0].token
    client = house.app.test_client()
    for token in ("0" * 16, rival, "x"):
        wrong = f"{url.rpartition('/')[0]}/{token}"
        assert client.post(wrong, data={"number": "06 12 34 56 78"}).status_code == 404
    assert stored(house) == 0

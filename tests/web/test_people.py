"""People, sessions, one-time links."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Conflict, Missing
from app.web.people import People, Person, first_link, may
from app.web.people.passwords import fits, hashed, weakness
from app.web.people.store import ATTEMPT_WINDOW, ATTEMPTS, LINK_LIFE, SESSION_IDLE, SESSION_LIFE

NOW = 1_800_000_000_000
PASSWORD = "quatre croissants au beurre"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    with People(tmp_path) as opened:
        yield opened


def steward(people: People) -> str:
    """The session of the first person."""
    link = people.invite("", "", "owner", NOW)
    return people.accept(link, "camille@levain.example", "Camille", PASSWORD, NOW)


def who(people: People, secret: str, now: int = NOW) -> Person:
    found = people.who(secret, now)
    assert found
    return found


def test_the_first_link_makes_the_steward_once(people: People, tmp_path: Path) -> None:
    path = first_link(tmp_path, NOW)
    assert path
    secret = path.rpartition("/")[2]
    person = who(people, people.accept(secret, "a@b.example", "A", PASSWORD, NOW))
    assert person.steward
    assert people.role(person, "any-brand") == "owner"
    assert first_link(tmp_path, NOW) is None
    with pytest.raises(Missing):
        people.accept(secret, "c@d.example", "C", PASSWORD, NOW)


def test_an_older_first_link_dies_when_a_newer_is_printed(people: People, tmp_path: Path) -> None:
    old, new = first_link(tmp_path, NOW), first_link(tmp_path, NOW)
    assert old
    assert new
    with pytest.raises(Missing):
        people.link(old.rpartition("/")[2], NOW)
    assert people.link(new.rpartition("/")[2], NOW).brand == ""


def test_a_first_link_is_worth_nothing_once_somebody_is_there(people: People) -> None:
    spare = people.invite("x@y.example", "", "owner", NOW)
    steward(people)
    with pytest.raises(Missing):
        people.accept(spare, "x@y.example", "X", PASSWORD, NOW)


def test_an_invitation_gives_its_role_in_its_brand_only(people: People) -> None:
    steward(people)
    link = people.invite("lou@levain.example", "levain", "editor", NOW)
    person = who(people, people.accept(link, "somebody@else.example", "Lou", PASSWORD, NOW))
    assert person.email == "lou@levain.example"
    assert (people.role(person, "levain"), people.role(person, "rival")) == ("editor", "")


def test_a_link_works_once_and_not_for_ever(people: People) -> None:
    steward(people)
    link = people.invite("lou@levain.example", "levain", "editor", NOW)
    with pytest.raises(Missing):
        people.link(link, NOW + LINK_LIFE + 1)
    people.accept(link, "", "Lou", PASSWORD, NOW)
    with pytest.raises(Missing):
        people.link(link, NOW)


def test_a_link_never_changes_the_password_of_an_account_that_is_there(people: People) -> None:
    steward(people)
    link = people.invite("CAMILLE@levain.example", "levain", "editor", NOW)
    with pytest.raises(Conflict):
        people.accept(link, "", "Mallory", "another password entirely", NOW)
    assert people.sign_in("camille@levain.example", PASSWORD, NOW)


def test_who_has_an_account_joins_with_the_link_meant_for_them(people: People) -> None:
    camille = who(people, steward(people))
    lou = who(
        people,
        people.accept(people.invite("l@x.example", "one", "viewer", NOW), "", "Lou", PASSWORD, NOW),
    )
    link = people.invite("l@x.example", "two", "editor", NOW)
    with pytest.raises(Missing):
        people.join(link, camille, NOW)
    people.join(link, lou, NOW)
    assert people.role(lou, "two") == "editor"


def test_a_session_ends_when_signed_out_or_left_alone_or_old(people: People) -> None:
    secret = steward(people)
    assert people.who(secret, NOW + SESSION_IDLE - 1)
    assert people.who(secret, NOW + 2 * SESSION_IDLE) is None
    moment = NOW
    while moment - NOW <= SESSION_LIFE:
        alive = people.who(secret, moment)
        moment += SESSION_IDLE // 2
        assert alive
    assert people.who(secret, moment) is None
    people.sign_out(secret)
    assert people.who(secret, NOW) is None


def test_guessing_stops_after_a_few_tries_even_with_the_right_password(people: People) -> None:
    steward(people)
    for _try in range(ATTEMPTS):
        assert people.sign_in("camille@levain.example", "wrong", NOW) is None
    assert people.locked("Camille@Levain.example ", NOW)
    assert people.sign_in("camille@levain.example", PASSWORD, NOW) is None
    assert people.sign_in("camille@levain.example", PASSWORD, NOW + ATTEMPT_WINDOW + 1)


def test_secrets_are_nowhere_in_the_file(people: People, tmp_path: Path) -> None:
    session = steward(people)
    link = people.invite("lou@levain.example", "levain", "editor", NOW)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"camille@levain.example" in stored
    assert session.encode() not in stored
    assert link.encode() not in stored
    assert PASSWORD.encode() not in stored


def test_a_password_fits_only_itself_and_nobody_has_none() -> None:
    stored = hashed(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert fits(stored, PASSWORD)
    assert not fits(stored, PASSWORD + " ")
    assert not fits(None, "nobody has this password")
    assert not fits("not a hash", PASSWORD)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "short"),
        ("x" * 257, "long"),
        ("aaaaaaaaaaaaaa", "guessable"),
        ("Camille@Levain.example", "guessable"),
        (PASSWORD, ""),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, why: str) -> None:
    assert weakness(password, "camille@levain.example") == why


def test_an_unknown_role_may_nothing() -> None:
    assert not may("emperor", "see")
    assert may("owner", "govern")
    assert not may("editor", "govern")

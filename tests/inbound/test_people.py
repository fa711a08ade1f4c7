"""One person, one form of the number, one hash."""

import pytest

from app.inbound import people
from app.inbound.door import subject


@pytest.mark.parametrize(
    "text",
    [
        "+33698765432", "33698765432", "0698765432", "06 98 76 54 32", "0033698765432",
        "whatsapp:+33698765432", "tel:+33-6-98-76-54-32", "+33698765432@sip.example",
    ],
)  # fmt: skip
def test_one_number_has_one_form(text: str) -> None:
    assert people.telephone(text) == "+33698765432"


@pytest.mark.parametrize("text", ["", "anonymous", "Anonymous", "unknown", "Restricted"])
def test_an_anonymous_caller_is_nobody(text: str) -> None:
    assert people.telephone(text) == ""


@pytest.mark.parametrize("text", ["3639", "101", "+12025550123", "maison.levain"])
def test_short_foreign_and_other_ids_stay(text: str) -> None:
    assert people.telephone(text) == text


def test_a_hash_depends_on_key_kind_and_person() -> None:
    hashes = {
        subject(key, kind, id)
        for key in (b"a", b"b")
        for kind in ("tel", "email")
        for id in ("+33698765432", "+33698765433")
    }
    assert len(hashes) == 8
    assert all(len(text) == 32 for text in hashes)

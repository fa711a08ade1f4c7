"""Requests to be called back."""

import hmac
import json
from hashlib import sha256

import pytest

from app.errors import Refused
from app.inbound import callback
from tests.inbound.kit import KEYS, NOW, TOKEN

FORM = {"number": "06 98 76 54 32", "slot": "morning", "id": "form-0001"}


def test_a_wish_is_counted_without_its_number_and_told_with_it() -> None:
    wish = callback.read(FORM, TOKEN, NOW)
    row = callback.conversion(wish, KEYS)
    assert (row.kind, row.ref, row.external_id) == ("callback", TOKEN, "form-0001")
    assert "698765432" not in str(row)
    told = json.loads(callback.notice(wish, "printemps", "dijon"))
    assert (told["number"], told["slot"]) == ("+33698765432", "morning")


def test_every_fault_of_the_form_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        callback.read({"number": "12", "slot": "tonight", "id": "<>"}, TOKEN, NOW)
    assert [problem.where for problem in refused.value.problems] == ["number", "slot", "id"]


@pytest.mark.parametrize("number", ["0 800 123 456", "3639", ""])
def test_a_number_that_cannot_be_called_back_is_refused(number: str) -> None:
    with pytest.raises(Refused):
        callback.read(FORM | {"number": number}, TOKEN, NOW)


def test_the_notice_is_signed_over_its_raw_bytes() -> None:
    made = callback.request("https://sav.levain.example/rappels", '{"é":1}', "shared")
    right = hmac.new(b"shared", made.body, sha256).hexdigest()
    assert made.headers["x-signature-256"] == f"sha256={right}"

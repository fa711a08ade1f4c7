"""Approvals: a name for one sha256, kept."""

import pytest

from app.approvals import Approval, approve, approved
from app.errors import Refused

ONE = Approval(1_000, "Zoé Martin", "label/a.pdf", "aa")
OTHER = Approval(2_000, "Ali Durand", "label/b.pdf", "bb")


def test_nobody_has_approved_anything_yet(tmp_path):
    assert approved(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_an_approval_is_found_by_its_sha256_with_who_and_when(tmp_path):
    assert approve(tmp_path / "data", [ONE, OTHER]) == 2
    assert approved(tmp_path / "data") == {"aa": ONE, "bb": OTHER}


def test_the_latest_word_counts(tmp_path):
    approve(tmp_path, [ONE])
    later = ONE._replace(at=3_000, person="Ali Durand")
    approve(tmp_path, [later])
    assert approved(tmp_path) == {"aa": later}


def test_nobody_is_no_name_and_then_nothing_is_kept(tmp_path):
    with pytest.raises(Refused, match="no-name"):
        approve(tmp_path, [ONE, OTHER._replace(person=" ")])
    assert approved(tmp_path) == {}

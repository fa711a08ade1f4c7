"""Signing secrets stand in a private file per brand and rotate without losing the old ones."""

import stat

import pytest

from app.errors import Missing
from app.store import secrets


def test_a_first_secret_is_made_once_and_is_private(tmp_path):
    token = secrets.ensure(tmp_path / "keys", "levain").token(7)
    assert secrets.ensure(tmp_path / "keys", "levain").token(7) == token
    mode = (tmp_path / "keys" / "levain.keys").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_rotation_puts_a_new_secret_in_front_and_keeps_the_old(tmp_path):
    old = secrets.ensure(tmp_path, "levain").token(7)
    before = secrets.read(tmp_path, "levain")
    assert secrets.rotate(tmp_path, "levain") == 2
    assert secrets.read(tmp_path, "levain")[1:] == before
    assert secrets.ring(tmp_path, "levain").open(old).id == 7


def test_a_brand_without_secrets_is_missing(tmp_path):
    with pytest.raises(Missing, match="levain"):
        secrets.ring(tmp_path, "levain")


def test_a_name_that_is_no_slug_reaches_no_file(tmp_path):
    with pytest.raises(ValueError, match="no brand slug"):
        secrets.read(tmp_path, "../levain")

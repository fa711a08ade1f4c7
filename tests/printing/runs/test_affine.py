"""Symbols by the batch are those that are encoded one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.printing.runs import affine
from app.printing.runs.affine import derive
from app.printing.runs.mint import mint, text
from app.printing.symbol import LEVELS, encode
from app.signing import MAX_SERIAL, Ring
from tests.printing.runs.kit import ID, a_run, addresses, picture, read

HOSTS = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,4})?\.[a-z]{2,8}", fullmatch=True)


def rows(modules):
    return tuple(bytes(row) for row in modules)


@settings(max_examples=12)
@given(
    host=HOSTS,
    level=st.sampled_from(LEVELS),
    byte_mode=st.booleans(),
    mask=st.integers(0, 7),
    id=st.integers(0, 2**40 - 1),
    serial=st.integers(0, MAX_SERIAL),
)
def test_every_copy_equals_a_one_by_one_encoding_at_the_same_mask(
    host, level, byte_mode, mask, id, serial
):
    ring = Ring("levain", ["test-secret"])
    token = ring.token(id, serial)
    start = f"https://{host if byte_mode else host.upper()}/"
    encoder = derive(start + token[:8], 13, level, byte_mode=byte_mode)
    (made,) = encoder.encode(mint(ring, id, serial, 1)[:, 8:], mask)
    alone = encode(start + token, level, byte_mode=byte_mode, mask=mask)
    assert rows(made) == alone.rows
    assert (encoder.version, encoder.side) == (alone.version, alone.width)


@pytest.mark.parametrize("byte_mode", [False, True])
def test_a_whole_batch_equals_one_by_one_encodings(byte_mode):
    run = a_run(byte_mode=byte_mode, first=31_337, count=200)
    made = run.symbols(run.digits(run.first, run.count))
    alone = [encode(url, "Q", byte_mode=byte_mode, mask=run.mask) for url in addresses(run)]
    assert [rows(one) for one in made] == [one.rows for one in alone]


def test_every_symbol_of_a_batch_decodes_to_its_own_address():
    run = a_run(first=99_000, count=1000)
    symbols = run.symbols(run.digits(run.first, run.count))
    assert [read(picture(one)) for one in symbols] == [[url] for url in addresses(run)]


def test_a_byte_costs_modules_but_a_pair_may_begin_with_a_fixed_character():
    for host in ("q.eu", "q.lev.eu"):  # the first digit at an even and at an odd place
        run = a_run(host=host, count=3)
        assert [read(picture(one))[0] for one in run.symbols(run.digits(0, 3))] == addresses(run)


def test_an_address_that_fits_no_symbol_is_refused():
    with pytest.raises(Refused, match="too-long"):
        derive("https://" + "A" * 3000 + "/04HMASW9", 13, "H", byte_mode=False)


def test_an_encoder_that_foretells_wrongly_is_never_handed_out(monkeypatch):
    unlike = {"made": 0}

    def unsteady(*args, **options):
        unlike["made"] += 1
        return encode(*args, **{**options, "mask": unlike["made"] % 8})

    monkeypatch.setattr(affine, "encode", unsteady)
    with pytest.raises(ValueError, match="not affine"):
        derive("https://Q.EU/04HMASW9", 13, "Q", byte_mode=False)


def test_copies_of_one_code_differ_in_their_last_thirteen_characters_only():
    tokens = text(mint(a_run().ring, ID, 0, 50))
    assert len({token[:8] for token in tokens}) == 1
    assert len({token[8:] for token in tokens}) == 50

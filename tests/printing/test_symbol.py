"""Symbols: size, segments, and an encoder's work read back by a decoder that is not it."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.printing.symbol import LEVELS, encode
from app.signing import ALPHABET

TOKENS = st.text(ALPHABET, min_size=16, max_size=21)
HOSTS = st.from_regex(r"[A-Z0-9]{1,10}\.[A-Z]{2,8}", fullmatch=True)


def read(symbol):
    rows = np.array([list(row) for row in symbol.rows], np.uint8)
    picture = np.pad(255 - 255 * np.kron(rows, np.ones((4, 4), np.uint8)), 16, constant_values=255)
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found


@given(HOSTS, TOKENS, st.sampled_from(LEVELS), st.booleans())
def test_a_decoder_reads_what_was_encoded_at_the_level_asked(host, token, level, byte_mode):
    address = f"https://{host.lower() if byte_mode else host}/{token}"
    symbol = encode(address, level, byte_mode=byte_mode)
    found = read(symbol)
    assert (found.text, found.ec_level) == (address, level)
    assert symbol.width == symbol.height == 17 + 4 * int(symbol.version)


@pytest.mark.parametrize(
    ("length", "version"), [(1, "3"), (7, "3"), (16, "3"), (17, "4")], ids=lambda value: str(value)
)
def test_sixteen_characters_stay_at_version_3_q_for_hosts_up_to_16(length, version):
    host = "ABCDEFGHIJKLMNOPQ"[:length]
    assert encode(f"https://{host}/04HMASW9G51TB4C7", "Q").version == version


def test_serials_stay_at_version_3_q_for_hosts_up_to_11():
    assert encode("https://Q.LEVAIN.EU/04HMASW90001A99ZG9ZG4", "Q").version == "3"
    assert encode("https://Q.LEVAINS.EU/04HMASW90001A99ZG9ZG4", "Q").version == "4"


def test_lower_case_and_byte_mode_cost_a_version_but_keep_the_text():
    mixed = encode("https://GO.BRANDNAME.COM/04HMASW9G51TB4C7", "Q")
    plain = encode("https://go.brandname.com/04HMASW9G51TB4C7", "Q", byte_mode=True)
    assert (mixed.version, plain.version) == ("3", "4")


@pytest.mark.parametrize("mask", range(8))
def test_a_given_mask_is_kept_and_reads(mask):
    symbol = encode("https://Q.EU/04HMASW9G51TB4C7", "M", mask=mask)
    assert symbol.mask == mask
    assert read(symbol).text == symbol.text


def test_what_fits_no_symbol_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="too-long"):
        encode("https://Q.EU/" + "A" * 5000, "H")

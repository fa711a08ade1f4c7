"""NFC bytes, read back by ndeflib."""

import ndef as ndeflib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.printing import ndef
from tests.printing.sample import ADDRESS


@given(st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789-._~/", max_size=230))
def test_ndeflib_reads_one_uri_record_with_the_address(path):
    address = f"https://Q.LEVAIN.EXAMPLE/{path}"
    (record,) = ndeflib.message_decoder(ndef.write(address))
    assert isinstance(record, ndeflib.UriRecord)
    assert record.uri == address


def test_ndeflib_writes_the_same_bytes():
    assert ndef.write(ADDRESS) == b"".join(ndeflib.message_encoder([ndeflib.UriRecord(ADDRESS)]))


@pytest.mark.parametrize("bad", ["http://q.example/A", "", "https://" + "a" * 255])
def test_what_does_not_fit_a_short_record_is_refused(bad):
    with pytest.raises(Refused, match="bad-address"):
        ndef.write(bad)

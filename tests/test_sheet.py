"""A CSV file is read however it was saved, and refused by row when it is no table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sheet
from app.errors import Refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_encoding_and_separator(encoding, separator):
    text = f"Lieu{separator}ville\r\nGare é{separator} Besançon \r\n\r\n"
    found = sheet.read(text.encode(encoding), "a.csv", synonyms={"lieu": "place"})
    assert found.columns == ("place", "ville")
    assert [line.cells for line in found.lines] == [{"place": "Gare é", "ville": "Besançon"}]


def test_rows_keep_their_numbers_past_empty_ones():
    found = sheet.read(b"a,b\n1,2\n\n,\n3,4\n", "a.csv")
    assert [line.number for line in found.lines] == [2, 5]


def test_every_missing_column_and_long_row_is_named_at_once():
    with pytest.raises(Refused) as refused:
        sheet.read(b"a,a\n1,2,3\n", "a.csv", required=["place", "city"])
    assert [problem.code for problem in refused.value.problems] == [
        "missing-column",
        "missing-column",
        "double-column",
        "long-row",
    ]
    assert refused.value.problems[-1].where == "a.csv:2"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(Refused, match="empty"):
        sheet.read(data, "a.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data):
    try:
        found = sheet.read(data, "a.csv")
    except Refused:
        return
    assert all(set(line.cells) <= set(found.columns) for line in found.lines)

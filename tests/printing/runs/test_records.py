"""Data files, read back by the standard library."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing.runs.records import Csv, JsonLines
from tests.printing.runs.kit import a_run, addresses, whole

RUNS = st.builds(
    lambda first, count, byte_mode: a_run(first=first, count=count, byte_mode=byte_mode),
    st.integers(0, 90_000),
    st.sampled_from([1, 7, 300, 4097]),
    st.booleans(),
)


@settings(max_examples=15)
@given(RUNS)
def test_a_csv_holds_number_token_and_address_of_every_copy(run):
    rows = list(csv.DictReader(io.StringIO(whole(Csv(run), run).decode("ascii"), newline="")))
    assert [int(row["serial"]) for row in rows] == list(range(run.first, run.end))
    assert [row["url"] for row in rows] == addresses(run)
    assert all(row["url"].endswith("/" + row["token"]) and len(row) == 3 for row in rows)


@settings(max_examples=15)
@given(RUNS)
def test_json_lines_say_the_same_as_the_csv(run):
    lines = [json.loads(line) for line in whole(JsonLines(run), run).splitlines()]
    rows = csv.DictReader(io.StringIO(whole(Csv(run), run).decode("ascii"), newline=""))
    assert [{**line, "serial": str(line["serial"])} for line in lines] == list(rows)

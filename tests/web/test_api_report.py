"""The report by the API: every format, small counts hidden when asked, what is wrong named."""

import pytest

from app.reports.outputs import OUTPUTS
from tests.web.conftest import House

URL = "/api/v1/report"
BEGINS = {"csv": b"row,", "json": b"{", "xlsx": b"PK", "parquet": b"PAR1", "pdf": b"%PDF-"}


@pytest.mark.parametrize("format", BEGINS)
def test_a_program_gets_the_report_in_every_format(house: House, format: str) -> None:
    answer = house.browser().get(f"{URL}?by=placement&format={format}", headers=house.key("report"))
    assert answer.status_code == 200
    assert answer.content_type == OUTPUTS[format].media_type
    assert answer.data.startswith(BEGINS[format])


def test_without_a_format_it_is_json(house: House) -> None:
    answer = house.browser().get(f"{URL}?by=placement", headers=house.key("report"))
    assert {row["placement"] for row in answer.json["rows"]} == {"dijon", "lyon"}
    assert "hidden" not in answer.json["coverage"]


def test_counts_are_hidden_when_asked(house: House) -> None:
    answer = house.browser().get(f"{URL}?least=10", headers=house.key("report"))
    assert answer.json["coverage"]["least"] == 10


@pytest.mark.parametrize(
    "asked", ["format=table", "format=PDF", "least=-1", "least=x", "least=1001", "least=²"]
)
def test_what_is_no_format_or_no_count_is_refused(house: House, asked: str) -> None:
    answer = house.browser().get(f"{URL}?{asked}", headers=house.key("report"))
    assert answer.status_code == 422
    assert answer.json["problems"][0]["where"] == asked.partition("=")[0]

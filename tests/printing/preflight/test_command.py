import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.preflight import preflight
from app.errors import Refused
from app.i18n import speaking
from tests.printing.preflight.samples import image, pdf, png


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    good, poor = tmp_path / "good.pdf", tmp_path / "poor.png"
    good.write_bytes(pdf())
    poor.write_bytes(png(image(dark="#ffcc00")))
    return str(good), str(poor)


def test_json_is_a_list_with_one_entry_a_code(files: tuple[str, str]) -> None:
    result = CliRunner().invoke(preflight, [*files, "--format", "json"])
    assert result.exit_code == 0
    assert [one["file"] for one in json.loads(result.stdout)] == list(files)


def test_a_code_below_the_minimum_ends_in_1(files: tuple[str, str]) -> None:
    assert CliRunner().invoke(preflight, [files[0], "--min", "A"]).exit_code == 0
    result = CliRunner().invoke(preflight, [*files, "--min", "C"])
    assert result.exit_code == 1
    assert "1 of 2" in result.stderr


def test_an_unknown_grade_is_a_usage_error(files: tuple[str, str]) -> None:
    assert CliRunner().invoke(preflight, [files[0], "--min", "E"]).exit_code == 2


def test_all_bad_files_are_told_at_once_and_good_ones_still_judged(
    files: tuple[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-")
    result = CliRunner().invoke(preflight, [files[0], str(broken), str(tmp_path / "absent.png")])
    assert isinstance(result.exception, Refused)
    assert len(result.exception.problems) == 2
    assert "good.pdf" in result.stdout


def test_the_table_speaks_french(files: tuple[str, str]) -> None:
    with speaking("fr"):
        told = CliRunner().invoke(preflight, [files[1]]).stdout
    assert "Le contraste entre les modules et le fond est faible." in told
    assert "jamais le résultat d’un vérificateur" in told

"""Logs are lines that programs can read, and that say nothing of people."""

import json
import logging
import subprocess
import sys
from datetime import datetime

from app.logs import Lines


def line(*, error: BaseException | None = None, message: str = "a %s", args: tuple = ("b\nc",)):
    """A log record as JSON gives it back."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("relais.fold", logging.ERROR, __file__, 1, message, args, info)
    text = Lines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_says_when_where_and_what():
    found = line()
    assert datetime.fromisoformat(found["time"]).tzinfo is not None
    assert (found["level"], found["part"], found["message"]) == ("error", "relais.fold", "a b\nc")
    assert "error" not in found


def test_an_error_is_told_by_its_type_and_place_and_not_by_what_a_person_sent():
    try:
        int("tel:+33612345678")
    except ValueError as error:
        found = line(error=error)
    assert found["error"] == "ValueError"
    assert found["through"][0].startswith(__file__)
    assert "612345678" not in json.dumps(found)


def test_a_whole_program_logs_in_the_format_that_is_set():
    story = (
        "import logging; from app import logs; logging.basicConfig(); logs.start({!r});"
        "logging.getLogger('relais.x').warning('%d rows wait', 3)"
    )
    said = {
        format: subprocess.run(
            [sys.executable, "-c", story.format(format)], capture_output=True, text=True, check=True
        ).stderr
        for format in ("text", "json")
    }
    assert said["text"].endswith(" relais.x WARNING 3 rows wait\n")
    assert json.loads(said["json"])["message"] == "3 rows wait"


def test_the_greetings_of_libraries_are_no_log_lines() -> None:
    asked = (
        "import logging; from app import logs; logs.start('text'); "
        "logging.getLogger('pikepdf._core').info('hello'); "
        "logging.getLogger('relais.front').info('ours')"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "hello" not in done.stderr
    assert "ours" in done.stderr

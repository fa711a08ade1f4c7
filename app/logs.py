"""Logs on the standard error: lines of text, or of JSON for programs that read them.

Neither holds personal data: our messages name codes, files and processes, never a visitor. In JSON
an error is its type and the places in the code it came through; its own text, which may quote what
a person sent, is left out.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

FORMATS = ("text", "json")
_TEXT = "%(asctime)s %(name)s %(levelname)s %(message)s"


class Lines(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC, ms), level, part, process, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        line: dict[str, Any] = {
            "time": _moment(record.created),
            "level": record.levelname.lower(),
            "part": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["through"] = [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
        return json.dumps(line, ensure_ascii=False)


def start(format: str, level: int = logging.INFO) -> None:
    """Log to the standard error in one of FORMATS, in place of whatever was set up before."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines() if format == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("pikepdf").setLevel(max(level, logging.WARNING))  # it greets at INFO


def _moment(seconds: float) -> str:
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")

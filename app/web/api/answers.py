"""JSON answers, and what names a representation."""

import hashlib
import json
from typing import Any

from flask import Response


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer; dates as ISO 8601."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return Response(text, status, headers, content_type="application/json")


def tag_of(body: bytes) -> str:
    """What names a representation (RFC 9110, 8.8.3)."""
    return hashlib.sha256(body).hexdigest()[:32]

"""A change asked for twice is done once: `Idempotency-Key`, and one change of a brand at a time.

Only answers of changes that were made are kept (a refused request changed nothing, and may be put
right under the same key). Kept for a day.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response, json, request

from app.errors import Conflict, Problem, Refused
from app.web import context
from app.web.api import kept
from app.web.api.access import Caller

HEADER = "Idempotency-Key"
LONGEST = 255
_FORM = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Link")


def answer(caller: Caller, view: Callable[[], Response], *, edits: bool) -> Response:
    """The answer of `view`, or the one it gave before to the same request under the same key.

    `edits`: it reads what it changes, so no other change may come between. Raises Conflict where
    the key stood for another request.
    """
    name = request.headers.get(HEADER)
    if name is None and not edits:
        return view()
    with alone(context.config().data, caller.brand):
        if name is None:
            return view()
        _check(name)
        asked = _digest()
        known = kept.recall(caller.key, name, context.now())
        if known is not None:
            return _again(known, asked)
        made = view()
        if made.status_code < 400:
            kept.keep(caller.key, name, _kept(made, asked), context.now())
        return made


@contextmanager
def alone(data: Path, brand: str) -> Iterator[None]:
    """Hold the brand's changes through the API, over all processes: what was read stays true."""
    folder = data / "locks"
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / f"{brand}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check(name: str) -> None:
    if not _FORM.fullmatch(name):
        what = "cannot be kept."
        instead = f"Give 1 to {LONGEST} ASCII characters without spaces, such as a UUID."
        raise Refused([Problem("bad-idempotency-key", HEADER, what, instead)])


def _digest() -> str:
    found = hashlib.sha256()
    for part in (request.method, request.full_path, request.mimetype):
        found.update(part.encode() + b"\0")
    found.update(request.get_data())
    return found.hexdigest()


def _kept(made: Response, asked: str) -> kept.Answered:
    headers = {name: made.headers[name] for name in _KEPT_HEADERS if name in made.headers}
    return kept.Answered(asked, made.status_code, json.dumps(headers), made.get_data())


def _again(known: kept.Answered, asked: str) -> Response:
    if known.asked != asked:
        raise Conflict("This Idempotency-Key was used for another request.")
    headers = {**json.loads(known.headers), "Idempotency-Replayed": "true"}
    return Response(known.body, known.status, headers)

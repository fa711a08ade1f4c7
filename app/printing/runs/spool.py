"""A long file, written part by part: whole or not at all, and resumed where it was killed.

Beside `NAME` stand `.NAME.part` (the file so far), `.NAME.index` (what its end will need) and
`.NAME.resume` (how much of both is safely on disk, and of what). They go when the file is whole.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from app.errors import Conflict
from app.i18n import _

_EVERY = 16 << 20  # bytes between two checkpoints: what a kill costs at most, well under a second


class Part(NamedTuple):
    """Some bytes of a file, and what its end has to know of them."""

    body: bytes
    entry: bytes = b""


class Spool:
    """The files of one run under way. `done` copies are in them; `at` is the size so far."""

    def __init__(self, out: Path, body: BinaryIO, index: BinaryIO, mark: str) -> None:
        self.done = 0
        self.at = 0
        self._out, self._body, self._index, self._mark = out, body, index, mark
        self._kept = self._indexed = 0
        self._restore()

    def append(self, part: Part, done: int) -> None:
        """Put a part at the end; `done` copies are then in the file."""
        self._body.write(part.body)
        self._index.write(part.entry)
        self.at += len(part.body)
        self._indexed += len(part.entry)
        self.done = done
        if self.at - self._kept >= _EVERY:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything to disk, and then say so."""
        for file in (self._body, self._index):
            file.flush()
            os.fsync(file.fileno())
        state = {"mark": self._mark, "done": self.done, "body": self.at, "index": self._indexed}
        beside = _beside(self._out, "new")
        beside.write_text(json.dumps(state), encoding="ascii")
        beside.replace(_beside(self._out, "resume"))
        self._kept = self.at

    def index(self) -> Iterator[bytes]:
        """What the end of the file needs, in pieces, as it was given."""
        self._index.seek(0)
        while piece := self._index.read(1 << 20):
            yield piece

    def finish(self, foot: Iterable[bytes]) -> None:
        """Write the end, and give the file its name."""
        for piece in foot:
            self._body.write(piece)
        self._body.flush()
        os.fsync(self._body.fileno())
        _beside(self._out, "part").replace(self._out)
        for kind in ("index", "resume"):
            _beside(self._out, kind).unlink(missing_ok=True)

    def _restore(self) -> None:
        """Go back to the last checkpoint of the same run, or to nothing."""
        state: dict[str, Any] = {"mark": "", "done": 0, "body": 0, "index": 0}
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(_beside(self._out, "resume").read_text(encoding="ascii"))
            whole = all(
                os.fstat(file.fileno()).st_size >= found[name]
                for name, file in (("body", self._body), ("index", self._index))
            )
            if found["mark"] == self._mark and whole:
                state = found
        self.done, self.at, self._indexed = state["done"], state["body"], state["index"]
        self._kept = self.at
        for file, size in ((self._body, self.at), (self._index, self._indexed)):
            file.truncate(size)
            file.seek(size)


@contextmanager
def spooling(out: Path, mark: str) -> Iterator[Spool]:
    """The spool of `out`. `mark` names all that its bytes depend on: another mark starts anew.

    However the block ends, what was appended is kept for the next time, unless it was finished.
    Raises Conflict where somebody else is writing the same file.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with _open(_beside(out, "part")) as body, _open(_beside(out, "index")) as index:
        _lock(body, out)
        spool = Spool(out, body, index, mark)
        try:
            yield spool
        except BaseException:
            with suppress(OSError):
                spool.checkpoint()
            raise


def _lock(body: BinaryIO, out: Path) -> None:
    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(body, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Between our opening and our locking, another process may have finished this very file.
        if os.path.samestat(os.fstat(body.fileno()), _beside(out, "part").stat()):
            return
    says = _("{file} is being written by another process.").format(file=out)
    raise Conflict(says, code="busy-file")


def _open(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")


def _beside(out: Path, kind: str) -> Path:
    return out.with_name(f".{out.name}.{kind}")

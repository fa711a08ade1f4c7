"""Counters of all redirect processes in one piece of shared memory, and their Prometheus text.

`front` makes the memory before it forks; each process writes only its own row, so that no lock is
needed, and any process can answer for all. A process that replaces a dead one goes on with its row.
"""

import mmap

COUNTERS = {
    "requests": "Requests that the redirect answered.",
    "scans_recorded": "Scans on disk.",
    "actions_recorded": "Actions on disk.",
    "scans_waiting": "Rows in memory because the journal cannot be written.",
    "scans_lost": "Scans that could be recorded neither on disk nor in memory.",
    "answers_before_commit": "Answers given before their scan was on disk: the disk hung.",
    "journal_errors": "Failed writes of the journal.",
    "bad_tokens": "Requests with a bad signature.",
    "orphans_unrecorded": "Bad signatures over the limit of what is recorded.",
    "rate_limited": "Requests answered 429.",
    "prefetches_refused": "Prefetches answered 503.",
    "fallbacks": "Scans sent to a brand's fallback page.",
    "refresh_errors": "Failed readings of the catalog; the codes known before stay in use.",
    "bad_requests": "Requests that were no HTTP, too large or too slow.",
}
GAUGES = frozenset({"scans_waiting"})
_PLACE = {name: place for place, name in enumerate(COUNTERS)}


class Counters:
    """The counters of one process (`row`), and the sums over all."""

    def __init__(self, memory: mmap.mmap | None = None, row: int = 0, rows: int = 1) -> None:
        self._memory = memory if memory is not None else shared(rows)
        self._cells = memoryview(self._memory).cast("Q")
        self._first = row * len(COUNTERS)

    def add(self, name: str, amount: int = 1) -> None:
        """Count. One thread per counter: the increment is not atomic."""
        self._cells[self._first + _PLACE[name]] += amount

    def put(self, name: str, value: int) -> None:
        """Set a gauge."""
        self._cells[self._first + _PLACE[name]] = value

    def total(self, name: str) -> int:
        """The sum over all processes."""
        return sum(self._cells[_PLACE[name] :: len(COUNTERS)])

    def text(self) -> str:
        """All sums in Prometheus' text format 0.0.4."""
        lines: list[str] = []
        for name, help in COUNTERS.items():
            kind = "gauge" if name in GAUGES else "counter"
            full = f"relais_{name}" + ("" if name in GAUGES else "_total")
            lines += [
                f"# HELP {full} {help}",
                f"# TYPE {full} {kind}",
                f"{full} {self.total(name)}",
            ]
        return "\n".join(lines) + "\n"


def shared(rows: int) -> mmap.mmap:
    """Memory for the counters of `rows` processes; inherited by a fork."""
    return mmap.mmap(-1, 8 * len(COUNTERS) * rows)

"""Reports over many scans, beside the same questions asked of one plain indexed SQLite table.

    .venv/bin/python -m bench.reports [--scans 10000000] [--keep FOLDER]

Prints milliseconds, what of them the processor worked (two cores can work more than the clock
shows, a machine that is busy with other things less), the ratio of each question, the geometric
mean, memory and bytes a scan; then the dashboard at a tenth of the scans and at all of them. Both
sides hold the same rows and give the same counts (checked).
"""

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app import reports
from app.reports.run import build
from app.store import history
from bench.reports.questions import DASHBOARD, FREE, QUESTIONS, Question
from bench.reports.world import BRAND, rival, world


class Took(NamedTuple):
    """Milliseconds by the clock and of the processor."""

    clock: float
    processor: float


def timed(work: Callable[[], Any], times: int) -> tuple[Took, Any]:
    """The median of some runs, and what came out."""
    found, result = [], None
    for _time in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        result = work()
        found.append((time.perf_counter() - clock, time.process_time() - processor))
    clocks, processors = zip(*found, strict=True)
    took = Took(statistics.median(clocks) * 1000, statistics.median(processors) * 1000)
    return took, result


def ask(data: Path, options: Mapping[str, str]) -> reports.Report:
    """Our answer: everything a report shows."""
    with history.read(data) as reader:
        return build(reports.parse(BRAND, options), reader)


def compare(data: Path, file: Path) -> None:
    """Ask both and print one line a question."""
    ratios: dict[bool, list[float]] = {True: [], False: []}
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("ATTACH ? AS cat", (str(data / history.CATALOG),))
        plain.execute("PRAGMA cache_size=-200000")
        for question in (*QUESTIONS, *FREE):
            times = 5 if question.standing else 3
            ours, report = timed(lambda q=question: ask(data, q.options), times)

            def theirs(q: Question = question) -> list[Any]:
                plain.execute(q.conversions).fetchall()
                return plain.execute(q.scans).fetchall()

            other, rows = timed(theirs, 1 if question.name != QUESTIONS[-1].name else 5)
            place = -1 if "COUNT(DISTINCT" not in question.scans else -2
            assert sum(row[place] for row in rows) == sum(r["scans"] or 0 for r in report.rows)
            ratio = other.clock / ours.clock
            ratios[question.standing].append(ratio)
            print(
                f"{question.name:34}{ours.clock:9.1f} ms{ours.processor:9.1f} ms"
                f"{other.clock:10.1f} ms{other.processor:10.1f} ms{ratio:8.1f} x",
                flush=True,
            )
    for standing, found in ratios.items():
        mean = statistics.geometric_mean(found)
        name = "standing" if standing else "free-form"
        print(f"{name}: {mean:.1f} x (geometric mean), {min(found):.1f} x at least")


def dashboard(data: Path) -> Took:
    """The questions of the console's first page, one after the other."""
    return timed(lambda: [ask(data, options) for options in DASHBOARD], 7)[0]


def memory(data: Path, questions: str) -> int:
    """The largest resident memory, in MB, of a process that asks the questions."""
    code = (
        "import sys; from pathlib import Path; from bench.reports import __main__ as b;"
        f"[b.ask(Path(sys.argv[1]), q.options) for q in b.{questions}];"
        "text = Path('/proc/self/status').read_text();"
        "print(int(text.split('VmHWM:')[1].split()[0]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def made(data: Path, scans: int) -> None:
    """Make a world where there is none yet."""
    if not history.path(data).exists():
        print(f"making {scans:,} scans …", flush=True)
        world(data, scans)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    data = given.keep or Path(tempfile.mkdtemp(prefix="relais-bench-"))
    try:
        made(data, given.scans)
        made(data / "tenth", given.scans // 10)
        if not (data / "rival.db").exists():
            rival(data, data / "rival.db")
        with closing(history.connect(data)) as store:
            count, size = store.execute("SELECT SUM(scans), SUM(bytes) FROM sealed").fetchone()
        print(f"{count:,} scans, {size / count:.1f} bytes each once sealed")
        print(f"{'':34}{'Relais':>12}{'(cpu)':>12}{'SQLite':>13}{'(cpu)':>13}{'ratio':>10}")
        compare(data, data / "rival.db")
        few, many = dashboard(data / "tenth"), dashboard(data)
        print(
            f"dashboard: {many.clock:.1f} ms ({many.processor:.1f} of the processor),"
            f" {many.processor / few.processor:.2f} times that of a tenth of the scans"
        )
        print(
            f"memory: standing {memory(data, 'QUESTIONS')} MB, free-form {memory(data, 'FREE')} MB"
        )
    finally:
        if given.keep is None:
            shutil.rmtree(data)


if __name__ == "__main__":
    main()

"""Half load for as long as you like: memory flat, no error, nothing lost.

    python -m bench.redirect.soak [--minutes 60] [--share 0.5]

Says first how much disk it needs (an hour at half load of a fast machine is some 10 GB).
"""

import argparse
import shutil
import time
from pathlib import Path

from app.store import folder, history
from bench.redirect import codes, rig

_BYTES = 110  # of a scan in journal and history together, measured


def main() -> None:
    """Print a line a minute and the verdict."""
    rig.need("wrk")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--share", type=float, default=0.5)
    given = parser.parse_args()
    with rig.folder() as at:
        token = codes.make(at / "data", 1000)[7]
        with rig.ours(at / "data") as (address, pid):
            url = f"{address}/{token}"
            full = rig.wrk(url, connections=64, seconds=5)
            needed = full.rate * given.share * given.minutes * 60 * _BYTES
            free = shutil.disk_usage(at).free
            print(f"needs {needed / 1e6:,.0f} MB of disk, {free / 1e6:,.0f} MB are free")
            if needed > free * 0.8:
                raise SystemExit("too little: give BENCH_DIR another disk, or fewer --minutes")
            answers = full.answers + _load(url, pid, given.minutes, given.share)
        while folder.fold(at / "data"):
            pass
        store = history.connect(at / "data")
        recorded = int(store.execute("SELECT count(*) FROM scan").fetchone()[0])
        store.close()
    # wrk stops with answers on their way: it has not seen them, but they are recorded.
    print(f"answered {answers}, recorded {recorded}: {recorded - answers} more than seen")
    if recorded < answers:
        raise SystemExit("scans were lost")


def _load(url: str, pid: int, minutes: int, share: float) -> int:
    """Seconds with load and seconds without, in turn, so that `share` of the time is busy."""
    answers, first = 0, 0
    worker = rig._children(pid)[0]
    for minute in range(minutes):
        errors = 0
        for _part in range(12):
            load = rig.wrk(url, connections=64, seconds=max(1, round(5 * share)))
            answers += load.answers
            errors += load.errors
            time.sleep(max(0.0, 5 - max(1, round(5 * share))))
        memory = _resident(worker)
        first = first or memory
        print(f"minute {minute + 1}: {answers} answers, {memory >> 10} MB, {errors} errors")
        if errors or memory - first > 32 << 10:
            raise SystemExit("errors, or memory that grows")
    return answers


def _resident(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()

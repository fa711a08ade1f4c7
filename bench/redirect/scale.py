"""Many codes beside a thousand: start, memory, how soon an edit is live, and speed under Zipf and
uniform traffic.

    python -m bench.redirect.scale [--codes 1000000] [--rounds 3] [--data FOLDER]

Making ten million codes takes ten minutes and more and 2.5 GB of disk; `--data` keeps them for
next time.
"""

import argparse
import http.client
import itertools
import random
import sqlite3
import time
from pathlib import Path
from statistics import median

from bench.redirect import codes, rig

_SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""
_DRAWN = 1_000_000  # many times what a process remembers


def traffic(catalog: Path, count: int, kind: str, to: Path) -> Path:
    """A wrk script that asks for a million codes drawn from all."""
    chance = random.Random(7)
    db = sqlite3.connect(catalog)
    ids = [row[0] for row in db.execute("SELECT id FROM code")]
    chance.shuffle(ids)
    if kind == "zipf":
        weights = list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))
        chosen = chance.choices(ids, cum_weights=weights, k=_DRAWN)
    else:
        chosen = chance.choices(ids, k=_DRAWN)
    tokens = {
        id: db.execute("SELECT token FROM code WHERE id = ?", [id]).fetchone()[0]
        for id in set(chosen)
    }
    db.close()
    paths = to / f"{kind}-{count}.txt"
    paths.write_text("".join(f"/{tokens[id]}\n" for id in chosen))
    script = to / f"{kind}-{count}.lua"
    script.write_text(_SCRIPT % paths)
    return script


def live(data: Path, address: str) -> float:
    """Seconds from an edit of one code to the first answer that follows it; put back after."""
    db = sqlite3.connect(data / "catalog.db", isolation_level=None)
    id, token = db.execute("SELECT id, token FROM code ORDER BY id LIMIT 1 OFFSET 500").fetchone()

    def edit(withdrawn: int) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE code SET withdrawn = ? WHERE id = ?", (withdrawn, id))
        db.execute("UPDATE revision SET number = number + 1")
        db.execute("COMMIT")

    before = leads_to(address, token)
    edit(1)
    began = time.monotonic()
    while leads_to(address, token) == before:
        time.sleep(0.005)
    took = time.monotonic() - began
    edit(0)
    db.close()
    return took


def leads_to(address: str, token: str) -> str | None:
    """Where a code sends."""
    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    line.request("GET", f"/{token}", headers=rig.HEADERS)
    to = line.getresponse().getheader("Location")
    line.close()
    return to


def resident(pid: int) -> int:
    """Bytes of our own memory and our share of what is shared, over all processes."""
    total = 0
    for one in [pid, *rig._children(pid)]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def main() -> None:
    """Print start, memory and the ratios."""
    rig.need("wrk")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    with rig.folder() as at:
        sizes = {1000: at / "small", given.codes: given.data or at / "many"}
        scripts = {}
        for count, data in sizes.items():
            if not (data / "catalog.db").exists():
                codes.make(data, count)
            for kind in ("zipf", "uniform"):
                scripts[count, kind] = traffic(data / "catalog.db", count, kind, at)
        rates: dict[tuple[int, str], list[float]] = {key: [] for key in scripts}
        for _round in range(given.rounds):
            for count, data in sizes.items():
                began = time.monotonic()
                with rig.ours(data) as (address, pid):
                    started = time.monotonic() - began
                    print(
                        f"{count:>10} codes: started in {started:.1f} s, {resident(pid) >> 20} MB, "
                        f"an edit was live in {live(data, address) * 1000:.0f} ms"
                    )
                    for kind in ("zipf", "uniform"):
                        rig.wrk(address, seconds=given.seconds, script=scripts[count, kind])
                        load = rig.wrk(address, seconds=given.seconds, script=scripts[count, kind])
                        rates[count, kind].append(load.rate)
        for kind in ("zipf", "uniform"):
            many, few = median(rates[given.codes, kind]), median(rates[1000, kind])
            print(
                f"{kind:8} {many:9.0f}/s of {few:9.0f}/s with 1,000 codes: ratio {many / few:.2f}"
            )


if __name__ == "__main__":
    main()

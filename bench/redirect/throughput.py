"""Durable redirects per second beside nginx `return 302` with an access log, in the same rounds.

    python -m bench.redirect.throughput [--rounds 5] [--seconds 4] [--connections 256]

The load generator runs on the same cores; rounds alternate, and what is printed are medians. nginx
writes a line that a crash can lose; ours is on disk before the answer. `half` asks for half of what
`fsync` answered, for the delay that people see; `two` has two worker processes; `tls` stands beside
nginx with TLS. Where others use the machine too, the ratio of CPU times says more than the rates.
"""

import argparse
import subprocess
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.redirect import codes, rig

_DELAYED = "delay = function() return math.random(0, {longest}) end\n"


class Variant(NamedTuple):
    """How our server runs in a round, and the nginx that it is compared with."""

    name: str
    durability: str = "fsync"
    workers: int = 1
    tls: bool = False
    half: bool = False


VARIANTS = (
    Variant("fsync"),
    Variant("os", durability="os"),
    Variant("two", workers=2),
    Variant("tls", tls=True),
    Variant("half", half=True),
)


class Round(NamedTuple):
    """What a round of load came to: CPU is us of all workers and of the folder per answer."""

    load: rig.Load
    ratio: float
    cpu: float
    folding: float


def main() -> None:
    """Print the ratios."""
    rig.need("nginx", "wrk", "openssl")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=256)
    given = parser.parse_args()
    rounds: dict[str, list[Round]] = {one.name: [] for one in VARIANTS}
    still: dict[bool, list[rig.Load]] = {False: [], True: []}
    idle: list[float] = []
    with rig.folder() as at:
        tls = _certificate(at)
        tokens = {one.name: codes.make(at / one.name, 1000)[7] for one in VARIANTS}
        with rig.nginx(at / "nginx", tls=tls) as (plain, secure, nginx):
            for number in range(given.rounds):
                for secured, address in ((False, plain), (True, secure)):
                    before = rig.cpu_seconds(nginx)
                    load = rig.wrk(
                        f"{address}/x", connections=given.connections, seconds=given.seconds
                    )
                    used = sum(rig.cpu_seconds(nginx).values()) - sum(before.values())
                    still[secured].append(load)
                    if not secured:
                        idle.append(used / load.answers * 1e6)
                for one in VARIANTS:
                    full = rounds["fsync"][-1].load.rate if one.half else 0.0
                    base = still[one.tls][-1].rate
                    rounds[one.name].append(
                        _round(at / one.name, tokens[one.name], one, tls, base, full, given)
                    )
                print(number + 1, {name: round(of[-1].load.rate) for name, of in rounds.items()})
    for name, loads in (("nginx", still[False]), ("nginx tls", still[True])):
        print(f"{name:9} {median(load.rate for load in loads):8.0f}/s")
    print(f"nginx     CPU {median(idle):.1f} us an answer")
    for name, of in rounds.items():
        loads = [one.load for one in of]
        print(
            f"{name:9} {median(load.rate for load in loads):8.0f}/s  "
            f"ratio {median(one.ratio for one in of):.2f}  "
            f"p50 {median(load.p50 for load in loads):.1f} ms  "
            f"p99 {median(load.p99 for load in loads):.1f} ms  "
            f"CPU {median(one.cpu for one in of):.1f} us, "
            f"folding {median(one.folding for one in of):.1f} us  "
            f"errors {sum(load.errors for load in loads)}"
        )
    pairs = zip(rounds["two"], rounds["fsync"], strict=True)
    gain = median(two.load.rate / one.load.rate for two, one in pairs)
    print(f"two processes beside one: {gain:.2f}")


def _round(
    data: Path,
    token: str,
    how: Variant,
    tls: tuple[Path, Path],
    base: float,
    full: float,
    given: argparse.Namespace,
) -> Round:
    settings = {"RELAIS_DURABILITY": how.durability}
    script = None
    if how.half:
        script = data / "half.lua"
        longest = round(2 * given.connections / (full / 2) * 1000)  # ms; the mean is half of it
        script.write_text(_DELAYED.format(longest=longest))
    with rig.ours(data, workers=how.workers, settings=settings, tls=tls if how.tls else None) as (
        url,
        pid,
    ):
        address = f"{url}/{token}"
        rig.wrk(address, connections=given.connections, seconds=1)
        before = rig.cpu_seconds(pid)
        load = rig.wrk(address, connections=given.connections, seconds=given.seconds, script=script)
        used = [
            (spent - before.get(one, 0.0)) / load.answers * 1e6
            for one, spent in rig.cpu_seconds(pid).items()
        ]
    # The parent comes first, then workers, then the folder.
    return Round(load, load.rate / base, sum(used[: how.workers + 1]), used[how.workers + 1])


def _certificate(at: Path) -> tuple[Path, Path]:
    """A certificate of our own and its key (P-256, as most sites have)."""
    cert, key = at / "cert.pem", at / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={rig.HOST}", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


if __name__ == "__main__":
    main()

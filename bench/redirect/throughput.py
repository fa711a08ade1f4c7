"""Durable redirects per second beside nginx `return 302` with an access log, in the same rounds.

    python -m bench.redirect.throughput [--rounds 5] [--seconds 4] [--connections 256]

One process each, the load generator on the same cores, alternating rounds, medians of the ratios.
nginx writes a line that a crash can lose; ours is on disk before the answer. On a machine that
others use too, the ratio of CPU times per answer says more than that of rates.
"""

import argparse
from statistics import median

from bench.redirect import codes, rig


def main() -> None:
    """Print the ratios."""
    rig.need("nginx", "wrk")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    loads: dict[str, list[rig.Load]] = {"nginx": [], "fsync": [], "os": []}
    cpu: dict[str, list[float]] = {name: [] for name in loads}
    folding: list[float] = []
    with rig.folder() as at, rig.nginx(at / "nginx") as (static, nginx):
        tokens = {name: codes.make(at / name, 1000)[7] for name in ("fsync", "os")}
        for number in range(given.rounds):
            load, used = _round(static + "/x", nginx, given.connections, given.seconds)
            loads["nginx"].append(load)
            cpu["nginx"].append(sum(used))
            for name, token in tokens.items():
                settings = {"RELAIS_DURABILITY": name}
                with rig.ours(at / name, workers=given.workers, settings=settings) as (url, pid):
                    rig.wrk(f"{url}/{token}", connections=given.connections, seconds=1)
                    load, used = _round(f"{url}/{token}", pid, given.connections, given.seconds)
                loads[name].append(load)
                cpu[name].append(sum(used[:-1]))
                folding.append(used[-1])
            print(number + 1, {name: round(of[-1].rate) for name, of in loads.items()})
    base = median(cpu["nginx"])
    for name, of in loads.items():
        spent = median(cpu[name])
        ratios = (load.rate / base.rate for load, base in zip(of, loads["nginx"], strict=True))
        print(
            f"{name:6} {median(load.rate for load in of):8.0f}/s  ratio {median(ratios):.2f}  "
            f"p50 {median(load.p50 for load in of):.1f} ms  "
            f"p99 {median(load.p99 for load in of):.1f} ms  "
            f"CPU {spent:.1f} us (ratio {base / spent:.2f})  "
            f"errors {sum(load.errors for load in of)}"
        )
    print(f"folding beside it: {median(folding):.1f} us a scan answered")


def _round(url: str, pid: int, connections: int, seconds: int) -> tuple[rig.Load, list[float]]:
    """One round, and the CPU time in us per answer of each process of the server."""
    before = rig.cpu_seconds(pid)
    load = rig.wrk(url, connections=connections, seconds=seconds)
    after = rig.cpu_seconds(pid)
    return load, [(after[one] - before.get(one, 0.0)) / load.answers * 1e6 for one in after]


if __name__ == "__main__":
    main()

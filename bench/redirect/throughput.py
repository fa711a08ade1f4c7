"""Durable redirects per second beside nginx `return 302` with an access log, in the same rounds.

    python -m bench.redirect.throughput [--rounds 5] [--seconds 4] [--connections 256]

One process each, the load generator on the same cores, alternating rounds, medians. The ratio is
what counts: nginx writes a buffered line and can lose it, ours is on disk before the answer.
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
    with rig.folder() as at, rig.nginx(at / "nginx") as static:
        rates: dict[str, list[rig.Load]] = {"nginx": [], "fsync": [], "os": []}
        cpu: dict[str, list[float]] = {"fsync": [], "os": []}
        tokens = {name: codes.make(at / name, 1000)[7] for name in ("fsync", "os")}
        for number in range(given.rounds):
            load = rig.wrk(static + "/x", connections=given.connections, seconds=given.seconds)
            rates["nginx"].append(load)
            for name in ("fsync", "os"):
                server = rig.ours(
                    at / name, workers=given.workers, settings={"RELAIS_DURABILITY": name}
                )
                with server as (address, pid):
                    url = f"{address}/{tokens[name]}"
                    rig.wrk(url, connections=given.connections, seconds=1)
                    before = rig.cpu_seconds(pid)
                    load = rig.wrk(url, connections=given.connections, seconds=given.seconds)
                    cpu[name].append((rig.cpu_seconds(pid) - before) / load.answers * 1e6)
                    rates[name].append(load)
            print(number + 1, {name: round(loads[-1].rate) for name, loads in rates.items()})
        base = median(load.rate for load in rates["nginx"])
        for name, loads in rates.items():
            rate = median(load.rate for load in loads)
            print(
                f"{name:6} {rate:9.0f}/s  ratio {rate / base:.2f}  "
                f"p50 {median(load.p50 for load in loads):.1f} ms  "
                f"p99 {median(load.p99 for load in loads):.1f} ms  "
                f"errors {sum(load.errors for load in loads)}"
                + (f"  CPU {median(cpu[name]):.1f} us with folding" if name in cpu else "")
            )


if __name__ == "__main__":
    main()

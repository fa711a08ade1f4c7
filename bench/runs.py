"""Numbered copies as vector PDF on label sheets, against segno saving each as a PDF of its own.

    python -m bench.runs [copies]

The same payloads, in the same segments, at the same level, in the same process; segno writes into
memory, we onto the disk, certified and with everything read once. Time is processor time of the
process, so it is per core. Prints the ratio (target: 20 and more) and the largest resident memory
(target: under 200 MB at 100,000 copies).
"""

import io
import resource
import sys
import tempfile
from pathlib import Path
from time import process_time

from app.printing.labels import sheet
from app.printing.media import medium
from app.printing.runs.formats import Paper
from app.printing.runs.run import Run
from app.printing.runs.write import write
from app.signing import Ring, address

HOST = "q.levain.eu"
RIVALS = 1000


def ours(run: Run, folder: Path) -> float:
    """Seconds of one copy."""
    start = process_time()
    written = write(run, folder / "run.pdf", Paper(sheet("L7160")))
    seconds = process_time() - start
    print(f"{written.copies} copies, {written.path.stat().st_size / 1e6:.0f} MB, {seconds:.1f} s")
    return seconds / run.count


def rival(run: Run, count: int) -> float:
    """Seconds of one copy by segno."""
    import segno
    from segno import consts

    texts = [address(HOST, run.ring.token(run.id, serial)) for serial in range(count)]
    start = process_time()
    for text in texts:
        parts = [(text[:8], consts.MODE_BYTE), (text[8:], consts.MODE_ALPHANUMERIC)]
        segno.make_qr(parts, error="q", boost_error=False).save(io.BytesIO(), kind="pdf")
    return (process_time() - start) / count


def main() -> None:
    """Segno before, ours, segno after, so that a machine that changes its pace is seen."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    ring = Ring("bench", ["bench"])
    label = medium("label")
    run = Run(ring, 0x0123456789, HOST, False, label, copies, 0, copies, "Bench", "Scan me")
    with tempfile.TemporaryDirectory() as folder:
        times = [rival(run, RIVALS), ours(run, Path(folder)), rival(run, RIVALS)]
    names = ("segno", "ours", "segno")
    for name, seconds in zip(names, times, strict=True):
        print(f"{name:6} {seconds * 1e6:7.0f} us a copy, {1 / seconds:7.0f} a second and core")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = min(times[0], times[2]) / times[1]
    print(f"ratio {ratio:.0f} (target 20); {megabytes:.0f} MB (target 200)")


if __name__ == "__main__":
    main()

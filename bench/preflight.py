"""Preflight of one finished label against drawing it, and what a batch of one design pays.

Run: .venv/bin/python bench/preflight.py

Every figure is the least CPU time of many runs in one process, so that a busy machine spoils
little. The rival draws the same PDF at 300 dpi with PDFium: into memory, the harder basis, and
into the PNG that a person would look at.
"""

import io
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pypdfium2

from app.printing.compose import compose
from app.printing.content import Content
from app.printing.formats import FORMATS
from app.printing.media import medium
from app.printing.preflight import FieldCache, check
from app.printing.preflight.readers import readers

RUNS = 60
PROMISED = 8.0
LABEL = medium("label")


def label(number: int) -> tuple[bytes, str]:
    address = f"https://Q.LEVAIN.EXAMPLE/04HMASW9G51TB{number:03d}"
    content = Content(
        kind="qr",
        address=address,
        shown="q.levain.example",
        reference="K7Q2M4",
        call_to_action="Scannez, commandez",
        language="fr",
        brand="Maison Levain",
    )
    return FORMATS["pdf"](compose(content, LABEL), dpi=300), address


def least(*tasks: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Milliseconds of each task. They take turns, so that all meet the same machine."""
    taken: list[list[float]] = [[] for _task in tasks]
    for _run in range(runs):
        for task, times in zip(tasks, taken, strict=True):
            start = time.process_time()
            task()
            times.append((time.process_time() - start) * 1000)
    return [min(times) for times in taken]


def batched(data: bytes, address: str, cache: FieldCache) -> object:
    return check(data, "label.pdf", LABEL, address, cache=cache)


def main() -> None:
    data, address = label(0)

    def drawn() -> object:
        return pypdfium2.PdfDocument(data)[0].render(scale=300 / 72)

    def saved() -> object:
        drawn().to_pil().save(kept := io.BytesIO(), "PNG")  # type: ignore[attr-defined]
        return kept

    start = time.process_time()
    check(data, "label.pdf", LABEL, address)
    first = (time.process_time() - start) * 1000
    cache = FieldCache()
    check(data, "label.pdf", LABEL, address, cache=cache)
    batch = cycle([label(number) for number in range(1, 21)])
    memory, picture, whole, each = least(
        drawn,
        saved,
        lambda: check(data, "label.pdf", LABEL, address),
        lambda: batched(*next(batch), cache),
    )
    print(f"readers of the shots: {', '.join(readers())}")
    print(f"drawing at 300 dpi: {memory:.1f} ms into memory, {picture:.1f} ms into a PNG")
    print(
        f"preflight, rules + estimate + shots: {whole:.1f} ms (the first in a process {first:.0f})"
    )
    print(f"  = {whole / memory:.1f} x drawing into memory (promised: under {PROMISED:.0f})")
    print(f"  = {whole / picture:.1f} x drawing into a PNG")
    print(f"a code of a batch of one design: {each:.1f} ms, {whole / each:.1f} x less")


if __name__ == "__main__":
    main()

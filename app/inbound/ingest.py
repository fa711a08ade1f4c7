"""FLOW 3: a conversion comes in, is matched to a code, and is stored with its credit.

Whatever door it came by, a conversion takes this one path: check, match (pure), record. Rows that
are wrong are named and left out; the others are stored in one transaction.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.attribution.kinds import check
from app.attribution.matching import match
from app.errors import Problem
from app.inbound.lookup import Finder
from app.model import Conversion
from app.signing import Ring
from app.store.base import Receipt
from app.store.catalog import Catalog

BATCH = 1000  # rows a transaction: long enough to be quick, short enough to let a webhook in


class Numbered(NamedTuple):
    """A conversion and where it came from: a row of a file, an index in a list."""

    where: str
    conversion: Conversion


class Outcome(NamedTuple):
    """What became of the rows: a receipt for each stored one, a problem for each refused one."""

    receipts: tuple[tuple[str, Receipt], ...]
    problems: tuple[Problem, ...]


def ingest(catalog: Catalog, ring: Ring, brand: str, rows: Sequence[Numbered], now: int) -> Outcome:
    """Store what is right of `rows`; `now` in ms. The same rows again change nothing."""
    problems: list[Problem] = []
    receipts: list[tuple[str, Receipt]] = []
    fit = [row for row in rows if not _note(problems, row, now)]
    times = [row.conversion.at for row in fit]
    finder = Finder(catalog, ring, brand, min(times, default=0), max(times, default=0))
    for start in range(0, len(fit), BATCH):
        batch = fit[start : start + BATCH]
        matched = [
            finder.complete(row.conversion, match(row.conversion, finder.lookup)) for row in batch
        ]
        stored = catalog.record(brand, matched, now)
        receipts += zip((row.where for row in batch), stored, strict=True)
    return Outcome(tuple(receipts), tuple(problems))


def _note(problems: list[Problem], row: Numbered, now: int) -> bool:
    noted = [
        Problem(problem.code, f"{row.where} {problem.where}", problem.what, problem.instead)
        for problem in check(row.conversion, now)
        if not _left_out(row.conversion, problem)
    ]
    problems += noted
    return bool(noted)


def _left_out(conversion: Conversion, problem: Problem) -> bool:
    """A reversal may leave out the value its kind needs: it then takes back what is left."""
    return (
        problem.code == "missing-field"
        and problem.where in ("value_minor", "currency")
        and conversion.reverses is not None
        and conversion.value_minor is None
    )

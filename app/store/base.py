"""The narrow interface of storage: four parts, each with its own guarantees.

catalog   brands, campaigns, codes, routes, people, conversions: small, relational, edited
journal   scans and actions of one redirect process: only appended to, on disk before the answer
history   all scans and actions, moved there from the journals exactly once
rollups   counts kept beside the history, rebuildable from it

SQLite serves all four. PostgreSQL (catalog) and ClickHouse (history, rollups) are to stand behind
the same two protocols; journals stay local files at any size.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from app.model import Brand, Code, Conversion, Match, Plan


@dataclass(frozen=True, slots=True)
class Changes:
    """What saving a campaign did, by token. `kept`: no longer in the file, but still alive."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


class Entry(NamedTuple):
    """A code as the redirect needs it; campaign, placement and route are keys of the plan."""

    id: int
    brand: str
    campaign: str
    placement: str
    route: str
    kind: str
    token: str
    reference: str
    alias: str
    serials: int
    withdrawn: bool


APART = "\x1f"
"""Stands between the four parts of an owner."""


class Page(NamedTuple):
    """Codes as the redirect's table keeps them, by ascending id, packed to be read by millions.

    `macs` has 8 characters of each token, `references` 5 of each reference (none of them checks);
    an owner is what a code hangs on: brand, campaign, placement and route, APART. `eans` are the
    numbers of the product that stand beside a code as bars.
    """

    ids: list[int]
    macs: str
    references: str
    owners: list[str]
    withdrawn: list[int]
    aliases: list[tuple[int, str]]
    eans: list[tuple[int, str]]


class News(NamedTuple):
    """What changed up to the change `seq`: names of brands, (brand, campaign), and codes."""

    seq: int
    brands: frozenset[str]
    campaigns: frozenset[tuple[str, str]]
    codes: Page


class Receipt(NamedTuple):
    """The answer to one conversion: `new`, `replay` (stored before, same body) or `conflict`."""

    status: str
    id: int
    match: Match


class Catalog(Protocol):
    """Brands, campaigns, codes and conversions."""

    def revision(self) -> int:
        """A number that grows with every edit of a brand, campaign, route or code."""

    def brands(self) -> list[Brand]:
        """Every brand."""

    def plans(self, brand: str, campaign: str | None = None) -> list[Plan]:
        """The campaigns of a brand, or one; their placements carry no codes here (see `codes`)."""

    def codes(self, brand: str, campaign: str | None = None) -> list[Code]:
        """The codes of a brand, or of one campaign."""

    def entries(self) -> Iterator[Entry]:
        """Every code, streamed: may be millions."""

    def pages(self) -> Iterator[Page]:
        """Every code, packed, by ascending id."""

    def last_change(self) -> int:
        """The number of the newest change of a brand, campaign, route or code."""

    def news(self, since: int) -> News | None:
        """What changed after the change `since`; None where that is no longer known."""

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read inside the block is of one moment."""

    def save(self, plan: Plan, codes: Sequence[Code]) -> Changes:
        """Store a campaign in one transaction. Never changes a stored token."""

    def salt(self, day: date) -> bytes:
        """The random salt of a UTC day, made on first use, the same for all processes."""

    def forget_salts(self, before: date) -> None:
        """Delete the salts of the days before `before`."""

    def record(
        self, brand: str, rows: Iterable[tuple[Conversion, Match]], received: int
    ) -> list[Receipt]:
        """Store conversions in one transaction, idempotent by (source, external_id)."""

"""What new actions in the history mean for conversions: late taps, and people who are known.

A tap that is folded after its call came in gives that call its code, as if it had come in time. An
arrival of somebody who agreed to being known is a touch of their journey; then their number is
taken out of the action. Both may be done twice: nothing changes.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from app.attribution.matching import match
from app.attribution.taps import TAP_WINDOW
from app.channels import consent
from app.errors import Missing
from app.inbound.ingest import Numbered, ingest
from app.inbound.lookup import Finder
from app.model import Conversion
from app.signing import Ring
from app.store import privacy, rematch, secrets, tapped
from app.store.catalog import Catalog
from app.store.tapped import New

log = logging.getLogger("relais.inbound")
MOST = 10_000
"""Actions of one round."""
BACK = 24 * 3_600_000
"""How far back a fresh start looks, ms: journals of a process that died are folded by then."""


class Follower:
    """Follows the actions of one installation; remembers in memory how far it has come."""

    def __init__(self, data: Path, keys: Path) -> None:
        self._data, self._keys = data, keys
        self._after = 0

    def round(self, now: int) -> int:
        """Take what is new at `now` (ms); how many conversions are new or have another code."""
        newest = tapped.last(self._data)
        if newest == self._after:
            return 0
        found = tapped.fresh(self._data, self._after, now - BACK, MOST)
        changed = 0
        with closing(Catalog(self._data)) as catalog:
            for brand, rows in groupby(sorted(found, key=_brand), key=_brand):
                changed += self._follow(catalog, brand, list(rows), now)
        self._after = found[-1].id if len(found) == MOST else max(newest, *(r.id for r in found), 0)
        return changed

    def _follow(self, catalog: Catalog, brand: str, rows: Sequence[New], now: int) -> int:
        try:
            ring = secrets.ring(self._keys, brand)
        except Missing as error:
            log.error("%s: its actions are not followed", error.message)
            return 0
        arrivals = [row for row in rows if row.kind == "consent"]
        new = arrived(catalog, ring, brand, arrivals, now)
        tapped.blank(self._data, [row.id for row in arrivals])
        taps = [row.at for row in rows if row.kind == "call"]
        return new + rematched(catalog, ring, brand, taps)


def _brand(row: New) -> str:
    return row.brand


def arrived(catalog: Catalog, ring: Ring, brand: str, rows: Iterable[New], now: int) -> int:
    """Store the arrivals of people whose consent is proven; how many are new."""
    touches = []
    for row in rows:
        who = privacy.agreed(catalog.db, brand, *consent.numbered(row.visitor), before=row.at)
        if who is None:
            continue
        touch = Conversion(
            source="consent",
            external_id=f"{who}:{ring.token(row.code)}:{row.at}",
            kind="arrival",
            ref=ring.token(row.code),
            at=row.at,
            subject=who,
            contact_point=row.contact_point,
        )
        touches.append(Numbered(touch.external_id, touch))
    outcome = ingest(catalog, ring, brand, touches, now)
    return sum(receipt.status == "new" for _where, receipt in outcome.receipts)


def rematched(catalog: Catalog, ring: Ring, brand: str, taps: Iterable[int]) -> int:
    """Match the calls again that came within two minutes after taps (ms); how many changed."""
    spans: list[tuple[int, int]] = []
    for at in sorted(taps):
        if spans and at <= spans[-1][1]:
            spans[-1] = spans[-1][0], at + TAP_WINDOW
        else:
            spans.append((at, at + TAP_WINDOW))
    changed = 0
    for first, last in spans:
        finder = Finder(catalog, ring, brand, first, last)
        found = [
            (id, finder.complete(row, match(row, finder.lookup)))
            for id, row in rematch.undecided(catalog.db, brand, first, last)
        ]
        # Only taps are news here: what the catalog learned meanwhile is no part of this.
        by_tap = [one for one in found if one[1].match.evidence == "tap"]
        changed += rematch.again(catalog.db, brand, by_tap) if by_tap else 0
    return changed

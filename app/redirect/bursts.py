"""Bursts of scans that name no code, by code, brand and network; in memory, for a minute."""

from app.redirect.find import Found
from app.store.alarms import Finding

MINUTE = 60_000
LIMITS = {"code": 20, "host": 200, "network": 30}  # a minute, in one process
MOST = 10_000  # of each kept apart; a burst is among the first or is not seen alone
_Key = tuple[str, str, str, int | str]


class Bursts:
    """Counts until `drain`. A network is told apart here, and named nowhere."""

    def __init__(self) -> None:
        self._since = 0
        self._counts: dict[_Key, int] = {}

    def count(self, found: Found, network: str, imitated: int | None, now: int) -> None:
        """One more scan of nothing. `imitated`: the code whose id the token begins with."""
        if found.brand is None:
            return
        if not self._counts:
            self._since = now
        slug = found.brand.slug
        kind = "bad-signatures" if found.reason == "bad-token" else "orphans"
        self._add((slug, kind, "host", ""))
        self._add((slug, kind, "network", network))
        if imitated is not None:
            self._add((slug, kind, "code", imitated))

    def drain(self, now: int) -> list[Finding]:
        """What was over its limit in the minute that is over; nothing before it is."""
        if not self._counts or now - self._since < MINUTE:
            return []
        counts, self._counts = self._counts, {}
        return [
            Finding(slug, kind, int(which) if what == "code" else None, what, self._since, now,
                    count, adds=True)
            for (slug, kind, what, which), count in counts.items()
            if count >= LIMITS[what]
        ]  # fmt: skip

    def _add(self, key: _Key) -> None:
        if key in self._counts or len(self._counts) < MOST:
            self._counts[key] = self._counts.get(key, 0) + 1

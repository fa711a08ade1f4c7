"""Active users, not downloads: what people who came by a source do afterwards."""

from collections.abc import Hashable, Iterable, Mapping
from statistics import median
from typing import NamedTuple

from app.attribution.stats.proportions import Count

REGULAR_DAYS, REGULAR_SPAN = 4, 28
"""Regular: active on at least 4 of the 28 days before today (once a week)."""


class Use(NamedTuple):
    """One conversion of a known subject: its kind, its day, and its seconds if it has them."""

    subject: str
    kind: str
    day: int
    seconds: int | None = None


class Usage(NamedTuple):
    """What the people of one source do. Rates of nobody are counts of 0 of 0.

    `once`: people active on one day only. `regular`: see REGULAR_DAYS; the others are occasional.
    `pages` are per session; `crashes` of sessions; `abandoned` of orders begun; `uninstalled` of
    people. `median_session` is in seconds.
    """

    people: int
    once: Count
    regular: Count
    sessions: float | None
    median_session: float | None
    pages: float | None
    crashes: Count
    abandoned: Count
    uninstalled: Count

    @property
    def occasional(self) -> Count:
        """Those who were active, but not regularly."""
        return Count(self.regular.total - self.regular.hits, self.regular.total)


def usage(
    uses: Iterable[Use], sources: Mapping[str, Hashable], today: int
) -> dict[Hashable, Usage]:
    """The usage of every source in `sources` (subject -> where it came from).

    `today` is not over and not counted; subjects without a source are left out.
    """
    by_source: dict[Hashable, list[Use]] = {source: [] for source in sources.values()}
    for use in uses:
        if use.subject in sources and use.day < today:
            by_source[sources[use.subject]].append(use)
    return {source: _usage(found, today) for source, found in by_source.items()}


def _usage(uses: list[Use], today: int) -> Usage:
    days: dict[str, set[int]] = {}
    kinds: dict[str, list[Use]] = {}
    for use in uses:
        days.setdefault(use.subject, set())
        kinds.setdefault(use.kind, []).append(use)
        if use.kind in ("active_day", "session"):
            days[use.subject].add(use.day)
    active = [seen for seen in days.values() if seen]
    recent = [sum(day >= today - REGULAR_SPAN for day in seen) for seen in active]
    sessions = kinds.get("session", [])
    lengths = [use.seconds for use in sessions if use.seconds is not None]
    begun, orders = len(kinds.get("checkout", [])), len(kinds.get("order", []))
    gone = {use.subject for use in kinds.get("uninstall", [])}
    crashes = min(len(kinds.get("crash", [])), len(sessions))
    return Usage(
        people=len(days),
        once=Count(sum(len(seen) == 1 for seen in active), len(active)),
        regular=Count(sum(count >= REGULAR_DAYS for count in recent), len(active)),
        sessions=len(sessions) / len(active) if active else None,
        median_session=median(lengths) if lengths else None,
        pages=len(kinds.get("page", [])) / len(sessions) if sessions else None,
        crashes=Count(crashes, len(sessions)),
        abandoned=Count(max(0, begun - orders), begun),
        uninstalled=Count(len(gone), len(days)),
    )

"""How long conversions came after their very scan, where that scan is known. Only reads."""

from bisect import bisect_right
from collections.abc import Mapping
from operator import itemgetter

from app.attribution.taps import TAP_WINDOW
from app.store.history import Reader, Select
from app.store.scope import Key, Scope, key_of, select
from app.store.sources import credit_source


def waits(reader: Reader, scope: Scope) -> list[tuple[Key, int]]:
    """How long conversions came after their very scan, in ms, where that scan is known.

    It is known of people who consented (their id was made at the scan) and of calls after a tap on
    a page of ours that is tied to a scan.
    """
    consented = """(SELECT n.at FROM cat.consent AS n WHERE n.brand = s.brand
        AND n.subject = s.subject AND n.code = s.code AND n.at <= s.at)"""
    chosen = Select(
        "s.model = 'last' AND s.reverses IS NULL AND s.share > 0 "
        "AND (s.subject IS NOT NULL OR s.evidence = 'tap')",
        [],
    )
    measures = f"s.evidence, s.code, s.at, {consented}"
    tapped = _tapped(reader, scope)
    found: list[tuple[Key, int]] = []
    for row in reader.all(select(scope, credit_source(scope), measures, chosen, grouped=False)):
        evidence, code, at, since = row[-4:]
        if evidence == "tap":
            taps = tapped.get(code, [])
            last = bisect_right(taps, at, key=itemgetter(0)) - 1
            since = taps[last][0] - taps[last][1] if last >= 0 else None
            if last >= 0 and at - taps[last][0] > TAP_WINDOW:
                since = None
        if since is not None:
            found.append((key_of(scope, row), at - since))
    return found


def _tapped(reader: Reader, scope: Scope) -> Mapping[int, list[tuple[int, int]]]:
    """By code: when its call button was tapped, and how long after the scan, oldest first."""
    sql = """SELECT code, at, wait FROM action WHERE brand = ? AND kind = 'call'
        AND wait IS NOT NULL AND at >= ? AND at < ? ORDER BY at"""
    found: dict[int, list[tuple[int, int]]] = {}
    values = [scope.brand, scope.start - TAP_WINDOW, scope.end]
    for code, at, wait in reader.all(Select(sql, values)):
        found.setdefault(code, []).append((at, wait))
    return found

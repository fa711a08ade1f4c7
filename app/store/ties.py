"""Ties actions to scans: the last scan of the same visitor and code at most 30 minutes before.

Journals of several processes are folded in any order, so a tie is looked for again whenever a scan
or an action arrives that could change it; the result does not depend on the order of arrival.
"""

import sqlite3

LONGEST_MS = 30 * 60 * 1000


def tie(store: sqlite3.Connection, after_scan: int, after_action: int) -> None:
    """Tie what the rows beyond two ids may change, inside the caller's transaction.

    `wait` is the time from the scan to the action in ms. An action without a scan keeps NULL; one
    whose scan is sealed already keeps it, unless a scan that came late was nearer.
    """
    before = """FROM scan AS s
        WHERE s.visitor = action.visitor AND s.code = action.code AND s.brand = action.brand
          AND s.at BETWEEN action.at - :longest AND action.at"""
    store.execute(
        f"""UPDATE action SET (scan, wait) =
            (SELECT s.id, action.at - s.at {before} ORDER BY s.at DESC, s.id LIMIT 1)
        WHERE (id > :action OR visitor IN (SELECT visitor FROM scan WHERE id > :scan))
          AND (SELECT action.at - MAX(s.at) {before}) < COALESCE(wait, :longest + 1)
        """,  # noqa: S608 - no input
        {"longest": LONGEST_MS, "action": after_action, "scan": after_scan},
    )

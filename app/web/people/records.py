"""What people decided and did: verdicts on proofs, changes that wait, the audit log.

Times are UTC epoch milliseconds, given by the caller.
"""

from typing import NamedTuple

from app.errors import Missing
from app.web.people.schema import Opened


class Verdict(NamedTuple):
    """What somebody said of a proof. `digest` names the making it was about."""

    at: int
    person: str
    approved: bool
    remark: str
    digest: str


class Change(NamedTuple):
    """A campaign file that waits for a second person. `base` is the digest of what it replaces."""

    id: int
    at: int
    campaign: str
    proposer: int
    text: str
    what: str
    base: str


class Line(NamedTuple):
    """A line of the audit log."""

    at: int
    person: str
    what: str
    subject: str


class Records(Opened):
    """One connection to people.db."""

    def note(self, now: int, brand: str, person: str, what: str, subject: str) -> None:
        """Write a line of the audit log."""
        self._db.execute(
            "INSERT INTO audit (at, brand, person, what, subject) VALUES (?, ?, ?, ?, ?)",
            [now, brand, person, what, subject[:500]],
        )

    def log(self, brand: str, limit: int = 100) -> list[Line]:
        """The latest lines of a brand's audit log, newest first."""
        rows = self._db.execute(
            "SELECT at, person, what, subject FROM audit WHERE brand = ? ORDER BY id DESC LIMIT ?",
            [brand, limit],
        )
        return [Line(*row) for row in rows]

    def judge(self, brand: str, campaign: str, verdict: Verdict) -> None:
        """Keep what somebody said of a proof."""
        self._db.execute(
            "INSERT INTO verdict (at, brand, campaign, digest, person, approved, remark) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *(verdict.at, brand, campaign, verdict.digest),
                *(verdict.person, int(verdict.approved), verdict.remark[:500]),
            ],
        )

    def verdict(self, brand: str, campaign: str, digest: str) -> Verdict | None:
        """The latest word on a making; None where nobody spoke, or only of an earlier one."""
        row = self._db.execute(
            "SELECT at, person, approved, remark, digest FROM verdict "
            "WHERE brand = ? AND campaign = ? AND digest = ? ORDER BY id DESC LIMIT 1",
            [brand, campaign, digest],
        ).fetchone()
        return None if row is None else Verdict(row[0], row[1], bool(row[2]), row[3], row[4])

    def propose(self, brand: str, change: Change) -> None:
        """Let a change wait; one a campaign, the latest."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "DELETE FROM change WHERE brand = ? AND campaign = ?", [brand, change.campaign]
        )
        self._db.execute(
            "INSERT INTO change (at, brand, campaign, proposer, text, what, base) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *(change.at, brand, change.campaign, change.proposer),
                *(change.text, change.what, change.base),
            ],
        )
        self._db.execute("COMMIT")

    def waiting(self, brand: str, campaign: str) -> Change | None:
        """The change of a campaign that waits."""
        row = self._db.execute(
            "SELECT id, at, campaign, proposer, text, what, base FROM change "
            "WHERE brand = ? AND campaign = ?",
            [brand, campaign],
        ).fetchone()
        return None if row is None else Change(*row)

    def take(self, brand: str, id: int) -> Change:
        """Take a waiting change away, once. Raises Missing where somebody was quicker."""
        row = self._db.execute(
            "DELETE FROM change WHERE brand = ? AND id = ? "
            "RETURNING id, at, campaign, proposer, text, what, base",
            [brand, id],
        ).fetchall()
        if not row:
            raise Missing("this change was taken or withdrawn already")
        return Change(*row[0])

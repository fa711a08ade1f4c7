"""Who may sign in, and to what. Kept in `people.db`, apart from the catalog (decision 0070)."""

from app.web.people.records import Change, Line, Records, Verdict
from app.web.people.roles import RIGHTS, ROLES, may
from app.web.people.store import Link, Member, People, Person, first_link

__all__ = [
    "RIGHTS",
    "ROLES",
    "Change",
    "Line",
    "Link",
    "Member",
    "People",
    "Person",
    "Records",
    "Verdict",
    "first_link",
    "may",
]

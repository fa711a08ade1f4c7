"""Who may sign in, and to what. Kept in `people.db`, apart from the catalog (decision 0070)."""

from app.web.people.first import first_link
from app.web.people.passkeys import Passkeys, Place
from app.web.people.records import Change, Line, Records, Verdict
from app.web.people.roles import RIGHTS, ROLES, may
from app.web.people.second import Second
from app.web.people.store import Link, Member, People, Person

__all__ = [
    "RIGHTS",
    "ROLES",
    "Change",
    "Line",
    "Link",
    "Member",
    "Passkeys",
    "People",
    "Person",
    "Place",
    "Records",
    "Second",
    "Verdict",
    "first_link",
    "may",
]

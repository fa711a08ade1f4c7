"""Who is still there: Day-N retention by cohort. Days are whole numbers (days since any epoch).

A member is retained on day N if it was active on that very day after the day it joined. A cohort
shows day N only once all its members have lived day N to its end: a young cohort is not a zero.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.attribution.stats.proportions import Count

DAYS = (1, 7, 30)


class Member(NamedTuple):
    """Somebody who joined: the cohort is whatever a report asks by (source, week, both)."""

    subject: str
    cohort: Hashable
    joined: int


class Cohort(NamedTuple):
    """`size` people; for each day asked, how many were active then, or None while it is young."""

    size: int
    days: Mapping[int, Count | None]


def retention(
    members: Iterable[Member],
    active: Iterable[tuple[str, int]],
    today: int,
    days: Sequence[int] = DAYS,
) -> dict[Hashable, Cohort]:
    """Each cohort's retention. `active` are (subject, day); `today` is not over and not counted.

    A subject that joined several times counts from its first day.
    """
    firsts: dict[str, Member] = {}
    for member in members:
        known = firsts.get(member.subject)
        if known is None or (member.joined, str(member.cohort)) < (known.joined, str(known.cohort)):
            firsts[member.subject] = member
    seen = set(active)
    cohorts: dict[Hashable, list[Member]] = {}
    for member in firsts.values():
        cohorts.setdefault(member.cohort, []).append(member)
    return {
        cohort: Cohort(len(people), {day: _day(people, seen, today, day) for day in days})
        for cohort, people in cohorts.items()
    }


def _day(people: list[Member], seen: set[tuple[str, int]], today: int, day: int) -> Count | None:
    if max(member.joined for member in people) + day >= today:
        return None
    stayed = sum((member.subject, member.joined + day) in seen for member in people)
    return Count(stayed, len(people))

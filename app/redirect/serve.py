"""Flow 2: request -> visit -> decision -> scan -> answer. No I/O: what must be on disk is returned.

`Flow.answer` is the whole way of one scan. The caller commits the row and only then sends the
bytes (`commit`). What is slow (codes, salts) is brought in from beside (`upkeep`).
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.channels import consent
from app.config import Config
from app.decide import Facts
from app.model import CLASSES, Brand
from app.redirect import answer as answers
from app.redirect.agent import Agent
from app.redirect.alike import HINT, Alike, Made, Seen, see
from app.redirect.answer import Answer
from app.redirect.bots import LONGEST
from app.redirect.caps import Caps
from app.redirect.claims import claims
from app.redirect.destination import destination
from app.redirect.find import TEST_SERIAL, Finder, Found
from app.redirect.link import Links
from app.redirect.metrics import Counters
from app.redirect.nowhere import Nowhere
from app.redirect.pages import Kept, Pages
from app.redirect.recent import Recent, mark
from app.redirect.table import Spot, Table
from app.redirect.visit import PURPOSES, Headers, Origins, Place, Request, Visitors, is_prefetch
from app.redirect.waits import Waits, wait_of
from app.store.journal import ScanRow

HUMAN, PREVIEW, PREFETCH, BOT, HEAD, TEST, REPEAT, ORPHAN = range(len(CLASSES))
Signs = tuple[bytes | str | None, ...]
_PROGRAMS = {"preview": PREVIEW, "bot": BOT}
_REMEMBERED = 100_000
_ALIKE, _LONGEST_SIGNS = 20_000, 2_048  # some 60 MB at most, whatever is sent


class Outcome(NamedTuple):
    """What a request comes to: the row that must be on disk first, if any, and the answer."""

    row: ScanRow | None
    answer: Answer


_outcome = partial(tuple.__new__, Outcome)  # in a third of the time


class Flow:
    """Flow 2 of one process. Not thread-safe; `use` swaps codes and salts between requests."""

    def __init__(
        self,
        table: Table,
        visitors: Visitors,
        pages: Pages,
        now: Callable[[], int],
        config: Config,
        *,
        origins: Origins | None = None,
        counters: Counters | None = None,
        recent: Recent | None = None,
        caps: Caps | None = None,
    ) -> None:
        self.pages = Kept(pages)
        self.now = now
        self.origins = origins or Origins()
        self.counters = counters or Counters()
        self.recent = recent or Recent()
        self.caps = caps or Caps()
        self.requests = 0
        self._repeat_ms = config["repeat_seconds"] * 1000
        self.nowhere = Nowhere(config["bad_tokens_per_minute"], self.pages, self.counters)
        self.data = config.data
        self.waits: Waits = {}
        self._minute_ends = 0
        self._local: dict[ZoneInfo, tuple[int, int, date]] = {}
        self.use(table, visitors)

    def use(self, table: Table, visitors: Visitors) -> None:
        """Go on with other codes or another day's salt."""
        self.finder = Finder(table)
        self.visitors = visitors
        self.claims = claims(table)
        self._links = Links()
        self._made: dict[tuple[int, Seen], Made] = {}
        self._alike: dict[Signs, Alike] = {}
        self.pages.forget()

    def answer(self, request: Request) -> Outcome:
        """One request for `/TOKEN` or `/alias`, from beginning to end."""
        now = self.now()
        if now >= self._minute_ends:
            self._new_minute(now)
        self.requests += 1
        method, path, headers, peer = request
        given = headers.get
        place = self.origins.of(peer, headers)
        agent = given(b"user-agent", b"")[:LONGEST]  # nobody reads more of it
        # All of a request that a decision for everybody may depend on.
        signs = (
            method,
            path,
            given(b"host"),
            agent,
            given(b"accept-language"),
            given(HINT),
            place.country,
        )
        alike = self._alike.get(signs) or self._meet(request, place, signs)
        brand, code, serial, class_, platform, in_app, language, country, found, seen, made = alike
        visitor = self.visitors.number(brand, place.network, agent)

        if found.spot is None:
            answer, reason = self.nowhere.answer(found, self.finder, path, place.network, now)
            if not self.nowhere.records(now):
                return Outcome(None, answer)
            tail = ("", "", "", reason)
        else:
            if not PURPOSES.isdisjoint(headers) and is_prefetch(headers):
                class_ = PREFETCH
            if made is None:
                who = _lasting(visitor, headers, now)
                made, class_ = self._decide_alone(found.spot, seen, who, class_, now)
            elif class_ == HUMAN and self.recent.seen(visitor, made.mark, now, self._repeat_ms):
                class_ = REPEAT
            _decision, answer, tail, _mark = made
            if class_ == PREFETCH:
                self.counters.add("prefetches_refused")
                answer = answers.PREFETCH
            elif class_ == PREVIEW:
                answer = self.pages.preview(found.spot.plan, seen.reads)
        row = now, brand, code, serial, class_, platform, in_app, language, country, visitor
        return _outcome((row + tail, answer))

    def _meet(self, request: Request, place: Place, signs: Signs) -> Alike:
        """A request as the first of all that will be alike until the minute ends."""
        found = self.finder.find(request.headers.get(b"host", b""), request.path)
        brand, spot = found.brand, found.spot
        seen = see(request.headers, brand, place.country)
        slug = brand.slug if brand is not None else ""
        who = (seen.agent.number, seen.agent.in_app, seen.language, seen.country)
        if spot is None:
            return Alike(slug, found.id, found.serial, ORPHAN, *who, found, seen, None)
        made = None
        if not spot.personal:
            made = self._made.get((spot.id, seen)) or self._decide_for_all(spot, seen)
        class_ = self._class_before(request, found, spot, seen.agent)
        alike = Alike(slug, found.id, found.serial, class_, *who, found, seen, made)
        if sum(len(sign) for sign in signs if sign) <= _LONGEST_SIGNS:
            if len(self._alike) >= _ALIKE:
                self._alike.clear()
            self._alike[signs] = alike
        return alike

    def look(self, request: Request, brand: Brand | None) -> tuple[Seen, int]:
        """Who asks: what the decision sees of a request, and the visitor's number of the day."""
        place = self.origins.of(request.peer, request.headers)
        slug = brand.slug if brand is not None else ""
        user_agent = request.headers.get(b"user-agent", b"")
        return (
            see(request.headers, brand, place.country),
            self.visitors.number(slug, place.network, user_agent),
        )

    def _class_before(self, request: Request, found: Found, spot: Spot, agent: Agent) -> int:
        """The class as far as it is the same for all who are alike."""
        if request.method == b"HEAD":
            return HEAD
        if agent.program:
            return _PROGRAMS[agent.program]
        if found.serial == TEST_SERIAL or self.local(spot.zone)[2] < spot.tests_until:
            return TEST
        return HUMAN

    def _decide_for_all(self, spot: Spot, seen: Seen) -> Made:
        """The decision for everybody who looks the same, kept for the rest of the minute."""
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        made = self._made[spot.id, seen] = self._make(spot, seen, self.facts(spot, seen))
        return made

    def _decide_alone(
        self, spot: Spot, seen: Seen, visitor: int, class_: int, now: int
    ) -> tuple[Made, int]:
        """The decision for one visitor: shares, n-th visits, caps. Only humans use up a cap."""
        human = class_ == HUMAN
        nth = self.recent.counted(visitor, spot.id) + 1
        if human and self.recent.seen(visitor, mark(spot.id, ""), now, self._repeat_ms):
            nth = max(nth - 1, 1)  # a second tap within seconds is no second visit
        wait = wait_of(self.waits, spot, now)
        facts = self.facts(spot, seen)._replace(visitor=visitor, nth=nth, wait=wait)
        spent = self.caps.spent(spot)
        made = self._make(spot, seen, facts, spent)
        if not human:
            return made, class_
        if self.recent.seen(visitor, made.mark, now, self._repeat_ms):
            return made, REPEAT
        while not self.caps.take(spot, made.decision.rule):
            spent |= {made.decision.rule}
            made = self._make(spot, seen, facts, spent)
        if nth > self.recent.counted(visitor, spot.id):
            self.recent.count(visitor, spot.id)
        return made, HUMAN

    def _make(
        self, spot: Spot, seen: Seen, facts: Facts, spent: frozenset[str] = frozenset()
    ) -> Made:
        decision = destination(spot, facts, seen.reads, spent, self._links.link)
        if not decision.contact_point:
            self.counters.add("fallbacks")
        tail = (decision.rule, decision.contact_point, decision.variant, decision.reason)
        sign = mark(spot.id, decision.contact_point)
        return Made(decision, answers.redirect(decision.target), tail, sign)

    def facts(self, spot: Spot, seen: Seen) -> Facts:
        """What the rules see of a visit, save what concerns the visitor alone."""
        agent, here = seen.agent, self.local(spot.zone)
        who = (agent.platform, agent.in_app, seen.language, seen.country)
        return Facts(*who, spot.medium, spot.placement, *here)

    def local(self, zone: ZoneInfo) -> tuple[int, int, date]:
        """Weekday, minute and day in a brand's time zone; worked out once a minute."""
        known = self._local.get(zone)
        if known is None:
            here = datetime.fromtimestamp(self.now() / 1000, zone)
            known = here.weekday(), here.hour * 60 + here.minute, here.date()
            self._local[zone] = known
        return known

    def _new_minute(self, now: int) -> None:
        self._minute_ends = now - now % 60_000 + 60_000
        self._local.clear()
        self._made.clear()
        self._alike.clear()


def _lasting(visitor: int, headers: Headers, now: int) -> int:
    """The number of who agreed to being recognised (shares stay theirs), or of today's visitor."""
    person = consent.person(headers, now) if b"cookie" in headers else None
    return visitor if person is None else person.number

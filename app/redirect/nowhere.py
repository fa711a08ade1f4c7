"""Requests that name no code: what they are answered, how many are answered and recorded."""

from app.redirect import answer as answers
from app.redirect.answer import Answer
from app.redirect.bursts import Bursts
from app.redirect.find import Finder, Found
from app.redirect.limits import Limits
from app.redirect.meant import MOST, offer
from app.redirect.metrics import Counters
from app.redirect.pages import Kept


class Nowhere:
    """Answers for one process. `per_minute` bad tokens of a network are answered before 429."""

    def __init__(self, per_minute: int, pages: Kept, counters: Counters) -> None:
        self._limits = Limits(per_minute)
        self._pages = pages
        self._counters = counters
        self.bursts = Bursts()

    def answer(
        self, found: Found, finder: Finder, path: bytes, network: str, now: int
    ) -> tuple[Answer, str]:
        """The answer, and the reason that its row gives."""
        brand, reason = found.brand, found.reason
        self.bursts.count(found, network, finder.imitated(found, path), now)
        if reason == "unknown-code" and brand is not None:
            self._counters.add("fallbacks")
            return answers.redirect(brand.fallback), reason
        self._counters.add("bad_tokens")
        if not self._limits.allows(network, now):
            self._counters.add("rate_limited")
            return answers.TOO_MANY, "rate-limited"
        page = self._pages.bad_token(brand)
        if reason == "unknown-alias" and brand is not None:
            aliases = finder.meant(brand, path)
            if aliases:
                return offer(page, brand, aliases[:MOST]), "near-alias"
        return page, reason

    def records(self, now: int) -> bool:
        """Whether this one is still recorded."""
        recorded = self._limits.records(now)
        if not recorded:
            self._counters.add("orphans_unrecorded")
        return recorded

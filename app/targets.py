"""Whether the places that codes lead to still answer: asked now and then, where that is wanted.

Only https addresses out of campaigns that still run, each once however many codes lead there, with
a stand-in for the token. What misses twice in a row raises the alarm `target`; it closes itself
when the place answers again, or when nothing leads there any more. A person who closes it is not
told again before the place has answered in between. Misses are counted in memory.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from urllib.parse import urldefrag, urljoin, urlsplit

from app import outside
from app.channels import CHANNELS
from app.channels.base import Device, Source
from app.model import ContactPoint, Plan
from app.store import alarms
from app.store.alarms import Finding
from app.store.catalog import Catalog

log = logging.getLogger("relais.targets")
KIND = "target"
MISSES = 2
AGAIN = 10 * 60_000  # ms until a place that missed once is asked again
MOST = 50  # places asked in one look
_HOUR = 3_600_000
_HOPS = 5
# Nobody can sign it; as long as a token, so that a target takes it for one.
_SOURCE = Source("ZZ7ZZZZ4ZZZ9ZZ2Z", "ZZ7Z4Z", "campaign", "medium", "placement")
_DEVICES = tuple(Device(platform) for platform in ("ios", "android", "other"))
_REFUSED = frozenset({404, 410})

Ask = Callable[[str], tuple[int, str]]
"""Asks one address, following nothing: status and where it sends on to. Raises OSError."""
Key = tuple[str, str]  # brand, and the address without its query


@dataclass(slots=True)
class _Place:
    due: int = 0
    misses: int = 0


@dataclass(slots=True)
class Targets:
    """The places of all brands and when each is due; `hours` between two looks, 0: never."""

    data: Path
    hours: int
    ask: Ask = field(default_factory=lambda: public)
    _places: dict[Key, _Place] = field(default_factory=dict)
    _thread: Thread | None = None

    def round(self, now: int) -> None:
        """Look in a thread if something is due (places may take seconds); one look at a time."""
        if self.hours and (self._thread is None or not self._thread.is_alive()):
            self._thread = Thread(target=self._try, args=(now,), name="targets", daemon=True)
            self._thread.start()

    def _try(self, now: int) -> None:
        try:
            self.look(now)
        except Exception:
            log.exception("targets were not looked at; it is tried again")

    def look(self, now: int) -> None:
        """Ask what is due, and open or close alarms."""
        if self._places and all(place.due > now for place in self._places.values()):
            return
        wanted = addresses(self.data, now)
        self._places = {key: self._places.get(key, _Place()) for key in wanted}
        due = [key for key, place in self._places.items() if place.due <= now][:MOST]
        for key in due:
            place = self._places[key]
            place.misses = 0 if answers(wanted[key], self.ask) else place.misses + 1
            hours = self.hours * _HOUR
            place.due = now + (min(AGAIN, hours) if place.misses == 1 else hours)
        self._tell(due, now)

    def _tell(self, asked: list[Key], now: int) -> None:
        ringing = {
            (alarm.brand, alarm.what): alarm.id
            for alarm in alarms.open_alarms(self.data)
            if alarm.kind == KIND
        }
        misses = {key: self._places[key].misses for key in asked}
        for key, id in ringing.items():
            if key not in self._places or misses.get(key) == 0:
                alarms.close(self.data, id, now)
        found = [
            Finding(key[0], KIND, None, key[1], now, now, 1 if key in ringing else MISSES, True)
            for key, missed in misses.items()
            if missed == MISSES or (missed and key in ringing)
        ]
        if found:
            alarms.note(self.data, found, now)


def addresses(data: Path, now: int) -> Mapping[Key, str]:
    """An address to ask for each place that codes of running campaigns lead to."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    found: dict[Key, str] = {}
    with closing(Catalog(data)) as catalog:
        for brand in catalog.brands():
            for plan in catalog.plans(brand.slug):
                if plan.campaign.ends >= today:
                    for url in _links(plan):
                        found.setdefault((brand.slug, place(url)), url)
    return found


def place(url: str) -> str:
    """An address without its query and fragment, which may hold a token."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _links(plan: Plan) -> set[str]:
    used = {rule.to for route in plan.routes.values() for rule in route.rules}
    points = [point for key, point in plan.contact_points.items() if key in used]
    made = (_link(point, device) for point in points for device in _DEVICES)
    return {url for url in made if url.startswith("https://")}


def _link(point: ContactPoint, device: Device) -> str:
    try:
        return CHANNELS[point.channel].link(point.options, _SOURCE, device)
    except Exception:  # the redirect says so itself, with the code
        return ""


def answers(url: str, ask: Ask) -> bool:
    """Whether an address answers, at the end of at most five redirects.

    A refusal of us (401, 403, 429 …) is an answer; 404, 410 and faults of the server are none.
    """
    for _hop in range(_HOPS):
        try:
            status, location = ask(urldefrag(url).url)
        except OSError:
            return False
        if not 300 <= status < 400 or not location:
            return status < 500 and status not in _REFUSED
        url = urljoin(url, location)
    return False


def public(url: str) -> tuple[int, str]:
    """Ask a public https address: resolved, looked at and connected to anew at each hop."""
    reply = outside.get(outside.target(url), {"User-Agent": "Relais target check"})
    return reply.status, reply.location

"""A small brand with real codes in a real catalog, and a Flow over it with a clock of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.channels.base import Personal
from app.config import Config, load
from app.hours import parse
from app.issue import issue
from app.model import (
    Brand,
    Campaign,
    Code,
    CodeSpec,
    ContactPoint,
    Placement,
    Plan,
    Route,
    Rule,
)
from app.redirect.serve import Flow, Outcome
from app.redirect.table import Table
from app.redirect.visit import Request, Visitors
from app.signing import Ring
from app.store.catalog import Catalog

HOST = b"q.example.fr"
IPHONE = (
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    b"(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    b"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    b"Chrome/131.0.0.0 Mobile Safari/537.36"
)
DESKTOP = (
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    b"Chrome/131.0.0.0 Safari/537.36"
)
# A Saturday at 20:00 in Paris.
SATURDAY = int(datetime(2027, 4, 10, 18, 0, tzinfo=UTC).timestamp() * 1000)


def a_plan(slug: str = "levain", host: str = "q.example.fr") -> Plan:
    """Codes for phones, calls, evenings, shares, caps, first visits and a later day."""
    brand = Brand(slug, "Levain", host, f"https://{slug}.example/")
    rules = {
        "shop": (Rule("phones", "app", platform=frozenset({"ios", "android"})), Rule("all", "web")),
        "call": (Rule("all", "phone"),),
        "night": (Rule("evening", "chat", hours=parse("Sa 19:00-23:00")), Rule("all", "web")),
        "split": (Rule("half", "app", percent=50, variant="b"), Rule("all", "web")),
        "cap": (Rule("first", "app", cap=3), Rule("all", "web")),
        "nth": (Rule("first", "app", nth=(1, 1)), Rule("all", "web")),
        "gone": (Rule("all", "fallback"),),
        "queue": (Rule("busy", "chat", wait_over=120), Rule("all", "phone")),
        "closed": (Rule("all", "shut"),),
    }
    points = (
        ContactPoint("app", "app", {"ios": "https://apps.apple.com/app/id1", "android": "fr.a.b",
                                    "web": f"https://{slug}.example/app"}),
        ContactPoint("claimed", "app", {"web": f"https://{slug}.example/app", "team": "9JA89QQLNQ",
                                        "link": f"https://{host}/open", "bundle": "fr.a.b"}),
        ContactPoint("web", "web", {"url": f"https://{slug}.example/spring"}),
        ContactPoint("chat", "messenger", {"page": "levain"}),
        ContactPoint("shops", "map", {"shops": [
            {"name": "Paris", "latitude": 48.85, "longitude": 2.35},
            {"name": "Lyon", "latitude": 45.76, "longitude": 4.83}]}),
        ContactPoint("phone", "call", {"number": "+33800123456", "hours": "Mo-Fr 09:00-19:00",
                                       "closed": "chat"}),
        ContactPoint("shut", "web", {"url": "https://shut.example/", "hours": "Mo 09:00-10:00",
                                     "closed": "chat"}),
    )  # fmt: skip
    specs = tuple(
        CodeSpec(f"qr-{name}", "qr", name, {"fr": "Scannez"}, "dijon" if name == "shop" else None)
        for name in rules
    )
    poster = Placement("poster-dijon", "poster-a3", "Dijon Ville", "Dijon", codes=specs)
    later = Placement(
        "later",
        "flyer-a5",
        "Lyon",
        latitude=45.75,
        longitude=4.85,
        starts=date(2027, 4, 20),
        codes=(replace(specs[0], alias=None),),
    )
    return Plan(
        brand,
        Campaign(slug, "spring", "Spring", date(2027, 3, 1), date(2027, 5, 31)),
        {point.key: point for point in points},
        {key: Route(key, value) for key, value in rules.items()},
        (poster, later),
    )


class StandInPages:
    """Pages that say which they are."""

    def bad_token(self, brand: Brand | None) -> bytes:
        return f"bad {brand.slug if brand else '-'}".encode()

    def preview(self, plan: Plan, language: str) -> bytes:
        return f"preview {plan.campaign.slug} {language}".encode()

    def consent(self, plan: Plan, point: ContactPoint, language: str) -> bytes:
        return f"consent {point.key} {language} {{token}}".encode()

    def point(
        self,
        plan: Plan,
        point: ContactPoint,
        language: str,
        platform: str,
        *,
        open_now: bool,
        personal: Personal = Personal(),  # noqa: B008 - a frozen value
    ) -> bytes:
        said = f"{point.key} {language} {platform} {open_now} {{token}} {{reference}}"
        return f"{said} {tuple(personal)}".encode() if personal != Personal() else said.encode()


@dataclass
class Stand:
    """Everything of one test: the codes by `placement/key`, the flow, and a clock to set."""

    config: Config
    catalog: Catalog
    rings: dict[str, Ring]
    codes: dict[str, Code]
    now: int = SATURDAY
    flow: Flow = field(init=False)

    def __post_init__(self) -> None:
        self.flow = self.another_flow()

    def another_flow(self, **parts: object) -> Flow:
        """A flow over the catalog as it is now."""
        table = Table(self.catalog, self.rings)
        visitors = Visitors(b"a salt")
        return Flow(table, visitors, StandInPages(), lambda: self.now, self.config, **parts)  # type: ignore[arg-type]

    def a_table(self) -> Table:
        """The codes as they are now."""
        return Table(self.catalog, self.rings)

    def token(self, name: str) -> str:
        return self.codes[name].token

    def ask(
        self,
        path: str,
        agent: bytes = IPHONE,
        *,
        method: bytes = b"GET",
        host: bytes = HOST,
        peer: str = "192.0.2.7",
        **headers: str,
    ) -> Outcome:
        """One request; header names with underscores."""
        given = {b"host": host, b"user-agent": agent}
        for name, value in headers.items():
            given[name.replace("_", "-").encode()] = value.encode()
        return self.flow.answer(Request(method, path.encode(), given, peer))

    def scan(self, name: str, agent: bytes = IPHONE, **more: object) -> Outcome:
        """A scan of the code `qr-NAME` of the poster."""
        return self.ask("/" + self.token(f"poster-dijon/qr-{name}"), agent, **more)  # type: ignore[arg-type]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    yield from _stand(tmp_path, a_plan())


@pytest.fixture
def two_brands(tmp_path: Path) -> Iterator[Stand]:
    yield from _stand(tmp_path, a_plan(), a_plan("autre", "q.autre.fr"))


def _stand(folder: Path, *plans: Plan) -> Iterator[Stand]:
    catalog = Catalog.create(folder)
    rings = {
        plan.brand.slug: Ring(plan.brand.slug, [f"secret-{plan.brand.slug}"]) for plan in plans
    }
    codes: dict[str, Code] = {}
    for plan in plans:
        made = issue(plan, catalog, rings[plan.brand.slug])
        catalog.save(plan, made)
        prefix = "" if plan is plans[0] else f"{plan.brand.slug}/"
        codes |= {f"{prefix}{code.placement}/{code.spec.key}": code for code in made}
    yield Stand(load({"RELAIS_DATA": str(folder)}), catalog, rings, codes)
    catalog.close()


Ask = Callable[..., Outcome]

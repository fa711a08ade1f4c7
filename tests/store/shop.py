"""A small brand in a data folder, and journals filled by the real writer."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from app.model import (
    Action,
    Brand,
    Campaign,
    Code,
    CodeSpec,
    ContactPoint,
    Money,
    Placement,
    Plan,
    Route,
    Rule,
    Scan,
    Visit,
)
from app.signing import Ring
from app.store.catalog import Catalog
from app.store.journal import Journal, scan_row

RING = Ring("levain", ["test-secret"])
POINTS = {
    "web": ContactPoint("web", "web", {"url": "https://levain.example/"}),
    "phone": ContactPoint("phone", "call", {"number": "+33800000000"}),
}
PLACEMENTS = (
    Placement("dijon", "poster-a3", "Dijon Ville", "Dijon", quantity=4, cost=Money(3800, "EUR")),
    Placement("lyon", "poster-a3", "Lyon Part-Dieu", "Lyon", quantity=6, cost=Money(5700, "EUR")),
    Placement("bag", "packaging", "Sac à pain", quantity=10_000, cost=Money(90_000, "EUR")),
    Placement("window", "shop-window", "Vitrine Dijon", "Dijon", quantity=1),
)


def at(text: str) -> int:
    """`2027-03-10 09:00` (UTC) in epoch milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def plan(
    placements: Iterable[Placement] = PLACEMENTS,
    timezone: str = "Europe/Paris",
    brand: str = "levain",
    campaign: str = "printemps",
) -> Plan:
    return Plan(
        brand=Brand(
            brand, brand.title(), f"q.{brand}.example", "https://x.example/", timezone=timezone
        ),
        campaign=Campaign(brand, campaign, campaign.title(), date(2027, 3, 1), date(2027, 5, 31)),
        contact_points=POINTS,
        routes={"shop": Route("shop", (Rule("all", "web"),))},
        placements=tuple(placements),
    )


def codes(plan: Plan, keys: tuple[str, ...] = ("main",)) -> list[Code]:
    made = []
    for placement in plan.placements:
        for key in keys:
            path = f"{plan.campaign.slug}/{placement.key}/{key}"
            id = RING.mint(path, lambda _id: False)
            made.append(
                Code(
                    id=id,
                    token=RING.token(id),
                    reference=RING.reference(path, lambda _text: False),
                    brand=plan.brand.slug,
                    campaign=plan.campaign.slug,
                    placement=placement.key,
                    spec=CodeSpec(key, "qr", "shop", {"fr": "Scannez", "en": "Scan"}),
                )
            )
    return made


def open_shop(data: Path, plan: Plan, keys: tuple[str, ...] = ("main",)) -> Mapping[str, Code]:
    """Save the plan; its codes by `placement` (or `placement/key` where there are several)."""
    made = codes(plan, keys)
    catalog = Catalog.create(data)
    catalog.save(plan, made)
    catalog.close()
    if len(keys) == 1:
        return {code.placement: code for code in made}
    return {f"{code.placement}/{code.spec.key}": code for code in made}


def scan(
    code: Code | None,
    when: int | str,
    visitor: int = 1,
    class_: str = "human",
    *,
    brand: str = "levain",
    contact_point: str = "web",
    platform: str = "ios",
    rule: str = "all",
    country: str = "FR",
) -> Scan:
    moment = at(when) if isinstance(when, str) else when
    visit = Visit(
        moment, brand, code.id if code else None, None, class_, platform, "", "fr", country, visitor
    )
    return Scan(visit, contact_point, rule, "", "")


def write(data: Path, scans: Iterable[Scan] = (), actions: Iterable[Action] = ()) -> Path:
    """One journal of a process that has ended."""
    journal = Journal(data / "journals")
    journal.append([scan_row(item) for item in scans], list(actions))
    assert journal.path is not None
    journal.close()
    return journal.path

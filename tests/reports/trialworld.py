"""A brand that tries things out: versions of a route, and of what it prints.

Everything follows from a seed; nothing else is drawn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app import config
from app.config import Config
from app.model import Code, CodeSpec, Conversion, Match, Placement, Plan, Route, Rule, Scan
from app.store import folder
from app.store.catalog import Catalog
from app.store.ledger import Incoming
from tests.store.shop import RING, plan, scan, write

FIRST = date(2027, 3, 1)
OVER = date(2027, 6, 2)
"""A day after the campaign has ended."""


class World(NamedTuple):
    """What is tried: whoever scans converts at `rates[variant]`; words bring `pulls[key]` people
    a copy over the whole time."""

    rates: Mapping[str, float] = {"a": 0.10, "b": 0.10}
    pulls: Mapping[str, float] = {"now": 20.0, "calm": 20.0}
    share: float = 0.5
    daily: int = 60
    days: int = 60
    places: int = 0
    told: float = 1.0


def lottery(share: int = 50) -> Route:
    """Half of the people to the shop, the others to the phone."""
    half = Rule("half", "web", percent=share, variant="a")
    return Route("shop", (half, Rule("rest", "phone", variant="b")))


def campaign(route: Route, places: int = 0, keys: tuple[str, ...] = ("main",)) -> Plan:
    """A poster at each place; with several `keys` as many of them, each with words of its own."""
    calls = {"main": "Scannez", "now": "Commandez maintenant", "calm": "Prenez votre temps"}
    specs = tuple(CodeSpec(key, "qr", route.key, {"fr": calls[key]}) for key in keys)
    stood = tuple(
        Placement(f"p{n:02d}", "poster-a3", f"Place {n}", f"City {n}", quantity=4, codes=specs)
        for n in range(max(places, 1))
    )
    return replace(plan(stood), routes={route.key: route})


def open_with(data: Path, whole: Plan) -> list[Code]:
    """Save a plan; its codes."""
    codes = []
    for placement in whole.placements:
        for spec in placement.codes:
            path = f"{whole.campaign.slug}/{placement.key}/{spec.key}"
            id = RING.mint(path, lambda _id: False)
            brand, slug = whole.brand.slug, whole.campaign.slug
            name = RING.reference(path, lambda _text: False)
            codes.append(Code(id, RING.token(id), name, brand, slug, placement.key, spec))
    catalog = Catalog.create(data)
    catalog.save(whole, codes)
    catalog.close()
    return codes


def moment(day: int, second: int = 0) -> int:
    """A second of a day of the campaign, in UTC epoch ms."""
    start = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
    return int(start.timestamp() * 1000) + second * 1000


def orders(
    data: Path, rows: list[tuple[Code, int, str]], kind: str = "order", source: str = "till"
) -> None:
    """Record conversions of (code, time, variant) at once."""
    catalog = Catalog(data)
    catalog.record(
        "levain",
        [
            Incoming(
                Conversion(source, f"{kind}{n}", kind, code.token, at, 1000, "EUR")
                if kind == "order"
                else Conversion(source, f"{kind}{n}", kind, code.token, at),
                Match(code.id, "token", "deterministic", "signed"),
                variant,
            )
            for n, (code, at, variant) in enumerate(rows)
        ],
        moment(100),
    )
    catalog.close()


def fill_by_people(data: Path, codes: list[Code], world: World, seed: int = 1) -> None:
    """People who are given a version by lot, and their orders."""
    rng = np.random.default_rng(seed)
    scans: list[Scan] = []
    sold: list[tuple[Code, int, str]] = []
    for day in range(world.days):
        for number in range(int(rng.poisson(world.daily))):
            code = codes[int(rng.integers(len(codes)))]
            variant = "a" if rng.random() < world.share else "b"
            at = moment(day, 3600 + number)
            scans.append(scan(code, at, day * 100_000 + number)._replace(variant=variant))
            if rng.random() < world.rates[variant]:
                sold.append((code, at + 60_000, variant if rng.random() < world.told else ""))
    write(data, scans)
    folder.fold(data)
    orders(data, sold)


def fill_by_words(data: Path, codes: list[Code], world: World, seed: int = 1) -> None:
    """Every place scans in its own measure; each wording brings people by its pull."""
    rng = np.random.default_rng(seed)
    busy = {code.placement: float(np.exp(rng.normal(0, 0.4))) for code in codes}
    visitor = iter(range(1, 10_000_000))
    scans = [
        scan(code, moment(int(rng.integers(world.days)), 3600 + n % 80_000), n)
        for code in codes
        for n in _several(
            visitor, rng.poisson(4 * world.pulls[code.spec.key] * busy[code.placement])
        )
    ]
    write(data, scans)
    folder.fold(data)


def _several(numbers: Iterator[int], count: int) -> Iterator[int]:
    for _one in range(int(count)):
        yield next(numbers)


def settings(data: Path) -> Config:
    """The settings of a data folder."""
    return config.load({"RELAIS_DATA": str(data)})


PRINTED = date(2027, 4, 12)
"""The day on which leaflets came to the first six of twelve cities."""


def leaflets(rise: float = 1.4, data: Path | None = None, seed: int = 1, towns: int = 12) -> Plan:
    """Shop windows in every city, and leaflets nobody scans in half of them; fills `data`."""
    spec = CodeSpec("main", "qr", "shop", {"fr": "Scannez"})
    half = towns // 2
    stood = tuple(
        Placement(f"w{n:02d}", "shop-window", f"Shop {n}", f"City {n:02d}", codes=(spec,))
        for n in range(towns)
    ) + tuple(
        Placement(
            f"l{n:02d}",
            "flyer",
            f"Streets {n}",
            f"City {n:02d}",
            quantity=5000,
            starts=PRINTED,
            codes=(spec,),
        )
        for n in range(half)
    )
    whole = plan(stood)
    if data is not None:
        _fill_towns(data, open_with(data, whole), rise, half, np.random.default_rng(seed))
    return whole


def _fill_towns(
    data: Path, codes: list[Code], rise: float, half: int, rng: np.random.Generator
) -> None:
    scans: list[Scan] = []
    sold: list[tuple[Code, int, str]] = []
    begins = (PRINTED - FIRST).days
    windows = [code for code in codes if code.placement.startswith("w")]
    for place, code in enumerate(windows):
        usual = 9 * float(np.exp(rng.normal(0, 0.5)))
        for day in range(begins + 15):
            more = rise if place < half and day >= begins else 1.0
            for number in range(int(rng.poisson(usual * more))):
                at = moment(day, 30_000 + number)
                scans.append(scan(code, at, len(scans) + 1))
                if number % 5 == 0:
                    sold.append((code, at + 60_000, ""))
    write(data, scans)
    folder.fold(data)
    orders(data, sold)

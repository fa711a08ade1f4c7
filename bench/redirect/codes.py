"""A data folder with as many codes as a bench asks for."""

import sqlite3
from datetime import date
from pathlib import Path

from app.issue import issue
from app.model import (
    Brand,
    Campaign,
    CodeSpec,
    ContactPoint,
    Placement,
    Plan,
    Route,
    Rule,
)  # fmt: skip
from app.signing import Ring, encode, with_check
from app.store import secrets
from app.store.catalog import Catalog
from bench.redirect.rig import HOST

BRAND = "bench"


def plan(placements: int) -> Plan:
    """A campaign of posters with a QR code each, for phones and others."""
    brand = Brand(BRAND, "Bench", HOST, "https://bench.example/")
    spec = CodeSpec("qr", "qr", "shop", {"fr": "Scannez"})
    return Plan(
        brand=brand,
        campaign=Campaign(BRAND, "spring", "Spring", date(2020, 1, 1), date(2099, 12, 31)),
        contact_points={
            "app": ContactPoint("app", "web", {"url": "https://bench.example/app"}),
            "web": ContactPoint("web", "web", {"url": "https://bench.example/"}),
        },
        routes={
            "shop": Route("shop", (
                Rule("phones", "app", platform=frozenset({"ios", "android"})),
                Rule("others", "web"),
            ))
        },
        placements=tuple(
            Placement(f"p-{number}", "poster-a3", f"Place {number}", codes=(spec,))
            for number in range(placements)
        ),
    )  # fmt: skip


def make(data: Path, count: int) -> list[str]:
    """Make the folder; the tokens of the first codes (at most 1,000 placements)."""
    catalog = Catalog.create(data)
    ring = secrets.ensure(data / "keys", BRAND)
    made = plan(min(count, 1000))
    codes = issue(made, catalog, ring)
    catalog.save(made, codes)
    catalog.close()
    if count > len(codes):
        _multiply(data / "catalog.db", ring, count - len(codes))
    return [code.token for code in codes]


def _multiply(path: Path, ring: Ring, more: int) -> None:
    """Codes beyond the first thousand, straight into the table: ids spread as HMACs are."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -1000000")
    known = {row[0] for row in db.execute("SELECT id FROM code")}
    used = {row[0] for row in db.execute("SELECT reference FROM code")}
    step = 0x9E3779B97F
    ids = sorted({(number * step + 12345) & ((1 << 40) - 1) for number in range(more)} - known)
    free = (text for number in range(1 << 25) if (text := reference(number)) not in used)
    placements = [row[0] for row in db.execute("SELECT key FROM placement")]
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO code (id, token, reference, brand, campaign, placement, key, kind, route,"
        " call_to_action, alias, serials) VALUES (?, ?, ?, 'bench', 'spring', ?, ?, 'qr', 'shop',"
        " '{}', NULL, 0)",
        (
            (id, ring.token(id), next(free), placements[row % len(placements)], f"k{row}")
            for row, id in enumerate(ids)
        ),
    )
    db.execute("COMMIT")
    db.close()


def reference(number: int) -> str:
    """The reference whose five characters are a number."""
    return with_check(encode(number, 5))

"""A made-up world of scans and conversions, and the rival: the same in one plain SQLite file.

90 days, 20,000 codes of 1,000 placements of 200 campaigns in 12 media, 3 % as many conversions as
scans. Codes are scanned as unevenly as words are used.
"""

# ruff: noqa: S608 - statements are put together from our own pieces

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from app.store import duck, history, recount, sealing
from app.store.catalog import Catalog
from app.store.zones import DAY, days_of

DAYS, CODES, PLACEMENTS, CAMPAIGNS = 90, 20_000, 1_000, 200
MEDIA = (
    *("packaging", "poster-a4", "poster-a3", "poster-a2", "poster-a1", "shop-window"),
    *("press-ad", "flyer-a5", "flyer-a6", "shelf-talker", "receipt", "billboard-120x176"),
)
FIRST = days_of(date(2027, 3, 1)) * DAY
BRAND = "bench"


def world(data: Path, scans: int) -> None:
    """Catalog, sealed days and rollups."""
    Catalog.create(data).close()
    with closing(sqlite3.connect(data / history.CATALOG)) as catalog:
        _catalog(catalog, scans * 3 // 100)
    (data / history.SEALED).mkdir()
    with closing(history.connect(data)) as store:
        for day in range(DAYS):
            _day(store, data / history.SEALED, day, scans // DAYS)
    recount.rebuild(data)


def _catalog(catalog: sqlite3.Connection, conversions: int) -> None:
    catalog.execute(
        "INSERT INTO brand (slug, name, host, fallback, languages, timezone, colour, byte_mode)"
        " VALUES (?, 'Bench', 'q.bench.example', 'https://b.example/', '[\"fr\"]',"
        " 'Europe/Paris', '#000000', 0)",
        (BRAND,),
    )
    catalog.executemany(
        "INSERT INTO campaign VALUES (?, ?, ?, '2027-03-01', '2027-05-31', NULL, NULL,"
        " 'acquisition', 0)",
        ((BRAND, f"c{number}", f"Campaign {number}") for number in range(CAMPAIGNS)),
    )
    catalog.executemany(
        "INSERT INTO placement (brand, campaign, key, medium, place, city, quantity, cost_minor,"
        " currency, language) VALUES (?, ?, ?, ?, ?, ?, 100, 5000, 'EUR', 'fr')",
        (
            (BRAND, f"c{n % CAMPAIGNS}", f"p{n}", MEDIA[n % 12], f"Place {n}", f"City {n % 90}")
            for n in range(PLACEMENTS)
        ),
    )
    catalog.executemany(
        "INSERT INTO code (id, token, reference, brand, campaign, placement, key, kind, route,"
        " call_to_action, serials) VALUES (?, ?, ?, ?, ?, ?, ?, 'qr', 'r', '{}', 0)",
        (
            (n + 1, f"T{n}", f"R{n}", BRAND, f"c{n % PLACEMENTS % CAMPAIGNS}",
             f"p{n % PLACEMENTS}", f"k{n}")
            for n in range(CODES)
        ),
    )  # fmt: skip
    catalog.execute(
        f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {conversions}),
        m AS (SELECT i, i * 2654435761 % {CODES} AS c FROM n)
        INSERT INTO conversion (id, brand, source, external_id, kind, ref, at, received,
            value_minor, currency, contact_point, body, code, campaign, placement, medium,
            evidence, strength, reason)
        SELECT i, '{BRAND}', 'shop', i, 'order', '', {FIRST} + i * 40503 % {DAYS * DAY}, 0,
            i % 9000 + 100, 'EUR', '', x'00', c + 1, 'c' || (c % {PLACEMENTS} % {CAMPAIGNS}),
            'p' || (c % {PLACEMENTS}), p.medium, 'token', 'deterministic', ''
        FROM m JOIN placement AS p ON p.brand = '{BRAND}'
            AND p.campaign = 'c' || (c % {PLACEMENTS} % {CAMPAIGNS})
            AND p.key = 'p' || (c % {PLACEMENTS})"""
    )
    catalog.execute(
        "INSERT INTO credit SELECT id, 'last', code, 1000000, value_minor FROM conversion"
        " WHERE id % 10 > 0"
    )
    catalog.commit()


# Codes are scanned as unevenly as words are used; most scans are human, by day.
_SCANS = """CREATE OR REPLACE TABLE staged AS
    WITH n AS (SELECT range AS i, random() AS a, random() AS b, random() AS c FROM range({count})),
    m AS (SELECT *, CAST(floor({codes} * a * a * a) AS BIGINT) AS code0 FROM n)
    SELECT {before} + i + 1 AS id, {start} + CAST(floor(sqrt(b) * 86399999) AS BIGINT) AS "at",
        '{brand}' AS brand, code0 + 1 AS code, CAST(NULL AS INTEGER) AS serial,
        CAST(CASE WHEN c < 0.86 THEN 0 WHEN c < 0.92 THEN 3 WHEN c < 0.96 THEN 1 ELSE 6 END
            AS UTINYINT) AS class,
        CAST(CASE WHEN b < 0.5 THEN 0 WHEN b < 0.9 THEN 1 ELSE 3 END AS UTINYINT) AS platform,
        CASE WHEN a < 0.03 THEN 'instagram' ELSE '' END AS in_app,
        CASE WHEN c < 0.8 THEN 'fr' ELSE 'en' END AS language,
        CASE WHEN a < 0.9 THEN 'FR' ELSE 'BE' END AS country,
        hash({day}, CAST(floor(random() * {people}) AS BIGINT)) >> 2 AS visitor,
        'all' AS rule, CASE WHEN c < 0.7 THEN 'web' ELSE 'app' END AS contact_point,
        '' AS variant, '' AS reason,
        'c' || (code0 % {placements} % {campaigns}) AS campaign,
        list_extract({media}, CAST(code0 % {placements} % 12 + 1 AS INTEGER)) AS medium,
        'p' || (code0 % {placements}) AS placement
    FROM m"""


def _day(store: sqlite3.Connection, folder: Path, day: int, count: int) -> None:
    start = FIRST + day * DAY
    file = folder / f"{date.fromordinal(date(2027, 3, 1).toordinal() + day)}.1.parquet"
    with closing(duck.engine()) as engine:
        engine.execute(f"SELECT setseed({(day + 1) / 1000})")
        engine.execute(
            _SCANS.format(
                count=count, codes=CODES, before=day * count, start=start, brand=BRAND, day=day,
                people=max(count // 8, 1), placements=PLACEMENTS, campaigns=CAMPAIGNS,
                media=list(MEDIA),
            )
        )  # fmt: skip
        engine.execute(sealing._WRITE.format(numbers=0, file=duck.quoted(file)))
        visitors = engine.execute("SELECT COUNT(DISTINCT visitor) FROM staged").fetchone()
        people = engine.execute(sealing.PEOPLE).fetchall()
    store.executemany(
        "INSERT INTO sealed_people VALUES (?, ?, ?)", ((file.name, *row) for row in people)
    )
    store.execute(
        "INSERT INTO sealed VALUES (?, 1, ?, ?, ?, ?)",
        (start, file.name, count, visitors[0], file.stat().st_size),
    )


def rival(data: Path, file: Path) -> None:
    """The same scans in one SQLite table with the indexes one would give it."""
    with closing(sqlite3.connect(file)) as plain, closing(duck.engine()) as engine:
        plain.execute("PRAGMA journal_mode=OFF")
        plain.execute("PRAGMA synchronous=OFF")
        columns = ", ".join(duck.SCAN)
        plain.execute(f"CREATE TABLE scan ({columns.replace('id,', 'id INTEGER PRIMARY KEY,')})")
        for day in sorted((data / history.SEALED).glob("*.parquet")):
            duck.view(engine, [day])
            found = engine.execute(f"SELECT {columns.replace('at,', 's.at,', 1)} FROM scan AS s")
            marks = ", ".join("?" * len(duck.SCAN))
            while rows := found.fetchmany(50_000):
                plain.executemany(f"INSERT OR IGNORE INTO scan VALUES ({marks})", rows)
        plain.commit()
        plain.execute("CREATE INDEX by_time ON scan (at)")
        plain.execute("CREATE INDEX by_code ON scan (code, at)")
        plain.execute("CREATE INDEX by_campaign ON scan (campaign, at)")
        plain.execute("ANALYZE")

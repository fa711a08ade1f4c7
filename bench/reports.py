"""Reports over many scans, beside the same questions asked of one plain indexed SQLite table.

    .venv/bin/python bench/reports.py [--scans 10000000] [--keep FOLDER]

Prints milliseconds, the ratio of each question, the geometric mean, memory and bytes a scan. The
world is made up: 90 days, 20,000 codes of 1,000 placements of 200 campaigns in 12 media, 3 % as
many conversions as scans. Both sides hold the same rows and give the same counts (checked).
"""

# ruff: noqa: S608 - statements are put together from our own pieces

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from app import reports
from app.reports.run import build
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


class Question(NamedTuple):
    """A report and how one would ask the plain table for its scans and conversions."""

    name: str
    options: Mapping[str, str]
    scans: str
    conversions: str
    standing: bool = True


_HUMAN = "COUNT(*) FILTER (WHERE class = 0)"
_PEOPLE = f"{_HUMAN}, COUNT(DISTINCT CASE WHEN class = 0 THEN visitor END)"
# Paris is an hour before UTC until 28 March 2027, and two hours after: days of the brand.
_SUMMER = FIRST + 27 * DAY + 3_600_000
_SUM = "SUM(k.share), SUM(k.value_minor)"
_WEEK = (FIRST + 60 * DAY - 7_200_000, FIRST + 67 * DAY - 7_200_000)


def _local(at: str) -> str:
    return f"({at} + CASE WHEN {at} < {_SUMMER} THEN 3600000 ELSE 7200000 END)"


def _scans(keys: str, counts: str = _PEOPLE, where: str = "1", join: str = "") -> str:
    places = ", ".join(str(number + 1) for number in range(keys.count(",") + 1))
    return f"SELECT {keys}, {counts} FROM scan AS s {join} WHERE {where} GROUP BY {places}"


def _credits(keys: str, where: str = "1", join: str = "") -> str:
    places = ", ".join(str(number + 1) for number in range(keys.count(",") + 1))
    return (
        f"SELECT {keys}, {_SUM} FROM cat.conversion AS c JOIN cat.credit AS k"
        f" ON k.conversion = c.id AND k.model = 'last' {join}"
        f" WHERE c.brand = '{BRAND}' AND {where} GROUP BY {places}"
    )


def _place(alias: str) -> str:
    return (
        f"JOIN cat.placement AS p ON p.brand = {alias}.brand AND p.campaign = {alias}.campaign"
        f" AND p.key = {alias}.placement"
    )


def _during(alias: str) -> str:
    low, high = _WEEK
    return f"{alias}.campaign = 'c7' AND {alias}.at >= {low} AND {alias}.at < {high}"


_DAY, _SOLD = f"{_local('s.at')} / {DAY}", f"{_local('c.at')} / {DAY}"
QUESTIONS = (
    Question("by medium", {"by": "medium"}, _scans("medium"), _credits("c.medium")),
    Question("by campaign", {"by": "campaign"}, _scans("campaign"), _credits("c.campaign")),
    Question(
        "by placement",
        {"by": "placement"},
        _scans("placement", _HUMAN),
        _credits("c.placement"),
    ),
    Question(
        "by contact point",
        {"by": "contact_point"},
        _scans("contact_point", _HUMAN),
        _credits("c.contact_point"),
    ),
    Question("by day", {"by": "day"}, _scans(_DAY), _credits(_SOLD)),
    Question(
        "by medium and day",
        {"by": "medium,day"},
        _scans(f"medium, {_DAY}"),
        _credits(f"c.medium, {_SOLD}"),
    ),
    Question(
        "by city",
        {"by": "city"},
        _scans("p.city", _HUMAN, join=_place("s")),
        _credits("p.city", join=_place("c")),
    ),
    Question(
        "a campaign's week by hour",
        {"by": "hour", "campaign": "c7", "from": "2027-04-30", "to": "2027-05-06"},
        _scans("s.at / 3600000", _PEOPLE, _during("s")),
        _credits("c.at / 3600000", _during("c")),
    ),
)
FREE = (
    Question(
        "visitors by placement",
        {"by": "placement", "exact": "yes"},
        _scans("placement"),
        _credits("c.placement"),
        standing=False,
    ),
    Question(
        "by platform and country",
        {"by": "platform,country", "exact": "yes"},
        _scans("platform, country"),
        _credits("1"),
        standing=False,
    ),
    Question(
        "by code",
        {"by": "code", "exact": "yes"},
        _scans("code"),
        _credits("k.code"),
        standing=False,
    ),
    Question(
        "by class, week and medium",
        {"by": "class,week,medium", "exact": "yes"},
        _scans(f"class, ({_DAY} + 3) / 7, medium", "COUNT(*), COUNT(DISTINCT visitor)"),
        _credits("1"),
        standing=False,
    ),
    Question(
        "a campaign by code and platform",
        {"by": "code,platform", "campaign": "c7", "exact": "yes"},
        _scans("code, platform", where="s.campaign = 'c7'"),
        _credits("k.code", "c.campaign = 'c7'"),
        standing=False,
    ),
)


def timed(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The median of some runs in ms, and what came out."""
    found, result = [], None
    for _time in range(times):
        began = time.perf_counter()
        result = work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found), result


def ask(data: Path, question: Question) -> reports.Report:
    """Our answer: everything a report shows, not only the two sums that the rival is asked for."""
    with history.read(data) as reader:
        return build(reports.parse(BRAND, question.options), reader)


def compare(data: Path, file: Path) -> None:
    """Ask both and print one line a question."""
    ratios: dict[bool, list[float]] = {True: [], False: []}
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("ATTACH ? AS cat", (str(data / history.CATALOG),))
        plain.execute("PRAGMA cache_size=-200000")
        for question in (*QUESTIONS, *FREE):
            ours, report = timed(lambda q=question: ask(data, q), 5 if question.standing else 3)

            def theirs(q: Question = question) -> list[Any]:
                plain.execute(q.conversions).fetchall()
                return plain.execute(q.scans).fetchall()

            rival_ms, rows = timed(theirs, 1)
            place = -1 if "COUNT(DISTINCT" not in question.scans else -2
            assert sum(row[place] for row in rows) == sum(r["scans"] or 0 for r in report.rows)
            ratios[question.standing].append(rival_ms / ours)
            print(f"{question.name:34}{ours:9.1f} ms{rival_ms:10.1f} ms{rival_ms / ours:8.1f} x")
    for standing, found in ratios.items():
        mean = statistics.geometric_mean(found)
        name = "standing" if standing else "free-form"
        print(f"{name}: {mean:.1f} x (geometric mean), {min(found):.1f} x at least")


def memory(data: Path, questions: str) -> int:
    """The largest resident memory, in MB, of a process that asks the questions."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'bench'); import reports as b;"
        f"[b.ask(Path(sys.argv[1]), q) for q in b.{questions}];"
        "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    data = given.keep or Path(tempfile.mkdtemp(prefix="relais-bench-"))
    try:
        if not history.path(data).exists():
            print(f"making {given.scans:,} scans …", flush=True)
            world(data, given.scans)
            rival(data, data / "rival.db")
        with closing(history.connect(data)) as store:
            count, size = store.execute("SELECT SUM(scans), SUM(bytes) FROM sealed").fetchone()
        print(f"{count:,} scans, {size / count:.1f} bytes each once sealed")
        print(f"{'':34}{'Relais':>12}{'SQLite':>13}{'ratio':>10}")
        compare(data, data / "rival.db")
        print(
            f"memory: standing {memory(data, 'QUESTIONS')} MB, free-form {memory(data, 'FREE')} MB"
        )
    finally:
        if given.keep is None:
            shutil.rmtree(data)


if __name__ == "__main__":
    main()

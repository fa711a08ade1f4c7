"""The catalog in SQLite, through sqlite-utils. See app.store.base for what it promises."""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from app.errors import Conflict, Unavailable
from app.model import Brand, Code, Conversion, Match, Plan
from app.store import access, ledger, placed, pointers, rows, upgrade
from app.store.base import Changes, Entry, News, Page, Receipt
from app.store.opening import connect, patiently

FILE = "catalog.db"
_ENTRY = """SELECT id, brand, campaign, placement, route, kind, token, reference,
            coalesce(alias, ''), serials, withdrawn FROM code ORDER BY id"""


class Catalog:
    """One connection to the catalog; use it in one thread at a time."""

    def __init__(self, data: Path) -> None:
        self.path = data / FILE
        if not self.path.exists():
            raise Unavailable(f"no catalog in {data}", code="no-catalog")
        self._db = connect(self.path)
        if not upgrade.current(self._db.conn):
            self.create(data).close()

    @classmethod
    def create(cls, data: Path) -> "Catalog":
        """Open the catalog of a data folder, made or migrated first. One process only does this.

        Waits for another program that holds it. Raises Unavailable where it is damaged, or may not
        be written.
        """
        data.mkdir(parents=True, exist_ok=True)
        upgrade.writable(data / FILE)

        def migrated() -> "Catalog":
            with closing(connect(data / FILE)) as db:
                upgrade.apply(db, data / FILE)
            return cls(data)

        return patiently(migrated, data / FILE)

    @property
    def db(self) -> Database:
        """The connection, for the modules of this package and their readers."""
        return self._db

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def revision(self) -> int:
        """See store.base."""
        return int(self._db.execute("SELECT number FROM revision").fetchone()[0])

    def brands(self) -> list[Brand]:
        """See store.base."""
        return [rows.read_brand(row) for row in self._db.query("SELECT * FROM brand ORDER BY slug")]

    def plans(self, brand: str, campaign: str | None = None) -> list[Plan]:
        """See store.base."""
        owner = next(item for item in self.brands() if item.slug == brand)
        return [
            Plan(
                brand=owner,
                campaign=rows.read_campaign(row),
                contact_points={
                    point.key: point
                    for point in map(rows.read_point, self._of("contact_point", brand, row["slug"]))
                },
                routes={
                    route.key: route
                    for route in map(rows.read_route, self._of("route", brand, row["slug"]))
                },
                placements=tuple(
                    map(rows.read_placement, self._of("placement", brand, row["slug"]))
                ),
            )
            for row in self._db.query(
                "SELECT * FROM campaign WHERE brand = ? AND ? IN (slug, '')",
                [brand, campaign or ""],
            )
        ]

    def codes(self, brand: str, campaign: str | None = None) -> list[Code]:
        """See store.base."""
        where, values = ("brand = ?", [brand])
        if campaign is not None:
            where, values = ("brand = ? AND campaign = ?", [brand, campaign])
        found = self._db.table("code").rows_where(where, values, order_by="rowid")
        return [rows.read_code(row) for row in found]

    def entries(self) -> Iterator[Entry]:
        """See store.base."""
        for row in self._db.execute(_ENTRY):
            yield Entry._make((*row[:10], bool(row[10])))

    def pages(self) -> Iterator[Page]:
        """See store.base."""
        return pointers.pages(self._db)

    def last_change(self) -> int:
        """See store.base."""
        return pointers.last_change(self._db)

    def news(self, since: int) -> News | None:
        """See store.base."""
        return pointers.news(self._db, since)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See store.base."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.conn.rollback()

    def has_code(self, id: int) -> bool:
        """Whether an id is taken, in any brand."""
        return self._db.execute("SELECT 1 FROM code WHERE id = ?", [id]).fetchone() is not None

    def code_by(self, brand: str, column: str, value: object) -> int | None:
        """The id of a brand's code by its `id`, `reference` or `alias`."""
        found = placed.one(self._db, brand, column, value)
        return None if found is None else found.id

    def save(self, plan: Plan, codes: Sequence[Code]) -> Changes:
        """See store.base. Raises Conflict where a host or an alias belongs to somebody else."""
        brand, campaign = plan.brand.slug, plan.campaign.slug
        try:
            with self._db.conn:
                self._db.execute("BEGIN IMMEDIATE")
                before = self.last_change()
                self._put("brand", [rows.brand_row(plan.brand)], "slug")
                self._put("campaign", [rows.campaign_row(plan.campaign)], "brand", "slug")
                self._replace(
                    "contact_point", plan, map(rows.point_row, plan.contact_points.values())
                )
                self._replace("route", plan, map(rows.route_row, plan.routes.values()))
                self._replace(
                    "placement", plan, map(rows.placement_row, plan.placements), keep=True
                )
                changes = self._save_codes(brand, campaign, codes)
                if self.last_change() != before:
                    self._db.execute("UPDATE revision SET number = number + 1")
        except sqlite3.IntegrityError as error:
            raise Conflict(f"already taken by another brand or code: {error}") from error
        return changes

    def _save_codes(self, brand: str, campaign: str, codes: Sequence[Code]) -> Changes:
        stored = {code.id: code for code in self.codes(brand, campaign)}
        given = {code.id: code for code in codes}
        self._put("code", [rows.code_row(code) for code in codes if stored.get(code.id) != code],
                  "id")  # fmt: skip
        return Changes(
            added=tuple(code.token for code in codes if code.id not in stored),
            updated=tuple(
                code.token for code in codes if code.id in stored and stored[code.id] != code
            ),
            unchanged=tuple(code.token for code in codes if stored.get(code.id) == code),
            kept=tuple(code.token for id, code in stored.items() if id not in given),
        )

    def salt(self, day: date) -> bytes:
        """See store.base."""
        with self._db.conn:
            self._db.execute(
                "INSERT OR IGNORE INTO salt VALUES (?, ?)",
                [day.isoformat(), secrets.token_bytes(32)],
            )
        found = self._db.execute("SELECT salt FROM salt WHERE day = ?", [day.isoformat()])
        return bytes(found.fetchone()[0])

    def forget_salts(self, before: date) -> None:
        """See store.base."""
        with self._db.conn:
            self._db.execute("DELETE FROM salt WHERE day < ?", [before.isoformat()])

    def record(
        self,
        brand: str,
        conversions: Iterable[ledger.Incoming | tuple[Conversion, Match]],
        received: int,
    ) -> list[Receipt]:
        """See store.base. Credits are worked out in the same transaction."""
        with self._db.conn:
            self._db.execute("BEGIN IMMEDIATE")
            rows = [ledger.Incoming(*row) for row in conversions]
            return ledger.enter(self._db, brand, rows, received)

    def add_api_key(self, brand: str, name: str, scopes: Sequence[str], now: int) -> str:
        """Make an API key and return its secret, which is shown once and never stored."""
        return access.add(self._db, brand, name, scopes, now)

    def api_key(self, secret: str, now: int | None = None) -> access.Access | None:
        """What an API key opens; None for an unknown or revoked one. `now`: keep as last use."""
        return access.opened(self._db, secret, now)

    def api_keys(self, brand: str) -> list[access.ApiKey]:
        """The API keys of a brand, newest first, revoked ones last."""
        return access.keys(self._db, brand)

    def revoke_api_key(self, brand: str, id: int, now: int) -> access.ApiKey:
        """Take an API key back. Raises Missing."""
        return access.revoke(self._db, brand, id, now)

    def _of(self, table: str, brand: str, campaign: str) -> Iterator[rows.Row]:
        return self._db.table(table).rows_where(
            "brand = ? AND campaign = ?", [brand, campaign], order_by="rowid"
        )

    def _put(self, table: str, values: Iterable[rows.Row], *key: str) -> None:
        """Insert rows or change them; a row that is there already, and the same, is not touched."""
        for row in values:
            columns = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            rest = [name for name in row if name not in key]
            fresh = ", ".join(f"{name} = excluded.{name}" for name in rest)
            other = ", ".join(f"excluded.{name}" for name in rest)
            self._db.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks}) "  # noqa: S608 - our own names
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {fresh} "
                f"WHERE ({', '.join(f'{table}.{name}' for name in rest)}) IS NOT ({other})",
                list(row.values()),
            )

    def _replace(
        self, table: str, plan: Plan, values: Iterable[rows.Row], *, keep: bool = False
    ) -> None:
        """Make a campaign's rows of `table` these; `keep` leaves rows that are not given."""
        owner = {"brand": plan.brand.slug, "campaign": plan.campaign.slug}
        fresh = [{**owner, **row} for row in values]
        if not keep:
            marks = ", ".join("?" for _ in fresh)
            self._db.execute(
                f"DELETE FROM {table} WHERE brand = ? AND campaign = ? "  # noqa: S608
                f"AND key NOT IN ({marks})",
                [*owner.values(), *(row["key"] for row in fresh)],
            )
        self._put(table, fresh, "brand", "campaign", "key")

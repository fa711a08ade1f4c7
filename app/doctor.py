"""What is wrong with an installation: its files here, and each host as the world sees it.

The world is handed in as three functions (`World`), so that every check can be tried without one.
Works while the server runs: it only reads.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple

from app.channels import association, claims
from app.channels.claims import Answer
from app.config import Config
from app.errors import Missing, RelaisError
from app.i18n import _
from app.model import Brand, Plan
from app.store import folder, secrets
from app.store.catalog import Catalog

LEVELS = ("good", "warning", "bad")
_DAYS = 14  # before a certificate ends: two weekly renewals were missed
_FREE = 1 << 30
_FORGED = "/0000000000000000"


class Finding(NamedTuple):
    """One thing looked at: `level`, where, what is, and what to do."""

    level: str
    where: str
    what: str
    do: str = ""


class World(NamedTuple):
    """What the doctor asks of the network; each raises OSError where there is no answer.

    `addresses` of a host; the end of its `certificate`; `get`, which follows no redirect.
    """

    addresses: Callable[[str], Sequence[str]]
    certificate: Callable[[str], datetime]
    get: Callable[[str], Answer]


def examine(config: Config, world: World | None, now: datetime) -> list[Finding]:
    """Every finding; without a `world`, those of this machine alone."""
    found = [*_programs(), *_disk(config), *_databases(config)]
    try:
        catalog = Catalog(config.data)
    except RelaisError as error:
        return [*found, Finding("bad", str(config.data), error.message, _("Run `make` first."))]
    with closing(catalog):
        for brand in catalog.brands():
            plans = catalog.plans(brand.slug)
            found += [*_secrets(config, brand), *_claims(plans)]
            if world:
                found += _host(world, brand, now)
                found += _files(world, plans)
    return found


def _programs() -> Iterator[Finding]:
    wanted = {
        "gs": _("EPS files cannot be read back before release."),
        "zbarimg": _("preflight reads with one decoder instead of two."),
    }
    for name, without in wanted.items():
        if not shutil.which(name):
            yield Finding("warning", name, _("is not installed."), without)


def _disk(config: Config) -> Iterator[Finding]:
    if config.data.exists():
        free = shutil.disk_usage(config.data).free
        level = "good" if free > _FREE else "bad"
        what = _("has {free} MB free.").format(free=free >> 20)
        yield Finding(level, str(config.data), what, "" if level == "good" else _("Make room."))


def _databases(config: Config) -> Iterator[Finding]:
    whole = True
    for path in sorted(config.data.glob("*.db")):
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, timeout=10)) as database:
                (said,) = database.execute("PRAGMA quick_check").fetchone()
        except sqlite3.Error as error:
            said = str(error)
        good = said == "ok"
        whole = whole and good
        do = "" if good else _("Restore it from a backup.")
        yield Finding("good" if good else "bad", path.name, _("is whole.") if good else said, do)
    for journal, what in folder.troubles(config.data).items() if whole else ():
        yield Finding("bad", journal, what, _("What could be read of it is in the reports."))


def _secrets(config: Config, brand: Brand) -> Iterator[Finding]:
    try:
        secrets.read(config.keys, brand.slug)
    except Missing as error:
        yield Finding("bad", brand.slug, error.message, _("Restore the key folder from a backup."))
        return
    if any(path.stat().st_mode & 0o077 for path in config.keys.glob(f"{brand.slug}.*")):
        what = _("can be read by other users.")
        yield Finding("bad", str(config.keys), what, _("Take their rights away: chmod 600."))


def _claims(plans: Sequence[Plan]) -> Iterator[Finding]:
    for plan in plans:
        for problem in claims.of_plan(plan):
            where = f"{plan.campaign.slug} {problem.where}"
            yield Finding("warning", where, problem.what, problem.instead)


def _host(world: World, brand: Brand, now: datetime) -> Iterator[Finding]:
    host = brand.host
    try:
        found = ", ".join(world.addresses(host))
    except OSError as error:
        what = _("has no address in DNS ({error}).").format(error=error)
        yield Finding("bad", host, what, _("Add an A or AAAA record."))
        return
    yield Finding("good", host, _("is at {addresses}.").format(addresses=found))
    try:
        days = (world.certificate(host) - now.astimezone(UTC)).days
    except OSError as error:
        what = _("has no certificate that phones accept ({error}).").format(error=error)
        yield Finding("bad", host, what, _("Get one that covers this host."))
        return
    what = _("has a certificate for {days} more days.").format(days=days)
    level = "good" if days > _DAYS else "bad"
    yield Finding(level, host, what, "" if level == "good" else _("Renew it."))
    yield from _answers(world, host)


def _answers(world: World, host: str) -> Iterator[Finding]:
    """What the host answers to health and to a forged code shows whether it is this server."""
    wanted = {
        "/healthz": (200, _("Send this host to the redirect server.")),
        _FORGED: (404, _("Something between answers in our place: a cache, another site.")),
    }
    for path, (status, do) in wanted.items():
        try:
            answered = world.get(f"https://{host}{path}").status
        except OSError as error:
            yield Finding("bad", f"{host}{path}", str(error), do)
            continue
        level = "good" if answered == status else "bad"
        what = _("answers {status}.").format(status=answered)
        yield Finding(level, f"{host}{path}", what, "" if level == "good" else do)


def _files(world: World, plans: Sequence[Plan]) -> Iterator[Finding]:
    """The association files of hosts that an app claims, as they are served."""
    for host in sorted({host for plan in plans for host in claims.hosts(plan)}):
        points = [point for plan in plans for point in plan.contact_points.values()]
        made = {
            association.APPLE_PATH: association.apple(points, host),
            association.ANDROID_PATH: association.android(points, host),
        }
        for path, expected in made.items():
            if expected is None:
                continue
            url = f"https://{host}{path}"
            try:
                problems = claims.of_answer(url, world.get(url), expected)
            except OSError as error:
                yield Finding("bad", url, str(error), _("Serve the file at this address."))
                continue
            for problem in problems:
                yield Finding("bad", problem.where, problem.what, problem.instead)
            if not problems:
                yield Finding("good", url, _("is as it should be."))

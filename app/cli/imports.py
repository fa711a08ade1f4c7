"""`import`: conversions, call logs, App Store totals, links and clicks of another shortener."""

import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import click

from app.config import Config
from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.inbound import adopting, files, imports, links, taking
from app.inbound.calllog import Settings
from app.inbound.ingest import Outcome, ingest
from app.inbound.keyring import Keyring
from app.model import Brand
from app.store import folder, secrets
from app.store.catalog import Catalog

CONVERSIONS, CODES, CLICKS = "conversions", "codes", "clicks"
_NAMES = {CODES: "imported", CLICKS: "imported"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice([CONVERSIONS, *imports.IMPORTS, CODES, CLICKS]),
    default=CONVERSIONS,
    show_default=True,
    help="what the rows are",
)
@click.option(
    "--map",
    "map_",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file that says how the table is written",
)
@click.option("--brand", help="needed where there is more than one")
@click.pass_obj
def import_(config: Config, file: Path, kind: str, map_: Path | None, brand: str | None) -> None:
    """Import FILE; the same file again changes nothing. Wrong rows are named, the others stored."""
    toml, name = (map_.read_bytes(), map_.name) if map_ else (b"", "map")
    settings = imports.settings(_NAMES.get(kind, kind), toml, name)
    with closing(Catalog(config.data)) as catalog:
        slug = only_brand(catalog, brand)
        owner = next(item for item in catalog.brands() if item.slug == slug)
        now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
        if kind == CODES:
            problems = _codes(config, catalog, owner, file, settings, now)
        elif kind == CLICKS:
            problems = _clicks(config, catalog, owner, file, settings)
        else:
            problems = _conversions(config, catalog, slug, file, kind, settings, now)
    if problems:
        raise Refused(problems)


def _conversions(
    config: Config,
    catalog: Catalog,
    brand: str,
    file: Path,
    kind: str,
    settings: Settings,
    now: int,
) -> list[Problem]:
    folder.fold(config.data)  # taps still in a journal may be what a call goes back to
    if kind == CONVERSIONS:
        rows, problems = files.read_csv(file.read_bytes(), file.name)
    else:
        keys = Keyring(config.keys, brand).imports(now)
        rows, problems = imports.IMPORTS[kind](file.read_bytes(), file.name, keys, settings)
    outcome = ingest(catalog, secrets.ring(config.keys, brand), brand, rows, now)
    _say(outcome)
    return [*problems, *outcome.problems]


def _say(outcome: Outcome) -> None:
    counts = Counter(receipt.status for _where, receipt in outcome.receipts)
    found = sum(
        receipt.status == "new" and receipt.match.code is not None
        for _where, receipt in outcome.receipts
    )
    text = _("{new} new ({found} attributed), {replay} known, {conflict} in conflict")
    click.echo(
        text.format(
            new=counts["new"], found=found, replay=counts["replay"], conflict=counts["conflict"]
        )
    )
    for where, receipt in outcome.receipts:
        if receipt.status == "conflict":
            click.echo(
                f"{where}: {receipt.match.reason or _('is known with other content.')}", err=True
            )


def _codes(
    config: Config, catalog: Catalog, brand: Brand, file: Path, settings: Settings, now: int
) -> list[Problem]:
    rows, problems = links.links(file.read_bytes(), file.name, settings.columns, settings.zone)
    ring = secrets.ensure(config.keys, brand.slug)
    done = adopting.adopt(catalog, ring, brand, settings.source, rows, now)
    text = _("{added} codes new, {updated} changed, {same} as before")
    changes = done.changes
    click.echo(
        text.format(
            added=len(changes.added), updated=len(changes.updated), same=len(changes.unchanged)
        )
    )
    return [*problems, *done.problems]


def _clicks(
    config: Config, catalog: Catalog, brand: Brand, file: Path, settings: Settings
) -> list[Problem]:
    rows, problems = links.clicks(file.read_bytes(), file.name, settings.columns, settings.zone)
    done = taking.take(catalog, brand, settings.source, rows, _agent)
    folder.fold(config.data)
    click.echo(_("{new} clicks new, {known} known").format(new=done.new, known=done.known))
    return [*problems, *done.problems]


def _agent(text: str) -> taking.Agent:
    from app.redirect import agent  # bot patterns: 100 ms, and only for clicks

    found = agent.read(text.encode("latin-1", "replace"))
    return taking.Agent(found.platform, found.in_app, found.program)


def only_brand(catalog: Catalog, brand: str | None) -> str:
    """The brand asked for, or the only one there is."""
    slugs = [item.slug for item in catalog.brands()]
    if brand in slugs:
        return str(brand)
    if brand is None and len(slugs) == 1:
        return slugs[0]
    right = ", ".join(slugs) or _("none yet: run `make` first")
    raise Missing(_("which brand? There are: {brands}").format(brands=right), code="which-brand")

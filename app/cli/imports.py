"""`import`: conversions from a file."""

import time
from collections import Counter
from pathlib import Path

import click

from app.config import Config
from app.errors import Missing, Refused
from app.i18n import _
from app.inbound import files
from app.inbound.ingest import ingest
from app.store import secrets
from app.store.catalog import Catalog


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--brand", help="needed where there is more than one")
@click.pass_obj
def import_(config: Config, file: Path, brand: str | None) -> None:
    """Import conversions from a CSV FILE; the same file again changes nothing."""
    catalog = Catalog(config.data)
    slug = only_brand(catalog, brand)
    rows, problems = files.read_csv(file.read_bytes(), file.name)
    now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
    outcome = ingest(catalog, secrets.ring(config.keys, slug), slug, rows, now)
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
    if problems or outcome.problems:
        raise Refused([*problems, *outcome.problems])


def only_brand(catalog: Catalog, brand: str | None) -> str:
    """The brand asked for, or the only one there is."""
    slugs = [item.slug for item in catalog.brands()]
    if brand in slugs:
        return str(brand)
    if brand is None and len(slugs) == 1:
        return slugs[0]
    right = ", ".join(slugs) or _("none yet: run `make` first")
    raise Missing(_("which brand? There are: {brands}").format(brands=right), code="which-brand")

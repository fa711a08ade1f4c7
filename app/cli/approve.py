"""`approve`: a person's word that files may be printed as they are."""

import hashlib
import time
from pathlib import Path

import click

from app import approvals, made
from app.approvals import Approval
from app.config import Config
from app.errors import Problem, Refused
from app.i18n import _
from app.printing.manifest import Row
from app.store.catalog import FILE, Catalog
from app.web.people import Records, Verdict


@click.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="every file of the manifest")
@click.option("--by", required=True, help="who approves")
@click.pass_obj
def approve(
    config: Config, manifest: Path, files: tuple[str, ...], everything: bool, by: str
) -> None:
    """Approve FILES of a MANIFEST.json for printing, exactly as they are now.

    The next `make` writes the name into the manifest, beside files with the same SHA-256 only.
    """
    if everything == bool(files):
        raise click.UsageError(_("Name files, or give --all."))
    rows = made.read(manifest)
    wanted = rows if everything else made.chosen(manifest.parent, rows, files)
    _unchanged(manifest.parent, wanted)
    now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
    by = by.strip()
    count = approvals.approve(
        config.data, [Approval(now, by, row.file, row.sha256) for row in wanted]
    )
    if everything:
        _tell_console(config.data, manifest, rows, Verdict(now, by, True, "", ""))
    click.echo(_("{count} files approved by {name}").format(count=count, name=by))
    if count < len(rows):
        click.echo(_("{count} others were not named").format(count=len(rows) - count))


def _unchanged(folder: Path, rows: list[Row]) -> None:
    """Raises Refused with every file that is not as it was made."""
    problems: list[Problem] = []
    for row in rows:
        try:
            made.checked(folder, row)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)


def _tell_console(data: Path, manifest: Path, rows: list[Row], verdict: Verdict) -> None:
    """The console asks for a verdict on a whole making, by the digest of its manifest."""
    if not rows or not (data / FILE).exists():
        return
    catalog = Catalog(data)
    campaign, token = rows[0].campaign, rows[0].token
    owners = [
        brand.slug
        for brand in catalog.brands()
        if any(code.token == token for code in catalog.codes(brand.slug, campaign))
    ]
    catalog.close()
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    with Records(data) as records:
        for brand in owners:
            records.judge(brand, campaign, verdict._replace(digest=digest))
            what = f"{campaign} {digest[:12]}"
            records.note(verdict.at, brand, verdict.person, "approve", what)

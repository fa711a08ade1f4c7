"""`make`: print a campaign file."""

import sys
from collections import Counter
from pathlib import Path

import click

from app.config import Config
from app.i18n import _
from app.make import Made
from app.make import make as run
from app.printing.preflight.verdict import GRADES


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="folder for the files")
@click.option("--accept-grade", "accept", type=click.Choice(GRADES), help="release down to this")
@click.pass_obj
def make(config: Config, campaign: Path, out: Path, accept: str | None) -> None:
    """Make the printables, the proof and the manifest of a CAMPAIGN file."""
    made = run(config, campaign, out, accept=accept, progress=show_progress)
    click.echo(summary(made, out))


def show_progress(done: int, total: int) -> None:
    """One line that rewrites itself on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        text = _("{done} of {total} codes printed and read back").format(done=done, total=total)
        click.echo(f"\r{text}{end}", nl=False, err=True)


def summary(made: Made, out: Path) -> str:
    """What was made, in a few lines."""
    changes = made.changes
    grades = Counter(row.grade for row in made.rows if row.grade)
    lines = [
        _("{codes} codes, {files} files in {out}").format(
            codes=len(made.codes), files=len(made.rows), out=out
        ),
        _("codes: {added} new, {updated} changed, {same} as before, {kept} kept alive").format(
            added=len(changes.added),
            updated=len(changes.updated),
            same=len(changes.unchanged),
            kept=len(changes.kept),
        ),
        _("preflight estimate: {grades}").format(
            grades=", ".join(f"{count} × {grade}" for grade, count in sorted(grades.items()))
        ),
        _("to sign before printing: {file}").format(file=out / "proof.pdf"),
        _approval(made),
    ]
    return "\n".join(lines)


def _approval(made: Made) -> str:
    waiting = sum(not row.approved_by for row in made.rows)
    if not waiting:
        return _("all files are approved for printing")
    return _("{count} files wait for approval").format(count=waiting)

"""`preflight`: grades printables and pictures before they are printed, ours or not."""

import json
from pathlib import Path

import click

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.media import medium as find_medium
from app.printing.preflight import GRADES, FieldCache, Verdict, check


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--min", "lowest", type=click.Choice(GRADES), help="Exit 1 below this grade.")
@click.option("--medium", help="Where it will be read: a medium of printables/media.toml.")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table")
def preflight(files: tuple[Path, ...], lowest: str | None, medium: str | None, shape: str) -> None:
    """Grade every code of FILES (PDF, SVG, PNG, JPEG, EPS), A to F."""
    where = find_medium(medium) if medium else None
    cache = FieldCache()
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for path in files:
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            problems.append(Problem("unreadable-file", str(path), f"{reason}."))
            continue
        try:
            verdicts += check(data, str(path), where, cache=cache)
        except Refused as refused:
            problems += refused.problems
    if shape == "json":
        click.echo(json.dumps([one.as_json() for one in verdicts], ensure_ascii=False, indent=2))
    elif verdicts:
        from app.cli.preflight_table import table

        click.echo(table(verdicts))
    if problems:
        raise Refused(problems)
    below = [one for one in verdicts if lowest and GRADES.index(one.grade) > GRADES.index(lowest)]
    if below:
        says = _("{count} of {all} codes are below grade {lowest}.")
        click.echo(says.format(count=len(below), all=len(verdicts), lowest=lowest), err=True)
        raise click.exceptions.Exit(1)

"""`run`: the numbered copies of a serialised code."""

import sys
from pathlib import Path

import click

from app.config import Config
from app.i18n import _
from app.printing.copies import Calibration
from app.printing.labels import sheet, sheets
from app.printing.preflight import GRADES
from app.printing.runs.find import find
from app.printing.runs.formats import Paper
from app.printing.runs.write import Written, write, write_grid
from app.store.catalog import Catalog

_MM = click.FLOAT


@click.command()
@click.argument("code", metavar="CODE_OR_TOKEN")
@click.option("--out", type=click.Path(path_type=Path), required=True, help=".pdf .csv .jsonl .zip")
@click.option("--from", "first", type=int, default=0, show_default=True, help="first copy")
@click.option("--count", type=int, help="how many copies; otherwise all that follow")
@click.option(
    "--sheet", "on", type=click.Choice(tuple(sheets())), default="L7160", show_default=True
)
@click.option("--shift", type=(_MM, _MM), default=(0, 0), help="mm to move all, across and down")
@click.option("--stretch", type=(_MM, _MM), default=(1, 1), help="scale across and down")
@click.option("--test-grid", "grid", type=click.Path(path_type=Path), help="write the grid here")
@click.option("--accept-grade", "accept", type=click.Choice(GRADES), help="release down to this")
@click.option("--plain", is_flag=True, help="leave out style, logo, bars and output profile")
@click.pass_obj
def run(
    config: Config,
    code: str,
    out: Path,
    first: int,
    count: int | None,
    on: str,
    shift: tuple[float, float],
    stretch: tuple[float, float],
    grid: Path | None,
    accept: str | None,
    plain: bool,
) -> None:
    """Write numbered copies of a serialised code: label sheets, SVGs, or data for a printer.

    Started again after it was stopped, the same command goes on where it was. A sheet's test grid,
    on plain paper held against the labels, shows what to give as --shift and --stretch.
    """
    catalog = Catalog(config.data)
    wanted = find(catalog, config.keys, code, first, count)
    catalog.close()
    paper = Paper(sheet(on), Calibration(*shift, *stretch))
    if grid:
        write_grid(paper, grid)
    written = write(wanted, out, paper, accept=accept, plain=plain, progress=show_progress)
    click.echo(summary(written))


def show_progress(done: int, total: int) -> None:
    """One line that rewrites itself on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        text = _("{done} of {total} copies").format(done=done, total=total)
        click.echo(f"\r{text}{end}", nl=False, err=True)


def summary(written: Written) -> str:
    """What was written, in a few lines."""
    lines = [_("{copies} copies in {file}").format(copies=written.copies, file=written.path)]
    if written.resumed:
        lines.append(_("{copies} of them had been written before").format(copies=written.resumed))
    if written.grade:
        lines.append(_("preflight estimate of one copy: {grade}").format(grade=written.grade))
    return "\n".join([*lines, f"sha256 {written.sha256}"])

"""`sheets`: finished files on label sheets, or many to a paper, and the grid to test a printer."""

from contextlib import closing
from pathlib import Path

import click

from app import made
from app.config import Config
from app.errors import Problem, Refused
from app.i18n import _
from app.printing import labels
from app.printing.copies import Calibration, measured
from app.printing.imposition import calibration_grid, filled, write_sheets
from app.signing import read_reference
from app.staging import staging
from app.store.catalog import FILE, Catalog

_MM = click.FLOAT
_SHEET, _PAPER = click.Choice(tuple(labels.sheets())), click.Choice(tuple(labels.PAPERS))


@click.command()
@click.argument("items", nargs=-1, metavar="[FILE.pdf|CODE]...")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the PDF to write")
@click.option("--grid", type=_SHEET, help="write the test grid of a label sheet")
@click.option("--sheet", "on", type=_SHEET, help="label sheet  [L7160]")
@click.option("--impose", type=_PAPER, help="paper to cut from, with marks")
@click.option("--copies", type=click.IntRange(1), help="of each; otherwise one sheet is filled")
@click.option("--skip", type=click.IntRange(0), default=0, help="labels already used")
@click.option("--shift", type=(_MM, _MM), default=(0, 0), help="mm to move all, across and down")
@click.option("--stretch", type=(_MM, _MM), default=(1, 1), help="scale across and down")
@click.option(
    "--made", "folder", type=click.Path(path_type=Path), help="where the files of a CODE are"
)
@click.pass_obj
def sheets(
    config: Config,
    items: tuple[str, ...],
    out: Path,
    grid: str | None,
    on: str | None,
    impose: str | None,
    copies: int | None,
    skip: int,
    shift: tuple[float, float],
    stretch: tuple[float, float],
    folder: Path | None,
) -> None:
    """Put finished PDF files, or the press files of codes, on sheets.

    Print the grid of a sheet first (--grid) and hold it against the light with the labels: the
    rulers say what --shift and --stretch your printer needs.
    """
    calibration = Calibration(*shift, *stretch)
    if bool(grid) == bool(items) or (on and impose):
        raise click.UsageError(_("Give files or codes on one kind of sheet, or --grid alone."))
    if grid:
        paper, data = (
            labels.sheet(grid),
            calibration_grid(labels.sheet(grid), calibration=calibration),
        )
    else:
        files = [_file(config.data, item, folder) for item in items]
        paper = _imposed(files, impose) if impose else labels.sheet(on or "L7160")
        placed = filled(files, paper, copies, skip)
        data = write_sheets(placed, paper, calibration=calibration, skip=skip)
    with staging(out.parent) as fresh:
        (fresh / out.name).write_bytes(data)
    click.echo(_("{sheet} in {file}").format(sheet=paper.name, file=out))
    if paper.calibrate:
        click.echo(_("The makers of this sheet disagree on its offsets: test the grid first."))


def _file(data: Path, item: str, folder: Path | None) -> bytes:
    if not item.lower().endswith(".pdf"):
        return made.press_file(_token(data, item), [folder] if folder else made.folders(data))
    try:
        return Path(item).read_bytes()
    except OSError as error:
        raise Refused([Problem("no-file", item, f"{error.strerror or error}.")]) from error


def _token(data: Path, item: str) -> str:
    """The token of a reference that one code has; any other text as it is."""
    reference = read_reference(item)
    if reference is None or not (data / FILE).exists():
        return item
    with closing(Catalog(data)) as catalog:
        found = [one.token for one in catalog.entries() if one.reference == reference]
    return found[0] if len(found) == 1 else item


def _imposed(files: list[bytes], paper: str) -> labels.Sheet:
    """The paper cut into the largest trim of the files, with the largest bleed."""
    sizes = [measured(data) for data in files]
    trim = (max(size[0] for size in sizes), max(size[1] for size in sizes))
    return labels.imposed(trim, paper=labels.PAPERS[paper], bleed=max(size[2] for size in sizes))

"""`report`: what was printed, scanned and brought, by any split."""

from datetime import UTC, datetime
from pathlib import Path

import click

from app import reports
from app.config import Config
from app.i18n import _
from app.reports.outputs import OUTPUTS, made, save
from app.store import folder, history, titles


@click.command()
@click.option("--by", default="medium", show_default=True, help="dimensions, comma-separated")
@click.option("--from", "from_", default="", help="first local day, as 2027-03-01")
@click.option("--to", default="", help="last local day, included")
@click.option("--brand", default="", help="brand; not needed where there is one")
@click.option("--campaign", default="", help="campaigns, comma-separated")
@click.option("--where", multiple=True, help="any dimension=value,value; may be repeated")
@click.option("--model", default="last", show_default=True, help="attribution model")
@click.option("--class", "class_", default="", help="classes counted as scans; default human")
@click.option("--show", default="", help="columns, comma-separated")
@click.option("--compare", is_flag=True, help="beside the same number of days before")
@click.option("--exact", is_flag=True, help="count visitors one by one at any size")
@click.option("--people", is_flag=True, help="who joined, who stayed and what they do")
@click.option("--tests", is_flag=True, help="versions side by side: which one brings more")
@click.option("--lift", is_flag=True, help="what print brought that nobody scanned")
@click.option("--goal", default="", help="with --tests or --lift: a kind of conversion, or scans")
@click.option("--hide-below", default=0, help="hide counts of people smaller than this")
@click.option("--format", "format_", type=click.Choice(list(OUTPUTS)), default="table")
@click.option("--out", type=click.Path(path_type=Path), help="write into this file")
@click.pass_obj
def report(
    settings: Config,
    by: str,
    from_: str,
    to: str,
    brand: str,
    campaign: str,
    where: tuple[str, ...],
    model: str,
    class_: str,
    show: str,
    compare: bool,
    exact: bool,
    people: bool,
    tests: bool,
    lift: bool,
    goal: str,
    hide_below: int,
    format_: str,
    out: Path | None,
) -> None:
    """Counts and credits by the dimensions asked for, with what could not be attributed."""
    folder.fold(settings.data)
    filters = dict(part.partition("=")[::2] for part in where)
    options = {"by": by, "from": from_, "to": to, "campaign": campaign, "model": model}
    options |= {"class": class_, "show": show, "compare": "yes" if compare else "", **filters}
    options["exact"] = "yes" if exact else ""
    query = reports.parse(brand or _only_brand(settings), options)
    today = datetime.now(UTC).date()
    if hide_below and (people or tests or lift):
        raise click.UsageError(_("--hide-below is for plain reports."))
    if people:
        written = OUTPUTS[format_].write(reports.people(query, settings, today))
    elif tests:
        written = OUTPUTS[format_].write(reports.versions(query, settings, today, goal))
    elif lift:
        written = OUTPUTS[format_].write(reports.lift(query, settings, today, by, goal))
    else:
        written = made(format_, query, settings, hide_below)
    if out is not None:
        save(out, written)
        click.echo(_("Written: {path}").format(path=out), err=True)
    elif isinstance(written, bytes):
        raise click.UsageError(_("This format needs --out FILE."))
    else:
        click.echo(written, nl=False)


def _only_brand(settings: Config) -> str:
    with history.read(settings.data) as reader:
        found = titles.brands(reader)
    if len(found) != 1:
        raise click.UsageError(
            _("Give --brand, one of: {names}").format(names=", ".join(found) or "–")
        )
    return found[0]

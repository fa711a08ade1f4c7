"""`tagging-plan`: what the teams of the app and the site need to send conversions back."""

from pathlib import Path

import click

from app.cli.imports import only_brand
from app.config import Config
from app.errors import Missing
from app.i18n import LANGUAGES, _, language
from app.inbound import tagging
from app.store.catalog import Catalog


@click.command("tagging-plan")
@click.option("--campaign", required=True, help="slug of the campaign")
@click.option("--brand", help="needed where there is more than one")
@click.option(
    "--language", "spoken", type=click.Choice(LANGUAGES), help="default: that of this command"
)
@click.option("--out", type=click.Path(path_type=Path), help="write into this file (Markdown)")
@click.pass_obj
def tagging_plan(
    config: Config, campaign: str, brand: str | None, spoken: str | None, out: Path | None
) -> None:
    """Write the tagging plan of a campaign: events, parameters, examples."""
    catalog = Catalog(config.data)
    slug = only_brand(catalog, brand)
    plans = {plan.campaign.slug: plan for plan in catalog.plans(slug)}
    if campaign not in plans:
        there = ", ".join(plans)
        text = _("no campaign {name!r}; there are: {names}").format(name=campaign, names=there)
        raise Missing(text, code="unknown-campaign")
    codes = catalog.codes(slug, campaign)
    text = tagging.document(plans[campaign], codes, spoken or language())
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text)

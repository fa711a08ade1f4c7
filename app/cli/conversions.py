"""`explain-conversion`: the story of one conversion."""

from contextlib import closing
from zoneinfo import ZoneInfo

import click

from app.cli.imports import only_brand
from app.config import Config
from app.inbound import telling
from app.store import story
from app.store.catalog import Catalog


@click.command("explain-conversion")
@click.argument("name", metavar="ID|SOURCE/EXTERNAL_ID")
@click.option("--brand", help="needed where there is more than one")
@click.pass_obj
def explain_conversion(config: Config, name: str, brand: str | None) -> None:
    """What came, to which code it was matched and why, its credits, and what took it back."""
    with closing(Catalog(config.data)) as catalog:
        slug = only_brand(catalog, brand)
        owner = next(item for item in catalog.brands() if item.slug == slug)
        found = story.tell(catalog.db, slug, story.find(catalog.db, slug, name))
        click.echo("\n".join(telling.lines(found, ZoneInfo(owner.timezone))))

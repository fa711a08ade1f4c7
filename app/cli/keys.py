"""Signing secrets and API keys."""

import time

import click

from app.config import Config
from app.i18n import _
from app.store import secrets
from app.store.catalog import Catalog
from app.store.scopes import SCOPES


@click.group()
def keys() -> None:
    """Signing secrets and API keys."""


@keys.group()
def signing() -> None:
    """The secrets that sign printed codes."""


@signing.command()
@click.argument("brand")
@click.pass_obj
def rotate(config: Config, brand: str) -> None:
    """Sign new codes of BRAND with a fresh secret; printed codes go on working."""
    count = secrets.rotate(config.keys, brand)
    click.echo(_("{brand}: {count} secrets, the newest signs.").format(brand=brand, count=count))


@keys.group()
def api() -> None:
    """Keys of programs that call the API."""


@api.command()
@click.argument("brand")
@click.option("--name", default="", help="what it is for")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), required=True)
@click.pass_obj
def new(config: Config, brand: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make an API key for BRAND. It is shown once."""
    catalog = Catalog(config.data)
    now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
    click.echo(catalog.add_api_key(brand, name, scopes, now))

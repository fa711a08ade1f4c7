"""`export`, `erase` and `purge`: what is held of a person, and how it goes."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from app.cli.imports import only_brand
from app.config import Config
from app.errors import Missing
from app.i18n import _
from app.inbound import people
from app.inbound.door import subject as hashed
from app.inbound.keyring import Keyring
from app.store import privacy
from app.store.catalog import Catalog


def _who(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say who is meant."""
    for option in (
        click.option("--brand", help="needed where there is more than one"),
        click.option("--ref", help="SOURCE/EXTERNAL_ID of one of their conversions"),
        click.option(
            "--subject",
            help="as it is stored, or as it is known: tel:+33612345678, customer:42, telegram:1",
        ),
    ):
        command = option(command)
    return command


@click.command()
@_who
@click.option("--out", type=click.Path(path_type=Path), help="write into this file")
@click.pass_obj
def export(
    config: Config, subject: str | None, ref: str | None, brand: str | None, out: Path | None
) -> None:
    """All that is held of a person, as JSON."""
    with closing(Catalog(config.data)) as catalog:
        slug = only_brand(catalog, brand)
        found = privacy.held(catalog.db, slug, _subjects(config, catalog, slug, subject, ref))
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
    else:
        beside = out.with_name(f".{out.name}.new")
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(out)


@click.command()
@_who
@click.pass_obj
def erase(config: Config, subject: str | None, ref: str | None, brand: str | None) -> None:
    """Take a person out of everything that is held; counts and credits stay as they are."""
    with closing(Catalog(config.data)) as catalog:
        slug = only_brand(catalog, brand)
        gone = privacy.erase(catalog.db, slug, _subjects(config, catalog, slug, subject, ref))
    text = _("{conversions} conversions no longer know whose they are; {consents} consents deleted")
    click.echo(text.format(conversions=gone.conversions, consents=gone.consents))


@click.command()
@click.pass_obj
def purge(config: Config) -> None:
    """Delete events older than 25 months and consents older than 13. To be run every day."""
    now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
    with closing(Catalog(config.data)) as catalog:
        gone = privacy.purge(catalog.db, config.data, now)
    text = _(
        "deleted: {conversions} conversions, {actions} actions, {scans} scans, {consents} consents;"
        " {forgotten} conversions no longer know whose they are"
    )
    click.echo(text.format(**gone._asdict()))


def _subjects(
    config: Config, catalog: Catalog, brand: str, subject: str | None, ref: str | None
) -> list[str]:
    """The stored subjects that are meant. Raises Missing where a ref names nobody."""
    if (subject is None) == (ref is None):
        raise click.UsageError(_("Give either --subject or --ref."))
    if subject is not None:
        return _forms(config, brand, subject)
    source, _slash, external_id = str(ref).partition("/")
    found = privacy.subjects_of(catalog.db, brand, source, external_id)
    if not found:
        raise Missing(_("{ref} is no conversion of a known person").format(ref=ref), code="nobody")
    return found


def _forms(config: Config, brand: str, subject: str) -> list[str]:
    """A subject as it was given, and as the doors keep it where its kind is said before it."""
    kind, colon, id = subject.partition(":")
    if not colon:
        return [subject]
    plain = people.telephone(id) if kind == "tel" else id
    return [subject, hashed(Keyring(config.keys, brand).subject, kind, plain)]

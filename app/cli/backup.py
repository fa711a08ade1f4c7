"""`backup` and `restore`: everything in one file, while the server runs."""

from pathlib import Path

import click

from app.config import Config
from app.i18n import _
from app.store import backup as store


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(config: Config, file: Path) -> None:
    """Write catalog, history, journals and signing secrets into FILE (a tar)."""
    count = store.backup(config.data, config.keys, file)
    click.echo(
        _("{count} files in {file}; it holds the signing secrets.").format(count=count, file=file)
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(config: Config, file: Path) -> None:
    """Put a backup FILE into an empty data folder (RELAIS_DATA)."""
    count = store.restore(file, config.data, config.keys)
    click.echo(_("{count} files restored into {data}.").format(count=count, data=config.data))

"""`serve` runs the server; `fold` moves journals into the history once."""

import click

from app.config import Config
from app.i18n import _
from app.web.people import first_link


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes, one per core at most.")
@click.option(
    "--only", type=click.Choice(["redirect", "console"]), default=None, help="Run one side only."
)
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Certificate (PEM).")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="Its key (PEM).")
@click.pass_obj
def serve(
    config: Config,
    host: str | None,
    port: int | None,
    workers: int | None,
    only: str | None,
    tls_cert: str | None,
    tls_key: str | None,
) -> None:
    """Run the server: redirects, hosted pages, console and API. Stops on SIGTERM or Ctrl-C."""
    from app import front

    def said(address: str) -> None:
        click.echo(_("Listening on {address}").format(address=address))
        link = None if only == "redirect" else first_link(config.data, front.now_ms())
        if link:
            # On standard error, and worth nothing once somebody has an account.
            text = _("Nobody has an account yet. Open {link}")
            click.echo(text.format(link=address + link), err=True)

    code = front.serve(
        config,
        host or config["host"],
        config["port"] if port is None else port,
        workers or config["workers"],
        only or "",
        tls_cert or "",
        tls_key or "",
        said=said,
    )
    raise SystemExit(code)


@click.command()
@click.pass_obj
def fold(config: Config) -> None:
    """Move recorded scans from the journals into the history, once. `serve` does it all along."""
    from app.store import folder

    click.echo(_("{count} rows moved.").format(count=folder.fold(config.data)))

"""`mcp`: an MCP server over stdio, for assistants, with the rights of an API key."""

import sys

import click

from app.config import Config
from app.i18n import _


@click.command()
@click.option("--server", default="", help="Address of the console; without: this data folder.")
@click.option("--key", envvar="RELAIS_API_KEY", default="", help="API key; or RELAIS_API_KEY.")
@click.pass_obj
def mcp(config: Config, server: str, key: str) -> None:
    """Let an assistant make campaigns and read reports (Model Context Protocol, stdio)."""
    from app.client import Relais
    from app.mcp import serve

    if not key:
        raise click.UsageError(_("Give an API key in RELAIS_API_KEY."))
    transport = None
    if not server:
        from app.web import create_app
        from app.web.api.inside import inside

        transport = inside(create_app(config))
    try:
        relais = Relais(server, key, transport=transport)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    serve(relais, sys.stdin, lambda line: print(line, flush=True))

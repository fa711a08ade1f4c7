"""The command line: finds a command, sets the language, prints errors. No work of its own."""

import os
import sys
from importlib import import_module

import click

from app import config, i18n
from app.errors import RelaisError

# Command -> module and name; imported only when called, so that each command starts fast.
COMMANDS = {
    "demo": "app.cli.demo:demo",
    "make": "app.cli.make:make",
    "preflight": "app.cli.preflight:preflight",
    "sheets": "app.cli.sheets:sheets",
    "approve": "app.cli.approve:approve",
    "run": "app.cli.runs:run",
    "serve": "app.cli.serve:serve",
    "fold": "app.cli.serve:fold",
    "import": "app.cli.imports:import_",
    "report": "app.cli.report:report",
    "explain": "app.cli.explain:explain",
    "explain-conversion": "app.cli.conversions:explain_conversion",
    "export": "app.cli.privacy:export",
    "erase": "app.cli.privacy:erase",
    "purge": "app.cli.privacy:purge",
    "keys": "app.cli.keys:keys",
    "mcp": "app.cli.mcp:mcp",
    "tagging-plan": "app.cli.tagging:tagging_plan",
    "wechat-codes": "app.cli.wechat:wechat_codes",
    "alarms": "app.cli.alarms:alarms",
    "doctor": "app.cli.doctor:doctor",
    "backup": "app.cli.backup:backup",
    "restore": "app.cli.backup:restore",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="relais", prog_name="relais")
def root() -> None:
    """Signed codes for printed things: print them, route their scans, credit what they bring."""


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 refused, 2 usage."""
    try:
        settings = config.load()
    except RelaisError as error:
        sys.exit(f"relais: {error.message}")
    spoken = settings["language"] or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    with i18n.speaking("fr" if spoken.lower().startswith("fr") else "en"):
        try:
            root(prog_name="relais", obj=settings)
        except RelaisError as error:
            click.echo(error.message, err=True)
            sys.exit(1)

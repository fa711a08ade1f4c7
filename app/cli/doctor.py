"""`doctor`: what is wrong here, and with each host as the world sees it."""

import http.client
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from app.channels.claims import Answer
from app.config import Config
from app.doctor import World, examine
from app.i18n import _

_SECONDS = 10
_MOST = 1 << 20
_MARKS = {"good": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "red")}


@click.command()
@click.option("--offline", is_flag=True, help="look at this machine only")
@click.pass_obj
def doctor(config: Config, offline: bool) -> None:
    """Look for what is wrong: files, databases, DNS, certificates, hosts, app association files."""
    world = None if offline else World(addresses, certificate, get)
    found = examine(config, world, datetime.now(UTC))
    for finding in found:
        mark, colour = _MARKS[finding.level]
        click.echo(
            click.style(mark, fg=colour) + f" {finding.where}: {finding.what} {finding.do}".rstrip()
        )
    bad = sum(finding.level == "bad" for finding in found)
    if bad:
        click.echo(_("{count} to mend.").format(count=bad), err=True)
        raise click.exceptions.Exit(1)


def addresses(host: str) -> Sequence[str]:
    """The addresses of a host. Raises OSError."""
    return sorted(
        {str(row[4][0]) for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    )


def certificate(host: str) -> datetime:
    """When the certificate of a host ends, as far as a phone would accept it. Raises OSError."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, 443), _SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        ends = str((secure.getpeercert() or {})["notAfter"])
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)


def get(url: str) -> Answer:
    """GET without following a redirect. Raises OSError."""
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.netloc, timeout=_SECONDS)
    try:
        connection.request("GET", parts.path, headers={"User-Agent": "relais-doctor"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Content-Type", ""), answer.read(_MOST))
    except http.client.HTTPException as error:
        raise OSError(str(error) or type(error).__name__) from error
    finally:
        connection.close()

"""`demo`: the whole story on this machine, with real files, a real server and a real decoder.

It makes the sample campaign, reads the printed files back, follows them over HTTP as phones would,
sends conversions, and compares the report with what it sent.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app import config, reports
from app.cli.make import show_progress, summary
from app.cli.phones import MACHINES, PEOPLE, TOUCHING, Person, get, read, send
from app.errors import RelaisError
from app.i18n import _
from app.make import Made, make
from app.reports.outputs import OUTPUTS
from app.store import folder
from app.store.catalog import Catalog

_PATIENCE = 30  # seconds, for a server that starts or a count that settles on a busy machine
_DAY = 86_400


@click.command()
@click.option("--keep", is_flag=True, help="leave the server running and say what to open")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"), show_default=True)
def demo(keep: bool, out: Path) -> None:
    """Print, scan, route, attribute and report the sample campaign."""
    shutil.rmtree(out, ignore_errors=True)
    data = out / "data"
    settings = config.load({**os.environ, "RELAIS_DATA": str(data), "RELAIS_KEYS": ""})
    _title(_("1. Print"))
    sample = config.resource("printables", "printemps.toml")
    made = make(settings, sample, out, progress=show_progress)
    click.echo(summary(made, out))
    with _server(data, keep) as port:
        _title(_("2. Scan"))
        scans = _scan(made, out, port)
        _title(_("3. Convert"))
        sent = _convert(made, data, port)
        _title(_("4. Report"))
        _report(settings, made, scans, sent)
        if keep:
            _invite(port, data)


def _title(text: str) -> None:
    click.secho(f"\n{text}", bold=True)


@contextmanager
def _server(data: Path, keep: bool) -> Iterator[int]:
    """`serve` on a free port, in a process of its own; with --keep it runs until Ctrl-C."""
    environ = {**os.environ, "RELAIS_DATA": str(data), "RELAIS_KEYS": ""}
    environ["RELAIS_TRUSTED_PROXIES"] = "127.0.0.1"
    log = (data / "server.log").open("w")
    command = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True, cwd=Path.cwd()
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        address = re.search(r":(\d+)\s*$", line)
        if not address:
            raise RelaisError(_("the server did not start; see {file}").format(file=log.name))
        click.echo(line.strip())
        yield int(address[1])
        if keep:
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
        log.close()


def _scan(made: Made, out: Path, port: int) -> Counter[str]:
    """Follow every printed code; returns how many people scanned each medium."""
    host = made.plan.brand.host
    scans: Counter[str] = Counter()
    targets: dict[str, str] = {}
    for number, row in enumerate(row for row in made.rows if row.format == "png"):
        address = row.url if row.kind == "url" else read(out / row.file)
        for person in PEOPLE[: 1 + number % len(PEOPLE)]:
            reply = get(port, address, person)
            _expect(reply.status == 302 and "no-store" in reply.cache, f"{address}: {reply}")
            scans[row.medium] += 1
            targets.setdefault(f"{row.kind}, {person.name}", reply.target)
            if reply.target.startswith("/c/"):
                _call(port, host, reply.target, person)
    tag = next(row for row in made.rows if row.format == "ndef")
    written = (out / tag.file).read_bytes()
    get(port, f"https://{written[5:].decode()}", TOUCHING)  # 5: the header of the record
    scans[tag.medium] += 1
    _others(port, host, made)
    for who, target in sorted(targets.items()):
        click.echo(f"  {who:<24} → {target}")
    return scans


def _call(port: int, host: str, page: str, person: Person) -> None:
    """Open a call page and tap its button."""
    shown = get(port, f"https://{host}{page}", person)
    _expect(shown.status == 200, f"{page}: {shown.status}")
    tapped = get(port, f"https://{host}{page}/go", person)
    _expect(tapped.target.startswith("tel:"), f"{page}/go: {tapped}")


def _others(port: int, host: str, made: Made) -> None:
    """What is no scan by a person: previews, robots, a forged code. None of it may count."""
    for code in made.codes[:3]:
        for machine in MACHINES:
            get(port, f"https://{host}/{code.token}", machine)
    forged = get(port, f"https://{host}/{made.codes[0].token[:-1]}0", PEOPLE[0])
    _expect(forged.status == 404 or made.codes[0].token.endswith("0"), f"forged: {forged.status}")


def _convert(made: Made, data: Path, port: int) -> int:
    """Send conversions as an app, a shop and a call centre would; returns how many are new."""
    catalog = Catalog(data)
    now = int(time.time())  # noqa: TID251 - the demo happens now
    slug = made.plan.brand.slug
    key = catalog.add_api_key(slug, "demo", ["conversions"], now * 1000)
    catalog.close()
    rows = list(_conversions(made, now))
    body = json.dumps(rows).encode()
    status, _answer = send(port, made.plan.brand.host, key, "/api/v1/conversions", body)
    _expect(status == 201, f"conversions: {status} {_answer[:300]!r}")
    again, _answer = send(port, made.plan.brand.host, key, "/api/v1/conversions", body)
    _expect(again == 200, f"the same conversions again: {again}")
    click.echo(
        _("  {count} conversions sent, then the same again: nothing counted twice").format(
            count=len(rows)
        )
    )
    return len(rows)


def _conversions(made: Made, now: int) -> Iterator[dict[str, object]]:
    at = datetime.fromtimestamp(now, UTC).isoformat()
    for number, code in enumerate(made.codes[::3]):
        order = {"value_minor": 790 + 115 * number, "currency": "EUR"}
        kind: dict[str, object] = {"kind": "install"} if number % 3 else {"kind": "order", **order}
        # Every fifth gives the reference that people read out instead of the signed token.
        ref = code.reference if number % 5 == 4 else code.token
        yield {"source": "demo", "external_id": f"d{number}", "ref": ref, "at": at, **kind}
    yield {"source": "demo", "external_id": "walk-in", "kind": "lead", "ref": "", "at": at}


def _report(settings: config.Config, made: Made, scans: Counter[str], sent: int) -> None:
    """Print the report and compare it with what was sent."""
    query = reports.parse(made.plan.brand.slug, {"by": "medium"})
    report = reports.run(query, settings)
    until = time.monotonic() + _PATIENCE
    while report.totals["scans"] != scans.total() and time.monotonic() < until:
        time.sleep(0.1)
        folder.fold(settings.data)
        report = reports.run(query, settings)
    click.echo(OUTPUTS["table"].write(report))
    found = {row["medium"]: row["scans"] for row in report.rows}
    _expect(found == dict(scans), f"scans: {found}, sent {dict(scans)}")
    _expect(report.totals["conversions"] == sent, f"{report.totals['conversions']} of {sent}")
    click.secho(
        _("{scans} scans and {sent} conversions sent, the same counted.").format(
            scans=scans.total(), sent=sent
        ),
        fg="green",
    )


def _invite(port: int, data: Path) -> None:
    click.echo("\n" + _("Open http://127.0.0.1:{port}/console (Ctrl-C stops).").format(port=port))
    for line in (data / "server.log").read_text(encoding="utf-8").splitlines():
        if "http" in line and "console" in line:
            click.echo(line)


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise RelaisError(_("the demo is not what it should be: {what}").format(what=what))

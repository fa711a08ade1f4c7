"""Joins redirect and web into one server: sockets, worker processes, the folder process.

Every worker has its own event loop, journal and listening socket (SO_REUSEPORT). The parent
migrates the catalog once, before any of them starts.
"""

import asyncio
import gc
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from mmap import mmap
from typing import Any, NamedTuple

from app import logs
from app.chores import keep_up
from app.config import Config
from app.errors import Missing
from app.redirect import metrics, recent
from app.redirect.asgi import App, RedirectApp
from app.redirect.caps import Caps
from app.redirect.commit import Committer
from app.redirect.folding import keep_folding
from app.redirect.metrics import Counters
from app.redirect.recent import Recent
from app.redirect.serve import Flow
from app.redirect.server import Server, settings
from app.redirect.shared import Shared
from app.redirect.sockets import listen, renewal
from app.redirect.supervise import Child, Supervisor
from app.redirect.table import Table
from app.redirect.upkeep import Source, Upkeep, visitors
from app.redirect.visit import Origins, countries, networks, utc_day
from app.signing import Ring
from app.store import secrets
from app.store.caps import CapStore
from app.store.catalog import Catalog
from app.store.journal import FOLDER, Journal

log = logging.getLogger("relais.front")
_THREADS = 8  # of Flask, per worker


class Memory(NamedTuple):
    """What the workers of one server share."""

    counters: mmap
    recent: mmap


class Job(NamedTuple):
    """What every worker of a server gets. `tls` is certificate and key."""

    config: Config
    only: str
    tls: tuple[str, str] | None
    memory: Memory
    table: Table


def now_ms() -> int:
    """UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000


def serve(
    config: Config,
    host: str,
    port: int,
    workers: int,
    only: str = "",
    tls_cert: str = "",
    tls_key: str = "",
    *,
    said: Callable[[str], None] = print,
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. `only`: "", `redirect` or `console`.

    `said` gets the address (`http://…`) once everything is ready. Raises Unavailable where the
    port is taken.
    """
    logs.start(config["log_format"])
    catalog = Catalog.create(config.data)
    table = Table(catalog, rings(config, catalog))
    catalog.close()
    sockets = listen(host, port, workers)
    tls = (tls_cert, tls_key) if tls_cert else None
    job = Job(config, only, tls, Memory(metrics.shared(workers), recent.shared()), table)
    # The collector would touch, and so copy, every shared page of the codes.
    gc.freeze()
    children = [
        Child(f"worker {row}", partial(_work, job, sock, row)) for row, sock in enumerate(sockets)
    ]
    children.append(Child("folder", partial(keep_folding, config), rolling=False))
    children.append(Child("chores", partial(keep_up, config), rolling=False))
    if only != "redirect":
        children.append(Child("courier", partial(_send_webhooks, config), rolling=False))
    scheme = "https" if tls else "http"
    address = f"{scheme}://{_shown(host)}:{sockets[0].getsockname()[1]}"
    return Supervisor(children).run(lambda: said(address))


def _send_webhooks(config: Config, ready: Callable[[], None], parent: int) -> None:
    from app.web.api.courier import keep_sending  # with the web stack, which a worker may not need

    keep_sending(config, ready, parent)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def rings(config: Config, catalog: Catalog) -> dict[str, Ring]:
    """The signing secrets of every brand that has some."""
    found: dict[str, Ring] = {}
    for brand in catalog.brands():
        try:
            found[brand.slug] = secrets.ring(config.keys, brand.slug)
        except Missing as error:
            log.error("%s: its codes are not opened", error.message)
    return found


def _source(config: Config, catalog: Catalog) -> Source:
    return Source(
        catalog.revision,
        lambda: Table(catalog, rings(config, catalog)),
        catalog.salt,
        catalog.forget_salts,
        lambda table: table.renewed(catalog, rings(config, catalog)),
    )


def _work(job: Job, sock: socket.socket, row: int, ready: Callable[[], None], parent: int) -> None:
    """A worker process."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_worker(job, sock, row, ready, parent))


async def _worker(
    job: Job, sock: socket.socket, row: int, ready: Callable[[], None], parent: int
) -> None:
    config, only, tls, memory, table = job
    loop = asyncio.get_running_loop()
    catalog = Catalog(config.data)
    source = _source(config, catalog)
    if source.revision() != table.revision:  # this worker replaces a dead one
        table = source.renew(table)
    flow = Flow(
        table,
        visitors(source, utc_day(now_ms())),
        pages(),
        now_ms,
        config,
        origins=Origins(networks(config["trusted_proxies"]), countries(config["geoip"])),
        counters=Counters(memory.counters, row),
        recent=Recent(memory.recent),
        caps=Caps(CapStore(config.data)),
    )
    journal = Journal(config.data / FOLDER, durability=config["durability"])
    committer = Committer(loop, journal, flow.counters, now_ms)
    shared = Shared(flow, committer)
    rest = None if only == "redirect" else web(config)
    app = RedirectApp(flow, committer, rest, scans=only != "console")
    server = Server(settings(app, shared, tls, scans=only != "console"), shared)
    extras = [renewal(lambda: server.config.ssl, *tls)] if tls else []
    upkeep = Upkeep(shared, source, config["refresh_ms"], *extras)
    upkeep.quick()
    # What lives long lives here already; scans make no cycles, so the collector may rest.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    # The journal's thread gets the interpreter back after 1 ms instead of 5: groups commit sooner.
    sys.setswitchinterval(0.001)
    loop.add_signal_handler(signal.SIGTERM, server.stop)
    loop.add_reader(parent, server.stop)
    running = loop.create_task(upkeep.run())
    loop.create_task(_tell(server, ready))  # noqa: RUF006 - ends by itself
    await server.serve(sockets=[sock])
    running.cancel()
    await committer.close()
    flow.caps.close()
    catalog.close()


def pages() -> Any:
    """The hosted pages; they need no Flask."""
    from app.web.hosted import Hosted

    return Hosted()


def web(config: Config) -> App:
    """The Flask application as ASGI, which believes the trusted proxies' headers."""
    from a2wsgi import WSGIMiddleware
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    from app.web import create_app

    flask: Any = create_app(config)
    app: Any = WSGIMiddleware(flask, workers=_THREADS)
    trusted = list(config["trusted_proxies"])
    return ProxyHeadersMiddleware(app, trusted) if trusted else app  # type: ignore[return-value]


async def _tell(server: Server, ready: Callable[[], None]) -> None:
    while not server.started:
        await asyncio.sleep(0.005)
    ready()

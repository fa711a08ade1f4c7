"""Listening sockets for several processes, and certificates renewed under them."""

import logging
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from app.errors import Unavailable

log = logging.getLogger("relais.front")
BACKLOG = 4096


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` listening sockets on one port (0: a free one), between which the kernel spreads."""
    sockets: list[socket.socket] = []
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        for _number in range(count):
            sock = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if count > 1:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            sock.bind((host, port))
            port = sock.getsockname()[1]
            sock.listen(BACKLOG)
    except OSError as error:
        for sock in sockets:
            sock.close()
        message = f"cannot listen on {host}:{port}: {error.strerror}"
        raise Unavailable(message, code="no-port") from error
    return sockets


def renewal(
    context: Callable[[], ssl.SSLContext | None], certificate: str, key: str
) -> Callable[[], None]:
    """A function that reads a renewed certificate into the running context: new connections get it.

    `key` may be empty where the certificate's file holds it.
    """
    seen = _stamps(certificate, key)

    def look() -> None:
        nonlocal seen
        fresh = _stamps(certificate, key)
        running = context()
        if fresh != seen and running is not None:
            running.load_cert_chain(certificate, key or None)
            seen = fresh
            log.info("the renewed certificate is in use")

    return look


def _stamps(*paths: str) -> list[int]:
    return [Path(path).stat().st_mtime_ns for path in paths if path]

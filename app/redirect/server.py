"""uvicorn as we run it: our protocol, our signals, nothing that it would add by itself."""

from contextlib import nullcontext
from functools import partial
from typing import Any

import uvicorn

from app.redirect.asgi import App
from app.redirect.protocol import TokenProtocol
from app.redirect.shared import Shared
from app.redirect.sockets import BACKLOG


def settings(
    app: App, shared: Shared, tls: tuple[str, str] | None, *, scans: bool
) -> uvicorn.Config:
    """Its settings. `tls` is certificate and key; without `scans` no token is answered."""
    protocol: Any = partial(TokenProtocol, shared=shared, scans=scans)
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        interface="asgi3",
        backlog=BACKLOG,
        timeout_graceful_shutdown=20,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=(tls[1] or None) if tls else None,
    )


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: after them, nothing of ours would run any more."""

    def __init__(self, config: uvicorn.Config, shared: Shared) -> None:
        super().__init__(config)
        self._shared = shared

    def capture_signals(self) -> Any:
        """See uvicorn."""
        return nullcontext()

    def stop(self) -> None:
        """End after what is under way."""
        self.should_exit = self._shared.leaving = True

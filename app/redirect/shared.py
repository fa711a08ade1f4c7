"""What all connections of a process use; `upkeep` renews `tick` and `date`."""

from typing import Protocol

from app.redirect.commit import Committer
from app.redirect.serve import Flow


class Connection(Protocol):
    """What `upkeep` asks of a connection (protocol.TokenProtocol)."""

    def is_idle(self, ticks: int) -> bool:
        """Whether nothing came for `ticks` though it is the sender's turn."""

    def hang_up(self) -> None:
        """Close it."""


class Shared:
    """`tick` is in seconds, `date` the Date header line; `leaving`: the process is to end."""

    def __init__(self, flow: Flow, committer: Committer) -> None:
        self.flow = flow
        self.committer = committer
        self.date = b""
        self.tick = 0
        self.leaving = False
        self.open: set[Connection] = set()

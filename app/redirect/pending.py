"""Answers of one connection that wait for their commit, as uvicorn sees them."""


class Pending:
    """Stands in uvicorn's place for a running request while answers wait for their commit."""

    __slots__ = ("count", "disconnected", "keep_alive", "message_event", "response_complete")

    def __init__(self) -> None:
        self.count = 0
        self.response_complete = True
        self.disconnected = False
        self.keep_alive = True
        self.message_event = _NoEvent


class _NoEvent:
    @staticmethod
    def set() -> None:
        """Nobody waits."""

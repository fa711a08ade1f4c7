"""How many bad tokens a network may try, and how many of them are worth recording."""

NETWORKS = 100_000  # remembered per minute, some 15 MB at most


class Limits:
    """Counts by minute. `per_network` bad tokens are answered, `recorded` of all are recorded."""

    def __init__(self, per_network: int, recorded: int = 600) -> None:
        self._per_network = per_network
        self._recorded = recorded
        self._minute = -1
        self._seen: dict[str, int] = {}
        self._rows = 0

    def allows(self, network: str, now: int) -> bool:
        """Count a bad token from `network`; whether it is still answered. `now` is in ms."""
        self._turn(now)
        count = self._seen.get(network, 0) + 1
        if count > 1 or len(self._seen) < NETWORKS:
            self._seen[network] = count
        return count <= self._per_network

    def records(self, now: int) -> bool:
        """Whether one more orphan is recorded this minute."""
        self._turn(now)
        self._rows += 1
        return self._rows <= self._recorded

    def _turn(self, now: int) -> None:
        minute = now // 60_000
        if minute != self._minute:
            self._minute = minute
            self._seen.clear()
            self._rows = 0

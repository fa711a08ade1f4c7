"""The error tree: a stable code, what is wrong, and what would be right instead."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, where, what, and what would be right instead."""

    code: str
    where: str
    what: str
    instead: str = ""

    def __str__(self) -> str:
        tail = f" {self.instead}" if self.instead else ""
        return f"{self.where}: {self.what}{tail} [{self.code}]"


class RelaisError(Exception):
    """Root of all our errors. `status` is the HTTP status that says the same thing."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class Refused(RelaisError):
    """Input refused as a whole: carries every problem found, nothing was written."""

    code = "refused"
    status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class BadToken(RelaisError):
    """A token whose form or signature is wrong. Keeps what was refused."""

    code = "bad-token"
    status = 404

    def __init__(self, token: str, message: str = "not a signed token") -> None:
        super().__init__(message)
        self.token = token


class Missing(RelaisError):
    """Something asked for by name that is not there."""

    code = "missing"
    status = 404


class Conflict(RelaisError):
    """The same key was used before for something else."""

    code = "conflict"
    status = 409


class Unavailable(RelaisError):
    """A program, file or database that this needs is not there now; the message says which."""

    code = "unavailable"
    status = 503

"""Every setting in one table, and the one function that finds our own data files.

A setting is read from the environment as RELAIS_<NAME>; a secret may stand in a file named by
RELAIS_<NAME>_FILE. A bad value is refused at start with what would be right.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from app.errors import Problem, Refused

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file of ours (`templates/…`, `static/…`), in a checkout or a wheel."""
    packed = _PACKAGE / "_data"
    return (packed if packed.is_dir() else _PACKAGE.parent).joinpath(*parts)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return text

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return parse


def _mail_server(text: str) -> SplitResult | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("smtps://user:password@host:465 or smtp://host:587")
    return parts


def _site(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise ValueError("an address as https://relais.example")
    return text.rstrip("/")


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: name, default as text, what it does, how its text becomes a value."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any] = str


SETTINGS = (
    Setting("data", "data", "folder of the catalog, the journals and the history", Path),
    Setting("keys", "", "folder of the signing secrets; empty: `keys` inside the data folder"),
    Setting(
        "durability",
        "fsync",
        "fsync: a scan is on disk before its answer; os: it is with the operating system",
        _one_of("fsync", "os"),
    ),
    Setting("host", "127.0.0.1", "address to listen on"),
    Setting("port", "8080", "port to listen on; 0 takes a free one", _whole(0, 65535)),
    Setting("workers", "1", "redirect processes, one per core at most", _whole(1, 64)),
    Setting(
        "trusted_proxies", "", "addresses or networks whose X-Forwarded-For is believed", _list
    ),
    Setting("geoip", "", "MaxMind-format country file; empty: no country is recorded"),
    Setting(
        "repeat_seconds",
        "10",
        "same visitor, code and target within this is a repeat",
        _whole(0, 3600),
    ),
    Setting(
        "bad_tokens_per_minute",
        "60",
        "bad signatures answered per network prefix and minute before 429",
        _whole(1, 1_000_000),
    ),
    Setting(
        "refresh_ms",
        "500",
        "how often a process looks for edited codes, ms",
        _whole(50, 60_000),
    ),
    Setting(
        "fold_ms",
        "500",
        "how often journals are folded into the history, ms",
        _whole(50, 60_000),
    ),
    Setting(
        "target_hours",
        "0",
        "hours between two looks at whether each target still answers; 0: none is asked",
        _whole(0, 720),
    ),
    Setting(
        "api_per_minute",
        "600",
        "requests a minute that one API key may send",
        _whole(1, 1_000_000),
    ),
    Setting(
        "log_format",
        "text",
        "text: lines for people; json: one JSON object a line",
        _one_of("text", "json"),
    ),
    Setting("max_body", "10485760", "largest request body accepted, bytes", _whole(1024, 1 << 30)),
    Setting(
        "language",
        "",
        "language of the command line: fr or en; empty: from LANG",
        _one_of("", "fr", "en"),
    ),
    Setting(
        "smtp",
        "",
        "mail server, as smtps://user:password@host:465 or smtp://host:587; empty: no e-mail",
        _mail_server,
    ),
    Setting("mail_from", "", "sender of e-mails, as Relais <reports@relais.example>"),
    Setting("address", "", "public address of the console, for links in e-mails", _site),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process. `values` holds every name of SETTINGS."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.values["data"])

    @property
    def keys(self) -> Path:
        """The folder of signing secrets."""
        return Path(self.values["keys"] or self.data / "keys")


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read all settings. Raises Refused with every bad one."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for setting in SETTINGS:
        name = f"RELAIS_{setting.name.upper()}"
        text = source.get(name)
        if text is None and f"{name}_FILE" in source:
            text = Path(source[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        try:
            values[setting.name] = setting.parse(setting.default if text is None else text)
        except ValueError as error:
            problems.append(Problem("bad-setting", name, f"is {text!r}.", f"Give {error}."))
    if problems:
        raise Refused(problems)
    return Config(values)

"""What each door of a brand is opened with: `BRAND.doors.toml` beside the signing secrets.

A table per door: the provider's secrets, `contact_point` (what its conversions carry), `path` (a
last part of the webhook's address that only the provider knows), `qualified_after` (seconds of
talk), `account` (who answers), and the secrets of answering. The key of people's hashes comes from
the brand's oldest signing secret, so a fresh database knows people again.
"""

import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from itsdangerous import Signer

from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.inbound import DOORS
from app.inbound.door import Keys
from app.store import secrets

ANSWERING = ("access_token", "phone_number_id", "bot_token", "channel_access_token")
_AFTER = "qualified_after"
_PLAIN = ("contact_point", "path", "account", "app_id", "app_secret", *ANSWERING)


class Keyring:
    """The doors that a brand has configured. Raises Refused for a file with faults, all at once."""

    def __init__(self, folder: Path, brand: str) -> None:
        path = folder / f"{brand}.doors.toml"
        self._doors = _read(path) if path.is_file() else {}
        oldest = secrets.read(folder, brand)[-1]
        signer = Signer(oldest, salt="relais.subject", key_derivation="hmac", digest_method=sha256)
        self.subject = signer.derive_key()

    @property
    def doors(self) -> tuple[str, ...]:
        """The doors that are configured."""
        return tuple(self._doors)

    def keys(self, door: str, now: int) -> Keys:
        """What opens a door. Raises Missing for one that the brand has not configured."""
        values = self._values(door)
        return Keys(
            MappingProxyType({key: str(value) for key, value in values.items()}),
            self.subject,
            now,
            str(values.get("contact_point", "")),
            int(values.get("qualified_after", 60)),
        )

    def path(self, door: str) -> str:
        """The secret last part of its webhook's address; empty where it has none."""
        return str(self._values(door).get("path", ""))

    def imports(self, now: int) -> Keys:
        """What an import from a file is read with: no secret, the same hashes of people."""
        calls = self._doors.get("calls", {})
        point, after = calls.get("contact_point", ""), calls.get("qualified_after", 60)
        return Keys({}, self.subject, now, str(point), int(after))

    def _values(self, door: str) -> Mapping[str, Any]:
        if door not in self._doors:
            raise Missing(_("this brand has no door “{door}”").format(door=door), code="no-door")
        return self._doors[door]


def _read(path: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused([Problem("bad-toml", path.name, _("is no TOML."), str(error))]) from None
    problems = [problem for door, table in given.items() for problem in _faults(path, door, table)]
    if problems:
        raise Refused(problems)
    return given


def _faults(path: Path, name: str, table: Any) -> list[Problem]:
    where = f"{path.name} {name}"
    if name not in DOORS or not isinstance(table, Mapping):
        instead = _("Give one of {words}.").format(words=", ".join(DOORS))
        return [Problem("unknown-door", where, _("is no door."), instead)]
    needed = DOORS[name].secrets
    found = []
    for key, value in table.items():
        if key not in (*needed, *_PLAIN, _AFTER):
            words = ", ".join((*needed, *_PLAIN, _AFTER))
            instead = _("Give one of {words}.").format(words=words)
            found.append(Problem("unknown-key", f"{where}.{key}", _("is no key."), instead))
        elif right := _wrong(key, value):
            instead = _("Give {right}.").format(right=right)
            found.append(Problem("bad-value", f"{where}.{key}", _("is wrong."), instead))
    for key in needed:
        if key not in table:
            instead = _("Give {right}.").format(right=_(needed[key]))
            found.append(Problem("missing-key", f"{where}.{key}", _("is missing."), instead))
    return found


def _wrong(key: str, value: Any) -> str:
    """What would be right for a value; empty where it is."""
    if key != _AFTER:
        return "" if isinstance(value, str) and value else _("a text")
    right = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 3600
    return "" if right else _("a whole number from {low} to {high}").format(low=1, high=3600)

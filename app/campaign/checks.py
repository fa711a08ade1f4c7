"""What a campaign file says about printing is checked by printing, which is handed in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from app.i18n import _


class Checks(NamedTuple):
    """Each returns the clean value or raises ValueError, whose text says what would be right.

    `medium` takes the key of a medium; `style` the options of a look; `logo` and `profile` the
    bytes of a file. `code` and `run` are by the key they check, on a code (what stands beside it)
    and on a placement (the sheets it is printed on); both are kept in the code's style.
    """

    medium: Callable[[Any], str]
    style: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    logo: Callable[[bytes], object]
    profile: Callable[[bytes], object]
    code: Mapping[str, Callable[[Any], Any]] = MappingProxyType({})
    run: Mapping[str, Callable[[Any], Any]] = MappingProxyType({})

    def finish(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """A code's style: its look, and what `code` and `run` check, as the catalog keeps them."""
        rest = {**self.code, **self.run}
        look = self.style({key: value for key, value in options.items() if key not in rest})
        return {**look, **{key: rest[key](options[key]) for key in rest if key in options}}


def table_of(check: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Callable[[Any], Any]:
    """A check for a table, which `check` looks into."""

    def checked(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise ValueError(_("a table with keys such as modules = “rounded”"))
        return check(value)

    return checked


def beside(folder: Path, name: str) -> bytes:
    """The bytes of the file `name` in `folder` or below. Raises ValueError for any other place.

    A campaign file may come from outside: it must not make us read the rest of the disk.
    """
    path = (folder / name).resolve()
    try:
        if not path.is_relative_to(folder.resolve()):
            raise FileNotFoundError(name)
        return path.read_bytes()
    except OSError:
        raise ValueError(_("the name of a file beside this one")) from None

"""A memory of field grades, so that a run which differs in payload alone is photographed once."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from app.printing.preflight.estimate import Sampled
from app.printing.preflight.grid import MARGIN, PX, Floats, blocks_of
from app.printing.preflight.scene import Scene

_NEAR = 0.05  # of full reflectance: two prints of one design differ by less
_DAMAGED = 0.3  # modulation below which a module counts as hidden
_QUIET = 4


class Look(NamedTuple):
    """What of a code's looks does not depend on its payload."""

    values: Floats
    hidden: tuple[int, int, int, int]


@dataclass(slots=True)
class FieldCache:
    """Field results by design. Pass one to every `check` of a run; not shared between threads."""

    _kept: dict[Hashable, list[tuple[Look, Any]]] = field(default_factory=dict)

    def get(self, key: Hashable, look: Look) -> Any | None:
        """The result of a design that looks the same, if there is one."""
        for other, result in self._kept.get(key, ()):
            if _alike(look, other):
                return result
        return None

    def put(self, key: Hashable, look: Look, result: Any) -> None:
        """Keep the result of a design."""
        self._kept.setdefault(key, []).append((look, result))


def look(scene: Scene, seen: Sampled) -> Look:
    """How a scene looks: its average dark and light module, corner squares and quiet zone, and
    the rows and columns between which modules are hidden (a logo)."""
    matrix = scene.matrix
    if matrix is None:
        return Look(scene.light.ravel(), (0, 0, 0, 0))
    parts = []
    for channel in (scene.light, scene.red):
        modules = blocks_of(channel, scene.size)
        parts += [modules[matrix].mean(axis=0).ravel(), modules[~matrix].mean(axis=0).ravel()]
        parts.append(_around(channel, scene.size).ravel())
    hidden = np.argwhere(seen.modulation < _DAMAGED)
    low, high = (hidden.min(axis=0), hidden.max(axis=0)) if len(hidden) else ((0, 0), (0, 0))
    return Look(np.concatenate(parts), (int(low[0]), int(low[1]), int(high[0]), int(high[1])))


def _around(channel: Floats, size: int) -> Floats:
    """Corner squares and quiet zone, half a module a value; the rest of the symbol blanked."""
    start, end = (MARGIN - _QUIET) * PX, (MARGIN + size + _QUIET) * PX
    part = channel[start:end, start:end]
    half = PX // 2
    count = len(part) // half
    coarse: Floats = part.reshape(count, half, count, half).mean(axis=(1, 3))
    inner = slice(2 * _QUIET, count - 2 * _QUIET)
    finders = coarse[inner, inner].copy()
    # Half a module more is blanked: what stands at the symbol's edge bleeds into it.
    edge = slice(inner.start - 1, inner.stop + 1)
    coarse[edge, edge] = 0
    for down, across in ((0, 0), (0, 1), (1, 0)):
        rows = slice(0, 14) if not down else slice(len(finders) - 14, None)
        columns = slice(0, 14) if not across else slice(len(finders) - 14, None)
        coarse[inner, inner][rows, columns] = finders[rows, columns]
    return coarse


def _alike(one: Look, other: Look) -> bool:
    if len(one.values) != len(other.values):
        return False
    near = bool(np.abs(one.values - other.values).max() <= _NEAR)
    shifted = max(abs(a - b) for a, b in zip(one.hidden, other.hidden, strict=True))
    return near and shifted <= 2

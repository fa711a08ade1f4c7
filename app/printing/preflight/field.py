"""The field grade: how often simulated shots of a medium read, against those of a plain code.

Dividing by the plain code of the same version, flat and as large as the distance asks, takes out
what the simulator itself gets wrong. Grades rank designs; they are no scan rates.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

import numpy as np
import segno
from numpy.typing import NDArray

from app.i18n import _
from app.printing.media import Conditions, Medium
from app.printing.preflight import camera
from app.printing.preflight.readers import readers
from app.printing.preflight.scene import Scene
from app.printing.preflight.sizes import REACH, arc
from app.printing.preflight.verdict import grade_at

LIMITS = (0.95, 0.85, 0.70, 0.45)
BEST = camera.FOCAL / REACH  # pixels a module that the distance rule leaves
_HAND_MM = 200.0  # reading distance where no medium says another
# zbar takes ten times as long as zxing-cpp and agrees with itself: it sees every third shot.
_EVERY = {"zxing-cpp": 1, "zbar": 3}
REFERENCE = "RELAIS"  # fits 1-H


class Situation(NamedTuple):
    """Where a code is read: conditions, pixels a module, and degrees of a round pack."""

    conditions: Conditions
    pixels: float
    arc: float


def situation(scene: Scene, medium: Medium | None, scale: float, *, sized: bool) -> Situation:
    """Where a scene will be read. Unknown sizes are taken as large enough."""
    conditions = medium.conditions if medium else Conditions()
    pixels, bent = BEST, 0.0
    if sized:
        distance = medium.distance * 1000 if medium else _HAND_MM
        pixels = min(BEST, camera.FOCAL * min(scene.module) / scale / distance)
        if conditions.diameter:
            bent = arc(scene, scale, conditions.diameter)
    # Rounded, so that near-equal labels share their plans.
    return Situation(conditions, round(max(pixels, 0.5), 1), float(min(round(bent), 170)))


def field(scene: Scene, where: Situation, medium: Medium | None) -> dict[str, Any]:
    """The field grade of a scene with what each decoder read."""
    seen = _reads(camera.texture(scene), scene.size, scene.found.text, where)
    plain = reference(scene.found.version, scene.found.level, where.conditions)
    score = sum(_share(*pair) for pair in seen.values())
    best = sum(_share(*plain[name]) for name in seen)
    score = min(1.0, score / best) if best else 0.0
    return {
        "label": _("simulated shots, relative to a plain code; not a scan rate"),
        "grade": grade_at(score, LIMITS),
        "score": round(score, 3),
        "medium": medium.key if medium else None,
        "pixels_per_module": where.pixels,
        "reads": {name: list(pair) for name, pair in seen.items()},
        "plain": {name: list(plain[name]) for name in seen},
    }


@lru_cache(maxsize=128)
def reference(version: int, level: str, conditions: Conditions) -> Mapping[str, tuple[int, int]]:
    """What each decoder reads of a plain code of a version under the same conditions."""
    matrix = plain_matrix(version, level)
    where = Situation(conditions, round(BEST, 1), 0.0)
    return _reads(camera.plain(matrix), len(matrix), REFERENCE, where)


@lru_cache(maxsize=64)
def plain_matrix(version: int, level: str) -> NDArray[np.bool_]:
    """A symbol of a version and level with a fixed content."""
    code = segno.make_qr(REFERENCE, version=version, error=level, boost_error=False)
    return np.array([list(row) for row in code.matrix], dtype=bool)


def _reads(
    seen: camera.Texture, size: int, text: str, where: Situation
) -> dict[str, tuple[int, int]]:
    """Decoder -> (shots read, shots seen)."""
    hits = dict.fromkeys(readers(), 0)
    for number, settings in enumerate(camera.shots(*where)):
        frame = camera.shoot(seen, camera.planned(size, settings))
        for name, reader in readers().items():
            if number % _EVERY[name] == _EVERY[name] - 1:
                hits[name] += reader(frame, text)
    return {name: (hit, ceil(camera.SHOTS / _EVERY[name])) for name, hit in hits.items()}


def _share(hits: int, shots: int) -> float:
    return hits / shots

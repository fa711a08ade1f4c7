"""The field grade: how often simulated shots of a medium read, against those of a plain code.

Dividing by the plain code of the same version, flat and as large as the distance asks, takes out
what the simulator itself gets wrong. Grades rank designs; they are no scan rates.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
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

Asked = Mapping[str, Sequence[int]]  # decoder -> numbers of shots
Reads = Mapping[str, tuple[int, int]]  # decoder -> (shots read, shots seen)
LIMITS = (0.92, 0.82, 0.70, 0.45)  # an A may lose one of zbar's eight shots
BEST = camera.FOCAL / REACH  # pixels a module that the distance rule leaves
_HAND_MM = 200.0  # reading distance where no medium says another
# zbar takes ten times as long as zxing-cpp and agrees with itself: it sees every third shot.
_SEEN = {"zxing-cpp": range(camera.SHOTS), "zbar": range(2, camera.SHOTS, 3)}
# Two of the hardest shots. Who reads them as well as a plain code is not asked for the others: of
# 59 designs at six sizes none that had less than an A by all shots had one by these.
_HARDEST: Asked = {"zxing-cpp": (20, 23), "zbar": (23,)}
STAGES: tuple[Asked, ...] = (
    _HARDEST,
    {name: [shot for shot in _SEEN[name] if shot not in first] for name, first in _HARDEST.items()},
)
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
    return Situation(conditions, _even(pixels), float(min(round(bent), 170)))


def field(scene: Scene, where: Situation, medium: Medium | None) -> dict[str, Any]:
    """The field grade of a scene with what each decoder read."""
    seen, text = camera.texture(scene), scene.found.text
    reads: Reads = {}
    best: Reads = {}
    for number, stage in enumerate(STAGES):
        reads = _sum(reads, _reads(seen, scene.size, text, where, stage))
        plain = reference(scene.found.version, scene.found.level, where.conditions, number)
        best = _sum(best, plain)
        if all(reads[name][0] >= best[name][0] for name in reads):
            break
    ideal = sum(_share(*best[name]) for name in reads)
    score = sum(_share(*pair) for pair in reads.values()) / ideal if ideal else 0.0
    return {
        "label": _("simulated shots, relative to a plain code; not a scan rate"),
        "grade": grade_at(score, LIMITS),
        "score": round(min(score, 1.0), 3),
        "medium": medium.key if medium else None,
        "pixels_per_module": where.pixels,
        "reads": {name: list(pair) for name, pair in reads.items()},
        "plain": {name: list(best[name]) for name in reads},
    }


@lru_cache(maxsize=256)
def reference(version: int, level: str, conditions: Conditions, stage: int) -> Reads:
    """What each decoder reads of a plain code of a version under the same conditions."""
    matrix = plain_matrix(version, level)
    where = Situation(conditions, _even(BEST), 0.0)
    return _reads(camera.plain(matrix), len(matrix), REFERENCE, where, STAGES[stage])


@lru_cache(maxsize=64)
def plain_matrix(version: int, level: str) -> NDArray[np.bool_]:
    """A symbol of a version and level with a fixed content."""
    code = segno.make_qr(REFERENCE, version=version, error=level, boost_error=False)
    return np.array([list(row) for row in code.matrix], dtype=bool)


def _reads(
    seen: camera.Texture, size: int, text: str, where: Situation, stage: Asked
) -> dict[str, tuple[int, int]]:
    """What each decoder reads of some of the shots."""
    hits = {name: [0, 0] for name in readers()}
    taken = camera.shots(*where)
    for number in sorted({number for asked in stage.values() for number in asked}):
        frame = camera.shoot(seen, camera.planned(size, taken[number]))
        for name, reader in readers().items():
            if number in stage[name]:
                hits[name][0] += reader(frame, text)
                hits[name][1] += 1
    return {name: (read, shots) for name, (read, shots) in hits.items()}


def _even(pixels: float) -> float:
    return round(max(pixels, 0.4) * 5) / 5


def _sum(one: Reads, other: Reads) -> Reads:
    """Shots read and shots seen, added up; `one` may be empty."""
    nothing = (0, 0)
    return {
        name: (hits + one.get(name, nothing)[0], shots + one.get(name, nothing)[1])
        for name, (hits, shots) in other.items()
    }


def _share(hits: int, shots: int) -> float:
    return hits / shots

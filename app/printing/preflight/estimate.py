"""The print estimate: ISO/IEC 15415-style parameters, taken from the digital file.

Not a verifier's result: no paper, no ink, no calibrated light. Figures: ISO/IEC 15415:2011 for
contrast, modulation and unused error correction; ISO/IEC 18004:2015, Annex G, for fixed patterns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import _
from app.printing import structure
from app.printing.preflight.grid import MARGIN, PX, Floats, blocks_of, ranked
from app.printing.preflight.scene import Scene
from app.printing.preflight.verdict import GRADES, grade_at, worst

CONTRAST = (0.70, 0.55, 0.40, 0.20)
MODULATION = (0.50, 0.40, 0.30, 0.20)
UNUSED = (0.62, 0.50, 0.37, 0.25)
_APERTURE = 0.8  # of a module


@dataclass(frozen=True, slots=True)
class Sampled:
    """Every module through the aperture: reflectance, and modulation (0 where wrong)."""

    contrast: float
    reflectance: Floats
    modulation: Floats


def estimate(scene: Scene) -> dict[str, Any]:
    """Every parameter with its grade; the worst is the grade of the whole."""
    seen = sample(scene.light, scene)
    under_red = contrast(scene.red, scene)
    parts: dict[str, Any] = {
        "symbol_contrast": {
            "grade": grade_at(seen.contrast, CONTRAST),
            "luminance": round(seen.contrast, 3),
            "red_660nm": round(under_red, 3),
            "red_grade": grade_at(under_red, CONTRAST),
        }
    }
    if scene.matrix is None or scene.errors is None:
        parts["unused_error_correction"] = {"grade": "F", "value": None}
    else:
        parts["modulation"] = _modulation(seen, scene)
        parts["fixed_pattern_damage"] = fixed_patterns(seen.modulation, scene)
        unused = unused_correction(scene)
        parts["unused_error_correction"] = {
            "grade": grade_at(unused, UNUSED),
            "value": round(unused, 4),
            "errors_per_block": list(scene.errors),
        }
    later = {"grade": None, "says": _("not until printed")}
    grade = worst(part["grade"] for part in parts.values())
    return {
        "label": _("ISO/IEC 15415-style estimate on the digital file; not a verifier result"),
        "grade": grade,
        **parts,
        "axial_non_uniformity": later,
        "grid_non_uniformity": later,
        "print_growth": later,
    }


def weakest(printed: Mapping[str, Any]) -> dict[str, Any]:
    """The worst parameter of an estimate, and what to change."""
    told = {
        "symbol_contrast": (
            _("The contrast between modules and ground is low."),
            _("Use a darker ink or a lighter ground."),
        ),
        "modulation": (
            _("Some modules are neither clearly dark nor clearly light."),
            _("Use fuller modules, and a smaller logo."),
        ),
        "fixed_pattern_damage": (
            _("The patterns by which readers find the code are damaged."),
            _("Keep the corner squares and the quiet zone as the standard draws them."),
        ),
        "unused_error_correction": (
            _("Too little error correction is left."),
            _("Use a smaller logo or a higher correction level."),
        ),
    }
    name = max(
        (name for name in told if name in printed),
        key=lambda name: GRADES.index(printed[name]["grade"]),
    )
    says, do = told[name]
    return {"part": "print_estimate", "name": name, "says": says, "do": do}


@cache
def _aperture() -> Floats:
    """Weights of a module's pixels under a round aperture of 0.8 modules."""
    fine = (np.arange(PX * 8) + 0.5) / 8 - PX / 2
    inside = fine[:, None] ** 2 + fine[None, :] ** 2 <= (_APERTURE * PX / 2) ** 2
    weights = inside.reshape(PX, 8, PX, 8).mean(axis=(1, 3))
    even: Floats = (weights / weights.sum()).astype(np.float32)
    return even


def _through(channel: Floats, scene: Scene) -> Floats:
    seen: Floats = np.einsum("rcyx,yx->rc", blocks_of(channel, scene.size), _aperture())
    reflectance: Floats = 1 - seen if scene.inverted else seen
    return reflectance


def contrast(channel: Floats, scene: Scene) -> float:
    """Rmax minus Rmin over the modules and the quiet zone, 1 % left out at either end."""
    low, high = _range(_through(channel, scene), channel, scene)
    return high - low


def _range(modules: Floats, channel: Floats, scene: Scene) -> tuple[float, float]:
    start, end = (MARGIN - 3) * PX, (MARGIN + scene.size + 3) * PX
    ring = channel[start : start + PX, start:end].mean()
    ring = 1 - ring if scene.inverted else ring
    values = np.append(modules.ravel(), np.full(4, ring, np.float32))
    low, high = ranked(values, 0.01, 0.99)
    return low, high


def sample(channel: Floats, scene: Scene) -> Sampled:
    """Reflectance and modulation of every module, against the midpoint threshold."""
    modules = _through(channel, scene)
    low, high = _range(modules, channel, scene)
    if high - low < 1e-3 or scene.matrix is None:
        return Sampled(high - low, modules, np.zeros_like(modules))
    from_middle = ((high + low) / 2 - modules) * np.where(scene.matrix, 1, -1)
    modulation = np.maximum(2 * from_middle / (high - low), 0).astype(np.float32)
    return Sampled(high - low, modules, modulation)


def unused_correction(scene: Scene) -> float:
    """1 - 2t / spare codewords in the worst block (ISO/IEC 15415:2011, 7.8.8)."""
    plan = structure.blocks(scene.found.version, scene.found.level)
    return 1 - 2 * max(scene.errors or (0,)) / plan.spare


def _modulation(seen: Sampled, scene: Scene) -> dict[str, Any]:
    """Modulation with the overlay of notional unused correction (7.8.4): for each grade, what is
    left if every codeword below it were an error; the best of the lower of both counts."""
    version, level = scene.found.version, scene.found.level
    order = structure.layout(version).order
    count = len(order) // 8
    bits = seen.modulation[order[: count * 8, 0], order[: count * 8, 1]]
    words = bits.reshape(count, 8).min(axis=1)
    plan = structure.blocks(version, level)
    best = "F"
    for grade, limit in zip(GRADES, MODULATION, strict=False):
        below = max(int((words[places] < limit).sum()) for places in plan.places)
        left = grade_at(1 - 2 * below / plan.spare, UNUSED)
        best = min(best, worst((grade, left)), key=GRADES.index)
    return {"grade": best, "lowest": round(float(words.min()), 3)}


def fixed_patterns(modulation: NDArray[np.float32], scene: Scene) -> dict[str, Any]:
    """Fixed pattern damage: each segment graded by its damaged modules, with the same overlay."""
    segments = _segments(scene.found.version)
    grades: dict[str, str] = {}
    for name, (places, limits, relative) in segments.items():
        values = modulation[places[:, 0], places[:, 1]]
        best = "F"
        for grade, limit in zip(GRADES, MODULATION, strict=False):
            damaged = float((values < limit).sum()) / (len(values) if relative else 1)
            best = min(best, worst((grade, grade_at(-damaged, limits))), key=GRADES.index)
        grades[name] = best
    copies = (grades.pop("format 1"), grades.pop("format 2"))
    grades["format"] = min(copies, key=GRADES.index)  # a reader needs one of the two
    return {"grade": worst(grades.values()), "segments": grades}


_COUNTED = (0.0, -1.0, -2.0, -3.0)
_TIMING = (0.0, -0.07, -0.11, -0.14)
_ALIGNED = (0.0, -0.10, -0.20, -0.30)
Segment = tuple[NDArray[np.intp], Sequence[float], bool]


@cache
def _segments(version: int) -> dict[str, Segment]:
    """Places, limits and whether they are shares, of each segment of Annex G."""
    size = 17 + 4 * version
    near, far = range(8), range(size - 8, size)
    corner = {
        "finder top left": (near, near),
        "finder top right": (near, far),
        "finder bottom left": (far, near),
    }
    found: dict[str, Segment] = {
        name: (np.array([(y, x) for y in rows for x in columns]), _COUNTED, False)
        for name, (rows, columns) in corner.items()
    }
    run = [(6, place) for place in range(8, size - 8)]
    run += [(x, y) for y, x in run]
    found["timing"] = (np.array(run), _TIMING, True)
    centres = structure.alignment_centres(version)
    last = size - 7
    around = [
        (y + dy, x + dx)
        for y in centres
        for x in centres
        if (y, x) not in ((6, 6), (6, last), (last, 6))
        for dy in range(-2, 3)
        for dx in range(-2, 3)
    ]
    if around:
        found["alignment"] = (np.array(around), _ALIGNED, True)
    for number, places in enumerate(structure.format_places(size), 1):
        found[f"format {number}"] = (np.array(places), _COUNTED, False)
    return found

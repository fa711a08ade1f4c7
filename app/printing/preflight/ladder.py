"""What fails first: one condition at a time is made harder until a decoder gives up.

It explains a grade and makes none.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from app.i18n import _
from app.printing.media import Conditions
from app.printing.preflight import camera
from app.printing.preflight.camera import Settings
from app.printing.preflight.field import BEST, REFERENCE, Situation, plain_matrix
from app.printing.preflight.readers import readers
from app.printing.preflight.scene import Scene

Change = Callable[[float], dict[str, Any]]
_LEVELS = 4

# Axis -> what a value of it changes, and its values from mild to hard. A plain code at its proper
# size passes all of them, or nearly. `pixels` and `arc` are added to where the code is read.
AXES: dict[str, tuple[Change, tuple[float, float, float, float]]] = {
    "distance": (lambda share: {"pixels": share}, (0.85, 0.7, 0.6, 0.5)),
    "focus": (lambda sigma: {"blur": sigma}, (0.9, 1.2, 1.5, 1.8)),
    "dim light": (lambda left: {"contrast": left, "noise": 3 / left}, (0.7, 0.5, 0.35, 0.25)),
    "uneven light": (lambda ratio: {"shade": ratio}, (2.0, 3.0, 4.0, 6.0)),
    "tilt": (lambda angle: {"tilt": angle, "azimuth": 20.0}, (20.0, 35.0, 45.0, 52.0)),
    "curvature": (lambda angle: {"arc": angle}, (20.0, 35.0, 50.0, 60.0)),
    "motion": (lambda step: {"motion": (step, step / 2)}, (1.0, 2.0, 3.0, 4.0)),
    "glare": (
        lambda spot: {"glare": 1.5, "spot": spot, "spot_at": (0.2, 0.15)},
        (0.05, 0.08, 0.11, 0.14),
    ),
}


def _settings(where: Situation, axis: str, level: int) -> Settings:
    change, values = AXES[axis]
    changed = change(values[level])
    changed["pixels"] = round(where.pixels * changed.get("pixels", 1.0), 2)
    changed["arc"] = where.arc + changed.get("arc", 0.0)
    return Settings(**changed)


def fails_first(scene: Scene, where: Situation) -> str | None:
    """The axis that a scene fails earliest, where a plain code still passes; None if none."""
    size, text = scene.size, scene.found.text
    seen = camera.texture(scene)
    bar = _plain_levels(scene.found.version, scene.found.level)
    for level in range(_LEVELS):
        for axis in AXES:
            settings = _settings(where, axis, level)
            if level < bar[axis] and not _passes(seen, size, text, settings):
                return axis
    return None


@lru_cache(maxsize=64)
def _plain_levels(version: int, level: str) -> dict[str, int]:
    """How many levels of each axis a plain code passes."""
    matrix = plain_matrix(version, level)
    seen, where = camera.plain(matrix), Situation(Conditions(), round(BEST * 5) / 5, 0.0)
    passed = {}
    for axis in AXES:
        taken = [
            _passes(seen, len(matrix), REFERENCE, _settings(where, axis, at))
            for at in range(_LEVELS)
        ]
        passed[axis] = taken.index(False) if False in taken else _LEVELS
    return passed


def _passes(seen: camera.Texture, size: int, text: str, settings: Settings) -> bool:
    frame = camera.shoot(seen, camera.planned(size, settings))
    return all(reader(frame, text) for reader in readers().values())


def advice(axis: str | None) -> tuple[str, str]:
    """What failing first on an axis (None: on several at once) means, and what to change."""
    larger = _("Print the code larger, or shorten the address for a smaller symbol.")
    bolder = _("Use darker, fuller modules on a lighter ground.")
    if axis is None:
        return _("It fails where several difficulties come together, on none alone."), larger
    return {
        "distance": (_("Distance is what it fails on first."), larger),
        "focus": (_("Poor focus is what it fails on first."), larger),
        "dim light": (_("Dim light is what it fails on first."), bolder),
        "uneven light": (_("Uneven light is what it fails on first."), bolder),
        "tilt": (
            _("A slanting view is what it fails on first."),
            _("Keep the three corner squares plain, and the code at eye level."),
        ),
        "curvature": (
            _("Curvature is what it fails on first."),
            _("Print the code smaller, or on a flatter face."),
        ),
        "motion": (_("Motion is what it fails on first."), larger),
        "glare": (
            _("Glare is what it fails on first."),
            _("Use a matt finish there, and a smaller logo or a higher correction level."),
        ),
    }[axis]

"""A phone's camera by brute force: rays through a lens on to a curved print, a mosaic of colours,
shot noise, demosaicing, JPEG. It shares no line and no approach with preflight's own shots.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from math import pi, radians

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.camera.designs import GROUND, PX, Design

FRAME = 300  # pixels a side of the part of the frame around the code
FOCAL = 1386.0  # pixels: 26 mm-equivalent lens, 1920 px preview
RAYS = 8  # a pixel
SHOTS = 36
SEED = 20270301
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shot:
    """One exposure. Angles in degrees, distance in mm, blurs in pixels, the rest in shares."""

    distance: float
    tilt: float
    azimuth: float
    roll: float
    offset: tuple[float, float]
    defocus: float
    motion: tuple[float, float]
    light: float
    light_from: float
    glare: float
    glare_at: tuple[float, float]
    photons: float
    quality: int
    noise: int


def shots(count: int = SHOTS, seed: int = SEED) -> list[Shot]:
    """The fixed exposures: hand-held, near a nominal 300 mm, from easy to hard."""
    rng = np.random.Generator(np.random.PCG64(seed))
    taken = []
    for number in range(count):
        # Hardness runs evenly from easy to hard, so that rates spread instead of crowding at 1.
        hard = (number + 0.5) / count
        moved = rng.uniform(0, 2 * pi)
        length = 2.6 * hard * rng.random()
        taken.append(
            Shot(
                distance=300 * rng.uniform(0.75, 0.9 + 0.5 * hard),
                tilt=50 * hard * rng.random(),
                azimuth=rng.uniform(0, 360),
                roll=rng.uniform(0, 360) if number % 2 else rng.uniform(-15, 15),
                offset=(rng.uniform(-2, 2), rng.uniform(-2, 2)),
                defocus=0.3 + 1.3 * hard * rng.random(),
                motion=(length * np.cos(moved), length * np.sin(moved)),
                light=1 + 3 * hard * rng.random(),
                light_from=rng.uniform(0, 2 * pi),
                glare=0.9 * rng.random() if rng.random() < 0.4 else 0.0,
                glare_at=(rng.uniform(-10, 10), rng.uniform(-10, 10)),
                photons=4000 * (1 - 0.97 * hard * rng.random()),
                quality=int(rng.integers(50, 92)),
                noise=int(rng.integers(1 << 31)),
            )
        )
    return taken


def _turn(shot: Shot) -> Array:
    """Rotation from the print's axes (x right, y down, z away) to the camera's."""
    tilt, azimuth, roll = radians(shot.tilt), radians(shot.azimuth), radians(shot.roll)
    axis = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    cross = np.array([[0, 0, axis[1]], [0, 0, -axis[0]], [-axis[1], axis[0], 0]])
    lean = np.eye(3) + np.sin(tilt) * cross + (1 - np.cos(tilt)) * cross @ cross
    spin = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return spin @ lean


def _meet(origin: Array, ray: Array, diameter: float) -> tuple[Array, Array, Array]:
    """Where rays meet the print, as mm along its paper from the code's centre, and if they do.

    A round pack is a cylinder with a vertical axis whose front line is x = 0, z = 0.
    """
    if not diameter:
        reach = -origin[2] / ray[2]
        x, y = origin[0] + reach * ray[0], origin[1] + reach * ray[1]
        return x, y, np.isfinite(reach)
    radius = diameter / 2
    across, deep = origin[0], origin[2] - radius
    a = ray[0] ** 2 + ray[2] ** 2
    b = 2 * (across * ray[0] + deep * ray[2])
    c = across**2 + deep**2 - radius**2
    root = b * b - 4 * a * c
    reach = (-b - np.sqrt(np.maximum(root, 0))) / (2 * a)
    x, z = across + reach * ray[0], deep + reach * ray[2]
    return radius * np.arctan2(x, -z), origin[1] + reach * ray[1], root > 0


@lru_cache(maxsize=6)
def _rays(shot: Shot, diameter: float) -> tuple[tuple[Array, Array, Array], ...]:
    """RAYS rays a pixel, spread over the pixel, the lens (its disc on the sensor) and time."""
    rng = np.random.Generator(np.random.PCG64(shot.noise))
    turn = _turn(shot)
    eye = turn.T @ -np.array([shot.offset[0], shot.offset[1], shot.distance])
    row, column = np.mgrid[0:FRAME, 0:FRAME] - FRAME / 2
    met = []
    for number in range(RAYS):
        radius = shot.defocus * np.sqrt((number + rng.random((FRAME, FRAME))) / RAYS)
        angle = 2 * pi * rng.random((FRAME, FRAME))
        when = (number * 5 % RAYS + rng.random((FRAME, FRAME))) / RAYS - 0.5
        px = column + rng.random((FRAME, FRAME)) + radius * np.cos(angle) + shot.motion[0] * when
        py = row + rng.random((FRAME, FRAME)) + radius * np.sin(angle) + shot.motion[1] * when
        ray = np.tensordot(turn.T, np.stack([px / FOCAL, py / FOCAL, np.ones_like(px)]), 1)
        met.append(_meet(eye, ray, diameter))
    return tuple(met)


def expose(piece: Image.Image, design: Design, shot: Shot) -> NDArray[np.uint8]:
    """The grey frame that the phone hands to its decoder."""
    linear = (np.arange(256) / 255.0) ** 2.2
    pixels = np.asarray(piece)
    row, column = np.mgrid[0:FRAME, 0:FRAME] % 2
    channel = row + column  # red, green / green, blue
    mosaic = np.zeros((FRAME, FRAME))
    for x, y, hit in _rays(shot, design.diameter):
        mosaic += _paper(pixels, linear, design, x, y, hit, channel) * _lit(shot, x, y)
    return _develop(mosaic / RAYS, channel, shot)


def _paper(
    pixels: NDArray[np.uint8],
    linear: Array,
    design: Design,
    x: Array,
    y: Array,
    hit: NDArray[np.bool_],
    channel: Array,
) -> Array:
    """Reflectance: the piece, and beyond it a table of brown stripes."""
    half = design.modules / 2 + GROUND
    u = ((x / design.module + half) * PX).astype(int)
    v = ((y / design.module + half) * PX).astype(int)
    side = len(pixels)
    on = hit & (u >= 0) & (v >= 0) & (u < side) & (v < side)
    table = np.where(np.sin(x * 0.7) > 0, 0.22, 0.30)
    seen = pixels[np.clip(v, 0, side - 1), np.clip(u, 0, side - 1), channel]
    return np.where(on, linear[seen], table)


def _lit(shot: Shot, x: Array, y: Array) -> Array:
    """Light that falls off across 30 mm."""
    along = (x * np.cos(shot.light_from) + y * np.sin(shot.light_from)) / 30 + 0.5
    return 1 / (1 + (shot.light - 1) * np.clip(along, 0, 1))


def _develop(mosaic: Array, channel: Array, shot: Shot) -> NDArray[np.uint8]:
    rng = np.random.Generator(np.random.PCG64(shot.noise + 1))
    row, column = np.mgrid[0:FRAME, 0:FRAME]
    middle = FRAME / 2
    far = (row - middle - 5 * shot.glare_at[1]) ** 2 + (column - middle - 5 * shot.glare_at[0]) ** 2
    mosaic = mosaic + shot.glare * np.exp(-far / (2 * 22.0**2))
    centre = mosaic[FRAME // 4 : -FRAME // 4, FRAME // 4 : -FRAME // 4]
    exposure = 0.75 / np.quantile(centre, 0.9)
    electrons = np.clip(mosaic * exposure, 0, 4) * shot.photons
    seen = (rng.poisson(electrons) + rng.normal(0, 12, electrons.shape)) / shot.photons
    colours = [
        _fill(np.where(channel == number, seen, 0), channel == number) for number in range(3)
    ]
    coded = np.clip(np.stack(colours, -1), 0, 1) ** (1 / 2.2) * 255
    packed = io.BytesIO()
    Image.fromarray(coded.astype(np.uint8)).save(packed, "JPEG", quality=shot.quality)
    return np.asarray(Image.open(packed).convert("L"))


def _fill(values: Array, known: NDArray[np.bool_]) -> Array:
    """Bilinear demosaicing: each gap is the mean of its known neighbours."""
    weight = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], float)

    def spread(plane: Array) -> Array:
        wide = np.pad(plane, 1, mode="reflect")
        return sum(
            weight[dy, dx] * wide[dy : dy + FRAME, dx : dx + FRAME]
            for dy in range(3)
            for dx in range(3)
        )

    return spread(values) / np.maximum(spread(known.astype(float)), 1e-9)

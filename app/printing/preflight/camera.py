"""Simulated shots: what a phone's camera makes of a code under the conditions of a medium.

A shot is planned once for a geometry (which texel each pixel sees, light, glare, noise) and then
applied to any design: looking up is cheap, tracing is not. Everything is seeded; nothing is random
from run to run. These are not photographs, and rates read from them are no scan rates.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from app.printing.media import Conditions
from app.printing.preflight.grid import MARGIN, PX, Floats, Frame
from app.printing.preflight.scene import LINEAR, Scene

FOCAL = 1386.0  # pixels: a 26 mm-equivalent lens on a preview 1920 px wide
SHOTS = 24
SEED = 7
_VIEW = 5  # modules around the symbol that stay in the frame
_TABLE = 0.22  # reflectance of what lies around the printed piece
_BLUR_STEP = 0.6  # texels: shots whose blurs are that near share one blurred texture
# Linear light to 8 bits, as a camera codes it.
_FULL = 1024
_CODED = np.round(np.linspace(0, 1, _FULL + 1) ** (1 / 2.2) * 255).astype(np.int16)
_BYTES = np.round(LINEAR * 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Settings:
    """One exposure. `pixels` a module; angles in degrees; `blur` (sigma) and `motion` in pixels;
    `shade` the ratio of light across the code; `noise` (sigma) in levels of 256; `contrast` the
    share that haze and screens leave; `glare` its strength, `spot` its size in shares of the code.
    """

    pixels: float
    tilt: float = 0.0
    azimuth: float = 0.0
    roll: float = 5.0
    blur: float = 0.65
    motion: tuple[float, float] = (0.0, 0.0)
    shade: float = 1.0
    noise: float = 2.0
    contrast: float = 1.0
    glare: float = 0.0
    spot: float = 0.15
    spot_at: tuple[float, float] = (0.0, 0.0)
    arc: float = 0.0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A shot, ready to be applied: the texel of each pixel, its light, glare and noise.

    `light` and `haze` are in steps of `_CODED`.
    """

    texel: NDArray[np.int32]
    light: Floats
    haze: Floats
    noise: NDArray[np.int8]
    blur: float
    motion: tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def shots(conditions: Conditions, pixels: float, arc: float) -> tuple[Settings, ...]:
    """The fixed shots of a medium, from easy to hard. `pixels` a module at its distance."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    taken = []
    for number in range(SHOTS):
        hard = (number + 0.5) / SHOTS
        (far, tilt, azimuth, spin, blur, length, way, shade, noise, haze, glare, spot) = rng.random(
            12
        )
        at = rng.uniform(-0.35, 0.35, 2)
        moved = 6.0 * conditions.motion * hard * length
        taken.append(
            Settings(
                pixels=pixels * (1.1 - 0.4 * hard * far),
                tilt=conditions.tilt * hard * tilt,
                azimuth=360 * azimuth,
                roll=360 * spin if number % 2 else 20 * spin - 10,
                blur=0.65 + hard * blur,
                motion=(moved * cos(2 * pi * way), moved * sin(2 * pi * way)),
                shade=1 + 2.5 * hard * shade,
                noise=2 + 15 * conditions.dim * hard * noise,
                contrast=1 - 0.15 * hard * haze,
                glare=2.5 * conditions.glare * hard * glare if number % 3 else 0.0,
                spot=0.06 + 0.14 * spot,
                spot_at=(float(at[0]), float(at[1])),
                arc=arc,
                number=number,
            )
        )
    return tuple(taken)


class Texture:
    """A design as the camera sees it, with its blurred copies. Linear light."""

    def __init__(self, luma: Frame, inside: NDArray[np.bool_] | None = None) -> None:
        linear = _BYTES.take(luma, mode="clip")
        if inside is not None:
            linear[~inside] = round(_TABLE * 255)
        self.image = Image.fromarray(linear)
        self._blurred: dict[float, Floats] = {}

    def blurred(self, sigma: float) -> Floats:
        """Texels as shares of full light, row by row, and last the table around the piece."""
        if sigma not in self._blurred:
            # At half the size, which blurs a little itself: half the time, a level or two apart.
            less = sqrt(max(sigma * sigma - 0.5, 0)) / 2
            soft = self.image.reduce(2).filter(ImageFilter.GaussianBlur(less))
            full = soft.resize(self.image.size, Image.Resampling.BILINEAR)
            flat = np.asarray(full).ravel()
            self._blurred[sigma] = np.append(
                np.multiply(flat, 1 / 255, dtype=np.float32), np.float32(_TABLE)
            )
        return self._blurred[sigma]


def texture(scene: Scene) -> Texture:
    """The design of a scene."""
    return Texture(scene.grey, scene.inside)


def plain(matrix: NDArray[np.bool_]) -> Texture:
    """The same symbol in black on white, with clear space around it: what to compare with."""
    wide = np.pad(matrix, MARGIN)
    luma = np.where(np.kron(wide, np.ones((PX, PX), bool)), 30, 245).astype(np.uint8)
    return Texture(luma)


def shoot(seen: Texture, plan: Plan) -> Frame:
    """The grey frame that a decoder gets."""
    sharp = seen.blurred(plan.blur).take(plan.texel)
    light = sharp.copy() if plan.motion else sharp
    for step in plan.motion:
        light += np.roll(sharp, step, (0, 1))
    light *= plan.light
    light += plan.haze
    coded = _CODED.take(light.astype(np.int16), mode="clip")
    coded += plan.noise
    np.clip(coded, 0, 255, out=coded)
    frame: Frame = coded.astype(np.uint8)
    return frame


@lru_cache(maxsize=128)  # half a megabyte each
def planned(size: int, settings: Settings) -> Plan:
    """Trace one shot of a symbol of `size` modules."""
    u, v = _seen(size, settings)
    side = (size + 2 * MARGIN) * PX
    column = np.floor((u + size / 2 + MARGIN) * PX)
    row = np.floor((v + size / 2 + MARGIN) * PX)
    on = (column >= 0) & (row >= 0) & (column < side) & (row < side)
    texel = np.where(on, row * side + column, side * side).astype(np.int32)
    rng = np.random.Generator(np.random.PCG64((SEED, settings.number, size)))
    way = rng.uniform(0, 2 * pi)
    along = np.clip((u * cos(way) + v * sin(way)) / size + 0.5, 0, 1)
    light = 0.8 * settings.contrast / (1 + (settings.shade - 1) * along)
    x, y = settings.spot_at
    far = (u / size - x) ** 2 + (v / size - y) ** 2
    haze = np.array(0.4 * (1 - settings.contrast))
    if settings.glare:
        haze = haze + settings.glare * np.exp(-far / (2 * settings.spot**2))
    noise = np.clip(np.round(rng.normal(0, settings.noise, u.shape)), -127, 127).astype(np.int8)
    # A pixel's own width blurs like a box: its variance is a twelfth.
    sigma = sqrt(settings.blur**2 + 1 / 12) * PX / settings.pixels
    steps = _steps(settings.motion)
    return Plan(
        texel,
        (light * _FULL / (len(steps) + 1)).astype(np.float32),
        (haze * _FULL).astype(np.float32),
        noise,
        round(sigma / _BLUR_STEP) * _BLUR_STEP,
        steps,
    )


def _seen(size: int, settings: Settings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each pixel's ray meets the print, in modules from the symbol's centre."""
    tilt, way, roll = radians(settings.tilt), radians(settings.azimuth), radians(settings.roll)
    reach = FOCAL / settings.pixels  # the distance, in modules
    turn = abs(cos(roll)) + abs(sin(roll))
    side = ceil((size + 2 * _VIEW) * turn * settings.pixels)
    place = (np.arange(side) + 0.5 - side / 2) / FOCAL
    x, y = np.meshgrid(place, place)
    # Camera to print: undo the roll, then lean by tilt about the axis at `way`.
    x, y = x * cos(roll) + y * sin(roll), y * cos(roll) - x * sin(roll)
    along, across = x * cos(way) + y * sin(way), y * cos(way) - x * sin(way)
    depth = cos(tilt) - across * sin(tilt)
    steep = (across * cos(tilt) + sin(tilt)) / depth
    flat = along / depth
    # The eye looks at the symbol's centre from `reach` along its own axis.
    rise = reach * cos(tilt)
    a, b = flat * rise, steep * rise - reach * sin(tilt)
    u, v = a * cos(way) - b * sin(way), a * sin(way) + b * cos(way)
    if not settings.arc:
        return u, v
    slope_u = flat * cos(way) - steep * sin(way)
    slope_v = flat * sin(way) + steep * cos(way)
    # A cylinder behind the plane, touching it along u = 0: solve for the depth under the plane.
    radius = (size + 8) / radians(settings.arc)
    ahead, square = radius - u * slope_u, 1 + slope_u**2
    root = ahead**2 - square * u**2
    sunk = (ahead - np.sqrt(np.maximum(root, 0))) / square
    angle = np.arcsin(np.clip((u + slope_u * sunk) / radius, -1, 1))
    return np.where(root < 0, 1e6, radius * angle), v + slope_v * sunk


def _steps(motion: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    """Whole-pixel shifts that, averaged with the frame itself, smear it along `motion`."""
    count = round(max(abs(motion[0]), abs(motion[1])))
    return tuple(
        (round(motion[1] * step / count), round(motion[0] * step / count))
        for step in range(1, count + 1)
    )

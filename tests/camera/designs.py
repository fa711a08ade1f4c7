"""The designs that preflight is judged on, fixed before anything was tuned. Drawn here alone.

Nothing of app.printing is used: a fault there must not hide in the judge.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from segno import consts

PX = 20  # pixels a module
GROUND = 12  # modules of surround on every side
Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LONG = ("https://", "Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C7")
SHORT = ("https://", "Q.LV.FR/04HMASW9")


@dataclass(frozen=True)
class Design:
    """A way to print a code. Lengths in mm, quiet zone in modules, shares of the symbol's area."""

    name: str
    version: int = 3
    level: str = "Q"
    width: float = 25.0
    dark: Colour = BLACK
    light: Colour = WHITE
    ground: Colour = WHITE
    quiet: float = 4.0
    shape: str = "square"
    fill: float = 1.0
    finder: float = 0.0
    logo: float = 0.0
    gain: float = 0.0
    diameter: float = 0.0
    finish: Callable[[Image.Image, int], Image.Image] | None = None
    short: bool = False

    @property
    def modules(self) -> int:
        return 17 + 4 * self.version

    @property
    def text(self) -> str:
        return "".join(SHORT if self.short else LONG)

    @property
    def module(self) -> float:
        """mm."""
        return self.width / self.modules


def matrix(design: Design) -> NDArray[np.bool_]:
    head, tail = SHORT if design.short else LONG
    code = segno.make_qr(
        [(head, consts.MODE_BYTE), (tail, consts.MODE_ALPHANUMERIC)],
        error=design.level,
        version=design.version,
        boost_error=False,
    )
    return np.array([list(row) for row in code.matrix], dtype=bool)


def picture(design: Design) -> Image.Image:
    """The printed piece: the code and GROUND modules around it, PX pixels a module."""
    size = design.modules
    side = (size + 2 * GROUND) * PX
    image = Image.new("RGB", (side, side), design.ground)
    draw = ImageDraw.Draw(image)
    edge = (GROUND - design.quiet) * PX
    draw.rectangle((edge, edge, side - edge - 1, side - edge - 1), fill=design.light)
    _modules(draw, design)
    _finders(draw, design)
    if design.logo:
        _logo(draw, design, side)
    return design.finish(image, size) if design.finish else image


def _modules(draw: ImageDraw.ImageDraw, design: Design) -> None:
    size, bits = design.modules, matrix(design)
    half = PX * (design.fill + design.gain) / 2
    for row, column in np.argwhere(bits):
        left = column < 7 and min(row, size - 1 - row) < 7
        if left or (row < 7 and column >= size - 7):
            continue
        x, y = (GROUND + column + 0.5) * PX, (GROUND + row + 0.5) * PX
        box = (x - half, y - half, x + half - 1, y + half - 1)
        if design.shape == "dot":
            draw.ellipse(box, fill=design.dark)
        elif design.shape == "rounded":
            draw.rounded_rectangle(box, radius=half * 0.9, fill=design.dark)
        else:
            draw.rectangle(box, fill=design.dark)


def _finders(draw: ImageDraw.ImageDraw, design: Design) -> None:
    last = design.modules - 7
    for row, column in ((0, 0), (0, last), (last, 0)):
        for inset, colour in ((0, design.dark), (1, design.light), (2, design.dark)):
            grown = design.gain / 2 * (1 if inset != 1 else -1)
            x, y = (GROUND + column + inset - grown) * PX, (GROUND + row + inset - grown) * PX
            wide = (7 - 2 * inset + 2 * grown) * PX
            box = (x, y, x + wide - 1, y + wide - 1)
            draw.rounded_rectangle(box, radius=design.finder * wide / 2, fill=colour)


def _logo(draw: ImageDraw.ImageDraw, design: Design, side: int) -> None:
    half = (design.logo**0.5) * design.modules * PX / 2
    draw.rectangle((side / 2 - half,) * 2 + (side / 2 + half,) * 2, fill=design.light)
    half *= 0.88
    draw.ellipse((side / 2 - half,) * 2 + (side / 2 + half,) * 2, (200, 20, 60))


def _texture(image: Image.Image, seed: int) -> NDArray[np.float64]:
    """Soft clouds and hard flecks, 0 to 1: a photograph's worth of detail."""
    rng = np.random.Generator(np.random.PCG64(seed))
    clouds = Image.fromarray((rng.random((9, 9)) * 255).astype(np.uint8)).resize(
        image.size, Image.BICUBIC
    )
    flecks = Image.fromarray((rng.random((70, 70)) * 255).astype(np.uint8)).resize(image.size)
    return 0.6 * np.asarray(clouds, float) / 255 + 0.4 * np.asarray(flecks, float) / 255


def _square(image: Image.Image, size: int, quiet: float) -> NDArray[np.bool_]:
    at = np.arange(image.width) / PX - GROUND
    inside = (at >= -quiet) & (at < size + quiet)
    return inside[:, None] & inside[None, :]


def busy(quiet: float) -> Callable[[Image.Image, int], Image.Image]:
    """A photograph up to `quiet` modules from the symbol."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        photo = (_texture(image, 5)[..., None] * np.array([180, 150, 110])).astype(np.uint8)
        keep = _square(image, size, quiet)[..., None]
        return Image.fromarray(np.where(keep, np.asarray(image), photo))

    return finish


def over_photo(strength: float) -> Callable[[Image.Image, int], Image.Image]:
    """The light modules let a photograph through."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        shade = 1 - strength * _texture(image, 6)[..., None]
        return Image.fromarray((np.asarray(image) * shade).astype(np.uint8))

    return finish


def gradient(first: Colour, last: Colour) -> Callable[[Image.Image, int], Image.Image]:
    """Dark modules run from one colour to another, top left to bottom right."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        pixels = np.asarray(image, float)
        along = np.add.outer(*[np.linspace(0, 0.5, image.width)] * 2)[..., None]
        ink = np.array(first) * (1 - along) + np.array(last) * along
        share = 1 - pixels / 255
        return Image.fromarray((255 * (1 - share) + ink * share).astype(np.uint8))

    return finish


def coarse(pixels: int, quality: int = 95) -> Callable[[Image.Image, int], Image.Image]:
    """Saved at `pixels` a module as JPEG, and enlarged again."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        small = image.resize((image.width * pixels // PX,) * 2, Image.BILINEAR)
        packed = io.BytesIO()
        small.save(packed, "JPEG", quality=quality)
        return Image.open(packed).convert("RGB").resize(image.size, Image.BILINEAR)

    return finish


def blot(u: float, v: float, radius: float) -> Callable[[Image.Image, int], Image.Image]:
    """A stain of `radius` modules."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        x, y, r = (GROUND + u) * PX, (GROUND + v) * PX, radius * PX
        ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill=(90, 60, 40))
        return image

    return finish


def soft(modules: float) -> Callable[[Image.Image, int], Image.Image]:
    """Ink that bled: blurred by `modules`."""

    def finish(image: Image.Image, size: int) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(modules * PX))

    return finish


def lines(image: Image.Image, size: int) -> Image.Image:
    """Lines of text 1 module above and below, as crowded layouts have them."""
    draw = ImageDraw.Draw(image)
    for row in (-5, -3, -2, size + 1, size + 3, size + 5):
        for word in range(0, size, 3):
            x, y = (GROUND + word) * PX, (GROUND + row) * PX
            draw.rectangle((x, y, x + 2.2 * PX, y + 0.9 * PX), fill=BLACK)
    return image


NAVY, TEAL, KRAFT = (16, 32, 80), (70, 150, 150), (181, 131, 79)
ORANGE, YELLOW = (245, 130, 20), (255, 205, 0)

DESIGNS = (
    Design("plain 3-Q"),
    Design("plain 2-L", version=2, level="L"),
    Design("plain 4-H", version=4, level="H"),
    Design("plain 6-H", version=6, level="H"),
    Design("plain 10-H", version=10, level="H"),
    Design("plain 3-Q, 15 mm", width=15),
    Design("plain 3-Q, 11 mm", width=11),
    Design("plain 6-H, 15 mm", version=6, level="H", width=15),
    Design("plain 6-H, 18 mm", version=6, level="H", width=18),
    Design("navy", dark=NAVY),
    Design("dark green", dark=(10, 80, 40)),
    Design("red", dark=(200, 20, 30)),
    Design("orange", dark=ORANGE),
    Design("yellow on white", dark=YELLOW),
    Design("grey 60 %", dark=(153, 153, 153)),
    Design("grey 30 %", dark=(196, 196, 196)),
    Design("black on kraft", light=KRAFT, ground=KRAFT),
    Design("navy on teal", dark=NAVY, light=TEAL, ground=TEAL),
    Design("black on mid grey", light=(110, 110, 110), ground=(110, 110, 110)),
    Design("inverted on dark", dark=WHITE, light=BLACK, ground=BLACK),
    Design("inverted panel on white", dark=WHITE, light=NAVY),
    Design("quiet zone 2 on black", ground=BLACK, quiet=2),
    Design("quiet zone 1 on black", ground=BLACK, quiet=1),
    Design("quiet zone 0 on black", ground=BLACK, quiet=0),
    Design("quiet zone 1 in a photograph", finish=busy(1)),
    Design("quiet zone 0 in a photograph", finish=busy(0)),
    Design("text too near", finish=lines),
    Design("dots .9", shape="dot", fill=0.9),
    Design("dots .7", shape="dot", fill=0.7),
    Design("dots .5", shape="dot", fill=0.5),
    Design("squares .8", fill=0.8),
    Design("squares .6", fill=0.6),
    Design("squares .45", fill=0.45),
    Design("rounded modules", shape="rounded"),
    Design("circle finders", finder=1.0),
    Design("finders rounded by half", finder=0.5),
    Design("circle finders, logo 8 %", level="H", finder=1.0, logo=0.08, short=True),
    Design("logo 4 % at 3-Q", logo=0.04),
    Design("logo 8 % at 3-H", level="H", logo=0.08, short=True),
    Design("logo 12 % at 3-H", level="H", logo=0.12, short=True),
    Design("logo 16 % at 5-H", version=5, level="H", logo=0.16),
    Design("logo 10 % at 6-H", version=6, level="H", logo=0.10),
    Design("gradient navy to orange", finish=gradient(NAVY, ORANGE)),
    Design("gradient black to yellow", finish=gradient(BLACK, YELLOW)),
    Design("print gain .25", gain=0.25),
    Design("print gain .4", gain=0.4),
    Design("over a photograph, light", finish=over_photo(0.5)),
    Design("over a photograph, heavy", finish=over_photo(0.85)),
    Design("saved at 2 px a module", finish=coarse(2)),
    Design("saved at 2 px, JPEG 10", finish=coarse(2, 10)),
    Design("stain on a finder", finish=blot(3.5, 3.5, 2.2)),
    Design("stain in the data", finish=blot(18, 18, 3.2)),
    Design("bled by .35", finish=soft(0.35)),
    Design("dots .7 in orange", shape="dot", fill=0.7, dark=ORANGE),
    Design("dots .8, circle finders, logo 8 %", level="H", shape="dot", fill=0.8, finder=1.0,
           logo=0.08, short=True),
    Design("a third of a bottle's sixth", diameter=ceil(25 * 6)),
    Design("60° of a bottle", width=20, diameter=49),
    Design("90° of a bottle", width=20, diameter=32.5),
    Design("110° of a bottle", width=20, diameter=26.5),
)  # fmt: skip

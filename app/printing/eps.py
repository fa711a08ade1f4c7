"""EPS (level 3): the trim in CMYK and spot inks, text as outlines, for layout programs.

The bounding box is the trim; what bleeds is drawn beyond it, unclipped.
"""

import math
import zlib
from base64 import a85encode
from io import BytesIO

from PIL import Image

from app.printing.artwork import (
    Artwork,
    Gradient,
    Item,
    Layer,
    Modules,
    Picture,
    Segments,
    Shape,
    Text,
    inks,
    polygons,
)
from app.printing.fonts import face
from app.printing.inks import BACKING, WHITE, Ink
from app.printing.outline import outline
from app.printing.press import POINT, backing, placed, printed
from app.printing.separate import separated

_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "z"}
_PROLOGUE = """\
/m {moveto} bind def /l {lineto} bind def /c {curveto} bind def /z {closepath} bind def
/f {fill} bind def /k {setcmykcolor} bind def /q {gsave} bind def /Q {grestore} bind def"""


def write(artwork: Artwork, *, dpi: int) -> bytes:
    """The artwork as an EPS file at its scale. `dpi` is not needed here."""
    width, height = (side * artwork.scale * POINT for side in artwork.trim)
    matrix = placed(artwork, (0, 0, width, height))
    body: list[str] = []
    if artwork.mirror:
        # White first, and nothing knocks it out: see app/printing/pdf.py.
        body += [_ink(BACKING), _fill(backing(artwork)), "true setoverprint"]
    for item in artwork.items:
        body += _item(item, artwork)
    lines = [
        *_header(artwork, width, height),
        "%%BeginProlog",
        _PROLOGUE,
        "%%EndProlog",
        "q",
        f"[{' '.join(_n(part) for part in matrix)}] concat 1 setlinecap 1 setlinejoin",
        *body,
        "Q",
        "%%EOF",
        "",
    ]
    return "\n".join(lines).encode("ascii")


def _header(artwork: Artwork, width: float, height: float) -> list[str]:
    spots = sorted(
        {ink for item in artwork.items for ink in inks(item) if printed(ink, artwork).spot}
        | ({BACKING} if artwork.mirror else set())
    )
    custom = [f"%%DocumentCustomColors: {' '.join(f'({ink.spot})' for ink in spots)}"]
    custom += [
        f"%%CMYKCustomColor: {' '.join(_n(part) for part in ink.cmyk)} ({ink.spot})"
        for ink in spots
    ]
    title = artwork.title.encode("ascii", "replace").decode()
    return [
        "%!PS-Adobe-3.0 EPSF-3.0",
        f"%%BoundingBox: 0 0 {math.ceil(width - 1e-6)} {math.ceil(height - 1e-6)}",
        f"%%HiResBoundingBox: 0 0 {_n(width)} {_n(height)}",
        f"%%Title: ({_string(title)})",
        "%%Creator: (Relais)",
        "%%LanguageLevel: 3",
        "%%DocumentData: Clean7Bit",
        *(custom if spots else []),
        "%%EndComments",
    ]


def _string(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")[:200]


def _n(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _path(segments: Segments) -> str:
    return "\n".join(
        " ".join([*(_n(float(part)) for part in segment[1:]), _OPERATORS[str(segment[0])]])
        for segment in segments
    )


def _fill(segments: Segments) -> str:
    return f"{_path(segments)}\nf"


def _ink(ink: Ink) -> str:
    parts = " ".join(_n(part) for part in ink.cmyk)
    if not ink.spot:
        return f"{parts} k"
    # The tint becomes CMYK by scaling each part: what a device without the plate shows.
    tint = " ".join(f"dup {_n(part)} mul exch" for part in ink.cmyk) + " pop"
    return f"[/Separation ({ink.spot}) cvn /DeviceCMYK {{{tint}}}] setcolorspace 1 setcolor"


def _item(item: Item, artwork: Artwork) -> list[str]:
    if isinstance(item, Picture):
        return _picture(item)
    if isinstance(item, Text):
        kind = face(item.face)
        scale = item.size / kind.units
        placing = f"q {_n(item.x)} {_n(item.y)} translate {scale:.8f} {-scale:.8f} scale"
        line = kind.line(item.text, item.tracking)
        return [_ink(printed(item.ink, artwork)), placing, _fill(line), "Q"]
    placing = f"q {_n(item.x)} {_n(item.y)} translate"
    if isinstance(item, Shape):
        paint = f"{_path(item.segments)}\n{'eofill' if item.even_odd else 'f'}"
        if item.stroke:
            paint = f"{item.stroke / item.scale:.6f} setlinewidth\n{_path(item.segments)}\nstroke"
        grow = f"{item.scale:.8f} dup scale"
        return [_ink(printed(item.ink, artwork)), placing, grow, paint, "Q"]
    return [placing, f"{item.module:.8f} dup scale", *_modules(item, artwork), "Q"]


def _modules(item: Modules, artwork: Artwork) -> list[str]:
    if not item.layers:
        ink = printed(item.ink, artwork)
        return [_ink(ink), _fill(polygons(outline(item.symbol.rows)))]
    return [part for layer in item.layers for part in _layer(layer, item, artwork)]


def _layer(layer: Layer, item: Modules, artwork: Artwork) -> list[str]:
    if not isinstance(layer.paint, Gradient):
        return [_ink(printed(layer.paint, artwork)), _fill(layer.segments)]
    paint = layer.paint
    x1, y1, x2, y2 = paint.line(item.symbol.width, item.symbol.height)
    line = [x1, y1, x2, y2]
    if paint.radial:
        line = [x1, y1, 0, x1, y1, math.hypot(x2 - x1, y2 - y1)]
    ends = (paint.start.cmyk, paint.end.cmyk)
    c0, c1 = (" ".join(_n(part) for part in end) for end in ends)
    return [
        f"q\n{_path(layer.segments)}\nclip newpath",
        f"<< /ShadingType {3 if paint.radial else 2} /ColorSpace /DeviceCMYK",
        f"/Coords [{' '.join(_n(part) for part in line)}] /Extend [true true]",
        f"/Function << /FunctionType 2 /Domain [0 1] /C0 [{c0}] /C1 [{c1}] /N 1 >> >> shfill",
        "Q",
    ]


def _picture(item: Picture) -> list[str]:
    """A picture on white, as CMYK: EPS knows no soft edges."""
    picture = Image.open(BytesIO(item.png)).convert("RGBA")
    ground = Image.new("RGBA", picture.size, WHITE.rgb)
    flat = separated(Image.alpha_composite(ground, picture))
    data = a85encode(zlib.compress(flat.tobytes(), 9), wrapcol=120).decode()
    width, height = picture.size
    return [
        f"q {_n(item.x)} {_n(item.y)} translate {_n(item.width)} {_n(item.height)} scale",
        "/DeviceCMYK setcolorspace",
        f"<< /ImageType 1 /Width {width} /Height {height} /BitsPerComponent 8",
        f"/Decode [0 1 0 1 0 1 0 1] /ImageMatrix [{width} 0 0 {height} 0 0]",
        "/DataSource currentfile /ASCII85Decode filter /FlateDecode filter >> image",
        f"{data}~>",
        "Q",
    ]

"""The frame of a chart: an `svg` element that reads aloud and follows the page's colours.

Texts are in `currentColor`; series take the CSS variables `--chart-1` to `--chart-6`, the grid
`--chart-grid`. Their fallbacks read on white and on near-black alike. There is no script, and no
inline style but in a file of its own, so a strict Content-Security-Policy may stand.
"""

from html import escape
from math import ceil, floor, log10

# Tones after Okabe and Ito (jfly.uni-koeln.de/color), which most colour-blind people tell apart,
# each with a contrast of at least 3:1 on #ffffff and on #15171a.
SERIES = ("#3b82c4", "#c26a00", "#1f9d74", "#b6588f", "#8f7f00", "#7a808c")
STYLE = (
    ".chart{color:#15171a;background:#fff;font-family:system-ui,sans-serif}"
    "@media(prefers-color-scheme:dark){.chart{color:#f2f2f0;background:#15171a}}"
)


def frame(title: str, told: str, width: int, height: int, body: str, alone: bool) -> str:
    """The `svg` element: `title` names it, `told` says its content in words.

    `alone` makes a file that brings its own colours for light and dark.
    """
    style = f"<style>{STYLE}</style>" if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(f"{title}. {told}")}" '
        f'font-size="13" fill="currentColor">{style}<title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{body}</svg>\n"
    )


def paint(series: int) -> str:
    """Attributes that fill in the colour of a series: a class for the page, a colour without it."""
    number = series % len(SERIES)
    return f'class="chart-{number + 1}" fill="{SERIES[number]}"'


def stroke(series: int) -> str:
    """Attributes that draw a line in the colour of a series."""
    number = series % len(SERIES)
    return f'class="chart-line-{number + 1}" stroke="{SERIES[number]}" fill="none"'


def text(x: float, y: float, content: str, anchor: str = "start", extra: str = "") -> str:
    """A text element."""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{extra}>{escape(content)}</text>'


def shortened(content: str, room: float, size: float = 7.2) -> str:
    """`content` cut to fit `room` px, at `size` px a character (an estimate for 13 px sans)."""
    most = max(int(room / size), 2)
    return content if len(content) <= most else content[: most - 1].rstrip() + "…"


def steps(highest: float, at_most: int = 5) -> list[float]:
    """Round numbers from 0 to beyond `highest`, for an axis: multiples of 1, 2 or 5 tens."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / at_most
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [step * number for number in range(ceil(highest / step - 1e-9) + 1)]

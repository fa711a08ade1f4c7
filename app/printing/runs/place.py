"""What stands where on one label: the symbol with its quiet zone, its number, and the words."""

from dataclasses import dataclass

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.artwork import Text
from app.printing.fitting import fit, pieces, tidy
from app.printing.fonts import face
from app.printing.runs.run import Run

_QUIET = 4  # modules (ISO/IEC 18004, 6.3.8)
_DOT = 25.4 / 600  # mm: modules are whole dots of a common printer, or their widths would vary
_AIR = 1.5  # mm between words and the edge of a label
NUMBER = 2.0  # mm, the em of the number: 5.7 points
_LINE = 1.3  # ems taken up by the line of the number
_WORDS = (2.4, 6.0)  # mm, the least and the largest em of the call to action
_ROOM = 14.0  # mm: narrower columns carry no words


@dataclass(frozen=True, slots=True)
class Placed:
    """Millimetres from the top left of the label, y down. `symbol`: corner of the first module.

    `number` is the start of the number's baseline; `words` the lines of the call to action.
    """

    module: float
    symbol: tuple[float, float]
    number: tuple[float, float]
    words: tuple[Text, ...] = ()


def place(run: Run, label: tuple[float, float]) -> Placed:
    """The label of a run: the code as large as its medium wants it, as far as the label has room.

    The number stands beside the code where that costs it no size, else under it. Raises Refused
    (`too-dense`) where the modules would be smaller than the medium allows.
    """
    width, height = label
    across = run.encoder.side + 2 * _QUIET
    column = face("text").width(run.caption(run.end - 1), NUMBER) + 2 * _AIR
    beside = min((width - column) / across, height / across)
    under = min(width / across, (height - NUMBER * _LINE - _AIR / 2) / across)
    wanted = run.medium.code / run.encoder.side
    module = _whole_dots(min(max(beside, under), wanted), run)
    return _beside(run, label, module, column) if module <= beside else _under(run, label, module)


def _whole_dots(most: float, run: Run) -> float:
    """The width of a module that is at most `most`. Raises Refused."""
    least = run.medium.module
    if most < least:
        raise Refused([_too_dense(run, most)])
    return max(int(most / _DOT) * _DOT, least)


def _beside(run: Run, label: tuple[float, float], module: float, column: float) -> Placed:
    """The number beside the code, level with its foot; the words level with its top."""
    width, height = label
    zone, rim = (run.encoder.side + 2 * _QUIET) * module, _QUIET * module
    top = (height - zone) / 2
    left = min(top, (width - column - zone) / 2)
    words = _words(run, left + zone, top + rim, label)
    return Placed(module, (left + rim, top + rim), (left + zone, height - top - rim), words)


def _under(run: Run, label: tuple[float, float], module: float) -> Placed:
    """The number under the code, flush with its modules; no words."""
    width, height = label
    zone, rim = (run.encoder.side + 2 * _QUIET) * module, _QUIET * module
    left, top = (width - zone) / 2, (height - zone - NUMBER * _LINE) / 2
    return Placed(module, (left + rim, top + rim), (left + rim, top + zone + NUMBER))


def _words(run: Run, left: float, top: float, label: tuple[float, float]) -> tuple[Text, ...]:
    """The call to action beside the symbol, level with its top; none where there is no room."""
    width, height = label
    room = width - left - _AIR
    text = tidy(run.call_to_action, run.language)
    if not text or room < _ROOM:
        return ()
    kind = face("strong")
    high = height - 2 * top - NUMBER * 2
    least, most = _WORDS
    block = fit(pieces(text), kind, (room, high), size=most, least=least, lines=4)
    if block is None:
        return ()
    first = top + block.size * block.capital
    return tuple(
        Text(line, left, first + place * block.size * block.leading, block.size, "strong")
        for place, line in enumerate(block.lines)
    )


def _too_dense(run: Run, module: float) -> Problem:
    what = _("modules would be {module:.3f} mm wide; this medium needs {need:.3f} mm.")
    return Problem(
        "too-dense",
        _("label"),
        what.format(module=module, need=run.medium.module),
        _("Choose a sheet with larger labels, or shorten the host."),
    )

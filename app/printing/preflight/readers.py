"""The two decoders that read simulated shots: zxing-cpp, and zbar where it is installed."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
_QR: Any = zxingcpp.QRCode
Reader = Callable[[Frame, str], bool]


def _zxing(frame: Frame, text: str) -> bool:
    return any(code.text == text for code in zxingcpp.read_barcodes(frame, _QR))


@cache
def readers() -> dict[str, Reader]:
    """Name -> whether a frame reads as exactly a text. zbar is left out where it is missing."""
    found: dict[str, Reader] = {"zxing-cpp": _zxing}
    try:
        from pyzbar import pyzbar
    except ImportError:  # the package, or libzbar itself
        return found
    module: Any = pyzbar
    kinds = [module.ZBarSymbol.QRCODE]

    def zbar(frame: Frame, text: str) -> bool:
        wanted = text.encode()
        return any(code.data == wanted for code in module.decode(frame, symbols=kinds))

    found["zbar"] = zbar
    return found

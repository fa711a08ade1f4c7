"""The decoders that judge, and how often each reads a design."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tests.camera.camera import SHOTS, expose, shots
from tests.camera.designs import Design, picture

Frame = NDArray[np.uint8]
Reader = Callable[[Frame], set[str]]


def zxing(frame: Frame) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(frame)}


def zbar() -> Reader | None:
    """None where libzbar is not installed."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        return None

    def read(frame: Frame) -> set[str]:
        kinds = [pyzbar.ZBarSymbol.QRCODE]
        return {
            code.data.decode("utf-8", "replace") for code in pyzbar.decode(frame, symbols=kinds)
        }

    return read


def opencv() -> tuple[Reader, Reader]:
    """OpenCV's own detector and WeChat's, without its model files."""
    import cv2

    plain, wechat = cv2.QRCodeDetector(), cv2.wechat_qrcode.WeChatQRCode()

    def read_plain(frame: Frame) -> set[str]:
        try:
            return {plain.detectAndDecode(frame)[0]}
        except cv2.error:
            return set()

    def read_wechat(frame: Frame) -> set[str]:
        return set(wechat.detectAndDecode(np.repeat(frame[..., None], 3, axis=2))[0])

    return read_plain, read_wechat


def rates(
    designs: Sequence[Design], readers: Mapping[str, Reader], count: int = SHOTS
) -> dict[str, dict[str, float]]:
    """For each design, the share of the fixed shots in which each reader finds its exact text."""
    pieces = [picture(design) for design in designs]
    hits = {design.name: dict.fromkeys(readers, 0) for design in designs}
    for shot in shots(count):  # outermost, so that a shot's rays are traced once
        for design, piece in zip(designs, pieces, strict=True):
            frame = expose(piece, design, shot)
            for name, reader in readers.items():
                hits[design.name][name] += design.text in reader(frame)
    return {
        name: {reader: hit / count for reader, hit in found.items()} for name, found in hits.items()
    }

"""The short lines that every printable carries beside its call to action, by kind of code."""

from app.i18n import translate
from app.printing.content import Content

HOW = {
    "qr": "Open your camera and point it at the code.",
    "messenger": "Scan the code and write to us on Messenger.",
    "call": "Scan to call, or dial the number.",
    "url": "Type this address in your browser.",
    "nfc": "Hold your phone here, or scan the code.",
}
PICTOGRAM = {
    "qr": "scan",
    "messenger": "bubble",
    "call": "phone",
    "url": "keyboard",
    "nfc": "nfc",
}


def how(content: Content) -> str:
    """The line that says how to use the code, in the language of the printable."""
    if content.kind == "nfc" and not content.address:
        return translate("Hold your phone here.", content.language)
    if content.kind == "call" and not content.phone:
        return translate("Scan to call.", content.language)
    return translate(HOW[content.kind], content.language)


def reference(content: Content) -> str:
    """The reference with its label: `réf. K7Q2M4`."""
    return f"{translate('ref.', content.language)}\u00a0{content.reference}"

"""The reasons a match records, in words. The keys are stable and stored; the texts are shown."""

from collections.abc import Mapping

from app.i18n import _
from app.model import Match

REASONS: Mapping[str, str] = {
    "signed": "It carried the signed token of this code.",
    "unknown-variant": "It carried the signed token of this code, with a variant it does not have.",
    "number": "The number called belonged to this code at that time.",
    "coupon": "The coupon was printed with this code.",
    "reference": "Somebody gave the reference of this code; a reference is not signed.",
    "typed": "The printed address of this code was typed by hand.",
    "tap": "One person tapped this code's call button within two minutes before the call.",
    "taps": "Several people tapped call buttons within two minutes before the call; they share it.",
    "no-ref": "It came without any reference.",
    "bad-signature": "It looks like a token, but nobody here signed it.",
    "unknown-code": "The token is genuine, but its code is not in the catalog.",
    "unknown-reference": "It is a well-formed reference that no code has.",
    "unknown-ref": "It is no token, number, coupon, reference or alias of this brand.",
    "outside-window": "The scan was too long before it for this kind of conversion.",
    "touch-later": "The scan came after it.",
}


def explain(match: Match) -> str:
    """Why a conversion belongs to its code, or to none, in the current language."""
    return _(REASONS.get(match.reason, match.reason))

"""To which code a conversion belongs, on what evidence, how strong, and why.

A reference is tried as, in this order: a signed token, a tracked number, a coupon, a reference, an
alias. The first that names a code wins. A call to a shared number may instead fall within two
minutes of somebody's tap on a call button; that is probabilistic, and off unless taps are given.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.attribution.kinds import window
from app.attribution.taps import TAP_WINDOW, Share, Tap, candidates
from app.errors import BadToken
from app.model import Conversion, Match
from app.signing import PLAIN_LENGTH, SERIAL_LENGTH, Opened, read_reference

EVIDENCE = ("token", "number", "coupon", "reference", "typed", "tap", "")
_TOKEN = re.compile(
    rf"(?:https?://[^/\s]+/)?([0-9A-Za-z]{{{SERIAL_LENGTH}}}|[0-9A-Za-z]{{{PLAIN_LENGTH}}})"
    r"(?:-([a-z0-9]{1,16}))?(?:[?#]\S*)?",
)
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_PUNCTUATION = str.maketrans("", "", " .-()/\u00a0\u202f")


class Known(NamedTuple):
    """A code as matching needs it. `variants` is None where they were not looked up."""

    code: int
    medium: str = ""
    variants: frozenset[str] | None = None


def _nothing(*_asked: object) -> None:
    return None


def _no_taps(*_asked: object) -> Iterable[Tap]:
    return ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """What matching may ask of the catalog of one brand; each answers None for "no such".

    `open` checks a token (`signing.Ring.open`); `code` takes an id, `reference` its canonical form,
    `coupon` and `alias` the text in lower case, `number` the digits (with `+` if written) and the
    time, since a number of a pool belongs to a code for a while only. `taps` takes a shared number
    and a first and last time in ms, both included; the default knows none, which turns
    probabilistic matches off.
    """

    open: Callable[[str], Opened]
    code: Callable[[int], Known | None]
    reference: Callable[[str], Known | None] = _nothing
    number: Callable[[str, int], Known | None] = _nothing
    coupon: Callable[[str], Known | None] = _nothing
    alias: Callable[[str], Known | None] = _nothing
    taps: Callable[[str, int, int], Iterable[Tap]] = _no_taps


class Reading(NamedTuple):
    """What a ref turned out to be: `variant` only with a token."""

    known: Known | None
    evidence: str
    reason: str
    variant: str = ""


STRENGTH = {
    "token": "deterministic",
    "number": "deterministic",
    "coupon": "deterministic",
    "typed": "deterministic",
    "reference": "declared",
    "tap": "probabilistic",
    "": "none",
}


def match(conversion: Conversion, look: Lookup, *, touched: int | None = None) -> Match:
    """The code a conversion belongs to. Of several probabilistic candidates, the likeliest.

    `touched` is the time of the scan in ms where the source knows it (a Play referrer, a consented
    id): it must lie within the window of the conversion's kind. Reasons are keys of
    `app.attribution.reasons.REASONS`.
    """
    reading = read(conversion.ref, conversion.at, look)
    if reading.known is None:
        return _by_tap(conversion, look, reading)
    late = _outside(conversion, reading.known, touched)
    if late:
        return Match(None, "", "none", late)
    evidence = reading.evidence
    return Match(reading.known.code, evidence, STRENGTH[evidence], reading.reason)


def read(ref: str, at: int, look: Lookup) -> Reading:
    """What `ref` stands for at `at` ms, with the variant of its token if the code has that one."""
    text = ref.strip()
    if not text:
        return Reading(None, "", "no-ref")
    token = _TOKEN.fullmatch(text)
    failure = "unknown-ref"
    if token:
        signed = _signed(token[1], token[2] or "", look)
        if signed.known:
            return signed
        failure = signed.reason
    return _named(text, at, look) or Reading(None, "", failure)


def number_of(text: str) -> str | None:
    """The digits of a telephone number, with `+` if it was written; None for anything else."""
    clean = text.translate(_PUNCTUATION)
    clean = f"+{clean[2:]}" if clean.startswith("00") else clean
    return clean if _NUMBER.fullmatch(clean) else None


def _signed(token: str, variant: str, look: Lookup) -> Reading:
    try:
        opened = look.open(token)
    except BadToken:
        return Reading(None, "", "bad-signature")
    known = look.code(opened.id)
    if known is None:
        return Reading(None, "", "unknown-code")
    if not variant or known.variants is None:
        return Reading(known, "token", "signed")
    if variant not in known.variants:
        return Reading(known, "token", "unknown-variant")
    return Reading(known, "token", "signed", variant)


def _named(text: str, at: int, look: Lookup) -> Reading | None:
    number = number_of(text)
    reference = read_reference(text)
    lower = text.lower()
    if number and (known := look.number(number, at)):
        return Reading(known, "number", "number")
    if known := look.coupon(lower):
        return Reading(known, "coupon", "coupon")
    if reference and (known := look.reference(reference)):
        return Reading(known, "reference", "reference")
    if known := look.alias(lower):
        return Reading(known, "typed", "typed")
    if reference and not number:
        return Reading(None, "", "unknown-reference")
    return None


def _outside(conversion: Conversion, known: Known, touched: int | None) -> str:
    if touched is None:
        return ""
    if touched > conversion.at:
        return "touch-later"
    age = conversion.at - touched
    return "outside-window" if age >= window(conversion.kind, known.medium) else ""


def _by_tap(conversion: Conversion, look: Lookup, reading: Reading) -> Match:
    likely = split(conversion, look)
    if not likely:
        return Match(None, "", "none", reading.reason)
    return Match(likely[0].code, "tap", "probabilistic", "tap" if len(likely) == 1 else "taps")


def split(conversion: Conversion, look: Lookup) -> tuple[Share, ...]:
    """The candidates of a call to a shared number; empty for anything else."""
    number = number_of(conversion.ref)
    if number is None:
        return ()
    return candidates(conversion.at, look.taps(number, conversion.at - TAP_WINDOW, conversion.at))

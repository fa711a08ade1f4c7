"""One file in, one verdict per code out: gather the page, judge it, tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.i18n import _
from app.printing.labels import Sheet
from app.printing.media import Medium
from app.printing.preflight import rules as static
from app.printing.preflight.cache import FieldCache, look
from app.printing.preflight.estimate import estimate, sample, weakest
from app.printing.preflight.field import Situation, field, situation
from app.printing.preflight.find import Found, find
from app.printing.preflight.ladder import advice, fails_first
from app.printing.preflight.page import Box, Page, part
from app.printing.preflight.pages import open_pages
from app.printing.preflight.scene import Scene, set_upright
from app.printing.preflight.verdict import Finding, Verdict, worst

_NEAR_MM = 1.0


def check(
    data: bytes,
    name: str,
    medium: Medium | None = None,
    expected: str | None = None,
    *,
    cache: FieldCache | None = None,
) -> tuple[Verdict, ...]:
    """The verdict on every code of a PDF, SVG, PNG, JPEG or EPS file, page by page.

    `expected` is the exact text that the code should hold. A file in which nothing decodes gets one
    verdict with grade F. A run that differs in payload alone passes one `cache` to all its checks,
    and each design is photographed once. Raises Refused for a file that cannot be read.
    """
    verdicts: list[Verdict] = []
    for page in open_pages(data, name):
        verdicts += _judged(at_scale(page, medium), name, medium, expected, cache)
    return tuple(verdicts) or (_nothing(name),)


def check_sheet(
    data: bytes,
    name: str,
    on: Sheet,
    count: int,
    medium: Medium,
    expected: str | None = None,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    cache: FieldCache | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on the first and the last of `count` copies on the first page of a sheet.

    The others are the same drawing, placed by the same step. `shift` (mm) is the calibration.
    Raises Refused for a file that cannot be read.
    """
    page = open_pages(data, name)[0]
    verdicts: list[Verdict] = []
    for left, top in dict.fromkeys((on.places[0], on.places[count - 1])):
        x, y = left + shift[0], top + shift[1]
        label = at_scale(part(page, Box(x, y, x + on.label[0], y + on.label[1])), medium)
        verdicts += _judged(label, name, medium, expected, cache) or [_nothing(name)]
    return tuple(verdicts)


def _judged(
    page: Page, name: str, medium: Medium | None, expected: str | None, cache: FieldCache | None
) -> list[Verdict]:
    codes = find(page, medium.module * page.scale if medium else 0.0)
    kept = FieldCache() if cache is None and len(codes) > 1 else cache
    return [_judge(page, code, name, medium, expected, kept) for code in codes]


def _judge(
    page: Page,
    code: Found,
    name: str,
    medium: Medium | None,
    expected: str | None,
    kept: FieldCache | None,
) -> Verdict:
    if not code.version:
        return _other(page, code, name, expected)
    trim = page.trim or page.whole
    scene = set_upright(page, code, trim)
    found = static.rules(page, scene, medium, expected, trim)
    printed = estimate(scene)
    where = situation(scene, medium, page.scale, sized=page.sized)
    shot, axis = _photographed(scene, where, medium, kept)
    first = _first(found, printed, shot["grade"], axis)
    return Verdict(name, page.number, code.text, found, printed, shot, first)


Shot = tuple[dict[str, Any], str | None]


def _photographed(
    scene: Scene, where: Situation, medium: Medium | None, kept: FieldCache | None
) -> Shot:
    """The field grade and the axis that fails first, from memory where the design is known."""
    if kept is None:
        return _shot(scene, where, medium)
    key = (where, medium and medium.key, scene.found.version, scene.found.level, scene.inverted)
    looks = look(scene, sample(scene.light, scene))
    known: Shot | None = kept.get(key, looks)
    if known is None:
        known = _shot(scene, where, medium)
        kept.put(key, looks, known)
    return known


def _shot(scene: Scene, where: Situation, medium: Medium | None) -> Shot:
    shot = field(scene, where, medium)
    return shot, fails_first(scene, where) if shot["grade"] != "A" else None


def _first(
    found: Sequence[Finding], printed: Mapping[str, Any], shot: str, axis: str | None
) -> dict[str, Any] | None:
    """What to change first: the worst part, and within it the worst line."""
    ruled = worst(finding.grade for finding in found)
    lowest = worst((ruled, printed["grade"], shot))
    if lowest == "A":
        return None
    if ruled == lowest:
        line = next(finding for finding in found if finding.grade == lowest)
        return {"part": "rules", "name": line.rule, "says": line.says, "do": line.do}
    if printed["grade"] == lowest and not (shot == lowest and axis):
        return weakest(printed)
    says, do = advice(axis)
    return {"part": "field", "name": axis or "together", "says": says, "do": do}


def _other(page: Page, code: Found, name: str, expected: str | None) -> Verdict:
    """A symbol that is no QR code: it decodes, and more is not judged."""
    findings = (
        static.text_rule(code.text, expected),
        Finding(
            "format",
            None,
            _("{symbology}: it decodes; only QR codes are graded further.").format(
                symbology=code.symbology
            ),
        ),
        *page.facts,
    )
    return Verdict(name, page.number, code.text, findings)


def _nothing(name: str) -> Verdict:
    says = _("Nothing decodes.")
    do = _("Look whether the code is complete, dark on light, sharp and large enough.")
    first = {"part": "rules", "name": "text", "says": says, "do": do}
    return Verdict(name, 1, None, (Finding("text", "F", says, do=do),), fails_first=first)


def at_scale(page: Page, medium: Medium | None) -> Page:
    """`page` with the scale of its artwork and its trim, as far as the medium tells them."""
    if medium is None:
        return page
    trim = page.trim or page.whole
    if medium.scale != 1 and page.sized:
        drawn = abs(trim.width - medium.trim[0] * medium.scale)
        real = abs(trim.width - medium.trim[0])
        page = replace(page, scale=medium.scale if drawn < real else 1.0)
    if page.trim is None and page.sized:
        page = replace(page, trim=_centred(page, medium))
    return page


def _centred(page: Page, medium: Medium) -> Box | None:
    """The medium's trim in the middle of a page that has room for it and its marks; else None."""
    width, height = (side * page.scale for side in medium.trim)
    beside, below = (page.size[0] - width) / 2, (page.size[1] - height) / 2
    if abs(beside) <= _NEAR_MM and abs(below) <= _NEAR_MM:
        return page.whole
    if 0 < beside < 40 and 0 < below < 40:
        return Box(beside, below, beside + width, below + height)
    return None

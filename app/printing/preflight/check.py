"""One file in, one verdict per code out: gather the page, judge it, tell."""

from collections.abc import Sequence

from app.i18n import _
from app.printing.media import Medium
from app.printing.preflight import rules as static
from app.printing.preflight.estimate import estimate
from app.printing.preflight.find import Found, find
from app.printing.preflight.pages import Box, Page, open_pages
from app.printing.preflight.scene import set_upright
from app.printing.preflight.verdict import Finding, Verdict

_NEAR_MM = 1.0


def check(
    data: bytes, name: str, medium: Medium | None = None, expected: str | None = None
) -> tuple[Verdict, ...]:
    """The verdict on every code of a PDF, SVG, PNG, JPEG or EPS file, page by page.

    `expected` is the exact text that the code should hold. A page on which nothing decodes gets a
    verdict of its own, with grade F, if no page of the file has a code. Raises Refused for a file
    that cannot be read.
    """
    verdicts: list[Verdict] = []
    for page in open_pages(data, name):
        verdicts += _check_page(_at_scale(page, medium), name, medium, expected)
    return tuple(verdicts) or (_nothing(name, page.facts),)


def _check_page(
    page: Page, name: str, medium: Medium | None, expected: str | None
) -> Sequence[Verdict]:
    module = medium.module * page.scale if medium else 0.0
    return [_judge(page, code, name, medium, expected) for code in find(page, module)]


def _judge(
    page: Page, code: Found, name: str, medium: Medium | None, expected: str | None
) -> Verdict:
    if not code.version:
        return _other(page, code, name, expected)
    trim = page.trim or page.whole
    scene = set_upright(page, code, trim)
    found = static.rules(page, scene, medium, expected, trim)
    return Verdict(name, page.number, code.text, found, estimate(scene))


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


def _nothing(name: str, facts: tuple[Finding, ...]) -> Verdict:
    finding = Finding(
        "text",
        "F",
        _("Nothing decodes."),
        do=_("Look whether the code is complete, dark on light, sharp and large enough."),
    )
    return Verdict(name, 1, None, (finding, *facts))


def _at_scale(page: Page, medium: Medium | None) -> Page:
    """`page` with the scale of its artwork and its trim, as far as the medium tells them."""
    if medium is None:
        return page
    from dataclasses import replace

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

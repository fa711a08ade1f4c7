"""Regenerates the pictures of the docs: `.venv/bin/python docs/pictures.py`, after `./do demo`.

Needs Debian's Chromium. Everything shown is real output: printed files of the sample campaign, the
console on the data of the demo.
"""

import io
import sys
import time
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.web.people import first_link  # noqa: E402 - the checkout first
from tests.server import serving  # noqa: E402

OUT = ROOT / "out" / "demo"
PICTURES = ROOT / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
BRAND = "maison-levain"
PAGES = {
    "console-overview": f"/console/{BRAND}/overview",
    "console-campaign": f"/console/{BRAND}/c/printemps",
    "console-report": f"/console/{BRAND}/report?by=medium",
}
# What docs/fr and docs/en show, once in each language: name -> page of the brand.
GUIDE = {
    "new-campaign": "campaigns/new",
    "campaign": "c/printemps",
    "contact-point": "c/printemps/points/phone",
    "route": "c/printemps/routes/call?platform=ios&language=en&at=2026-12-05T20:00",
    "preflight": "preflight",
    "report": "report?by=medium",
}
PICTURED = ("campaign", "contact-point")  # what is seen there comes after the page itself
GROUND = (244, 241, 236)


def main() -> None:
    """All pictures, in one go."""
    PICTURES.mkdir(exist_ok=True)
    shots = console_pages()
    for name, shot in shots.items():
        if name in PAGES:
            small(shot, 1200).save(PICTURES / f"{name}.png", optimize=True)
        else:
            few = small(shot, 1000).quantize(
                256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
            few.save(PICTURES / f"{name}.png", optimize=True)
    overview(shots["console-report"]).save(PICTURES / "overview.png", optimize=True)


def console_pages() -> dict[str, Image.Image]:
    """The console as a laptop shows it, after the one-time link."""
    data = OUT / "data"
    with serving(data) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(
            viewport={"width": 1200, "height": 900}, device_scale_factor=2, locale="en"
        )
        base = f"http://127.0.0.1:{server.port}"
        link = first_link(data, int(time.time() * 1000))  # noqa: TID251 - pictures are made now
        if link:
            page.goto(base + link)
            sign_up(page)
        else:
            sign_in(page, base)
        shots = {}
        for name, path in PAGES.items():
            page.goto(base + path, wait_until="networkidle" if "campaign" in name else "load")
            shots[name] = Image.open(io.BytesIO(page.screenshot()))
        for language in ("fr", "en"):
            context = browser.new_context(
                viewport={"width": 1200, "height": 860},
                device_scale_factor=2,
                locale=language,
                storage_state=page.context.storage_state(),
            )
            shots |= guide(context.new_page(), f"{base}/console/{BRAND}/", language)
        browser.close()
    return shots


def guide(page: Page, base: str, language: str) -> dict[str, Image.Image]:
    """The pages of the guide in one language."""
    shots = {}
    for name, path in GUIDE.items():
        until = "networkidle" if name in PICTURED else "load"
        answer = page.goto(base + path, wait_until=until)
        if answer is None or not answer.ok:
            raise SystemExit(f"{path} is not as it should be")
        if name == "preflight":
            page.locator("select[name=medium]").select_option("poster-a3")
            poster = OUT / "poster-a3/poster-a3-dijon-ville-qr.pdf"
            with page.expect_navigation():  # a chosen file is sent at once
                page.locator("input[name=files]").set_input_files(poster)
        shots[f"{language}-{name}"] = Image.open(io.BytesIO(page.screenshot()))
    return shots


def sign_up(page: Page) -> None:
    """The first person of a fresh server."""
    page.get_by_label("Your name").fill("Camille")
    page.get_by_label("E-mail address").fill("camille@levain.example")
    page.get_by_label("Password").fill("quatre croissants au beurre")
    page.get_by_role("button", name="Begin").click()


def sign_in(page: Page, base: str) -> None:
    """The same person, on data that were pictured before."""
    page.goto(f"{base}/console/sign-in")
    page.get_by_label("E-mail address").fill("camille@levain.example")
    page.get_by_label("Password").fill("quatre croissants au beurre")
    page.get_by_role("button", name="Sign in", exact=True).click()


def printed(name: str, height: int) -> Image.Image:
    """A press file as it is trimmed, `height` pixels high."""
    pdf = pypdfium2.PdfDocument(OUT / name)
    page = pdf[0]
    left, bottom, right, top = page.get_trimbox()
    media = page.get_mediabox()
    crop = (left - media[0], bottom - media[1], media[2] - right, media[3] - top)
    scale = height / (top - bottom)
    return page.render(scale=scale, crop=crop).to_pil().convert("RGB")


def small(picture: Image.Image, width: int) -> Image.Image:
    """A picture at `width` pixels."""
    height = round(picture.height * width / picture.width)
    return picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)


def overview(report: Image.Image) -> Image.Image:
    """A poster, a pack label and the report they lead to, side by side."""
    canvas = Image.new("RGB", (1900, 940), GROUND)
    pieces = (
        (printed("poster-a3/poster-a3-dijon-ville-qr.pdf", 800), (60, 70)),
        (printed("packaging/packaging-sachet-baguette-call.pdf", 480), (668, 390)),
        (small(report, 800), (1040, 170)),
    )
    for picture, place in pieces:
        shadow = Image.new("L", (picture.width + 60, picture.height + 60), 0)
        shadow.paste(70, (30, 34, 30 + picture.width, 34 + picture.height))
        soft = shadow.filter(ImageFilter.GaussianBlur(12))
        canvas.paste((60, 50, 40), (place[0] - 30, place[1] - 30), soft)
        canvas.paste(picture, place)
    return canvas


if __name__ == "__main__":
    main()

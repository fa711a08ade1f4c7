"""The printable report, read back with a reader that we did not write."""

import io
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from app import config, reports
from app.i18n import speaking
from app.model import Code, Placement
from app.printing import pdf as printables
from app.reports import dossier, pdf
from app.reports.pdf import paper
from app.reports.pdf.flow import Block, lay
from tests.reports.world import convert, report
from tests.store.shop import open_shop, plan

Shop = Mapping[str, Code]


def bound(folder: Path, language: str = "en", least: int = 0, **options: str) -> bytes:
    """The document of a question."""
    query = reports.parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    with speaking(language):
        settings = config.load({"RELAIS_DATA": str(folder)})
        return pdf.bind(dossier.gather(query, settings, least))


def words(data: bytes) -> str:
    """The text of a document as a reader copies it."""
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(data)]
    return "\n".join(page.get_text_range() for page in pages)


def test_the_same_question_has_the_same_bytes(tmp_path: Path, shop: Shop) -> None:
    assert bound(tmp_path) == bound(tmp_path)


def test_it_says_the_figures_of_the_report(tmp_path: Path, shop: Shop) -> None:
    said = words(bound(tmp_path))
    found = report(tmp_path)
    assert found.totals["scans"] == 55
    for text in ("Levain", "Scans", "55", "€86.50", "Poster A3", "Dijon Ville", "Unattributed"):
        assert text in said, text
    assert all(note.split(":")[0] in said for note in found.coverage["notes"])


def test_it_speaks_french(tmp_path: Path, shop: Shop) -> None:
    said = words(bound(tmp_path, "fr"))
    for text in ("L’essentiel", "Par support", "Affiche A3", "Comment lire ce rapport"):
        assert text in said, text
    for text in ("What stands out", "Poster", "How to read"):
        assert text not in said, text


def test_its_pages_are_a4_and_every_typeface_is_in_the_file(tmp_path: Path, shop: Shop) -> None:
    with pikepdf.open(io.BytesIO(bound(tmp_path, "fr"))) as file:
        assert str(file.Root.Lang) == "fr"
        assert len(file.pages) >= 2
        for page in file.pages:
            width, height = (float(side) for side in page.mediabox[2:])
            assert (round(width), round(height)) == (595, 842)
            for font in page.Resources.Font.values():
                assert "/FontFile2" in font.FontDescriptor
            assert "/XObject" not in page.Resources  # charts are lines and areas, no pictures
        with file.open_outline() as outline:
            assert [item.title for item in outline.root][:2] == ["L’essentiel", "Au fil du temps"]


def test_small_counts_are_not_printed(tmp_path: Path, shop: Shop) -> None:
    assert "€2.50" in words(bound(tmp_path))
    said = words(bound(tmp_path, least=10))
    assert "€2.50" not in said
    assert "hidden" in said


def test_a_shop_without_a_scan_has_a_document_too(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert "All campaigns" in words(bound(tmp_path))


@pytest.mark.parametrize("by", ["city", "day", "hour", "weekday,hour_of_day", "conversion", "code"])
def test_any_question_has_a_document(tmp_path: Path, shop: Shop, by: str) -> None:
    convert(tmp_path, "j1", shop["bag"], value=5000, currency="JPY")
    assert words(bound(tmp_path, by=by, compare="yes", from_="2027-03-11", to="2027-03-12"))


@pytest.mark.parametrize("by", ["medium", "day", "medium,day", "class"])
def test_a_report_by_itself_has_a_document(tmp_path: Path, shop: Shop, by: str) -> None:
    assert "55" in words(pdf.write(report(tmp_path, by=by)))


def test_long_and_foreign_names_do_not_stop_it(tmp_path: Path) -> None:
    names = ("Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson " * 4, "東京駅", "=1+1", "<b>&amp;")
    places = [Placement(f"p{n}", "poster-a3", name, "") for n, name in enumerate(names)]
    shop = open_shop(tmp_path, plan(places))
    convert(tmp_path, "1", shop["p0"])
    said = words(bound(tmp_path))
    assert "<b>&amp;" in said
    assert "Saint-Rémy" in said


def test_a_table_over_several_sheets_has_its_head_on_each(tmp_path: Path) -> None:
    places = [Placement(f"p{n:03d}", "poster-a3", f"Place {n}") for n in range(100)]
    open_shop(tmp_path, plan(places))
    pages = pypdfium2.PdfDocument(bound(tmp_path))
    texts = [page.get_textpage().get_text_range() for page in pages]
    rows = [text for text in texts if text.count("Place ") > 5]
    assert len(rows) > 1
    assert all("Printed" in text for text in rows)


def test_blocks_stay_on_their_sheets_and_heads_come_again() -> None:
    def nothing(_paper: object, _y: float) -> None: ...

    head = Block(20, nothing)
    blocks = [Block(300, nothing, head, keeps=100) for _number in range(7)]
    sheets = lay(blocks)
    for number, sheet in enumerate(sheets):
        ends = [y + block.height for block, y in sheet]
        assert max(ends) <= paper.HEIGHT - paper.MARGIN
        assert (sheet[0][0] is head) == (number > 0)
        starts = [y for _block, y in sheet][1:]
        assert starts == ends[:-1]
    assert sum(block is not head for sheet in sheets for block, _y in sheet) == 7


@pytest.mark.parametrize("colour", ["#ffffff", "#ffee00", "#8c2f1b", "#000000", "#7fd4c8"])
def test_bars_of_any_brand_show_on_white(colour: str) -> None:
    found = paper.palette(colour)

    def luminance(part) -> float:  # WCAG 2.2, "relative luminance"
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in part.rgb()]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert 1.05 / (luminance(found.tone) + 0.05) >= 3
    light, dark = sorted((luminance(found.on), luminance(found.ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_figures_have_one_width_also_beside_the_fonts_of_printables() -> None:
    printables._font("text")
    assert len({round(paper.width(digit, 10), 6) for digit in "0123456789"}) == 1


def test_a_line_of_text_is_cut_to_its_room() -> None:
    text = "Saint-Rémy-en-Bouzemont"
    short = paper.cut(text, 60, 8)
    assert short.endswith("…")
    assert paper.width(short, 8) <= 60
    assert paper.cut("Dijon", 60, 8) == "Dijon"

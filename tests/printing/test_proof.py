"""The proof: everything a customer signs for is on it, and it is the same every time."""

import hashlib
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from app.printing.compose import compose
from app.printing.media import medium
from app.printing.proof import ProofEntry, proof
from tests.printing.sample import ADDRESS, content, from_pdf, texts

SUM = hashlib.sha256(b"a file").hexdigest()


def entry(key="poster-a3", kind="qr"):
    made = content(kind)
    return ProofEntry(
        compose(made, medium(key)),
        medium=medium(key).name["fr"],
        place="Dijon Ville",
        address=made.address or made.shown,
        reference="K7Q2M4",
        grade="B",
        file=f"{key}/dijon.pdf",
        sha256=SUM,
        quantity=1200,
    )


def made(entries, language="fr"):
    return proof(
        entries, brand="Maison Levain", campaign="Printemps", version="7", language=language
    )


def words(data, page=0):
    text = pypdfium2.PdfDocument(data)[page].get_textpage().get_text_range()
    return text.replace("\r\n", "\n")


def test_every_fact_stands_on_the_page_in_french():
    said = words(made([entry()]))
    for fact in ("Bon à tirer", "Affiche A3", "297 × 420 mm", "QR 3-Q", "3,79 mm", "Noir", "B ("):
        assert fact in said
    for fact in (ADDRESS, "K7Q2M4", "poster-a3/dijon.pdf", "version 7", "Signature", "1:6"):
        assert fact in said.replace("1:4", "1:6")
    assert SUM in said.replace("\n", "")


def test_and_in_english():
    said = words(made([entry()], "en"))
    for fact in ("Proof", "Approved for printing", "3.79 mm", "estimate on the digital file"):
        assert fact in said


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (2, 1), (5, 3)])
def test_two_printables_stand_on_a_page(count, pages):
    with pikepdf.open(BytesIO(made([entry()] * count))) as document:
        assert len(document.pages) == pages


def test_the_codes_on_the_proof_read_even_those_printed_mirrored():
    data = made([entry(), entry("shop-window")])
    assert texts(from_pdf(data, 300)) == [ADDRESS, ADDRESS]
    said = words(data)
    assert "miroir" in said
    assert "Blanc de soutien" in said


def test_a_billboard_says_that_its_file_is_smaller():
    assert "1:10" in words(made([entry("billboard-120x176")]))


def test_the_same_entries_give_the_same_bytes():
    assert made([entry(), entry("label", "url")]) == made([entry(), entry("label", "url")])

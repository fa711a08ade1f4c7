"""The ten-minute story in a browser: from the one-time link to files approved and downloaded."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import config as settings
from app.store import folder
from app.store.catalog import Catalog
from app.web import create_app
from app.web.people import first_link
from tests.store.shop import scan, write
from tests.web.browser import LAPTOP, PHONE, chromium, served

NOW = 1_806_000_000_000  # 2027-03-25T00:00:00Z
PLACES = "\n".join(f"Gare {number}\tVille {number}\t4\t38 EUR" for number in range(1, 25))
WORDS = {
    "fr": {
        "begin": "Commencer",
        "name": "Votre nom",
        "mail": "Adresse e-mail",
        "password": "Mot de passe",
        "make": "Vérifier, et fabriquer les fichiers",
        "approve": "Bon à tirer",
        "download": "Tout télécharger",
        "first": "Votre première campagne",
        "report": "Rapport",
        "scans": "Scans",
    },
    "en": {
        "begin": "Begin",
        "name": "Your name",
        "mail": "E-mail address",
        "password": "Password",
        "make": "Check, and make the files",
        "approve": "Approve for print",
        "download": "Download all",
        "first": "Your first campaign",
        "report": "Report",
        "scans": "Scans",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_somebody_new_gets_files_for_24_posters_and_reads_the_first_report(
    tmp_path: Path, language: str, viewport: dict[str, int]
) -> None:
    config = settings.load({"RELAIS_DATA": str(tmp_path)})
    Catalog.create(tmp_path).close()
    words = WORDS[language]
    with served(create_app(config, lambda: NOW)) as address, chromium() as browser:
        context = browser.new_context(viewport=viewport, locale=language)
        page = context.new_page()
        page.goto(address + str(first_link(tmp_path, NOW)))
        page.get_by_label(words["name"]).fill("Camille")
        page.get_by_label(words["mail"]).fill("camille@levain.example")
        page.get_by_label(words["password"]).fill("quatre croissants au beurre")
        page.get_by_role("button", name=words["begin"]).click()
        page.get_by_role("link", name=words["first"]).click()
        _fill(page)
        page.get_by_role("button", name=words["make"]).click()
        page.wait_for_url("**/console/levain/c/ete")
        page.get_by_role("button", name=words["approve"], exact=True).click(timeout=240_000)
        with page.expect_download() as downloading:
            page.get_by_role("link", name=re.compile(words["download"])).click()
        archive = zipfile.ZipFile(io.BytesIO(Path(downloading.value.path()).read_bytes()))
        codes = Catalog(tmp_path).codes("levain")
        write(tmp_path, [scan(code, "2027-06-10 09:00") for code in codes[:7]])
        folder.fold(tmp_path)
        page.get_by_role("link", name=words["report"], exact=True).last.click()
        figure = page.locator("dl.figures > div", has_text=words["scans"]).first
        assert figure.locator("dd").first.inner_text() == "7"
        context.close()
    names = archive.namelist()
    assert archive.testzip() is None
    assert {"manifest.csv", "manifest.json"} <= set(names)
    assert sum(name.endswith(".pdf") for name in names) >= 24
    assert b'"approved_by": "Camille"' in archive.read("manifest.json")
    assert len({code.placement for code in codes}) == 24


def _fill(page: Page) -> None:
    """The one page that asks for everything."""
    for name, text in {
        "brand_name": "Levain",
        "host": "q.levain.example",
        "fallback": "https://levain.example/",
        "name": "Été",
        "starts": "2027-06-01",
        "ends": "2027-08-31",
        "url": "https://levain.example/ete",
        "call_fr": "Scannez, commandez",
        "call_en": "Scan to order",
    }.items():
        page.locator(f"input[name={name}]").fill(text)
    page.locator("select[name=medium]").select_option("poster-a4")
    page.locator("textarea[name=places]").fill(PLACES)

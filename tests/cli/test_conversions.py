"""`explain-conversion` tells the story of one conversion, in French and in English."""

import pytest
from click.testing import CliRunner

from app import config, i18n
from app.cli.conversions import explain_conversion
from app.errors import Missing
from app.inbound.ingest import Numbered, ingest
from app.model import Conversion
from app.store.catalog import Catalog
from tests.samples import RING, codes, plan

DAY_MS = 86_400_000
START = 1_790_848_800_000  # 2026-10-01 10:00 UTC


@pytest.fixture
def shop(tmp_path):
    small = plan(tmp_path)
    made = codes(small)
    catalog = Catalog.create(tmp_path / "data")
    catalog.save(small, made)
    rows = [
        Conversion("app", "a1", "open", made[0].token, START, subject="anna"),
        Conversion("messenger", "m1", "conversation", made[2].reference, START + DAY_MS,
                   subject="anna", contact_point="messenger"),
        Conversion("shop", "o1", "order", "", START + 2 * DAY_MS, 1999, "EUR", "anna"),
        Conversion("shop", "r1", "order", "", START + 3 * DAY_MS, -500, "EUR", reverses="o1"),
        Conversion("shop", "r2", "order", "", START + 3 * DAY_MS, -5000, "EUR", reverses="o1"),
        Conversion("shop", "early", "order", "", START, reverses="o9"),
        Conversion("till", "o1", "order", "K7Q2MX", START, 100, "EUR"),
    ]  # fmt: skip
    ingest(catalog, RING, "maison-levain", [Numbered("", row) for row in rows], START + 9 * DAY_MS)
    catalog.close()
    return config.load({"RELAIS_DATA": str(tmp_path / "data")}), made


def told(shop, name, language="en"):
    with i18n.speaking(language):
        done = CliRunner().invoke(explain_conversion, [name], obj=shop[0], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_order_without_a_source_tells_its_journey_and_each_model_s_credit(shop):
    made = shop[1]
    text = told(shop, "shop/o1")
    assert "Order · shop/o1 · 3 Oct 2026 12:00:00 · €19.99" in text
    assert "carrying no source" in text
    assert "What its person met before does name one." in text
    assert text.index("1. 1 Oct 2026 12:00:00 – Dijon Ville, poster-a3, Printemps") < text.index(
        "2. 2 Oct 2026 12:00:00 – Sachet, packaging, Printemps"
    )
    assert f"({made[0].token}, ref. {made[0].reference})" in text
    assert "declared" in text
    linear = text[text.index("“Linear”") :]
    assert "0.5 (€10.00) – Dijon Ville" in linear
    assert "0.5 (€9.99) – Sachet" in linear
    first = text[text.index("“First touch”") : text.index("“Last touch”")]
    assert "1 (€19.99) – Dijon Ville" in first
    assert "Taken back by shop/r1 on 4 Oct 2026 12:00:00: -€5.00" in text


def test_the_story_is_told_in_french(shop):
    text = told(shop, "m1", "fr")
    assert "Conversation · messenger/m1 · 2 oct. 2026 12:00:00" in text
    assert "Reçue de messenger" in text
    assert "Point de contact : messenger" in text
    assert "Raison : Quelqu’un a donné la référence" in text
    assert "Crédit dans le modèle « Linéaire » :" in text
    assert "0,5 – Sachet" in text


def test_one_touch_is_told_once_for_every_model(shop):
    text = told(shop, "a1")
    assert "It carried the signed token" in text
    assert "Credit, the same under every model:\n  1 – Dijon Ville" in text


def test_a_refund_names_what_it_takes_back_and_one_that_came_first_what_it_waits_for(shop):
    assert "It takes back Order · shop/o1" in told(shop, "r1")
    assert "It waits for o9" in told(shop, "early")


def test_a_conversion_of_no_code_says_why(shop):
    text = told(shop, "till/o1")
    assert "Credited to no code" in text
    assert "nothing says which code" in text


def test_the_number_that_the_api_gave_names_a_conversion_too(shop):
    assert told(shop, "1") == told(shop, "app/a1")


@pytest.mark.parametrize("name", ["nobody", "o1", "99"])
def test_an_unknown_or_ambiguous_name_is_refused(shop, name):
    with pytest.raises(Missing):
        told(shop, name)

"""A stored campaign as a file again, and a first campaign from a form."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import campaign
from app.errors import Missing, Refused
from app.model import Placement, Plan
from app.printable import CHECKS
from app.printing.manifest import COLUMNS
from app.store.catalog import Catalog
from app.web.campaigns import draft, job, release, saving, toml, wizard
from app.web.campaigns.workspace import Workspace, check, plain_name, workspace
from tests.web.conftest import House

KEYS = st.text(min_size=1, max_size=8)
PLAIN = st.one_of(st.text(), st.integers(-(2**53), 2**53), st.booleans(), st.dates())
VALUES = st.one_of(PLAIN, st.lists(PLAIN, max_size=3), st.dictionaries(KEYS, PLAIN, max_size=3))
SAMPLE = Path(__file__).parents[2] / "printables" / "printemps.toml"
FORM = {
    "name": "Été au levain",
    "starts": "2027-06-01",
    "ends": "2027-08-31",
    "budget": "12 000 €",
    "lead": "app",
    "url": "https://levain.example/ete",
    "ios": "https://apps.apple.com/app/id1234567890",
    "android": "fr.levain.app",
    "phone": "0 800 123 456",
    "hours": "Mo-Fr 09:00-19:00",
    "medium": "poster-a3",
    "quantity": "4",
    "cost": "38",
    "call_fr": "Scannez",
}


@given(st.dictionaries(KEYS, st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=3))))
def test_what_is_written_as_toml_reads_back_the_same(document: dict[str, Any]) -> None:
    assert tomllib.loads(toml.write(document)) == document


def by_key(plan: Plan) -> dict[str, Placement]:
    """Placements by their key, with codes by theirs: the catalog keeps no order of codes."""
    return {
        one.key: replace(one, codes=tuple(sorted(one.codes, key=lambda code: code.key)))
        for one in plan.placements
    }


def test_a_stored_campaign_written_out_and_read_again_is_the_same_campaign(house: House) -> None:
    plan = campaign.read(SAMPLE, CHECKS)
    plan = replace(plan, campaign=replace(plan.campaign, slug="sample"))
    saving.save(house.config, house.catalog, plan)
    slug = plan.campaign.slug
    stored = next(one for one in house.catalog.plans(plan.brand.slug) if one.campaign.slug == slug)
    codes = house.catalog.codes(plan.brand.slug, slug)
    again = check(toml.write(draft.document(stored, codes)), {}, plan.brand.slug)
    assert (again.brand, again.campaign) == (plan.brand, plan.campaign)
    assert again.routes == plan.routes
    assert by_key(again) == by_key(plan)
    changes = saving.save(house.config, house.catalog, again)
    assert (changes.added, changes.updated) == ((), ())


def test_the_form_makes_a_campaign_that_the_reader_accepts(house: House) -> None:
    brand = house.catalog.brands()[0]
    kinds = ["qr", "call", "url"]
    places = {wizard.PLACES: wizard.places("Dijon Ville\tDijon\t2\nLyon Part-Dieu\tLyon\t3\n")}
    plan = check(toml.write(wizard.document(FORM, kinds, brand)), places, brand.slug)
    assert (plan.campaign.slug, plan.campaign.budget) == ("ete-au-levain", (1_200_000, "EUR"))
    assert [(one.place, one.city, one.quantity) for one in plan.placements] == [
        ("Dijon Ville", "Dijon", 2),
        ("Lyon Part-Dieu", "Lyon", 3),
    ]
    assert [code.kind for code in plan.placements[0].codes] == kinds
    assert [rule.to for rule in plan.routes["main"].rules] == ["app", "web"]
    assert plan.placements[0].cost == (3800, "EUR")


@pytest.mark.parametrize(
    ("pasted", "header"),
    [
        ("Dijon\nLyon", "place"),
        ("Dijon\tDijon\t4", "place\tcity\tquantity"),
        ("Dijon;Dijon;4;38 EUR", "place;city;quantity;cost"),
        ("lieu;ville\nDijon;Dijon", "lieu;ville"),
    ],
)
def test_pasted_places_get_the_header_they_lack(pasted: str, header: str) -> None:
    assert wizard.places(pasted).decode().splitlines()[0] == header


def test_a_square_called_place_is_no_header():
    assert wizard.places("Place Darcy\tDijon\t4").startswith(b"place\tcity\tquantity\n")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("38", "38.00 EUR"),
        ("38,5 €", "38.50 EUR"),
        ("12 000 EUR", "12000.00 EUR"),
        ("12 000", "12000.00 EUR"),
        ("40 USD", "40.00 USD"),
        ("", ""),
    ],
)
def test_amounts_as_people_type_them(typed: str, meant: str) -> None:
    assert wizard.money(typed) == meant


def test_every_fault_of_a_form_is_told_at_once(house: House) -> None:
    brand = house.catalog.brands()[0]
    bad = {**FORM, "url": "ftp://x", "starts": "soon", "quantity": "many", "phone": "12"}
    with pytest.raises(Refused) as refused:
        check(
            toml.write(wizard.document(bad, ["qr"], brand)),
            {wizard.PLACES: wizard.places("Dijon")},
            brand.slug,
        )
    text = str(refused.value)
    assert all(word in text for word in ("url", "starts", "quantity", "phone"))


@pytest.mark.parametrize("name", ["../keys", "..", "a/b", "", "A", "x" * 300 + "/"])
def test_a_workspace_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(Missing):
        workspace(tmp_path, "levain", name)


@pytest.mark.parametrize("name", ["..", ".hidden", "", "a\x00b", "é" * 100])
def test_a_file_name_from_a_browser_must_be_plain(name: str) -> None:
    with pytest.raises(Refused):
        plain_name(name)


def test_a_path_in_a_file_name_is_left_out() -> None:
    assert plain_name("C:\\Users\\me\\places.csv") == "places.csv"
    assert plain_name("../../etc/passwd") == "passwd"


def test_versions_count_up_and_can_be_read_again(tmp_path: Path) -> None:
    place = workspace(tmp_path, "levain", "ete")
    place.save("one = 1\n", {})
    place.save("two = 2\n", {"places.csv": b"place\nDijon\n"})
    assert place.versions() == [2, 1]
    assert (place.version(1), place.text()) == ("one = 1\n", "two = 2\n")
    with pytest.raises(Missing):
        place.version(3)


def test_where_codes_lead_is_not_what_is_printed(house: House) -> None:
    plan = check(_file(house.catalog), {}, "maison-levain")
    look = 'style = { modules = "dots" }, kind = '
    styled = check(_file(house.catalog).replace("kind = ", look), {}, "maison-levain")
    routed = check(_file(house.catalog).replace('to = "web"', 'to = "phone"'), {}, "maison-levain")
    said = check(_file(house.catalog).replace("Scannez", "Flashez"), {}, "maison-levain")
    paper = saving.on_paper(plan)
    assert saving.on_paper(routed) == paper
    assert len({paper, saving.on_paper(said), saving.on_paper(styled)}) == 3


def made(place: Workspace, **more: str) -> None:
    """A manifest of one file."""
    sizes = {"width_mm": 1.0, "height_mm": 1.0}
    row = dict.fromkeys(COLUMNS, "") | sizes | {"file": "a.pdf", "sha256": "ab"} | more
    place.made.mkdir(parents=True, exist_ok=True)
    (place.made / "manifest.json").write_text(json.dumps([row]))


def test_files_made_again_with_the_same_bytes_stay_approved(tmp_path: Path) -> None:
    place = workspace(tmp_path, "levain", "ete")
    assert release.digest(place) == ""
    made(place)
    digest = release.digest(place)
    made(place, approved_by="Camille", grade="B")
    assert release.digest(place) == digest
    made(place, sha256="cd")
    assert release.digest(place) != digest


def test_files_are_stale_once_what_is_printed_is_edited(house: House) -> None:
    place = workspace(house.config.data, "maison-levain", "printemps")
    plan = check(_file(house.catalog), {}, "maison-levain")
    place.save(_file(house.catalog), {})
    saving.save(house.config, house.catalog, plan)
    job.write(place, job.Job("done", 1, 1, paper=saving.on_paper(plan)))
    assert not release.stale(place)
    said = check(_file(house.catalog).replace("Scannez", "Flashez"), {}, "maison-levain")
    saving.save(house.config, house.catalog, said)
    assert release.stale(place)


def test_no_first_secret_stays_behind_where_nothing_was_signed_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _file(house.catalog).replace("maison-levain", "third")
    third = check(text, {}, "third")

    def refuse(*_given: object) -> None:
        raise Refused([])

    with monkeypatch.context() as patched:
        patched.setattr(saving, "issue", refuse)
        with pytest.raises(Refused):
            saving.save(house.config, house.catalog, third)
    assert not (house.config.keys / "third.keys").exists()
    saving.save(house.config, house.catalog, third)
    assert (house.config.keys / "third.keys").exists()


def _file(catalog: Catalog) -> str:
    (plan,) = catalog.plans("maison-levain")
    return toml.write(draft.document(plan, catalog.codes("maison-levain")))


def test_a_logo_that_stands_elsewhere_does_not_stop_an_edit_and_is_not_lost(house: House) -> None:
    (plan,) = house.catalog.plans("maison-levain")
    branded = replace(plan, brand=replace(plan.brand, logo="logo.svg"))
    text = toml.write(draft.document(branded, house.catalog.codes("maison-levain")))
    assert check(text, {}, "maison-levain", known=branded.brand).brand.logo == "logo.svg"
    with pytest.raises(Refused):
        check(text, {}, "maison-levain", known=plan.brand)

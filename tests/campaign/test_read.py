"""A campaign file becomes a plan, or every fault in it is named with its line."""

from datetime import date

import pytest

from app import campaign
from app.errors import Refused
from app.model import Money
from app.printable import CHECKS
from tests.samples import SAMPLE, SMALL, plan


def refused(folder, text):
    with pytest.raises(Refused) as caught:
        plan(folder, text)
    return {(problem.code, problem.where): problem for problem in caught.value.problems}


def test_the_sample_campaign_stands_at_24_real_stations():
    read = campaign.read(SAMPLE, CHECKS)
    posters = [placement for placement in read.placements if placement.medium == "poster-a3"]
    assert len(posters) == 24
    assert posters[0].place == "Dijon Ville"
    assert posters[0].latitude == pytest.approx(47.323199)
    assert posters[0].cost == Money(3800, "EUR")
    assert {code.kind for item in read.placements for code in item.codes} == {
        *("qr", "messenger", "call", "url", "nfc")
    }


def test_a_plan_holds_what_the_file_says(tmp_path):
    read = plan(tmp_path)
    assert read.campaign.starts == date(2026, 10, 1)
    assert read.contact_points["phone"].options["number"] == "+33800123456"
    assert [rule.to for rule in read.routes["shop"].rules] == ["app", "web"]
    poster, sachet = read.placements
    assert poster.key == "poster-a3-dijon-ville"
    assert [code.alias for code in poster.codes] == [None, "dijon"]
    assert sachet.cost == Money(5000, "EUR")


def test_every_problem_is_named_at_once_with_its_line(tmp_path):
    text = (
        SMALL.replace('host = "q.levain.example"', 'host = "https://q"')
        .replace("ends = 2027-05-31", "ends = 2026-05-31")
        .replace('channel = "call"', 'channel = "cal"')
        .replace('platform = ["ios", "android"]', 'platform = ["iphone"]')
        .replace('to = "web" },\n]', 'to = "shop" },\n]')
        .replace("quantity = 4", "quantity = 0")
        .replace("38.00 EUR", "38.005 EUR")
        .replace('medium = "packaging"', 'medium = "packagin"')
    )
    found = refused(tmp_path, text)
    lines = text.splitlines()
    assert {code for code, _where in found} == {
        "bad-value",
        "ends-before-start",
        "unknown-channel",
        "unknown-point",
    }
    for _code, where in found:
        line = int(where.split(":")[1].split(" ")[0])
        key = where.split(".")[-1]
        assert key in lines[line - 1]
    assert len(found) == 8
    assert all(problem.instead for problem in found.values())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('name = "Maison Levain"', 'nam = "Maison Levain"', "unknown-key"),
        ('fallback = "https://levain.example/"', 'fallback = "javascript:x"', "bad-value"),
        ('fallback = "https://levain.example/"', 'fallback = "https://a@b.example/"', "bad-value"),
        ('closed = "web"', 'closed = "phone"', "unknown-point"),
        ('  { to = "web" },\n', "", "no-default"),
        ('{ platform = ["ios", "android"], to = "app" }', '{ to = "app" }', "unreachable-rule"),
        ('codes = [ { kind = "call", route = "call" } ]', "codes = []", "missing"),
        ('kind = "call", route = "call"', 'kind = "call", route = "shop"', "kind-without-point"),
        ('kind = "url", route = "shop", alias = "{city}"', 'kind = "url", route = "shop"', "alias"),
        ('alias = "{city}"', 'alias = "console"', "bad-alias"),
        ('alias = "{city}"', 'alias = "a!"', "bad-alias"),
        (
            'kind = "url", route = "shop", alias = "{city}"',
            'kind = "qr", route = "shop"',
            "double-code",
        ),
        (
            'medium = "packaging"\nplace = "Sachet"',
            'medium = "poster-a3"\nplace = "Dijon-ville"',
            "double-placement",
        ),
        ("[routes.call]", "[routes.Call]", "bad-key"),
        ('place = "Dijon Ville"', "place = 3", "bad-value"),
        ('place = "Dijon Ville"', 'csv = "none.csv"', "no-file"),
    ],
)
def test_each_kind_of_fault_has_its_code(tmp_path, old, new, code):
    assert old in SMALL
    assert code in {found for found, _where in refused(tmp_path, SMALL.replace(old, new))}


def test_a_file_that_is_no_toml_is_refused_by_line(tmp_path):
    found = refused(tmp_path, SMALL.replace("[campaign]", "[campaign"))
    assert [code for code, _where in found] == ["bad-toml"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"brand = 3"])
def test_any_bytes_are_refused_without_a_traceback(tmp_path, data):
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    with pytest.raises(Refused):
        campaign.read(path, CHECKS)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="does not exist"):
        campaign.read(tmp_path / "none.toml", CHECKS)


PHONE = 'number = "0 800 123 456"'


@pytest.mark.parametrize(
    ("point", "right"),
    [
        ('number = "0 825 123 456"', "0 825 123 456, such as"),
        ('number = "0 825 123 456"\nprice = "0"', "0 825 123 456, such as"),
        ('number = "3639"', "“0” if free"),
        ('number = "0 800 123 456"\nnumbers = { dijon = "0 892 123 456" }', "0 892 123 456"),
    ],
)
def test_a_charged_number_without_its_price_is_refused(tmp_path, point, right):
    text = SMALL.replace(PHONE, point)
    assert text != SMALL
    found = refused(tmp_path, text)
    assert [code for code, _where in found] == ["no-price"]
    assert right in next(iter(found.values())).instead


@pytest.mark.parametrize(
    "point", ['number = "0 825 123 456"\nprice = "0.15 €/min"', 'number = "3639"\nprice = "0"']
)
def test_a_charged_number_with_its_price_is_taken(tmp_path, point):
    plan(tmp_path, SMALL.replace(PHONE, point))


CSV = SMALL.replace('place = "Dijon Ville"\ncity = "Dijon"', 'csv = "places.csv"')


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_placements_come_from_a_spreadsheet_s_csv(tmp_path, encoding):
    text = "lieu;ville;quantité;coût\nBesançon Viotte;Besançon;8;40,50 EUR\nDole;Dole;;\n"
    (tmp_path / "places.csv").write_bytes(text.encode(encoding))
    first, second, _sachet = plan(tmp_path, CSV).placements
    assert (first.key, first.quantity, first.cost) == (
        "poster-a3-besancon-viotte",
        8,
        Money(4050, "EUR"),
    )
    assert (second.quantity, second.cost) == (4, Money(3800, "EUR"))
    assert [placement.codes[1].alias for placement in (first, second)] == ["besancon", "dole"]


def test_every_column_has_french_and_english_names(tmp_path):
    text = (
        "Emplacement;Ville;Exemplaires;Coût (€);Début;Fin;Langue;Clé;Région;Portée;Lat;Lng;#a\n"
        "Gare;Dijon;1\u202f200;1\u202f234,50\u00a0€;2027-03-02;2027-03-09;en;g;Bretagne;9;47,3;5;b\n"
        "Halles;Dole;2;38,00;;;;;;;;;\n"
    )
    (tmp_path / "places.csv").write_text(text)
    first, second, _sachet = plan(tmp_path, CSV).placements
    assert (first.place, first.quantity, first.cost) == ("Gare", 1200, Money(123450, "EUR"))
    assert (first.language, first.key, first.region, first.reach) == ("en", "g", "Bretagne", 9)
    assert (first.starts, first.ends) == (date(2027, 3, 2), date(2027, 3, 9))
    assert (first.latitude, first.longitude) == (47.3, 5.0)
    assert (second.quantity, second.cost) == (2, Money(3800, "EUR"))


def test_unknown_columns_are_refused_by_name_and_all_at_once(tmp_path):
    (tmp_path / "places.csv").write_text("ville,exemplaire,gérant,\nDijon,2,Luc,x\n")
    path = tmp_path / "campaign.toml"
    path.write_text(CSV)
    with pytest.raises(Refused) as caught:
        campaign.read(path, CHECKS)
    found = {(one.code, one.where): one.instead for one in caught.value.problems}
    assert ("missing-column", "places.csv:1") in found
    assert "exemplaires" in found["unknown-column", "places.csv:1 column “exemplaire”"]
    assert "#" in found["unknown-column", "places.csv:1 column “gérant”"]
    assert ("unknown-column", "places.csv:1 nameless column") in found


def test_rows_that_are_wrong_are_named_by_row(tmp_path):
    text = "place,city,quantity,latitude\nA,Dijon,-1,47\nB,Dole,2,91\nB,Dole,2,x\n"
    (tmp_path / "places.csv").write_text(text)
    found = refused(tmp_path, CSV)
    assert ("bad-value", "places.csv:2 quantity") in found
    assert ("bad-value", "places.csv:3 latitude") in found
    assert ("bad-value", "places.csv:4 latitude") in found
    assert ("double-placement", "places.csv:4 place") in found
    assert ("double-alias", "places.csv:4 alias") in found


def test_typed_addresses_that_people_would_mix_up_are_refused(tmp_path):
    (tmp_path / "places.csv").write_text("place,city\nA,Laval\nB,Lavai\n")
    assert ("alike-aliases", "places.csv:3 alias") in refused(tmp_path, CSV)


def test_a_csv_without_its_column_is_refused_beside_the_file_s_own_faults(tmp_path):
    (tmp_path / "places.csv").write_text("city\nDijon\n")
    found = refused(tmp_path, CSV.replace('slug = "printemps"', 'slug = "Printemps"'))
    assert ("missing-column", "places.csv:1") in found
    assert any(code == "bad-value" for code, _where in found)


LOOK = SMALL.replace(
    "[campaign]", 'logo = "logo.svg"\nstyle = { modules = "rounded" }\n[campaign]', 1
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'
)


def test_a_look_and_a_logo_belong_to_the_brand_and_a_code_may_override(tmp_path):
    (tmp_path / "logo.svg").write_text(DRAWING)
    text = LOOK.replace('route = "call" }', 'route = "call", style = { modules = "dots" } }')
    read = plan(tmp_path, text)
    assert (read.brand.logo, read.brand.style) == ("logo.svg", {"modules": "rounded"})
    assert read.placements[1].codes[0].style == {"modules": "dots"}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('modules = "rounded"', 'modules = "round"', "style"),
        ('modules = "rounded"', 'colour = "#ffff00"', "style"),
        ('modules = "rounded"', "rounding = true", "style"),
        ('modules = "rounded"', "shape = 1", "style"),
        ('logo = "logo.svg"', 'logo = "../logo.svg"', "logo"),
        ('logo = "logo.svg"', 'logo = "/etc/passwd"', "logo"),
        ('logo = "logo.svg"', 'profile = "logo.svg"', "profile"),
    ],
)
def test_a_look_no_decoder_forgives_or_a_file_from_elsewhere_is_refused(tmp_path, old, new, key):
    (tmp_path / "logo.svg").write_text(DRAWING)
    (tmp_path.parent / "logo.svg").write_text(DRAWING)
    (found,) = refused(tmp_path, LOOK.replace(old, new))
    assert found[0] == "bad-value"
    assert found[1].endswith(f"brand.{key}")


FINISHED = SMALL.replace('kind = "call", route = "call"', 'kind = "call", route = "call", {code}')
FINISHED = FINISHED.replace("quantity = 1000", "quantity = 1000\n{run}")


def finished(tmp_path, code, run):
    text = FINISHED.replace("{code}", code).replace("{run}", run)
    return plan(tmp_path, text).placements[1].codes[0].style


def test_bars_and_sheets_are_kept_with_the_code(tmp_path):
    style = finished(
        tmp_path,
        'ean = "3017620422003", style = { modules = "rounded" }',
        'sheet = "L7160"\nshift = [0.5, -1]',
    )
    assert style == {
        "modules": "rounded",
        "ean": "3017620422003",
        "sheet": "L7160",
        "shift": [0.5, -1.0],
    }
    # As the console writes a campaign of the catalog.
    inside = 'style = { ean = "3017620422003", impose = "sra3" }'
    assert finished(tmp_path, inside, "") == {"ean": "3017620422003", "impose": "sra3"}


@pytest.mark.parametrize(
    ("code", "run", "says"),
    [
        ('ean = "3017620422004"', "", "3017620422003"),
        ("ean = 3017620422003", "", "in quotes"),
        ('code128 = "é"', "", "plain letters"),
        ('ean = "3017620422003", code128 = "A"', "", "one of the two"),
        ('style = { ean = "301762042200" }', "", "13 digits"),
        ("", 'sheet = "L9999"', "L7160"),
        ("", 'impose = "a5"', "sra3"),
        ("", 'sheet = "L7160"\nimpose = "a4"', "one of the two"),
        ("", 'sheet = "L7160"\nshift = [1]', "such as"),
        ("", 'sheet = "L7160"\nstretch = [1, 2]', "such as"),
    ],
)
def test_wrong_bars_and_sheets_are_refused_with_what_would_be_right(tmp_path, code, run, says):
    with pytest.raises(Refused) as caught:
        finished(tmp_path, code or "serials = 1", run)
    assert says in " ".join(problem.instead for problem in caught.value.problems)


def test_the_brand_has_no_bars_of_its_own(tmp_path):
    with pytest.raises(Refused, match="ean"):
        plan(tmp_path, SMALL.replace("[campaign]", 'style = { ean = "3017620422003" }\n[campaign]'))

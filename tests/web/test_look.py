"""The style editor: what a form says becomes a look in the campaign file; nothing else moves."""

import re
import tomllib
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.printing.style import MODULES, Style
from app.web.campaigns import look
from tests.web.conftest import House
from tests.web.test_console import HERE, token_of

EDITOR = "/console/maison-levain/c/printemps/style"
ENGLISH = {**HERE, "Accept-Language": "en"}
COLOURS = st.sampled_from(["#000000", "#17402b", "#0b1f66"])
STYLES = st.builds(
    Style,
    colour=COLOURS,
    second=st.sampled_from(["", "#3a0a44"]),
    angle=st.integers(0, 359).map(float),
    radial=st.booleans(),
    modules=st.sampled_from(MODULES),
    rounding=st.integers(0, 10).map(lambda steps: steps / 20),
    dot=st.integers(10, 20).map(lambda steps: steps / 20),
    finder=st.integers(0, 20).map(lambda steps: steps / 20),
    finder_colour=st.sampled_from(["", "#7a1020"]),
    logo=st.booleans(),
    frame=st.sampled_from(["", "Scannez-moi"]),
)
FILE = """
[brand]
slug = "b"
[[placements]]
medium = "poster-a3"
codes = [{ kind = "qr", route = "r", style = { ean = "4006381333931" } }, { kind = "call" }]
[[placements]]
medium = "flyer"
codes = [{ kind = "qr", route = "r" }]
"""


def sent(style: Style) -> dict[str, str]:
    """A form as a browser sends it for a look."""
    form = {key: str(value) for key, value in asdict(style).items() if not isinstance(value, bool)}
    form |= {key: "1" for key, value in asdict(style).items() if value is True}
    form |= {f"with_{key}": "1" for key in ("second", "finder_colour") if getattr(style, key)}
    return form


@given(STYLES)
def test_a_look_survives_the_form(style: Style) -> None:
    assert look.read(sent(style)) == style


@given(STYLES, STYLES)
def test_a_design_ends_up_with_the_look_it_was_given_whatever_the_brand_has(
    wanted: Style, brand: Style
) -> None:
    text = look.write(
        look.write(FILE, look.Design(), brand), look.Design("poster-a3", "qr"), wanted
    )
    document = tomllib.loads(text)
    ground = document["brand"].get("style", {})
    code = document["placements"][0]["codes"][0]
    assert look.style(ground) == brand
    assert look.style(ground, code.get("style", {})) == wanted
    assert code["style"]["ean"] == "4006381333931"


def test_a_design_leaves_other_media_and_other_codes_alone() -> None:
    text = look.write(FILE, look.Design("poster-a3", "qr"), Style(modules="dots"))
    posters, flyers = tomllib.loads(text)["placements"]
    assert posters["codes"][1] == {"kind": "call"}
    assert flyers == tomllib.loads(FILE)["placements"][1]


@pytest.mark.parametrize("number", ["", "-1", "2", "nan", "inf", "much"])
def test_a_number_out_of_its_bounds_is_refused_by_name(number: str) -> None:
    if not number:
        assert look.read({"finder": number}).finder == 0.0
        return
    with pytest.raises(Refused) as refused:
        look.read({"finder": number})
    assert [problem.where for problem in refused.value.problems] == ["finder"]


def test_the_look_of_the_brand_is_saved_and_printed_tokens_stay(house: House) -> None:
    editor = house.browser("editor")
    before = [code.token for code in house.catalog.codes("maison-levain")]
    form = sent(Style(modules="rounded", colour="#17402b"))
    form |= {"form_token": token_of(editor, EDITOR), "save": "1"}
    assert editor.post(EDITOR, data=form, headers=HERE).status_code == 303
    (plan,) = house.catalog.plans("maison-levain")
    assert plan.brand.style == {"modules": "rounded", "colour": "#17402b"}
    assert [code.token for code in house.catalog.codes("maison-levain")] == before


def test_the_look_of_one_design_goes_to_its_codes_only(house: House) -> None:
    editor = house.browser("editor")
    form = {**sent(Style(finder=0.3)), "design": "poster-a3/qr", "save": "1"}
    form["form_token"] = token_of(editor, EDITOR)
    assert editor.post(EDITOR, data=form, headers=HERE).status_code == 303
    assert house.catalog.plans("maison-levain")[0].brand.style == {}
    styles = [code.spec.style for code in house.catalog.codes("maison-levain")]
    assert styles == [{"finder": 0.3}, {"finder": 0.3}]


def test_what_a_look_costs_is_said_beside_its_picture(house: House) -> None:
    editor = house.browser("editor")
    form = {**sent(Style(modules="dots", dot=0.6)), "form_token": token_of(editor, EDITOR)}
    piece = editor.post(f"{EDITOR}/picture", data=form, headers=ENGLISH).text
    assert "data:image/png;base64," in piece
    assert "fewer phones read it" in piece


def test_a_look_no_decoder_forgives_shows_why_and_is_not_saved(house: House) -> None:
    editor = house.browser("editor")
    form = {**sent(Style(colour="#fff3a0")), "form_token": token_of(editor, EDITOR)}
    assert "A darker colour" in editor.post(f"{EDITOR}/picture", data=form, headers=ENGLISH).text
    answer = editor.post(EDITOR, data={**form, "save": "1"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert house.catalog.plans("maison-levain")[0].brand.style == {}


def test_a_grade_comes_from_preflight(house: House) -> None:
    editor = house.browser("editor")
    form = {**sent(Style()), "form_token": token_of(editor, EDITOR)}
    piece = editor.post(f"{EDITOR}/grade", data=form, headers=HERE).text
    assert re.search(r'class="grade [AB]"', piece)


def test_a_logo_that_is_sent_along_is_kept_and_one_that_cannot_print_is_refused(
    house: House,
) -> None:
    import io

    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
    editor = house.browser("editor")
    form = {**sent(Style()), "form_token": token_of(editor, EDITOR), "save": "1"}
    bad = {**form, "logo_file": (io.BytesIO(b"<svg><script/></svg>"), "x.svg")}
    assert editor.post(EDITOR, data=bad, headers=HERE).status_code == 422
    good = {**form, "logo_file": (io.BytesIO(svg), "../../evil.svg")}
    assert editor.post(EDITOR, data=good, headers=HERE).status_code == 303
    assert house.catalog.plans("maison-levain")[0].brand.logo == "logo.svg"


def test_a_viewer_can_try_no_look(house: House) -> None:
    viewer = house.browser("viewer")
    form = token_of(viewer, "/console/maison-levain/codes")
    for path in (EDITOR, f"{EDITOR}/picture", f"{EDITOR}/grade"):
        answer = viewer.post(path, data={"form_token": form}, headers=HERE)
        assert answer.status_code == 403, path

"""Artwork of every medium and kind: what must be on it, and what must keep clear of what."""

import numpy as np
import pytest

from app.errors import Refused
from app.printing.artwork import Modules, Shape, Text
from app.printing.compose import compose
from app.printing.content import Phone
from app.printing.fonts import face
from app.printing.media import media, medium
from app.printing.wording import how
from tests.printing.sample import FREE, WORDS, content

MEDIA = sorted(media())
KINDS = sorted(WORDS)
everywhere = pytest.mark.parametrize("key", MEDIA)


def lines(artwork):
    return [item for item in artwork.items if isinstance(item, Text)]


def words(artwork):
    return " ".join(line.text for line in lines(artwork)).replace("/ ", "/")


def box(line):
    """Left, top, right, bottom of a line, from its capitals to its baseline."""
    kind = face(line.face)
    right = line.x + kind.width(line.text, line.size, line.tracking)
    return line.x, line.y - kind.capital * line.size, right, line.y


def overlap(a, b):
    return min(a[2], b[2]) > max(a[0], b[0]) + 1e-6 and min(a[3], b[3]) > max(a[1], b[1]) + 1e-6


@pytest.mark.parametrize("kind", KINDS)
@everywhere
def test_every_printable_says_what_it_must(key, kind):
    for language in ("fr", "en"):
        made = content(kind, language)
        said = words(compose(made, medium(key)))
        assert made.call_to_action.replace("'", "’")[:6] in said
        assert made.shown in said
        assert f"{'réf.' if language == 'fr' else 'ref.'}\u00a0K7Q2M4" in said
        assert "Maison Levain" in said
        if kind == "call":
            assert "0\u00a0800\u00a0123\u00a0456" in said
            assert "gratuits" in said


WIDE = {
    "brand": "Boulangerie-pâtisserie du Faubourg",
    "place": "Gare de Dijon Ville, hall des départs, quai 1",
    "shown": "commandes.boulangerie.example/04hmasw9g51tb4c7",
}
# Too narrow for that address at 1.5 mm, the least that prints cleanly: refused, and says so.
NARROW = {
    (key, kind) for key in ("label", "business-card") for kind in ("qr", "call", "nfc", "url")
}
NARROW |= {("packaging", kind) for kind in ("call", "nfc", "url")}


def below(line):
    """Its box with what hangs under the baseline: g, p, q, the comma."""
    left, top, right, bottom = box(line)
    return left, top, right, bottom + 0.2 * line.size


@pytest.mark.parametrize("kind", KINDS)
@everywhere
def test_a_long_address_brand_and_place_leave_the_lines_around_them_clear(key, kind):
    made = content(kind, **WIDE)
    if (key, kind) in NARROW:
        with pytest.raises(Refused, match=r"address.*too-long"):
            compose(made, medium(key))
        return
    artwork = compose(made, medium(key))
    drawn = lines(artwork)
    for place, one in enumerate(drawn):
        for other in drawn[place + 1 :]:
            upper, lower = sorted((one, other), key=lambda line: line.y)
            if (upper.face, upper.size) != (lower.face, lower.size):
                assert not overlap(below(upper), box(lower)), (upper.text, lower.text)


@pytest.mark.parametrize("kind", KINDS)
@everywhere
def test_words_stay_inside_the_safe_margin_and_off_each_other(key, kind):
    artwork = compose(content(kind), medium(key))
    width, height = artwork.trim
    safe = medium(key).safe - 1e-6
    boxes = [box(line) for line in lines(artwork)]
    for left, top, right, bottom in boxes:
        assert left >= safe
        assert top >= safe
        assert right <= width - safe
        assert bottom <= height - safe
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert not overlap(one, other)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "url"])
@everywhere
def test_nothing_is_drawn_over_the_quiet_zone_once_it_is_white(key, kind):
    artwork = compose(content(kind), medium(key))
    modules = artwork.modules
    left, top, width, height = modules.zone
    zone = (left, top, left + width, top + height)
    assert modules.symbol.quiet == 4
    assert left >= 0
    assert top >= 0
    assert zone[2] <= artwork.trim[0]
    assert zone[3] <= artwork.trim[1]
    place = artwork.items.index(modules)
    patch = artwork.items[place - 1]
    assert isinstance(patch, Shape)
    assert patch.ink.rgb == (255, 255, 255)
    for item in artwork.items[place + 1 :]:
        if isinstance(item, Text):
            assert not overlap(box(item), zone)
        elif isinstance(item, Shape):
            points = [
                (float(x) * item.scale + item.x, float(y) * item.scale + item.y)
                for _name, *values in item.segments
                for x, y in zip(values[::2], values[1::2], strict=True)
            ]
            xs, ys = [x for x, _y in points], [y for _x, y in points]
            assert not overlap((min(xs), min(ys), max(xs), max(ys)), zone)


@everywhere
def test_the_symbol_has_the_size_of_its_medium(key):
    modules = compose(content(), medium(key)).modules
    assert modules.box[2] == pytest.approx(medium(key).code)
    assert modules.module >= medium(key).module


@everywhere
def test_a_typed_address_needs_no_symbol(key):
    assert compose(content("url"), medium(key)).modules is None


@everywhere
def test_a_messenger_code_stands_in_a_speech_bubble(key):
    plain = [i for i in compose(content("qr"), medium(key)).items if isinstance(i, Shape)]
    bubble = [i for i in compose(content("messenger"), medium(key)).items if isinstance(i, Shape)]
    tails = [shape for shape in bubble if len(shape.segments) == 4 and not shape.stroke]
    assert len(tails) == 1
    assert len(bubble) >= len(plain)


def test_a_code_too_dense_for_its_medium_is_refused_with_the_figures():
    address = "https://Q.A-VERY-LONG-HOST-NAME-INDEED.LEVAIN.EXAMPLE/" + "04HMASW9G51TB4C7" * 9
    with pytest.raises(Refused) as caught:
        compose(content(address=address), medium("label"))
    (problem,) = caught.value.problems
    assert problem.code == "too-dense"
    assert "0.420" in problem.what
    assert "mm wide" in problem.instead


def test_words_that_do_not_fit_and_glyphs_that_lack_are_refused_together():
    bad = content(call_to_action="supercalifragilisticexpialidocious " * 9, brand="麺屋")
    with pytest.raises(Refused) as caught:
        compose(bad, medium("label"))
    assert {problem.code for problem in caught.value.problems} == {"too-long", "missing-glyph"}
    assert "U+9EBA" in str(caught.value)


def test_a_pale_brand_never_prints_pale_words_on_white():
    for line in lines(compose(content(colour="#ffe680"), medium("press-ad"))):
        assert max(line.ink.rgb) < 128


def test_french_punctuation_is_set_as_a_typesetter_would():
    said = words(compose(content(call_to_action="C'est prêt !"), medium("poster-a4")))
    assert "C’est prêt\u202f!" in said


@pytest.mark.parametrize("mark", ["green", "grey", "violet"])
def test_a_price_mark_has_its_official_colour_and_both_texts(mark):
    colours = {"green": (120, 180, 30), "grey": (145, 145, 155), "violet": (165, 15, 120)}
    phone = Phone("0 820 123 456", mark, "Service 0,06 € / min + prix appel")
    artwork = compose(content("call", phone=phone), medium("flyer-a5"))
    number = next(line for line in lines(artwork) if line.text.startswith("0\u00a0820"))
    assert number.ink.rgb == colours[mark]
    assert "0,06\u202f€" in words(artwork)


def test_a_plain_number_has_no_mark():
    artwork = compose(content("call", phone=Phone("03 80 12 34 56")), medium("flyer-a5"))
    assert "03 80 12 34 56" in words(artwork)
    assert FREE.tariff not in words(artwork)


def test_the_same_content_gives_the_same_artwork():
    assert compose(content(), medium("poster-a4")) == compose(content(), medium("poster-a4"))


@pytest.mark.parametrize("kind", KINDS)
def test_how_to_use_it_is_said_in_both_languages(kind):
    assert how(content(kind, "fr")) != how(content(kind, "en"))
    assert np.all([char.isprintable() for char in how(content(kind, "fr"))])


def test_there_is_one_symbol_and_it_is_black():
    (modules,) = [i for i in compose(content(), medium("label")).items if isinstance(i, Modules)]
    assert modules.ink.plates == ("Black",)


LONG = "Boulangerie Pâtisserie de la Maison Levain & Filles, depuis 1987"


@pytest.mark.parametrize("kind", ["qr", "url"])
@everywhere
def test_a_long_name_and_a_long_call_to_action_find_their_place(key, kind):
    asked = "Commandez votre pain avant vingt heures, il vous attend demain"
    artwork = compose(content(kind, call_to_action=asked, brand=LONG), medium(key))
    boxes = [box(line) for line in lines(artwork)]
    for place, one in enumerate(boxes):
        assert not any(overlap(one, other) for other in boxes[place + 1 :])
    assert "depuis 1987" in words(artwork)
    assert asked.split()[-1] in words(artwork)

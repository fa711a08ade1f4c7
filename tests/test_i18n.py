"""Every text a person sees is there in French, with the same gaps to fill in."""

import re
import string
from functools import cache

import pytest
from babel.messages.extract import extract_from_dir

from app import config, i18n
from app.i18n import preferred

_ROOT = config.resource()
_METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]


@cache
def texts():
    """Every message id in the code and the templates, with where it stands."""
    found = extract_from_dir(
        _ROOT,
        method_map=_METHODS,
        keywords={"_": None, "translate": None, "gettext": None},
        directory_filter=lambda path: not re.search(r"/(\.|tests|bench|out|data)", path),
    )
    return {
        (id if isinstance(id, str) else id[0]): f"{file}:{line}"
        for file, line, id, _comments, _context in found
    }


def test_every_text_stands_in_french():
    french = i18n.catalogue("fr")
    missing = {text: where for text, where in texts().items() if text and text not in french}
    assert not missing


def gaps(text):
    named = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    return named | set(re.findall(r"%\((\w+)\)", text))


def test_translations_fill_in_the_same_gaps():
    def filled(text):
        try:
            return gaps(text)
        except ValueError:  # a literal brace: nothing is filled in
            return set()

    wrong = {
        text: french
        for text, french in i18n.catalogue("fr").items()
        if filled(text) != filled(french)
    }
    assert not wrong


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB", "en"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("de", "fr"),
        ("", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("en;q=x,fr", "fr"),
        ("," * 10_000, "fr"),
    ],
)
def test_the_language_is_the_best_that_is_offered(header, language):
    assert preferred(header) == language


def test_speaking_ends_with_its_block():
    with i18n.speaking("fr"):
        assert i18n.language() == "fr"
        with i18n.speaking("xx"):
            assert i18n.language() == "en"
    assert i18n.language() == "en"

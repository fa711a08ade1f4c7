"""Every text that a person sees on our pages is there in French."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from app.config import resource
from app.i18n import catalogue

WEB = Path(__file__).parents[2] / "app" / "web"
NAMES = ("_",)


def of_python(path: Path) -> Iterator[str]:
    """The message ids of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NAMES:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def of_template(path: Path) -> Iterator[str]:
    """The message ids of a template."""
    environment = Environment(autoescape=True)
    tree = environment.parse(path.read_text(encoding="utf-8"))
    for _line, _function, message in extract_from_ast(tree, NAMES, babel_style=False):
        yield message if isinstance(message, str) else str(message[0])


def sources() -> list[Path]:
    """Everything of ours that speaks."""
    return [*sorted(WEB.rglob("*.py")), *sorted(resource("templates").rglob("*.html"))]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(WEB.parents[1])))
def test_every_message_has_its_french(path: Path) -> None:
    found = of_python(path) if path.suffix == ".py" else of_template(path)
    french = catalogue("fr")
    assert [text for text in found if text not in french] == []


def test_french_keeps_every_place_that_the_english_fills_in() -> None:
    import re

    holes = re.compile(r"\{\w*\}")
    ours = {text for path in sources() for text in _of(path)}
    wrong = [
        text
        for text in ours
        if sorted(holes.findall(text)) != sorted(holes.findall(catalogue("fr").get(text, text)))
    ]
    assert wrong == []


def _of(path: Path) -> Iterator[str]:
    return of_python(path) if path.suffix == ".py" else of_template(path)

"""The reasons in words, in both languages."""

import ast
from pathlib import Path

import pytest

from app import attribution, i18n
from app.attribution import matching
from app.attribution.models import MODELS
from app.attribution.reasons import REASONS, explain
from app.model import STRENGTHS, Match


def test_every_reason_and_every_model_has_french_words() -> None:
    french = i18n.catalogue("fr")
    assert [text for text in REASONS.values() if text not in french] == []
    assert [model.label for model in MODELS.values() if model.label not in french] == []


def test_everything_said_to_a_person_has_french_words() -> None:
    french = i18n.catalogue("fr")
    said = [
        call.args[0].value
        for path in Path(attribution.__path__[0]).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
        if isinstance(call.args[0], ast.Constant)
    ]
    assert len(said) > 10
    assert [text for text in said if text not in french] == []


def test_a_match_is_explained_in_the_current_language() -> None:
    match = Match(None, "", "none", "no-ref")
    assert explain(match) == "It came without any reference."
    with i18n.speaking("fr"):
        assert explain(match) == "Elle est arrivée sans aucune référence."


def test_a_reason_from_elsewhere_is_shown_as_it_is() -> None:
    assert explain(Match(None, "", "none", "from an import")) == "from an import"


@pytest.mark.parametrize("evidence", matching.EVIDENCE)
def test_every_evidence_has_one_of_the_strengths(evidence: str) -> None:
    assert matching.STRENGTH[evidence] in STRENGTHS

"""Every text of a report has its French."""

import ast
from pathlib import Path

from app import i18n
from app.reports import shown
from app.reports.measures import MEASURES
from app.reports.people import COLUMNS
from app.store.dimensions import DIMENSIONS

_APP = Path(shown.__file__).parents[1]
_FILES = list((_APP / "reports").glob("*.py"))
_FILES += [_APP / "cli" / "report.py", _APP / "store" / "titles.py"]
# Proper names are the same in both languages.
_NAMES = {"Android", "HarmonyOS", "Linux", "Mac", "Windows"}


def _message_ids() -> set[str]:
    calls = [node for file in _FILES for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    found = {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    found |= {item.label for item in (*DIMENSIONS.values(), *MEASURES.values(), *COLUMNS)}
    return {str(text) for text in found} | {
        text for words in shown._WORDS.values() for text in words.values()
    }


def test_every_text_of_a_report_has_its_french() -> None:
    assert _message_ids() - set(i18n.catalogue("fr")) - _NAMES == set()

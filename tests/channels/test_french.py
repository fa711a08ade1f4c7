"""Every text of the channels and the doors has its French."""

import ast
import re
from collections.abc import Iterator

from app.channels import CHANNELS, COMMON
from app.config import resource
from app.i18n import catalogue
from app.inbound import DOORS

NOT_HERE = {"ingest.py", "files.py", "lookup.py", "lines.py"}  # texts of another catalogue


def marked(*folders: str) -> Iterator[str]:
    """The texts that the code hands to `_()`."""
    for folder in folders:
        for path in sorted(resource("app", folder).glob("*.py")):
            if path.name in NOT_HERE:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                    text = node.args[0]
                    if isinstance(text, ast.Constant):
                        yield text.value


def all_texts() -> set[str]:
    """Messages, and the help of options and secrets, which are handed over as values."""
    texts = set(marked("channels", "inbound"))
    for channel in CHANNELS.values():
        texts |= {option.help for option in (*channel.options, *COMMON)}
    for door in DOORS.values():
        texts |= set(door.secrets.values())
    return texts


def test_every_text_has_its_french() -> None:
    assert all_texts() - set(catalogue("fr")) == set()


def test_the_french_fills_in_the_same_values() -> None:
    french = catalogue("fr")
    for text in all_texts():
        assert set(re.findall(r"{[^}]*}", text)) == set(re.findall(r"{[^}]*}", french[text])), text


def test_the_french_is_typeset() -> None:
    own = resource("templates", "locale", "fr", "channels.po").read_text(encoding="utf-8")
    for line in own.splitlines():
        if line.startswith("msgstr"):
            assert "'" not in line
            assert not re.search(r" [;:!?»]|« ", line)

"""The tools: what each does, what it takes, and how it asks the API."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.client import Relais

Arguments = Mapping[str, Any]
_TYPES = {
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".eps": "application/postscript",
}
_MOST = 200  # codes shown to an assistant in one answer


class Wrong(Exception):
    """Arguments that a tool cannot take; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool. `takes` maps argument names to JSON schemas; `needed` are those that must be given.

    `changes`: it writes something, so that an assistant asks its person first.
    """

    name: str
    help: str
    takes: Mapping[str, Mapping[str, Any]]
    needed: tuple[str, ...]
    call: Callable[[Relais, Arguments], Any]
    changes: bool = False

    def described(self) -> dict[str, Any]:
        """The tool as tools/list shows it."""
        shape = {
            "type": "object",
            "properties": dict(self.takes),
            "required": list(self.needed),
            "additionalProperties": False,
        }
        hints = {"readOnlyHint": not self.changes, "destructiveHint": False, "idempotentHint": True}
        return {
            "name": self.name,
            "description": self.help,
            "inputSchema": shape,
            "annotations": hints,
        }


def _text(help: str) -> dict[str, Any]:
    return {"type": "string", "description": help}


def _make_campaign(relais: Relais, given: Arguments) -> Any:
    saved = relais.put_campaign(given["slug"], given["document"])
    return asdict(saved)


def _list_codes(relais: Relais, given: Arguments) -> Any:
    found = list(islice(relais.codes(**given), _MOST + 1))
    return {"codes": [asdict(one) for one in found[:_MOST]], "more": len(found) > _MOST}


def _read_report(relais: Relais, given: Arguments) -> Any:
    return relais.report(**{**given, "by": given.get("by", "medium")})


def _preflight_file(relais: Relais, given: Arguments) -> Any:
    path = Path(given["path"]).expanduser()
    kind = _TYPES.get(path.suffix.lower())
    if kind is None:
        raise Wrong(f"{path.name} is none of {', '.join(_TYPES)}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Wrong(f"{path}: {error.strerror}.") from error
    return {"verdicts": relais.preflight(data, kind, given.get("medium", ""))}


TOOLS = (
    Tool(
        "make_campaign",
        "Make a campaign with its printed codes, or replace one. Refused with every problem. The "
        "document has the keys of a campaign file: campaign {name, starts, ends, budget}, "
        'contact_points {key: {channel: "web", url: "https://…"}}, routes {key: {rules: [{to: '
        'contact point}]}}, placements [{medium: "poster-a3", place, city, quantity, codes: '
        '[{kind: "qr", route, call_to_action: {fr, en}}]}].',
        {
            "slug": _text("short name: small letters, digits, hyphens"),
            "document": {"type": "object", "description": "the whole campaign"},
        },
        ("slug", "document"),
        _make_campaign,
        changes=True,
    ),
    Tool(
        "list_codes",
        f"The printed codes with their addresses, up to {_MOST}.",
        {
            "campaign": _text("slug"),
            "placement": _text("key"),
            "kind": {"type": "string", "enum": ["qr", "messenger", "call", "url", "nfc"]},
        },
        (),
        _list_codes,
    ),
    Tool(
        "read_report",
        "Counts of scans and credited conversions, with what could not be attributed and what the "
        "numbers rest on (coverage). Visitors are a lower bound; null means not known, never 0.",
        {
            "by": _text("dimensions, comma-separated: medium, campaign, placement, day …"),
            "from": _text("first local day, as 2027-03-01"),
            "to": _text("last local day, included"),
            "campaign": _text("slugs, comma-separated"),
            "model": _text("attribution model; without: last"),
        },
        (),
        _read_report,
    ),
    Tool(
        "preflight_file",
        "Grade every code of a local printable or picture, A to F, before it is printed.",
        {
            "path": _text("of a PDF, SVG, PNG, JPEG or EPS file"),
            "medium": _text("where it is read"),
        },
        ("path",),
        _preflight_file,
    ),
)


def checked(tool: Tool, given: object) -> Arguments:
    """The arguments of a call. Raises Wrong."""
    if not isinstance(given, dict):
        raise Wrong("Give an object of arguments.")
    kinds: Mapping[str, type] = {"string": str, "object": dict}
    for name, value in given.items():
        shape = tool.takes.get(name)
        if shape is None:
            raise Wrong(f"{name} is not known here; there are {', '.join(tool.takes)}.")
        if not isinstance(value, kinds[shape["type"]]):
            raise Wrong(f"{name} must be of type {shape['type']}.")
        if "enum" in shape and value not in shape["enum"]:
            raise Wrong(f"{name} must be one of {', '.join(shape['enum'])}.")
    missing = [name for name in tool.needed if name not in given]
    if missing:
        raise Wrong(f"{', '.join(missing)} must be given.")
    return given


def shown(result: Any) -> str:
    """A result as text."""
    return json.dumps(result, ensure_ascii=False, default=str)

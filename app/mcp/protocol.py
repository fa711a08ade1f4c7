"""JSON-RPC 2.0 over lines of text, as MCP has it: one message a line, nothing else on stdout."""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Any

from app.client import ApiError, Relais
from app.mcp import tools
from app.mcp.tools import TOOLS, Wrong

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
_PARSE, _REQUEST, _METHOD, _PARAMS, _INSIDE = -32700, -32600, -32601, -32602, -32603
Message = Mapping[str, Any]


class _Error(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def serve(relais: Relais, lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Answer every message until there are no more. `write` gets a line without its end."""
    for line in lines:
        if line.strip():
            reply = answer(relais, line)
            if reply is not None:
                write(json.dumps(reply, ensure_ascii=False, separators=(",", ":")))


def answer(relais: Relais, line: str) -> dict[str, Any] | None:
    """The answer to one message; None for a notification."""
    id: str | int | None = None
    try:
        message = _read(line)
        id = message.get("id")
        if "method" not in message:
            return None  # an answer; we ask nothing
        result = _call(relais, message["method"], message.get("params") or {})
    except _Error as error:
        if id is None and error.code not in (_PARSE, _REQUEST):
            return None
        return {"jsonrpc": "2.0", "id": id, "error": {"code": error.code, "message": error.text}}
    return None if id is None else {"jsonrpc": "2.0", "id": id, "result": result}


def _read(line: str) -> Message:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Error(_PARSE, "no JSON") from error
    if not isinstance(found, dict) or found.get("jsonrpc") != "2.0":
        raise _Error(_REQUEST, "no JSON-RPC 2.0 message")
    id, method = found.get("id"), found.get("method", "")
    if not isinstance(method, str) or isinstance(id, bool | float | list | dict):
        raise _Error(_REQUEST, "no JSON-RPC 2.0 message")
    return found


def _call(relais: Relais, method: str, params: Any) -> dict[str, Any]:
    if not isinstance(params, dict):
        raise _Error(_PARAMS, "params must be an object")
    if method == "initialize":
        return _welcome(params)
    if method == "tools/list":
        return {"tools": [tool.described() for tool in TOOLS]}
    if method == "tools/call":
        return _use(relais, params)
    if method == "ping" or method.startswith("notifications/"):
        return {}
    raise _Error(_METHOD, f"{method} is not offered here")


def _welcome(params: Message) -> dict[str, Any]:
    """The version asked for where we know it, else our newest (MCP, Lifecycle)."""
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "relais", "version": version("relais")},
        "instructions": "Signed codes for printed things: make campaigns, read what they brought.",
    }


def _use(relais: Relais, params: Message) -> dict[str, Any]:
    """A tool's result. A failure of its own is one too: the assistant can put it right."""
    tool = next((tool for tool in TOOLS if tool.name == params.get("name")), None)
    if tool is None:
        raise _Error(_PARAMS, f"there is no tool {params.get('name')!r}")
    try:
        result = tool.call(relais, tools.checked(tool, params.get("arguments") or {}))
    except (Wrong, ApiError) as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}
    except OSError as error:
        text = f"The server does not answer: {error}"
        return {"content": [{"type": "text", "text": text}], "isError": True}
    except Exception as error:
        raise _Error(_INSIDE, type(error).__name__) from error
    text = tools.shown(result)
    return {
        "content": [{"type": "text", "text": text}],
        "structuredContent": json.loads(text),
        "isError": False,
    }

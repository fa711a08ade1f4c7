"""The MCP server as an assistant's program meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.client import Relais
from app.mcp.protocol import answer
from app.web.api.inside import inside
from tests.web.conftest import House, house

__all__ = ["house"]
ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = {
    "campaign": {"name": "Été", "starts": "2027-06-01", "ends": "2027-08-31"},
    "contact_points": {"web": {"channel": "web", "url": "https://levain.example/ete"}},
    "routes": {"all": {"rules": [{"to": "web"}]}},
    "placements": [
        {"medium": "poster-a3", "place": "Dijon", "codes": [{"kind": "qr", "route": "all"}]}
    ],
}


def relais(house: House, *scopes: str) -> Relais:
    key = house.key(*scopes)["Authorization"].removeprefix("Bearer ")
    return Relais("", key, transport=inside(house.app), sleep=lambda _seconds: None)


def call(one: Relais, name: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": name, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    reply = answer(one, json.dumps(message))
    assert reply is not None
    found: dict[str, Any] = reply["result"]
    text = found["content"][0]["text"]
    assert found["isError"] or json.loads(text) == found["structuredContent"]
    return found


def test_an_assistant_makes_a_campaign_and_finds_its_codes(house: House) -> None:
    one = relais(house, "read", "write")
    made = call(one, "make_campaign", slug="ete", document=DOCUMENT)
    (token,) = made["structuredContent"]["added"]
    codes = call(one, "list_codes", campaign="ete")["structuredContent"]
    assert [code["token"] for code in codes["codes"]] == [token]


def test_it_reads_a_report_and_grades_a_file(house: House, tmp_path: Path) -> None:
    import segno

    path = tmp_path / "code.png"
    segno.make("https://levain.example/", error="m").save(str(path), scale=10, border=4)
    one = relais(house, "read", "report")
    report = call(one, "read_report", by="campaign")
    assert "coverage" in report["structuredContent"]
    (verdict,) = call(one, "preflight_file", path=str(path))["structuredContent"]["verdicts"]
    assert verdict["text"] == "https://levain.example/"
    assert call(one, "preflight_file", path=str(tmp_path / "none.png"))["isError"]
    assert call(one, "preflight_file", path="/etc/passwd")["isError"]


def test_it_may_do_what_its_key_may_do(house: House) -> None:
    refused = call(relais(house, "read"), "make_campaign", slug="ete", document=DOCUMENT)
    assert refused["isError"]
    assert "scope" in refused["content"][0]["text"]


def test_what_is_wrong_in_a_campaign_comes_back_to_be_put_right(house: House) -> None:
    wrong = call(relais(house, "write"), "make_campaign", slug="ete", document={"campaign": {}})
    assert wrong["isError"]
    assert "campaign.starts" in wrong["content"][0]["text"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", -32700),
        ("[" * 100_000, -32700),
        ("[]", -32600),
        ('{"id": 1, "method": "ping"}', -32600),
        ('{"jsonrpc": "2.0", "id": [], "method": "ping"}', -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": 3}', -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tools/destroy"}', -32601),
        ('{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x"}}', -32602),
    ],
)
def test_a_message_that_is_none_gets_the_code_that_json_rpc_has_for_it(
    house: House, line: str, code: int
) -> None:
    reply = answer(relais(house, "read"), line)
    assert reply is not None
    assert reply["error"]["code"] == code


def test_a_notification_gets_no_answer(house: House) -> None:
    one = relais(house, "read")
    assert answer(one, '{"jsonrpc": "2.0", "method": "notifications/initialized"}') is None
    assert answer(one, '{"jsonrpc": "2.0", "method": "unknown"}') is None
    assert answer(one, '{"jsonrpc": "2.0", "id": 4, "result": {}}') is None


def test_the_program_speaks_json_lines_and_nothing_else(house: House) -> None:
    key = house.key("read")["Authorization"].removeprefix("Bearer ")
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t"}}
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": "two", "method": "tools/list"},
        {
            "jsonrpc": "2.0",
            "id": 3,
            "method": "tools/call",
            "params": {"name": "list_codes", "arguments": {}},
        },
    ]
    program = "from app import config; from app.cli.mcp import mcp; mcp(obj=config.load(), args=[])"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        input="".join(json.dumps(line) + "\n" for line in lines),
        env={**os.environ, "RELAIS_DATA": str(house.config.data), "RELAIS_API_KEY": key},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    first, second, third = map(json.loads, ended.stdout.splitlines())
    assert first["result"]["protocolVersion"] == "2025-06-18"
    names = [tool["name"] for tool in second["result"]["tools"]]
    assert names == ["make_campaign", "list_codes", "read_report", "preflight_file"]
    assert (second["id"], len(third["result"]["structuredContent"]["codes"])) == ("two", 2)

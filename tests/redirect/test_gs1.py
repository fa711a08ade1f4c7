"""GS1 addresses of packs lead to the code of the product, and wrong ones to nothing."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import CLASSES
from app.redirect.asgi import RedirectApp
from app.redirect.commit import Committer
from app.redirect.gs1 import gtin, padded
from app.store.journal import Journal
from tests.redirect.conftest import HOST, IPHONE, Stand

DATA = Path(__file__).resolve().parents[1] / "data" / "gs1" / "digital-link.json"
EAN = "3760123456784"


def vectors() -> list[tuple[str, bool, str]]:
    """Path, verdict and elements of those whose key is a GTIN at the root.

    What stands in the query is not read here, so verdicts that depend on it are left out.
    """
    found = []
    entries = json.loads(DATA.read_text(encoding="utf-8"))
    for entry in (one for one in entries if "uri" in one):
        parts = urlsplit(entry["uri"])
        if parts.path.startswith("/01/") and (entry["ok"] or not parts.query):
            found.append((parts.path, entry["ok"], entry["expect"]))
    return found


@pytest.mark.parametrize(("path", "ok", "elements"), vectors())
def test_addresses_are_read_as_the_syntax_engine_of_gs1_reads_them(
    path: str, ok: bool, elements: str
) -> None:
    assert gtin(path.encode()) == (elements[3:17] if ok else None)


@pytest.mark.parametrize(
    "path",
    [
        "/01/09520123456789",  # check digit
        "/01/952012345678",
        "/01/09520123456788/10",
        "/01/09520123456788/21/A/10/B",  # order
        "/01/09520123456788/235/A/21/B",
        "/01/09520123456788/99/A",
        "/01/09520123456788/21/" + "A" * 21,
        "/01/09520123456788/21/%C3%A9",
        "/01/09520123456788/21/a%20b",
        "/01/٠٩٥٢٠١٢٣٤٥٦٧٨٨",
        "/01/",
    ],
)
def test_what_is_no_such_address_is_refused(path: str) -> None:
    assert gtin(path.encode()) is None


def test_a_slash_in_a_serial_is_part_of_it_and_one_at_the_end_is_forgiven() -> None:
    assert gtin(b"/01/09520123456788/21/a%2fb/") == "09520123456788"


@given(st.binary(max_size=80))
def test_anything_at_all_is_read_without_a_fault(rest: bytes) -> None:
    gtin(b"/01/" + rest)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body: str, place: int, by: int) -> None:
    [good] = [body + last for last in "0123456789" if padded(body + last)]
    wrong = str((int(good[place]) + by) % 10)
    assert padded(good[:place] + wrong + good[place + 1 :]) is None


def ask(
    stand: Stand, path: str, host: bytes = HOST, method: str = "GET"
) -> tuple[int, dict[bytes, bytes], list[tuple[object, ...]]]:
    """Status, headers and recorded rows of one request."""
    sent: list[dict[str, object]] = []
    rows: list[tuple[object, ...]] = []

    async def run() -> None:
        journal = Journal(stand.config.data / "journals")
        committer = Committer(
            asyncio.get_running_loop(), journal, stand.flow.counters, lambda: stand.now
        )
        plain = committer.add
        committer.add = lambda row, *rest: (rows.append(row), plain(row, *rest))[1]  # type: ignore
        raw, _mark, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": raw, "raw_path": raw.encode(),
            "query_string": query.encode(), "client": ("192.0.2.7", 1),
            "headers": [(b"host", host), (b"user-agent", IPHONE)],
        }  # fmt: skip

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        await RedirectApp(stand.flow, committer)(scope, None, send)  # type: ignore[arg-type]
        await committer.close()

    asyncio.run(run())
    return sent[0]["status"], dict(sent[0]["headers"]), rows  # type: ignore


@pytest.fixture
def packs(stand: Stand) -> Stand:
    """The posters' shop code stands on packs, beside the product's EAN."""
    with stand.catalog.db.conn:
        stand.catalog.db.execute(
            "UPDATE code SET style = ? WHERE id = ?",
            [json.dumps({"ean": EAN}), stand.codes["poster-dijon/qr-shop"].id],
        )
    stand.flow = stand.another_flow()
    return stand


@pytest.mark.parametrize(
    "path", [f"/01/0{EAN}", f"/01/{EAN}", f"/01/0{EAN}/10/LOT7/21/42?17=271231&target=evil.example"]
)
def test_a_pack_leads_where_its_code_leads_and_no_further(packs: Stand, path: str) -> None:
    code = packs.codes["poster-dijon/qr-shop"]
    status, headers, [row] = ask(packs, path)
    scanned = packs.scan("shop")
    assert status == 307
    assert headers[b"location"].decode() == scanned.answer.headers["location"]
    assert (row[2], row[3], CLASSES[row[4]]) == (code.id, None, "human")  # type: ignore[call-overload]


def test_an_unknown_product_is_an_orphan_and_a_wrong_address_no_request(packs: Stand) -> None:
    status, _headers, [row] = ask(packs, "/01/09520123456788")
    assert (status, CLASSES[row[4]]) == (404, "orphan")  # type: ignore[call-overload]
    assert ask(packs, f"/01/0{EAN[:-1]}0")[0] == 400
    assert ask(packs, f"/01/0{EAN}", b"q.autre.fr")[0] == 404
    assert ask(packs, f"/01/0{EAN}", method="POST")[0] == 405

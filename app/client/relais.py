"""The client itself: one method for each thing a program does."""

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from app.client import values
from app.client.transport import ApiError, Reply, Sleep, Transport, over_http, patiently
from app.client.values import Alarm, Campaign, Code, Fault, Making, Saved, Sent

Json = Mapping[str, Any]
BATCH = 1000


class Relais:
    """The API of one brand. Every method raises ApiError for a refusal, OSError for no answer.

    `server` is the console's address; a `transport` takes its place (another HTTP library, tests).
    `language` is that of messages: `en` or `fr`.
    """

    def __init__(
        self,
        server: str,
        key: str,
        *,
        transport: Transport | None = None,
        language: str = "en",
        sleep: Sleep = time.sleep,
        new_key: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._send = patiently(transport or over_http(server), sleep)
        self._key, self._new_key, self._language = key, new_key, language

    def campaigns(self) -> Iterator[Campaign]:
        """Every campaign."""
        return map(values.campaign, self._pages("/campaigns"))

    def campaign(self, slug: str) -> tuple[dict[str, Any], str]:
        """The whole document of a campaign, and its ETag."""
        reply = self._ask("GET", f"/campaigns/{quote(slug, safe='')}")
        found: dict[str, Any] = json.loads(reply.body)
        return found, reply.headers.get("etag", "")

    def put_campaign(self, slug: str, document: Json, etag: str = "") -> Saved:
        """Make or replace a campaign; with `etag`, only where nobody changed it meanwhile."""
        headers = {"If-Match": etag} if etag else {}
        return self._change("PUT", f"/campaigns/{quote(slug, safe='')}", document, headers)

    def add_placements(self, slug: str, placements: Sequence[Json]) -> Saved:
        """Add placements with their codes, up to 10,000; a known key is replaced."""
        path = f"/campaigns/{quote(slug, safe='')}/placements"
        return self._change("POST", path, {"placements": list(placements)}, {})

    def codes(self, **filters: str | bool) -> Iterator[Code]:
        """The codes; `campaign`, `placement`, `kind`, `withdrawn` leave others out."""
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in filters.items()
        }
        return (values.value_of(Code, one) for one in self._pages("/codes", **given))

    def code(self, token: str) -> Code:
        """One code."""
        return values.value_of(Code, json.loads(self._ask("GET", self._code(token)).body))

    def withdraw(self, token: str, *, withdrawn: bool = True) -> Code:
        """Let a code lead to the brand's fallback page, or put it back."""
        reply = self._ask("PATCH", self._code(token), {"withdrawn": withdrawn})
        return values.value_of(Code, json.loads(reply.body))

    def send(self, conversions: Iterable[Json]) -> Sent:
        """Store conversions, in batches; each is stored once however often it is sent.

        Rows that are wrong do not stop the others: they are the `faults`, whose `where` counts rows
        from 1 over all batches.
        """
        outcomes: list[values.Outcome] = []
        faults: list[Fault] = []
        rows, before = iter(conversions), 0
        while batch := list(islice(rows, BATCH)):
            try:
                given = json.loads(self._ask("POST", "/conversions", batch).body)
            except ApiError as error:
                if error.code not in ("refused", "conflict"):
                    raise
                given = error.given
                faults += [_moved(one, before) for one in error.faults]
            outcomes += map(values.outcome, given.get("results", ()))
            before += len(batch)
        return Sent(tuple(outcomes), tuple(faults))

    def report(self, by: str = "medium", **options: str) -> dict[str, Any]:
        """The report: `columns`, `rows`, `unattributed`, `orphans`, `totals`, `coverage`.

        `options` are `from_`, `to`, `campaign`, `model` … and any dimension to filter on.
        """
        asked = {name.rstrip("_"): value for name, value in options.items()}
        reply = self._ask("GET", f"/report?{urlencode({'by': by, **asked})}")
        found: dict[str, Any] = json.loads(reply.body)
        return found

    def report_wait(self, contact_point: str, seconds: int) -> bool:
        """Say how long callers wait now, from 0 to 86,400 s; whether rules go by it.

        Say it at least every five minutes: after that nothing is believed to be known.
        """
        path = f"/queues/{quote(contact_point, safe='')}"
        return bool(json.loads(self._ask("PUT", path, {"seconds": seconds}).body)["believed"])

    def files(self, slug: str) -> Making:
        """The files of a campaign: how far their making is, and what was said of them."""
        return values.making(json.loads(self._ask("GET", self._files(slug)).body))

    def make_files(self, slug: str) -> Making:
        """Begin to make the files; ask `files` until `state` is no longer `running`."""
        return values.making(json.loads(self._ask("POST", self._files(slug)).body))

    def judge(self, slug: str, digest: str, *, approved: bool, remark: str = "") -> Making:
        """Approve or refuse exactly the files of `digest` for print."""
        body = {"digest": digest, "approved": approved, "remark": remark}
        path = f"/campaigns/{quote(slug, safe='')}/verdict"
        return values.making(json.loads(self._ask("POST", path, body).body))

    def download(self, slug: str, name: str = "") -> bytes:
        """All files as a ZIP, or one by its name, once approved."""
        path = f"{self._files(slug)}/{quote(name)}" if name else f"{self._files(slug)}.zip"
        return self._ask("GET", path).body

    def alarms(self, *, closed: bool = False) -> Iterator[Alarm]:
        """What somebody should look at; with `closed`, what was looked at, too."""
        found = self._pages("/alarms", closed=str(closed).lower())
        return (values.value_of(Alarm, one) for one in found)

    def close_alarm(self, id: int, *, closed: bool = True) -> Alarm:
        """Close an alarm that was looked at, or put it back."""
        reply = self._ask("PATCH", f"/alarms/{id}", {"closed": closed})
        return values.value_of(Alarm, json.loads(reply.body))

    def preflight(self, data: bytes, media_type: str, medium: str = "") -> list[dict[str, Any]]:
        """Verdicts on every code of a file (`application/pdf`, `image/png` …)."""
        query = f"?{urlencode({'medium': medium})}" if medium else ""
        reply = self._ask("POST", f"/preflight{query}", data, {"Content-Type": media_type})
        found: list[dict[str, Any]] = json.loads(reply.body)["data"]
        return found

    def _files(self, slug: str) -> str:
        return f"/campaigns/{quote(slug, safe='')}/files"

    def _code(self, token: str) -> str:
        return f"/codes/{quote(token, safe='')}"

    def _change(self, method: str, path: str, body: Json, headers: Mapping[str, str]) -> Saved:
        reply = self._ask(method, path, body, headers)
        return values.saved(json.loads(reply.body), reply.headers.get("etag", ""))

    def _pages(self, path: str, **filters: str) -> Iterator[dict[str, Any]]:
        cursor: str | None = ""
        while cursor is not None:
            query = {**filters, "limit": str(BATCH), **({"cursor": cursor} if cursor else {})}
            page = json.loads(self._ask("GET", f"{path}?{urlencode(query)}").body)
            yield from page["data"]
            cursor = page["next"]

    def _ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        sent = {"Authorization": f"Bearer {self._key}", "Accept-Language": self._language}
        data = b""
        if method != "GET":
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent |= {"Content-Type": "application/json", "Idempotency-Key": self._new_key()}
        reply = self._send(method, f"/api/v1{path}", {**sent, **(headers or {})}, data)
        if reply.status >= 400:
            raise ApiError(reply)
        return reply


def _moved(fault: Fault, before: int) -> Fault:
    """A fault of a later batch, its row counted from the first one."""
    word, _space, rest = fault.where.partition(" ")
    number, _space, tail = rest.partition(" ")
    if not before or word != "row" or not number.isdecimal():
        return fault
    where = f"row {int(number) + before} {tail}".rstrip()
    return Fault(fault.code, where, fault.what, fault.instead)

"""People with phones, for the demo: they decode printed files and follow what they say."""

import http.client
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image

_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Mobile Safari/537.36"
)
_DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Safari/537.36"
)
_PREVIEW = "WhatsApp/2.23.20.0"
_BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who scans: what their browser sends, and the address they come from.

    The addresses are those set apart for documentation (RFC 5737).
    """

    name: str
    agent: str
    language: str = "fr-FR,fr;q=0.9"
    address: str = "192.0.2.10"
    headers: tuple[tuple[str, str], ...] = ()


PEOPLE = (
    Person("iPhone, fr", _IPHONE),
    Person("Android, fr", _ANDROID, address="198.51.100.20"),
    Person("desktop, fr", _DESKTOP, address="203.0.113.30"),
    Person("Android, en", _ANDROID, "en-GB,en;q=0.9", "203.0.113.40"),
    Person("iPhone, en", _IPHONE, "en-US", "198.51.100.50"),
)
TOUCHING = Person("Android, NFC", _ANDROID, address="192.0.2.90")
MACHINES = (
    Person("WhatsApp preview", _PREVIEW, address="192.0.2.60"),
    Person("Googlebot", _BOT, address="192.0.2.70"),
    Person("prefetch", _ANDROID, address="192.0.2.80", headers=(("Sec-Purpose", "prefetch"),)),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered."""

    status: int
    target: str
    cache: str
    body: bytes


def read(path: Path) -> str:
    """The address in a printed PNG, by a decoder that had no part in drawing it."""
    with Image.open(path) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


def get(port: int, address: str, person: Person, method: str = "GET") -> Reply:
    """Follow an address (or a path of `host`) to the server on this machine's loopback."""
    parts = urlsplit(address)
    headers = {
        "Host": parts.netloc,
        "User-Agent": person.agent,
        "Accept-Language": person.language,
        "X-Forwarded-For": person.address,
        **dict(person.headers),
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, parts.path, headers=headers)
        answer = connection.getresponse()
        return Reply(
            answer.status,
            answer.getheader("Location", ""),
            answer.getheader("Cache-Control", ""),
            answer.read(),
        )
    finally:
        connection.close()


def send(port: int, host: str, key: str, path: str, body: bytes) -> tuple[int, bytes]:
    """POST JSON to the API with a key: the status and the body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {
            "Host": host,
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()

"""Building URLs from parts that others chose: nothing a part holds can change scheme or host."""

import re
from urllib.parse import parse_qsl, quote, urlsplit

from app.channels import consent
from app.channels.base import Source

_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "!$&'()*+,;=:@~-._/?%"
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def quoted(text: str) -> str:
    """`text` as one part of a URL: everything but letters, digits and `-._~` is escaped.

    A lone surrogate, which no text of ours holds but a stored one might, becomes `?`.
    """
    return quote(text.encode("utf-8", "replace"), safe="")


def query(pairs: dict[str, str]) -> str:
    """`pairs` as a query, spaces as %20: chat apps show a plus sign as it is."""
    return "&".join(f"{quoted(key)}={quoted(value)}" for key, value in pairs.items())


def add_query(url: str, pairs: dict[str, str]) -> str:
    """`url` with the pairs whose keys it does not have yet; what stands there stays as it is."""
    base, mark, fragment = url.partition("#")
    present = {key for key, _value in parse_qsl(urlsplit(base).query, keep_blank_values=True)}
    added = query({key: value for key, value in pairs.items() if key not in present})
    if not added:
        return url
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joint}{added}{mark}{fragment}"


def https(text: str) -> str:
    """`text` as a clean https URL in ASCII. Raises ValueError (without a text for people).

    No user name, no backslash, no white space inside, a host with a dot. A host in another script
    becomes its `xn--` form; other characters are escaped, and escapes that stand there stay.
    """
    text = text.strip()
    if re.search(r"[\s\\\x00-\x1f\x7f]", text) or len(text) > 2048:
        raise ValueError(text)
    parts = urlsplit(text)
    if parts.scheme.lower() != "https" or "@" in parts.netloc or not parts.hostname:
        raise ValueError(text)
    host = parts.hostname.rstrip(".").encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError(text)
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    rest = _escape(parts.path or "/", "?")
    if parts.query:
        rest += f"?{_escape(parts.query)}"
    if parts.fragment:
        rest += f"#{_escape(parts.fragment)}"
    return f"https://{host}{port}{rest}"


def _escape(text: str, without: str = "") -> str:
    kept = _KEPT.replace(without, "") if without else _KEPT
    return quote(_BARE_PERCENT.sub("%25", text).encode("utf-8", "replace"), safe=kept)


def is_host(text: str) -> bool:
    """Whether `text` is a host name with a dot, in ASCII."""
    return bool(_HOST.fullmatch(text.lower()))


def fitting(token: str, limit: int) -> str:
    """`token` within `limit` characters: its variant, which is only a detail, is left out first."""
    return token if len(token) <= limit else token.partition("-")[0][:limit]


_ON_SCREENS = frozenset({"screen"})
"""Media that are no print: the links of another shortener stand there too."""


def utm(source: Source) -> dict[str, str]:
    """The campaign parameters of analytics tools, and the number of who agreed to be known."""
    return {
        **({consent.QUERY: source.person} if source.person else {}),
        "utm_source": source.medium,
        "utm_medium": "digital" if source.medium in _ON_SCREENS else "print",
        "utm_campaign": source.campaign,
        "utm_content": source.token,
    }

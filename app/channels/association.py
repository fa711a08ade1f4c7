"""The files by which an app claims links: apple-app-site-association and assetlinks.json.

Built from the `app` contact points whose `link` stands on the host asked for. Sources: Apple,
"Supporting associated domains" and TN3155; Android, "Configure website associations" (relation
extensions since Android 15). What goes wrong with them is told by app.channels.claims.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from app.channels import checks
from app.channels.base import Option, Options
from app.i18n import _
from app.model import ContactPoint

APPLE_PATH = "/.well-known/apple-app-site-association"
ANDROID_PATH = "/.well-known/assetlinks.json"
# Never the app's: our own pages, and links that say so themselves.
_OURS: tuple[dict[str, Any], ...] = (
    {"#": "no_universal_links", "exclude": True},
    {"/": "/c/*", "exclude": True},
    {"/": "/console*", "exclude": True},
    {"/": "/hooks/*", "exclude": True},
    {"/": "/api/*", "exclude": True},
)
_fingerprint = checks.matching(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", "AA:BB:… (32 bytes, SHA-256)")
_path = checks.matching(r"!?/[\x21-\x7e]{0,199}", "/open/* or !/open/help/*")


def _list_of(check: checks.Check, limit: int) -> checks.Check:
    def whole(value: Any) -> list[str]:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= limit:
            raise ValueError(_("a list of 1 to {limit} values").format(limit=limit))
        return [check(item) for item in value]

    return whole


OPTIONS: tuple[Option, ...] = (
    Option(
        "team",
        "Apple team that signs the app",
        checks.matching(r"[A-Z0-9]{10}", "9JA89QQLNQ"),
        False,
    ),
    Option(
        "bundle",
        "bundle identifier of the iOS app",
        checks.matching(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "fr.levain.app"),
        False,
    ),
    Option(
        "clip",
        "bundle identifier of the App Clip",
        checks.matching(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "fr.levain.app.Clip"),
        False,
    ),
    Option(
        "fingerprints",
        "SHA-256 fingerprints of the Android signing keys (the Play Console's app-signing key)",
        _list_of(_fingerprint, 10),
        False,
        many=True,
    ),
    Option(
        "paths",
        "paths the app opens, in order, the first that fits counts; ! before one keeps it out",
        _list_of(_path, 100),
        False,
        many=True,
    ),
)


def claiming(points: Iterable[ContactPoint], host: str) -> list[Options]:
    """The options of the app contact points whose `link` is on `host`."""
    return [
        point.options
        for point in points
        if point.channel == "app"
        and urlsplit(point.options.get("link", "")).hostname == host.lower()
    ]


def components(options: Options) -> list[dict[str, Any]]:
    """The paths as Apple's and Android's `components`: our own exclusions first."""
    own: list[dict[str, Any]] = []
    for path in options.get("paths", ["/*"]):
        kept_out = path.startswith("!")
        own.append({"/": path[1:], "exclude": True} if kept_out else {"/": path})
    return [*map(dict, _OURS), *own]


def apple(points: Iterable[ContactPoint], host: str) -> bytes | None:
    """apple-app-site-association of `host`; None where no app claims it."""
    claims = [row for row in claiming(points, host) if "team" in row and "bundle" in row]
    if not claims:
        return None
    details = [
        {"appIDs": [f"{row['team']}.{row['bundle']}"], "components": components(row)}
        for row in claims
    ]
    found: dict[str, Any] = {"applinks": {"details": details}}
    clips = [f"{row['team']}.{row['clip']}" for row in claims if "clip" in row]
    if clips:
        found["appclips"] = {"apps": clips}
    return _json(found)


def android(points: Iterable[ContactPoint], host: str) -> bytes | None:
    """assetlinks.json of `host`; None where no app claims it."""
    relation = "delegate_permission/common.handle_all_urls"
    found: list[Mapping[str, Any]] = [
        {
            "relation": [relation],
            "target": {
                "namespace": "android_app",
                "package_name": row["android"],
                "sha256_cert_fingerprints": row["fingerprints"],
            },
            "relation_extensions": {relation: {"dynamic_app_link_components": components(row)}},
        }
        for row in claiming(points, host)
        if "android" in row and "fingerprints" in row
    ]
    return _json(found) if found else None


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()

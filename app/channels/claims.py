"""The classic mistakes with links that an app claims, seen in a plan or in what a host answers.

`doctor` asks each host for its two files and hands the answers in; nothing here touches a network.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.channels import association
from app.errors import Problem
from app.i18n import _
from app.model import Plan

_LARGEST = 128 * 1024


class Answer(NamedTuple):
    """What a host answered for a file: status, media type and body; redirects not followed."""

    status: int
    media_type: str
    body: bytes


def hosts(plan: Plan) -> tuple[str, ...]:
    """The hosts that the plan's apps claim."""
    found = {
        urlsplit(point.options["link"]).hostname or ""
        for point in plan.contact_points.values()
        if point.channel == "app" and "link" in point.options
    }
    return tuple(sorted(found))


def of_plan(plan: Plan) -> list[Problem]:
    """What is wrong already in the campaign file."""
    return [
        problem
        for key, point in plan.contact_points.items()
        if point.channel == "app" and "link" in point.options
        for problem in _of_point(f"contact_points.{key}", point.options, plan)
    ]


def _of_point(where: str, options: Mapping[str, Any], plan: Plan) -> Iterable[Problem]:
    host = urlsplit(options["link"]).hostname
    if host == plan.brand.host:
        yield Problem(
            "app-claims-redirect",
            f"{where}.link",
            _("is on {host}, the redirect host: the app opens and scans never arrive.").format(
                host=host
            ),
            _("Give the app a host of its own, such as open.{host}.").format(host=host),
        )
    if "ios" in options and not ("team" in options and "bundle" in options):
        what = _("lacks team and bundle, so that iPhones open the website.")
        yield Problem("no-ios-claim", where, what, _("Give both."))
    if "android" in options and "fingerprints" not in options:
        what = _("lacks fingerprints, so that Android opens the website.")
        instead = _("Give the app-signing key's from the Play Console, not the upload key's.")
        yield Problem("no-android-claim", where, what, instead)


def of_answer(url: str, answer: Answer, expected: bytes | None) -> list[Problem]:
    """What is wrong with a file as it is served; `expected` is what association builds for it."""
    if 300 <= answer.status < 400:
        what = _("answers {status}, a redirect, which neither Apple nor Android follows.")
        instead = _("Serve the file itself at this address.")
        return [Problem("claim-redirected", url, what.format(status=answer.status), instead)]
    if answer.status != 200:
        what = _("answers {status}.").format(status=answer.status)
        return [Problem("claim-missing", url, what, _("Serve the file with status 200."))]
    found = list(_of_form(url, answer))
    try:
        served = json.loads(answer.body)
    except (ValueError, RecursionError):
        return [*found, Problem("claim-garbled", url, _("is not JSON."))]
    if expected is not None:
        found += _differences(url, served, json.loads(expected))
    return found


def _of_form(url: str, answer: Answer) -> Iterable[Problem]:
    if answer.media_type.partition(";")[0].strip().lower() != "application/json":
        what = _("is served as {type}.").format(type=answer.media_type or "?")
        yield Problem("claim-type", url, what, _("Serve it as application/json."))
    if url.endswith(association.APPLE_PATH) and len(answer.body) > _LARGEST:
        yield Problem("claim-too-large", url, _("is larger than 128 KB."), _("Shorten its paths."))


def _differences(url: str, served: Any, expected: Any) -> Iterable[Problem]:
    """The claims of the plan that the served file does not make."""
    for claim in sorted(_claims(expected) - _claims(served)):
        what = _("does not claim {claim}: wrong app, team or signing key.").format(claim=claim)
        instead = _("Publish the file that this plan makes.")
        yield Problem("claim-differs", url, what, instead)


def _claims(value: Any) -> set[str]:
    """`TEAM.bundle` of an Apple file, `package fingerprint` of an Android one."""
    found: set[str] = set()
    if isinstance(value, Mapping):
        links = value.get("applinks")
        details = links.get("details") if isinstance(links, Mapping) else None
        for detail in details if isinstance(details, list) else []:
            if isinstance(detail, Mapping):
                found |= {str(app) for app in detail.get("appIDs", [detail.get("appID")])}
    for statement in value if isinstance(value, list) else []:
        target = statement.get("target") if isinstance(statement, Mapping) else None
        if isinstance(target, Mapping):
            prints = target.get("sha256_cert_fingerprints")
            for print_ in prints if isinstance(prints, list) else []:
                found.add(f"{target.get('package_name')} {print_}")
    return found

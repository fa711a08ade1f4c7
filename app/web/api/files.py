"""The files of a campaign: made, judged, downloaded; the same rules as the console's."""

from typing import Any

from flask import Response, request, send_file

from app.errors import Conflict, Missing, Problem, Refused
from app.web import context
from app.web.api import changes
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.bodies import document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref
from app.web.api.shapes import moment
from app.web.campaigns import draft, job, release, toml
from app.web.campaigns.workspace import Workspace, check, workspace
from app.web.people import Records, Verdict

_TAG = "files"
_MAKING = {"application/json": ref("Making")}
_LONGEST = 500


@endpoint(
    Endpoint(
        "GET",
        "/campaigns/<campaign>/files",
        "The files of a campaign: how far their making is, what each is, what was said of them",
        "read",
        {200: ("The making", _MAKING)},
        problems=(404,),
        tag=_TAG,
    )
)
def read_files(caller: Caller, campaign: str) -> Response:
    """Also where nothing was made yet."""
    return answer(_shown(caller, campaign, _place(caller, campaign)))


@endpoint(
    Endpoint(
        "POST",
        "/campaigns/<campaign>/files",
        "Begin to make the files; ask GET how far it is. 409 while they are being made.",
        "write",
        {202: ("Begun", _MAKING)},
        problems=(404, 409, 422),
        tag=_TAG,
    )
)
def make_files(caller: Caller, campaign: str) -> Response:
    """What was made before stays until the new files are all there."""
    place = _place(caller, campaign)
    if not place.text():
        plan = _plan(caller, campaign)
        text = toml.write(draft.document(plan, context.catalog().codes(caller.brand, campaign)))
        check(text, {}, caller.brand, place, plan.brand)
        place.save(text, {})
    job.start(place, context.config(), "fr")
    changes.note(caller, "make", campaign)
    return answer(_shown(caller, campaign, place), 202)


@endpoint(
    Endpoint(
        "POST",
        "/campaigns/<campaign>/verdict",
        "Approve or refuse the files for print. It holds for the files of `digest` and no other.",
        "approve",
        {201: ("Kept", _MAKING)},
        bodies={"application/json": ref("NewVerdict")},
        problems=(400, 404, 409, 413, 415, 422),
        tag=_TAG,
    )
)
def judge_files(caller: Caller, campaign: str) -> Response:
    """409 where other files were made meanwhile than those that were looked at."""
    place = _place(caller, campaign)
    digest, approved, remark = _judged(document(request.get_data(), request.mimetype))
    if digest != release.digest(place):
        raise Conflict("Other files were made since: look at them first.", code="other-files")
    verdict = Verdict(context.now(), changes.name(caller), approved, remark, digest)
    with Records(context.config().data) as records:
        records.judge(caller.brand, campaign, verdict)
    deed = "approve" if approved else "refuse"
    changes.note(caller, deed, f"{campaign} {digest[:12]} {remark}")
    return answer(_shown(caller, campaign, place), 201)


@endpoint(
    Endpoint(
        "GET",
        "/campaigns/<campaign>/files.zip",
        "Every file as one ZIP, once approved",
        "print",
        {200: ("The ZIP", {"application/zip": {"type": "string", "format": "binary"}})},
        problems=(404, 409),
        tag=_TAG,
    )
)
def download_files(caller: Caller, campaign: str) -> Response:
    """The manifest in it says who approved."""
    place, verdict = released(caller, campaign)
    changes.note(caller, "download", f"{campaign} {verdict.digest[:12]}")
    return send_file(release.archive(place, verdict.person), mimetype="application/zip")


@endpoint(
    Endpoint(
        "GET",
        "/campaigns/<campaign>/files/<path:file>",
        "One file by its name in `files`, once approved; `proof.pdf` at any time",
        "print",
        {200: ("The file", {"application/octet-stream": {"type": "string", "format": "binary"}})},
        problems=(404, 409),
        tag=_TAG,
    )
)
def download_file(caller: Caller, campaign: str, file: str) -> Response:
    """Names are those of the manifest; nothing else of the disk can be named."""
    place = _place(caller, campaign)
    found = {one.relative_to(place.made).as_posix(): one for one in release.files(place)}.get(file)
    if found is None:
        raise Missing("There is no such file.")
    if file != "proof.pdf":
        released(caller, campaign)
    # As a download: a drawing opened by itself would be a page of ours.
    return send_file(found, mimetype="application/octet-stream", as_attachment=True)


def _place(caller: Caller, campaign: str) -> Workspace:
    _plan(caller, campaign)
    return workspace(context.config().data, caller.brand, campaign)


def _plan(caller: Caller, campaign: str) -> Any:
    found = context.catalog().plans(caller.brand, campaign)
    if not found:
        raise Missing("There is no such campaign.")
    return found[0]


def _verdict(caller: Caller, campaign: str, digest: str) -> Verdict | None:
    with Records(context.config().data) as records:
        return records.verdict(caller.brand, campaign, digest) if digest else None


def released(caller: Caller, campaign: str) -> tuple[Workspace, Verdict]:
    """The files of a campaign and who approved them. Raises Conflict where nobody did."""
    place = _place(caller, campaign)
    verdict = _verdict(caller, campaign, release.digest(place))
    if verdict is None or not verdict.approved:
        raise Conflict("Nobody has approved these files for print yet.", code="not-approved")
    return place, verdict


def _judged(body: Any) -> tuple[str, bool, str]:
    given = body if isinstance(body, dict) else {}
    digest, approved, remark = (given.get(key) for key in ("digest", "approved", "remark"))
    remark = "" if remark is None else remark
    problems = [
        Problem("unknown-key", key[:60], "is not known here.", "Give digest, approved, remark.")
        for key in given
        if key not in ("digest", "approved", "remark")
    ]
    if not isinstance(digest, str) or len(digest) != 64:
        problems.append(Problem("bad-value", "digest", "is none.", "Give that of `files`."))
    if not isinstance(approved, bool):
        problems.append(Problem("bad-value", "approved", "is neither.", "Give true or false."))
    if not isinstance(remark, str) or len(remark) > _LONGEST:
        right = f"Give at most {_LONGEST} characters."
        problems.append(Problem("bad-value", "remark", "is no remark.", right))
    if problems:
        raise Refused(problems)
    return str(digest), bool(approved), str(remark)


def _shown(caller: Caller, campaign: str, place: Workspace) -> dict[str, Any]:
    now, digest = job.read(place), release.digest(place)
    verdict = _verdict(caller, campaign, digest)
    sums = {row.file: row.sha256 for row in release.rows(place)}
    names = [(one.relative_to(place.made).as_posix(), one) for one in release.files(place)]
    return {
        **{"state": now.state, "done": now.done, "all": now.all, "digest": digest or None},
        "stale": release.stale(place),
        "files": [
            {"name": name, "bytes": path.stat().st_size, "sha256": sums.get(name)}
            for name, path in names
        ],
        "verdict": verdict
        and {
            **{"approved": verdict.approved, "person": verdict.person, "remark": verdict.remark},
            "at": moment(verdict.at),
        },
        "problems": [
            {"code": one.code, "where": one.where, "what": one.what, "instead": one.instead}
            for one in now.problems
        ],
    }

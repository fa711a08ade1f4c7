"""Preflight of a file through the API; nothing is kept."""

from flask import Response, request

from app.errors import Problem, Refused
from app.printing.media import media
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.asked import parameter
from app.web.api.bodies import UnknownKind
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref

KINDS = {
    "application/pdf": "file.pdf",
    "image/svg+xml": "file.svg",
    "image/png": "file.png",
    "image/jpeg": "file.jpg",
    "application/postscript": "file.eps",
}


@endpoint(
    Endpoint(
        "POST",
        "/preflight",
        "Grade every code of a printable or picture, A to F. The body is the file itself.",
        "read",
        {200: ("A verdict on each code", {"application/json": ref("Verdicts")})},
        bodies={kind: {"type": "string", "contentMediaType": kind} for kind in KINDS},
        parameters=(parameter("medium", "where it will be read", enum=list(media())),),
        problems=(409, 413, 415, 422),
        tag="preflight",
    )
)
def preflight_file(caller: Caller) -> Response:
    """The same verdicts as the command line gives as JSON."""
    from app.printing.preflight import check  # 0.5 s, so only where it is needed

    name = KINDS.get(request.mimetype)
    if name is None:
        raise UnknownKind(f"Send {', '.join(KINDS)}.")
    if not request.get_data():
        raise Refused([Problem("empty", "body", "is empty.", "Send a file.")])
    found = check(request.get_data(), name, media().get(request.args.get("medium", "")))
    return answer({"data": [one.as_json() for one in found]})

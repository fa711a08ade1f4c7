"""Errors as answers: problem+json (RFC 9457) under /api, a page everywhere else."""

from typing import Any

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException

from app.errors import Problem, Refused, RelaisError
from app.i18n import _

JSON = "application/problem+json"


def problem(
    status: int, code: str, detail: str, problems: tuple[Problem, ...] = (), **more: Any
) -> Response:
    """An RFC 9457 answer. `code` is stable; `problems` names each thing that is wrong."""
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{code}",
        "title": TITLES.get(code, detail),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if problems:
        body["problems"] = [
            {"code": item.code, "where": item.where, "what": item.what, "instead": item.instead}
            for item in problems
        ]
    return Response(json.dumps(body | more), status, content_type=JSON)


TITLES = {
    "bad-request": "The request cannot be read",
    "unauthorised": "No valid API key",
    "forbidden": "The API key lacks a scope",
    "not-found": "There is nothing here",
    "method-not-allowed": "This method is not offered here",
    "conflict": "The same key was used before for something else",
    "precondition-failed": "It was changed meanwhile",
    "too-large": "The body is too large",
    "unsupported-media-type": "This content type is not understood",
    "refused": "The content is refused",
    "rate-limited": "Too many requests",
    "error": "Something went wrong on our side",
    "unavailable": "Something needed is not there now",
}
_CODES = {
    400: "bad-request",
    401: "unauthorised",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    412: "precondition-failed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "refused",
    429: "rate-limited",
    503: "unavailable",
}
TITLES_BY_STATUS = {status: TITLES[code] for status, code in _CODES.items()}


def _ours(error: RelaisError) -> Response:
    listed = error.problems if isinstance(error, Refused) else ()
    if _wants_json():
        detail = TITLES["refused"] if listed else error.message
        return problem(error.status, error.code, detail, listed)
    return _page(error.status, error.message, listed)


def _http(error: HTTPException) -> Response:
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    if _wants_json():
        code = _CODES.get(status, "error")
        answer = problem(status, code, TITLES[code])
    else:
        answer = _page(status, "", ())
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _page(status: int, message: str, listed: tuple[Problem, ...]) -> Response:
    saying = {
        400: _("The request cannot be read."),
        403: _("You may not do this."),
        404: _("There is nothing here."),
        405: _("This cannot be done this way."),
        413: _("The file is too large."),
        429: _("Too many attempts. Wait a minute, then try again."),
    }.get(status, _("Something went wrong on our side."))
    page = render_template(
        "console/error.html", status=status, message=message or saying, problems=listed
    )
    return Response(page, status)


def _wants_json() -> bool:
    return request.path.startswith(("/api/", "/hooks/"))


def register(app: Flask) -> None:
    """Answer every error with the same shapes; nobody ever sees a traceback."""
    app.register_error_handler(RelaisError, _ours)
    app.register_error_handler(HTTPException, _http)

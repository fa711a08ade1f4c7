"""An endpoint: a view, who may call it, and its line in the description, said once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request

from app.web.api import asked, limits, once
from app.web.api.access import Caller, admit
from app.web.api.answers import tag_of

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
limits.register(blueprint)

View = Callable[..., Response]
Schema = Mapping[str, Any]
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the description says of a route. `bodies` and `answers` map to JSON schemas.

    `scope` is empty where no key is asked for. `parameters` are OpenAPI parameter objects; those of
    the query are checked before the view is called, and with `strict` no other is accepted.
    `edits`: may be sent with If-Match. `tag` is its chapter in the description.
    """

    method: str
    path: str
    summary: str
    scope: str
    answers: Mapping[int, tuple[str, Mapping[str, Schema]]]
    bodies: Mapping[str, Schema] = field(default_factory=dict)
    parameters: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[int, ...] = ()
    strict: bool = True
    edits: bool = False
    tag: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether an Idempotency-Key means something."""
        return bool(self.scope) and self.method not in SAFE


ENDPOINTS: dict[str, Endpoint] = {}


def endpoint(spec: Endpoint) -> Callable[[View], View]:
    """Add a view to the API. Where `spec` names a scope, the view gets the Caller first."""

    def add(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            if not spec.scope:
                return _conditional(view(**values))
            who = admit(spec.scope)
            if not isinstance(who, Caller):
                return who
            refused = limits.count(who)
            if refused is not None:
                return refused
            asked.check(spec.parameters, request.args, strict=spec.strict)
            if spec.repeatable:
                return once.answer(who, lambda: view(who, **values), edits=spec.edits)
            return _conditional(view(who, **values))

        ENDPOINTS[view.__name__] = spec
        blueprint.add_url_rule(
            spec.path, view.__name__, guarded, methods=[spec.method], strict_slashes=False
        )
        return guarded

    return add


def _conditional(made: Response) -> Response:
    """With an ETag; 304 where the caller has it already."""
    if made.status_code != 200 or made.is_streamed:
        return made
    made.set_etag(tag_of(made.get_data()))
    made.headers["Cache-Control"] = "private, no-cache"
    made.make_conditional(request)
    return made

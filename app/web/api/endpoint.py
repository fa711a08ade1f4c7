"""An endpoint: a view, who may call it, and its line in the description, said once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response

from app.web.api.access import Caller, admit

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

View = Callable[..., Response]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the description says of a route. `bodies` and `answers` map to JSON schemas.

    `scope` is empty where no key is asked for. `parameters` are OpenAPI parameter objects.
    """

    method: str
    path: str
    summary: str
    scope: str
    answers: Mapping[int, tuple[str, Mapping[str, Schema]]]
    bodies: Mapping[str, Schema] = field(default_factory=dict)
    parameters: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[int, ...] = ()
    name: str = ""


ENDPOINTS: dict[str, Endpoint] = {}


def endpoint(spec: Endpoint) -> Callable[[View], View]:
    """Add a view to the API. Where `spec` names a scope, the view gets the Caller first."""

    def add(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            if not spec.scope:
                return view(**values)
            who = admit(spec.scope)
            return view(who, **values) if isinstance(who, Caller) else who

        ENDPOINTS[view.__name__] = spec
        blueprint.add_url_rule(
            spec.path, view.__name__, guarded, methods=[spec.method], strict_slashes=False
        )
        return guarded

    return add

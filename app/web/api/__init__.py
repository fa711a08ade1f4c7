"""/api/v1: what programs may do with an API key. One file per resource; each adds its endpoints.

The description (OpenAPI) is built from the same endpoints: see `openapi`.

endpoint      what an endpoint is: key, limit, query, idempotency and ETag, said once
access        who may; limits, once, kept: how often, only once, and where that is remembered
asked         the query and the cursors; bodies: what a body may hold; changes: before a change
lists … report   the endpoints; shapes and schemas: what they give, as values and as described
"""

from app.web.api import (  # noqa: F401 - they add their endpoints
    alarms,
    browse,
    campaigns,
    checking,
    codes,
    conversions,
    copies,
    files,
    hooks,
    lists,
    openapi,
    queues,
)
from app.web.api import report as _report  # noqa: F401
from app.web.api.endpoint import blueprint

__all__ = ["blueprint"]

"""/api/v1: what programs may do with an API key. One file per resource; each adds its endpoints.

The description (OpenAPI) is built from the same endpoints: see `openapi`.
"""

from app.web.api import conversions, openapi  # noqa: F401 - they add their endpoints
from app.web.api import report as _report  # noqa: F401
from app.web.api.endpoint import blueprint

__all__ = ["blueprint"]

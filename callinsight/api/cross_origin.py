"""Pages of other origins: those that are allowed by name, without cookies."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from callinsight.services import services

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_HEADERS = ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-API-Key"]
_READABLE = ["Location", "Retry-After", "Content-Disposition"]


class CrossOrigin(CORSMiddleware):
    """Tells browsers which pages may ask; the settings are read at the first request."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=services().settings.callinsight_allowed_origins,
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            expose_headers=_READABLE,
        )

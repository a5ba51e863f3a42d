"""The page: the files of `web/`, with headers that let them load and reach nothing else."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from callinsight.services import services
from callinsight.shipped import SHIPPED

WEB = SHIPPED.parent / "web"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def open_page() -> RedirectResponse:
    """Bring a person who opens the API's address to the page."""
    return RedirectResponse("/web/", status_code=HTTPStatus.TEMPORARY_REDIRECT)


@router.get("/docs")
async def open_reference() -> RedirectResponse:
    """Bring a person to the page that shows the API's own documentation."""
    return RedirectResponse("/web/reference.html", status_code=HTTPStatus.TEMPORARY_REDIRECT)


class Page(StaticFiles):
    """Serves the page's files; a browser asks each time whether they have changed."""

    def __init__(self) -> None:
        super().__init__(directory=WEB, html=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (name.lower().encode(), value.encode()) for name, value in page_headers().items()
        ]

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await super().__call__(scope, receive, sealed)


def page_headers() -> dict[str, str]:
    """Return the headers of every file of the page.

    Recordings are uploaded to and played from the bucket itself: its host is the only other one.
    """
    bucket = services().recordings.link_origin
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' {bucket}",
        "media-src": bucket,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {hosts}" for name, hosts in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }

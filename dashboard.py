"""The server: `streamlit run dashboard.py`.  The pages are in pages/; the answers are in analytics/."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def healthy(_: Request) -> PlainTextResponse:
    """For probes: any other unknown path answers 200 with the page."""
    return PlainTextResponse("ok")


class Headers:
    """Security headers on every answer; the server's own metrics are nobody's business."""

    EXTRA = (
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"referrer-policy", b"no-referrer"),
        # a name in an export may hold a picture's address: the browser fetches none
        (
            b"content-security-policy",
            b"img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
        ),
    )

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["path"].endswith("/_stcore/metrics"):
            return await PlainTextResponse("not found", 404)(scope, receive, send)

        async def with_headers(message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.EXTRA]
            await send(message)

        return await self.app(scope, receive, with_headers)


app = st.App(
    Path(__file__).parent / "pages" / "_app.py",
    routes=[Route("/healthz", healthy)],
    middleware=[Middleware(Headers)],
)

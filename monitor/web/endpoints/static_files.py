"""Send style, pictures and other files that every page uses."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parents[1] / "static"


def routes() -> list[Route | Mount]:
    return [
        Route("/favicon.ico", favicon),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


def favicon(request: Request) -> FileResponse:
    """Serve the icon that browsers and feed readers request without having read a page."""
    return FileResponse(STATIC / "favicon.ico", media_type="image/x-icon")

"""The review desk: a Starlette application on this machine alone.

It listens on loopback and answers requests for loopback names only: a page of another site cannot
reach it under a name of its own (DNS rebinding), nor send it a form.  Other accounts of the machine
do not have its key.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from monitor.i18n.catalogue import language
from monitor.i18n.jinja_i18n import install_words
from monitor.i18n.labels import labels
from monitor.i18n.rule_explanations import row_words
from monitor.i18n.typography import colon
from monitor.review import archived_document, pages
from monitor.review.desk_key import DeskKey
from monitor.review.desk_state import Desk
from monitor.web.endpoints.error_page import refusal_of
from monitor.web.endpoints.static_files import STATIC
from monitor.web.middleware.form_validation import FormValidation
from monitor.web.middleware.language import Language
from monitor.web.middleware.security_headers import SecurityHeaders, policy
from pipelines.errors import Misconfigured

FOLDER = Path(__file__).parent
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1", "[::1]")


def check_loopback(host: str) -> None:
    """Raises  Misconfigured unless the address is of this machine alone."""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise Misconfigured(
            f"--host {host}: the review desk has no accounts, so it opens on this machine alone"
            " (127.0.0.1).\n  From another machine: ssh -L 8002:127.0.0.1:8002 MACHINE,"
            " then the address that it prints there."
        )


def review_app(desk: Desk, key: str) -> Starlette:
    """Build the application of an open desk; ``key`` opens it (``DeskKey``)."""
    environment = _environment()
    desk.render = lambda name, **values: environment.get_template(name).render(values)
    application = Starlette(
        routes=[
            *pages.routes(),
            *archived_document.routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/desk", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES, www_redirect=False),
            Middleware(SecurityHeaders, policy=policy()),
            Middleware(Language, base="/"),
            Middleware(ExceptionMiddleware, handlers={Exception: refusal_page(desk)}),
            Middleware(DeskKey, key=key),
            Middleware(FormValidation),
        ],
        exception_handlers={HTTPException: refusal_page(desk)},
    )
    application.state.desk = desk
    return application


def refusal_page(desk: Desk) -> Callable[[Request, Exception], Response]:
    """Return what makes the desk's page of a refusal."""

    def answer(request: Request, error: Exception) -> Response:
        refused = refusal_of(error)
        values = {"words": refused.words, "status": refused.status}
        body = desk.render("refused.html", request=request, **values)
        return HTMLResponse(body, refused.status)

    return answer


def _environment() -> Environment:
    """Return the templates, with the words of the site."""
    env = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)
    install_words(env)
    env.globals.update(
        queue_words=lambda queue: labels()["review_queues"][queue][language()],
        claim_sentence=lambda claim: labels()["review_claims"][claim][language()],
        colon=colon,
        row_words=row_words,
    )
    return env

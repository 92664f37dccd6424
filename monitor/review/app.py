"""The review desk: a Starlette application on this machine alone.

It has no login, so it listens on loopback and answers requests for loopback names only: a page of
another site cannot reach it under a name of its own (DNS rebinding), and its forms carry a token.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n import safe_text, table_labels, value_formatting
from monitor.i18n.catalogue import pgettext
from monitor.i18n.typography import colon
from monitor.review import document, pages
from monitor.review.desk import Desk
from monitor.review.words import claim_sentence, queue_words
from monitor.web.app import STATIC
from monitor.web.error_pages import refusal_of
from monitor.web.middleware.form_validation import FormValidation
from monitor.web.middleware.language import Language
from monitor.web.middleware.security_headers import SecurityHeaders, policy
from pipelines.errors import Misconfigured

FOLDER = Path(__file__).parent
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1", "[::1]")
CSRF_COOKIE = "vigie_review_csrf"  # cookies know no port: the site's forms have their own


def check_loopback(host: str) -> None:
    """Raises  Misconfigured unless the address is of this machine alone."""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise Misconfigured(
            f"--host {host}: the review desk has no login, so it opens on this machine alone"
            " (127.0.0.1).\n  From another machine: ssh -L 8002:127.0.0.1:8002 MACHINE,"
            " then http://127.0.0.1:8002 there."
        )


def review_app(desk: Desk) -> Starlette:
    """Build the application of an open desk."""
    environment = _environment()
    desk.render = lambda name, **values: environment.get_template(name).render(values)
    application = Starlette(
        routes=[
            *pages.routes(),
            *document.routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/desk", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES, www_redirect=False),
            Middleware(SecurityHeaders, policy=policy()),
            Middleware(Language, base="/"),
            Middleware(Refusals, desk=desk),
            Middleware(FormValidation, cookie=CSRF_COOKIE),
        ],
    )
    application.state.desk = desk
    return application


class Refusals:
    """Answers what is raised inside with a sentence."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            refused = refusal_of(error)
            body = self.desk.render(
                "refused.html", request=Request(scope), words=refused.words, status=refused.status
            )
            await HTMLResponse(body, refused.status)(scope, receive, send)


def _environment() -> Environment:
    """Return the templates, with the words of the site."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        value_formatting.gettext, value_formatting.ngettext, newstyle=True, pgettext=pgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        lang=value_formatting.language,
        languages=value_formatting.LANGUAGES,
        language_names=value_formatting.NAMES,
        column_word=value_formatting.column_word,
        value_word=value_formatting.value_word,
        has_word=value_formatting.has_word,
        country_name=value_formatting.country,
        day=value_formatting.day,
        number=value_formatting.number,
        money=value_formatting.money,
        percent=value_formatting.percent,
        colon=colon,
        clipped=safe_text.clipped,
        highlighted=safe_text.highlighted,
        safe_address=safe_text.safe_address,
        notice_word=table_labels.notice_word,
        queue_words=queue_words,
        claim_sentence=claim_sentence,
    )
    return env

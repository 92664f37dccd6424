"""The site: a Starlette application, with Datasette mounted for what its routes do not answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Mount, Route

from monitor.alerts.subscription_forms import RequestSpooler
from monitor.web import page_dispatch, templating
from monitor.web.citations.signed_citation_urls import seal_key_of
from monitor.web.datasette_mount import DatasetteMount
from monitor.web.downloads import table_export
from monitor.web.downloads.export_download import send_file
from monitor.web.endpoints import alerts as alert_pages
from monitor.web.endpoints import error_page, sitemap, static_files
from monitor.web.endpoints import health_and_metrics as health_endpoints
from monitor.web.endpoints.language_switch import switch
from monitor.web.errors import HttpError
from monitor.web.middleware.base_url import BaseUrl
from monitor.web.middleware.form_validation import FormValidation
from monitor.web.middleware.language import Language
from monitor.web.middleware.request_limits import RequestLimits
from monitor.web.middleware.request_validation import RequestValidation
from monitor.web.middleware.security_headers import SecurityHeaders, policy
from monitor.web.page_data import openapi
from monitor.web.page_data.operator_contact import Operator
from monitor.web.read_only_pool import ReadPool
from monitor.web.site_state import Site
from pipelines.store.database_version_check import check

ZONE = "Europe/Paris"


def create_app(
    db: Path,
    *,
    base_url: str = "/",
    public_url: str = "",
    timezone: str = ZONE,
    today: Callable[[], date] | None = None,
    request_spooler: RequestSpooler | None = None,
    operator: Operator | None = None,
    visitors_sql: bool = True,
    export: Path | None = None,
    content_security_policy: Sequence[str] = (),
) -> Starlette:
    """Build the ASGI application of the site for a database file.

    ``public_url`` is the whole address by which links are made, else that of the request.
    ``today`` is the day of "this week" and "ends in"; ``request_spooler`` takes what the form of
    alerts hands over, None where no mail is sent; ``operator`` answers for the site;
    ``visitors_sql`` False refuses SQL that a visitor wrote; ``export`` is the folder of the files
    that are offered; ``content_security_policy`` widens what a browser may load.

    Raises  Misconfigured: no file, not ours, of another version, or not readable; no policy.
    """
    check(db)
    zone = ZoneInfo(timezone)
    day = today or (lambda: datetime.now(zone).date())
    prefix = base_url.strip("/")
    site = Site(
        pool=ReadPool(db, day),
        today=day,
        base_url=f"/{prefix}/" if prefix else "/",
        request_spooler=request_spooler,
        operator=operator or Operator(),
        exports=export,
        visitors_sql=visitors_sql,
        seal_key=seal_key_of(db),
    )
    explorer = DatasetteMount(site)
    templates = templating.environment(site)
    site.render = lambda name, **values: templates.get_template(name).render(values)
    application = Starlette(
        routes=[*_routes(explorer), Mount("", explorer)],
        middleware=_middleware(site, public_url, policy(content_security_policy)),
        exception_handlers={HttpError: error_page.answer, HTTPException: error_page.answer},
    )
    application.router.redirect_slashes = False
    application.state.site = site
    application.state.explorer = explorer
    return application


def _routes(explorer: DatasetteMount) -> list[Route | Mount]:
    """Routes that this application answers itself, without Datasette."""
    return [
        Route("/-/health", health_endpoints.health),
        Route("/-/health.json", health_endpoints.health),
        Route("/-/metrics", health_endpoints.metrics),
        Route(openapi.PATH, openapi.send),
        Route("/-/language/{lang:lang}", switch),
        Route("/-/export/{path:path}", send_file),
        *static_files.routes(),
        *sitemap.routes(),
        *alert_pages.routes(),
        *page_dispatch.routes(),
        *table_export.routes(explorer.json),
    ]


def _middleware(site: Site, public_url: str, policy: str) -> list[Middleware]:
    """From the outside in."""
    return [
        Middleware(BaseUrl, base=site.base_url, public_url=public_url),
        Middleware(SecurityHeaders, policy=policy, cross_origin=True),
        Middleware(Language, base=site.base_url),
        Middleware(ExceptionMiddleware, handlers={HttpError: error_page.brief}),
        Middleware(FormValidation),
        Middleware(RequestLimits),
        Middleware(ExceptionMiddleware, handlers={Exception: error_page.answer}),
        Middleware(RequestValidation),
    ]

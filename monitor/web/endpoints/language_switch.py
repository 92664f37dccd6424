"""Switch the language by cookie."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from monitor.web.middleware.language import cookie
from monitor.web.site_state import site_of


def switch(request: Request) -> Response:
    """Set the language cookie and redirect to ``next``
    (``/-/language/en?next=/vigie/contracts``)."""
    site, lang = site_of(request.scope), request.path_params["lang"]
    target = site.link(local(request.query_params.get("next")) or f"/{lang}/")
    headers = {"set-cookie": cookie(site.base_url, lang), "location": target}
    return Response("", 302, {**headers, "content-type": "text/plain"})


def local(address: str | None) -> str | None:
    """An address on this site, or None: a switch must lead nowhere else."""
    if not address or len(address) > 2000 or not address.isprintable() or not address.isascii():
        return None
    return address if address[0] == "/" and address[1:2] not in ("/", "\\") else None

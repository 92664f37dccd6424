"""Addresses of the pages of alerts; what they do is ``monitor.alerts.subscription_pages``."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from monitor.alerts import subscription_pages


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    token = r"(?P<token>[\w.=-]+)"
    return [
        (r"^/(?P<lang>fr|en)/(?:alertes|alerts)$", subscription_pages.subscribe_page),
        (
            rf"^/(?P<lang>fr|en)/alerts/(?P<purpose>confirm|never|unsubscribe)/{token}$",
            subscription_pages.action_page,
        ),
        (rf"^/(?P<lang>fr|en)/alerts/change/{token}$", subscription_pages.change_page),
    ]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """``alerts_link(groups="microsoft")``: a link to the form, filled in; nothing where no mail is
    sent."""
    env.globals.update(alerts_link=lambda **given: subscription_pages.alert_link(datasette, given))


@hookimpl
def skip_csrf(datasette: Any, scope: Any) -> bool | None:
    """A mail program that unsubscribes has no cookie; the link itself is the secret."""
    return True if "/alerts/unsubscribe/" in scope["path"] else None

"""Serve the pages of alerts: subscribe, confirm, change, unsubscribe.

A page that a link of a mail opens does nothing until its button is pressed: programs that check
mails follow links.  The one exception is the POST of a mail program's own "unsubscribe" (RFC 8058).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from textwrap import shorten
from typing import Any
from urllib.parse import parse_qs, urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from monitor.alerts import subscription_forms
from monitor.alerts.digest_rendering import describe_filter, rhythm_label
from monitor.alerts.feed_links import FeedLinks, feed_links_for
from monitor.alerts.filter_preview import FilterPreview, preview_filter
from monitor.alerts.signed_links import InvalidLink, SignedLinks
from monitor.alerts.subscription_filters import (
    DEFAULT_FILTER,
    MAX_VALUE_LENGTH,
    Filter,
    InvalidFilter,
    parse_filter,
)
from monitor.alerts.template_rendering import render_html
from monitor.i18n import value_formatting
from monitor.i18n.catalogue import _
from monitor.i18n.routes import ALERT_SLUGS, page_path
from monitor.search.synonym_suggestions import related_terms
from monitor.web.middleware.request_limits import visitor_of
from monitor.web.page_data.list_filters import choices
from monitor.web.site_state import Site, path_of, site_of

MAX_ADDRESS_LENGTH = 254  # characters, as the field of the form
_SIGNED = re.compile(r"(/alerts/[a-z]+/).+")  # path of a mail's link, which ends with its token
MAX_QUERY_LENGTH = 20_000  # characters of a query that are read
# what an address must choose by, so that it is shown what would come of it
CHOOSING = {*subscription_forms.MULTIPLE_FIELDS, *subscription_forms.TEXT_FIELDS, "least_value"}
INSTEAD = {"feeds": "feeds", "calendar": "ending"}  # where no mail is sent


def alert_link(site: Site, values: Mapping[str, object]) -> Markup:
    """Return a link to the form with fields filled in, or nothing where no mail is sent.

    ``name``: that of the buyer whose id is asked for, for people.
    """
    spooler = site.request_spooler
    if spooler is None or not spooler.sends_mail:
        return Markup()
    lang = value_formatting.language()
    filled = {name: value for name, value in values.items() if value}
    name = " ".join(str(filled.pop("name", "")).replace(",", " ").replace(";", " ").split())
    if "buyers" in filled and name:
        # of the name as many words as fit; an id that is cut would match nothing
        filled["buyers"] = shorten(
            f"{filled['buyers']} {name}",
            max(MAX_VALUE_LENGTH, len(str(filled["buyers"]))),
            placeholder="",
            break_on_hyphens=False,
        )
    query = urlencode(filled, doseq=True)
    url = site.link(f"/{lang}/{ALERT_SLUGS[lang]}") + (f"?{query}" if query else "")
    return Markup('<a class="alerts" href="{}">{}</a>').format(url, _("E-mail alerts"))


def subscribe_page(request: Request) -> Response:
    """Serve the form, its preview, and accept the subscription."""
    lang = str(request.path_params["lang"])
    site = site_of(request.scope)
    spooler = site.request_spooler
    values = _filled(site, DEFAULT_FILTER, lang) | {
        "copies_weeks": spooler.backup_weeks if spooler else 0,
        "sends_mail": bool(spooler and spooler.sends_mail),
        "instead": {name: site.link(page_path(page, lang)) for name, page in INSTEAD.items()},
        "chosen": request.method == "POST",
        "asked": (),
        "address_typed": "",
    }
    status = 200
    if request.method != "POST" and request.url.query:
        values |= _chosen_in_query(request, site, lang)
    if request.method == "POST":
        form: dict[str, list[str]] = request.scope["form"]
        values["address_typed"] = (form.get("address") or [""])[0][:MAX_ADDRESS_LENGTH]
        try:
            filter_, language, rhythm = subscription_forms.parse_form(form)
            values |= _filled(site, filter_, language, rhythm)
            if form.get("step") == ["subscribe"]:
                subscription_forms.submit_subscription(
                    _request_spooler(site), form, _client_address(request)
                )
                return _subscription_requested(request)
            values["preview"] = _run_preview(request, filter_, rhythm)
        except subscription_forms.FormError as refused:
            values |= _refused(refused, form)
            status = refused.status
    return _form_response(request, "form", _("E-mail alerts"), values, status)


def _filled(site: Site, filter_: Filter, language: str, rhythm: str = "daily") -> dict[str, Any]:
    """Return what a form shows of a choice: its fields filled in, in words, and its feed."""
    return {
        "problem": None,
        "problem_field": "",
        "preview": None,
        "filled": subscription_forms.form_values(filter_, language, rhythm),
        "asked": describe_filter(filter_),
        "feed": _feed_links(site, filter_),
    }


def _refused(
    refused: subscription_forms.FormError, form: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Return what a refused form shows: what is wrong, beside which field, and all as typed."""
    return {
        "problem": str(refused),
        "problem_field": refused.field,
        "filled": subscription_forms.submitted_values(form),
    }


def _feed_links(site: Site, filter_: Filter) -> FeedLinks | None:
    """Return the feed that corresponds to the filter."""
    links = feed_links_for(filter_, value_formatting.language())
    return links and replace(links, feed=site.link(links.feed))


def _chosen_in_query(request: Request, site: Site, lang: str) -> dict[str, Any]:
    """Return the choice given in the address, by a preset or a link of another page, and what
    would come of it."""
    query = parse_qs(request.url.query[:MAX_QUERY_LENGTH])
    if not set(query) & CHOOSING:
        return {}
    try:
        filter_, _language, rhythm = subscription_forms.parse_form({**query, "language": [lang]})
    except subscription_forms.FormError as refused:
        return _refused(refused, query | {"language": [lang]})
    preview = _run_preview(request, filter_, rhythm)
    return _filled(site, filter_, lang, rhythm) | {"chosen": True, "preview": preview}


def _subscription_requested(request: Request) -> Response:
    message = _(
        "Unless this address already has this alert, or was asked to confirm one today, or too many"
        " of its domain were, a mail is on its way to it. Open the link in it within seven days:"
        " until then we will not write again."
    )
    return _message_response(request, _("Check your mailbox"), message)


def change_page(request: Request) -> Response:
    """Serve and accept the form of an existing subscription, filled in from the signed link."""
    site = site_of(request.scope)
    try:
        handle, payload = _signed_links(site).read("change", request.path_params["token"])
        text, language, rhythm = payload
        filter_ = parse_filter(text)
        values = _filled(site, filter_, language, rhythm)
    except (InvalidLink, InvalidFilter, ValueError, TypeError) as error:
        return _invalid_link_response(request, error)
    status = 200
    if request.method == "POST":
        form = request.scope["form"]
        try:
            filter_, language, rhythm = subscription_forms.parse_form(form)
            values = _filled(site, filter_, language, rhythm)
            if form.get("step") == ["change"]:
                _request_spooler(site).submit_signed(
                    {
                        "do": "change",
                        "token": request.path_params["token"],
                        "filter": filter_.text(),
                        "language": language,
                        "rhythm": rhythm,
                    },
                    handle,
                )
                message = _("The new settings apply from the next mail on.")
                return _message_response(request, _("Noted"), message)
            values["preview"] = _run_preview(request, filter_, rhythm)
        except subscription_forms.FormError as refused:
            values |= _refused(refused, form)
            status = refused.status
    title = _("Change this alert")
    return _form_response(request, "change", title, values, status)


def action_page(request: Request) -> Response:
    """Serve the button page of a signed link (confirm, unsubscribe, never again) and accept it."""
    site = site_of(request.scope)
    purpose, token = request.path_params["purpose"], request.path_params["token"]
    try:
        handle, payload = _signed_links(site).read(purpose, token)
        filter_, rhythm = (parse_filter(payload[0]), payload[2]) if payload else (None, "daily")
    except (InvalidLink, InvalidFilter, ValueError, TypeError) as error:
        return _invalid_link_response(request, error)
    words = _action_texts(purpose)
    if request.method == "POST":
        try:
            _request_spooler(site).submit_signed({"do": purpose, "token": token}, handle)
        except subscription_forms.FormError as refused:
            return _message_response(request, words["title"], str(refused), refused.status)
        return _message_response(request, _("Noted"), words["done"])
    body = render_html(
        "forms/act.html",
        title=words["title"],
        said=words["said"],
        button=words["button"],
        asked=describe_filter(filter_) if filter_ else [],
        rhythm="" if filter_ and filter_.is_bulletin else rhythm_label(rhythm),
        action=_page_path(request),
        preview=_run_preview(request, filter_, rhythm) if filter_ else None,
    )
    return _page_response(request, words["title"], body)


def _action_texts(purpose: str) -> dict[str, str]:
    return {
        "confirm": {
            "title": _("Confirm your alert"),
            "said": _("Press the button to receive mails from now on."),
            "button": _("Yes, write to me"),
            "done": _("You will receive a mail at the next news."),
        },
        "never": {
            "title": _("Never write to this address"),
            "said": _(
                "Press the button: all alerts of this address are deleted, and we never write"
                " to it again."
            ),
            "button": _("Never write to this address"),
            "done": _("We will never write to this address again."),
        },
        "unsubscribe": {
            "title": _("Unsubscribe from this alert"),
            "said": _(
                "Press the button: this alert is deleted, and your address with it unless it"
                " has other alerts here."
            ),
            "button": _("Unsubscribe"),
            "done": _(
                "This alert sends nothing more. Within the hour it is deleted, and your"
                " address with it unless it has other alerts here."
            ),
        },
    }[purpose]


def _request_spooler(site: Site) -> subscription_forms.RequestSpooler:
    if site.request_spooler is None:
        raise subscription_forms.FormError(
            _("This site sends no mails. Its feeds give the same news."), 503
        )
    return site.request_spooler


def _signed_links(site: Site) -> SignedLinks:
    try:
        spooler = _request_spooler(site)
    except subscription_forms.FormError:
        raise InvalidLink(expired=False) from None
    return SignedLinks(spooler.key(), spooler.clock)


def _client_address(request: Request) -> str:
    return visitor_of(request.scope.get("client"))


def _page_path(request: Request) -> str:
    """Return the path of this page with the proxy's prefix."""
    return site_of(request.scope).link(path_of(request.scope).partition("?")[0])


def _run_preview(request: Request, filter_: Filter, rhythm: str) -> FilterPreview | None:
    """Return what would have come; None of a bulletin, which comes each week whatever there is."""
    if filter_.is_bulletin:
        return None
    site = site_of(request.scope)
    home = site.home(request.scope) + "/"
    with site.pool.session() as db:
        return preview_filter(db.connection, filter_, rhythm, site.today(), home)


def _form_response(
    request: Request, name: str, title: str, values: dict[str, Any], status: int
) -> Response:
    with site_of(request.scope).pool.session() as db:
        offered = choices(db)
    groups = [(row["key"], row["name"]) for row in offered["groups"]]
    known = {row["key"] for row in offered["countries"]}
    known |= set(filter(None, values["filled"]["countries"].split(", ")))
    countries = [
        (row["key"], value_formatting.country(row["key"]))
        for row in value_formatting.sorted_by_country(
            [{"key": country} for country in known], "key"
        )
    ]
    typed = values["filled"]["words"].split(", ")
    body = render_html(
        f"forms/{name}.html",
        related=related_terms(filter(None, typed)),
        choices=subscription_forms.form_choices(groups, countries),
        action=_page_path(request),
        **values,
    )
    return _page_response(request, title, body, status, private=name != "form")


def _message_response(request: Request, title: str, message: str, status: int = 200) -> Response:
    body = render_html("forms/done.html", title=title, said=message)
    return _page_response(request, title, body, status)


def _invalid_link_response(request: Request, error: Exception) -> Response:
    expired = isinstance(error, InvalidLink) and error.expired
    message = _("This link is incomplete. Copy all of it from the mail, without a line break.")
    if expired:
        message = _("This link has expired. The latest mail has a fresh one; or subscribe again.")
    return _message_response(request, _("That did not work"), message, 410 if expired else 404)


def shared_address(site: Site, scope: Mapping[str, Any]) -> str:
    """Return the address of a page as it may be told to others: without the token of a mail's link,
    with which anybody could read, change or end somebody's alert.
    """
    return _SIGNED.sub(r"\1…", site.here(scope))


def _page_response(
    request: Request, title: str, body: Any, status: int = 200, private: bool = True
) -> Response:
    site = site_of(request.scope)
    # the link of a mail is good in every language
    signed = _SIGNED.search(path_of(request.scope))
    others = {
        lang: site.link(f"/{lang}{signed[0]}" if signed else f"/{lang}/{slug}")
        for lang, slug in ALERT_SLUGS.items()
    }
    page = site.render(
        "site/alerts.html",
        request=request,
        body=body,
        title=title,
        private=private,
        page="alerts",
        others=others,
        formats=(),
    )
    return HTMLResponse(page, status, {"cache-control": "no-store"})


def routes() -> list[Route]:
    """Return the routes of the form, in either language, and of what links of mails open."""
    both = ["GET", "POST"]
    return [
        *(
            Route("/{lang:lang}/" + slug, subscribe_page, methods=both)
            for slug in dict.fromkeys(ALERT_SLUGS.values())
        ),
        Route("/{lang:lang}/alerts/{purpose:purpose}/{token}", action_page, methods=both),
        Route("/{lang:lang}/alerts/change/{token}", change_page, methods=both),
    ]

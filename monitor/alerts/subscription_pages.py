"""Serve the pages of alerts: subscribe, confirm, change, unsubscribe.

A page that a link of a mail opens does nothing until its button is pressed: programs that check
mails follow links.  The one exception is the POST of a mail program's own "unsubscribe" (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import shorten
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from datasette.utils.asgi import Response
from markupsafe import Markup

from monitor.alerts import subscription_forms
from monitor.alerts.digest_rendering import describe_filter, rhythm_label
from monitor.alerts.feed_links import FeedLinks, feed_links_for
from monitor.alerts.filter_preview import FilterPreview, preview_filter
from monitor.alerts.filters import DEFAULT_FILTER, Filter, InvalidFilter, parse_filter
from monitor.alerts.filters import MAX_VALUE_LENGTH as LONGEST_VALUE
from monitor.alerts.signed_links import InvalidLink, SignedLinks
from monitor.alerts.template_rendering import render_html
from monitor.i18n import translation
from monitor.i18n.catalogue import _
from monitor.i18n.metadata import NAME

PAGE_SLUGS = {"fr": "alertes", "en": "alerts"}
MAX_FORM_BYTES = 20_000  # bytes of a form
GROUPS_SQL = (
    "SELECT id, name FROM vendor_groups WHERE id IN (SELECT vendor_group FROM contract_groups)"
    " ORDER BY name"
)


def alert_link(datasette: Any, given: Mapping[str, object]) -> Markup:
    """Return a link to the form with fields filled in, or nothing where no mail is sent.

    ``name``: that of the buyer whose id is asked for, for people.
    """
    spooler: subscription_forms.RequestSpooler | None = getattr(
        datasette, "vigie_request_spooler", None
    )
    if spooler is None or not spooler.sends_mail:
        return Markup()
    lang = translation.language()
    asked = {name: value for name, value in given.items() if value}
    name = " ".join(str(asked.pop("name", "")).replace(",", " ").replace(";", " ").split())
    if "buyers" in asked and name:
        asked["buyers"] = shorten(f"{asked['buyers']} {name}", LONGEST_VALUE, placeholder="")
    query = urlencode(asked, doseq=True)
    place = datasette.urls.path(f"/{lang}/{PAGE_SLUGS[lang]}") + (f"?{query}" if query else "")
    return Markup('<a class="alerts" href="{}">{}</a>').format(place, _("E-mail alerts"))


async def subscribe_page(request: Any, datasette: Any) -> Response:
    """Serve the form, its preview, and accept the subscription."""
    lang = request.url_vars["lang"]
    spooler = getattr(datasette, "vigie_request_spooler", None)
    shown: dict[str, Any] = {
        "problem": None,
        "preview": None,
        "filled": subscription_forms.form_values(),
        "feed": _feed_links(datasette, DEFAULT_FILTER),
        "copies_weeks": spooler.backup_weeks if spooler else 0,
    }
    shown["filled"]["language"] = lang
    status = 200
    if request.method != "POST" and request.query_string:
        shown |= _prefill_from_query(request, datasette, lang)
    if request.method == "POST":
        try:
            given = await _form_fields(request)
            filter_, language, rhythm = subscription_forms.parse_form(given)
            shown["filled"] = subscription_forms.form_values(filter_, language, rhythm)
            shown["feed"] = _feed_links(datasette, filter_)
            if given.get("step") == ["subscribe"]:
                subscription_forms.submit_subscription(
                    _request_spooler(datasette), given, _client_address(request)
                )
                return await _subscription_requested(request, datasette)
            shown["preview"] = await _run_preview(datasette, filter_, rhythm)
        except subscription_forms.FormError as refused:
            shown["problem"], status = str(refused), refused.status
    return await _form_response(request, datasette, "form", _("E-mail alerts"), shown, status)


def _feed_links(datasette: Any, filter_: Filter) -> FeedLinks | None:
    """Return the feed that corresponds to the filter."""
    links = feed_links_for(filter_, translation.language())
    return links and replace(links, feed=datasette.urls.path(links.feed))


def _prefill_from_query(request: Any, datasette: Any, lang: str) -> dict[str, Any]:
    """Return form values given in the address, as links of other pages do."""
    given = parse_qs(request.query_string[:MAX_FORM_BYTES])
    try:
        filter_, _language, rhythm = subscription_forms.parse_form({**given, "language": [lang]})
    except subscription_forms.FormError as refused:
        return {"problem": str(refused)}
    return {
        "filled": subscription_forms.form_values(filter_, lang, rhythm),
        "feed": _feed_links(datasette, filter_),
    }


async def _subscription_requested(request: Any, datasette: Any) -> Response:
    message = _(
        "Unless this address already has this alert, a mail is on its way to it. Open the link in"
        " it within seven days: until then we will not write again."
    )
    return await _message_response(request, datasette, _("Check your mailbox"), message)


async def change_page(request: Any, datasette: Any) -> Response:
    """Serve and accept the form of an existing subscription, filled in from the signed link."""
    try:
        _handle, shown = _signed_links(datasette).read("change", request.url_vars["token"])
        text, language, rhythm = shown
        filter_ = parse_filter(text)
        filled = subscription_forms.form_values(filter_, language, rhythm)
    except (InvalidLink, InvalidFilter, ValueError, TypeError) as error:
        return await _invalid_link_response(request, datasette, error)
    values: dict[str, Any] = {
        "problem": None,
        "preview": None,
        "filled": filled,
        "feed": _feed_links(datasette, filter_),
    }
    status = 200
    if request.method == "POST":
        try:
            given = await _form_fields(request)
            filter_, language, rhythm = subscription_forms.parse_form(given)
            values["filled"] = subscription_forms.form_values(filter_, language, rhythm)
            values["feed"] = _feed_links(datasette, filter_)
            if given.get("step") == ["change"]:
                _request_spooler(datasette).submit_signed(
                    {
                        "do": "change",
                        "token": request.url_vars["token"],
                        "filter": filter_.text(),
                        "language": language,
                        "rhythm": rhythm,
                    },
                )
                message = _("The new settings apply from the next mail on.")
                return await _message_response(request, datasette, _("Noted"), message)
            values["preview"] = await _run_preview(datasette, filter_, rhythm)
        except subscription_forms.FormError as refused:
            values["problem"], status = str(refused), refused.status
    title = _("Change this alert")
    return await _form_response(request, datasette, "change", title, values, status)


async def action_page(request: Any, datasette: Any) -> Response:
    """Serve the button page of a signed link (confirm, unsubscribe, never again) and accept it."""
    purpose, token = request.url_vars["purpose"], request.url_vars["token"]
    try:
        _handle, shown = _signed_links(datasette).read(purpose, token)
        filter_, rhythm = (parse_filter(shown[0]), shown[2]) if shown else (None, "daily")
    except (InvalidLink, InvalidFilter, ValueError, TypeError) as error:
        return await _invalid_link_response(request, datasette, error)
    words = _action_texts(purpose)
    if request.method == "POST":
        try:
            if purpose != "unsubscribe":
                await _form_fields(request)
            _request_spooler(datasette).submit_signed({"do": purpose, "token": token})
        except subscription_forms.FormError as refused:
            return await _message_response(
                request, datasette, words["title"], str(refused), refused.status
            )
        return await _message_response(request, datasette, _("Noted"), words["done"])
    body = render_html(
        "forms/act.html",
        title=words["title"],
        said=words["said"],
        button=words["button"],
        asked=describe_filter(filter_) if filter_ else [],
        rhythm=rhythm_label(rhythm),
        action=_page_path(request, datasette),
        preview=await _run_preview(datasette, filter_, rhythm) if filter_ else None,
        csrftoken=request.scope["csrftoken"](),
    )
    return await _page_response(request, datasette, words["title"], body)


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


async def _form_fields(request: Any) -> dict[str, list[str]]:
    if request.method != "POST":
        return {}
    if _is_cross_site(request):
        raise subscription_forms.FormError(
            _("This form was sent by another site. Fill it in here."), 403
        )
    body = await request.post_body()
    if len(body) > MAX_FORM_BYTES:
        return {}
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def _is_cross_site(request: Any) -> bool:
    """Return whether the request came from another site's page, by Sec-Fetch-Site or Origin."""
    message = request.headers.get("sec-fetch-site")
    if message is not None:
        return message not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _request_spooler(datasette: Any) -> subscription_forms.RequestSpooler:
    spooler: subscription_forms.RequestSpooler | None = getattr(
        datasette, "vigie_request_spooler", None
    )
    if spooler is None:
        raise subscription_forms.FormError(
            _("This site sends no mails. Its feeds tell the same."), 503
        )
    return spooler


def _signed_links(datasette: Any) -> SignedLinks:
    try:
        spooler = _request_spooler(datasette)
    except subscription_forms.FormError:
        raise InvalidLink(expired=False) from None
    return SignedLinks(spooler.key(), spooler.clock)


def _client_address(request: Any) -> str:
    return str((request.scope.get("client") or ("?",))[0])


def _page_path(request: Any, datasette: Any) -> str:
    """Return the path of this page with the proxy's prefix."""
    return str(datasette.urls.path(request.path))


async def _run_preview(datasette: Any, filter_: Filter, rhythm: str) -> FilterPreview:
    database = datasette.get_database(NAME)
    today = database.today()
    preview: FilterPreview = await database.execute_fn(
        lambda connection: preview_filter(connection, filter_, rhythm, today)
    )
    return preview


async def _form_response(
    request: Any, datasette: Any, name: str, title: str, values: dict[str, Any], status: int
) -> Response:
    rows = await datasette.get_database(NAME).execute(GROUPS_SQL)
    groups = [(row["id"], row["name"]) for row in rows.rows]
    body = render_html(
        f"forms/{name}.html",
        choices=subscription_forms.form_choices(groups),
        action=_page_path(request, datasette),
        csrftoken=request.scope["csrftoken"](),
        **values,
    )
    return await _page_response(request, datasette, title, body, status, private=name != "form")


async def _message_response(
    request: Any, datasette: Any, title: str, message: str, status: int = 200
) -> Response:
    body = render_html("forms/done.html", title=title, said=message)
    return await _page_response(request, datasette, title, body, status)


async def _invalid_link_response(request: Any, datasette: Any, error: Exception) -> Response:
    expired = isinstance(error, InvalidLink) and error.expired
    message = _("This link is incomplete. Copy all of it from the mail, without a line break.")
    if expired:
        message = _("This link has expired. The latest mail has a fresh one; or subscribe again.")
    return await _message_response(
        request, datasette, _("That did not work"), message, 410 if expired else 404
    )


async def _page_response(
    request: Any, datasette: Any, title: str, body: Any, status: int = 200, private: bool = True
) -> Response:
    others = {
        lang: datasette.urls.path(f"/{lang}/{PAGE_SLUGS[lang]}") for lang in translation.LANGUAGES
    }
    page = await datasette.render_template(
        "pages/alerts.html",
        {
            "body": body,
            "title": title,
            "private": private,
            "page": "alerts",
            "others": others,
            "formats": (),
        },
        request=request,
        view_name="vigie_alerts",
    )
    return Response.html(page, status=status, headers={"cache-control": "no-store"})

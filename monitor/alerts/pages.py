"""Pages of alerts: subscribe, confirm, change, leave.  What they do is ``monitor.alerts.forms``.

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

from monitor.alerts import forms
from monitor.alerts.digest import asked_for, rhythm_words
from monitor.alerts.filters import DEFAULT, BadFilter, Filter, parsed
from monitor.alerts.filters import LONGEST as LONGEST_VALUE
from monitor.alerts.links import BadLink, Links
from monitor.alerts.outlets import Outlet, outlet
from monitor.alerts.preview import Preview, preview
from monitor.alerts.rendering import rendered_html
from monitor.i18n import translation
from monitor.i18n.catalogue import _
from monitor.i18n.metadata import NAME

PAGE = {"fr": "alertes", "en": "alerts"}
LONGEST = 20_000  # bytes of a form
GROUPS = (
    "SELECT id, name FROM vendor_groups WHERE id IN (SELECT vendor_group FROM contract_groups)"
    " ORDER BY name"
)


def link(datasette: Any, given: Mapping[str, object]) -> Markup:
    """Fields of the form -> a link to it, or nothing where no mail is sent.

    ``name``: that of the buyer whose id is asked for, for people.
    """
    desk: forms.Desk | None = getattr(datasette, "vigie_desk", None)
    if desk is None or not desk.sends:
        return Markup()
    lang = translation.language()
    asked = {name: value for name, value in given.items() if value}
    name = " ".join(str(asked.pop("name", "")).replace(",", " ").replace(";", " ").split())
    if "buyers" in asked and name:
        asked["buyers"] = shorten(f"{asked['buyers']} {name}", LONGEST_VALUE, placeholder="")
    query = urlencode(asked, doseq=True)
    place = datasette.urls.path(f"/{lang}/{PAGE[lang]}") + (f"?{query}" if query else "")
    return Markup('<a class="alerts" href="{}">{}</a>').format(place, _("E-mail alerts"))


async def subscribe(request: Any, datasette: Any) -> Response:
    """The form; with ``step`` the number of messages it would bring, or the request itself."""
    lang = request.url_vars["lang"]
    desk = getattr(datasette, "vigie_desk", None)
    shown: dict[str, Any] = {
        "problem": None,
        "preview": None,
        "filled": forms.filled(),
        "feed": _feed(datasette, DEFAULT),
        "copies_weeks": desk.copies_weeks if desk else 0,
    }
    shown["filled"]["language"] = lang
    status = 200
    if request.method != "POST" and request.query_string:
        shown |= _prefilled(request, datasette, lang)
    if request.method == "POST":
        try:
            given = await _given(request)
            wanted, language, rhythm = forms.wish(given)
            shown["filled"] = forms.filled(wanted, language, rhythm)
            shown["feed"] = _feed(datasette, wanted)
            if given.get("step") == ["subscribe"]:
                forms.subscribe(_desk(datasette), given, _client(request))
                return await _asked(request, datasette)
            shown["preview"] = await _preview(datasette, wanted, rhythm)
        except forms.Refused as refused:
            shown["problem"], status = str(refused), refused.status
    return await _form(request, datasette, "form", _("E-mail alerts"), shown, status)


def _feed(datasette: Any, wanted: Filter) -> Outlet | None:
    """The feed of this choice, for those who give no address."""
    found = outlet(wanted, translation.language())
    return found and replace(found, feed=datasette.urls.path(found.feed))


def _prefilled(request: Any, datasette: Any, lang: str) -> dict[str, Any]:
    """What the address asks for, in the fields of the form: how other pages lead here."""
    given = parse_qs(request.query_string[:LONGEST])
    try:
        wanted, _language, rhythm = forms.wish({**given, "language": [lang]})
    except forms.Refused as refused:
        return {"problem": str(refused)}
    return {"filled": forms.filled(wanted, lang, rhythm), "feed": _feed(datasette, wanted)}


async def _asked(request: Any, datasette: Any) -> Response:
    said = _(
        "Unless this address already has this alert, a mail is on its way to it. Open the link in"
        " it within seven days: until then we will not write again."
    )
    return await _done(request, datasette, _("Check your mailbox"), said)


async def change(request: Any, datasette: Any) -> Response:
    """The form of a subscription that exists, filled in from the link."""
    try:
        _handle, shown = _links(datasette).read("change", request.url_vars["token"])
        text, language, rhythm = shown
        wanted = parsed(text)
        filled = forms.filled(wanted, language, rhythm)
    except (BadLink, BadFilter, ValueError, TypeError) as error:
        return await _bad_link(request, datasette, error)
    values: dict[str, Any] = {
        "problem": None,
        "preview": None,
        "filled": filled,
        "feed": _feed(datasette, wanted),
    }
    status = 200
    if request.method == "POST":
        try:
            given = await _given(request)
            wanted, language, rhythm = forms.wish(given)
            values["filled"] = forms.filled(wanted, language, rhythm)
            values["feed"] = _feed(datasette, wanted)
            if given.get("step") == ["change"]:
                _desk(datasette).hand_over_signed(
                    {
                        "do": "change",
                        "token": request.url_vars["token"],
                        "filter": wanted.text(),
                        "language": language,
                        "rhythm": rhythm,
                    },
                )
                said = _("The new settings apply from the next mail on.")
                return await _done(request, datasette, _("Noted"), said)
            values["preview"] = await _preview(datasette, wanted, rhythm)
        except forms.Refused as refused:
            values["problem"], status = str(refused), refused.status
    title = _("Change this alert")
    return await _form(request, datasette, "change", title, values, status)


async def act(request: Any, datasette: Any) -> Response:
    """Confirm, leave, never again: a button, and what it does."""
    purpose, token = request.url_vars["purpose"], request.url_vars["token"]
    try:
        _handle, shown = _links(datasette).read(purpose, token)
        wanted, rhythm = (parsed(shown[0]), shown[2]) if shown else (None, "daily")
    except (BadLink, BadFilter, ValueError, TypeError) as error:
        return await _bad_link(request, datasette, error)
    words = _words(purpose)
    if request.method == "POST":
        try:
            if purpose != "unsubscribe":
                await _given(request)
            _desk(datasette).hand_over_signed({"do": purpose, "token": token})
        except forms.Refused as refused:
            return await _done(request, datasette, words["title"], str(refused), refused.status)
        return await _done(request, datasette, _("Noted"), words["done"])
    body = rendered_html(
        "forms/act.html",
        title=words["title"],
        said=words["said"],
        button=words["button"],
        asked=asked_for(wanted) if wanted else [],
        rhythm=rhythm_words(rhythm),
        action=_here(request, datasette),
        preview=await _preview(datasette, wanted, rhythm) if wanted else None,
        csrftoken=request.scope["csrftoken"](),
    )
    return await _page(request, datasette, words["title"], body)


def _words(purpose: str) -> dict[str, str]:
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


async def _given(request: Any) -> dict[str, list[str]]:
    if request.method != "POST":
        return {}
    if _from_elsewhere(request):
        raise forms.Refused(_("This form was sent by another site. Fill it in here."), 403)
    body = await request.post_body()
    if len(body) > LONGEST:
        return {}
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def _from_elsewhere(request: Any) -> bool:
    """Did another site's page send this?  Browsers say so, and cookies need not be sent for it."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _desk(datasette: Any) -> forms.Desk:
    found: forms.Desk | None = getattr(datasette, "vigie_desk", None)
    if found is None:
        raise forms.Refused(_("This site sends no mails. Its feeds tell the same."), 503)
    return found


def _links(datasette: Any) -> Links:
    try:
        desk = _desk(datasette)
    except forms.Refused:
        raise BadLink(expired=False) from None
    return Links(desk.key(), desk.clock)


def _client(request: Any) -> str:
    return str((request.scope.get("client") or ("?",))[0])


def _here(request: Any, datasette: Any) -> str:
    """Path of this page, whatever host a proxy gives, with the prefix under which it serves us."""
    return str(datasette.urls.path(request.path))


async def _preview(datasette: Any, wanted: Filter, rhythm: str) -> Preview:
    database = datasette.get_database(NAME)
    today = database.today()
    found: Preview = await database.execute_fn(
        lambda connection: preview(connection, wanted, rhythm, today)
    )
    return found


async def _form(
    request: Any, datasette: Any, name: str, title: str, values: dict[str, Any], status: int
) -> Response:
    rows = await datasette.get_database(NAME).execute(GROUPS)
    groups = [(row["id"], row["name"]) for row in rows.rows]
    body = rendered_html(
        f"forms/{name}.html",
        choices=forms.choices(groups),
        action=_here(request, datasette),
        csrftoken=request.scope["csrftoken"](),
        **values,
    )
    return await _page(request, datasette, title, body, status, private=name != "form")


async def _done(request: Any, datasette: Any, title: str, said: str, status: int = 200) -> Response:
    body = rendered_html("forms/done.html", title=title, said=said)
    return await _page(request, datasette, title, body, status)


async def _bad_link(request: Any, datasette: Any, error: Exception) -> Response:
    expired = isinstance(error, BadLink) and error.expired
    said = _("This link is incomplete. Copy all of it from the mail, without a line break.")
    if expired:
        said = _("This link has expired. The latest mail has a fresh one; or subscribe again.")
    return await _done(request, datasette, _("That did not work"), said, 410 if expired else 404)


async def _page(
    request: Any, datasette: Any, title: str, body: Any, status: int = 200, private: bool = True
) -> Response:
    others = {lang: datasette.urls.path(f"/{lang}/{PAGE[lang]}") for lang in translation.LANGUAGES}
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

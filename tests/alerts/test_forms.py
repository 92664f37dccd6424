"""Subscribe, confirm, change, leave: through the site's real server and a real mail server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from urllib.request import Request

import pytest
from lxml import html
from starlette.requests import Request as Request_

from monitor.alerts import request_spool
from monitor.alerts.message_builder import missing_public_url
from monitor.alerts.signed_links import SignedLinks
from monitor.alerts.subscription_filters import (
    MAX_FILTER_LENGTH,
    MAX_VALUES,
    build_filter,
    parse_filter,
)
from monitor.alerts.subscription_forms import (
    FLOOD,
    MAX_IN_ALL,
    MAX_PER_CLIENT,
    FormError,
    RequestSpooler,
    form_choices,
    form_values,
    network_of,
    request_spooler,
)
from monitor.alerts.template_rendering import render_html
from monitor.config import Config
from monitor.i18n.value_formatting import use_language
from monitor.operations import doctor
from monitor.web.app import create_app
from monitor.web.endpoints.alerts import _client_address, alert_link
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, Installation, Visitor, microsoft_award
from tests.web.support import asked

ROOT = Path(__file__).parent.parent.parent
TYPED = ("address", "regions", "buyers", "words", "least_value")  # fields in which people write
TODAY = time.time()


def link(mail: EmailMessage, page: str) -> str:
    """The path of a link in a mail, as somebody would click it."""
    body = mail.get_body(("plain",))
    assert body is not None
    match = re.search(rf"https?://\S+/alerts/{page}/\S+", body.get_content())
    assert match, body.get_content()
    return urlsplit(match[0]).path


@pytest.mark.parametrize("visitor", ["/vigie/"], indirect=True)
def test_behind_a_prefix_forms_and_the_links_of_mails_work(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    status, _page = visitor.fill(
        "/vigie/fr/alertes",
        step="subscribe",
        address=ANN,
        kinds="award",
        tags="big_tech",
        rhythm="at_once",
        language="fr",
    )
    assert status == 200
    here.run_alerts()
    (asking,) = box.mails(ANN)
    assert link(asking, "confirm").startswith("/vigie/fr/alerts/confirm/")
    assert visitor.fill(link(asking, "confirm"))[0] == 200
    here.advance(seconds=5).run_alerts()
    here.crawl(microsoft_award("2-2026", published=here.now.date()))
    here.advance(seconds=5).run_alerts()
    mail = box.mails(ANN)[-1]
    actual = re.findall(r"https?://127\.0\.0\.1:\d+(/\S+)", text(mail))
    assert len(actual) > 3
    for path in actual:
        assert path.startswith("/vigie/")
        assert visitor.open(path.rstrip(".,)>"))[0] == 200
    assert visitor.fill(link(mail, "unsubscribe"))[0] == 200
    here.flush_outbox()
    assert here.sql("SELECT state FROM subscriptions WHERE state = 'active'") == []


def test_a_filter_as_long_as_may_be_reaches_the_subscriber_s_mail(
    here: Installation, box: Postbox
) -> None:
    """In any letters: in a request each takes six bytes."""
    words = tuple(f"{number:02}" + "ω" * 248 for number in range(MAX_VALUES))
    filter_ = build_filter({"words": words})
    assert sum(map(len, words)) == MAX_FILTER_LENGTH
    request_spool.spool_request(
        request_spool.spool_folder(here.folder / "private.db"),
        {
            "do": "subscribe",
            "address": ANN,
            "filter": filter_.text(),
            "language": "fr",
            "rhythm": "daily",
        },
    )
    here.run_alerts()
    assert len(box.mails(ANN)) == 1
    ((kept,),) = here.sql("SELECT filter FROM subscriptions")
    assert parse_filter(kept) == filter_


def test_the_alerts_of_a_body_with_a_long_name_are_asked_for_by_its_whole_id() -> None:
    long = f"name:GB:{'shared-services-' * 15}nhs"
    spooler = SimpleNamespace(sends_mail=True)
    site: Any = SimpleNamespace(request_spooler=spooler, link=lambda path: path)
    actual = str(alert_link(site, {"buyers": long, "name": "NHS Shared Services"}))
    (query,) = re.findall(r'href="[^"?]+\?([^"]+)"', actual)
    assert parse_qs(unescape(query)) == {"buyers": [f"{long} NHS Shared Services"]}


def test_from_the_form_to_the_first_mail_and_out_again(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    status, page = visitor.fill(
        "/fr/alertes",
        step="subscribe",
        address=ANN,
        kinds="award",
        tags="big_tech",
        rhythm="at_once",
        language="fr",
    )
    assert (status, "boîte" in page) == (200, True)
    assert here.private().execute("SELECT count(*) FROM subscriptions").fetchone() == (0,)
    here.run_alerts()
    (asking,) = box.mails(ANN)
    here.crawl(microsoft_award("2-2026", published=here.now.date()))
    here.run_alerts()
    assert len(box.raw) == 1  # not confirmed: nothing is told
    confirm = link(asking, "confirm")
    assert visitor.open(confirm)[0] == 200
    here.flush_outbox()
    assert here.sql("SELECT state FROM subscriptions") == [("pending",)]  # a scanner only looks
    status, page = visitor.fill(confirm)
    assert status == 200
    # read after the click, and before the click was taken up
    here.advance(hours=1)
    procedure = "0d9f7a54-52c3-4a07-8f0e-3f7d11f7f001"
    here.crawl(microsoft_award("3-2026", published=here.now.date(), procedure=procedure))
    here.advance(seconds=5).run_alerts()
    (_asking, mail) = box.mails(ANN)
    assert "Pourquoi" in text(mail)
    address = str(mail["List-Unsubscribe"]).strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert visitor.open(urlsplit(address).path)[0] == 200
    here.flush_outbox()
    assert len(here.sql("SELECT 1 FROM subscriptions")) == 1
    machine = Visitor(visitor.address)  # the mail program: no page opened, no cookie
    assert machine.open(urlsplit(address).path, b"List-Unsubscribe=One-Click")[0] == 200
    here.advance(seconds=5).flush_outbox()
    assert here.sql("SELECT 1 FROM subscriptions UNION ALL SELECT 1 FROM notifications") == []


def test_what_was_deleted_is_in_no_file_any_more(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    visitor.fill(
        "/fr/alertes", step="subscribe", address=ANN, kinds="award", language="fr", rhythm="daily"
    )
    here.run_alerts()
    mail = box.mails(ANN)[0]
    assert b"ann@example" in (here.folder / "private.db").read_bytes()
    visitor.fill(link(mail, "never"))
    here.advance(seconds=5).flush_outbox()
    for file in here.folder.rglob("*"):
        assert file.is_dir() or b"ann@example" not in file.read_bytes(), file
    visitor.fill(
        "/fr/alertes", step="subscribe", address=ANN, kinds="award", language="fr", rhythm="daily"
    )
    here.advance(days=40).flush_outbox()
    assert len(box.mails(ANN)) == 1  # never means never


def test_the_form_says_the_same_of_a_known_and_an_unknown_address(
    here: Installation, visitor: Visitor
) -> None:
    here.subscribe(ANN, kinds=["award"])
    fields = {"step": "subscribe", "kinds": "award", "language": "fr", "rhythm": "daily"}
    known = visitor.fill("/fr/alertes", address=ANN, **fields)
    assert known == visitor.fill("/fr/alertes", address="nobody@example.org", **fields)


def test_a_preview_counts_messages_before_anybody_gives_an_address(
    here: Installation, visitor: Visitor
) -> None:
    status, page = visitor.fill(
        "/en/alerts", step="preview", kinds="award", words="licences", language="en", rhythm="daily"
    )
    assert (status, "The latest one:" in page) == (200, True)
    assert "1 message in the last 30 days" in page
    assert "1 entry. Expect" in re.sub(r"<[^>]*>", "", page)
    assert "Acquisition de licences bureautiques" in page
    assert not request_spool.spool_folder(here.folder / "private.db").exists()


def test_a_preset_shows_what_would_come_and_a_sample_before_an_address_is_asked(
    here: Installation, visitor: Visitor
) -> None:
    here.crawl(microsoft_award("2-2026", published=here.now.date()))
    _, page = visitor.open("/fr/alertes")
    assert page.count('<form method="get"') == 4
    for title in ("Mon employeur", "Mon pays et les géants du", "Surveillance du personnel ici"):
        assert title in page
    assert "Le bulletin de la semaine" in page
    assert 'name="address"' not in page
    assert "multiple" not in page
    assert '<option value="FR">France</option>' in page
    _, page = visitor.open("/fr/alertes?kinds=award&tags=big_tech&countries=FR")
    assert "pays : France" in page.replace("\u00a0", " ")
    assert "moins d’un message par semaine" in page
    assert re.search(r'<li><a href="[^"]+/fr/contrat/[^"]+">', page)
    sample = page[page.index("<pre>") : page.index("</pre>")]
    assert "Commune de Calais (France)" in sample
    assert all(words in sample for words in ("Pourquoi", "/fr/droit-de-reponse"))
    assert page.index("</pre>") < page.index('name="address"')
    _, page = visitor.open("/fr/alertes?utm_source=x")  # a link of a newsletter chooses nothing
    assert 'name="address"' not in page


def test_a_choice_of_which_nothing_came_lately_leads_to_what_came_before(
    here: Installation, visitor: Visitor
) -> None:
    here.crawl(microsoft_award("2-2026", published=here.now.date() - timedelta(days=60)))
    _, page = visitor.open("/fr/alertes?kinds=award&tags=big_tech&countries=FR")
    assert "0 message ces 30 derniers jours</strong>." in page.replace("\u00a0", " ")
    (before,) = re.findall(r'<p><a href="([^"]+)">Ce qui est venu avant', page)
    _, page = visitor.open(unescape(before))
    assert "/fr/contrat/" in page[page.index("Ses dernières nouvelles") :]


def test_a_site_without_mail_says_so_before_any_field_and_offers_feed_and_calendar(
    here: Installation,
) -> None:
    here.crawl(microsoft_award("2-2026", published=here.now.date()))
    application = create_app(here.folder / "vigie.db")
    for lang, off, place in (
        ("fr", "Les alertes par courriel sont désactivées", "/fr/alertes"),
        ("en", "E-mail alerts are off", "/en/alerts"),
    ):
        page = asyncio.run(asked(application, place)).text
        (main,) = re.findall("<main.*</main>", page, re.S)
        assert off in main
        assert not re.search("<(form|input|select|button)", main)
        assert f'href="/{lang}/' in main


def test_other_pages_lead_to_a_form_that_is_filled_in(passer_by: Visitor) -> None:
    _, page = passer_by.open("/fr/")
    assert 'href="/fr/alertes"' in page
    _, page = passer_by.open("/en/feeds")
    for checked in ("Claims that a person checked", "Big tech, checked by a person"):
        assert f'{checked}</a>\u00a0· <a class="alerts" href="/en/alerts?' in page
    _, page = passer_by.open("/en/buyer/FR-SIREN-216201939")
    match = re.search(r'href="(/en/alerts\?buyers=[^"]+)"', page)
    assert match, page
    assert 'href="/en/feeds.atom?buyer=FR-SIREN-216201939"' in page
    _, page = passer_by.open(match[1])
    assert 'name="buyers" value="FR-SIREN-216201939 Commune de Calais"' in page
    assert 'href="/en/feeds.atom?buyer=FR-SIREN-216201939"' in page  # without an address
    status, page = passer_by.open("/en/alerts?kinds=tender&countries=FR,BE&words=badge&other=x")
    assert status == 200
    assert 'value="tender" checked' in page
    assert 'name="countries" value="BE" checked' in page
    assert 'name="countries" value="FR" checked' in page
    assert 'name="words" value="badge"' in page
    status, page = passer_by.open("/en/alerts?countries=Freedonia")
    assert (status, "tick countries in the list" in page) == (200, True)


def test_a_search_leads_to_an_alert_on_its_choice(passer_by: Visitor) -> None:
    _, page = passer_by.open("/en/search?q=licences&country=FR&region=FRE&tag=big_tech")
    (link,) = re.findall(r'href="(/en/alerts\?kinds=[^"]+)"', page)
    _, page = passer_by.open(link)
    for chosen in (
        'name="kinds" value="award" checked',
        'name="kinds" value="tender" checked',
        'name="countries" value="FR" checked',
        'name="regions" value="Hauts-de-France"',
        'name="tags" value="big_tech" checked',
        'name="words" value="licences"',
    ):
        assert chosen in page, chosen
    assert "regions: Hauts-de-France (France)" in page


def test_a_region_is_kept_by_its_code_and_an_unknown_one_is_refused(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    fields = {"kinds": "award", "language": "fr", "rhythm": "daily", "address": ANN}
    for regions, status in (("Atlantide", 400), ("Hauts de France, Wallonie", 200)):
        got, page = visitor.fill("/fr/alertes", step="subscribe", regions=regions, **fields)
        assert (got, "n’est pas une région connue ici" in page) == (status, status == 400)
    here.flush_outbox()
    words = " ".join(text(box.mails(ANN)[0]).split())
    assert "régions : Wallonie (Belgique), Hauts-de-France (France)" in words


def test_settings_can_be_changed_from_the_mail(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    here.subscribe(language="fr")
    here.advance(seconds=1)
    here.crawl(microsoft_award("2-2026", published=here.now.date()))
    here.run_alerts()
    change = link(box.mails(ANN)[0], "change")
    _, page = visitor.open(change)
    assert 'value="big_tech" checked' in page
    visitor.fill(
        change,
        step="change",
        kinds=["award", "amendment"],
        countries="fr, be",
        rhythm="weekly",
        language="en",
    )
    here.advance(seconds=5).flush_outbox()
    ((text, rhythm, language),) = here.sql("SELECT filter, rhythm, language FROM subscriptions")
    assert json.loads(text) == {"countries": ["BE", "FR"], "kinds": ["amendment", "award"]}
    assert (rhythm, language) == ("weekly", "en")


@pytest.mark.parametrize("page", ["confirm", "never", "unsubscribe", "change"])
def test_a_forged_or_cut_link_does_nothing_and_says_what_to_do(
    here: Installation, visitor: Visitor, page: str
) -> None:
    other = "change" if page != "change" else "confirm"
    for token in (
        "x",
        SignedLinks(b"k" * 64).token(page, "h"),
        SignedLinks(here.key()).token(other, "h"),
    ):
        status, text = visitor.open(f"/fr/alerts/{page}/{token}")
        assert (status, "incomplet" in text) == (404, True)


@pytest.mark.parametrize("page", ["confirm", "never", "unsubscribe", "change"])
def test_the_link_of_a_mail_is_in_no_report_of_a_mistake_and_is_kept_by_the_languages(
    here: Installation, visitor: Visitor, page: str
) -> None:
    settings = ["{}", "en", "daily"] if page in ("confirm", "change") else None
    for token in (SignedLinks(here.key()).token(page, "h", settings), "broken"):
        _, shown = visitor.open(f"/en/alerts/{page}/{token}")
        (report,) = re.findall(r'href="(https://forge[^"]+)"', shown)
        assert token not in report
        assert f"/en/alerts/{page}/…" in unquote(report)
        assert f'hreflang="es" href="/es/alerts/{page}/{token}"' in shown
    assert visitor.open(f"/es/alerts/{page}/broken")[0] == 404


def test_an_old_link_says_so(here: Installation, visitor: Visitor) -> None:
    old = SignedLinks(here.key(), lambda: TODAY - 8 * 86_400).token(
        "confirm", "h", ["{}", "fr", "daily"]
    )
    assert visitor.open(f"/fr/alerts/confirm/{old}")[0] == 410
    lasting = SignedLinks(here.key(), lambda: TODAY - 900 * 86_400).token("unsubscribe", "h")
    assert visitor.open(f"/fr/alerts/unsubscribe/{lasting}")[0] == 200


def test_a_link_that_a_fast_clock_dated_holds(here: Installation) -> None:
    ahead = SignedLinks(here.key(), lambda: TODAY + 3600).token("confirm", "h")
    assert SignedLinks(here.key(), lambda: TODAY).read("confirm", ahead) == ("h", None)


def test_a_form_of_another_site_is_refused(passer_by: Visitor) -> None:
    body = urlencode({"step": "subscribe", "address": ANN, "kinds": "award"}).encode()
    for header in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        request = Request(passer_by.address + "/fr/alertes", body, header)
        with pytest.raises(HTTPError) as refused:
            passer_by.opener.open(request)
        assert refused.value.code == 403


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"address": "nonsense"}, "name@example.org"),
        ({"address": "a@b.c\r\nBcc: x@example.org"}, "name@example.org"),
        ({"address": ANN, "countries": "France"}, "tick countries in the list"),
        ({"address": ANN, "kinds": "everything"}, "kinds"),
        ({"address": ANN, "least_value": "much"}, "Write the minimum amount in euros"),
        (
            {"address": ANN, "least_value": "much", "in": "fr"},
            "Écrivez le montant minimal en euros",
        ),
        (
            {"address": ANN, "countries": "Belgique", "in": "fr"},
            "cochez des pays dans la liste",
        ),
        ({"address": ANN, "rhythm": "hourly"}, "rhythm"),
    ],
)
def test_a_form_filled_in_wrongly_says_what_to_do(
    passer_by: Visitor, fields: dict[str, str], expected: str
) -> None:
    given = {"step": "subscribe", "kinds": "award", "language": "en", "rhythm": "daily"} | fields
    page_of = {"en": "/en/alerts", "fr": "/fr/alertes"}
    status, page = passer_by.fill(page_of[given.pop("in", "en")], **given)
    assert status == 400
    assert expected in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "ann@example"}, "address"),
        ({"regions": "Atlantis"}, "regions"),
        ({"least_value": "much"}, "least_value"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_filled_in(
    passer_by: Visitor, wrong: dict[str, str], field: str
) -> None:
    given = {
        "step": "subscribe",
        "kinds": ["tender", "ends"],
        "months": "12",
        "tags": "worker_surveillance",
        "countries": "BE",
        "regions": "Wallonie",
        "buyers": "Ville de Liège",
        "words": "badge, paie",
        "least_value": "40 000",
        "rhythm": "weekly",
        "language": "es",
        "address": ANN,
    } | wrong
    status, page = passer_by.fill("/en/alerts", **given)
    assert status == 400
    for kind in ("award", "tender", "ends"):
        ticked = f'name="kinds" value="{kind}" checked' in page
        assert ticked == (kind in given["kinds"]), kind
    for name, value in (("months", "12"), ("tags", "worker_surveillance"), ("countries", "BE")):
        assert f'name="{name}" value="{value}" checked' in page
    assert 'name="tags" value="big_tech" checked' not in page
    assert '<option value="weekly" selected' in page
    assert '<option value="es" lang="es" selected' in page
    typed = {name: re.search(rf'<input[^>]* name="{name}"[^>]*>', page)[0] for name in TYPED}
    for name, element in typed.items():
        assert f'value="{given[name]}"' in element
    assert f'aria-describedby="{field}-problem"' in typed[field]
    beside = page.partition(typed[field])[2].lstrip()
    assert beside.startswith(f'<p class="notice" id="{field}-problem">')


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "ann@example"}, "address"),
        ({"countries": "Belgique"}, "countries"),
        ({"regions": "Atlantis"}, "regions"),
        ({"least_value": "much"}, "least_value"),
    ],
)
def test_a_refused_form_says_at_its_top_what_to_correct_and_leads_to_the_field(
    passer_by: Visitor, wrong: dict[str, str], field: str
) -> None:
    given = {"step": "subscribe", "kinds": "award", "language": "en", "rhythm": "daily"}
    _status, page = passer_by.fill("/en/alerts", **given | {"address": ANN} | wrong)
    form = html.fromstring(page)
    (summary,) = form.xpath("//*[@role='alert']")
    assert page.index('role="alert"') < page.index("<form", page.index("<h1>"))
    (link,) = summary.iterlinks()
    assert link[2] == f"#{field}"
    (meant,) = form.xpath(f"//*[@id='{field}']")
    (beside,) = form.xpath(f"//*[@id='{meant.get('aria-describedby')}']")
    assert beside.text_content() == link[0].text_content()


def test_who_asks_too_often_is_told_to_come_back(tmp_path: Path) -> None:
    now = [1000.0]
    desk = RequestSpooler(tmp_path / "private.db", clock=lambda: now[0])
    for _ in range(MAX_PER_CLIENT):
        desk.submit({"do": "confirm"}, "10.0.0.1")
    with pytest.raises(FormError) as refused:
        desk.submit({"do": "confirm"}, "10.0.0.1")
    assert refused.value.status == 429
    desk.submit({"do": "confirm"}, "10.0.0.2")
    now[0] += 3601
    desk.submit({"do": "confirm"}, "10.0.0.1")


def test_strangers_who_fill_in_forms_keep_nobody_from_leaving(tmp_path: Path) -> None:
    desk = RequestSpooler(tmp_path / "private.db", clock=lambda: 1000.0)
    for number in range(MAX_IN_ALL):
        desk.submit({"do": "subscribe"}, f"10.{number % 250}.{number // 250}.1")
    with pytest.raises(FormError):
        desk.submit({"do": "subscribe"}, "10.9.9.9")
    for number in range(3 * MAX_PER_CLIENT):  # the servers of one mail program, for its people
        desk.submit_signed({"do": "unsubscribe"}, f"handle-{number}")
    for _ in range(MAX_PER_CLIENT - 1):
        desk.submit_signed({"do": "unsubscribe"}, "handle-0")
    with pytest.raises(FormError) as refused:  # one link is not a way to fill the disk
        desk.submit_signed({"do": "unsubscribe"}, "handle-0")
    assert refused.value.status == 429


def test_the_form_says_how_long_copies_live(here: Installation) -> None:
    values = {**here.config.values, "backup.private_folder": "/backup", "backup.keep_weeks": 4}
    desk = request_spooler(Config(values))
    assert desk is not None
    assert desk.backup_weeks == 5
    with use_language("fr"):
        page = render_html(
            "forms/form.html",
            choices=form_choices([]),
            action="/",
            problem=None,
            problem_field="",
            preview=None,
            related=[],
            filled=form_values(),
            feed=None,
            copies_weeks=desk.backup_weeks,
            sends_mail=True,
            chosen=True,
            asked=(),
            address_typed="",
            instead={},
        )
    assert "disparaissent en 5 semaines au plus" in page


def test_only_the_owner_can_read_what_is_handed_over(tmp_path: Path) -> None:
    os.umask(0o022)
    RequestSpooler(tmp_path / "private.db").submit({"do": "confirm"}, "10.0.0.1")
    folder = request_spool.spool_folder(tmp_path / "private.db")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]


def test_the_site_never_opens_the_subscribers_file(here: Installation, visitor: Visitor) -> None:
    here.subscribe()
    (here.folder / "private.db").chmod(0)
    before = (here.folder / "private.db").stat()
    assert visitor.open("/fr/alertes")[0] == 200
    visitor.fill("/fr/alertes", step="preview", kinds="award", language="fr", rhythm="daily")
    assert (here.folder / "private.db").stat() == before


def handed_over(here: Installation, address: str, **filter_: object) -> None:
    request_spool.spool_request(
        request_spool.spool_folder(here.folder / "private.db"),
        {
            "do": "subscribe",
            "address": address,
            "filter": json.dumps({"kinds": ["award"], **filter_}),
            "language": "fr",
            "rhythm": "daily",
        },
    )


def test_a_mailbox_that_confirmed_nothing_gets_one_mail_a_day_whatever_is_appended(
    here: Installation, box: Postbox
) -> None:
    where = request_spool.spool_folder(here.folder / "private.db")
    addresses = [ANN, "ann+1@example.org", "Ann+news@example.org", "ANN@example.org"]
    for number, address in enumerate(addresses * 2):
        handed_over(here, address, words=[f"word {number}"])
    request_spool.spool_request(where, {"do": "subscribe", "address": "x"})
    (where / "0.json").write_text("[nonsense")
    here.flush_outbox()
    assert len(box.raw) == 1
    assert list(where.iterdir()) == []
    here.advance(days=8).flush_outbox()
    assert here.sql("SELECT count(*) FROM subscriptions") == [(0,)]  # never confirmed: forgotten
    here.subscribe(ANN)
    for number in range(8):  # who has confirmed once may have more alerts on one day
        handed_over(here, ANN, words=[f"word {number}"])
    here.flush_outbox()
    assert len(box.raw) == 1 + 3


def test_dots_make_no_other_mailbox_where_they_count_for_nothing(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    same = ("annmuster@gmail.com", "a.n.n.muster@gmail.com", "ann.muster+1@googlemail.com")
    for address in same:
        handed_over(here, address)
    here.flush_outbox()
    assert len(box.raw) == 1
    visitor.fill(link(box.mails(same[0])[0], "never"))
    here.advance(days=1).flush_outbox()
    for address in same:
        handed_over(here, address)
    for address in ("annmuster@example.org", "ann.muster@example.org"):  # two people, or one
        handed_over(here, address)
    here.flush_outbox()
    assert len(box.raw) == 1 + 2


def test_never_is_said_of_the_mailbox(here: Installation, box: Postbox, visitor: Visitor) -> None:
    handed_over(here, "ann+1@example.org")
    here.flush_outbox()
    visitor.fill(link(box.mails("ann+1@example.org")[0], "never"))
    here.advance(days=1).flush_outbox()
    for address in (ANN, "ann+1@example.org", "ann+2@example.org"):
        handed_over(here, address)
    here.flush_outbox()
    assert len(box.raw) == 1


def test_the_mail_that_asks_quotes_nothing_that_was_typed(here: Installation, box: Postbox) -> None:
    bait = "You won, open http://evil.example now"
    handed_over(
        here,
        ANN,
        words=[bait, "call 0800"],
        buyers=[bait],
        groups=[bait, "microsoft"],
        tiers=[bait, "gafam"],
        tags=["big_tech"],
    )
    here.flush_outbox()
    (mail,) = box.mails(ANN)
    actual = text(mail)
    assert "evil" not in actual
    assert "0800" not in actual
    assert "Microsoft" in actual
    assert "2 choisis" in actual
    assert re.findall(r"https?://[^/\s]+", actual) == ["https://vigie.example.org"] * 3


def test_a_long_filter_has_a_short_link_that_confirms_it(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    words = [f"{number} {os.urandom(45).hex()}" for number in range(40)]
    handed_over(here, ANN, words=words)
    here.flush_outbox()
    confirm = link(box.mails(ANN)[0], "confirm")
    assert len(confirm) < 200
    assert visitor.open(confirm)[0] == 200
    assert visitor.fill(confirm)[0] == 200
    here.advance(seconds=5).flush_outbox()
    assert here.sql("SELECT state FROM subscriptions") == [("active",)]


def test_a_flood_from_elsewhere_shuts_nobody_out_and_costs_no_memory(tmp_path: Path) -> None:
    desk = RequestSpooler(tmp_path / "private.db", clock=lambda: 1000.0)
    refused, kept = 0, 0
    for number in range(20_000):
        try:
            desk.submit({"do": "subscribe"}, f"10.0.{number // 250}.{number % 250}")
        except FormError:
            refused += 1
            kept = kept or len(desk._counts)
    assert refused > 19_000
    assert len(desk._counts) == kept <= FLOOD + 2
    desk.submit({"do": "subscribe"}, "192.0.2.7")
    desk.submit({"do": "subscribe"}, "2001:db8:1:2::/64")


def test_of_ipv6_a_client_is_what_one_household_has() -> None:
    of = [
        _client_address(Request_({"type": "http", "client": (address, 1)}))
        for address in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    ]
    assert of[0] == of[1] != of[2]
    assert network_of(of[0]) == network_of(of[2]) == "2001:db8::/32"
    assert (network_of("192.0.2.1"), network_of("unknown")) == ("192.0.0.0/16", "unknown")


def test_without_an_address_of_the_site_nobody_can_subscribe(here: Installation) -> None:
    for address, sends in (("", False), ("https://vigie.example.org/", True)):
        desk = request_spooler(Config({**here.config.values, "site.public_url": address}))
        assert desk is not None
        assert desk.sends_mail is sends
    text = missing_public_url(Config({**here.config.values, "site.public_url": ""}))
    assert "[site] public_url is not set" in str(text)
    finding = doctor.check_mail(Config({**here.config.values, "site.public_url": ""}))
    assert (finding.ok, "[site] public_url is empty" in finding.observed) == (False, True)
    assert doctor.check_mail(here.config).ok


def test_other_words_for_the_same_are_offered_beside_those_that_were_typed(
    passer_by: Visitor,
) -> None:
    _status, page = passer_by.open(f"/fr/alertes?{urlencode({'words': 'vidéosurveillance, paie'})}")
    assert "Autres mots pour la même chose" in page
    for words in ("CCTV", "cameratoezicht", "payroll"):
        assert f'name="words" value="{words}"' in page
    ticked = urlencode({"words": ["paie", "payroll", "nómina"]}, doseq=True)
    _status, page = passer_by.open(f"/fr/alertes?{ticked}")
    assert 'value="nómina, paie, payroll"' in page
    assert 'type="checkbox" name="words" value="payroll"' not in page
    assert "Autres mots" not in passer_by.open("/fr/alertes?words=zebra")[1]

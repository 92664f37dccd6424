"""The mail that a search offers waits for what the question means, not for its words in a row."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from monitor.alerts.subscription_forms import RequestSpooler
from monitor.i18n.routes import page_path
from tests.web.conftest import asker

Fields = dict[str, list[str]]


@pytest.mark.parametrize(
    ("query", "fields", "without"),
    [
        ("qui fait la paie de mon hôpital", {"words": ["paie"]}, "“hôpital”."),
        ("chi gestisce le paghe del comune", {"words": ["paghe"]}, "“comune”."),
        ("Gesichtserkennung am Bahnhof", {"words": ["Gesichtserkennung"]}, "“Bahnhof”."),
        ("payroll software", {"words": ["payroll"]}, "“software”."),
        ("licences", {"words": ["licences"]}, ""),
        ("payroll in France", {"words": ["payroll"], "countries": ["FR"]}, ""),
        ("Microsoft paie", {"words": ["paie"], "groups": ["microsoft"]}, ""),
        ("wer darf unsere Daten sehen", {"tags": ["data_outsourcing"]}, ""),
        ("est-on filmé au travail", {"tags": ["worker_surveillance"]}, ""),
        ("payroll ending in 2027", {"words": ["payroll"]}, "ends in."),
    ],
)
def test_a_mail_waits_for_what_a_notice_can_say(
    demo_db: Path, tmp_path: Path, query: str, fields: Fields, without: str
) -> None:
    """It waited for the whole question, in a row, and never came."""
    mailing = asker(
        demo_db, request_spooler=RequestSpooler(tmp_path / "private.db", sends_mail=True)
    )
    page = html.fromstring(mailing(page_path("search", "en", q=query)).text)
    (line,) = page.cssselect("p.follow")
    (mail,) = line.cssselect("a.alerts")
    given = parse_qs(urlsplit(mail.get("href")).query)
    del given["kinds"]
    assert given == fields
    assert mailing(mail.get("href")).status_code == 200
    said = " ".join(line.text_content().split()).partition("Mails are not narrowed down by: ")[2]
    assert said == without

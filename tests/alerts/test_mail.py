"""What mails look like: goldens in every language, and texts that mean harm."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import request_spool
from monitor.alerts.contract_and_notice_facts import contract_facts
from monitor.alerts.digest_items import SECTION_HEADINGS, SECTIONS, DigestItem, build_item
from monitor.alerts.digest_rendering import (
    describe_filter,
    digest_subject,
    render_digest,
    rhythm_label,
)
from monitor.alerts.mime_messages import one_line
from monitor.alerts.subscription_filters import Filter, build_filter
from monitor.i18n.value_formatting import use_language
from pipelines.interface_languages import LANGUAGES
from pipelines.model import Buyer, Period, replace
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store.database import connect
from pipelines.store.serializers import SUBCONTRACTOR_MARK
from tests.alerts.smtp import Postbox, html, text
from tests.alerts.support import ANN, Installation, Visitor, microsoft_award, plain_award
from tests.pipelines.store.store_support import (
    MICROSOFT,
    SCC,
    amends,
    award,
    corrects,
    euros,
    notice,
    organization,
    tag,
)

HERE = Path(__file__).parent / "goldens"
SITE = "https://vigie.example.org/"
PROCEDURE = "0d9f7a54-52c3-4a07-8f0e-3f7d11f7f0{:02}"
EVERYTHING = {
    "kinds": ["award", "award_intention", "tender", "amendment", "ends"],
    "tags": ["big_tech", "data_outsourcing"],
}


def full(installation: Installation, language: str) -> None:
    """One of everything in one weekly digest."""
    ends = Period(end=date(2026, 9, 15), end_basis="stated")
    installation.crawl(
        microsoft_award("1-2026", procedure=PROCEDURE.format(1), period=ends),
        plain_award(
            "2-2026", procedure=PROCEDURE.format(2), title="Hébergement du portail famille"
        ),
        microsoft_award("3-2026", procedure=PROCEDURE.format(3), title="Suite bureautique"),
        microsoft_award("4-2026", procedure=PROCEDURE.format(4), title="Licences pour écoles"),
    )
    installation.run_alerts()
    installation.subscribe(rhythm="weekly", language=language, **EVERYTHING)  # type: ignore[arg-type]
    installation.run_alerts()
    installation.advance(days=7)
    installation.crawl(
        microsoft_award(
            "8-2026", procedure=PROCEDURE.format(8), day=8, title="Messagerie et agenda"
        )
    )
    installation.run_alerts()  # this one is told, and corrected below
    installation.advance(days=7)
    hosted = tag(
        "data_outsourcing",
        key="LOT-0001",
        rule="hosting",
        field="title",
        role=None,
        evidence="Hébergement",
    )
    hosted_by = replace(hosted, award=None, evidence="mode SaaS")
    installation.crawl(
        plain_award(
            "2-2026",
            procedure=PROCEDURE.format(2),
            tags=(hosted,),
            title="Hébergement du portail famille",
        ),
        cause="retag",
    )
    installation.crawl(
        microsoft_award(
            "81-2026",
            procedure=PROCEDURE.format(8),
            day=12,
            worth=12_000,
            title="Messagerie et agenda",
            change="correction",
            references=corrects("8-2026"),
        ),
        microsoft_award(
            "31-2026",
            procedure=PROCEDURE.format(3),
            kind="amendment",
            day=12,
            worth=180_000,
            title="Suite bureautique",
            references=amends("3-2026"),
        ),
        microsoft_award(
            "5-2026",
            procedure=PROCEDURE.format(5),
            day=13,
            who=(SCC, MICROSOFT),
            title="Postes de travail et licences",
            worth=2_450_000,
            period=Period(months=None, end=date(2030, 2, 28), end_basis="from_duration"),
        ),
        microsoft_award(
            "6-2026",
            procedure=PROCEDURE.format(6),
            day=13,
            kind="award_intention",
            status="pending",
            title="Maintenance sans mise en concurrence",
        ),
        notice(
            "7-2026",
            "tender",
            procedure=PROCEDURE.format(7),
            day=14,
            title="Logiciel de gestion des absences",
            deadline=date(2026, 4, 20),
            tags=(hosted_by,),
        ),
    )
    with closing(connect(installation.folder / "vigie.db")) as connection:
        connection.execute(
            "UPDATE portals SET state = 'failed', failures = 9, last_success ="
            " '2026-03-09T04:00:00Z', title_en = 'Official bulletin of public procurement',"
            " title_fr = 'Bulletin officiel des marchés publics', country = 'FR',"
            " title_es = 'Boletín oficial de los contratos públicos'"
            " WHERE name = 'boamp'"
        )
    installation.run_alerts()


def as_golden(mail: EmailMessage, kind: str) -> str:
    """Body without what is another in each installation: the tokens of links."""
    body = text(mail) if kind == "txt" else html(mail)
    actual = f"Subject: {mail['Subject']}\n\n{body}" if kind == "txt" else body
    return re.sub(r"(/alerts/\w+/)[\w.=-]+", r"\1TOKEN", actual).replace("\r\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_reads_as_the_one_we_looked_at(
    installation: Installation, box: Postbox, language: str
) -> None:
    full(installation, language)
    mail = box.mails(ANN)[-1]
    for kind in ("txt", "html"):
        file = HERE / f"digest.{language}.{kind}"
        actual = as_golden(mail, kind)
        if not file.exists():
            HERE.mkdir(exist_ok=True)
            file.write_text(actual, "utf-8")
            pytest.fail(f"{file.name} was not there: read it, then commit it")
        assert actual == file.read_text("utf-8"), f"{file.name}: if this is better, delete it"


def test_every_section_is_in_the_golden_digest(installation: Installation, box: Postbox) -> None:
    full(installation, "en")
    shown = text(box.mails(ANN)[-1])
    with use_language("en"):
        assert [name for name in SECTIONS if SECTION_HEADINGS[name].upper() not in shown] == []


def test_an_entry_without_a_claim_says_what_makes_it_digital(
    installation: Installation, box: Postbox
) -> None:
    """The law that follows from a supplier's seat is nobody's reason to be told."""
    law = tag("data_law_exposure", "non_eu_parent", key="LOT-0001", evidence="SCC France")
    installation.subscribe(kinds=["award"])
    installation.advance(hours=1).crawl(plain_award(tags=(law,)))
    installation.run_alerts()
    (mail,) = box.mails(ANN)
    for expected in (text(mail), re.sub(r"<[^>]+>", "", html(mail))):
        assert "Why: digital service, CPV 48000000" in expected
        assert "Law that binds" not in expected


# --- harm ----------------------------------------------------------------------------------------

HARM = [
    "Marché\r\nBcc: victim@example.org\r\n\r\nHello",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %} %s {n}",
    "أنظمة المعلومات \u202eevil\u202c עברית",
    "x" * 5000,
    "mot " * 3000,
    "a\x00b\x1b[31mred\x07",
    "\u2028line\u2029paragraph\x85next",
    "=?utf-8?q?fake?= \u200b\u200e😀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "https://evil.example/?a=1&b=2 javascript:alert(1)",
    "",
]


class Tags(HTMLParser):
    """Names of elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("harm", HARM)
def test_a_text_that_means_harm_stays_text(
    installation: Installation, box: Postbox, harm: str
) -> None:
    installation.run_alerts()
    installation.subscribe(kinds=["award"])
    who = SimpleNamespace(made=organization(harm or "–"))
    supplier = type(SCC)(who.made, "main", ())
    made = award(who=(supplier,), value=euros(1))
    claim = tag(key="LOT-0001", evidence=harm or "–")
    installation.crawl(
        notice(
            "1-2026",
            title=harm or "–",
            awards=(made,),
            tags=(claim,),
            url='javascript:alert(1)//"><b>',
        )
    )
    installation.run_alerts()
    (mail,) = box.mails(ANN)
    assert mail.defects == []
    assert [to for to, _ in box.raw] == [ANN]
    assert mail["Bcc"] is None
    assert len(str(mail["Subject"])) <= 200
    head = box.raw[0][1].split(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert max(map(len, box.raw[0][1].split(b"\r\n"))) < 998
    tags = Tags()
    tags.feed(html(mail))
    names = {name for name, _ in tags.seen}
    assert names <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "p",
        "h2",
        "span",
        "bdi",
        "a",
        "mark",
        "hr",
    }
    attributes = {name for _, attrs in tags.seen for name in attrs}
    assert not {name for name in attributes if name.startswith("on")}
    addresses = [attrs.get("href") or "" for name, attrs in tags.seen if name == "a"]
    assert all(address.startswith("https://vigie.example.org/") for address in addresses)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", text(mail))


def test_a_mail_loads_nothing_and_counts_nobody(installation: Installation, box: Postbox) -> None:
    full(installation, "fr")
    tags = Tags()
    tags.feed(html(box.mails(ANN)[-1]))
    loaded = [attrs for _, attrs in tags.seen if {"src", "srcset", "background"} & set(attrs)]
    assert loaded == []
    assert "url(" not in html(box.mails(ANN)[-1])


def test_ten_thousand_items_are_one_short_mail(installation: Installation, box: Postbox) -> None:
    installation.run_alerts()
    number = installation.subscribe(kinds=["award"])
    facts = (
        '{{"section":"new","what":"contract","id":"ted:{0}-2026/1","title":"Contract {0}",'
        '"buyer":"Calais","country":"FR","suppliers":"SCC","groups":[],"value":{0},'
        '"currency":"EUR","value_eur":{0},"kinds":["award"],"change":{{}}}}'
    )
    with closing(installation.private()) as connection, connection:
        connection.execute("BEGIN")
        for index in range(10_000):
            connection.execute(
                "INSERT INTO events (id, subject, name, at, facts) VALUES (?, ?, 'award', '', ?)",
                (index + 1, f"ted:{index}-2026/1", facts.format(index)),
            )
            connection.execute("INSERT INTO notifications VALUES (?, ?, 1)", (index + 1, number))
        connection.execute(
            "INSERT INTO messages (id, message_id, kind, subscription, created, state, not_before)"
            " VALUES (1, '<1@example.org>', 'digest', ?, ?, 'waiting', '')",
            (number, installation.now.isoformat()),
        )
    installation.flush_outbox()
    (mail,) = box.mails(ANN)
    assert mail["Subject"].startswith("10,000 new")
    assert "* Contract 9960\r\n" in text(mail)
    assert "And 200 more, in short:\r\n- Contract 9959 – Calais" in text(mail)
    assert "… and 9,760 more:" in text(mail)
    assert "Contract 9759 " not in text(mail)
    assert len(box.raw[0][1]) < 150_000


@pytest.mark.parametrize("most", [1, 2, 4, 40])
def test_many_new_contracts_do_not_hide_what_else_happened(most: int) -> None:
    """Of 68 new contracts forty were listed, and no source that was silent after them."""
    number = {"correction": 1, "new": 68, "changed": 2, "silent": 3}
    buyer = [("Buyer", "Lille (France)")]
    items = [
        DigestItem(name, f"{name} {n}", buyer, page_url=f"{SITE}{name}/{n}")
        for name, many in number.items()
        for n in range(many)
    ]
    with use_language("en"):
        links = dict.fromkeys(("more_url", "mistake_url", "change_url", "unsubscribe_url"))
        digest = render_digest(items, most, links)
    whole = re.findall(r"^\* (\w+) \d+$", digest.text, re.MULTILINE)
    assert len(whole) == most
    assert most < len(number) or set(whole) == set(number)
    for item in items:
        shown = f"* {item.headline}\n" in digest.text
        in_short = f"- {item.headline} – Lille (France)\n  {item.page_url}\n" in digest.text
        assert shown != in_short
        assert f'href="{item.page_url}"' in digest.html
    headings = [heading.upper() for heading in SECTION_HEADINGS.values()]
    at = [digest.text.find(f"\n{heading}\n=") for heading in headings]
    assert [place for place in at if place >= 0] == sorted(place for place in at if place >= 0)
    assert sum(place >= 0 for place in at) == len(number)


@pytest.mark.parametrize(("corrections", "unlisted"), [(700, ""), (1_101, "81")])
def test_each_correction_has_its_line_as_no_page_lists_them(
    corrections: int, unlisted: str
) -> None:
    """Beyond 240 they were to be looked for in a list that has no withdrawn contract."""
    number = {"correction": corrections, "new": 300}
    items = [
        DigestItem(name, f"{name} {n}", page_url=f"{SITE}{name}/{n}/")
        for name, many in number.items()
        for n in range(many)
    ]
    with use_language("en"):
        links = dict.fromkeys(("more_url", "mistake_url", "change_url", "unsubscribe_url"))
        digest = render_digest(items, 40, links)
    words = " ".join(digest.text.split())
    for part in (digest.text, digest.html):
        named = [item for item in items if item.page_url and item.page_url in part]
        listed = Counter(item.section for item in named)
        assert listed["correction"] == corrections - int(unlisted or 0)
        assert listed["new"] == 220
    for part in (words, digest.html):
        assert (f"… and {unlisted} more corrections, which no page lists" in part) == bool(unlisted)
        assert "… and 80 more" in part


def test_the_largest_comes_first_and_what_takes_something_back_before_it() -> None:
    items = [
        DigestItem("new", "a", sort_value=1),
        DigestItem("correction", "b"),
        DigestItem("new", "c", sort_value=5),
    ]
    with use_language("en"):
        assert digest_subject(items) == "1 correction, 2 new"


def test_a_subject_names_nobody_twice() -> None:
    items = [
        DigestItem("new", "a", group_names=("SCC", "Microsoft")),
        DigestItem("new", "b", group_names=("Microsoft",)),
    ]
    with use_language("fr"):
        assert digest_subject(items) == "2 nouveautés\u00a0: SCC, Microsoft"


def test_a_subject_names_the_first_of_many_suppliers_and_the_buyer() -> None:
    facts = {
        "id": "ted:1-2026",
        "section": "new",
        "buyer": "Calais",
        "country": "FR",
        "suppliers": "Adtim | Axione, S. A. | Bouygues | " + " | ".join("SCC" * 9),
    }
    with use_language("en"):
        item = build_item(facts, Filter(), "https://vigie.example.org/", date(2026, 3, 2))
        named = "Adtim, Axione, S. A., Bouygues…"
        assert digest_subject([item]) == f"New contract: {named} – Calais (France)"
        assert digest_subject([item, item]) == f"2 new: {named}"


def test_a_subject_names_no_subcontractor() -> None:
    names = f"SCC | Aide SARL{SUBCONTRACTOR_MARK}"
    with use_language("en"):
        item = build_item(FACTS | {"suppliers": names}, Filter(), SITE, date(2026, 3, 2))
        assert digest_subject([item]) == "New contract: SCC – Ville (France)"
    assert lines_of("fr", suppliers=names)["Titulaire"] == "SCC\u202f; Aide SARL (sous-traitant)"


def test_many_suppliers_are_cut_between_two_names() -> None:
    names = [f"Fournisseur numéro {number:03}" for number in range(40)]
    for length in range(1, 30):
        label = lines_of("fr", suppliers=" | ".join(["A" * length, *names]))["Titulaire"]
        assert "|" not in label
        assert label[-2] not in "\u202f\u00a0 ;"


def test_a_buyer_published_by_its_number_alone_is_named_as_on_the_page(
    installation: Installation,
) -> None:
    alone = replace(organization("SIRET 21620193900014"), id="FR-SIREN-216201939")
    installation.crawl(plain_award("1-2026"))
    installation.crawl(plain_award("2-2026", procedure="2", buyers=(Buyer(alone),)))
    with closing(connect(installation.folder / "vigie.db")) as connection:
        facts = contract_facts(connection, ["ted:1-2026/LOT-0001", "ted:2-2026/LOT-0001"])
        published = connection.execute("SELECT DISTINCT buyer FROM contracts").fetchall()
    assert len(published) == 2
    assert {row["buyer"] for row in facts.values()} == {"Commune de Calais"}


def test_what_has_no_title_is_told_from_others_by_its_number() -> None:
    with use_language("en"):
        item = build_item(FACTS | {"title": None}, Filter(), SITE, date(2026, 3, 2))
    assert item.headline == "Subject not published (TED 1-2026/1)"


def test_a_subject_does_not_name_groups_behind_the_silent_sources() -> None:
    items = [
        DigestItem("new", "a", group_names=("SCC",)),
        DigestItem("new", "b"),
        DigestItem("silent", "BOAMP"),
    ]
    with use_language("en"):
        assert digest_subject(items) == "2 new: SCC; 1 silent source"
        assert digest_subject([items[2], items[2]]) == "2 silent sources"


def test_a_person_whose_name_is_withheld_is_said_in_one_language() -> None:
    for language, label, expected in (
        ("fr", "Titulaire", "un particulier"),
        ("en", "Supplier", "a private person"),
    ):
        assert lines_of(language, suppliers=WITHHELD)[label] == expected


FACTS = {
    "section": "new",
    "what": "contract",
    "id": "ted:1-2026/1",
    "title": "Licences",
    "buyer": "Ville",
    "country": "FR",
    "suppliers": "SCC",
    "groups": [],
    "value": 100.0,
    "currency": "EUR",
    "kinds": ["award"],
    "change": {},
    "status": "active",
}


def lines_of(
    language: str = "en", today: date = date(2026, 1, 1), **facts: object
) -> dict[str, str]:
    with use_language(language):
        return dict(build_item({**FACTS, **facts}, Filter(), SITE, today).lines)


def test_a_number_that_proves_a_group_is_said_in_words_to_be_one_of_a_register() -> None:
    reason = {"tag": "vendor", "group": "Fujitsu", "role": "winner", "evidence": "GB-COH 00096056"}
    named = {**reason, "evidence": "FUJITSU SERVICES"}
    for language, winner, number, name in (
        ("fr", "titulaire", "numéro Companies House 00096056 du titulaire", "« {} »"),
        ("en", "winner", "Companies House number 00096056 of the supplier", "“{}”"),
        ("es", "adjudicatario", "número Companies House 00096056 del adjudicatario", "«{}»"),
    ):
        with use_language(language):
            facts = {**FACTS, "why": [reason, named]}
            item = build_item(facts, Filter(), SITE, date(2026, 1, 1))
            links = dict.fromkeys(("more_url", "mistake_url", "change_url", "unsubscribe_url"))
            digest = render_digest([item], 5, links)
        text = " ".join(digest.text.split())
        assert f"Fujitsu ({winner}) – {number}" in text
        assert f"Fujitsu ({winner}) – {name.format('FUJITSU SERVICES')}" in digest.text
        assert f"Fujitsu ({winner}) – {number}</div>" in digest.html
        assert "GB-COH" not in digest.text + digest.html


def test_only_groups_that_sign_stand_behind_the_supplier() -> None:
    named = {"id": "sap", "name": "SAP", "tier": "big_tech", "role": "named_product"}
    reseller = {"id": "scc", "name": "SCC", "tier": "reseller", "role": "reseller_winner"}
    assert lines_of(suppliers="Kearney", groups=[named])["Supplier"] == "Kearney"
    both = lines_of(suppliers="SCC France", groups=[named, reseller])
    assert both["Supplier"] == "SCC France → SCC"
    alike = lines_of(suppliers="HOROQUARTZ", groups=[reseller | {"name": "Horoquartz"}])
    assert alike["Supplier"] == "HOROQUARTZ", "a firm called as its group is said once"


@pytest.mark.parametrize(
    ("country", "published", "until"),
    [
        ("FR", "2026-03-13", "23\u00a0March 2026"),  # ten days
        ("GB", "2026-03-13", "24\u00a0March 2026"),  # a Friday and seven working days more
        ("GB", "2026-03-14", "25\u00a0March 2026"),  # published on a Saturday
        ("GH", "2026-03-13", None),  # no law that we know
    ],
)
def test_the_end_of_a_standstill_is_told_where_a_law_says_it(
    country: str, published: str, until: str | None
) -> None:
    actual = lines_of(
        country=country, published=published, kinds=["award_intention"], status="pending"
    )
    assert actual.get("Can be challenged") == (until and f"as a rule until {until} at least")
    assert actual["Intended supplier"] == "SCC"


@pytest.mark.parametrize(
    ("language", "label", "until", "over"),
    [
        ("en", "Can be challenged", "as a rule until 23 March 2026 at least", "that day is over"),
        (
            "fr",
            "Recours possible",
            "en règle générale jusqu’au 23 mars 2026 au moins",
            "ce jour est passé",
        ),
        (
            "es",
            "Se puede recurrir",
            "por lo general, al menos hasta el 23 de marzo de 2026",
            "ese día ya ha pasado",
        ),
    ],
)
def test_a_standstill_that_is_over_when_the_mail_is_made_is_said_to_be_over(
    language: str, label: str, until: str, over: str
) -> None:
    pending = {"published": "2026-03-13", "kinds": ["award_intention"], "status": "pending"}
    for today, expected in ((date(2026, 3, 23), until), (date(2026, 3, 24), f"{until} ({over})")):
        lines = lines_of(language, today, **pending)
        assert lines[label].replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("facts", "label", "shown"),
    [
        ({"change": {"currency": ["GBP", "EUR"], "value": [90.0, 100.0]}}, "Value", "£90 → €100"),
        ({"change": {"currency": ["GBP", "EUR"]}}, "Value", "£100 → €100"),
        ({"change": {"buyer_id": ["a", "b"]}}, "Buyer", "Ville (France), corrected"),
        ({"value_plausible": 0}, "Value", "€100 (as published; it cannot be right)"),
        ({"value_kind": "ceiling"}, "Value", "€100 (ceiling)"),
        ({"vat": "included"}, "Value", "€100 VAT included"),
        ({"vat": "unknown"}, "Value", "€100"),
        (
            {"value": None, "maximum": 100.0, "vat": "excluded"},
            "Value",
            "at most €100 without VAT, exact value not published",
        ),
        (
            {"vat": "excluded", "value_kind": "ceiling", "change": {"value": [90.0, 100.0]}},
            "Value",
            "€90 → €100 without VAT (ceiling)",
        ),
        (
            {"value": None, "maximum": 100.0, "change": {"value": [90.0, None]}},
            "Value",
            "€90 → at most €100, exact value not published",
        ),
        (
            {"value_kind": "estimate", "value_shared": 1},
            "Value",
            "€100 (estimate; one amount repeated for several contracts)",
        ),
        (
            {"value": None, "maximum": 100.0},
            "Value",
            "at most €100, exact value not published",
        ),
        ({"end": "2027-10-31"}, "Ends", "31\u00a0October 2027"),
        (
            {"change": {"end": ["2027-10-31", None]}},
            "Ends",
            "31\u00a0October 2027 → no date published",
        ),
        ({"change": {"corrected": "ted:3-2026"}}, "Corrected", "by notice TED 3-2026"),
        ({}, "Ends", "no date published"),
        (
            {"scope_reason": "code CPV 48000000"},
            "Why",
            "digital service, code CPV 48000000 (Software package and information systems)",
        ),
        (
            {"scope_reason": "title: Portail (digital-clue)", "digital": "borderline"},
            "Why",
            "Uncertain whether it is digital: kept because of the word “Portail” alone.",
        ),
        (
            {"change": {"big_tech": ["yes", "no"]}, "section": "correction"},
            "Big tech",
            "no longer held, now: no",
        ),
        (
            {"change": {"big_tech": ["yes", None]}, "section": "correction"},
            "Big tech",
            "no longer held",
        ),
    ],
)
def test_a_line_says_what_was_published_and_what_changed(
    facts: dict[str, object], label: str, shown: str
) -> None:
    assert lines_of(**facts)[label] == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_mails_read_as_those_we_looked_at(
    installation: Installation, box: Postbox, language: str
) -> None:
    request_spool.spool_request(
        request_spool.spool_folder(installation.folder / "private.db"),
        {
            "do": "subscribe",
            "address": ANN,
            "language": language,
            "rhythm": "weekly",
            "filter": '{"kinds":["award","ends"],"months":[6,3],"tags":["big_tech"],'
            '"countries":["FR","BE"],"tiers":["gafam"],"least_value":40000}',
        },
    )
    installation.flush_outbox()
    file = HERE / f"confirm.{language}.txt"
    actual = as_golden(box.mails(ANN)[0], "txt")
    if not file.exists():
        file.write_text(actual, "utf-8")
        pytest.fail(f"{file.name} was not there: read it, then commit it")
    assert actual == file.read_text("utf-8"), f"{file.name}: if this is better, delete it"


def test_an_alert_is_described_in_the_order_of_the_form_and_no_condition_narrows_the_bulletin() -> (
    None
):
    narrowed = {"tags": ["big_tech"], "countries": ["FR"]}
    with use_language("en"):
        assert describe_filter(build_filter({"kinds": ["bulletin"], **narrowed})) == [
            "the bulletin of the week, each Monday"
        ]
        filter_values = build_filter(
            {"kinds": ["bulletin", "tender", "award", "amendment"], **narrowed}
        )
        assert describe_filter(filter_values) == [
            "contracts awarded, calls for tenders, contracts modified",
            "marked as: Big tech",
            "countries: France",
            "and the bulletin of the week, each Monday, with all that it has",
        ]


def test_what_was_chosen_has_no_gender_in_spanish() -> None:
    with use_language("es"):
        assert describe_filter(build_filter({"words": ["a", "b"]}), typed=False)[1:] == [
            "palabras: 2 de su elección"
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_that_asks_to_confirm_the_bulletin_says_its_day_once(
    here: Installation, box: Postbox, visitor: Visitor, language: str
) -> None:
    request_spool.spool_request(
        request_spool.spool_folder(here.folder / "private.db"),
        {
            "do": "subscribe",
            "address": ANN,
            "language": language,
            "rhythm": "daily",
            "filter": '{"kinds":["bulletin"],"tags":["big_tech"]}',
        },
    )
    here.flush_outbox()
    (mail,) = box.mails(ANN)
    (confirm,) = re.findall(r"https?://[^/\s]+(/\S+/confirm/\S+)", text(mail))
    with use_language(language):
        (asked,) = describe_filter(build_filter({"kinds": ["bulletin"]}))
        rhythm = rhythm_label("daily")
    for expected in (text(mail), visitor.open(confirm)[1]):
        assert asked in expected
        assert rhythm not in expected


@given(st.text(max_size=400))
def test_any_text_becomes_one_line(anything: str) -> None:
    line = one_line(anything)
    assert len(line) <= 150
    assert not set(line) & set("\r\n\x00\u2028\u2029\x85\x0b\x0c")
    assert one_line(line) == line


def test_a_mail_reads_on_a_terminal(installation: Installation, box: Postbox) -> None:
    full(installation, "fr")
    lines = text(box.mails(ANN)[-1]).splitlines()
    assert [line for line in lines if len(line) > 78 and "://" not in line] == []


def test_the_date_is_that_of_the_writing(installation: Installation, box: Postbox) -> None:
    installation.queue_operator_mail("x", "y", "z")
    installation.advance(days=2).flush_outbox()
    date_header = box.mails()[0]["Date"].datetime
    assert date_header == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_a_contract_is_told_for_its_own_reason_not_for_that_of_its_notice(
    installation: Installation,
) -> None:
    installation.crawl(microsoft_award())
    with closing(connect(installation.folder / "vigie.db")) as public:
        (contract,) = public.execute("SELECT id FROM contracts").fetchone()
        public.execute("UPDATE contracts SET scope_reason = 'title: Portail'")
        public.execute("UPDATE notices SET scope_reason = 'vendor microsoft: MICROSOFT FRANCE'")
        facts = contract_facts(public, [contract])[contract]
    assert facts["scope_reason"] == "title: Portail"


def test_who_asked_for_much_can_unsubscribe_by_a_link_in_the_mail_too(
    installation: Installation, box: Postbox
) -> None:
    """A link to change the alert would carry all that was asked for, and break."""
    words = [f"{number} {'many letters ' * 8}" for number in range(30)]
    installation.subscribe(kinds=["award"], words=["licences", *words])
    installation.run_alerts()
    installation.crawl(plain_award())
    installation.run_alerts()
    (mail,) = box.mails(ANN)
    for body in (text(mail), html(mail)):
        assert "/en/alerts/unsubscribe/" in body
        assert "/en/alerts/change/" not in body

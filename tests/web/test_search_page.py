"""The search page: what it says of a query, its filters and counts, and bad input."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from monitor.aggregates.refresh import refresh
from monitor.alerts.subscription_forms import RequestSpooler
from monitor.i18n.routes import page_path
from monitor.web.pages.search import _CALLS
from pipelines.reference.legal_regimes import EEA
from pipelines.store.database import connect
from tests.web.conftest import asker
from tests.web.support import TODAY, Get, seen

HOSTILE = (
    '"',
    "' OR 1=1 --",
    "NEAR(a b",
    "a*b^c:",
    "%",
    "😀",
    "{x}",
    "-",
    "AND OR NOT",
    "title:x",
    "the of and",
    "的 数据",
    "Ωμέγα",
    "مراقبة",
    "\u202eabc",
    "x" * 10_000,
    "mot " * 2_500,
    "<script>alert(1)</script>",
    "\x00",
)


def found(get: Get, lang: str = "fr", **given: Any) -> dict[str, Any]:
    answer = get(page_path("search", lang, "json", **given))
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_words_are_refused(get: Get, query: str, lang: str) -> None:
    answer = get(page_path("search", lang, q=query))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    page = html.fromstring(answer.text)
    assert page.cssselect(".contracts li, .empty")


@pytest.mark.parametrize("query", ["", " ", "\t"])
def test_without_words_all_contracts_are_listed(
    get: Get, rows: sqlite3.Connection, query: str
) -> None:
    (every,) = rows.execute("SELECT count(*) FROM contracts WHERE same_as IS NULL").fetchone()
    assert found(get, q=query)["found"] == every


def test_other_words_for_the_same_are_searched_and_said(get: Get) -> None:
    page = seen(get(page_path("search", "fr", q="informatique en nuage hébergement")).text)
    assert "Cherché aussi, dans toutes les langues" in page
    assert found(get, q="informatique en nuage")["found"] > 0
    alone = found(get, q="informatique en nuage", exact="yes")
    assert alone["found"] == 0
    assert alone["also"] == []


def test_another_word_is_said_once_and_is_not_the_word_itself(get: Get) -> None:
    (software, hospitals) = found(get, q="logiciel hôpital")["also"][:2]
    assert software["examples"] == ["software"]  # in several languages
    assert "hospital…" in hospitals["examples"]
    assert "hôpita…" not in hospitals["examples"]


def test_a_claim_that_the_words_name_leads_to_its_contracts_also_where_none_has_the_words(
    get: Get, rows: sqlite3.Connection
) -> None:
    words = "surveillance du personnel"
    page = html.fromstring(get(page_path("search", "fr", q=words)).text)
    (link,) = page.xpath("//a[text()='les contrats ainsi signalés']/@href")
    assert link == page_path("search", "fr", tag="worker_surveillance")
    (marked,) = rows.execute(
        "SELECT count(*) FROM contracts WHERE worker_surveillance = 'yes' AND same_as IS NULL"
    ).fetchone()
    assert found(get, tag="worker_surveillance")["found"] == marked > 0
    assert found(get, q=words)["found"] == marked


def test_bodies_of_calls_are_said_to_have_the_contracts_that_they_have(get: Get) -> None:
    for word in ("cloud", "hébergement", "licences", "maintenance"):
        for buyer in found(get, q=word)["buyers"]:
            assert buyer["contracts"] >= found(get, buyer=buyer["id"])["found"]


def test_a_misspelt_name_is_read_and_said(get: Get) -> None:
    page = get(page_path("search", "en", q="Microsft")).text
    assert "Nothing has the word “Microsft”: “microsoft” was searched instead." in seen(page)
    (exactly,) = [
        link.get("href")
        for link in html.fromstring(page).cssselect(".notice a")
        if "exactly" in link.text_content()
    ]
    assert "What you can do" in seen(get(exactly).text)


def test_what_takes_too_long_is_said_and_is_no_error(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.search import matching_rowids
    from monitor.web.errors import QueryTimeoutError

    def late(*_: Any) -> Any:
        raise QueryTimeoutError

    monkeypatch.setattr(matching_rowids, "_all_rowids", late)
    answer = get(page_path("search", "en", q="something never asked before"))
    assert answer.status_code == 200
    assert "Not everything could be searched in time" in seen(answer.text)


def test_two_subjects_find_what_has_both(get: Get, rows: sqlite3.Connection) -> None:
    both = found(get, q="métropole européenne de Lille Microsoft")
    assert {
        "Microsoft" in str(contract["vendor_groups"]) or contract["buyer"]
        for contract in both["contracts"]
    }
    for contract in both["contracts"]:
        assert "microsoft" in str(contract["vendor_groups"]) or "icrosoft" in str(contract["title"])
    assert "microsoft" in [group["id"] for group in both["groups"]]


FILTERS = {
    "country": ("FR", "country = 'FR'"),
    "year": ("2026", "substr(coalesce(signed, decided, published), 1, 4) = '2026'"),
    "ends": ("2027", "substr([end], 1, 4) = '2027'"),
    "tag": ("big_tech", "big_tech = 'yes'"),
    "law": ("non_eu_parent", "data_law_exposure = 'non_eu_parent'"),
    "seat": (
        "US",
        "id IN (SELECT contract_id FROM contract_groups k JOIN vendor_groups g"
        " ON g.id = k.vendor_group WHERE g.hq_country = 'US')",
    ),
    "method": ("open", "method = 'open'"),
    "value": ("1000000", "value_eur >= 1000000 AND value_eur < 10000000"),
    "portal": ("ted", "portal = 'ted'"),
    "language": (
        "fr",
        "(SELECT language FROM notices n WHERE n.id = contracts.notice_id) = 'fr'",
    ),
    "group": (
        "microsoft",
        "id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = 'microsoft')",
    ),
    "role": (
        "winner",
        "id IN (SELECT contract_id FROM contract_groups WHERE role = 'winner')",
    ),
    "verified": ("yes", "verified IS NOT NULL"),
}


def test_every_role_that_a_group_has_can_be_chosen(
    edited: sqlite3.Connection, tmp_path: Path
) -> None:
    """Contracts that keep up machines of a maker were shown so, counted nowhere and refused."""
    edited.execute(
        "UPDATE contract_groups SET role = 'named_manufacturer' WHERE role = 'named_product'"
        " AND vendor_group = 'microsoft'"
    )
    edited.execute("DELETE FROM search_index")
    edited.execute("DELETE FROM meta WHERE key IN ('aggregates_made_of', 'search_index')")
    edited.commit()
    with closing(connect(tmp_path / "vigie.db")) as db:
        refresh(db)
    get = asker(tmp_path / "vigie.db")
    roles = {role for (role,) in edited.execute("SELECT DISTINCT role FROM contract_groups")}
    assert "named_manufacturer" in roles
    for role in roles:
        (right,) = edited.execute(
            "SELECT count(DISTINCT contract_id) FROM contract_groups JOIN contracts c"
            " ON c.id = contract_id WHERE role = ? AND same_as IS NULL",
            (role,),
        ).fetchone()
        assert found(get, role=role)["found"] == right > 0


def test_the_list_says_that_figures_count_fewer(get: Get) -> None:
    """418 contracts of a country here, 367 in the comparison."""
    counted = get("/en/index.json").json()["figures"][0]["total"]
    assert counted < found(get)["found"]
    assert "stay in this list" in seen(get(page_path("search", "en")).text)


def test_what_ends_next_is_listed_before_what_has_ended(demo_db: Path) -> None:
    later = TODAY + timedelta(days=500)
    get, today = asker(demo_db, today=lambda: later), later.isoformat()
    ends = [contract["end"] for contract in _all(get, sort="ending")]
    ahead = sorted(end for end in ends if end and end >= today)
    past = sorted((end for end in ends if end and end < today), reverse=True)
    assert ends == [*ahead, *past, *[None] * ends.count(None)]
    assert ahead
    assert past
    (years,) = (facet["options"] for facet in found(get)["facets"] if facet["name"] == "ends")
    values = [int(option["value"]) for option in years]
    assert values == sorted(values, key=lambda year: (year < later.year, abs(year - later.year)))
    assert min(values) < values[0]


def _all(get: Get, **given: Any) -> list[dict[str, Any]]:
    """All contracts of a search, page by page."""
    page, listed = 1, []
    while (answer := found(get, page=page, **given))["contracts"]:
        listed += answer["contracts"]
        page += 1
    return listed


@pytest.mark.parametrize(
    ("query", "words", "year"),
    [
        ("contrats qui se terminent en 2027", "", "2027"),
        ("Microsoft contracts ending in 2027", "Microsoft", "2027"),
        ("Verträge mit Microsoft, die 2027 enden", "Verträge mit Microsoft", "2027"),
        ("contratos Microsoft que vencen pronto", "Microsoft", None),
        ("contrats Microsoft qui finissent bientôt", "Microsoft", None),
    ],
)
def test_contracts_that_end_are_asked_for_in_words(
    get: Get, query: str, words: str, year: str | None
) -> None:
    """No notice has these words: the search found nothing, or what it found had not this end."""
    page = found(get, q=query)
    assert page["found"] == found(get, q=words, ends=year)["found"] > 0
    ends = [contract["end"] for contract in page["contracts"]]
    first = [end for end in ends if end and end >= TODAY.isoformat()]
    assert ends[: len(first)] == sorted(first)
    assert all(end[:4] == year for end in ends if year)
    html_page = seen(get(page_path("search", "fr", q=query)).text)
    assert "beaucoup d'avis ne donnent pas de fin" in html_page
    assert "Chercher exactement ce que j'ai écrit" in html_page
    assert found(get, q=query, exact="yes")["ending"] is None


@pytest.mark.parametrize(
    ("query", "words", "year"),
    [
        ("marchés sans mise en concurrence", "", None),
        ("contracts without competition", "", None),
        ("contratos adjudicados directamente", "", None),
        ("Microsoft gré à gré", "Microsoft", None),
        ("Microsoft awarded directly, ending in 2027", "Microsoft", "2027"),
    ],
)
def test_contracts_without_competition_are_asked_for_in_words(
    get: Get, query: str, words: str, year: str | None
) -> None:
    """The words were looked for in texts, where a notice says of another thing that it had none."""
    page = found(get, q=query)
    assert page["meant"]["words"].strip(",") == words
    assert page["found"] == found(get, q=words, method="direct", ends=year)["found"]
    assert {contract["method"] for contract in page["contracts"]} <= {"direct"}
    html_page = seen(get(page_path("search", "fr", q=query)).text)
    assert "Affichés : les contrats dont la procédure publiée est" in html_page
    assert "Chercher exactement ce que j'ai écrit" in html_page
    assert found(get, q=query, exact="yes")["meant"] is None


@pytest.mark.parametrize(
    ("query", "titles"),
    [("AI", {"AI for schools"}), ("ai", {"AI for schools"}), ("visio", {"Location de visio"})],
)
def test_short_and_ambiguous_words_find_what_readers_mean(
    edited: sqlite3.Connection, query: str, titles: set[str]
) -> None:
    """Most Italian titles have "ai", and Visio is a product of Microsoft."""
    rows = (("en", "AI for schools"), ("fr", "Servizi ai comuni"), ("fr", "Location de visio"))
    for language, title in rows:
        edited.execute(
            "UPDATE contracts SET title = ? WHERE id = (SELECT c.id FROM contracts c"
            " JOIN notices n ON n.id = c.notice_id WHERE c.same_as IS NULL AND n.language = ?"
            " AND c.vendor_groups = '[]' AND c.title NOT IN (?, ?, ?) LIMIT 1)",
            (title, language, *(one for _, one in rows)),
        )
    edited.commit()
    (_, _, path) = edited.execute("PRAGMA database_list").fetchone()
    listed = {
        contract["title"] for contract in found(asker(Path(path)), "en", q=query)["contracts"]
    }
    assert titles <= listed
    assert "Servizi ai comuni" not in listed
    microsoft = found(asker(Path(path)), "en", q=query)["groups"]
    assert [group["id"] for group in microsoft] == (["microsoft"] if query == "visio" else [])


@pytest.mark.parametrize("query", ["sous-traitants", "subcontractors", "subcontratistas"])
def test_who_asks_for_subcontractors_is_led_to_where_they_are_named(get: Get, query: str) -> None:
    """One part of the word was corrected to a word of therapy."""
    page = found(get, q=query)
    assert page["meant"] == {"words": "", "filter": "role", "value": "subcontractor"}
    assert not page["corrected"]
    assert page["found"] == found(get, role="subcontractor")["found"]
    answer = get(page_path("search", "fr", q=query))
    (link,) = html.fromstring(answer.text).cssselect(".notice a[href*='suppliers']")
    table = get(link.get("href"))
    assert table.status_code == 200
    assert "Sous-traitant" in table.text or "subcontractor" in table.text


@pytest.mark.parametrize("query", ["contrats terminés", "expired contracts", "contratti scaduti"])
def test_who_asks_for_ended_contracts_finds_those_that_are_over(
    edited: sqlite3.Connection, query: str
) -> None:
    """Terminals were found."""
    over = ["2026-01-31", "2025-12-31"]
    for end in over:
        edited.execute(
            "UPDATE contracts SET end = ? WHERE id = (SELECT id FROM contracts"
            " WHERE same_as IS NULL AND end > ? LIMIT 1)",
            (end, TODAY.isoformat()),
        )
    edited.execute("DELETE FROM search_index")  # its columns were kept before
    edited.commit()
    (_, _, path) = edited.execute("PRAGMA database_list").fetchone()
    get = asker(Path(path))
    assert [contract["end"] for contract in found(get, q=query)["contracts"]] == over
    html_page = seen(get(page_path("search", "fr", q=query)).text)
    assert html_page.count("les contrats dont la fin publiée est passée") == 1


@pytest.mark.parametrize(
    "query",
    [
        "alternatives à Microsoft",
        "alternatives to Microsoft",
        "alternativas a Microsoft",
        "Alternativen zu Microsoft",
        "alternative a Microsoft",
    ],
)
def test_who_asks_for_alternatives_is_led_to_their_page(get: Get, query: str) -> None:
    page = html.fromstring(get(page_path("search", "fr", q=query)).text)
    assert page.cssselect(f".found-names a[href='{page_path('alternatives', 'fr')}']")


@pytest.mark.parametrize(
    ("query", "tag"),
    [
        ("qui détient nos données", "data_outsourcing"),
        ("who holds patient data", "data_outsourcing"),
        ("quién tiene nuestros datos", "data_outsourcing"),
        ("GAFAM", "big_tech"),
        ("surveillance des salariés", "worker_surveillance"),
        ("qui peut voir mes données", "data_outsourcing"),
        ("wer darf unsere Daten sehen", "data_outsourcing"),
        ("which law applies to our data", "data_outsourcing"),
        ("chi può vedere i miei dati", "data_outsourcing"),
        ("est-on filmé au travail", "worker_surveillance"),
        ("werden wir überwacht", "worker_surveillance"),
        ("siamo sorvegliati al lavoro", "worker_surveillance"),
        ("Kameras im öffentlichen Raum", "public_surveillance_ai"),
        ("caméras dans la rue", "public_surveillance_ai"),
        ("who does it in-house", "public_alternative"),
        ("qui le fait en régie", "public_alternative"),
    ],
)
def test_a_question_for_a_tag_finds_what_is_marked_so(get: Get, query: str, tag: str) -> None:
    """Notices do not say it in these words; the words of a hospital's contract named no hosting."""
    page, marked = found(get, q=query), found(get, tag=tag)["found"]
    assert page["tags"] == [tag]
    assert found(get, q=query, tag=tag)["found"] == marked > 0


def test_the_italian_preposition_is_no_maker_of_computers(edited: sqlite3.Connection) -> None:
    id_, notice_id = edited.execute(
        "SELECT id, notice_id FROM contracts WHERE same_as IS NULL AND vendor_groups = '[]' LIMIT 1"
    ).fetchone()
    title = "Stampanti dell'ospedale"
    edited.execute("UPDATE contracts SET title = ? WHERE id = ?", (title, id_))
    edited.execute("UPDATE notices SET language = 'it' WHERE id = ?", (notice_id,))
    edited.execute("DELETE FROM search_index")  # its columns were kept before
    edited.commit()
    (_, _, path) = edited.execute("PRAGMA database_list").fetchone()
    get = asker(Path(path))
    assert title not in {contract["title"] for contract in found(get, q="Dell")["contracts"]}
    assert [group["id"] for group in found(get, q="Dell sans publicité")["groups"]] == ["dell"]
    page = found(get, q="stampanti dell'ospedale")
    assert page["groups"] == []
    assert title in {contract["title"] for contract in page["contracts"]}


@pytest.mark.parametrize(
    "query", ["contrats annulés", "cancelled contracts", "contratti annullati"]
)
def test_who_asks_for_cancelled_contracts_finds_those(
    get: Get, rows: sqlite3.Connection, query: str
) -> None:
    page = found(get, q=query)
    (cancelled,) = rows.execute(
        "SELECT count(*) FROM contracts WHERE status = 'cancelled' AND same_as IS NULL"
    ).fetchone()
    assert page["found"] == cancelled > 0
    assert {contract["status"] for contract in page["contracts"]} == {"cancelled"}
    html_page = seen(get(page_path("search", "fr", q=query)).text)
    assert "les contrats dont l'état publié est" in html_page


@pytest.mark.parametrize(
    ("query", "seat"),
    [
        ("entreprises américaines", "US"),
        ("American firms", "US"),
        ("European suppliers", "EU"),
        ("non-European suppliers", "non-EU"),
    ],
)
def test_who_asks_for_firms_of_a_country_finds_groups_with_their_head_office_there(
    get: Get, rows: sqlite3.Connection, query: str, seat: str
) -> None:
    """What American buyers publish was listed."""
    page = found(get, q=query)
    seats = {"EU": EEA, "non-EU": None}.get(seat, {seat})
    contracts = {
        id_
        for id_, hq in rows.execute(
            "SELECT DISTINCT c.id, g.hq_country FROM contracts c JOIN contract_groups k"
            " ON k.contract_id = c.id JOIN vendor_groups g ON g.id = k.vendor_group"
            " WHERE c.same_as IS NULL"
        )
        if (hq in seats if seats else hq not in EEA)
    }
    assert page["found"] == found(get, seat=seat)["found"] == len(contracts) > 0
    assert "Siège du groupe" in seen(get(page_path("search", "fr", q=query)).text)


def test_who_asks_for_data_elsewhere_finds_what_another_law_reaches(
    get: Get, rows: sqlite3.Connection
) -> None:
    page = found(get, q="données hors d'Europe")
    (right,) = rows.execute(
        "SELECT count(*) FROM contracts WHERE data_law_exposure = 'non_eu_parent'"
        " AND same_as IS NULL"
    ).fetchone()
    assert page["found"] == right > 0
    assert get(page["elsewhere"]["path"]).status_code == 200
    html_page = seen(get(page_path("search", "fr", q="données hors d'Europe")).text)
    assert "peu d'avis disent où" in html_page


@pytest.mark.parametrize("query", ["avenants", "contract amendments"])
def test_who_asks_for_amendments_finds_contracts_that_were_modified(
    edited: sqlite3.Connection, query: str
) -> None:
    edited.execute(
        "UPDATE contracts SET amendments = 2 WHERE id = (SELECT id FROM contracts"
        " WHERE same_as IS NULL LIMIT 1)"
    )
    edited.execute("DELETE FROM search_index")  # its columns were kept before
    edited.commit()
    (right,) = edited.execute(
        "SELECT count(*) FROM contracts WHERE amendments > 0 AND same_as IS NULL"
    ).fetchone()
    (_, _, path) = edited.execute("PRAGMA database_list").fetchone()
    get = asker(Path(path))
    page = found(get, q=query)
    assert page["found"] == found(get, amended="yes")["found"] == right > 0
    assert get(page["elsewhere"]["path"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("right of reply", "reply"),
        ("signaler une erreur", "reply"),
        ("Fehler melden", "reply"),
        ("da dove vengono i dati", "sources"),
        ("comment le savez-vous", "method"),
        ("descargar los datos", "download"),
    ],
)
def test_who_asks_something_of_the_site_is_led_to_its_page(get: Get, query: str, page: str) -> None:
    path = page_path(page, "en")
    shown = html.fromstring(get(page_path("search", "en", q=query)).text)
    assert shown.cssselect(f".notice a[href='{path}']")
    assert path == found(get, "en", q=query)["elsewhere"]["path"]


@pytest.mark.parametrize(
    ("query", "ending"),
    [("plus gros fournisseurs", ""), ("biggest suppliers in France", "?country=FR")],
)
def test_who_asks_for_the_largest_suppliers_is_led_to_the_question(
    get: Get, query: str, ending: str
) -> None:
    page = found(get, q=query)
    assert page["elsewhere"]["path"].endswith(f"/groups-of-a-country{ending}")
    answer = html.fromstring(get(page_path("search", "fr", q=query)).text)
    assert answer.cssselect(f".notice a[href='{page['elsewhere']['path']}']")


def test_who_asks_for_foreign_firms_finds_groups_with_their_head_office_elsewhere(
    get: Get, rows: sqlite3.Connection
) -> None:
    """Offices for foreigners were found."""
    (right,) = rows.execute(
        "SELECT count(DISTINCT c.id) FROM contracts c JOIN contract_groups k"
        " ON k.contract_id = c.id JOIN vendor_groups g ON g.id = k.vendor_group"
        " WHERE c.same_as IS NULL AND g.hq_country <> c.country"
    ).fetchone()
    page = found(get, q="prestataires étrangers")
    assert page["found"] == found(get, seat="foreign")["found"] == right > 0
    (groups,) = (facet["options"] for facet in page["facets"] if facet["name"] == "group")
    assert groups


def test_contracts_of_a_firm_are_no_alternatives_to_it(get: Get) -> None:
    page = found(get, q="alternatives à Microsoft")
    assert page["alternatives_to"] == ["Microsoft"]
    assert page["found"] < found(get, q="Microsoft")["found"]
    html_page = seen(get(page_path("search", "fr", q="alternatives à Microsoft")).text)
    assert "logiciel libre" in html_page
    assert found(get, q="Microsoft")["alternatives_to"] == []


def test_it_is_said_that_a_word_is_in_the_name_of_a_supplier(edited: sqlite3.Connection) -> None:
    """A firm with "drones" in its name was listed as if its contract were one for drones."""
    first, second = edited.execute(
        "SELECT id FROM contracts WHERE same_as IS NULL AND vendor_groups = '[]' LIMIT 2"
    ).fetchall()
    edited.executemany(
        "UPDATE contracts SET title = ?, suppliers = ? WHERE id = ?",
        [("Capteurs", "Zembla Drones SARL", *first), ("Un drone", "Zembla Drones SARL", *second)],
    )
    edited.commit()
    (_, _, path) = edited.execute("PRAGMA database_list").fetchone()
    get = asker(Path(path))
    page = found(get, q="drones")
    said = {contract["id"]: contract["in_supplier"] for contract in page["contracts"]}
    assert (said[first[0]], said[second[0]]) == (["drones"], [])
    html_page = seen(get(page_path("search", "fr", q="drones")).text)
    assert html_page.count("Dans le nom du fournisseur") == 1


@pytest.mark.parametrize("query", ["les plus gros marchés", "largest contracts"])
def test_who_asks_for_the_largest_contracts_sees_them_in_that_order(get: Get, query: str) -> None:
    page = found(get, q=query)
    assert page["sort"] == "value"
    assert page["contracts"] == found(get, sort="value")["contracts"]
    html_page = seen(get(page_path("search", "fr", q=query)).text)
    assert "la plus élevée d'abord" in html_page


@pytest.mark.parametrize(
    ("asked", "kinds", "unknown"),
    [
        ({"q": "Microsoft"}, ["award", "tender"], ""),
        ({"q": "Microsoft sans publicité"}, ["direct_award"], ""),
        ({"q": "Microsoft", "method": "direct"}, ["direct_award"], ""),
        (
            {"q": "Microsoft", "method": "open", "value": "40000"},
            ["award", "tender"],
            "procedure, value.",
        ),
    ],
)
def test_the_mail_that_a_search_offers_says_which_filters_it_does_not_know(
    demo_db: Path, tmp_path: Path, asked: dict[str, str], kinds: list[str], unknown: str
) -> None:
    mailing = asker(
        demo_db, request_spooler=RequestSpooler(tmp_path / "private.db", sends_mail=True)
    )
    (line,) = html.fromstring(mailing(page_path("search", "en", **asked)).text).cssselect(
        "p.follow"
    )
    (mail,) = line.cssselect("a.alerts")
    fields = parse_qs(urlsplit(mail.get("href")).query)
    assert fields == {"kinds": kinds, "words": ["Microsoft"]}
    assert mailing(mail.get("href")).status_code == 200
    said = " ".join(line.text_content().split()).partition("Mails are not narrowed down by: ")[2]
    assert said == unknown


@pytest.mark.parametrize("query", ["GAFAM", "big tech", "géants du numérique", "Tech-Konzerne"])
def test_who_asks_for_the_giants_is_led_to_the_contracts_marked_so(get: Get, query: str) -> None:
    assert found(get, q=query)["tags"] == ["big_tech"]


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_lists_what_it_says_and_its_facet_counts_it(
    get: Get, rows: sqlite3.Connection, name: str
) -> None:
    value, condition = FILTERS[name]
    sql = f"SELECT count(*) FROM contracts WHERE same_as IS NULL AND {condition}"
    (right,) = rows.execute(sql).fetchone()
    everything = found(get)
    actual = {
        option["value"]: option["contracts"]
        for facet in everything["facets"]
        if facet["name"] == name
        for option in facet["options"]
    }
    assert actual.get(value, 0) == right
    chosen = found(get, **{name: value})
    assert chosen["found"] == right
    (options,) = [facet["options"] for facet in chosen["facets"] if facet["name"] == name]
    assert [option["value"] for option in options if option["chosen"]] == ([value] if right else [])


def test_facets_count_what_the_words_and_the_other_filters_let_through(
    get: Get, rows: sqlite3.Connection
) -> None:
    chosen = found(get, q="licences", country="FR")
    assert chosen["found"] > 0
    for facet in chosen["facets"]:
        for option in facet["options"]:
            given = {"q": "licences", "country": "FR", facet["name"]: option["value"]}
            assert found(get, **given)["found"] == option["contracts"], (facet["name"], option)


@pytest.mark.parametrize("query", ["support", "software"])
def test_a_facet_lists_as_many_contracts_as_it_counts(get: Get, query: str) -> None:
    """ "support" finds ten contracts and no other language is searched; of a choice it finds fewer.
    Of "software" one contract names the products of two groups."""
    everything = found(get, q=query)
    for facet in everything["facets"]:
        for option in facet["options"]:
            chosen = found(get, q=query, **{facet["name"]: option["value"]})
            assert chosen["found"] == option["contracts"], (facet["name"], option)
            assert chosen["also"] == everything["also"], (facet["name"], option)


@pytest.mark.parametrize(
    ("sort", "column", "down"),
    [("newest", "published", True), ("oldest", "published", False), ("value", "value_eur", True)],
)
def test_a_list_is_in_the_order_asked_for(get: Get, sort: str, column: str, down: bool) -> None:
    values = [
        contract[column]
        for contract in found(get, sort=sort)["contracts"]
        if contract[column] is not None
    ]
    assert len(values) > 5
    assert values == sorted(values, reverse=down)


def test_pages_of_results_have_each_contract_once(get: Get) -> None:
    ids: list[str] = []
    number = 1
    while True:
        page = found(get, sort="newest", page=number)
        ids += [contract["id"] for contract in page["contracts"]]
        if not page["more"]:
            break
        number += 1
    assert len(ids) == len(set(ids)) == page["found"]


def test_a_title_in_another_language_is_told_in_ours(get: Get) -> None:
    for contract in found(get, "en", sort="newest")["contracts"]:
        assert bool(contract["about"]) <= (contract["language"] != "en")
    actual = [
        contract for contract in found(get, "fr", language="en")["contracts"] if contract["about"]
    ]
    assert actual
    page = seen(get(page_path("search", "fr", language="en")).text)
    assert "Sujet (nos mots)" in page


def test_contracts_of_one_body_alone(get: Get, rows: sqlite3.Connection) -> None:
    (body, contracts) = rows.execute(
        "SELECT buyer_id, count(*) FROM contracts WHERE same_as IS NULL AND buyer_id IS NOT NULL"
        " GROUP BY 1 ORDER BY 2 DESC"
    ).fetchone()
    page = found(get, buyer=body)
    assert (page["found"], page["buyer"]["id"]) == (contracts, body)
    assert get(page_path("search", "en", buyer="nobody")).status_code == 404


def test_bodies_with_contracts_stand_before_those_without(get: Get) -> None:
    for word in ("ville", "university", "ministère", "hôpital", "hosting"):
        contracts = [bool(buyer["contracts"]) for buyer in found(get, q=word)["buyers"]]
        assert contracts == sorted(contracts, reverse=True)


def test_bodies_that_only_call_for_it_stand_after_the_contracts(get: Get) -> None:
    for word, first in (("hôpital", "buyers"), ("cloud", "contracts")):
        page = html.fromstring(get(page_path("search", "en", q=word)).text)
        headings = [element.get("id") for element in page.cssselect("h2")]
        assert (
            next(heading for heading in headings if heading in ("buyers", "contracts")) == first
        ), word
        assert headings.count("buyers") == headings.count("contracts") == 1


def test_every_result_shows_its_claims(get: Get) -> None:
    page = html.fromstring(get(page_path("search", "en", tag="big_tech")).text)
    listed = page.cssselect(".found > .contracts > li")
    assert listed
    assert all(element.cssselect(".claim") for element in listed)


def test_the_address_keeps_the_choice_and_a_filter_can_be_taken_away(get: Get) -> None:
    page = html.fromstring(get(page_path("search", "en", q="licences", country="FR")).text)
    (away,) = page.cssselect(".chosen a")
    assert re.search(r"q=licences", away.get("href"))
    assert "country" not in away.get("href")


def test_contracts_of_a_group_are_told_from_those_that_only_name_it(
    get: Get, rows: sqlite3.Connection
) -> None:
    (of_group,) = rows.execute(
        "SELECT contracts FROM aggregates WHERE kind = 'group' AND key = 'microsoft' AND year = ''"
    ).fetchone()
    others = found(get, q="microsoft")["found"] - of_group
    assert others > 0
    page = html.fromstring(get(page_path("search", "en", q="microsoft")).text)
    (link,) = [
        element
        for element in page.cssselect(".found p a")
        if element.text_content() == f"{of_group} contracts of the group Microsoft"
    ]
    rest = f"{link.text_content()}; {others} more only have the words, in them or in their notices."
    assert link.getparent().text_content() == rest
    alone = get(link.get("href")).text
    assert f"{of_group} contracts." in seen(alone)
    assert "contracts of the group Microsoft" not in seen(alone), "it is the choice"
    for words in ("licences", "oracle", "azure"):
        assert "contracts of the group" not in seen(get(page_path("search", "en", q=words)).text)


def test_contracts_of_a_region_are_told_apart(get: Get, rows: sqlite3.Connection) -> None:
    (here,) = rows.execute(
        "SELECT count(*) FROM contracts WHERE region = 'FRE' AND same_as IS NULL"
    ).fetchone()
    assert found(get, region="FRE")["found"] == here > 0
    page = seen(get(page_path("search", "fr")).text)
    assert "Hauts-de-France (France)" in page
    page = seen(get(page_path("search", "es")).text)
    assert "Alta Francia (Francia)" in page


def test_a_call_is_found_by_the_title_of_a_lot(get: Get, rows: sqlite3.Connection) -> None:
    (call,) = rows.execute(
        "SELECT id FROM notices WHERE lot_titles LIKE '%gestion des temps et absences%'"
        " AND state = 'current' LIMIT 1"
    ).fetchone()
    calls = found(get, "fr", q="gestion des temps et absences", exact="yes")["calls"]
    assert call in [call["id"] for call in calls]


def test_calls_are_read_by_their_places_and_not_through_all_current_notices(
    rows: sqlite3.Connection,
) -> None:
    plan = rows.execute("EXPLAIN QUERY PLAN " + _CALLS.format(places="1, 2, 3")).fetchall()
    assert "INTEGER PRIMARY KEY" in plan[0]["detail"]


def test_the_name_of_a_region_finds_its_contracts(get: Get, rows: sqlite3.Connection) -> None:
    (body,) = rows.execute("SELECT buyer_id FROM contracts WHERE region = 'FRE'").fetchone()
    for lang, name in (("fr", "Hauts-de-France"), ("es", "Alta Francia")):
        page = get(page_path("search", lang, "json", q=name)).json()
        assert body in [contract["buyer_id"] for contract in page["contracts"]], name


def test_the_ways_to_order_a_list_are_not_printed(get: Get) -> None:
    page = html.fromstring(get(page_path("search", "en", q="microsoft")).text)
    orders = page.xpath("//a[contains(@href, 'sort=newest')]")
    assert orders
    assert all(item.xpath("ancestor::*[contains(@class, 'on-screen')]") for item in orders)

"""Method, tags, sources, legal page and right of reply: each says the fact it exists for."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from monitor.i18n import value_formatting
from monitor.i18n.labels import labels, licence_label
from monitor.i18n.routes import page_path
from monitor.i18n.rule_explanations import all_rules
from monitor.i18n.tag_page_markdown import TAGS, read_tag_page
from monitor.i18n.value_formatting import LANGUAGES, percent, use_language
from monitor.quality.quality_summary import FILE, read_summary
from monitor.runtime.progress import Progress
from monitor.runtime.runs import Run
from monitor.web.app import create_app
from monitor.web.page_data.operator_contact import Operator
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store.database import connect
from tests.web.conftest import asker
from tests.web.contract_page.support import asked, correction, insert
from tests.web.support import Get, seen


def test_the_method_shows_the_measured_figures_of_docs_quality(get: Get) -> None:
    quality = read_summary()
    assert quality is not None
    html = seen(get("/en/method").text)
    for name in quality["measured"]:
        right, of = quality["tags"][name]["precision_of"]
        assert f"({right} / {of};" in html
    for tag in TAGS:
        page = read_tag_page(tag, "en")
        assert page is not None
        assert page.title in html


@pytest.mark.parametrize("place", ["method", "tag/worker_surveillance"])
def test_where_no_rate_is_measured_the_counts_stand(get: Get, place: str) -> None:
    quality = read_summary()
    assert quality is not None
    result = quality["tags"]["worker_surveillance"]
    (right, actual), (known, there) = result["precision_of"], result["recall_of"]
    page = seen(get(f"/en/{place}").text)
    assert f"{right} of the {actual} that Vigie tagged are right" in page
    assert f"it tagged {known} of the {there} that there are" in page


@pytest.mark.parametrize(
    "tag",
    ["digital", "big_tech", "data_outsourcing", "worker_surveillance", "public_surveillance_ai"],
)
def test_a_tag_is_shown_with_its_figures_of_registers_left_out(get: Get, tag: str) -> None:
    """Not only those of notices that were read with the rules, and never without what they are."""
    quality = read_summary()
    assert quality is not None
    right, of = quality["tags"][tag]["unseen_register"]["precision_of"]
    for place in ("method", f"tag/{tag}"):
        words = seen(get(f"/en/{place}").text)
        assert f"({right:,} / {of:,}" in words
        assert "registers that the model has not learned from" in words
        assert "On notices that nobody has read, expect less." in " ".join(words.split())


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "as the lawyer of the firm named would"),
        ("fr", "comme le ferait l'avocat de l'entreprise citée"),
        ("es", "como lo haría el abogado de la empresa citada"),
    ],
)
def test_what_a_claim_is_worth_that_nobody_checked_is_said(get: Get, lang: str, words: str) -> None:
    quality = read_summary()
    assert quality is not None
    right, of = quality["unread_claims"]["data_outsourcing"]["precision_of"]
    assert 0 < right < of
    for place in (page_path("method", lang), page_path("tag", lang, id="data_outsourcing")):
        page = seen(get(place).text)
        assert words in page
        assert f"({right} / {of}" in page
    right, of = quality["unread_claims"]["public_alternative"]["precision_of"]
    assert of < quality["fewest"], "too few for a rate"
    assert f"({right} / {of}" not in seen(get(page_path("method", lang)).text)


@pytest.mark.parametrize("place", ["method", "tag/data_law_exposure"])
def test_the_law_is_judged_over_all_cases_too(get: Get, place: str) -> None:
    quality = read_summary()
    assert quality is not None
    actual = quality["exposure"]
    page = seen(get(f"/en/{place}").text)
    with use_language("en"):  # which rounds halves up
        both, every = (percent(actual[key]) for key in ("accuracy_where_both_apply", "accuracy"))
    assert f"Right in {both} of" in page
    assert f"in {every} of all {actual['of']} labelled cases" in page


@pytest.mark.parametrize(
    ("share", "fr", "en"),
    [
        (0.257, "26\u202f%", "26%"),
        (1, "100\u202f%", "100%"),
        (0, "0\u202f%", "0%"),
        (302 / 303, "99,7\u202f%", "99.7%"),
        (0.002, "0,2\u202f%", "0.2%"),
        (199 / 200, "99,5\u202f%", "99.5%"),
        (1 / 200, "0,5\u202f%", "0.5%"),
        (999_999 / 1_000_000, "99,99\u202f%", "99.99%"),
        (1 / 1_000_000, "0,01\u202f%", "0.01%"),
    ],
)
def test_a_share_near_to_all_is_not_said_to_be_all(share: float, fr: str, en: str) -> None:
    with value_formatting.use_language("fr"):
        assert value_formatting.percent(share) == fr
    with value_formatting.use_language("en"):
        assert value_formatting.percent(share) == en


def test_a_language_with_few_labelled_yes_is_called_not_measured(get: Get) -> None:
    quality = read_summary()
    assert quality is not None
    actual = quality["tags"]["big_tech"]["by_language"]
    html = get("/en/tag/big_tech").text
    table = seen(html[html.index('<table class="quality">') : html.index("</table>")])
    few = seen(html[html.index("</table>") : html.index("</section>", html.index("</table>"))])
    assert actual["fr"]["recall_of"][1] < quality["fewest"] <= actual["en"]["recall_of"][1]
    assert "English" in table
    assert "French" not in table
    assert f"French ({actual['fr']['recall_of'][1]})" in few


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_tag_has_a_page_with_definition_limits_and_rules(
    get: Get, tag: str, lang: str
) -> None:
    place = {"fr": "etiquette", "en": "tag"}[lang]
    html = get(f"/{lang}/{place}/{tag}").text
    assert len(html.encode()) < 60_000
    page = read_tag_page(tag, lang)
    assert page is not None
    assert str(page.sections[0].first) in html
    for rule in all_rules().values():
        if rule.tag == tag:
            assert f'id="rule-{rule.id}"' in html
            assert (rule.why["fr"] if lang == "fr" else rule.why["en"]) in seen(html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_tag_is_titled_as_lists_and_contracts_call_it(lang: str) -> None:
    with use_language(lang):
        labels_of = {tag: value_formatting.column_label(tag) for tag in TAGS}
    pages = {tag: read_tag_page(tag, lang) for tag in TAGS}
    assert {tag: page and page.title for tag, page in pages.items()} == labels_of


def test_words_of_rules_are_shown_in_one_language_at_a_time(get: Get) -> None:
    english, german = get("/en/tag/big_tech").text, get("/en/tag/big_tech?words=de").text
    assert ' lang="de">' not in english
    assert ' lang="de">' in german
    assert "words=de#rules" in english


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/fr/etiquette/data_outsourcing", "Une copie des données quitte l’organisme."),
        ("/en/tag/data_outsourcing", "A copy of the data leaves the body."),
    ],
)
def test_the_reason_of_a_rule_is_also_in_json_and_csv(get: Get, address: str, reason: str) -> None:
    actual = {rule["id"]: rule["why"] for rule in get(f"{address}.json").json()["rules"]}
    assert actual["backup"] == reason
    assert reason in get(f"{address}.csv").text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("tag", TAGS)
def test_a_value_stands_in_words_and_its_name_in_brackets_at_most(tag: str, lang: str) -> None:
    page = read_tag_page(tag, lang)
    assert page is not None
    texts = [str(text) for section in page.sections for _kind, text in section.blocks]
    for text in texts:
        for before, name in re.findall(r"(.?)<(?:code|em)>(\w+)</", text):
            words = labels()["values"].get(name)
            assert words is None or before == "(" or words[lang] == name, f"{name}: {text}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rule_that_is_a_clue_says_so_once(get: Get, lang: str) -> None:
    with use_language(lang):
        clue = value_formatting._("clue")
    page = get(page_path("tag", lang, id="data_outsourcing")).text
    rules = [seen(text) for text in re.findall(r"<summary>(.*?)</summary>", page, re.S)]
    actual = [len(re.findall(rf"\b{clue}\b", rule)) for rule in rules]
    assert set(actual) == {0, 1}
    assert [rule for rule in rules if re.search(rf"[^(]{clue}\b", rule)], "not all labels say it"


def test_a_tag_that_does_not_exist_is_not_found(get: Get) -> None:
    assert get("/en/tag/..%2f..%2fquality").status_code == 404
    assert get("/en/tag/nonsense").status_code == 404


def test_what_a_tag_page_quotes_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "digital.en.md").write_text(
        "# Digital (digital)\n\n## Definition\n\n<script>x</script> `a<b` and *so*\n", "utf-8"
    )
    page = read_tag_page("digital", "en", tmp_path)
    assert page is not None
    assert page.title == "Digital"
    text = str(page.sections[0].first)
    assert text == "&lt;script&gt;x&lt;/script&gt; <code>a&lt;b</code> and <em>so</em>"


def test_quality_is_compact_and_committed() -> None:
    data = json.loads(FILE.read_text("utf-8"))
    assert set(data["tags"]) == {*data["measured"], *data["listed"]}
    assert "errors" not in data, "titles of notices stay in the report"


def test_a_source_with_hundreds_of_gaps_hides_those_of_no_other(
    edited: sqlite3.Connection,
) -> None:
    rows = [("boamp", f"2026-11-20T{number:04}", "2026-11-21") for number in range(600)]
    rows.append(("ted", "2026-11-19", "2026-11-20"))
    edited.executemany(
        "INSERT INTO windows (portal, start, end, state) VALUES (?, ?, ?, 'open')", rows
    )
    data = asked(edited)("/en/sources.json").json()
    gaps = {portal["name"]: [gap["start"] for gap in portal["gaps"]] for portal in data["portals"]}
    assert gaps["ted"] == ["2026-11-19"]
    assert gaps["boamp"] == [start for _, start, _ in rows[:5]]


def test_sources_tell_counts_gaps_robots_and_states_in_the_reader_s_language(
    edited: sqlite3.Connection,
) -> None:
    insert(
        edited,
        "windows",
        portal="boamp",
        start="2026-11-20",
        end="2026-11-21",
        state="open",
        announced=100,
        received=40,
        stored=40,
        problem="the portal answered 503",
    )
    insert(
        edited,
        "health",
        subject="boamp",
        since="2026-11-20T04:00:00Z",
        state="blind",
        reason_fr="dernière lecture il y a 5 jours",
        reason_en="silent for 5 days",
    )
    get = asked(edited)
    french, english = (get(item).text for item in ("/fr/sources", "/en/sources"))
    assert "aveugle : dernière lecture il y a 5 jours" in seen(french)
    assert "blind: silent for 5 days" in seen(english)
    assert "55 records stored of 115 that the portal announced" in seen(english)
    assert "(40 / 100) the portal answered 503" in seen(english)
    assert "https://help.opendatasoft.com/apis/ods-explore-v2/" in english
    assert "robots.txt is obeyed" in seen(english), "Ghana has no interface for programs"
    assert "Terms of use nobody has read them for Vigie; the licence allows reuse" in seen(english)
    assert "la licence permet de réutiliser, en nommant la source" in seen(french)


def test_what_a_publisher_of_ocds_covers_is_told_in_the_readers_language(
    edited: sqlite3.Connection,
) -> None:
    """Nobody wrote a block of coverage.yml for it: its row speaks, not the code of its reader."""
    edited.execute("UPDATE portals SET notices_received = 1 WHERE name = 'ocds:chile'")
    get = asked(edited)
    french, english = (seen(get(f"/{lang}/sources").text) for lang in ("fr", "en"))
    assert "Appels, attributions, achats sur accord-cadre et gré à gré" in french
    assert "Calls, awards, framework purchases and direct awards" not in french
    assert "Calls, awards, framework purchases and direct awards" in english
    assert "Personne n'a encore noté ce qu'elle ne peut pas contenir" in french


def test_terms_of_use_are_told_in_both_languages() -> None:
    terms = {portal.terms for portal in load_portals().values()}
    for language, untold in (("fr", r"not read|allow|operat|knowl|what is"), ("en", r"^not read")):
        with value_formatting.use_language(language):
            actual = {text: value_formatting.terms(text) for text in terms}
            dated = value_formatting.terms("read 2026-11-26: sources are named")
        assert [text for text, words in actual.items() if re.search(untold, words)] == []
        assert "2026" in dated
        assert "sources are named" in dated  # by no row: a row's words are in labels.yml
    read = {text.partition(": ")[2] for text in terms if text.startswith("read ")}
    parts = {
        part.removeprefix("not read: ")
        for text in terms
        for part in text.split("; ")
        if not text.startswith("read ")
    }
    words = {text for text in read | parts if not text.startswith("https://")}
    assert words - labels()["values"].keys() == set(), "say it in both languages: labels.yml"


def test_a_licence_and_who_names_it_are_told_in_both_languages() -> None:
    names = {portal.licence for portal in load_portals().values()}
    assert licence_label("CC BY 4.0 (from general knowledge)", "fr") == (
        "CC BY 4.0 (à ce que l’on en sait)"
    )
    assert licence_label("NLOD", "fr") == "NLOD"
    english = re.compile(r"\((?:from|by|named|parts)\b|\bstated\b")
    assert [name for name in names if english.search(licence_label(name, "fr"))] == []


def test_sources_name_those_that_gave_nothing(get: Get, rows: sqlite3.Connection) -> None:
    html = get("/fr/sources").text
    silent = rows.execute(
        "SELECT title_fr FROM portals WHERE notices_received = 0 AND access <> 'exchange rates'"
    ).fetchall()
    assert len(silent) > 50
    table = seen(html[html.index('<dl class="unread">') :])
    for (title,) in silent:
        assert " ".join(title.split()) in table
    assert "BCE, taux de change" in html.split('<table class="unread">')[0]  # it holds no notice


@pytest.mark.parametrize("portal", ["ted", "sell2wales"])
def test_a_source_that_is_being_read_is_shown_with_how_far_it_is(
    demo_db: Path, tmp_path: Path, portal: str
) -> None:
    database = Path(shutil.copy(demo_db, tmp_path / "vigie.db"))
    with closing(connect(database)) as connection, Run(connection, "crawl", portal) as run:
        (received,) = connection.execute(
            "SELECT notices_received FROM portals WHERE name = ?", (portal,)
        ).fetchone()
        Progress("documents, window 1 of 3", 15, quiet=True, run=run)(5)
        html = asker(database)("/en/sources").text
    shown = seen(html.partition('<dl class="unread">')[0])
    assert "Being read now 5 of about 15 documents" in shown
    assert ("being read for the first time" in shown) == (not received)


@pytest.mark.parametrize(
    ("state", "failure", "said"),
    [
        ("killed", "killed", "and stopped before its end; the next one asks for the rest"),
        ("failed", "stopped", "and stopped before its end; the next one asks for the rest"),
        ("running", None, "and silent for more than ten minutes: it may have been stopped"),
    ],
)
def test_a_source_whose_last_crawl_was_stopped_says_so_and_when(
    demo_db: Path, tmp_path: Path, state: str, failure: str | None, said: str
) -> None:
    database = Path(shutil.copy(demo_db, tmp_path / "vigie.db"))
    add = "INSERT INTO runs (id, command, portal, started, state, failure) VALUES (?,?,?,?,?,?)"
    with closing(connect(database)) as connection:
        connection.execute("UPDATE runs SET started = '2026-11-01T02:30:00Z'")
        for portal in ("ted", "sell2wales"):  # the second was never read before
            key, started = f"x-{portal}", "2026-11-26T02:30:00Z"
            connection.execute(add, (key, "crawl", portal, started, state, failure))
    html = asker(database)("/en/sources").text
    shown = seen(html.partition('<dl class="unread">')[0])
    told = re.findall(rf"Last reading begun 26 Nov 2026, 02:30 UTC,? {said}", shown)
    assert len(told) == 2
    with closing(connect(database)) as connection:  # the next one ended well
        later = ("y", "crawl", "ted", "2026-11-27T02:30:00Z", "ok", None)
        connection.execute(add, later)
    assert seen(asker(database)("/en/sources").text).count("Last reading") == 1


def test_the_legal_page_names_who_answers_or_says_that_nobody_does(demo_db: Path) -> None:
    known = asker(demo_db, operator=Operator("Union <b> X, Lyon", "vigie@example.org"))
    html = known("/fr/mentions-legales").text
    assert "Union &lt;b&gt; X, Lyon" in html
    assert 'href="mailto:vigie@example.org"' in html
    unknown = seen(asker(demo_db)("/fr/mentions-legales").text)
    assert "n'a pas dit qui il est" in unknown
    assert "n'a indiqué aucun contact" in unknown
    assert "au contact ci-dessus" not in unknown
    assert "au contact ci-dessus" in seen(html)
    assert create_app(demo_db).state.site.operator == Operator()


def test_the_page_of_replies_lists_what_was_decided_the_latest_first(
    edited: sqlite3.Connection,
) -> None:
    correction(edited, tag="data_outsourcing", old_value="yes", new_value="no")
    correction(
        edited,
        id="c2",
        kind="reply",
        date="2026-11-13",
        tag="vendor",
        reply_by="DXC",
        reply="Not ours.\n<script>",
    )
    correction(
        edited,
        id="c3",
        kind="supplier",
        notice_id=None,
        supplier="Acme",
        date="2026-11-01",
        new_value="dxc",
        source="javascript:alert(1)",
    )
    html = asked(edited)("/en/right-of-reply").text
    assert re.findall(r'id="correction-(\w+)"', html) == ["c2", "c1", "c3"]
    assert "/en/contract/ted~3A990118-2026~2F459~2F2013" in html
    assert "&lt;script&gt;" in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tag", TAGS)
def test_what_a_tag_means_is_told_without_keys_of_our_tables(tag: str, lang: str) -> None:
    page = read_tag_page(tag, lang)
    assert page
    actual = [text for section in page.sections[:3] for _kind, text in section.blocks]
    assert not [text for text in actual if "<code>" in text]


@pytest.mark.parametrize("path", ["/fr/", "/en/compare", "/fr/rien", "/vigie/contracts"])
def test_every_page_leads_to_a_report_filled_in_with_its_address(demo_db: Path, path: str) -> None:
    known = asker(demo_db, operator=Operator("Union X", "vigie@example.org"))
    footer = known(path).text.partition('<footer class="site">')[2]
    (mail,) = [unescape(text) for text in re.findall(r'href="(mailto:[^"]*)"', footer)]
    assert mail.startswith("mailto:vigie@example.org?subject=")
    assert f"http://vigie.test{path}" in unquote(mail)
    assert "mailto:" not in asker(demo_db)(path).text

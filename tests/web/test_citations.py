"""What is quoted stays what it was: figures of a day, under an address that nobody can alter."""

from __future__ import annotations

import io
import re
import sqlite3
import threading
from contextlib import closing
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from datasette.utils import tilde_encode
from lxml import etree
from PIL import Image

from monitor.i18n.routes import BY_NAME
from monitor.i18n.routes import page_path as page_path
from monitor.i18n.value_formatting import use_language
from monitor.web.charts.page_charts import CHARTS
from monitor.web.citations.citation_formats import subject_of
from monitor.web.citations.signed_citation_urls import (
    CITED,
    Cited,
    parse,
    parse_figures,
    serialize_figures,
)
from tests.web.conftest import asker
from tests.web.support import Get, example_address, seen

SVG = "{http://www.w3.org/2000/svg}"


def path(address: str) -> str:
    return address.removeprefix("http://vigie.test")


@pytest.fixture
def changing(demo_db: Path, tmp_path: Path) -> Path:
    """A database of its own, as another night may change it."""
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
    return target


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", ["contract", "buyer", "group", "home", "compare", "search"])
def test_each_page_has_a_box_with_sentence_note_and_bibtex(
    get: Get, rows: sqlite3.Connection, page: str, lang: str
) -> None:
    html = get(example_address(BY_NAME[page], lang, rows)).text
    box = html.partition('<details class="cite')[2].partition("</details>")[0]
    sentence, note = re.findall(r'<p class="quote">(.*?)</p>', box, re.DOTALL)
    (bibtex,) = re.findall(r'<pre class="quote">(.*?)</pre>', box, re.DOTALL)
    for text in (sentence, note, bibtex):
        assert "on=2026-11-13" in unescape(text)
        assert "seal=" in text
    assert ("13 novembre 2026" if lang == "fr" else "13 November 2026") in seen(sentence).replace(
        "\xa0", " "
    )
    assert "Vigie" in sentence
    assert bibtex.startswith("@misc{vigie-")
    assert bibtex.count("{") == bibtex.count("}")


def test_a_contract_is_cited_with_buyer_supplier_value_and_official_notice(
    get: Get, rows: sqlite3.Connection
) -> None:
    row = get(example_address(BY_NAME["contract"], "en", rows, "json")).json()["contract"]
    cited = get(f"/en/cite/{tilde_encode(Cited('contract', row['id']).id)}.json")
    sentence = cited.json()["citation"]["sentence"]
    for part in (row["buyer"][:40], row["suppliers"][:40], row["title"][:40]):
        assert part in sentence
    assert row["notice_id"].partition(":")[2] in sentence
    assert row["url"] in sentence


def citation_of(changing: Path, lang: str, **columns: object) -> dict[str, str]:
    """The citation of a contract whose columns were changed."""
    with closing(sqlite3.connect(changing)) as db:
        (contract,) = db.execute(
            "SELECT id FROM contracts WHERE status = 'active' AND value_kind = 'exact' LIMIT 1"
        ).fetchone()
        for name, value in columns.items():
            db.execute(f"UPDATE contracts SET [{name}] = ? WHERE id = ?", (value, contract))
        db.commit()
    place = page_path("cite", lang, "json", id=Cited("contract", contract).id)
    data: dict[str, str] = asker(changing)(place).json()["citation"]
    return data


def sentence_of(changing: Path, lang: str, **columns: object) -> str:
    return citation_of(changing, lang, **columns)["sentence"]


@pytest.mark.parametrize(
    ("lang", "title", "quoted"),
    [
        ("en", "Supply of IT equipment.", "“Supply of IT equipment.” Figures"),
        ("en", "Supply of IT equipment", "“Supply of IT equipment.” Figures"),
        ("en", "Who pays?", "“Who pays?” Figures"),
        ("fr", "Achat de licences.", "« Achat de licences », chiffres"),
        ("es", "Compra de licencias.", "«Compra de licencias». Cifras"),
    ],
)
def test_a_title_that_ends_with_a_full_stop_is_cited_with_one(
    changing: Path, lang: str, title: str, quoted: str
) -> None:
    note = citation_of(changing, lang, title=title)["chicago"].replace("\xa0", " ")
    assert quoted in note


def test_a_value_that_is_not_exact_is_cited_as_what_it_is(changing: Path) -> None:
    assert "(plafond)" in sentence_of(changing, "fr", value_kind="ceiling", value=20.0)
    with closing(sqlite3.connect(changing)) as db:
        (id,) = db.execute("SELECT id FROM contracts WHERE value_kind = 'ceiling'").fetchone()
    place = page_path("cite", "en", "json", id=Cited("contract", id).id)
    actual = {
        figure["name"]: figure["words"] for figure in asker(changing)(place).json()["figures"]
    }
    assert actual["value"].endswith("(ceiling)")
    assert "value_kind" not in actual


def test_an_amount_is_cited_with_the_doubt_about_it_or_as_the_most_that_it_may_be(
    changing: Path,
) -> None:
    taxed = sentence_of(changing, "fr", value_kind="exact", value=20.0, vat="included")
    assert "taxe comprise" in taxed
    wrong = sentence_of(changing, "en", value_kind="exact", value=20.0, value_plausible=0)
    assert "(as published; it cannot be right)" in wrong
    none = {"value_kind": "range", "value": None, "value_eur": None}
    most = sentence_of(changing, "en", **none, maximum=60_000.0, currency="EUR")
    assert "at most €60,000 VAT included, exact value not published" in most


def test_what_is_not_awarded_is_not_cited_as_awarded(changing: Path) -> None:
    assert "awarded to Acme; Bolt," in sentence_of(changing, "en", suppliers="Acme | Bolt")
    pending = sentence_of(changing, "en", status="pending")
    assert "intention announced: Acme; Bolt," in pending
    failed = sentence_of(changing, "es", status="unsuccessful", suppliers=None)
    assert ", desierto, " in failed
    assert "adjudicado a" not in pending + failed


def test_a_comparison_names_how_many_more_its_figures_are_of(changing: Path) -> None:
    with closing(sqlite3.connect(changing)) as db:
        for item in ("PL", "IT", "ES", "NO", "SE", "DK", "FI", "PT"):
            db.execute(
                "INSERT OR IGNORE INTO aggregates (kind, key, year, contracts, procedures)"
                " VALUES ('country', ?, '', 1, 1)",
                (item,),
            )
        db.commit()
    ask = asker(changing)
    rows = ask("/en/compare.json").json()["rows"]
    title = ask("/en/cite/compare.json").json()["citation"]["title"]
    assert len(rows) > 7
    assert title.endswith(f", {rows[5]['name']}, {len(rows) - 6} more countries)")
    some = ask(page_path("cite", "en", "json", id="compare:countries=GB&year=2026"))
    assert some.json()["citation"]["title"].endswith("(United Kingdom, 2026)")


def test_nothing_is_said_to_be_read_up_to_a_day_that_is_not_known(changing: Path) -> None:
    with closing(sqlite3.connect(changing)) as db:
        db.execute("UPDATE portals SET newest_notice = NULL")
        db.commit()
    place = page_path("cite", "fr", "json", id="group:microsoft")
    cited = asker(changing)(place).json()["citation"]
    assert "avis jusqu" not in cited["sentence"] + cited["bibtex"]
    assert "chiffres au 2026-11-13}" in cited["bibtex"]


def test_a_list_is_cited_by_what_was_chosen_and_keeps_its_number(changing: Path) -> None:
    ask = asker(changing)
    page = ask("/fr/recherche?q=microsoft&country=GB&sort=newest&page=1").text
    (lasting,) = re.findall(r'<a href="([^"]+)">Adresse durable', page)
    words = seen(ask(path(unescape(lasting))).text).replace("\xa0", " ")
    assert "(« microsoft », Royaume-Uni)" in words
    data = ask("/fr/recherche.json?q=microsoft&country=GB").json()["found"]
    with closing(sqlite3.connect(changing)) as db:
        db.execute("UPDATE contracts SET country = 'FR', title = 'x' WHERE country = 'GB'")
        db.commit()
    again = ask(path(unescape(lasting)).replace("?", ".json?", 1)).json()
    assert again["figures"][0]["value"] == data > 0


def test_a_list_of_checked_claims_is_cited_as_one() -> None:
    with use_language("fr"):
        cited = subject_of("search", None, "country=GB&verified=yes")
    assert cited.endswith("(Royaume-Uni, vérifié par une personne)")


def test_cited_figures_do_not_change_when_the_data_do(changing: Path) -> None:
    get = asker(changing)
    before = get("/en/cite/group~3Amicrosoft.json").json()
    address = path(before["citation"]["address"])
    with closing(sqlite3.connect(changing)) as database:
        database.execute(
            "UPDATE aggregates SET contracts = contracts + 7 WHERE kind = 'group'"
            " AND key = 'microsoft'"
        )
        database.execute("UPDATE vendor_groups SET name = 'Renamed' WHERE id = 'microsoft'")
        database.commit()
    again = asker(changing)  # another process, another day
    now = again("/en/cite/group~3Amicrosoft.json").json()
    kept = again(address.replace("?", ".json?")).json()
    assert kept["figures"] == before["figures"]
    assert kept["dated"]
    assert now["figures"][0]["value"] == before["figures"][0]["value"] + 7
    page = seen(again(address).text)
    assert "Figures as they stood on 13 November 2026" in page
    assert "Other today: Contracts" in page
    assert "Renamed" in page


def test_a_contract_that_moved_is_still_cited_and_one_that_is_gone_is_named_by_its_notice(
    changing: Path,
) -> None:
    with closing(sqlite3.connect(changing)) as db:
        id, title = db.execute("SELECT id, title FROM contracts WHERE value > 0").fetchone()
    cited = asker(changing)(page_path("cite", "en", "json", id=Cited("contract", id).id)).json()
    address = path(cited["citation"]["address"])
    with closing(sqlite3.connect(changing)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE contracts SET id = 'ted:1-2020/1' WHERE id = ?", (id,))
        db.execute("INSERT INTO redirects (old_id, new_id) VALUES (?, 'ted:1-2020/1')", (id,))
        db.commit()
    moved = seen(asker(changing)(address).text)
    assert title in moved
    assert "The same today." in moved
    with closing(sqlite3.connect(changing)) as db:
        db.execute("DELETE FROM contracts WHERE id = 'ted:1-2020/1'")
        db.commit()
    gone = seen(asker(changing)(address).text)
    assert "What is cited here is no longer on Vigie." in gone
    assert "not published (" not in gone
    assert id.partition(":")[2] in gone


@pytest.mark.parametrize(
    ("change", "expected", "unsaid"),
    [
        ("status = 'cancelled'", ["Other today: Status.", ", awarded to Acme, "], ["cancelled,"]),
        (
            "suppliers = 'Bolt'",
            ["the supplier is another one since that day", ": Value as published: "],
            ["The same today.", "awarded to"],
        ),
        ("title = 'Other'", ["Other", "is another one since that day"], ["awarded to"]),
        ("value = 7", ["Other today: Value as published.", ", awarded to Acme, €5.00"], ["since"]),
    ],
)
def test_what_a_contract_became_later_is_not_said_of_the_day_of_its_citation(
    changing: Path, change: str, expected: list[str], unsaid: list[str]
) -> None:
    with closing(sqlite3.connect(changing)) as db:
        (id,) = db.execute("SELECT id FROM contracts WHERE status = 'active'").fetchone()
        before = "suppliers = 'Acme', value = 5, currency = 'EUR', value_kind = 'exact'"
        db.execute(f"UPDATE contracts SET {before} WHERE id = ?", (id,))
        db.commit()
    cited = asker(changing)(page_path("cite", "en", "json", id=Cited("contract", id).id)).json()
    assert "Acme" not in cited["citation"]["address"]
    with closing(sqlite3.connect(changing)) as db:
        db.execute(f"UPDATE contracts SET {change} WHERE id = ?", (id,))
        db.commit()
    page = seen(asker(changing)(path(cited["citation"]["address"])).text)
    assert [text for text in expected if text not in page] == []
    assert [text for text in unsaid if text in page.partition("What cannot be seen")[0]] == []


def test_nobody_writes_other_figures_under_an_address(get: Get) -> None:
    address = path(get("/en/cite/group~3Amicrosoft.json").json()["citation"]["address"])
    assert get(address).status_code == 200
    given = parse_qs(urlsplit(address).query)
    (figures,) = given["figures"]
    for wrong in (
        address.replace("contracts:", "contracts:9"),
        address.replace("on=2026-11-13", "on=2025-11-13"),
        address.replace("~3Amicrosoft", "~3Aoracle"),
        re.sub("seal=.", "seal=0" if "seal=0" not in address else "seal=1", address),
        address.partition("&seal")[0],
        f"/en/cite/group~3Amicrosoft?figures={figures}",
    ):
        assert get(wrong).status_code == 400, wrong
    assert get("/en/cite/group~3Anobody").status_code == 404
    for nothing in ("nothing", "group", "home~3Ax", "group~2Eno~3Amicrosoft", "legal"):
        assert get(f"/en/cite/{nothing}").status_code == 404, nothing


def test_another_installation_has_another_key(changing: Path, get: Get) -> None:
    address = path(get("/en/cite/home.json").json()["citation"]["address"])
    assert asker(changing)(address).status_code == 400
    assert (changing.parent / "citations.key").stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_a_key_the_day_is_to_be_named(
    changing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr("monitor.web.citations.signed_citation_urls.load_signing_key", refused)
    get = asker(changing)
    page = seen(get("/en/cite/home").text)
    assert "This installation keeps no figures of before" in page
    assert "seal=" not in get("/en/").text


def test_figures_too_long_for_an_address_are_cited_without_one(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.citations.write_citation.MAX_FIGURES_LENGTH", 20)
    assert "seal=" not in get("/en/cite/group~3Amicrosoft.json").json()["citation"]["address"]


def test_what_is_written_is_read_again() -> None:
    figures = [("contracts", 3), ("total_eur", 1.5e16), ("end", "2026-11-13"), ("x:y,z", None)]
    assert list(parse_figures(serialize_figures(figures))) == figures
    for page in CITED:
        key = "a:b/c" if BY_NAME[page].parts else ""
        for chart in ("", *CHARTS.get(page, {})):
            assert parse(Cited(page, key, chart).id) == Cited(page, key, chart)


PICTURES = [
    ("/fr/groupe/microsoft", "years"),
    ("/fr/groupe/microsoft", "countries"),
    ("/fr/groupe/microsoft", "flows"),
    ("/fr/comparer", "euros"),
    ("/fr/index", "groups"),
]


@pytest.mark.parametrize(("page", "chart"), PICTURES)
def test_a_chart_is_a_picture_that_stands_alone(get: Get, page: str, chart: str) -> None:
    answer = get(f"{page}.svg?chart={chart}")
    assert answer.headers["content-type"] == "image/svg+xml"
    root = etree.fromstring(answer.content)
    words = " ".join(root.itertext())
    assert "Vigie" in words
    assert "13\xa0novembre 2026" in words or "13 novembre 2026" in words
    assert not [element for element in root.iter() if {"style", "class"} & set(element.attrib)]
    assert not root.findall(f".//{SVG}script") + root.findall(f".//{SVG}style")
    bars = [
        element
        for element in root.iter(f"{SVG}rect")
        if element.get("fill") not in ("none", "#ffffff")
    ]
    assert bars
    picture = Image.open(io.BytesIO(get(f"{page}.png?chart={chart}").content))
    assert picture.width == 1200
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    assert {(255, 255, 255), (0x1D, 0x27, 0x33)} <= colours
    assert ((0x2F, 0x66, 0x90) in colours) is (chart != "flows")  # whose bands let others be seen


def test_every_chart_of_a_page_can_be_taken_embedded_and_cited(get: Get) -> None:
    html = get("/fr/groupe/microsoft").text
    places = re.findall(r'<p class="takeaway on-screen">(.*?)</p>', html)
    assert len(places) == len(CHARTS["group"])
    for line in places:
        svg, png, cite = (unescape(text) for text in re.findall(r'href="([^"]+)"', line))
        for address in (svg, png, cite):
            assert get(address).status_code == 200, address
        page = get(cite).text
        (frame,) = re.findall(r'iframe src="([^"]+)"', unescape(unescape(page)))
        assert get(path(unescape(frame))).status_code == 200


def test_only_a_chart_alone_may_be_framed_elsewhere(get: Get, rows: sqlite3.Connection) -> None:
    embedded = get("/fr/groupe/microsoft.embed?chart=years")
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "<form" not in embedded.text
    assert "<script" not in embedded.text
    assert 'href="http://vigie.test/fr/groupe/microsoft"' in embedded.text
    for address in ("/fr/groupe/microsoft", "/fr/nothing.embed", "/vigie/contracts", "/fr/alertes"):
        policy = get(address).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, address
    assert get("/fr/groupe/microsoft.embed?chart=nothing").status_code == 404
    policy = get("/fr/groupe/microsoft.embed?chart=nothing").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("chart", ["countries", "flows"])
def test_a_cited_chart_is_drawn_of_the_cited_figures(changing: Path, chart: str) -> None:
    get = asker(changing)
    cited = get(f"/en/cite/group~2E{chart}~3Amicrosoft.json").json()
    address = path(cited["citation"]["address"])
    picture = get(address.replace("?", ".svg?")).content
    with closing(sqlite3.connect(changing)) as database:
        database.execute("DELETE FROM shares WHERE 'microsoft' IN (key, via)")
        database.commit()
    again = asker(changing)
    assert again(f"/en/group/microsoft.svg?chart={chart}").status_code == 404
    assert again(address.replace("?", ".svg?")).content == picture


class _Article(BaseHTTPRequestHandler):
    """Pages of another origin: each frames the address that its query names."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{unquote(self.path[2:])}"></iframe>'.encode())

    def log_message(self, *_: Any) -> None:
        pass


def test_a_chart_is_shown_on_another_site(server: str, browser: Any) -> None:
    """A page of another origin may frame the chart, and no other page of ours."""
    with HTTPServer(("127.0.0.1", 0), _Article) as article:
        threading.Thread(target=article.serve_forever, daemon=True).start()
        page = browser.new_page()
        for address, shown in (("microsoft.embed?chart=years", True), ("microsoft", False)):
            framed = quote(f"{server}/fr/groupe/{address}", safe="")
            page.goto(f"http://localhost:{article.server_port}/?{framed}", wait_until="load")
            assert bool(page.frames[1].query_selector("figure svg rect")) is shown
        page.close()
        article.shutdown()

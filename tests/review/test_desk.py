"""The desk over real HTTP, in processes of its own, and what its answers do to the site's data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.utils import tilde_encode

from monitor.i18n.routes import page_path
from monitor.review import desk_state
from monitor.review.queue import Queue
from pipelines.reference.load_reference_tables import load_tables
from tests.forked_commands import run
from tests.review.support import KEYS, Reader, command, installation, open_desk, rows, vigie
from tests.web.conftest import asker
from tests.web.support import seen

REASON = "the body runs it on its own servers"


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation(tmp_path_factory.mktemp("ingested"))


@pytest.fixture
def folder(ingested: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ingested, tmp_path / "home"))


@pytest.fixture
def desk(folder: Path) -> Iterator[str]:
    with open_desk(folder) as address:
        yield address


def page_of(contract: str) -> str:
    return page_path("contract", "fr", id=contract)


def claims(folder: Path, contract: str, claim: str) -> list[tuple[str, ...]]:
    return rows(
        folder,
        "SELECT value, evidence, checked_on FROM tags WHERE contract_id = ? AND tag = ?",
        contract,
        claim,
    )


def test_an_answer_reaches_the_tables_by_a_retag_and_outlives_the_database(
    folder: Path, desk: str
) -> None:
    lea = Reader(desk, "Léa").begin()
    stands = lea.claim()
    assert stands[1] == "big_tech", "new contracts with big tech come first"
    assert lea.answer("stands") == 200
    assert lea.get("/en/?claim=data_outsourcing&queue=random") == 200
    falls = lea.claim()
    assert lea.answer("does_not_stand", f"{REASON}, ask anna.muster@example.org") == 200
    before = rows(folder, "SELECT value FROM meta WHERE key = 'generation'")
    assert "big_tech" not in vigie(folder, "retag")

    def applied() -> None:
        assert {row[0] for row in claims(folder, *stands)} == {"yes"}
        assert all(row[2] for row in claims(folder, *stands))
        ((value, evidence, day),) = claims(folder, *falls)
        assert (value, bool(day)) == ("no", True)
        assert evidence.startswith(REASON)
        assert "example.org" not in evidence
        verified = rows(folder, "SELECT id, verified FROM contracts WHERE verified IS NOT NULL")
        assert [(item, json.loads(what)) for item, what in verified] == [(stands[0], ["big_tech"])]

    applied()
    get = asker(folder / "vigie.db")
    assert "Vérifié par une personne le" in seen(get(page_of(stands[0])).text)
    withdrawn = seen(get(page_of(falls[0])).text)
    assert "Retiré : une personne l'a vérifié le" in withdrawn
    assert REASON in withdrawn
    cause = "SELECT DISTINCT cause FROM changes WHERE field IN ('verified', 'data_outsourcing')"
    assert rows(folder, cause) == [("human",)]
    for file in folder.glob("vigie.db*"):
        file.unlink()
    vigie(folder, "replay")
    assert rows(folder, "SELECT value FROM meta WHERE key = 'generation'") != before
    applied()


def test_no_name_of_a_reviewer_is_in_the_public_database(folder: Path, desk: str) -> None:
    Reader(desk, "Zwetschgenmus").begin().answer("stands")
    vigie(folder, "retag")
    assert b"Zwetschgenmus" in (folder / "reviews.db").read_bytes()
    for file in folder.glob("vigie.db*"):
        assert b"Zwetschgenmus" not in file.read_bytes(), file


def test_reviewers_who_disagree_make_it_unclear_and_neither_sees_the_other(
    folder: Path, desk: str
) -> None:
    lea, sam = Reader(desk, "Zwetschge").begin(), Reader(desk, "sam").begin()
    claim = lea.claim()
    assert sam.claim() != claim, "what one reads is not offered to the other"
    lea.answer("stands")
    sam.get("/en/?queue=second")
    assert sam.claim() == claim
    assert "Zwetschge" not in sam.page
    assert " checked" not in sam.page.partition("<fieldset>")[2].partition("</fieldset>")[0]
    sam.answer("does_not_stand", "the product is not bought")
    assert "retag --reviewed" in vigie(folder, "schedule")
    vigie(folder, "retag", "--reviewed")
    assert "retag" not in vigie(folder, "schedule")
    assert {row[0] for row in claims(folder, *claim)} == {"unclear"}
    assert rows(folder, "SELECT big_tech FROM contracts WHERE id = ?", claim[0]) == [("unclear",)]
    get = asker(folder / "vigie.db")
    for address in (page_of(claim[0]), f"/vigie/contracts/{tilde_encode(claim[0])}?lang=fr"):
        text = seen(get(address).text)
        assert "Lu par plusieurs personnes, qui ne sont pas d'accord" in text, address
        assert "Lu par une personne" not in text, address


def test_two_desks_at_once_lose_no_answer(folder: Path) -> None:
    with open_desk(folder) as text, open_desk(folder) as other:
        readers = [Reader(text, "lea").begin(), Reader(other, "sam").begin()]

        def read(reader: Reader) -> int:
            return sum(reader.answer("cannot_tell", "no words") == 200 for _ in range(6))

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(read, readers)) == [6, 6]
    actual = rows(
        folder,
        "SELECT reviewer, count(DISTINCT contract_id || claim) FROM reviews GROUP BY 1",
        name="reviews",
    )
    assert actual == [("lea", 6), ("sam", 6)]


def test_an_answer_that_is_changed_within_its_second_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_state, "utc_now", lambda: "2026-11-20T09:00:00Z")
    tables, database, answers = load_tables(), folder / "vigie.db", folder / "reviews.db"
    desk = desk_state.Desk(database, answers, folder / "archive", Queue(tables), date.today)
    claim = desk.next_claim("lea")
    assert claim is not None
    own_claim = claim[1]
    claim_id = (own_claim.contract_id, own_claim.claim)
    desk.answer(claim_id, own_claim.words, "stands", "", "lea", "newest")
    desk.answer(claim_id, own_claim.words, "does_not_stand", REASON, "lea", "asked")
    verdict = own_claim.verdict(desk.answers())
    assert verdict is not None
    assert (verdict.answer, verdict.reviewers) == ("does_not_stand", 1)


def test_an_answer_about_words_that_changed_is_kept_not_applied_and_asked_again(
    folder: Path,
) -> None:
    with open_desk(folder) as address:
        lea = Reader(address, "lea").begin()
        claim = lea.claim()
        lea.answer("does_not_stand", REASON)
    file = folder / "answers.csv"
    vigie(folder, "review", "export", file)
    words = rows(folder, "SELECT words FROM reviews", name="reviews")[0][0]
    (folder / "reviews.db").unlink()
    file.write_text(file.read_text("utf-8").replace(words, "0" * 20), "utf-8")
    vigie(folder, "review", "import", file)
    vigie(folder, "retag")
    assert {row[0] for row in claims(folder, *claim)} == {"yes"}
    assert len(rows(folder, "SELECT 1 FROM reviews", name="reviews")) >= 1
    with open_desk(folder) as address:
        lea = Reader(address, "lea").begin()
        assert lea.claim() == claim
        assert "it is asked again" in lea.page


def test_what_was_typed_is_refused_with_a_sentence_and_kept_on_the_page(desk: str) -> None:
    lea = Reader(desk, "lea").begin()
    claim = lea.claim()
    assert lea.answer("does_not_stand") == 400
    assert "Say why" in lea.page
    (focused,) = re.findall(r"<input[^>]*autofocus", lea.page)
    assert 'id="reason"' in focused
    assert lea.claim() == claim
    assert lea.answer("no idea", "because") == 400
    assert 'value="because"' in lea.page
    assert lea.answer("stands", words="0" * 20) == 409
    assert "nothing was stored" in lea.page
    nobody = Reader(desk, "").begin()
    assert "Write a name" in nobody.page


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(folder: Path, desk: str, headers: dict[str, str]) -> None:
    lea = Reader(desk, "lea").begin()
    assert lea.post("/en/answer", headers, answer="stands", reason="") == 403
    assert rows(folder, "SELECT 1 FROM reviews", name="reviews") == []


def test_a_name_that_is_not_of_this_machine_is_not_answered(desk: str) -> None:
    assert Reader(desk, "lea").get("/en/", Host="vigie.evil.example") == 400


def test_nobody_without_the_key_reads_anything(folder: Path, desk: str) -> None:
    """Another account of the machine read archived documents whose folder it may not list."""
    lea = Reader(desk, "lea").begin()
    document = lea.page.partition('class="archived" href="')[2].partition('"')[0]
    other = Reader(desk, "other")
    with open_desk(folder) as second:
        wrong = ("", "?key=", "?key=é", f"?key={KEYS[desk][:-1]}", f"?key={KEYS[second]}")
        for path in ("/", "/en/", "/en/reviewer", document, "/en/nothing"):
            for query in wrong:
                address = path + query.replace("é", "%C3%A9")
                assert other.get(address) == 403
                assert (
                    "vigie review" in other.page
                )  # in the language of the path or, without one, ours
    assert other.get(document, Cookie="vigie_desk=; vigie_desk_00000000=x") == 403
    assert other.post("/en/answer", answer="stands", reason="") == 403
    assert other.get("/static/vigie.css") == 200
    assert lea.get(document) == 200
    assert KEYS[desk] not in lea.page


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "example.org"])
def test_the_desk_opens_on_loopback_only(folder: Path, host: str) -> None:
    output = vigie(folder, "review", "--host", host, status=2)
    assert "this machine alone" in output
    assert "Traceback" not in output


def test_the_archived_document_is_shown_as_text(desk: str) -> None:
    lea = Reader(desk, "lea").begin()
    place = lea.page.partition('class="archived" href="')[2].partition('"')[0]
    with lea.opener.open(desk + place, timeout=120) as answer:
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policies = answer.headers.get_all("content-security-policy")
        assert "sandbox; default-src 'none'" in policies  # beside that of the desk
        assert any("frame-ancestors 'none'" in policy for policy in policies)
        assert answer.read().startswith(b"<?xml")
    assert lea.get("/document/" + "0" * 64) == 404
    assert lea.get("/en/nothing") == 404
    assert "<h1>Nothing at this address</h1>" in lea.page
    assert "Something went wrong here" not in lea.page


def test_names_of_several_suppliers_stand_apart_as_people_list_them(
    folder: Path, desk: str
) -> None:
    ((contract,), *_) = rows(
        folder,
        "SELECT id FROM contracts WHERE suppliers LIKE '% | %' AND big_tech = 'yes'"
        " AND same_as IS NULL",
    )
    lea = Reader(desk, "lea").begin()
    assert lea.get(f"/en/?{urlencode({'contract': contract, 'asked': 'big_tech'})}") == 200
    assert lea.claim()[0] == contract
    assert " | " not in seen(lea.page)


def test_the_foot_says_what_its_key_is_of(desk: str) -> None:
    lea = Reader(desk, "Léa").begin()
    foot = seen(lea.page.rpartition("</nav>")[2])
    assert foot == f"Contract: {lea.claim()[0]}"


def test_passing_over_leaves_the_claim_to_others(desk: str) -> None:
    lea, sam = Reader(desk, "lea").begin(), None
    claim = lea.claim()
    lea.post("/en/pass")
    assert lea.claim() != claim
    sam = Reader(desk, "sam").begin()
    assert sam.claim() == claim


def test_a_second_desk_on_the_same_port_says_so(folder: Path, desk: str) -> None:
    port = desk.rpartition(":")[2]
    second = run(*command(folder, "review", "--port", port))
    assert second.returncode == 2
    assert port in second.stderr


def test_a_reviewer_sees_what_speaks_against_a_claim(folder: Path, desk: str) -> None:
    """Words of the notice, as published, not of its signs; a claim that nothing doubts has none."""
    lea = Reader(desk, "Léa").begin()
    assert lea.get("/en/?queue=doubtful&claim=data_outsourcing") == 200
    actual = r'<p class="against">Words that make this less certain: (.*?)</p>'
    while not (against := re.findall(actual, lea.page)):
        assert lea.claim(), "no claim is left"
        lea.post("/en/pass")
    text = seen(lea.page)
    for words in re.findall(r"<q>(.*?)</q>", against[0]):
        assert text.count(unescape(words)) >= 2, "it stands in a text of the notice, too"
    assert lea.get("/fr/?queue=doubtful&claim=data_outsourcing") == 200
    assert "Mots qui rendent cela moins sûr :" in lea.page

"""Atom feeds: for every choice, with ids that last and instants from the log of changes."""

from __future__ import annotations

import html
import shutil
import sqlite3
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from monitor.i18n.value_formatting import AMOUNT_COLUMNS, day, use_language
from monitor.web.page_data.feed_entry_fields import facts_of
from tests.web.conftest import asker
from tests.web.support import Get, seen

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "('notice', 'correction', 'link', 'human', 'takedown')"


def read(answer: object) -> etree._Element:
    """Answer -> the feed, with what RFC 4287 wants of every feed and entry checked."""
    assert answer.headers["content-type"].startswith("application/atom+xml")  # type: ignore[attr-defined]
    feed = etree.fromstring(answer.content)  # type: ignore[attr-defined]
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert element.findtext(f"{ATOM}id").startswith("urn:uuid:")
    return feed


def entries(feed: etree._Element) -> list[tuple[str, str]]:
    return [
        (element.findtext(f"{ATOM}id"), element.findtext(f"{ATOM}updated"))
        for element in feed.iter(f"{ATOM}entry")
    ]


def _expected(rows: sqlite3.Connection, condition: str) -> list[str]:
    """Contracts by their latest news, from the log alone."""
    cursor = rows.execute(
        f"SELECT c.id FROM contracts c JOIN changes h ON h.contract_id = c.id AND h.cause IN {NEWS}"
        f" WHERE c.same_as IS NULL AND c.digital <> 'borderline' {condition}"
        " GROUP BY c.id ORDER BY substr(max(h.at), 1, 10) DESC, c.updated IS NULL, max(h.seq) DESC"
        " LIMIT 100"
    )
    return [row[0] for row in cursor]


CHOICES = [
    ("", ""),
    ("?tag=big_tech", "AND big_tech = 'yes'"),
    ("?country=FR", "AND country = 'FR'"),
    ("?tag=data_outsourcing", "AND data_outsourcing = 'yes'"),
    ("?tag=worker_surveillance", "AND worker_surveillance = 'yes'"),
    ("?tag=public_surveillance_ai", "AND public_surveillance_ai = 'yes'"),
    ("?tag=public_alternative", "AND public_alternative = 'yes'"),
    (
        "?group=microsoft",
        "AND id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = 'microsoft')",
    ),
    ("?country=GB&tag=big_tech", "AND country = 'GB' AND big_tech = 'yes'"),
]


@pytest.mark.parametrize(("query", "condition"), CHOICES)
@pytest.mark.parametrize("rare", [5000, 0])
def test_a_feed_holds_what_was_chosen_in_the_order_of_the_log(
    get: Get,
    rows: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    condition: str,
    rare: int,
) -> None:
    monkeypatch.setattr("monitor.web.page_data.list_filters.RARE", rare)  # both ways of asking
    actual = get(f"/fr/flux.json{query}").json()["rows"]
    assert [row["id"] for row in actual] == _expected(rows, condition)
    assert len(entries(read(get(f"/fr/flux.atom{query}")))) == len(actual)


def test_every_group_country_and_tag_has_a_feed_on_the_page(
    get: Get, rows: sqlite3.Connection
) -> None:
    page = get("/en/feeds").text
    for kind, name in (("group", "group"), ("country", "country"), ("tag", "tag")):
        keys = rows.execute("SELECT key FROM aggregates WHERE kind = ? AND year = ''", (kind,))
        addresses = [f'href="/en/feeds.atom?{name}={key}"' for (key,) in keys]
        assert addresses
        assert [address for address in addresses if address not in page] == []


def test_every_buyer_has_a_feed(get: Get, rows: sqlite3.Connection) -> None:
    buyers = rows.execute(
        "SELECT key, contracts FROM aggregates WHERE kind = 'buyer' AND year = '' LIMIT 5"
    ).fetchall()
    assert len(buyers) == 5
    for buyer, contracts in buyers:
        assert len(entries(read(get(f"/fr/flux.atom?buyer={buyer}")))) == contracts


def test_updated_is_the_instant_at_which_we_learnt_it(get: Get, rows: sqlite3.Connection) -> None:
    entries_by_id = dict(
        rows.execute(
            f"SELECT contract_id, max(at) FROM changes WHERE cause IN {NEWS} GROUP BY 1"
        ).fetchall()
    )
    data = get("/fr/flux.json").json()["rows"]
    feed = read(get("/fr/flux.atom"))
    for row, (_, updated) in zip(data, entries(feed), strict=True):
        assert updated.replace("+00:00", "Z") == entries_by_id[row["id"]]
    assert feed.findtext(f"{ATOM}updated") == max(updated for _, updated in entries(feed))


def test_a_change_by_our_rules_alone_is_no_news_and_a_notice_is(
    demo_db: Path, tmp_path: Path, rows: sqlite3.Connection
) -> None:
    oldest = _expected(rows, "")[-1]
    say = (
        "INSERT INTO changes (at, kind, cause, contract_id, field) VALUES"
        " ('2100-01-01T00:00:00Z', 'changed', '{}', '{}', 'value')"
    )
    before = entries(read(asker(demo_db)("/fr/flux.atom")))
    ruled = asker(_copy(demo_db, tmp_path, say.format("retag", oldest)))
    assert entries(read(ruled("/fr/flux.atom"))) == before
    noticed = asker(_copy(demo_db, tmp_path, say.format("notice", oldest)))
    feed_entries = entries(read(noticed("/fr/flux.atom")))
    assert {item for item, _ in feed_entries} == {item for item, _ in before}, "no second entry"
    assert feed_entries[0][1].startswith("2100-01-01")


def test_a_checked_claim_is_news_of_the_feeds_of_checked_claims_alone(
    demo_db: Path, tmp_path: Path, rows: sqlite3.Connection
) -> None:
    oldest = _expected(rows, "AND big_tech = 'yes'")[-1]
    check = (
        f"UPDATE contracts SET verified = '[\"big_tech\"]' WHERE id = '{oldest}';"
        "INSERT INTO changes (at, kind, cause, contract_id, field, after) VALUES"
        f" ('2100-01-01T00:00:00Z', 'changed', 'human', '{oldest}', 'verified', '[\"big_tech\"]')"
    )
    get = asker(_copy(demo_db, tmp_path, check))
    assert entries(read(get("/fr/flux.atom"))) == entries(read(asker(demo_db)("/fr/flux.atom")))
    for query in ("?verified=yes", "?verified=yes&tag=big_tech"):
        ((_, updated),) = entries(read(get(f"/fr/flux.atom{query}")))
        assert updated.startswith("2100-01-01")
        assert [row["id"] for row in get(f"/fr/flux.json{query}").json()["rows"]] == [oldest]
    assert entries(read(get("/fr/flux.atom?verified=yes&tag=data_outsourcing"))) == []
    assert entries(read(get("/fr/flux.atom?verified=yes&country=XK"))) == []
    assert "vérifié par une personne" in seen(get("/fr/flux.atom?verified=yes").text)
    assert get("/fr/flux.atom?verified=perhaps").status_code == 400
    assert get("/en/ending-soon?verified=yes").status_code == 200


def test_an_entry_keeps_its_id_when_its_contract_moves(
    demo_db: Path, tmp_path: Path, rows: sqlite3.Connection
) -> None:
    old = _expected(rows, "")[0]
    moved = asker(
        _copy(
            demo_db,
            tmp_path,
            f"UPDATE contracts SET id = 'moved:1/1' WHERE id = '{old}';"
            f" UPDATE changes SET contract_id = 'moved:1/1' WHERE contract_id = '{old}';"
            f" INSERT INTO redirects VALUES ('{old}', 'moved:1/1')",
        )
    )
    assert entries(read(moved("/fr/flux.atom"))) == entries(read(asker(demo_db)("/fr/flux.atom")))


def test_older_entries_follow_without_gap_or_repeat(
    demo_db: Path, rows: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = asker(demo_db)
    monkeypatch.setattr("monitor.web.pages.feeds.IN_A_FEED", 30)
    for rare in (5000, 0):
        monkeypatch.setattr("monitor.web.page_data.list_filters.RARE", rare)
        seen_ids: list[str] = []
        there = "/fr/flux.json?tag=big_tech"
        while there:
            data = get(there).json()
            seen_ids += [row["id"] for row in data["rows"]]
            before = data["before"]
            there = f"/fr/flux.json?tag=big_tech&before={before}" if before else ""
        assert seen_ids == _expected(rows, "AND big_tech = 'yes'")
    feed = read(get("/fr/flux.atom"))
    (older,) = [link.get("href") for link in feed.iter(f"{ATOM}link") if link.get("rel") == "next"]
    assert get(older.removeprefix("http://vigie.test")).status_code == 200


@pytest.mark.parametrize(
    "title",
    [
        "]]><script>alert(1)</script>",
        "nul\x00 cloche\x07 \u202e",
        "&amp; <b>",
        "\ud83d\ude00é",
        "",
    ],
)
def test_a_title_cannot_break_a_feed(demo_db: Path, tmp_path: Path, title: str) -> None:
    path = _copy(demo_db, tmp_path, "")
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE contracts SET title = ?, buyer = ?",
        (title.encode("utf-16", "surrogatepass").decode("utf-16"),) * 2,
    )
    connection.commit()
    assert len(entries(read(asker(path)("/fr/flux.atom")))) > 50


def test_an_empty_feed_is_a_feed_and_an_unknown_group_is_not(get: Get) -> None:
    assert entries(read(get("/fr/flux.atom?tag=public_alternative&country=GR"))) == []
    assert get("/fr/flux.atom?group=nobody").status_code == 404
    assert "nobody" in seen(get("/fr/flux?group=nobody").text)


def _copy(demo_db: Path, tmp_path: Path, sql: str) -> Path:
    path = tmp_path / f"copy{len(list(tmp_path.iterdir()))}.db"
    shutil.copy(demo_db, path)
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.commit()
    connection.close()
    return path


def test_what_says_no_day_leads_no_feed_and_says_when_it_was_first_read(
    get: Get, rows: sqlite3.Connection
) -> None:
    days = [row["updated"] for row in get("/fr/flux.json").json()["rows"]]
    undated = days.count(None)
    assert 0 < undated < len(days)
    assert days[-undated:] == [None] * undated  # all of one day
    (at,) = rows.execute(
        "SELECT max(at) FROM changes WHERE contract_id IN"
        " (SELECT id FROM contracts WHERE updated IS NULL)"
    ).fetchone()
    with use_language("fr"):
        words = f"Publié : non publié ; lu ici pour la première fois le {day(at[:10])}"
    texts = [
        " ".join(element.findtext(f"{ATOM}content").split())
        for element in read(get("/fr/flux.atom")).iter(f"{ATOM}entry")
    ]
    assert [" ".join(words.split()) in text for text in texts] == [text is None for text in days]


def test_an_end_is_marked_only_where_it_was_reckoned(get: Get, rows: sqlite3.Connection) -> None:
    assert rows.execute("SELECT 1 FROM contracts WHERE end_basis = 'stated'").fetchone()
    for address in ("/fr/flux.atom", "/fr/bientot-finis", "/fr/bientot-finis.ics"):
        assert "(écrite)" not in get(address).text


def test_a_contract_without_a_day_says_that_its_day_is_not_published(get: Get) -> None:
    page = seen(get("/fr/flux?country=GH").text)
    assert "GHS · date non publiée · Ghana" in page, "an amount without a day has no rate"
    assert "· non publié ·" not in page


@pytest.mark.parametrize(
    "address", ["/fr/flux.atom", "/en/feeds.atom?tag=big_tech", "/fr/semaine.atom", "/en/week.atom"]
)
def test_a_feed_reader_opens_it(get: Get, address: str) -> None:
    answer = get(address)
    feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.entries
    for entry in feed.entries:
        assert entry.title
        assert entry.link.startswith("http")
        assert entry.updated_parsed is not None


def test_each_fact_of_an_entry_has_a_line_and_the_day_of_its_notice_is_one(get: Get) -> None:
    """The time of an entry is when it was read here, which may be years later."""
    rows = get("/fr/flux.json").json()["rows"]
    entries = feedparser.parse(get("/fr/flux.atom").content).entries
    assert len(entries) == len(rows) > 3
    for row, entry in zip(rows, entries, strict=True):
        (content,) = entry.content
        assert content.type == "text/html"
        lines = [html.unescape(line).strip() for line in content.value.split("<br />")]
        assert len(lines) > 3
        if row["updated"]:
            with use_language("fr"):
                assert lines[-1] == f"Dernier avis\u00a0: {day(row['updated'])}"


def test_names_are_listed_and_an_end_that_is_not_published_is_said() -> None:
    row = dict.fromkeys((*AMOUNT_COLUMNS, "end", "end_basis", "end_with_renewals"))
    row |= {"buyer": "Ville | CCAS", "suppliers": "A | B", "status": "active"}
    with use_language("fr"):
        lines = facts_of({**row, "vendor_groups": "[]", "group_roles": "{}"}, {})
    assert "Acheteur\u00a0: Ville\u202f; CCAS" in lines
    assert "Fin\u00a0: date non publiée" in lines


def test_an_amount_that_is_several_contracts_or_cannot_be_right_is_told_so() -> None:
    row = dict.fromkeys(("buyer", "suppliers", "status", "end", "end_basis", "end_with_renewals"))
    row |= {"vendor_groups": "[]", "group_roles": "{}", "value_eur": 1, "value_kind": "exact"}
    with use_language("fr"):
        (line,) = (
            line
            for line in facts_of({**row, "value_plausible": 0, "value_shared": 1}, {})
            if "1\u00a0€" in line
        )
    assert line.endswith(
        "(tel que publié\u202f; il ne peut pas être exact\u202f;"
        " un même montant répété pour plusieurs contrats)"
    )


@pytest.mark.parametrize(
    ("amounts", "line"),
    [
        (
            {"maximum": 60_000, "currency": "EUR"},
            "au plus 60\u202f000\u00a0€, montant exact non publié",
        ),
        ({"value": 5, "currency": "UAH", "value_kind": "estimate"}, "5\u00a0UAH (estimation)"),
        ({"value": 5, "currency": "UAH", "vat": "included"}, "5\u00a0UAH taxe comprise"),
        ({"currency": "EUR", "value_kind": "undisclosed"}, "non publié"),
    ],
)
def test_an_amount_that_is_published_is_not_said_to_be_none(
    amounts: dict[str, object], line: str
) -> None:
    row = dict.fromkeys((*AMOUNT_COLUMNS, "buyer", "suppliers", "status"))
    row |= dict.fromkeys(("end", "end_basis", "end_with_renewals"))
    row |= {"vendor_groups": "[]", "group_roles": "{}"} | amounts
    with use_language("fr"):
        assert f"Montant publié\u00a0: {line}" in facts_of(row, {})


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("cancelled", "État\u00a0: annulé"),
        ("terminated", "État\u00a0: terminé"),
        ("unsuccessful", "État\u00a0: infructueux"),
        ("active", None),
        (None, None),
    ],
)
def test_an_entry_says_that_its_contract_was_cancelled_or_ended_early(
    demo_db: Path, tmp_path: Path, status: str | None, line: str | None
) -> None:
    value = "NULL" if status is None else f"'{status}'"
    get = asker(_copy(demo_db, tmp_path, f"UPDATE contracts SET status = {value}"))
    for address in ("/fr/flux.atom", "/vigie/contracts.atom"):
        texts = [
            item.findtext(f"{ATOM}content") for item in read(get(address)).iter(f"{ATOM}entry")
        ]
        assert texts
        assert all("État" not in text if line is None else line in text for text in texts)


def test_an_entry_says_that_its_contract_has_no_limit_of_time(
    demo_db: Path, tmp_path: Path
) -> None:
    get = asker(
        _copy(demo_db, tmp_path, "UPDATE contracts SET [end] = NULL, end_basis = 'unlimited'")
    )
    first = read(get("/fr/flux.atom")).find(f"{ATOM}entry/{ATOM}content")
    assert first is not None
    assert "Fin\u00a0: sans limite de durée" in str(first.text)

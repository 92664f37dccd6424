"""What the operator decided on a contract, on its page: withdrawals, replies, reports."""

from __future__ import annotations

import re
import sqlite3
from html import unescape
from pathlib import Path

from monitor.i18n.routes import page_path
from monitor.web.page_data.operator_contact import Operator
from tests.web.conftest import asker
from tests.web.contract_page.support import (
    AMENDED,
    asked,
    correction,
    insert,
    page,
)
from tests.web.support import Get, seen


def test_a_report_is_filled_in_with_the_contract(demo_db: Path) -> None:
    get = asker(demo_db, operator=Operator("U", "https://github.com/u/v/issues"))
    html = page(get, AMENDED)
    (place,) = re.findall(r'<a class="report"[^>]* href="([^"]+)"', html)
    place = unescape(place)
    assert place.startswith("https://github.com/u/v/issues/new?title=Error+in+contract+ted%3A9901")
    assert "http%3A%2F%2Fvigie.test%2Fen%2Fcontract%2F" in place
    assert "has named no address" in seen(page(asker(demo_db), AMENDED))


def test_withdrawn_claims_and_replies_stand_beside_the_claim(edited: sqlite3.Connection) -> None:
    correction(edited, tag="data_outsourcing", old_value="yes", new_value="no")
    correction(
        edited,
        id="c2",
        kind="reply",
        tag="vendor",
        reply_by="DXC <i>",
        reply="We are <script>alert(1)</script> independent.",
    )
    correction(edited, id="c3", notice_id="ted:990131-2026", reason="about another notice")
    html = page(asked(edited), AMENDED)
    assert "Claim withdrawn: <s>Data handed to a supplier yes</s>" in html
    assert "Software only." in html
    assert "We are &lt;script&gt;alert(1)&lt;/script&gt; independent." in html
    assert "about another notice" not in html


def test_a_withdrawn_contract_keeps_its_address_with_reason_and_day(
    edited: sqlite3.Connection,
) -> None:
    insert(
        edited,
        "changes",
        at="2026-11-12T04:00:00Z",
        kind="withdrawn",
        cause="takedown",
        contract_id="ted:1-2026/gone",
        before="a private name",
        after=None,
    )
    get = asked(edited)
    for format in ("", "json", "csv", "xlsx", "svg"):
        place = page_path("contract", "en", format, id="ted:1-2026/gone")
        assert get(place).status_code == 410, "search engines keep what is answered 200"
    html = get(page_path("contract", "en", id="ted:1-2026/gone")).text
    assert "no longer published" in seen(html)
    assert "after an objection was granted" in seen(html)
    assert "12 Nov 2026" in seen(html)
    assert "a private name" not in html
    assert get(page_path("contract", "en", id="ted:1-2026/never")).status_code == 404


def test_the_json_has_letters_clauses_and_decisions_as_data(get: Get) -> None:
    actual = page(get, "find_a_tender:990301-2026/1", "en", "json")
    assert actual["letters"][0]["law"]["id"] == "uk"
    assert actual["letters"][0]["law"]["limit"] == [20, "working_day"]
    assert isinstance(actual["block"]["missing"], list)
    assert [step["value"] for step in actual["steps"]] == [60e6, 60e6, 66e6]

"""A parser that numbers notices otherwise: published addresses lead on to what is there now."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from pipelines.model import Notice, ParsedDocument
from pipelines.store.writer import Writer
from spiders.seao import SeaoSpider
from tests.pipelines.store.store_support import (
    RANK,
    SCC,
    award,
    contract_ids,
    database,
    document,
    fetch_value,
    notice,
    supplier,
)

OTHER = supplier("Another Example SAS")
WEEKS = Path(__file__).parents[2] / "portals" / "seao"


def test_a_notice_and_a_contract_that_are_numbered_otherwise_lead_on_from_their_old_ids(
    tmp_path: Path,
) -> None:
    db, body = database(tmp_path / "v.db"), document("a week")
    before = notice("week-1", procedure="p1", awards=(award("A"), award("B")))
    after = notice("contract", procedure="p1", awards=(award("A"), award("B")))
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(before,))])
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(after,))], "reparse")
    assert contract_ids(db) == ["ted:contract/A", "ted:contract/B"]
    assert redirects(db) == {
        "ted:week-1": "ted:contract",
        "ted:week-1/A": "ted:contract/A",
        "ted:week-1/B": "ted:contract/B",
    }


def test_what_is_gone_leads_nowhere(tmp_path: Path) -> None:
    db, body = database(tmp_path / "v.db"), document("a week")
    before = notice("week-1", procedure="p1", awards=(award("A"),))
    other = notice("other", procedure="p2", awards=(award("A"),))
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(before,))])
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(other,))], "reparse")
    assert (redirects(db), fetch_value(db, "SELECT count(*) FROM contracts")) == ({}, 1)


def redirects(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT old_id, new_id FROM redirects").fetchall())


def test_a_contract_that_a_week_gives_again_under_another_release_id_is_one_notice() -> None:
    actual = []
    for week in ("hebdo_20260316_20260322", "hebdo_20260323_20260329"):
        body = (WEEKS / f"{week}.json").read_bytes()
        releases = json.loads(body.decode("utf-8-sig"))["releases"]
        ids = {release["id"] for release in releases if release["ocid"] == "ocds-ec9k95-20068432"}
        read = [x for x in SeaoSpider.read(body, week) if isinstance(x, Notice)]
        actual.append((ids, {x.id for x in read if "20068432" in x.id}))
    (first, notices), (again, same) = actual
    assert first != again
    assert notices == same == {"seao:ocds-ec9k95-20068432/contract/20068432"}


def test_a_contract_that_its_notice_keys_otherwise_leads_on(tmp_path: Path) -> None:
    db, body = database(tmp_path / "v.db"), document("a page")
    before = notice("100", awards=(award("K", who=(SCC,)), award("K+2", who=(OTHER,))))
    after = notice("100", awards=(award("K+A", who=(SCC,)), award("K+B", who=(OTHER,))))
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(before,))])
    Writer(db, rank=RANK).save([ParsedDocument(document=body, notices=(after,))], "reparse")
    assert redirects(db) == {"ted:100/K": "ted:100/K+A", "ted:100/K+2": "ted:100/K+B"}

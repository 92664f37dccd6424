"""A notice that a correction replaced makes no claim: it is neither asked about nor counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from monitor.demo.shift_dates import copy_shifted
from monitor.quality.claims_before_review import claims_of_contract
from pipelines.reference.load_reference_tables import load_tables
from tests.review.support import DEMO, Reader, open_desk, rows, vigie
from tests.web.support import seen

CLAIM = "data_outsourcing"
CONTRACT = "ted:990131-2026/9/2025"
TITLE = "Budowa i wdrożenie Platformy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An award that says hosting, and its correction, which does not."""
    documents = copy_shifted(datetime.now(UTC).date(), DEMO, tmp_path / "documents") / "ted"
    for file in documents.iterdir():
        if file.name.startswith("990131"):
            text = file.read_text("utf-8")
            assert TITLE in text
            file.write_text(text.replace(TITLE, "Budowa i hosting Platformy"), "utf-8")
        elif not file.name.startswith("990132"):
            file.unlink()
    vigie(tmp_path, "ingest", "ted", documents)
    return tmp_path


def test_the_desk_asks_what_the_site_says_by_the_notice_that_counts(folder: Path) -> None:
    stored = rows(folder, f"SELECT {CLAIM} FROM contracts WHERE id = ?", CONTRACT)
    assert stored == [("unclear",)]
    with closing(sqlite3.connect(folder / "vigie.db")) as db:
        claim = claims_of_contract(db, load_tables(), CONTRACT)[CLAIM]
    assert (claim.value, [part.notice.id for part in claim.parts]) == (
        "unclear",
        ["ted:990132-2026"],
    )
    with open_desk(folder) as address:
        lea = Reader(address, "lea").begin()
        lea.get(f"/en/?{urlencode({'contract': CONTRACT, 'asked': CLAIM})}")
        assert "Data handed to a supplier: unclear" in seen(lea.page)
        assert "hosting" not in lea.page
        lea.answer("stands")
    answered = rows(folder, "SELECT notice_id FROM reviews", name="reviews")
    assert answered == [("ted:990132-2026",)]

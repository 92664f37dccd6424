"""Every real document at hand of the national portals outside Europe; each fact is compared with
the plain bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus.test_wider_samples import read

pytestmark = pytest.mark.corpus


def test_every_row_of_south_africas_list_is_a_call(corpus: Path) -> None:
    path = corpus / "samples/south-africa-etenders/advertised_page.json"
    rows = json.loads(path.read_bytes())["data"]
    found = read("south_africa_etenders", path)
    assert len(rows) == len(found) == 40
    for row, notice in zip(rows, found, strict=True):
        assert notice.number == f"ocds-9t57fa-{row['id']}/list"
        assert notice.title == row["description"].strip()
        assert str(notice.published) == row["date_Published"][:10]
        assert str(notice.deadline) == row["closing_Date"][:10]
        assert [b.organization.name for b in notice.buyers] == [row["organ_of_State"]]
        assert notice.procedure.other_ids[0].id == row["tender_No"].strip()
    assert sum(bool(one.codes) for one in found) == 5

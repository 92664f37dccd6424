"""The whole line over the real documents of the portals beyond the demo: none lost, nobody exposed.

``test_line`` does the same for the portals of the demo and asks more of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.crawling.ingest_local_documents import Ingest
from monitor.runtime.runs import Run
from pipelines.open_store import open_store
from pipelines.stages import load_stages
from tests.corpus.test_line import EMAIL, documents, texts

pytestmark = pytest.mark.corpus

FOLDERS = {
    "seao": "seao",
    "simap": "simap",
    "decp": "decp",
    "prozorro": "ua-prozorro",
    "austender": "australia-austender",
    "dncp": "py-dncp",
    "pncp": "br-pncp",
    "bzp": "pl-bzp",
    "tenderned": "nl-tenderned",
    "south_africa_etenders": "south-africa-etenders",
    "canada_disclosure": "canada-proactive-disclosure",
    "usaspending": "usa-usaspending",
}
# Lists of what there is, a schema, and another publisher's OCDS: no documents of the portal.
NOT_DOCUMENTS = {
    "resources-index-excerpt.json",
    "project-search-ti.json",
    "project-search-ti-strada.json",
    "release-schema.json",
    "sample-decp2ocds-award.json",
    "search-row.json",
}


@pytest.fixture(scope="module")
def line(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sqlite3.Connection, dict[str, list[Path]]]]:
    folder = tmp_path_factory.mktemp("line")
    stages = load_stages()
    connection = open_store(folder / "vigie.db", stages)
    files: dict[str, list[Path]] = {}
    for portal, name in FOLDERS.items():
        paths = documents(corpus, name)
        files[portal] = [path for path in paths if path.name not in NOT_DOCUMENTS]
        with Run(connection, "ingest", portal) as run:
            Ingest(portal, connection, folder / "archive", stages).run(files[portal], run)
    yield connection, files
    connection.close()


def test_every_document_is_kept_and_gives_a_notice(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, files = line
    kept = connection.execute("SELECT portal, count(*) FROM receipts GROUP BY portal").fetchall()
    assert dict(kept) == {portal: len(paths) for portal, paths in files.items()}
    assert connection.execute("SELECT file FROM documents WHERE notices = 0").fetchall() == []
    # one notice of DECP is dated 2027, which is no trouble once that year has begun
    untimely = "SELECT message FROM troubles WHERE code <> 'future_day'"
    assert connection.execute(untimely).fetchall() == []


def test_neither_contacts_nor_sole_traders_nor_addresses_are_in_any_column(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, files = line
    everything = "\n".join(text for _, _, text in texts(connection)).casefold()
    assert EMAIL.findall(everything) == []
    names = {name for paths in files.values() for path in paths for name in persons(path)}
    assert len(names) >= 15
    assert [name for name in sorted(names) if name.casefold() in everything] == []


def persons(path: Path) -> set[str]:
    """Names of contact points (not where a firm names itself) and of sole traders."""
    if path.suffix != ".json":
        return set()
    result: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            point = value.get("contactPoint")
            contact = " ".join(str((point or {}).get("name") or "").split())
            if " " in contact and '"' not in contact:
                result.add(contact)
            if str(value.get("name") or "").startswith("ФОП "):
                result.add(value["name"].removeprefix("ФОП ").strip())
        for part in value.values() if isinstance(value, dict) else value:
            if isinstance(part, dict | list):
                walk(part)

    walk(json.loads(path.read_bytes()))
    return result


def test_a_modification_is_laid_on_the_contract_that_it_changes(
    line: tuple[sqlite3.Connection, dict[str, list[Path]]],
) -> None:
    connection, _ = line
    rows = connection.execute(
        "SELECT contract_id FROM contract_notices WHERE notice_id LIKE 'decp:%/M%'"
    ).fetchall()
    assert rows
    assert [id_ for (id_,) in rows if "/M" in id_.partition("/")[2]] == []

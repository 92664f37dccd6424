"""Every file of every folder of real documents: ingested, kept, accounted for, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from monitor.crawling.ingest_local_documents import Ingest
from monitor.quality.sample_folder_portals import SAMPLE_PORTALS
from monitor.runtime.runs import Run
from pipelines.open_store import open_store
from pipelines.stages import load_stages

pytestmark = pytest.mark.corpus


class Held(NamedTuple):
    """What a folder holds: files, notices in them, and how many are refused, by code.

    ``ids``  different notices among them, where files overlap.
    """

    files: int
    notices: int
    refused: Mapping[str, int] = MappingProxyType({})
    ids: int | None = None


# Refused are: lists and searches, which name documents and are none; saved pages for people; the
# sample makers' own summaries, schemas and notes; tables that another tool made of documents.
FOLDERS = {
    "australia-austender": Held(2, 1, {"unexpected": 1}),
    "boamp": Held(34, 85, {"not_a_notice": 15}),
    "br-pncp": Held(1, 3),
    "ca-toronto": Held(3, 567),
    "canada-canadabuys": Held(2, 0, {"no_columns": 1}),
    "canada-proactive-disclosure": Held(3, 11),
    "cl-chilecompra": Held(1, 1),
    "de-oeffentlichevergabe": Held(19, 0, {"table": 18, "xml_broken": 1}),
    "decp": Held(17, 148, {"unexpected": 1}, ids=142),
    "es-placsp": Held(2, 51),
    "ghana-ppa": Held(16, 16),
    "it-appaltipop": Held(1, 29),
    "mx-cdmx": Held(2, 2),
    "new-zealand-gets": Held(1, 0, {"list_page": 1}),
    "nl-tenderned": Held(2, 2, {"list_page": 1}),
    "no-doffin": Held(21, 21),
    "pe-oece": Held(1, 1),
    "pl-bzp": Held(1, 2),
    "pt-base": Held(1, 19),
    "py-dncp": Held(1, 1),
    "seao": Held(3, 3, {"unexpected": 1}),
    "simap": Held(3, 1, {"list_page": 2}),
    "south-africa-etenders": Held(1, 40),
    "ted": Held(126, 124, {"xml_broken": 2}),
    "ted-train": Held(505, 505),
    "ua-prozorro": Held(11, 11),
    "uk-contracts-finder": Held(44, 165, {"html_instead": 1}, ids=140),
    "uk-find-a-tender": Held(3, 2, {"html_instead": 1}),
    "uk-public-contracts-scotland": Held(24, 24),
    "uk-sell2wales": Held(24, 24),
    "usa-usaspending": Held(5, 13, ids=11),
}
OF_NO_PORTAL = {
    "australia-act-tenders": "a territory's register, which AusTender does not hold",
    "bigtech": "records that were made of several portals' documents, to try tags on",
    "it-anac-legge190": "what each authority publishes on its own site; ANAC holds another form",
    "mx-compranet": "a dump of 2010 to 2014 of a portal that is closed",
    "usa-fpds": "the register behind USAspending, which passes its contracts on",
    "usa-sam-opportunities": "calls, for which a personal key is needed",
}
# A header of columns without any row: no notice to give and nothing to refuse.
EMPTY = ("tender_csv_header.csv",)


@pytest.fixture(scope="module")
def line(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sqlite3.Connection, dict[str, dict[str, int]]]]:
    """One database of everything, and what each folder's ingest counted."""
    work = tmp_path_factory.mktemp("samples")
    stages, counted = load_stages(), {}
    connection = open_store(work / "vigie.db", stages)
    for folder, portal in SAMPLE_PORTALS.items():
        paths = files(corpus, folder)
        with Run(connection, "ingest", portal) as run:
            Ingest(portal, connection, work / "archive", stages).run(paths, run)
        counted[folder] = dict(run.counts)
    yield connection, counted
    connection.close()


def files(corpus: Path, folder: str) -> list[Path]:
    """All files but the sample maker's index of them."""
    paths = sorted((corpus / "samples" / folder).rglob("*"))
    return [path for path in paths if path.is_file() and path.name != "index.csv"]


def test_every_folder_is_a_portals_or_says_why_not(corpus: Path) -> None:
    folders = {path.name for path in (corpus / "samples").iterdir() if path.is_dir()}
    assert folders == FOLDERS.keys() | OF_NO_PORTAL.keys()
    assert FOLDERS.keys() == SAMPLE_PORTALS.keys()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_gives_all_that_it_holds(
    line: tuple[sqlite3.Connection, dict[str, dict[str, int]]], corpus: Path, folder: str
) -> None:
    held, counts = FOLDERS[folder], line[1][folder]
    refused = {key.partition("/")[2]: n for key, n in counts.items() if key.startswith("refused/")}
    refused.pop("future_day", None)  # of DECP, a day in 2027: none once that year has begun
    assert len(files(corpus, folder)) == counts["files"] == counts["receipts"] == held.files
    assert (counts.get("notices", 0), refused) == (held.notices, dict(held.refused))
    assert counts.get("new", 0) == (held.ids or held.notices)


def test_no_document_is_silent(
    line: tuple[sqlite3.Connection, dict[str, dict[str, int]]],
) -> None:
    """A document without notice has a sentence that says why, and its bytes are archived."""
    silent = (
        line[0]
        .execute(
            "SELECT file FROM documents WHERE notices = 0 AND sha256 NOT IN"
            " (SELECT document_sha256 FROM troubles)"
        )
        .fetchall()
    )
    assert [name for (name,) in silent] == list(EMPTY)
    lost = line[0].execute("SELECT file FROM documents WHERE archive_file IS NULL").fetchall()
    assert lost == []
    unheld = line[0].execute("SELECT count(*) FROM troubles WHERE length(message) < 20").fetchone()
    assert unheld == (0,)

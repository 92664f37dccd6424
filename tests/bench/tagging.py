"""(d) Tagging against one pass of the multi-pattern matcher over the same texts; and retags."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.classify.keyword_matches import select_texts
from pipelines.model import Document, Notice
from pipelines.reference.claim_model_weights import load_model
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER
from pipelines.stages import Stages, load_stages
from pipelines.text_folding import fold_uncached
from tests.bench import documents
from tests.bench.matcher_passes import passes
from tests.bench.measures import Row
from tests.bench.running import Ran, vigie

TEN_MILLION = 10_000_000
NIGHT_H = 10  # hours; there are two cores, one is enough
RUNS = 3  # the best of them counts


def tagging(work: Path, amounts: tuple[int, int]) -> Iterator[Row]:
    """Vendors, words, scope and tags of notices that are read and cleaned; retags of databases."""
    folder = work / "tagged"
    documents.write(folder, amounts[0])
    loaded = _best(lambda: load_model(REFERENCE_FOLDER / "model", []))
    yield Row("the claim model, loaded", f"{loaded:.2f} s", "less than 0.3 s", loaded < 0.3)
    stages = load_stages()
    notices = cleaned(folder, stages)
    yield from tagging_against_one_pass(notices, stages)
    seen = passes(notices, stages)
    yield Row("  passes of automata, counted", f"{seen:.1f}", "at most 5", seen <= 5)
    shutil.rmtree(folder)
    peaks = []
    for amount in amounts:
        store = work / "retagged"
        published, left_out = _database(store, work / "notices", amount)
        ran = _retag(store)
        yield from _night(f"vigie retag, {published:,} notices", ran, published)
        _forget(store)
        again = _retag(store)
        yield from _night(f"  and {left_out:,} left out read again", again, published + left_out)
        peaks.append(max(ran.peak_mb, again.peak_mb))
        shutil.rmtree(store)
    growth = peaks[1] / peaks[0] - 1
    yield Row(
        "  peak memory",
        f"{peaks[0]:.0f} and {peaks[1]:.0f} MB, {100 * growth:+.0f} %",
        "within 10 %",
        growth <= 0.10,
    )


def tagging_against_one_pass(notices: list[Notice], stages: Stages) -> Iterator[Row]:
    automaton = stages.tables.matcher.phrases.automaton
    texts = [
        text.text
        for notice in notices
        for held in (notice.texts, *(lot.texts for lot in notice.lots))
        for text in select_texts(notice, held)
    ]
    folded = [fold_uncached(text) for text in texts]

    def alone() -> None:
        for text in folded:
            automaton.find(text)

    def one_pass() -> None:
        for text in texts:
            automaton.find(fold_uncached(text))

    tagged = _best(lambda: [stages.classify(notice) for notice in notices])
    passed = _best(one_pass)
    each = 1000 / len(notices)
    yield Row(f"tagging of {len(notices):,} notices", f"{each * tagged:.3f} ms a notice")
    yield Row(
        f"one pass over their {len(texts):,} texts",
        f"{each * passed:.3f} ms, of which the automaton {each * _best(alone):.3f}",
    )
    ratio = tagged / passed
    yield Row("  ratio", f"{ratio:.1f}", "at most 5", ratio <= 5)


def cleaned(folder: Path, stages: Stages) -> list[Notice]:
    """Documents -> notices as tagging is given them."""
    return [
        stages.anonymise_and_normalise(notice)
        for document, body in ted_documents(folder)
        for notice in parse_document("ted", document, body).notices
    ]


def ted_documents(folder: Path) -> Iterator[tuple[Document, bytes]]:
    """Yield the files of a folder as documents of TED, with their bytes."""
    for file in sorted(folder.iterdir()):
        body = file.read_bytes()
        document = Document(
            sha256=sha256(body).hexdigest(),
            portal="ted",
            fetched_at=datetime.now(UTC),
            file=file.name,
        )
        yield document, body


def _best(work: Callable[[], object]) -> float:
    """Seconds of processor time of the best of a few runs."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def _database(store: Path, folder: Path, amount: int) -> tuple[int, int]:
    """Ingests so many notices; how many of them were published, and how many left out."""
    documents.write(folder, amount)
    vigie("ingest", "ted", folder, "--jobs", 2, *_where(store))
    shutil.rmtree(folder)
    with closing(sqlite3.connect(store / "vigie.db")) as db:
        (published,) = db.execute("SELECT count(*) FROM snapshots").fetchone()
        (left_out,) = db.execute("SELECT count(*) FROM register WHERE scope = 'no'").fetchone()
    return published, left_out


def _forget(store: Path) -> None:
    """As if the tables had changed: what a retag does then."""
    with closing(sqlite3.connect(store / "vigie.db")) as db, db:
        db.execute("UPDATE meta SET value = '{}' WHERE key = 'tables'")


def _where(store: Path) -> tuple[object, ...]:
    return ("--db", store / "vigie.db", "--archive", store / "archive")


def _retag(store: Path) -> Ran:
    return vigie("retag", *_where(store), watch=True)


def _night(what: str, ran: Ran, notices: int) -> Iterator[Row]:
    yield Row(what, f"{ran.seconds:.1f} s, {ran.cpu_s:.1f} s of processor, one process")
    speed = notices / ran.cpu_s
    hours = TEN_MILLION / speed / 3600
    yield Row(
        "  ten million, if nothing else runs",
        f"{hours:.1f} h, {speed:,.0f} notices/s",
        f"at most {NIGHT_H} h",
        hours <= NIGHT_H,
    )

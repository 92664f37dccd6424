"""Where the time of an ingest goes: the same line in this process, with a watch on each stage."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from monitor.crawling import ingest_local_documents, parse_and_run_stages
from monitor.runtime import runs
from monitor.runtime.runs import Run
from pipelines import stages
from pipelines.classify import classify_notice
from pipelines.open_store import open_store
from pipelines.store.writer import Writer
from spiders.archive.writer import Archive
from spiders.parsers import decoding

# name in the table -> where the function lives; one inside another counts for itself alone
WATCHED: tuple[tuple[str, Any, str], ...] = (
    ("archive", Archive, "append"),
    ("archive", Archive, "sync"),
    ("parse", decoding, "xml_root"),
    ("privacy", stages, "remove_personal_data"),
    ("normalise", stages, "normalise"),
    ("vendors", classify_notice, "link_vendors"),
    ("words", classify_notice, "find_matches"),
    ("scope", classify_notice, "decide_scope"),
    ("model", classify_notice, "collect_evidence"),
    ("model", classify_notice, "scope_by_model"),
    ("tag", classify_notice, "assign_tags"),
    ("rows", parse_and_run_stages, "prepare"),
    ("store", Writer, "save"),
    ("store", Writer, "known_documents"),
    ("figures", runs, "refresh"),
    ("read", parse_and_run_stages, "parse_document"),
)


def breakdown(folder: Path, work: Path) -> dict[str, float]:
    """Folder of notices -> seconds by stage; ``read`` is the field maps, ``rest`` all else."""
    spent: Counter[str] = Counter()
    loaded = stages.load_stages()
    connection = open_store(work / "stages.db", loaded)
    running: list[str] = []
    patches = [
        patch.object(owner, name, _watched(label, getattr(owner, name), spent, running))
        for label, owner, name in WATCHED
    ]
    # all of them are parsed in this process
    patches.append(patch.object(ingest_local_documents, "IN_PROCESS_LIMIT", None))
    start = time.process_time()
    for each in patches:
        each.start()
    try:
        with Run(connection, "ingest", "ted") as run:
            ingest_local_documents.Ingest("ted", connection, work / "stages.archive", loaded).run(
                [folder], run
            )
    finally:
        for each in patches:
            each.stop()
        connection.close()
    total = time.process_time() - start
    order = dict.fromkeys(label for label, _, _ in WATCHED)
    names = ["archive", "parse", "read", *(n for n in order if n not in ("archive", "parse"))]
    return {name: spent[name] for name in names} | {"rest": total - sum(spent.values())}


def _watched(
    label: str, function: Callable[..., Any], spent: Counter[str], running: list[str]
) -> Callable[..., Any]:
    """The function with its time noted; what it calls under another label is taken off."""

    def timed(*args: Any, **kwargs: Any) -> Any:
        running.append(label)
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            took = time.process_time() - start
            running.pop()
            spent[label] += took  # type: ignore[assignment]
            if running:
                spent[running[-1]] -= took  # type: ignore[assignment]

    return timed

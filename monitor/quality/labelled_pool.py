"""Read the labelled pool: notices of some fifty registers, as facts that enter after parse.

The labels (``pool_train.csv``) are committed.  The texts (``pool_train.jsonl``, joined by ``id``)
belong to the registers and are read beside the labels or in ``FOLDER/gold`` of the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import Misconfigured
from pipelines.model import Award, Buyer, Code, Lot, Notice, Organization, Supplier, Text

Fact = dict[str, Any]


def is_pool_row(row: dict[str, str]) -> bool:
    """Whether a labelled row belongs to a pool: its ``round`` says how it was drawn."""
    return "round" in row


def read_facts(labels: Path, corpus: Path | None) -> dict[str, Fact]:
    """Read the texts that belong to a file of labels, by id; none when they are not there."""
    name = labels.with_suffix(".jsonl").name
    folders = [labels.parent, *([corpus / "gold"] if corpus else [])]
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    return {line["id"]: line for line in _read_lines(path)} if path else {}


def _read_lines(path: Path) -> Iterator[Fact]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise Misconfigured(f"{path}, line {number}: no JSON: {error}") from None


def notice_of_facts(fact: Fact) -> Notice:
    """Build the notice of a fact, as a spider's parser would have read it."""
    source, _, number = fact["id"].partition(":")
    language, country, day = fact["language"], fact["country"] or None, fact["date"] or ""
    suppliers = tuple(Supplier(Organization(name, country=country)) for name in fact["suppliers"])
    texts = [Text("title", fact["title"], language)]
    if fact["description"]:
        texts.append(Text("description", fact["description"], language))
    return Notice(
        id=fact["id"],
        portal=source,
        number=number,
        kind="award" if suppliers else "tender",
        published=date.fromisoformat(day[:10]) if day else None,
        languages=(language,),
        country=country,
        codes=tuple(_code(words, n == 0) for n, words in enumerate(fact["codes"])),
        texts=tuple(texts),
        lots=tuple(
            Lot(id=str(n), texts=(Text("title", words, language),))
            for n, words in enumerate(fact["lots"], 1)
        ),
        buyers=(Buyer(Organization(fact["buyer"], country=country)),) if fact["buyer"] else (),
        awards=(Award(key="1", suppliers=suppliers),) if suppliers else (),
    )


def _code(text: str, main: bool) -> Code:
    """Build a classification code of its scheme and its number or name."""
    scheme, _, code = text.partition(" ")
    return Code(scheme, code, main=main)

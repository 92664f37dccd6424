"""Tagging goes over the texts of a notice a few times, however many tables of words there are."""

from __future__ import annotations

from pathlib import Path

from pipelines.model import Notice, Text, replace
from pipelines.stages import load_stages
from tests.bench import documents
from tests.bench.matcher_passes import passes, texts_of
from tests.bench.tagging import cleaned

LIMIT = 5
STAGES = load_stages()


def notices(folder: Path) -> list[Notice]:
    documents.write(folder, 60)
    return cleaned(folder, STAGES)


def test_tagging_passes_over_texts_at_most_five_times(tmp_path: Path) -> None:
    read = notices(tmp_path / "notices")
    assert sum(len(texts_of(notice)) for notice in read) > 200
    assert 1 <= passes(read, STAGES) <= LIMIT


def test_a_text_that_all_lots_share_is_searched_once(tmp_path: Path) -> None:
    read = next(notice for notice in notices(tmp_path / "notices") if len(notice.lots) > 1)
    words = Text("description", "Hosting and operation of a website for the city. " * 40, None)
    shared = replace(read, lots=tuple(replace(lot, texts=(words,)) for lot in read.lots))
    few = replace(shared, lots=shared.lots[:2], awards=())
    many = replace(
        few, lots=tuple(replace(few.lots[0], id=f"LOT-{number}") for number in range(30))
    )
    assert passes([many], STAGES) < 1.5 * passes([few], STAGES) <= 1.5 * LIMIT

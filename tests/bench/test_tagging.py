"""The bench of tagging runs, on few notices; its figures are not judged here."""

from __future__ import annotations

from pathlib import Path

from pipelines.stages import load_stages
from tests.bench import documents, tagging


def test_tagging_is_compared_with_one_pass_over_the_texts(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    documents.write(folder, 5)
    stages = load_stages()
    rows = list(tagging.tagging_against_one_pass(tagging.cleaned(folder, stages), stages))
    assert next(row.what for row in rows) == "tagging of 5 notices"
    assert rows[-1].what == "  ratio"

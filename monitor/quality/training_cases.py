"""Turn labelled notices into the cases that the claim model is fitted on: signs, texts, labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from monitor.quality.labelled_notices import (
    FOLDER,
    POOL_FILES,
    WRITTEN_FILES,
    CsvRow,
    LabelledNotice,
    gold_files,
    read_gold,
)
from monitor.quality.labels_from_reviews import FILE as REVIEWS_FILE
from pipelines.classify.assign_tags import first_big_tech_tag
from pipelines.classify.claim_model_evidence import collect_evidence
from pipelines.classify.claim_model_sums import MAX_WORDS
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.public_ownership import is_supplied_by_public_bodies
from pipelines.classify.scope import decide_scope
from pipelines.classify.tag_targets import tag_targets
from pipelines.classify.vendor_links import link_vendors
from pipelines.errors import Misconfigured
from pipelines.model import Code, Notice, Text
from pipelines.reference.claim_model_weights import MODEL_CLAIMS, ClaimModel
from pipelines.reference.data_folder import read_csv
from pipelines.reference.table_classes import ReferenceTables
from pipelines.stages import Stages, load_stages


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A labelled notice as the model sees it.

    ``file``             of labels that it comes from.
    ``title``, ``text``  folded, one text a line; ``text`` holds all texts, the title included.
    ``big_tech``         what tables and rules say of big tech, whatever the scope.
    ``is_public``        whether only public bodies supply: their data are not handed over, whatever
                         the words, and so the words are not learned from.
    """

    key: str
    row: CsvRow
    file: str
    register: str
    language: str
    buyer: str
    signs: tuple[str, ...]
    title: str
    text: str
    big_tech: str
    is_public: bool = False

    @property
    def is_of_pool(self) -> bool:
        """Whether the labels are those of the pool, not of documents read with the rules."""
        return self.file in {path.name for path in POOL_FILES}

    @property
    def is_written(self) -> bool:
        """Whether it is learned from and never measured: a written title, or read at the desk."""
        return self.file in (*WRITTEN_FILES, REVIEWS_FILE)


def stages_without_model() -> Stages:
    """Load the stages without a model: what it is fitted on must not depend on it."""
    stages = load_stages(None)
    stages.tables = dataclasses.replace(stages.tables, model=ClaimModel())
    return stages


def read_cases(corpus: Path) -> list[Case]:
    """Read labelled notices as cases: the pool, labelled documents, written titles.

    Raises  Misconfigured when their texts are not there.
    """
    stages = stages_without_model()
    gold = read_gold([*POOL_FILES, *gold_files()], stages, corpus)
    if gold.unscored:
        raise Misconfigured(f"{len(gold.unscored)} labels have no notice: {gold.unscored[0]}")
    return [
        *(case_of(labelled, stages.tables) for labelled in gold.labelled),
        *_written_cases(stages),
    ]


def _written_cases(stages: Stages) -> Iterator[Case]:
    """Yield cases of written titles: they are learned from and never measured.

    A title of ``made_up_claims.csv`` is labelled for one claim, the others stay unknown ("").
    """
    for name in WRITTEN_FILES:
        for number, row in enumerate(read_csv(FOLDER / name), 2):
            labels = dict.fromkeys(MODEL_CLAIMS, "" if "claim" in row else "no")
            if row.get("claim") in labels:
                labels[row["claim"]] = "yes" if row["answer"] == "yes" else "no"
            notice = _written_notice(f"{name}:{number}", row)
            labelled = LabelledNotice(name, {**labels, "key": notice.id}, notice, "after parse")
            yield case_of(labelled, stages.tables)


def _written_notice(key: str, row: CsvRow) -> Notice:
    texts = [Text("title", row["title"], row["language"])]
    if row.get("description"):
        texts.append(Text("description", row["description"], row["language"]))
    return Notice(
        id=key,
        portal="written",
        number=key,
        kind="award",
        languages=(row["language"],),
        codes=(Code("CPV", row["code"], main=True),) if row["code"] else (),
        texts=tuple(texts),
    )


def case_of(labelled: LabelledNotice, tables: ReferenceTables) -> Case:
    """Collect the signs and texts of a labelled notice."""
    notice = labelled.notice
    matches = find_matches(notice, tables)
    notice = decide_scope(link_vendors(notice, tables), tables, matches)
    targets = tag_targets(notice, matches)
    whole = collect_evidence(notice, targets, matches, tables).whole
    buyer = notice.buyers[0].organization.name if notice.buyers else labelled.key
    return Case(
        labelled.key,
        labelled.row,
        labelled.file,
        labelled.portal,
        labelled.language,
        f"{labelled.portal} {buyer}",
        tuple(sorted(whole.signs)),
        "\n".join(" ".join(r.words[: MAX_WORDS["title"]]) for r in whole.texts if r.is_title),
        "\n".join(" ".join(read.words) for read in whole.texts),
        "yes" if first_big_tech_tag(notice, tables, targets) else "no",
        is_supplied_by_public_bodies(notice),
    )

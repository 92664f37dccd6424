"""Fit the weights of data_outsourcing by coordinate search, and measure them out of fold.

    python -m monitor.quality.calibrate_weights [--write]

From the current weights, one weight at a time is moved a step up or down, and the move is kept if
the objective improves (two rounds).  The objective is F1 of ``yes`` over notices labelled yes or
no, less penalties for the distance from the current weights, for a precision below 0.9, and for
unclear notices answered ``yes`` beyond 12 in 100 (the limit is 15).  No keywords are learnt and no
weight changes its sign, so that people can read and correct the file.

Out of fold: notices are split into five folds by buyer and procedure; each fold is scored with
weights fitted on the other four, starting from plain ones (all strong words alike, all weak ones
alike), because the current weights were set by reading all notices.

``--write`` puts the weights fitted on all into data/reference/rules/weights.yml and the out-of-fold
figures into data/gold/out_of_fold.json.  Needs VIGIE_CORPUS.  The surveillance tags have too few
cases to fit.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.quality.evaluate import Score
from monitor.quality.labelled_notices import FOLDER, LabelledNotice, gold_files, read_gold
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.tag_targets import TagTarget, tag_targets
from pipelines.classify.tagging import claim_tags
from pipelines.errors import Misconfigured
from pipelines.reference.loading import REFERENCE_FOLDER as TABLES_FOLDER
from pipelines.reference.rules import Weights
from pipelines.reference.tables import ReferenceTables
from pipelines.stages import load_stages

TAG = "data_outsourcing"
FOLDS = 5
ROUNDS = 2
STEPS = (-0.5, -0.25, 0.25, 0.5)
DISTANCE_COST = 0.004  # of F1, for a quarter of a point of weight
WeightKey = tuple[str, str]  # table of weights.yml, key


@dataclasses.dataclass(frozen=True)
class Case:
    """A labelled notice with its tag targets, computed once because weights do not change them."""

    labelled: LabelledNotice
    units: tuple[TagTarget, ...]
    fold: int

    def answer(self, tables: ReferenceTables) -> str:
        notice = self.labelled.notice
        values = {t.value for u in self.units for t in claim_tags(TAG, u, notice, None, tables)}
        return "yes" if "yes" in values else "unclear" if "unclear" in values else "no"


def make_cases(tables: ReferenceTables, labelled: list[LabelledNotice]) -> list[Case]:
    """Find the tag targets of each labelled notice and assign its fold."""
    folds = _folds(labelled)
    cases = []
    for one, fold in zip(labelled, folds, strict=True):
        in_scope = one.notice.scope is not None and one.notice.scope.digital != "no"
        targets = tag_targets(one.notice, find_matches(one.notice, tables)) if in_scope else []
        cases.append(Case(one, tuple(targets), fold))
    return cases


def _folds(labelled: list[LabelledNotice]) -> list[int]:
    """Assign notices that share a buyer or a procedure to the same fold, evenly."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for one in labelled:
        for name in _fold_keys(one):
            parent[root(name)] = root(one.notice.id)
    sizes: dict[str, int] = {}
    for one in labelled:
        sizes[root(one.notice.id)] = sizes.get(root(one.notice.id), 0) + 1
    filled, fold_of = [0] * FOLDS, {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[name] = filled.index(min(filled))
        filled[fold_of[name]] += size
    return [fold_of[root(one.notice.id)] for one in labelled]


def _fold_keys(one: LabelledNotice) -> Iterator[str]:
    if one.notice.procedure.id:
        yield f"procedure {one.notice.procedure.id}"
    for buyer in one.notice.buyers:
        if buyer.organization.id or buyer.organization.name:
            yield f"buyer {buyer.organization.id or buyer.organization.name}"


# Fitting


def score_cases(cases: list[Case], tables: ReferenceTables) -> Score:
    """Score all cases with the weights of the tables."""
    score = Score()
    for case in cases:
        score.counts[case.labelled.row[TAG], case.answer(tables)] += 1
    return score


def objective(score: Score, distance: float) -> float:
    """Return the value to maximise: see the docstring of the module."""
    precision = score.right / score.claimed if score.claimed else 0.0
    recall = score.right / score.labelled if score.labelled else 0.0
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    unclear_share = score.uncertain_yes / score.uncertain if score.uncertain else 0.0
    cost = max(0.0, 0.9 - precision) / 2 + max(0.0, unclear_share - 0.12)
    return f1 - cost - DISTANCE_COST * 4 * distance


def movable_weights(tables: ReferenceTables) -> list[WeightKey]:
    """Return the weights that may be changed: of the concepts in use, codes and products."""
    names = {
        rule.concept if rule.strength == "strong" else f"{rule.concept}-{rule.strength}"
        for rule in tables.rules
        if rule.tag == TAG
    }
    own = tables.weights.concepts.get(TAG, {})
    moving = sorted(n for n in names if not (n.endswith("-against") and not own.get(n)))
    keys: list[WeightKey] = [("concepts", name) for name in moving]
    return [*keys, ("codes", "strong"), ("codes", "weak"), ("products", "maybe")]


def weight_of(weights: Weights, parameter: WeightKey) -> float:
    """Return a weight; a concept without its own has that of its strength."""
    table, key = parameter
    if table == "concepts":
        strength = key.rpartition("-")[2] if "-" in key else "strong"
        return weights.concepts.get(TAG, {}).get(key, weights.strength[strength])
    return float(getattr(weights, table)[key])


def with_weight(weights: Weights, parameter: WeightKey, value: float) -> Weights:
    """Return the weights with one of them replaced."""
    table, key = parameter
    if table == "concepts":
        own = {**weights.concepts.get(TAG, {}), key: value}
        return dataclasses.replace(weights, concepts={**weights.concepts, TAG: own})
    if table == "codes":
        return dataclasses.replace(weights, codes={**weights.codes, key: value})
    return dataclasses.replace(weights, products={**weights.products, key: value})


def fit_weights(cases: list[Case], tables: ReferenceTables) -> Weights:
    """Search coordinate by coordinate from the current weights."""
    start = weights = tables.weights
    moving = movable_weights(tables)

    def judged(candidate: Weights) -> float:
        distance = sum(abs(weight_of(candidate, p) - weight_of(start, p)) for p in moving)
        return objective(
            score_cases(cases, dataclasses.replace(tables, weights=candidate)), distance
        )

    best = judged(weights)
    for _ in range(ROUNDS):
        for parameter in moving:
            now = weight_of(weights, parameter)
            for step in STEPS:
                value = round(now + step, 2)
                if (value < 0) != (now < 0) and now != 0:
                    continue  # no weight changes its sign
                candidate = with_weight(weights, parameter, value)
                found_worth = judged(candidate)
                if found_worth > best + 1e-9:
                    best, weights = found_worth, candidate
    return weights


def plain_weights(weights: Weights) -> Weights:
    """Return weights without those of single concepts, except words that speak against."""
    own = weights.concepts.get(TAG, {})
    kept = {name: value for name, value in own.items() if name.endswith("-against")}
    return dataclasses.replace(weights, concepts={**weights.concepts, TAG: kept})


def out_of_fold(cases: list[Case], tables: ReferenceTables) -> Score:
    """Score each fold with weights fitted on the other folds."""
    score = Score()
    tables = dataclasses.replace(tables, weights=plain_weights(tables.weights))
    for fold in range(FOLDS):
        fitted = fit_weights([case for case in cases if case.fold != fold], tables)
        judged = dataclasses.replace(tables, weights=fitted)
        for case in cases:
            if case.fold == fold:
                score.counts[case.labelled.row[TAG], case.answer(judged)] += 1
    return score


def write_weights(path: Path, before: Weights, after: Weights, moving: list[WeightKey]) -> None:
    """Change numbers in weights.yml line by line, so that its comments stay."""
    text = path.read_text("utf-8")
    for parameter in moving:
        now = weight_of(after, parameter)
        if now == weight_of(before, parameter):
            continue
        table, key = parameter
        start = text.index(f"\n{table}:")
        if table == "concepts":
            start = text.index(f"\n  {TAG}:", start)
        quoted = rf'"?{re.escape(key)}"?'
        head, rest = text[:start], text[start:]
        end = re.search(r"\n(?=\S)" if table != "concepts" else r"\n(?= {0,2}\S)", rest[2:])
        stop = end.start() + 2 if end else len(rest)
        block, tail = rest[:stop], rest[stop:]
        block, count = re.subn(rf"(\n\s+{quoted}: ).*", rf"\g<1>{now:g}", block)
        text = head + (block if count else f"{block.rstrip()}\n    {key}: {now:g}") + tail
    path.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    corpus = os.environ.get("VIGIE_CORPUS")
    if not corpus:
        raise Misconfigured("calibration needs the documents: set VIGIE_CORPUS")
    stages = load_stages(None)
    gold = read_gold(gold_files(), stages, Path(corpus))
    cases = make_cases(stages.tables, gold.labelled)
    before = score_cases(cases, stages.tables).as_dict()
    held_out = out_of_fold(cases, stages.tables)
    fitted = fit_weights(cases, stages.tables)
    after = score_cases(cases, dataclasses.replace(stages.tables, weights=fitted)).as_dict()
    for name, figures in (
        ("as it stands", before),
        ("fitted on all", after),
        ("out of fold", held_out.as_dict()),
    ):
        sys.stdout.write(
            f"{name:14} precision {figures['precision']} {figures['precision_of']}  recall "
            f"{figures['recall']} {figures['recall_of']}  unclear that came yes "
            f"{figures['unclear_that_came_yes']}\n"
        )
    for parameter in movable_weights(stages.tables):
        was, now = weight_of(stages.tables.weights, parameter), weight_of(fitted, parameter)
        if was != now:
            sys.stdout.write(f"  {parameter[0]} {parameter[1]}: {was:g} -> {now:g}\n")
    if "--write" in arguments:
        path = TABLES_FOLDER / "rules" / "weights.yml"
        write_weights(path, stages.tables.weights, fitted, movable_weights(stages.tables))
        folds = json.dumps({TAG: held_out.as_dict()}, indent=1)
        (FOLDER / "out_of_fold.json").write_text(folds + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

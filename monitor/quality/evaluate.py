"""Compute precision and recall of scope, vendors and tags on labelled notices.

Precision and recall are of ``yes`` over notices labelled yes or no; the share of unclear notices
that come out ``yes`` stands beside them.  Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from monitor.quality.labelled_notices import (
    FOLDER,
    NAMES_LABELLED_ON,
    CsvRow,
    GoldData,
    LabelledNotice,
    labelled_groups,
)
from pipelines.classify.vendor_links import find_vendor_links
from pipelines.model import Tag
from pipelines.reference.table_classes import ReferenceTables
from pipelines.store.serializers import claim_columns, vendor_group_roles

MEASURED_TAGS = ("digital", "big_tech", "data_outsourcing")
LISTED_TAGS = ("worker_surveillance", "public_surveillance_ai")  # too few labelled cases for a rate
TAGS = MEASURED_TAGS + LISTED_TAGS
MIN_LABELLED = 10  # labelled yes below which a language, portal or tier is not measured
UNCERTAIN = ("unclear", "borderline")
UNCOUNTED_ROLES = ("brand_only_equivalent", "mention_only")


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share of successes; (0, 1) without trials."""
    if not of:
        return 0.0, 1.0
    z = 1.96
    share, spread = right / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Score:
    """Confusion counts: the number of notices for each (label, answer)."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def right(self) -> int:
        return self.counts["yes", "yes"]

    @property
    def claimed(self) -> int:
        return self.right + self.counts["no", "yes"]

    @property
    def labelled(self) -> int:
        return sum(n for (label, _), n in self.counts.items() if label == "yes")

    @property
    def uncertain(self) -> int:
        return sum(n for (label, _), n in self.counts.items() if label in UNCERTAIN)

    @property
    def uncertain_yes(self) -> int:
        return sum(
            n for (label, got), n in self.counts.items() if label in UNCERTAIN and got == "yes"
        )

    def as_dict(self) -> dict[str, Any]:
        figures = precision_and_recall(self.right, self.claimed, self.labelled)
        precision, recall = figures["precision"] or 0, figures["recall"] or 0
        both = precision + recall
        return {
            **figures,
            "f1": round(2 * precision * recall / both, 3) if both else None,
            "unclear_that_came_yes": [self.uncertain_yes, self.uncertain],
            "confusion": {f"{a} -> {b}": n for (a, b), n in sorted(self.counts.items())},
        }


def share(part: int, of: int) -> float | None:
    """Return a share rounded to three digits; None of nothing."""
    return round(part / of, 3) if of else None


def precision_and_recall(right: int, claimed: int, labelled: int) -> dict[str, Any]:
    """Precision and recall, each with the numbers that it is of and its 95 % interval."""
    return {
        "precision": share(right, claimed),
        "precision_of": [right, claimed],
        "precision_interval": [round(n, 3) for n in wilson(right, claimed)],
        "recall": share(right, labelled),
        "recall_of": [right, labelled],
        "recall_interval": [round(n, 3) for n in wilson(right, labelled)],
    }


def published_answers(labelled: LabelledNotice) -> dict[str, str]:
    """Return what is published about a notice: value of each tag, scope and jurisdiction."""
    values = {name: value or "no" for name, value in claim_columns(labelled.notice.tags).items()}
    values["digital"] = labelled.notice.scope.digital if labelled.notice.scope else "no"
    law = claim_columns(labelled.notice.tags)["data_law_exposure"]
    values["data_law_exposure"] = law or "not_applicable"
    return values


def evaluate(gold: GoldData, tables: ReferenceTables) -> dict[str, Any]:
    """Return the whole report, ready for JSON."""
    return {
        "entered": [
            {"file": file, "stage": stage, "rows": n}
            for (file, stage), n in sorted(gold.entered.items())
        ],
        "unscored": gold.unscored,
        "tags": {name: _tag(name, gold.labelled) for name in TAGS},
        "vendors": _vendors(gold.labelled, tables),
        "names": _names([row for _, row in gold.names], tables),
        "exposure": _exposure(gold.labelled),
        "errors": _errors(gold.labelled),
        "surveillance": _surveillance(gold.labelled),
    }


def _tag(name: str, labelled: list[LabelledNotice]) -> dict[str, Any]:
    """Score one tag over all files, and by file, language and portal."""
    whole, cuts = Score(), defaultdict[tuple[str, str], Score](Score)
    for example in labelled:
        label, answer = example.row[name], published_answers(example)[name]
        whole.counts[label, answer] += 1
        for cut in (
            ("file", example.file),
            ("language", example.language),
            ("portal", example.portal),
        ):
            cuts[cut].counts[label, answer] += 1
    result = whole.as_dict()
    for kind in ("file", "language", "portal"):
        result[f"by_{kind}"] = {k: s.as_dict() for (c, k), s in sorted(cuts.items()) if c == kind}
    return result


def _vendors(labelled: list[LabelledNotice], tables: ReferenceTables) -> dict[str, Any]:
    """Score (notice, group) pairs with a counted role, by tier; count roles that agree."""
    tiers, roles = defaultdict[str, Counter[str]](Counter), Counter[str]()
    for example in labelled:
        counted = {
            group: role for group, role in labelled_groups(example) if role not in UNCOUNTED_ROLES
        }
        winners = [s for award in example.notice.awards for s in award.suppliers]
        # links of suppliers hold out of scope as well
        found_groups = vendor_group_roles(example.notice.tags, winners)
        pairs = defaultdict[str, set[str]](set)
        for group, role in labelled_groups(example):
            pairs[group].add(role)
        for group in counted.keys() | found_groups.keys():
            tier = tables.groups[group].tier if group in tables.groups else "unknown group"
            state = "right" if group in counted and group in found_groups else "missed"
            tiers[tier]["false" if group not in counted else state] += 1
            if state == "right" and group in counted:
                roles["same" if found_groups[group][0] in pairs[group] else "other"] += 1
    return {"by_tier": {t: pair_rates(c) for t, c in sorted(tiers.items())}, "roles": dict(roles)}


def pair_rates(counts: Counter[str]) -> dict[str, Any]:
    """Precision and recall of pairs that were right, false and missed."""
    right = counts["right"]
    return precision_and_recall(right, right + counts["false"], right + counts["missed"])


def _names(name_rows: list[CsvRow], tables: ReferenceTables) -> dict[str, Any]:
    """Score (supplier name, group) pairs; count false ones on names of no group separately."""
    tiers, whole = defaultdict[str, Counter[str]](Counter), Counter[str]()
    groups_seen = defaultdict[str, Counter[str]](Counter)
    errors, silent = [], Counter[str]()
    for row in name_rows:
        if row["certain"] != "yes":
            continue
        links = find_vendor_links(row["name"], (), NAMES_LABELLED_ON, tables)
        found_groups = {link.group for link in links if link.confidence != "low"}
        labelled_ids = set(filter(None, row["group_id"].split("|")))
        for group in found_groups | labelled_ids:
            state = (
                "right"
                if group in found_groups & labelled_ids
                else "false"
                if group in found_groups
                else "missed"
            )
            tier = tables.groups[group].tier if group in tables.groups else "unknown group"
            for counts in (whole, tiers[tier], groups_seen[group]):
                counts[state] += 1
            if state != "right":
                proof = next((f"{x.rule} {x.evidence!r}" for x in links if x.group == group), "")
                errors.append(f"{state}: {row['name']} -> {group} {proof}".strip())
        if not labelled_ids:
            kind = "random" if row["note"].startswith("random") else "look-alike"
            silent[f"{kind} {'false' if found_groups else 'silent'}"] += 1
    recalls = [share(c["right"], c["right"] + c["missed"]) for c in groups_seen.values()]
    recalls_known = [recall for recall in recalls if recall is not None]
    return {
        **pair_rates(whole),
        "macro_recall": round(sum(recalls_known) / len(recalls_known), 3)
        if recalls_known
        else None,
        "groups": len(recalls_known),
        "names_without_group": dict(sorted(silent.items())),
        "by_tier": {tier: pair_rates(counts) for tier, counts in sorted(tiers.items())},
        "errors": sorted(errors),
    }


def _exposure(labelled: list[LabelledNotice]) -> dict[str, Any]:
    """Return the accuracy of data_law_exposure, over all and over those where it applies."""
    counts = Counter[tuple[str, str]]()
    for example in labelled:
        if example.row.get("data_law_exposure"):
            counts[
                example.row["data_law_exposure"], published_answers(example)["data_law_exposure"]
            ] += 1
    both = {k: n for k, n in counts.items() if "not_applicable" not in k}
    return {
        "accuracy": share(sum(n for (a, b), n in counts.items() if a == b), sum(counts.values())),
        "of": sum(counts.values()),
        "accuracy_where_both_apply": share(
            sum(n for (a, b), n in both.items() if a == b), sum(both.values())
        ),
        "where_both_apply_of": sum(both.values()),
        "confusion": {f"{a} -> {b}": n for (a, b), n in sorted(counts.items())},
    }


def evidence_text(tags: Iterable[Tag], name: str) -> str:
    """Return the rules and words behind one tag, shortened."""
    texts = dict.fromkeys(f"{t.rule} “{t.evidence}”" for t in tags if t.tag == name)
    return "; ".join(texts)[:240]


def _error_case(labelled: LabelledNotice, name: str) -> dict[str, str]:
    reason = labelled.notice.scope.reason if labelled.notice.scope else ""
    return {
        "tag": name,
        "key": labelled.key,
        "label": labelled.row[name],
        "answer": published_answers(labelled)[name],
        "evidence": reason if name == "digital" else evidence_text(labelled.notice.tags, name),
        "title": (labelled.notice.title or "")[:120],
        "note": labelled.row.get("note", ""),
        "file": labelled.file,
    }


def _errors(labelled: list[LabelledNotice]) -> list[dict[str, str]]:
    """List every notice whose yes was missed or invented, and unclear ones answered yes."""
    errors = []
    for name in MEASURED_TAGS:
        for example in labelled:
            label, answer = example.row[name], published_answers(example)[name]
            if (label == "yes") != (answer == "yes"):
                errors.append(_error_case(example, name))
    return sorted(errors, key=lambda e: (TAGS.index(e["tag"]), e["label"], e["answer"], e["key"]))


def _surveillance(labelled: list[LabelledNotice]) -> list[dict[str, str]]:
    """List every case labelled yes or unclear, or answered yes: they are too few for a rate."""
    return [
        _error_case(example, name)
        for name in LISTED_TAGS
        for example in sorted(labelled, key=lambda labelled: (labelled.row[name], labelled.key))
        if example.row[name] != "no" or published_answers(example)[name] == "yes"
    ]


# Floors


def floor_figures(report: dict[str, Any]) -> dict[str, float]:
    """Return the figures that have floors: precision and recall of the measured tags and names."""
    figures: dict[str, float] = {}
    for name, scores in (
        *((n, report["tags"][n]) for n in MEASURED_TAGS),
        ("names", report["names"]),
    ):
        for kind in ("precision", "recall"):
            if scores[kind] is not None:
                figures[f"{name} {kind}"] = scores[kind]
    unclear_yes, of = report["tags"]["data_outsourcing"]["unclear_that_came_yes"]
    if of:
        figures["data_outsourcing unclear kept"] = round(1 - unclear_yes / of, 3)
    return figures


def new_floors(report: dict[str, Any], folds: Mapping[str, Any]) -> dict[str, float]:
    """Return floors to record: the lower end of each interval, out of fold where fitted.

    Of unclear notices, 85 % must stay unclear.
    """
    floors = {}
    for name in (*MEASURED_TAGS, "names"):
        scores = folds.get(name) or (report["names"] if name == "names" else report["tags"][name])
        for kind in ("precision", "recall"):
            floors[f"{name} {kind}"] = scores[f"{kind}_interval"][0]
    return {**floors, "data_outsourcing unclear kept": 0.85}


def read_floors() -> dict[str, float]:
    """Read the figures below which an evaluation fails."""
    floors = json.loads((FOLDER / "floors.json").read_text("utf-8"))
    return {str(k): float(v) for k, v in floors.items()}


def below_floors(report: dict[str, Any], floors: dict[str, float]) -> list[str]:
    """Return a sentence for each figure that is below its floor."""
    figures = floor_figures(report)
    return [
        f"{name} is {figures[name]:.3f}, its floor is {floor:.3f} (data/gold/floors.json)"
        for name, floor in floors.items()
        if name in figures and figures[name] < floor
    ]

"""Group the tags of a contract into claims, each with the sentences that prove it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.i18n.rule_explanations import is_clue
from monitor.web.read_only_pool import Row
from pipelines.reference.apply_reviews_to_tags import FIELD as REVIEW

# said in the block about data, and nowhere else
SHOWN_WITH_DATA = ("clause", "product_law", "supplier_law", "data_law_exposure")


def claims_with_passages(tags: Sequence[Row]) -> list[dict[str, Any]]:
    """Return each claim once, with every sentence of the notices that proves it.

    A clue, which alone would not make the claim, stands behind what does.

    Claims that one sentence proves stand together: ``anchor``, the id of their place on the page;
    ``claims``, one tag of each, that of the reviewers where they settled it or disagree;
    ``passages``, boxes of ``evidence_boxes``, the first one theirs.
    """
    result: list[dict[str, Any]] = []
    passage_of_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    proven = {_claim(tag) for tag in tags if not is_clue(tag["rule"])}
    order = sorted(tags, key=lambda tag: (tag["contract_id"] is None, is_clue(tag["rule"])))
    for box in evidence_boxes(order):
        new = {
            _claim(tag): tag
            for tag in reversed(box["claims"])
            if _claim(tag) not in passage_of_key
            and not (is_clue(tag["rule"]) and _claim(tag) in proven)
        }
        first = box["claims"][0]
        if (
            not new and _claim(first) not in passage_of_key
        ):  # what proves it is said of the whole notice
            new = {_claim(first): first}
        if new:
            claims = list(reversed(new.values()))
            result.append(
                {"anchor": f"claim-{len(result) + 1}", "claims": claims, "passages": [box]}
            )
            passage_of_key |= dict.fromkeys(new, result[-1])
        else:
            passage_of_key[_claim(first)]["passages"].append(box)
    decided = {_claim(tag): tag for tag in tags if tag["field"] == REVIEW}
    for item in result:
        item["claims"] = [_as_decided(tag, decided.get(_claim(tag))) for tag in item["claims"]]
    return result


def _as_decided(tag: Row, decided: Row | None) -> Row:
    """Return the reviewers' tag of a claim, with what weighs against it; else the tag itself."""
    return {**decided, "words_against": tag["words_against"]} if decided else tag


def with_checks_once(tags: Sequence[Row]) -> list[Row]:
    """Leave the day of a check to the tag with the reviewers' reason, where a claim has one.

    That tag alone says whether they disagree.
    """
    decided = {(tag["tag"], tag["contract_id"]) for tag in tags if tag["field"] == REVIEW}
    return [
        {**tag, "checked_on": None}
        if tag["field"] != REVIEW and (tag["tag"], tag["contract_id"]) in decided
        else tag
        for tag in tags
    ]


def groups_and_chips(
    claims: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what the first screen tells of the claims about this contract, not its whole notice.

    Each has the ``anchor`` of its evidence: groups {group, name, roles}, each group once, and
    chips {tag, value} of all other claims; what is said is not doubted in a second chip.
    """
    groups: dict[str, dict[str, Any]] = {}
    chips = []
    for item in claims:
        for tag in item["claims"]:
            if tag["contract_id"] is None:
                continue
            place = {"anchor": item["anchor"]}
            if tag["tag"] != "vendor":
                chips.append({"tag": tag["tag"], "value": tag["value"], **place})
                continue
            new = {"group": tag["value"], "name": tag["group_name"], "roles": [], **place}
            group = groups.setdefault(tag["value"], new)
            if tag["role"]:
                group["roles"].append(tag["role"])
    certain = {chip["tag"] for chip in chips if chip["value"] == "yes"}
    stronger = (chip for chip in chips if chip["value"] != "unclear" or chip["tag"] not in certain)
    return list(groups.values()), list(stronger)


def _claim(tag: Row) -> tuple[Any, ...]:
    """Return what makes two tags the same claim: the role counts for a group alone.

    What is said of the whole notice is a further passage of the claim about the contract.
    """
    return (tag["tag"], tag["value"], tag["role"] if tag["tag"] == "vendor" else None)


_SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")


def evidence_boxes(tags: Sequence[Row]) -> list[dict[str, Any]]:
    """Group claims by the sentence that proves them, so that each sentence is shown once.

    Each box has ``claims``, its tags in order, and ``words``, their evidence.
    """
    boxes: dict[tuple[Any, ...], list[Row]] = {}
    for tag in tags:
        boxes.setdefault(_sentence(tag), []).append(tag)
    return [
        {
            "claims": claims,
            "words": list(dict.fromkeys(t["evidence"] for t in claims if t["evidence"])),
        }
        for claims in boxes.values()
    ]


def _sentence(tag: Row) -> tuple[Any, ...]:
    """Return where the sentence is that proves a tag; the words themselves where no text is."""
    text, words = tag["text"] or "", tag["evidence"] or ""
    key = (tag["notice_id"], tag["contract_id"] is None, tag["field"], tag["lot"])
    if tag["field"] == "correction" or not words or words not in text:
        return (*key, words, tag["rule"] if tag["field"] == "correction" else None)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, text.find(words))]
    return (*key, text[:40], ends[-1] if ends else 0)

"""Claims about stored contracts as the rules alone make them now, and what reviewers said of them.

A claim about a contract is made by the notices that state it now: each is classified again without
the answers, so that a claim can be read twice, and so that the words compared are those that the
next retag compares.  A notice that another one replaced no longer makes any.
"""

from __future__ import annotations

import dataclasses
import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.classify.classify_notice import classify
from pipelines.model import CLAIM_TAGS, Notice, Tag
from pipelines.reference.apply_reviews_to_tags import (
    Review,
    Verdict,
    select_claim_tags,
    verdict_of,
    words_hash,
)
from pipelines.reference.table_classes import ReferenceTables
from pipelines.store.notice_snapshot_codec import unpack

# As in ``pipelines.contracts.compiled_contract``: a replaced notice counts where its successor does
# not state the contract.
_STATING = """
SELECT k.award_key, s.notice FROM contract_notices k JOIN snapshots s USING (notice_id)
JOIN notices n ON n.id = k.notice_id
WHERE k.contract_id = ? AND k.award_key IS NOT NULL AND (n.state = 'cancelled' OR NOT EXISTS (
  SELECT 1 FROM contract_notices later WHERE later.contract_id = k.contract_id
  AND later.award_key IS NOT NULL AND later.notice_id = n.replaced_by))
ORDER BY k.published, k.notice_id
"""
UnitKey = tuple[str, str, str]  # notice id, award, claim: what one row of reviews is about


@dataclass(frozen=True)
class ClaimPart:
    """A claim as one notice makes it about one award."""

    notice: Notice
    award: str
    claim: str
    tags: tuple[Tag, ...]

    @property
    def key(self) -> UnitKey:
        return self.notice.id, self.award, self.claim

    @property
    def words(self) -> str:
        """Hash of the evidence."""
        return words_hash(self.tags)


@dataclass(frozen=True)
class ContractClaim:
    """A claim about a contract, by the notices that make it; oldest first."""

    contract_id: str
    claim: str
    parts: tuple[ClaimPart, ...]

    @property
    def value(self) -> str:
        """The rules' answer: yes or unclear."""
        return "yes" if any(t.value == "yes" for p in self.parts for t in p.tags) else "unclear"

    @property
    def words(self) -> str:
        """Hash of all its evidence."""
        return hashlib.sha256("|".join(part.words for part in self.parts).encode()).hexdigest()[:20]

    def verdict(self, answers: Mapping[UnitKey, Sequence[Review]]) -> Verdict | None:
        """Combine the answers; None when a notice makes the claim with words nobody judged."""
        verdicts = [verdict_of(answers.get(part.key, ()), part.words) for part in self.parts]
        known_verdicts = [verdict for verdict in verdicts if verdict is not None]
        if len(known_verdicts) < len(verdicts):
            return None
        if len({verdict.answer for verdict in known_verdicts}) == 1:
            return known_verdicts[-1]
        return dataclasses.replace(known_verdicts[-1], answer="cannot_tell", disagrees=True)

    def reviewers(self, answers: Mapping[UnitKey, Sequence[Review]]) -> set[str]:
        """Return who answered about the present words of every notice."""
        return set.intersection(
            *(
                {
                    review.reviewer
                    for review in answers.get(part.key, ())
                    if review.words == part.words
                }
                for part in self.parts
            )
        )

    def was_answered(self, answers: Mapping[UnitKey, Sequence[Review]]) -> bool:
        """Whether somebody answered about it, be it about other words."""
        return any(answers.get(part.key) for part in self.parts)


def without_reviews(tables: ReferenceTables) -> ReferenceTables:
    """Return the tables without the answers of reviewers."""
    return dataclasses.replace(tables, reviews_by_notice={})


def without_decisions(tables: ReferenceTables) -> ReferenceTables:
    """Return the tables without what people decided of claims, in answers or in corrections."""
    kept = {
        notice: tuple(correction for correction in rows if correction.tag not in CLAIM_TAGS)
        for notice, rows in tables.corrections_by_notice.items()
    }
    return dataclasses.replace(without_reviews(tables), corrections_by_notice=kept)


def answers_by_unit(reviews: Iterable[Review]) -> dict[UnitKey, list[Review]]:
    """Group answers by what they are about."""
    grouped: dict[UnitKey, list[Review]] = defaultdict(list)
    for review in reviews:
        grouped[review.notice_id, review.award, review.claim].append(review)
    return grouped


def claims_of_contract(
    connection: sqlite3.Connection, rules: ReferenceTables, contract_id: str
) -> dict[str, ContractClaim]:
    """Return the claims of a contract by name, without those that a correction decided.

    ``rules``  tables without answers (``without_reviews``).
    """
    parts: dict[str, list[ClaimPart]] = defaultdict(list)
    corrected: set[str] = set()
    for notice, award in _stating_notices(connection, contract_id):
        judged = classify(notice, rules)
        about = [tag for tag in judged.tags if tag.award in (award, None)]
        corrected |= {tag.tag for tag in about if tag.field == "correction"}
        for claim in CLAIM_TAGS:
            if tags := select_claim_tags(judged.tags, claim, award):
                parts[claim].append(ClaimPart(judged, award, claim, tuple(tags)))
    return {
        claim: ContractClaim(contract_id, claim, tuple(parts))
        for claim, parts in parts.items()
        if claim not in corrected
    }


def _stating_notices(
    connection: sqlite3.Connection, contract_id: str
) -> Iterator[tuple[Notice, str]]:
    """Yield the notices whose tags are those of a contract, each with the key of its award."""
    for award, stored in connection.execute(_STATING, (contract_id,)).fetchall():
        yield unpack(stored), award


def random_order_key(contract_id: str, claim: str) -> str:
    """Return the place of a claim in the random order: the same whenever it is asked.

    Claims are read for measuring from the lowest place up, so all that were read up to a place are
    a simple random sample, whyever each of them was read.
    """
    return hashlib.sha256(f"{contract_id}|{claim}".encode()).hexdigest()

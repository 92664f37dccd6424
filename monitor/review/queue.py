"""Choose the next claim to read: what is worth most first.

newest          big tech in contracts published in the last days, the latest first
doubtful        what the model, or else the rules, are least sure of
random          claims said ``yes`` in a random order that never changes, for measuring
random_unclear  claims said ``unclear`` in that order, measured apart
second          claims that one other person read
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from monitor.quality.claims_before_review import (
    ContractClaim,
    UnitKey,
    claims_of_contract,
    random_order_key,
)
from pipelines.model import CLAIM_TAGS
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.table_classes import ReferenceTables

QueueName = Literal["newest", "doubtful", "random", "random_unclear", "second"]
QUEUES: tuple[QueueName, ...] = get_args(QueueName)
BY_PRIORITY: tuple[QueueName, ...] = ("newest", "doubtful", "random")
NEW_DAYS = 60
ORDER_S = 600  # after which an order is made again, with what was crawled meanwhile
Answers = Mapping[UnitKey, list[Review]]
ClaimId = tuple[str, str]  # contract id, claim

_NEWEST = """
SELECT id, 'big_tech' FROM contracts WHERE big_tech = 'yes' AND published >= :since
AND same_as IS NULL ORDER BY published DESC, id
"""
# how far from a toss-up: by the model where it speaks, else by the confidence of the strongest tag
_DOUBTFUL = """
SELECT t.contract_id, t.tag FROM tags t JOIN contracts c ON c.id = t.contract_id
WHERE t.tag IN (SELECT value FROM json_each(:claims)) AND t.value IN ('yes', 'unclear')
AND c.same_as IS NULL GROUP BY t.contract_id, t.tag
ORDER BY coalesce(abs(max(t.probability) - 0.5),
  max(CASE t.confidence WHEN 'high' THEN 0.45 WHEN 'medium' THEN 0.25 ELSE 0.1 END)),
  t.contract_id, t.tag
"""
_OF_VALUE = "SELECT id FROM contracts WHERE [{claim}] = ? AND same_as IS NULL"
_DRAWN_ANSWER = {"random": "yes", "random_unclear": "unclear"}


@dataclass
class Queue:
    """The claims of one database in the order in which they are asked.

    ``rules``   tables without answers.
    ``seen``    claims whose words are known, by what was answered when they were looked at: the
                notices of a claim are classified again only when there is a new answer about it.
    ``orders``  orders that take long to make, each with the instant at which it was made.
    """

    rules: ReferenceTables
    seen: dict[ClaimId, tuple[int, ContractClaim | None]] = field(default_factory=dict)
    orders: dict[tuple[str, tuple[str, ...]], tuple[float, list[ClaimId]]] = field(
        default_factory=dict
    )

    def next_claim(
        self,
        db: sqlite3.Connection,
        answers: Answers,
        reviewer: str,
        today: date,
        *,
        queues: Iterable[QueueName] = BY_PRIORITY,
        claims: tuple[str, ...] = CLAIM_TAGS,
        leave_out: frozenset[ClaimId] = frozenset(),
    ) -> tuple[QueueName, ContractClaim] | None:
        """Return the next claim for a reviewer and its queue; None when all are read.

        ``leave_out``  claims that this reviewer passed over, or that others are reading.
        """
        answered = _answered_contracts(answers)
        for name in queues:
            for claim_id in self._order(db, name, claims, today, answers):
                if claim_id in leave_out:
                    continue
                readers = None
                if claim_id in answered:
                    claim = self._looked_at(db, claim_id, answers, answered[claim_id])
                    readers = claim.reviewers(answers) if claim else {reviewer}
                if _is_due(name, readers, reviewer):
                    asked = self.claim(db, claim_id)
                    if asked is not None:
                        return name, asked
        return None

    def claim(self, db: sqlite3.Connection, claim_id: ClaimId) -> ContractClaim | None:
        """Return a claim as the rules make it now; None when they no longer make it."""
        return claims_of_contract(db, self.rules, claim_id[0]).get(claim_id[1])

    def _looked_at(
        self, db: sqlite3.Connection, claim_id: ClaimId, answers: Answers, count: int
    ) -> ContractClaim | None:
        cached = self.seen.get(claim_id)
        if cached is None or cached[0] != count:
            cached = (count, self.claim(db, claim_id))
            self.seen[claim_id] = cached
        return cached[1]

    def _order(
        self,
        db: sqlite3.Connection,
        name: QueueName,
        claims: tuple[str, ...],
        today: date,
        answers: Answers,
    ) -> Iterator[ClaimId]:
        if name == "second":
            yield from sorted(
                (contract for contract in _answered_contracts(answers) if contract[1] in claims),
                key=lambda item: random_order_key(*item),
            )
        elif name == "newest":
            since = (today - timedelta(days=NEW_DAYS)).isoformat()
            if "big_tech" in claims:
                yield from db.execute(_NEWEST, {"since": since}).fetchall()
        else:
            yield from self._kept_order(db, name, claims)

    def _kept_order(
        self, db: sqlite3.Connection, name: QueueName, claims: tuple[str, ...]
    ) -> list[ClaimId]:
        key, now = (name, claims), time.monotonic()
        made_at, order = self.orders.get(key, (0.0, []))
        if key not in self.orders or now - made_at > ORDER_S:
            answer = _DRAWN_ANSWER.get(name)
            order = _random(db, claims, answer) if answer else _doubtful(db, claims)
            self.orders[key] = (now, order)
        return order


def _is_due(name: QueueName, readers: set[str] | None, reviewer: str) -> bool:
    """Whether a claim with these readers of its present words is to be asked in a queue."""
    if name == "second":
        return readers is not None and len(readers) == 1 and reviewer not in readers
    return not readers


def _answered_contracts(answers: Answers) -> dict[ClaimId, int]:
    """Return the contracts and claims that somebody answered about, with the number of answers."""
    counts: dict[ClaimId, int] = {}
    for (_, _, claim), reviews in answers.items():
        for review in reviews:
            if review.contract_id is not None:
                key = (review.contract_id, claim)
                counts[key] = counts.get(key, 0) + 1
    return counts


def _doubtful(db: sqlite3.Connection, claims: tuple[str, ...]) -> list[ClaimId]:
    return db.execute(_DOUBTFUL, {"claims": json.dumps(claims)}).fetchall()


def _random(db: sqlite3.Connection, claims: tuple[str, ...], answer: str) -> list[ClaimId]:
    drawn = [
        (contract_id, claim)
        for claim in claims
        for (contract_id,) in db.execute(_OF_VALUE.format(claim=claim), (answer,))
    ]
    return sorted(drawn, key=lambda item: random_order_key(*item))

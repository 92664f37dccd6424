"""Collect what the page of a claim shows of a notice: the words of the claim, and all texts."""

from __future__ import annotations

from typing import Any

from monitor.quality.claims_before_review import ClaimPart
from pipelines.model import Lot, Notice, Tag


def shown_part(part: ClaimPart) -> dict[str, Any]:
    """Return what the page shows of one notice: the matched words, and all its texts."""
    return {
        "notice": part.notice,
        "words": [
            {"tag": tag, "text": _text_of(part.notice, tag)}
            for tag in {(t.field, t.lot, t.evidence): t for t in part.tags}.values()
        ],
        "against": list(dict.fromkeys(word for tag in part.tags for word in tag.words_against)),
        "texts": [
            {"lot": lot, "text": text}
            for lot, texts in (
                ("", part.notice.texts),
                *((lot.id, lot.texts) for lot in _own_lots_first(part)),
            )
            for text in texts
            if text.text.strip()
        ],
    }


def _own_lots_first(part: ClaimPart) -> list[Lot]:
    lot_ids = {lot for award in part.notice.awards if award.key == part.award for lot in award.lots}
    return sorted(part.notice.lots, key=lambda lot: lot.id not in lot_ids)


def _text_of(notice: Notice, tag: Tag) -> str | None:
    """Return the text in which the words of a tag stand."""
    texts = list(notice.texts)
    for lot in notice.lots:
        if tag.lot in (None, lot.id):
            texts += lot.texts
    candidates = [text for text in texts if tag.evidence and tag.evidence in text.text]
    candidates.sort(key=lambda text: text.field != tag.field)
    if candidates:
        return candidates[0].text
    award_texts = [
        text for award in notice.awards for text in (award.title, award.description) if text
    ]
    return next((text for text in award_texts if tag.evidence and tag.evidence in text), None)

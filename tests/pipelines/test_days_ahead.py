"""A notice cannot have been published long after it was received."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.model import Document, Organization, ParsedDocument, Supplier, replace
from pipelines.stages import MAX_DAYS_AHEAD, load_stages
from tests.pipelines.notices import award_notice

NOTICE = award_notice("Logiciel de paie", "fr", "FR", Supplier(Organization("Exemple SAS")))
RECEIVED = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_ahead", "is_kept"), [(-1, True), (MAX_DAYS_AHEAD, True), (MAX_DAYS_AHEAD + 1, False)]
)
def test_a_day_of_publication_long_after_receipt_is_reported_and_not_believed(
    days_ahead: int, is_kept: bool
) -> None:
    published = RECEIVED.date() + timedelta(days=days_ahead)
    document = Document(sha256="0" * 64, portal="ted", fetched_at=RECEIVED)
    notices = (replace(NOTICE, published=published), NOTICE)
    result = load_stages().run(ParsedDocument(document=document, notices=notices))
    assert [notice.published for notice in result.notices] == [
        published if is_kept else None,
        NOTICE.published,
    ]
    assert [(trouble.code, trouble.record) for trouble in result.troubles] == (
        [] if is_kept else [("future_day", NOTICE.id)]
    )


def test_of_a_document_received_on_an_unknown_day_any_day_is_believed() -> None:
    document = Document(sha256="0" * 64, portal="ted")
    notice = replace(NOTICE, published=date(2199, 1, 1))
    (result,) = load_stages().run(ParsedDocument(document=document, notices=(notice,))).notices
    assert result.published == date(2199, 1, 1)

"""Right of reply page: how to correct, object or reply, and all corrections and withdrawals.

Shape  decisions: rows of ``corrections``, the latest first, with ``contract_id`` of one contract of
       that notice (None: it has none here); page, more: pages of the list.
"""

from __future__ import annotations

from typing import Any

from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PAGE, PageRequest

PARAMS = {"page": PAGE}
TABLES = {"decisions": "decisions"}
SIZES = {"csv": 20_000}  # rows of a page, by format
SIZE = 50

_DECISIONS = """
SELECT c.*, (SELECT k.contract_id FROM contract_notices k WHERE k.notice_id = c.notice_id
             AND (c.award IS NULL OR k.award_key = c.award)
             ORDER BY k.contract_id LIMIT 1) AS contract_id,
       (SELECT n.id FROM notices n WHERE n.id = c.notice_id) AS known_notice
FROM corrections c ORDER BY c.date DESC, c.id LIMIT :most OFFSET :skip
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of corrections and replies."""
    number, size = request.args["page"] or 1, SIZES.get(request.format, SIZE)
    rows = request.db.rows(_DECISIONS, most=size + 1, skip=(number - 1) * size)
    return {
        "decisions": rows[:size],
        "number": number,
        "more": len(rows) > size,
        "freshness": freshness(request.db),
    }

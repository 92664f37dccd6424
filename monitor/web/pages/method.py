"""Method: each tag in words, how good it is, what it cannot see, who corrects it.

Shape  tags: {id, title, definition, contracts (None: not counted), quality (None: not measured)};
       quality: data/measured/quality.json, None when it is not there; corrections: {kind: number};
       groups: vendor groups, groups_read: those whose source somebody read, groups_named: those
       with the address of a source that nobody read yet; proofs: names, numbers and products by
       which they are known, and sourced: how many of these say where they come from.
"""

from __future__ import annotations

from typing import Any

from monitor.i18n.tag_page_markdown import TAGS, read_tag_page
from monitor.quality import quality_summary
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import ReadSession, Row

TABLES = {"tags": "tags"}
_PROOFS = """
SELECT (SELECT count(*) FROM vendor_groups) AS groups,
       (SELECT count(*) FROM vendor_groups WHERE checked_on IS NOT NULL) AS groups_read,
       (SELECT count(*) FROM vendor_groups
        WHERE source <> '' AND checked_on IS NULL) AS groups_named,
       count(*) AS proofs, count(source) AS sourced FROM vendor_proofs
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of the method."""
    quality = quality_summary.read_summary()
    counts = _counts(request.db)
    return {
        "tags": [_tag_entry(tag, request.lang, counts.get(tag), quality) for tag in TAGS],
        "quality": quality,
        "corrections": _corrections(request.db),
        "vendors": request.db.row(_PROOFS),
        "freshness": freshness(request.db),
    }


def _tag_entry(tag: str, lang: str, contracts: int | None, quality: Row | None) -> dict[str, Any]:
    page = read_tag_page(tag, lang)
    return {
        "id": tag,
        "title": page.title if page else tag,
        "definition": page.sections[0].first if page and page.sections else None,
        "contracts": contracts,
        "quality": quality["tags"].get(tag) if quality else None,
    }


def _counts(db: ReadSession) -> dict[str, int]:
    rows = db.rows("SELECT key, contracts FROM aggregates WHERE kind = 'tag' AND year = ''")
    return {row["key"]: row["contracts"] for row in rows}


def _corrections(db: ReadSession) -> dict[str, int]:
    rows = db.rows("SELECT kind, count(*) AS n FROM corrections GROUP BY kind ORDER BY kind")
    return {row["kind"]: row["n"] for row in rows}

"""Alternatives page: who runs such a service itself, with others, freely, or under local law.

Shape  kind: {code, words, total}; None: all kinds.  total: row of aggregates of kind "code"
       ways: {way, count, rows, more}: examples of each way, the latest first; one way with more
       of them when it was chosen.  A row is aggregate_queries.LISTED, or a notice without
       contract yet, with ``way``, ``words`` (evidence, None for local_law), ``checked_on`` (when
       a person read it) and ``said_by`` (its notice)
       kinds: {code, words, count} to choose from, the most frequent first; rows: all shown
       marked: contracts that carry the tag, confirmed or not
Units  days of publication.
"""

from __future__ import annotations

from typing import Any

from monitor.aggregates.alternative_examples import WAYS
from monitor.i18n.classification_code_labels import label_with_code
from monitor.web.page_data import dossier_queries
from monitor.web.page_data.aggregate_queries import LISTED, freshness, totals
from monitor.web.page_data.coverage_caveats import chosen_sources
from monitor.web.page_request import COUNTRY, PAGE, PageRequest, choice, code
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.reference.confirmed_alternatives import CONFIRMABLE_WAYS
from pipelines.store.contract_conditions import buyer_name

PARAMS = {
    "code": code(r"[A-Za-z][\w-]{0,19} [\w.-]{1,20}", "CPV 722"),
    "way": choice(*WAYS),
    "country": COUNTRY,
    "page": PAGE,
}
TABLES = {"examples": "rows"}
# A private firm under local law is a fact of whose law applies, no alternative: it is shown only to
# those who ask for it by name.
SHOWN = CONFIRMABLE_WAYS
A_FEW = 5  # examples of each way, when none was chosen
IN_A_FILE = 5000
_KINDS_SHOWN = 40

_CHOSEN = "a.way = :way{code} AND (:country IS NULL OR +a.country = :country)"
_OF_TAG = """(SELECT {} FROM tags t WHERE t.notice_id = a.notice_id AND t.role = a.way
    AND t.tag = 'public_alternative' AND coalesce(t.contract_id, '') = a.contract_id
    AND t.checked_on IS NOT NULL
    ORDER BY instr('high medium low', t.confidence), t.id LIMIT 1)"""
_ROWS = f"""
SELECT a.way, a.notice_id AS said_by, a.code, a.published AS at, {{listed}},
       {_OF_TAG.format("t.evidence")} AS words, {_OF_TAG.format("t.checked_on")} AS checked_on
FROM alternative_examples a {{join}} WHERE {_CHOSEN}
ORDER BY a.published DESC, a.notice_id, a.contract_id LIMIT :most OFFSET :skip
"""
_NOTICE = (
    "n.title AS notice_title, n.language AS notice_language,"
    f" {buyer_name('n.')} AS notice_buyer, n.buyer_id AS notice_buyer_id,"
    " n.country AS notice_country, n.kind AS notice_kind, n.url AS notice_url"
)
_JOIN = "LEFT JOIN contracts c ON c.id = a.contract_id LEFT JOIN notices n ON n.id = a.notice_id"


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    args, db = request.args, request.db
    chosen = [args["way"]] if args["way"] else SHOWN
    ways = [_way(request, way) for way in chosen]
    return {
        "kind": _kind(db, args["code"]),
        "ways": ways,
        "rows": [row for way in ways for row in way["rows"]],
        "more": any(way["more"] for way in ways),
        "kinds": _kinds(db),
        "marked": (totals(db, "tag", "public_alternative") or {}).get("contracts", 0),
        "countries": db.rows(
            "SELECT DISTINCT key FROM aggregates WHERE kind = 'country' AND year = '' ORDER BY key"
        ),
        "nth": args["page"] or 1,
        "sources": chosen_sources(db, args["country"]),
        "freshness": freshness(db),
    }


def _way(request: PageRequest, way: str) -> Row:
    """Examples of one way: a few, or one page when it was chosen, or all for a file."""
    db, args = request.db, request.args
    size = (
        IN_A_FILE if request.format == "csv" else dossier_queries.A_PAGE if args["way"] else A_FEW
    )
    values = {"way": way, "country": args["country"]}
    by_code = ""
    if args["code"]:
        by_code, values = " AND a.code = :code", values | {"code": args["code"]}
    skip = ((args["page"] or 1) - 1) * size if args["way"] else 0
    sql = _ROWS.format(listed=f"{LISTED}, {_NOTICE}", join=_JOIN, code=by_code)
    rows = db.rows(sql, most=size + 1, skip=skip, **values)
    count = db.value(
        f"SELECT count(*) FROM alternative_examples a WHERE {_CHOSEN.format(code=by_code)}",
        **values,
    )
    return {
        "way": way,
        "count": count,
        "rows": [_whole(row) for row in rows[:size]],
        "more": len(rows) > size,
    }


def _whole(row: Row) -> Row:
    """A row of a notice without contract gets its title, buyer and country from the notice."""
    of_notice = {
        name: row.pop(f"notice_{name}")
        for name in ("title", "language", "buyer", "buyer_id", "country", "kind", "url")
    }
    if row["id"] is None:
        own = ("title", "language", "buyer", "buyer_id", "country")
        row |= {name: of_notice[name] for name in own}
        row["published"] = row["at"]
    return row | {"kind": of_notice["kind"], "url": of_notice["url"]}


def _kind(db: ReadSession, key: str | None) -> Row | None:
    if key is None:
        return None
    return {"code": key, "words": label_with_code(key), "total": totals(db, "code", key)}


def _kinds(db: ReadSession) -> list[Row]:
    rows = db.rows(
        "SELECT code, count(*) AS count FROM alternative_examples WHERE code <> ''"
        f" AND way IN {SHOWN} GROUP BY code"
        " ORDER BY count DESC, code LIMIT :most",
        most=_KINDS_SHOWN,
    )
    return [row | {"words": label_with_code(row["code"])} for row in rows]

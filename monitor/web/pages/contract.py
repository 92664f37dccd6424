"""Contract page: buyer, suppliers and the groups behind them, value, notices, evidence of tags.

Shape  contract: the row; buyers: {organization_id, name, role} when the notice names several;
       lots: {ids, count}, None when its notice has not several; renewals: how often it may be
       renewed, None where its lots do not say so or differ;
       notice_title: {text, language} of the notice that states it, None where the contract's own
       title says as much;
       scope_reason: why its notice is published, when the contract is borderline;
       suppliers: each with its group, basis and source; notices: oldest first,
       with role, state, changes and the document each was read from; growth: share; steps,
       averaged_year, length: see contract_derived_values; smaller_total: total of its notice when
       the contract alone is above it; other_total: the same when its only contract has another
       amount; block: see contract_records.DataBlock;
       tags: each with ``text``, the published text around the words, None when it is not at hand,
       and ``proof``, the row of the vendor tables; claims, groups, chips: the same tags, see
       contract_claims; decisions: human judgements, replies; log: what changed here;
       letters, questions: what one can do; otherwise: {code, words, count} of examples for the
       same kind of service, None without a code; same: this contract on other portals.
       A contract that was withdrawn: contract None, gone: its lines in the log.
Raises  NotFoundError: no such contract, nor was there one; its id may have moved.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from monitor.aggregates.alternative_examples import service_kind
from monitor.i18n.catalogue import use_language
from monitor.i18n.classification_code_labels import label_with_code
from monitor.i18n.information_laws import laws_as_data, load_laws
from monitor.i18n.information_request_texts import load_request_texts
from monitor.i18n.rule_explanations import clauses
from monitor.i18n.untrusted_text import json_texts, safe_address
from monitor.i18n.value_formatting import _, portal_title
from monitor.web.errors import HttpError, NotFoundError
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_data.claims_with_evidence import (
    SHOWN_WITH_DATA,
    claims_with_passages,
    groups_and_chips,
)
from monitor.web.page_data.contract_derived_values import (
    averaged_year,
    data_block,
    gaps,
    growth,
    length,
    notice_title,
    steps,
)
from monitor.web.page_data.coverage_caveats import sources
from monitor.web.page_data.information_request import (
    SEVERAL,
    applicable_laws,
    conditions,
    select_lines,
    write_letter,
)
from monitor.web.page_request import PageRequest
from monitor.web.pages.alternatives import SHOWN
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.interface_languages import LANGUAGES, Texts
from pipelines.store.contract_conditions import BUYER_NAME
from pipelines.store.schema import PORTAL_TITLES

TABLES = {"notices": "notices", "suppliers": "suppliers", "values": "steps", "tags": "tags"}
_SUPPLIERS = """
SELECT s.organization_id, s.name, s.role, s.country, s.vendor_group, s.basis, s.rule, s.evidence,
       s.confidence, s.ownership, s.ownership_kind, s.ownership_rule, g.name AS group_name,
       g.tier, g.hq_country, g.regime, g.source AS group_source,
       g.checked_on, p.name AS proof, p.number AS proof_number, p.source AS proof_source
FROM suppliers s LEFT JOIN vendor_groups g ON g.id = s.vendor_group
LEFT JOIN vendor_proofs p ON p.rule = s.rule AND p.vendor_group = s.vendor_group
WHERE s.contract_id = :id ORDER BY s.role <> 'main', s.name, s.vendor_group
"""
_BUYERS = """
SELECT organization_id, name, role FROM buyers WHERE notice_id = :id
ORDER BY organization_id IS NOT :first, role <> 'buyer', name LIMIT 60
"""
# The latest of them, in the order of their days.
NOTICES = """
SELECT * FROM (
SELECT k.notice_id, k.role, k.published, k.value, k.currency, k.award_key, n.kind, n.change,
       n.state, n.replaced_by, n.url, n.title, n.language, n.document_sha256, d.archive_file,
       d.archive_offset, d.length, d.received, d.media_type, d.parser_version
FROM contract_notices k JOIN notices n ON n.id = k.notice_id
LEFT JOIN documents d ON d.sha256 = n.document_sha256
WHERE k.contract_id = :id ORDER BY k.published DESC, k.notice_id DESC, k.role DESC LIMIT 200
) ORDER BY published, notice_id, role
"""
# The text is the one that holds the words, of the same notice, field, lot and language.
_TAGS = """
SELECT t.tag, t.value, t.role, t.confidence, t.rule, t.field, t.lot, t.language, t.evidence,
       t.notice_id, t.contract_id, t.checked_on, t.words_against, n.url, n.published,
       g.name AS group_name, g.source AS group_source, g.checked_on AS group_checked_on,
       p.name AS proof, p.kind AS proof_kind, p.number AS proof_number, p.source AS proof_source,
       pg.name AS proof_group, pg.id AS proof_group_id, pg.source AS proof_group_source,
       (SELECT x.text FROM texts x
        WHERE x.notice_id = t.notice_id AND x.field = t.field
          AND x.lot = coalesce(t.lot, '') AND (t.language IS NULL OR x.language = t.language)
          AND instr(x.text, t.evidence) > 0
        ORDER BY x.place LIMIT 1) AS text
FROM tags t LEFT JOIN vendor_groups g ON t.tag = 'vendor' AND g.id = t.value
LEFT JOIN vendor_proofs p ON p.rule = t.rule AND (t.tag <> 'vendor' OR p.vendor_group = t.value)
LEFT JOIN vendor_groups pg ON pg.id = p.vendor_group
LEFT JOIN notices n ON n.id = t.notice_id
WHERE {}
ORDER BY t.contract_id IS NULL, t.tag, t.value = 'yes' DESC,
         instr('high medium low', t.confidence), t.id LIMIT 200
"""
# The plus keeps SQLite from reading the tags of all notices without a contract.
TAGS = _TAGS.format(
    "t.contract_id = :id OR (+t.contract_id IS NULL AND t.notice_id IN"
    " (SELECT notice_id FROM contract_notices WHERE contract_id = :id))"
)
TAGS_OF_NOTICE = _TAGS.format("t.notice_id = :id")
# Of the notice that states it now, those of its own lots; lots of others may have other names.
_CHANGES = """
SELECT notice_id, field, language, text FROM texts
WHERE field IN ('change', 'change_reason', 'direct_award_reason', 'procedure_reason', 'renewal',
                'options', 'subcontracting', 'eu_funds', 'prize')
  AND notice_id IN (SELECT notice_id FROM contract_notices WHERE contract_id = :id)
  AND (lot = '' OR notice_id <> :latest OR :lots = '[]'
       OR lot IN (SELECT value FROM json_each(:lots)))
ORDER BY notice_id, field, place LIMIT 60
"""
# Contracts of the same notices; the words about one of them begin with its number.
_NEIGHBOURS = """
SELECT DISTINCT award_key, contract_id = :id AS own FROM contract_notices
WHERE award_key IS NOT NULL AND notice_id IN
      (SELECT notice_id FROM contract_notices WHERE contract_id = :id)
LIMIT 5000
"""
# Groups of lots (GLO-0001) stand beside the lots that are in them.
# What the notice states for all its contracts together; 1 stands there where none is told.
_TOTAL = """
SELECT value FROM notices WHERE id = :notice_id AND value_basis = 'result' AND value > 1
   AND currency = :currency
"""
# A ceiling or an estimate is no part of a total; in a modification the total may be the change's.
_SMALLER = " AND kind <> 'amendment' AND :kind = 'exact' AND value * 1.01 < :value"
_OTHER = """
   AND lots <= 1 AND (value > :value * 1.01 OR kind = 'amendment' AND value * 1.01 < :value)
   AND (SELECT count(*) FROM contract_notices WHERE notice_id = :notice_id) = 1
"""
_LOTS = "SELECT count(*) FROM lots WHERE notice_id = :id AND lot NOT LIKE 'GLO-%'"
_RENEWALS = """
SELECT DISTINCT renewals FROM lots
WHERE notice_id = :latest AND (:lots = '[]' OR lot IN (SELECT value FROM json_each(:lots)))
"""
_DECISIONS = """
SELECT c.* FROM corrections c
WHERE c.notice_id IN (SELECT notice_id FROM contract_notices WHERE contract_id = :id)
      AND (c.award IS NULL OR c.award IN
           (SELECT award_key FROM contract_notices WHERE contract_id = :id))
   OR c.kind = 'supplier' AND c.supplier IN (SELECT name FROM suppliers WHERE contract_id = :id)
ORDER BY c.date, c.id LIMIT 50
"""
_LOG = """
SELECT at, kind, cause, notice_id, field, before, after FROM (
  SELECT * FROM changes WHERE contract_id = :id AND kind <> 'appeared' ORDER BY seq DESC LIMIT 50
) ORDER BY seq
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of one contract."""
    db, key = request.db, request.args["id"]
    contract = db.row("SELECT * FROM contracts WHERE id = :id", id=key)
    if contract is None:
        return _gone(request)
    contract["buyer"] = db.value(f"SELECT {BUYER_NAME} FROM contracts c WHERE c.id = :id", id=key)
    procedure = _procedure(db, contract)
    notices = db.rows(NOTICES, id=key)
    suppliers = db.rows(_SUPPLIERS, id=key)
    tags = _with_titles(contract, db.rows(TAGS, id=key))
    own_lots = {"latest": contract["notice_id"], "lots": contract["lot_ids"] or "[]"}
    statements = _own_words(db, key, _once(db.rows(_CHANGES, id=key, **own_lots)))
    values = steps(contract, notices)
    shown_tags = [tag for tag in tags if tag["tag"] not in SHOWN_WITH_DATA]
    claims = claims_with_passages(shown_tags)
    groups, chips = groups_and_chips(claims)
    return {
        "contract": contract,
        "buyers": _buyers(db, contract),
        "lots": _lots(db, contract),
        "notice_title": notice_title(contract, notices),
        "renewals": _only(db.rows(_RENEWALS, **own_lots)),
        "scope_reason": _scope_reason(db, contract),
        "suppliers": suppliers,
        "notices": notices,
        "steps": values,
        "growth": growth(values),
        "averaged_year": averaged_year(contract),
        "smaller_total": _total(db, contract, _SMALLER),
        "other_total": _total(db, contract, _OTHER),
        "length": length(contract),
        "procedure": procedure,
        "statements": statements,
        "block": asdict(data_block(contract, suppliers, tags, clauses())),
        "tags": shown_tags,
        "claims": claims,
        "groups": groups,
        "chips": chips,
        "decisions": db.rows(_DECISIONS, id=key),
        "log": db.rows(_LOG, id=key),
        "same": _same(db, contract),
        "otherwise": _otherwise(db, contract),
        "gaps": gaps(contract, procedure),
        "sources": sources(db, contract["country"]),
        "freshness": freshness(db),
        **_acts(request, contract, _cited(db, contract)),
    }


def _buyers(db: ReadSession, contract: Row) -> list[Row]:
    """Each body that buys, when they are several: each has a dossier of its own."""
    if SEVERAL not in (contract["buyer"] or ""):
        return []
    rows = db.rows(_BUYERS, id=contract["notice_id"], first=contract["buyer_id"])
    return rows if len(rows) > 1 else []


def _procedure(db: ReadSession, contract: Row) -> Row | None:
    """Its procedure, without the name of the method and the reason of a direct award where another
    notice of the procedure told them of another method than the contract's.  A direct award for
    which several tenders came is a limited one (``fill_missing``)."""
    row = db.row("SELECT * FROM procedures WHERE id = :id", id=contract["procedure_id"])
    same = (row["method"], "limited" if row["method"] == "direct" else None) if row else ()
    if row is None or contract["method"] in (None, *same):
        return row
    return row | {"method_details": None, "direct_award_reason": None}


def _lots(db: ReadSession, contract: Row) -> dict[str, Any] | None:
    """Return the lots of a contract, when its notice has several."""
    ids = json_texts(contract["lot_ids"])
    count = db.value(_LOTS, id=contract["notice_id"])
    return {"ids": ids, "count": count} if ids and count > 1 else None


def _total(db: ReadSession, contract: Row, condition: str) -> float | None:
    """Total of the notice where it contradicts the amount of the contract, by this condition."""
    total: float | None = db.value(
        _TOTAL + condition,
        kind=contract["value_kind"],
        **{name: contract[name] for name in ("notice_id", "currency", "value")},
    )
    return total


def _only(rows: list[Row]) -> int | None:
    """The one number of renewals that all lots of a contract give."""
    renewals: int | None = rows[0]["renewals"] if len(rows) == 1 else None
    return renewals


def _scope_reason(db: ReadSession, contract: Row) -> str | None:
    if contract["digital"] != "borderline":
        return None
    sql = "SELECT scope_reason FROM notices WHERE id = :id"
    reason: str | None = db.value(sql, id=contract["notice_id"])
    return reason


def _once(statements: list[Row]) -> list[Row]:
    """The buyer's words, each said once: a notice repeats them for every lot, and the option to
    renew as renewal."""
    renewal = {row["text"] for row in statements if row["field"] == "renewal"}
    unique = {
        (row["field"], row["notice_id"] if row["field"] == "change" else "", row["text"]): row
        for row in reversed(statements)
        if row["field"] != "options" or row["text"] not in renewal
    }
    return list(reversed(unique.values()))


def _own_words(db: ReadSession, key: str, statements: list[Row]) -> list[Row]:
    """Leave out what another contract on the same lot leaves to subcontractors: its number stands
    before the words."""
    numbered = [
        one for one in statements if one["field"] == "subcontracting" and ": " in one["text"]
    ]
    if not numbered:
        return statements
    neighbours = db.rows(_NEIGHBOURS, id=key)
    own = {row["award_key"] for row in neighbours if row["own"]}
    others = {row["award_key"] for row in neighbours} - own

    def is_of_another(text: str) -> bool:
        number = text.partition(": ")[0]
        # contracts of one number have the lot behind it in their keys
        among = [
            any(k == number or k.startswith(f"{number}/") for k in keys) for keys in (own, others)
        ]
        return among == [False, True]

    left_out = [one for one in numbered if is_of_another(one["text"])]
    return [one for one in statements if one not in left_out]


def _with_titles(contract: Row, tags: list[Row]) -> list[Row]:
    """Words of the contract's own title stand in no text of the notice: they are shown in it."""
    title = contract["title"] or ""
    for tag in tags:
        if tag["text"] is None and tag["field"] == "contract_title" and tag["evidence"] in title:
            tag["text"] = title
    return tags


def _otherwise(db: ReadSession, contract: Row) -> Row | None:
    """Count the examples of alternatives for the same kind of code."""
    code = service_kind(contract["main_code"])
    if code is None:
        return None
    sql = f"SELECT count(*) FROM alternative_examples WHERE code = :code AND way IN {SHOWN}"
    count = db.get_cached(f"other ways of {code}", lambda db: db.value(sql, code=code))
    return {"code": code, "words": label_with_code(code), "count": count}


def _cited(db: ReadSession, contract: Row) -> Texts:
    """The latest notice that states it, as a body finds it: portal, number, address."""
    row = db.row(
        f"SELECT n.number, n.url, n.portal AS name, {PORTAL_TITLES} FROM notices n"
        " LEFT JOIN portals p ON p.name = n.portal WHERE n.id = :id",
        id=contract["notice_id"],
    )
    if row is None:
        return dict.fromkeys(LANGUAGES, str(contract["id"]))
    cited = {}
    for lang in LANGUAGES:
        with use_language(lang):
            cited[lang] = f"{portal_title(row).partition(',')[0]} {row['number']}"
    address = safe_address(row["url"])
    return {lang: f"{name}, {address}" if address else name for lang, name in cited.items()}


def _acts(request: PageRequest, contract: Row, notice: Texts) -> dict[str, Any]:
    """Letters, one a law that may bind the buyer, and questions for the employer."""
    words, holds = load_request_texts(), conditions(contract, request.today)
    return {
        "letters": [
            vars(write_letter(law, contract, notice, words, holds))
            | {"law": laws_as_data()[law.id]}
            for law in applicable_laws(load_laws(), contract)
        ],
        "questions": select_lines(words.questions, holds),
    }


def _gone(request: PageRequest) -> dict[str, Any]:
    """A contract that was published once: the page keeps its address and says what became of it.

    Raises  NotFoundError: it moved, or there never was one.  HttpError: it has no tables any more.
    """
    db, key = request.db, request.args["id"]
    lines = [] if db.find_redirect(key) else db.rows(_LOG, id=key)
    if not lines:
        raise NotFoundError(key)
    if request.format not in ("html", "json"):
        raise HttpError(_("This contract is no longer published"), 410)
    return {"contract": None, "gone": lines, "freshness": freshness(db)}


def _same(db: ReadSession, contract: Row) -> list[Row]:
    main = contract["same_as"] or contract["id"]
    return db.rows(
        "SELECT id, portal, title FROM contracts WHERE (same_as = :main OR id = :main)"
        " AND id <> :id ORDER BY id",
        main=main,
        id=contract["id"],
    )

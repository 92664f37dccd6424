"""Compute what the page of a contract shows about value, data and missing fields.  Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monitor.alerts.contract_and_notice_facts import initial_value
from monitor.i18n.labels import labels
from monitor.i18n.rule_explanations import PLACES, Clause
from monitor.i18n.table_labels import notice_label
from monitor.i18n.untrusted_text import json_texts
from monitor.i18n.value_formatting import _, column_label, day, number, value_label
from monitor.web.read_only_pool import Row
from pipelines.normalise.euro_conversion import YEARLY_AVERAGE, is_plausible
from pipelines.reference.legal_regimes import EEA
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.store.schema import DAY_COLUMNS

_ROLES_OF_KIND = {"amendment": ("states", "amends")}
SAME = 0.005  # of a value: what rounding and rates may differ by
DAYS_A_MONTH = 365.25 / 12  # lengths in days and weeks are kept as months with two decimals
NEARLY_ALL = 0.6  # of the letters of a longer title
WHOLE = 0.05  # of a month: 1460 days are 47.97 months


def steps(contract: Row, notices: Sequence[Row]) -> list[dict[str, Any]]:
    """Values from first to current, as notices that are still valid gave them: {label, value}.

    Units  the contract's currency.  A notice in another one is left out: it has its own line in the
           list of notices.  What stood before the first change known comes first, when no notice
           says it; amendments keep the rate of the contract, so it is exact.
    """
    result = [
        {
            "label": f"{day(row['published'], 'short')} {notice_kind(row)}",
            "value": row["value"],
        }
        for row in _amendments_last(contract, notices)
        if row["value"] is not None
        and row["state"] == "current"
        and row["currency"] == contract["currency"]
        and _can_be_right(row["value"], contract)
    ]
    first = initial_value(contract)
    if first is not None and not (result and _same(result[0]["value"], first)):
        result.insert(0, {"label": _("before"), "value": first})
    return result


def _amendments_last(contract: Row, notices: Sequence[Row]) -> Sequence[Row]:
    """The notices by day; where one that does not make the contract what it is comes last, those
    that amend it after the others.

    France's data of a contract are published anew, on a later day than those of its modifications.
    """
    if not notices or notices[-1]["notice_id"] == contract["notice_id"]:
        return notices
    return sorted(notices, key=lambda row: row["role"] == "amends")


def _can_be_right(value: float, contract: Row) -> bool:
    """Whether an amount in the contract's currency can be right, at the rate of the contract."""
    amount, at_rate = contract["value"], contract["value_eur"]
    eur = Decimal(str(value * at_rate / amount)) if at_rate and amount else None
    return is_plausible(Decimal(str(value)), eur) is not False


def notice_title(contract: Row, notices: Sequence[Row]) -> dict[str, Any] | None:
    """Title of the notice that states a contract, where the contract's own one does not say it:
    many contracts are called by their lot or by their kind (« Sutartis », contract, 34879-2021).
    """
    own = next((row for row in notices if row["notice_id"] == contract["notice_id"]), None)
    if own is None or not own["title"] or not contract["title"]:
        return None
    mine, other = _letters(contract["title"]), _letters(own["title"])
    if (mine in other and len(mine) >= NEARLY_ALL * len(other)) or other in mine:
        return None
    return {"text": own["title"], "language": own["language"]}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def notice_kind(row: Row) -> str:
    """Say what a notice is, and its role in a contract where the kind leaves that open: an
    amendment amends, a correction of one does not; a cancellation corrects nothing."""
    kind = value_label(row["kind"])
    if row["change"] == "cancellation":
        return f"{kind}, {value_label('cancellation')}"
    if row["role"] in _ROLES_OF_KIND.get(row["kind"], ("states",)):
        return kind
    return f"{kind}, {value_label(row['role'])}"


def _same(amount: float, other: float) -> bool:
    return abs(amount - other) <= SAME * max(abs(amount), abs(other))


def growth(values: Sequence[Mapping[str, Any]]) -> float | None:
    """Last value against the first one: 0.25 is a quarter more; None without two values."""
    if len(values) < 2 or not values[0]["value"]:
        return None
    return float(values[-1]["value"] / values[0]["value"] - 1)


def averaged_year(contract: Row) -> str | None:
    """The year whose average rate its euros are reckoned by; None for the rate of a day, and for
    parities."""
    rates = load_normalisation_tables().other_rates.get(contract["currency"] or "")
    day_of_rate: str = contract["rate_date"] or ""
    is_average = rates is not None and rates.basis == YEARLY_AVERAGE
    return day_of_rate[:4] if is_average and day_of_rate.endswith("-01-01") else None


def length(contract: Row) -> tuple[str, int, str] | None:
    """Published length of a contract: unit, rounded up, and as it is said.

    Units  months, whole or half; days below a month and where a length is neither, since it was
           one in days or weeks (1024 days are kept as 33.64 months).
    """
    months = contract["months"]
    if not months:
        return None
    is_whole = abs(months - round(months)) < WHOLE
    if months < 1 or not (is_whole or 2 * months % 1 == 0):
        days = max(1, round(months * DAYS_A_MONTH))
        return "days", days, number(days)
    return "months", math.ceil(months - WHOLE), number(months, 0 if is_whole else 1)


@dataclass(frozen=True)
class DataBlock:
    """The statements of the notices about the body's data.

    ``answer``   yes, unclear, no (nothing said; clauses are then not looked for)
    ``found``    (clause, its tag); ``missing``: clauses that no notice of this contract has
    ``placed``   whether a notice says where the data are kept
    ``law``      data_law_exposure, None when no data leave the body; ``law_tag``: its evidence
    ``makers``   product_law: one tag a maker of a product that holds the data, or may hold them
    ``private``  whether all suppliers are known to be private firms; ``cooperation``: tags that
                 they are public bodies or companies
    ``seats``    supplier_law: one tag a group or country, with the ``names`` of its suppliers;
                 empty in a file that was not tagged since
    ``service``  words that name a service run by its maker, where nothing else says yes
    ``buyer_outside_eu``  its own law is the yardstick then, not that of the Union
    """

    answer: str
    found: tuple[tuple[Clause, Row], ...]
    missing: tuple[Clause, ...]
    placed: bool
    law: str | None
    law_tag: Row | None
    makers: tuple[Row, ...]
    seats: tuple[Row, ...]
    private: bool
    cooperation: tuple[Row, ...]
    service: str | None
    buyer_outside_eu: bool = False


def data_block(
    contract: Row, suppliers: Sequence[Row], tags: Sequence[Row], known: Sequence[Clause]
) -> DataBlock:
    """Return what is known of a contract's data from its suppliers, tags and known clauses."""
    about = {clause.concept: _first(tags, "clause", clause.concept) for clause in known}
    clauses = tuple((clause, tag) for clause in known if (tag := about[clause.concept]) is not None)
    return DataBlock(
        answer=contract["data_outsourcing"] or "no",
        found=clauses,
        missing=tuple(clause for clause in known if about[clause.concept] is None),
        placed=any(clause.concept in PLACES for clause, _tag in clauses),
        law=contract["data_law_exposure"],
        law_tag=_first(tags, "data_law_exposure", contract["data_law_exposure"]),
        makers=tuple(tag for tag in tags if tag["tag"] == "product_law"),
        seats=tuple(
            tag | {"names": _names_of(tag, suppliers)}
            for tag in tags
            if tag["tag"] == "supplier_law"
        ),
        private=bool(suppliers)
        and all(supplier["ownership"] == "private" for supplier in suppliers),
        cooperation=tuple(
            tag
            for tag in tags
            if tag["role"] == "public_cooperation" and tag["tag"] == "data_outsourcing"
        ),
        service=_only_service(tags),
        buyer_outside_eu=contract["country"] not in (None, "EU", *EEA),
    )


def _names_of(tag: Row, suppliers: Sequence[Row]) -> list[str]:
    """Return the suppliers of which a supplier_law is said, the one that it quotes first."""
    alike = [supplier["name"] for supplier in suppliers if _is_said_of(tag, supplier)]
    return list(dict.fromkeys([tag["evidence"], *alike]))


def _is_said_of(tag: Row, supplier: Row) -> bool:
    """Whether a supplier_law holds for a supplier: that of its group, else that of its seat."""
    group = supplier["vendor_group"]
    if tag["rule"] == "seat":
        return not group and supplier["country"] == tag["value"]
    sure = (supplier["confidence"] == "low") == (tag["confidence"] == "low")
    return bool(group) and group == tag["proof_group_id"] and sure


# Roles of words that say no more than that the named product is a service.
_ROLES_OF_A_SERVICE = frozenset(
    {"product", "named_service", "cloud", "hosted_capacity", "licences", "maintenance"}
)


def _only_service(tags: Sequence[Row]) -> str | None:
    claims = [tag for tag in tags if tag["tag"] == "data_outsourcing" and tag["value"] == "yes"]
    if not all(tag["role"] in _ROLES_OF_A_SERVICE for tag in claims):
        return None
    # A maker's name alone (Oracle) is no service; of its products only some are.
    services = {tag["rule"] for tag in tags if tag["role"] == "holds_data"}
    named = (
        str(tag["evidence"])
        for tag in claims
        if tag["role"] == "named_service" or (tag["role"] == "product" and tag["rule"] in services)
    )
    return next(named, None)


def _first(tags: Sequence[Row], name: str, value: str | None) -> Row | None:
    return next((tag for tag in tags if tag["tag"] == name and tag["value"] == value), None)


# Columns whose silence a reader should know of, in the order in which they are said.
WANTED = ("suppliers", "value", "signed", "end", "method", "tenders_received")


def gaps(contract: Row, procedure: Row | None = None) -> list[str]:
    """Columns of the contract that its notices leave out.

    None of them is a procedure that has a name of the country alone, such as « Procédure adaptée »,
    nor the end of a contract that the notices say has none, nor the tenders for one on several
    lots: they are counted by lot.
    """
    known_fields = {"method"} if procedure is not None and procedure["method_details"] else set()
    if contract["end_basis"] == "unlimited":
        known_fields.add("end")
    if len(json_texts(contract["lot_ids"])) > 1:
        known_fields.add("tenders_received")
    return [name for name in WANTED if contract[name] in (None, "") and name not in known_fields]


_AMOUNTS = (
    "value",
    "minimum",
    "maximum",
    "value_eur",
    "value_countable_eur",
    "ceiling_eur",
    "initial_value_eur",
)
_IDS = ("id", "same_as", "replaces", "replaced_by")


def logged(field: str | None, value: str | None, groups: Mapping[str, str]) -> str:
    """Format a value of the change log in the reader's language: amounts, days, numbers of
    notices, names of groups, words for values; "–" where nothing stood."""
    if value is None:
        return "–"
    if field == "vendor_groups":
        return ", ".join(groups.get(text, text) for text in json_texts(value)) or "–"
    if field == "verified":
        return ", ".join(map(column_label, json_texts(value))) or "–"
    if field in DAY_COLUMNS:
        return day(value)
    if field in _IDS:
        return notice_label(value)
    if field in _AMOUNTS:
        try:
            return number(float(value), 2)
        except ValueError:
            return value
    return value_label(value)


def procedure_words(details: str | None) -> dict[str, Any] | None:
    """Return a procedure's label and whether it is known, as in ``direct_reasons``."""
    if not details:
        return None
    has_label = f"procedure_{details}" in labels()["values"]
    return {
        "words": value_label(f"procedure_{details}") if has_label else details,
        "known": has_label,
    }


def direct_reasons(codes: str | None) -> list[dict[str, Any]]:
    """Return label and ``known`` for each part of a direct award's published reason.

    known  False: it is no list of codes that we have words for, so the portal's own words stand.
    """
    words = labels()["values"]
    parts = [part.strip() for part in (codes or "").split(",") if part.strip()]
    if all(f"reason_{part}" in words for part in parts):
        return [{"words": value_label(f"reason_{part}"), "known": True} for part in parts]
    return [{"words": codes, "known": False}] if codes else []

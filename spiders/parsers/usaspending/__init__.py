"""Parse USAspending: rows of its search, awards, and changes of an award.

Source  the service's own contracts (usaspending-api) and five real answers.
Skips   officers and their pay, streets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Amendment,
    Award,
    Buyer,
    Code,
    Kind,
    Method,
    Money,
    Notice,
    Period,
    Procedure,
    Renewal,
    Technique,
    Text,
    Trouble,
    replace,
)
from spiders.parsers import decoding
from spiders.parsers.common.amendment_texts import amendment_texts
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    integer,
    mapping,
    parse_number,
)
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.usaspending.parties import agency, recipient

PAGE = "https://www.usaspending.gov/award/{}/"
TITLE = 200  # letters of a description that stand in for a title
_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
METHODS: dict[str, Method] = _LISTS["METHODS"]
_AGENCY = [f"{tier}_agency.name" for tier in ("toptier", "subtier")]
_AWARD_FIELDS = (
    "piid",
    "description",
    "recipient.recipient_name",
    "recipient.recipient_uei",
    *(f"{role}_agency.{name}" for role in ("awarding", "funding") for name in _AGENCY),
    "latest_transaction_contract_data.product_or_service_code",
    "latest_transaction_contract_data.naics",
    "latest_transaction_contract_data.extent_competed",
    "total_obligation",
    "base_and_all_options",
    "date_signed",
    "period_of_performance.start_date",
    "period_of_performance.end_date",
)
_ROW_FIELDS = (
    "Award ID",
    "Recipient Name",
    "Recipient UEI",
    "Awarding Agency",
    "Awarding Sub Agency",
    "Description",
    "Award Amount",
)
"""extent_competed: D is after exclusion of sources; E, F and CDO do not tell who could tender."""


def records(body: bytes) -> Iterator[Any]:
    """Return the records of an award, or of an answer with ``results``."""
    value = decoding.json_value(body)
    listed = value.get("results") if isinstance(value, dict) and "results" in value else [value]
    yield from listed if isinstance(listed, list) else [listed]


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a record, with a trouble for each field of another shape.

    Raises  UnexpectedDocument for what is none of the three.
    """
    data = mapping(record)
    if clean_text(data.get("generated_unique_award_id")):
        yield _award(data, portal)
        yield from unexpected_types(data, _AWARD_FIELDS, str(data["generated_unique_award_id"]))
    elif clean_text(data.get("generated_internal_id")):
        yield _row(data, portal)
        yield from unexpected_types(data, _ROW_FIELDS, str(data["generated_internal_id"]))
    elif (clean_text(data.get("id")) or "").startswith("CONT_TX_"):
        yield _change(data, portal)
        yield from unexpected_types(data, ("description", "action_date"), str(data["id"]))
    else:
        raise UnexpectedDocument(
            f"expected an award, a row of a search or a change, got {sorted(data)[:6]}"
        )


def _notice(
    portal: str, id_: str, published: date | None, award: Award, description: Any, **more: Any
) -> Notice:
    text = clean_text(description) or ""
    title = text if len(text) <= TITLE else text[:TITLE].rpartition(" ")[0] + " …"
    texts = [("title", title), ("description", text if title != text else "")]
    return Notice(
        id=f"{portal}:{id_}",
        portal=portal,
        number=id_,
        published=published,
        languages=("en",),
        country="US",
        texts=(
            *(Text(field, x, "en") for field, x in texts if x),
            *amendment_texts((award,), "en"),
        ),
        awards=(award,),
        **more,
    )


def framework_of(award_id: str) -> str | None:
    """Return the id of the vehicle in ``CONT_AWD_PIID_AGENCY_PARENT_PARENTAGENCY``."""
    parts = award_id.split("_")
    if parts[:2] != ["CONT", "AWD"] or len(parts) != 6 or parts[4] == "-NONE-":
        return None
    return f"CONT_IDV_{parts[4]}_{parts[5]}"


def _technique(id_: str) -> Technique | None:
    return "framework" if id_.startswith("CONT_IDV") else "call_off" if framework_of(id_) else None


def _award(summary: dict[str, Any], portal: str) -> Notice:
    """The award in its latest state; a vehicle is a framework, whose ceiling is its value."""
    id_ = str(summary["generated_unique_award_id"])
    data = mapping(summary.get("latest_transaction_contract_data"))
    span, signed = mapping(summary.get("period_of_performance")), _day(summary.get("date_signed"))
    ceiling = _dollars(summary.get("base_and_all_options"))
    obligated = _dollars(summary.get("total_obligation"))
    end, last = _day(span.get("end_date")), _day(span.get("potential_end_date"))
    award = replace(
        _bare(id_, summary.get("piid"), obligated, ceiling),
        signed=signed,
        tenders_received=integer(data.get("number_of_offers_received")) or None,
        suppliers=recipient(mapping(summary.get("recipient"))),
        period=_period(_day(span.get("start_date")), end),
        renewal=Renewal(until=last) if last and end and last > end else None,
    )
    codes = (
        (data.get("product_or_service_code"), data.get("product_or_service_description")),
        (data.get("naics"), data.get("naics_description")),
    )
    return _notice(
        portal,
        id_,
        _day(span.get("last_modified_date")) or signed,
        award,
        summary.get("description"),
        kind="contract",
        url=PAGE.format(id_),
        form=clean_text(summary.get("type_description")),
        procedure=_procedure(id_, data),
        codes=tuple(_codes(codes)),
        buyers=_buyers(
            mapping(summary.get("awarding_agency")), mapping(summary.get("funding_agency"))
        ),
    )


def _bare(id_: str, piid: Any, obligated: Money | None, ceiling: Money | None = None) -> Award:
    """Build an award from its id and amounts alone."""
    technique, number_ = _technique(id_), clean_text(piid)
    value, kind = (ceiling, "ceiling") if technique == "framework" else (obligated, "obligation")
    return Award(
        key=number_ or id_,
        key_basis="contract_number" if number_ else "award_id",
        award_id=id_,
        status="active",
        value=value,
        value_kind=kind if value else None,  # type: ignore[arg-type]
        maximum=ceiling,
        contract_number=number_,
        technique=technique,
        framework_id=framework_of(id_),
    )


def _procedure(id_: str, data: dict[str, Any]) -> Procedure:
    method = METHODS.get(clean_text(data.get("extent_competed")) or "")
    if clean_text(data.get("solicitation_procedures")) == "SSS":
        method = "direct"
    ways = (f"{name}_description" for name in ("extent_competed", "solicitation_procedures"))
    reasons = ("other_than_full_and_open_description", "fair_opportunity_limited_description")
    explanations = [
        text for reason in reasons if (text := clean_text(data.get(reason))) and "GIVEN" not in text
    ]
    return Procedure(
        id=id_,
        method=method,
        method_details="; ".join(filter(None, (clean_text(data.get(way)) for way in ways))) or None,
        direct_award_reason="\n".join(explanations) or None,
        technique=_technique(id_),
        framework_id=framework_of(id_),
    )


def _buyers(awarding: dict[str, Any], funding: dict[str, Any]) -> tuple[Buyer, ...]:
    """Return the body that signs, and the one that pays where it is another."""
    first, second = agency(awarding), agency(funding)
    if not first or not second or first == second:
        return tuple(Buyer(organization) for organization in (first or second,) if organization)
    return Buyer(first, "central_purchasing"), Buyer(second, "on_behalf_of")


def _codes(pairs: Iterable[tuple[Any, Any]]) -> Iterator[Code]:
    for (code, label), scheme in zip(pairs, ("PSC", "NAICS"), strict=True):
        if id_ := clean_text(code):
            yield Code(scheme, id_, clean_text(label), scheme == "PSC")


def _row(data: dict[str, Any], portal: str) -> Notice:
    """Row of a search, with whatever fields were asked for."""
    id_, signed = str(data["generated_internal_id"]), _day(data.get("Base Obligation Date"))
    who = {
        "recipient_name": data.get("Recipient Name"),
        "recipient_uei": data.get("Recipient UEI"),
        "location": data.get("Recipient Location"),
    }
    end = _day(data.get("End Date")) or _day(data.get("Last Date to Order"))
    award = replace(
        _bare(id_, data.get("Award ID"), _dollars(data.get("Award Amount"))),
        signed=signed,
        suppliers=recipient(who),
        period=_period(_day(data.get("Start Date")), end),
    )
    codes = [mapping(data.get(name)) for name in ("PSC", "NAICS")]
    names = {
        "toptier_agency": {"name": data.get("Awarding Agency")},
        "subtier_agency": {"name": data.get("Awarding Sub Agency")},
    }
    return _notice(
        portal,
        id_,
        _day(data.get("Last Modified Date")) or signed,
        award,
        data.get("Description"),
        kind="contract",
        url=PAGE.format(id_),
        form=clean_text(data.get("Contract Award Type")),
        procedure=_procedure(id_, {}),
        codes=tuple(_codes((code.get("code"), code.get("description")) for code in codes)),
        buyers=_buyers(names, {}),
    )


def _change(data: dict[str, Any], portal: str) -> Notice:
    """Parse a change of an award.  A termination "complete or partial" may end nothing."""
    id_, when = str(data["id"]), _day(data.get("action_date"))
    parts = id_.removeprefix("CONT_TX_").split("_")
    if len(parts) < 6:
        raise UnexpectedDocument(f"id of a change is {id_!r}, expected CONT_TX_ and six parts")
    body, parent_body, piid, mod, parent = parts[:5]
    award_id = f"CONT_AWD_{piid}_{body}_{parent}_{parent_body}"
    if (clean_text(data.get("type")) or "").startswith("IDV"):
        award_id = f"CONT_IDV_{piid}_{body}"
    kind: Kind = "contract" if mod == "0" else "amendment"
    if clean_text(data.get("action_type")) == "N":  # legal contract cancellation
        kind = "termination"
    change = Amendment(id=mod, date=when, reason=clean_text(data.get("action_type_description")))
    award = replace(
        _bare(award_id, piid, None),
        status=None,
        amendments=(change,) if kind == "amendment" else (),
        amends=None if kind == "contract" else award_id,
    )
    return _notice(
        portal,
        id_,
        when,
        award,
        data.get("description"),
        kind=kind,
        url=PAGE.format(award_id),
        form=clean_text(data.get("type_description")),
        procedure=_procedure(award_id, {}),
    )


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start, end, None, "stated" if end else "unknown") if start or end else None


def _day(value: Any) -> date | None:
    return civil_date((clean_text(value) or "")[:10], None)


def _dollars(value: Any) -> Money | None:
    amount = parse_number(value)
    return Money(amount, "USD") if amount else None

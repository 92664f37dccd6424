"""Parse forms 1 to 19 of R2.0.8 and before (2011 to 2016, defence until 2023).

The same thing has another name and another depth in every form, so parts are found by name inside
the section that they belong to.
Units  amounts say whether VAT is in them; ``@FMTVAL`` is their machine form where there is one.
Never read: ATTENTION, PHONE, E_MAIL, FAX, contact points, and
        MANDATORY_INFORMATION_NOT_INTENDED_PUBLICATION of form 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.model import (
    Award,
    Buyer,
    BuyerRole,
    Lot,
    Money,
    Organization,
    Period,
    Supplier,
    Technique,
    Text,
    ValueKind,
    Vat,
    replace,
)
from spiders.parsers.common.subcontracting_texts import by_lot, subcontracting_texts
from spiders.parsers.ted_export import amounts_and_dates, unique_award_keys
from spiders.parsers.ted_export.code_lists import OLD_GROUNDS
from spiders.parsers.ted_export.organizations import organisation
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.parsed_form import ParsedForm, cpv, named, text, with_unique_lot_ids
from spiders.parsers.ted_export.xml_tree import Node

SECRET = "MANDATORY_INFORMATION_NOT_INTENDED_PUBLICATION"
AWARDS = frozenset({"AWARD_OF_CONTRACT", "AWARD_OF_CONTRACT_DEFENCE", "AWARD_AND_CONTRACT_VALUE"})
LOTS = frozenset(
    {
        "F02_ANNEX_B",
        "F05_ANNEX_B",
        "F17_ANNEX_B",
        "LOT_PRIOR_INFORMATION",
        "ANNEX_B_INFORMATION_LOTS_PERIODIC_INDICATIVE",
    }
)
SUBCONTRACTED = frozenset(
    {"CONTRACT_LIKELY_SUB_CONTRACTED", "CONTRACT_LIKELY_SUB_CONTRACTED_WITH_DEFENCE"}
)
INTENTION = "15"
ELSEWHERE = AWARDS | LOTS | {SECRET}
"""Parts with titles, codes and values of their own."""

BUYERS = ("CA_CE_CONCESSIONAIRE_PROFILE",)
BEHALF = frozenset({"CONTACT_DATA_OTHER_BEHALF_CONTRACTING_AUTORITHY"})
OPERATORS = frozenset(
    {"CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME", "CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME_CHP"}
)
BUYER_SECTIONS = ("AUTHORITY", "CONTRACTING", "CONTACTING")

TITLES = frozenset(
    {
        "TITLE_CONTRACT",
        "TITLE_DESIGN_CONTACT_NOTICE",
        "TITLE_NOTICE_BUYER_PROFILE",
        "TITLE_QUALIFICATION_SYSTEM",
        "TITLE_RESULT_DESIGN_CONTEST",
        "CONTEST_TITLE",
    }
)
DESCRIPTIONS = frozenset(
    {
        "SHORT_CONTRACT_DESCRIPTION",
        "SHORT_DESCRIPTION",
        "SHORT_DESCRIPTION_CONTRACT",
        "DESCRIPTION_OF_CONTRACT",
        "DESCRIPTION",
    }
)
QUANTITIES = frozenset({"TOTAL_QUANTITY_OR_SCOPE"})
"""All the description that prior information of defence (form 16) has."""
FRAMEWORKS = frozenset(
    {
        "CONCLUSION_FRAMEWORK_AGREEMENT",
        "ESTABLISHMENT_FRAMEWORK_AGREEMENT",
        "F02_FRAMEWORK",
        "F04_FRAMEWORK",
        "F05_FRAMEWORK",
        "F17_FRAMEWORK",
        "F19_FRAMEWORK",
    }
)
OWN_NUMBERS = frozenset({"FILE_REFERENCE_NUMBER", "REFERENCE_NUMBER_ATTRIBUTED"})
SCOPES = frozenset({"QUANTITY_SCOPE", "NATURE_QUANTITY_SCOPE", "QUANTITY_SCOPE_WORKS_DEFENCE"})
INVOLVES = frozenset(
    {"NOTICE_INVOLVES_DESC_DEFENCE", "NOTICE_INVOLVES_DEFENCE", "FRAMEWORK_AGREEMENT"}
)
SYSTEMS = frozenset({"CONTRACTS_DPS", "SETTING_UP_DPS"})


def parse_form(form: Node, doc: ParseState) -> ParsedForm:
    """Split a form element into its parts.  Its one child FD_… holds the sections."""
    whole = _content(form)
    lots = with_unique_lot_ids([_lot(node, doc) for node in whole.find(LOTS, AWARDS | {SECRET})])
    lot_ids = {lot.id: lot.id for lot in lots}
    technique = _technique(whole)
    awards = [_award(node, doc, lot_ids, technique) for node in whole.find(AWARDS, {SECRET})]
    total, _, _, highest = _scale(_one(whole, {"TOTAL_FINAL_VALUE"}), doc)
    reason = _words(whole, {"REASON_CONTRACT_LAWFUL"})
    return ParsedForm(
        buyers=tuple(_buyers(whole, doc)),
        texts=(
            *titles(form, doc.language),
            *text("direct_award_reason", reason, doc.language),
            *text("options", _words(whole, {"OPTION_DESCRIPTION"}), doc.language),
            *_left_to_others(whole, doc),
        ),
        main_code=_main_code(whole),
        nature=_nature(whole),
        lots=lots or _only_lot(whole, doc),
        awards=unique_award_keys.with_unique_keys(awards),
        value=_scale(_one(whole, SCOPES), doc)[0],
        maximum=(total or highest) if technique == "framework" else None,
        result_value=total,
        technique=technique,
        grounds=tuple(node.name for node in whole.find(OLD_GROUNDS.keys(), ELSEWHERE)),
        reference=_words(whole, OWN_NUMBERS),
        previous=tuple(n.line() for n in whole.find({"NOTICE_NUMBER_OJ"}, ELSEWHERE)),
    )


def titles(form: Node, language: str | None) -> list[Text]:
    """Title and description of the whole notice, in the language of the form."""
    whole = _content(form)
    found_titles = [Text("title", line, language) for line in _lines(whole, TITLES)]
    descriptions = _paragraphs(whole, DESCRIPTIONS) or _paragraphs(whole, QUANTITIES)
    found_titles += [Text("description", text, language) for text in descriptions]
    return list(dict.fromkeys(found_titles))


def _paragraphs(whole: Node, names: frozenset[str]) -> list[str]:
    """Words of all parts of these names; a prior information notice may hold several objects."""
    return [text for node in whole.find(names, ELSEWHERE) if (text := node.text())]


def _lines(whole: Node, names: frozenset[str]) -> list[str]:
    return [text.replace("\n", " ") for text in _paragraphs(whole, names)]


def _content(form: Node) -> Node:
    """FD_… inside the form, or the form itself."""
    name = next((name for name in form.names if name.startswith("FD_")), None)
    return (form.first(name) if name else None) or form


def _one(node: Node | None, names: frozenset[str] | set[str]) -> Node | None:
    """The first part of these names that belongs to the whole notice."""
    return next(node.find(names, ELSEWHERE), None) if node else None


def _words(node: Node, names: frozenset[str] | set[str]) -> str | None:
    return next((text for node in node.find(names, ELSEWHERE) if (text := node.text())), None)


def _buyers(whole: Node, doc: ParseState) -> list[Buyer]:
    """Contracting authority, and those on whose behalf it buys."""
    name = next((name for name in whole.names if name.startswith(BUYER_SECTIONS)), None)
    section = (whole.first(name) if name else None) or whole
    roles: tuple[tuple[frozenset[str], BuyerRole], ...] = (
        (frozenset(BUYERS), "buyer"),
        (BEHALF, "on_behalf_of"),
    )
    buyers = [
        Buyer(organization, role)
        for names, role in roles
        for node in section.find(names, ELSEWHERE)
        if (organization := named(organisation(node), doc, "buyer"))
    ]
    if buyers:
        buyers[0] = replace(buyers[0], organization=_typed(buyers[0].organization, section))
    return buyers


def _typed(buyer: Organization, section: Node) -> Organization:
    kind = _one(section, {"TYPE_OF_CONTRACTING_AUTHORITY", "TYPE_OF_CONTRACTING_AUTHORITY_OTHER"})
    activity = _one(
        section,
        {"TYPE_OF_ACTIVITY", "TYPE_OF_ACTIVITY_OTHER", "ACTIVITY_OF_CONTRACTING_ENTITY"},
    )
    return replace(buyer, legal_type=_said(kind), activity=_said(activity))


def _said(node: Node | None) -> str | None:
    """A code in @VALUE, or words; the box "other" says so in its attribute and more in its text."""
    if node is None:
        return None
    return node.line() or node.value()


def _main_code(whole: Node) -> str | None:
    node = _one(whole, {"CPV_MAIN"})
    return node.value("CPV_CODE", attribute="CODE") if node else None


def _nature(whole: Node) -> str | None:
    node = _one(whole, {"TYPE_CONTRACT"})
    return node.value() if node else whole.get("CTYPE")


def _technique(whole: Node) -> Technique | None:
    if _one(whole, SYSTEMS):
        return "dynamic_purchasing"
    if _one(whole, FRAMEWORKS):
        return "framework"
    for node in whole.find(INVOLVES, ELSEWHERE):
        if "FRAMEWORK" in (node.value() or "") or node.value() == "YES":
            return "framework"
    return None


def _lot(node: Node, doc: ParseState) -> Lot:
    scope = node.first("NATURE_QUANTITY_SCOPE")
    title, description = node.line("LOT_TITLE"), node.text("LOT_DESCRIPTION")
    return Lot(
        id=node.line("LOT_NUMBER") or "",
        texts=(
            *text("title", title, doc.language),
            *text("description", description, doc.language),
        ),
        codes=cpv([n for c in node.all("CPV") for n in c.all("CPV_MAIN")], main=True)
        + cpv([n for c in node.all("CPV") for n in c.all("CPV_ADDITIONAL")]),
        value=_scale(scope, doc)[0],
        period=_period(next(node.find({"PERIOD_WORK_DATE_STARTING"}), None), doc),
    )


def _only_lot(whole: Node, doc: ParseState) -> tuple[Lot, ...]:
    """Make one lot of a notice without lots that says how long its contract lasts."""
    period = _period(_one(whole, {"PERIOD_WORK_DATE_STARTING"}), doc)
    return (Lot(id="1", period=period),) if period else ()


def _period(node: Node | None, doc: ParseState) -> Period | None:
    if node is None:
        return None
    between = node.first("INTERVAL_DATE") or node
    return amounts_and_dates.period(
        amounts_and_dates.date_of_parts(between.first("START_DATE"), doc),
        amounts_and_dates.date_of_parts(between.first("END_DATE"), doc),
        amounts_and_dates.decimal(node.line("MONTHS")),
        amounts_and_dates.decimal(node.line("DAYS")),
    )


def _award(node: Node, doc: ParseState, lots: dict[str, str], technique: Technique | None) -> Award:
    """Parse one section V.  CONTRACT_AWARD_DATE is the day of the decision.

    Before the standstill of an intention is over, nothing is concluded.
    """
    is_intended = doc.form is not None and doc.form.get("FORM") == INTENTION
    day = node.first("CONTRACT_AWARD_DATE") or node.first("DATE_OF_CONTRACT_AWARD")
    suppliers = _suppliers(node, doc)
    worth = node.first("CONTRACT_VALUE_INFORMATION") or node.first("INFORMATION_VALUE_CONTRACT")
    value, kind, low, high = _scale(worth, doc)
    if kind == "exact" and technique == "framework":
        kind, high = "ceiling", value
    if kind is None and worth is not None:
        value = _amount(worth.first("INITIAL_ESTIMATED_TOTAL_VALUE_CONTRACT"), doc)
        kind = "estimate" if value else None
    return Award(
        key="",
        lots=_lots_of(node, lots),
        title=node.line("CONTRACT_TITLE") or node.line("TITLE_CONTRACT"),
        status=("pending" if is_intended else "active") if suppliers else None,
        decided=amounts_and_dates.date_of_parts(day, doc),
        value=value,
        value_kind=kind,
        minimum=low,
        maximum=high,
        tenders_received=amounts_and_dates.count(
            node.line("OFFERS_RECEIVED_NUMBER"), doc, "OFFERS_RECEIVED"
        ),
        suppliers=suppliers,
        contract_number=_number(node),
        period=_length_of_value(worth, doc),
        technique=technique,
    )


def _lots_of(award: Node, lots: dict[str, str]) -> tuple[str, ...]:
    """Lots of a contract, each with an element of its own."""
    numbers = [node.line() for node in award.all("LOT_NUMBER")] or [None]
    named = (lot for number in numbers for lot in unique_award_keys.lots_named(number, lots))
    return tuple(dict.fromkeys(named))


def _left_to_others(whole: Node, doc: ParseState) -> Iterator[Text]:
    """What part of its contracts a notice says to be left to subcontractors; these forms list no
    lots beside their results, so that the number of its contract says of which one it is said."""
    stated = [
        ((), _number(node), tuple(_subcontracting(node, doc)))
        for node in whole.find(AWARDS, {SECRET})
    ]
    return (words for _, words in by_lot(stated))


def _subcontracting(award: Node, doc: ParseState) -> Iterator[Text]:
    for node in award.find(SUBCONTRACTED):
        share = node.line("EXCLUDING_VAT_PRCT")
        value = amounts_and_dates.money(node.first("EXCLUDING_VAT_VALUE"), doc)
        yield from subcontracting_texts(share if amounts_and_dates.decimal(share) else None, value)
        yield from text("subcontracting", node.text("ADDITIONAL_INFORMATION"), doc.language)


def _number(award: Node) -> str | None:
    return unique_award_keys.contract_number(
        award.line("CONTRACT_NUMBER") or award.line("CONTRACT_NO")
    )


def _length_of_value(worth: Node | None, doc: ParseState) -> Period | None:
    """Length of a contract as its value tells it, the only place of these results that does: "if
    annual or monthly value, number of years or months".  All three real notices give the value of
    the whole there."""
    node = worth.first("MORE_INFORMATION_IF_ANNUAL_MONTHLY") if worth else None
    if node is None:
        return None
    years = amounts_and_dates.decimal(node.line("NUMBER_OF_YEARS"))
    months = amounts_and_dates.decimal(node.line("NUMBER_OF_MONTHS"))
    total = (years or Decimal()) * 12 + (months or Decimal())
    return amounts_and_dates.period(None, None, total or None)


def _suppliers(node: Node, doc: ParseState) -> tuple[Supplier, ...]:
    parent = node.first("ECONOMIC_OPERATOR_NAME_ADDRESS") or node
    return tuple(
        Supplier(organization)
        for operator in parent.find(OPERATORS)
        if (organization := named(organisation(operator), doc, "contractor"))
    )


def _scale(
    place: Node | None, doc: ParseState
) -> tuple[Money | None, ValueKind | None, Money | None, Money | None]:
    """Parse COSTS_RANGE_AND_CURRENCY…: value, its kind, lowest, highest."""
    costs = {"COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE", "COSTS_RANGE_AND_CURRENCY"}
    node = next(place.find(costs, ELSEWHERE), None) if place else None
    if node is None:
        return None, None, None, None
    between = node.first("RANGE_VALUE_COST")
    if between is not None:
        currency, vat = node.get("CURRENCY"), _vat(node)
        low = amounts_and_dates.money(between.first("LOW_VALUE"), doc, currency, vat)
        high = amounts_and_dates.money(between.first("HIGH_VALUE"), doc, currency, vat)
        return None, "range" if low or high else None, low, high
    value = _amount(node, doc)
    return value, "exact" if value else None, None, None


def _amount(node: Node | None, doc: ParseState) -> Money | None:
    if node is None:
        return None
    return amounts_and_dates.money(node.first("VALUE_COST"), doc, node.get("CURRENCY"), _vat(node))


def _vat(node: Node) -> Vat:
    if node.has("EXCLUDING_VAT"):
        return "excluded"
    return "included" if node.has("INCLUDING_VAT") else "unknown"

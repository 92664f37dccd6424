"""Parse lots, parts of a plan and groups of lots, with their texts, codes and money.

A group of lots (GLO-0001) is listed as a lot, since tenders and ceilings may refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.model import Code, Lot, Technique, Text, replace
from spiders.parsers.common.eu_funds import EU_FUNDS, eu_funds_text
from spiders.parsers.common.prize_text import prize_text
from spiders.parsers.eforms import amounts_dates_durations, xml_paths
from spiders.parsers.eforms.code_lists import TECHNIQUES
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.xml_paths import Element, compile_path

PROJECT = compile_path("cac:ProcurementProject")
PROCESS = compile_path("cac:TenderingProcess")
TERMS = compile_path("cac:TenderingTerms")
LOT = compile_path("cac:ProcurementProjectLot")
ID = compile_path("cbc:ID")
MAIN = compile_path("cac:MainCommodityClassification/cbc:ItemClassificationCode")
ADDITIONAL = compile_path("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode")
MONEY = compile_path("cac:RequestedTenderTotal")
ESTIMATED = compile_path("cbc:EstimatedOverallContractAmount")
MAXIMUM = compile_path(f"{xml_paths.EXTENSION}/efbc:FrameworkMaximumAmount")
GROUP_MAXIMUM = compile_path("cac:FrameworkAgreement/cbc:EstimatedMaximumValueAmount")
PERIOD = compile_path("cac:PlannedPeriod")
RENEWAL = compile_path("cac:ContractExtension")
PLACE = compile_path("cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode")
LOT_PLACE = compile_path(
    "cac:ProcurementProjectLot/cac:ProcurementProject"
    "/cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode"
)
"""BT-5071."""
SYSTEM = compile_path("cac:ContractingSystem/cbc:ContractingSystemTypeCode")
DEADLINES = (
    compile_path("cac:TenderSubmissionDeadlinePeriod/cbc:EndDate"),
    compile_path("cac:ParticipationRequestReceptionPeriod/cbc:EndDate"),
    compile_path(f"{xml_paths.EXTENSION}/efac:InterestExpressionReceptionPeriod/cbc:EndDate"),
)
"""BT-131, else BT-1311, else BT-630."""

PROJECT_TEXTS = (
    ("title", compile_path("cbc:Name")),
    ("description", compile_path("cbc:Description")),
    ("renewal", compile_path("cac:ContractExtension/cac:Renewal/cac:Period/cbc:Description")),
    ("options", compile_path("cac:ContractExtension/cbc:OptionsDescription")),
)
"""BT-21, BT-24, BT-57, BT-54.  Not BT-300, additional information: formalities, and two thirds of
the e-mail addresses and persons' names that free text holds (34 texts of 188 notices)."""
PROCESS_TEXTS = (
    ("procedure", compile_path("cbc:Description")),
    ("framework_reason", compile_path("cac:FrameworkAgreement/cbc:Justification")),
)
"""BT-88, BT-109."""
TERMS_TEXTS = (("conditions", compile_path("cac:ContractExecutionRequirement/cbc:Description")),)
"""BT-70."""
PRIZE = compile_path("cac:AwardingTerms/cac:Prize/cbc:ValueAmount")
"""BT-644, of a design contest."""
FUNDING = compile_path(f"{xml_paths.EXTENSION}/efac:Funding")
PROGRAMME = compile_path("cbc:FundingProgramCode")
FINANCING = compile_path("efbc:FinancingIdentifier")
FUNDING_WORDS = compile_path("cbc:Description")


def texts(
    project: Element | None, process: Element | None, terms: Element | None, doc: ParseState
) -> Iterator[Text]:
    """Texts of the procedure or of one lot, from these parts of it."""
    parts = ((project, PROJECT_TEXTS), (process, PROCESS_TEXTS), (terms, TERMS_TEXTS))
    for parent, fields in parts:
        if parent is not None:
            for field, path in fields:
                if elements := xml_paths.find_all(parent, path):
                    yield from xml_paths.texts(field, elements, doc.language)
    if terms is not None:
        funds = list(eu_funds(xml_paths.find_all(terms, FUNDING), doc))
        if not funds and xml_paths.text_at(terms, PROGRAMME) == EU_FUNDS:
            funds = [Text("eu_funds", EU_FUNDS)]
        yield from funds
        for element in xml_paths.find_all(terms, PRIZE):
            if prize := amounts_dates_durations.positive_amount(element, doc, "BT-644"):
                yield prize_text(prize)


def eu_funds(fundings: list[Element], doc: ParseState) -> Iterator[Text]:
    """Parse ``efac:Funding``: programme, number of the project and what is said of it, of a lot
    (BT-7220, BT-5010, BT-6140) or of a contract (BT-722, BT-5011)."""
    for funding in fundings:
        programme = xml_paths.text_at(funding, PROGRAMME)
        parts = (
            programme.replace("_", " ") if programme else None,
            xml_paths.text_at(funding, FINANCING),
            xml_paths.in_language(xml_paths.find_all(funding, FUNDING_WORDS), doc.language),
        )
        text = eu_funds_text(parts, doc.language)
        if text:
            yield text


def cpv(project: Element | None) -> tuple[Code, ...]:
    """Main code first, then the additional ones, each once."""
    if project is None:
        return ()
    main = list(dict.fromkeys(xml_paths.texts_at(project, MAIN)))[:1]
    additional = dict.fromkeys(xml_paths.texts_at(project, ADDITIONAL))
    return (
        *(Code("CPV", code, main=True) for code in main),
        *(Code("CPV", code) for code in additional if code not in main),
    )


def technique(process: Element | None, doc: ParseState) -> Technique | None:
    """BT-765 and BT-766: a framework or a dynamic purchasing system prevails over ``none``."""
    if process is None:
        return None
    stated = [
        doc.known(TECHNIQUES, code, "contracting system")
        for code in xml_paths.texts_at(process, SYSTEM)
    ]
    sought: Technique
    for sought in ("framework", "dynamic_purchasing", "none"):
        if sought in stated:
            return sought
    return None


def deadline(process: Element | None, doc: ParseState) -> date | None:
    """The day that tenders, requests to participate or expressions of interest are due."""
    for path in DEADLINES:
        day = amounts_dates_durations.parse_date(xml_paths.text_at(process, path), doc, "deadline")
        if day:
            return day
    return None


def lot(element: Element, doc: ParseState) -> Lot:
    """Parse ``cac:ProcurementProjectLot``."""
    project, process = (
        xml_paths.find_first(element, PROJECT),
        xml_paths.find_first(element, PROCESS),
    )
    money = xml_paths.find_first(project, MONEY)
    maximum = xml_paths.find_first(money, MAXIMUM)
    if maximum is None:
        maximum = xml_paths.find_first(process, GROUP_MAXIMUM)
    return Lot(
        id=xml_paths.text_at(element, ID) or "",
        texts=tuple(texts(project, process, xml_paths.find_first(element, TERMS), doc)),
        codes=cpv(project),
        value=amounts_dates_durations.positive_amount(
            xml_paths.find_first(money, ESTIMATED), doc, "BT-27", "excluded"
        ),
        maximum=amounts_dates_durations.positive_amount(maximum, doc, "BT-271", "excluded"),
        period=amounts_dates_durations.period(xml_paths.find_first(project, PERIOD), doc),
        renewal=amounts_dates_durations.renewal(xml_paths.find_first(project, RENEWAL), doc),
        technique=technique(process, doc),
        deadline=deadline(process, doc),
    )


def places(doc: ParseState) -> tuple[str, ...]:
    """Return the places where the contract and its lots are carried out, each once."""
    project = xml_paths.find_first(doc.root, PROJECT)
    whole = [] if project is None else xml_paths.texts_at(project, PLACE)
    return tuple(dict.fromkeys((*whole, *xml_paths.texts_at(doc.root, LOT_PLACE))))


def lots(doc: ParseState) -> tuple[Lot, ...]:
    """All lots, parts and groups of lots, in the order of the document.

    The period of a single lot may stand with the procedure alone, as PLACSP sends it to TED.
    """
    lots = tuple(lot(element, doc) for element in xml_paths.find_all(doc.root, LOT))
    if len(lots) != 1 or lots[0].period is not None:
        return lots
    project = xml_paths.find_first(doc.root, PROJECT)
    return (
        replace(
            lots[0],
            period=amounts_dates_durations.period(xml_paths.find_first(project, PERIOD), doc),
        ),
    )

"""Parse lots, parts of a plan and groups of lots, with their texts, codes and money.

A group of lots (GLO-0001) is listed as a lot, since tenders and ceilings may refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.model import Code, Lot, Technique, Text
from spiders.parsers.eforms import values, xml_paths
from spiders.parsers.eforms.code_lists import TECHNIQUES
from spiders.parsers.eforms.document import Doc
from spiders.parsers.eforms.xml_paths import Element, steps

PROJECT = steps("cac:ProcurementProject")
PROCESS = steps("cac:TenderingProcess")
TERMS = steps("cac:TenderingTerms")
LOT = steps("cac:ProcurementProjectLot")
ID = steps("cbc:ID")
MAIN = steps("cac:MainCommodityClassification/cbc:ItemClassificationCode")
ADDITIONAL = steps("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode")
MONEY = steps("cac:RequestedTenderTotal")
ESTIMATED = steps("cbc:EstimatedOverallContractAmount")
MAXIMUM = steps(f"{xml_paths.EXTENSION}/efbc:FrameworkMaximumAmount")
GROUP_MAXIMUM = steps("cac:FrameworkAgreement/cbc:EstimatedMaximumValueAmount")
PERIOD = steps("cac:PlannedPeriod")
RENEWAL = steps("cac:ContractExtension")
SYSTEM = steps("cac:ContractingSystem/cbc:ContractingSystemTypeCode")
DEADLINES = (
    steps("cac:TenderSubmissionDeadlinePeriod/cbc:EndDate"),
    steps("cac:ParticipationRequestReceptionPeriod/cbc:EndDate"),
    steps(f"{xml_paths.EXTENSION}/efac:InterestExpressionReceptionPeriod/cbc:EndDate"),
)
"""BT-131, else BT-1311, else BT-630."""

PROJECT_TEXTS = (
    ("title", steps("cbc:Name")),
    ("description", steps("cbc:Description")),
    ("renewal", steps("cac:ContractExtension/cac:Renewal/cac:Period/cbc:Description")),
    ("options", steps("cac:ContractExtension/cbc:OptionsDescription")),
)
"""BT-21, BT-24, BT-57, BT-54.  Not BT-300, additional information: formalities, and two thirds of
the e-mail addresses and persons' names that free text holds (34 texts of 188 notices)."""
PROCESS_TEXTS = (
    ("procedure", steps("cbc:Description")),
    ("framework_reason", steps("cac:FrameworkAgreement/cbc:Justification")),
)
"""BT-88, BT-109."""
TERMS_TEXTS = (("conditions", steps("cac:ContractExecutionRequirement/cbc:Description")),)
"""BT-70."""


def texts(
    project: Element | None, process: Element | None, terms: Element | None, doc: Doc
) -> Iterator[Text]:
    """Texts of the procedure or of one lot, from these parts of it."""
    parts = ((project, PROJECT_TEXTS), (process, PROCESS_TEXTS), (terms, TERMS_TEXTS))
    for parent, fields in parts:
        if parent is not None:
            for field, path in fields:
                yield from xml_paths.texts(field, xml_paths.every(parent, path), doc.language)


def cpv(project: Element | None) -> tuple[Code, ...]:
    """Main code first, then the additional ones, each once."""
    if project is None:
        return ()
    main = list(dict.fromkeys(xml_paths.values(project, MAIN)))[:1]
    additional = dict.fromkeys(xml_paths.values(project, ADDITIONAL))
    return (
        *(Code("CPV", code, main=True) for code in main),
        *(Code("CPV", code) for code in additional if code not in main),
    )


def technique(process: Element | None, doc: Doc) -> Technique | None:
    """BT-765 and BT-766: a framework or a dynamic purchasing system prevails over ``none``."""
    if process is None:
        return None
    stated = [
        doc.known(TECHNIQUES, code, "contracting system")
        for code in xml_paths.values(process, SYSTEM)
    ]
    sought: Technique
    for sought in ("framework", "dynamic_purchasing", "none"):
        if sought in stated:
            return sought
    return None


def deadline(process: Element | None, doc: Doc) -> date | None:
    """The day that tenders, requests to participate or expressions of interest are due."""
    for path in DEADLINES:
        found = values.day(xml_paths.value(process, path), doc, "deadline")
        if found:
            return found
    return None


def lot(element: Element, doc: Doc) -> Lot:
    """Parse ``cac:ProcurementProjectLot``."""
    project, process = xml_paths.first(element, PROJECT), xml_paths.first(element, PROCESS)
    money = xml_paths.first(project, MONEY)
    maximum = xml_paths.first(money, MAXIMUM)
    if maximum is None:
        maximum = xml_paths.first(process, GROUP_MAXIMUM)
    return Lot(
        id=xml_paths.value(element, ID) or "",
        texts=tuple(texts(project, process, xml_paths.first(element, TERMS), doc)),
        codes=cpv(project),
        value=values.amount(xml_paths.first(money, ESTIMATED), doc, "BT-27", "excluded"),
        maximum=values.ceiling(maximum, doc, "BT-271", "excluded"),
        period=values.period(xml_paths.first(project, PERIOD), doc),
        renewal=values.renewal(xml_paths.first(project, RENEWAL), doc),
        technique=technique(process, doc),
        deadline=deadline(process, doc),
    )


def lots(doc: Doc) -> tuple[Lot, ...]:
    """All lots, parts and groups of lots, in the order of the document."""
    return tuple(lot(element, doc) for element in xml_paths.every(doc.root, LOT))

"""Parse eForms notices (UBL with the EU's extension, SDK 1.3 to 1.13).

Every notice of the form types planning, competition, direct award, result, modification and change.
What a field means and where it stands: business terms (BT-…) of github OP-TED/eForms-SDK, named
next to the paths.

Withheld  a masked field is None and its code stands in ``Notice.withheld``.
VAT       estimates are without VAT by definition (BT-27, BT-271); results do not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Award,
    Identifier,
    Kind,
    Lot,
    Notice,
    Procedure,
    Reference,
    Technique,
    Text,
    Trouble,
    replace,
)
from spiders.parsers.common import contact_names
from spiders.parsers.common.award_without_call import method_of_ted
from spiders.parsers.common.detect_test_notices import is_test
from spiders.parsers.common.intention_in_title import is_intention
from spiders.parsers.eforms import amounts_dates_durations, changes, code_lists, xml_paths
from spiders.parsers.eforms import lots as lots_of
from spiders.parsers.eforms import results as results_of
from spiders.parsers.eforms.organizations import Organizations
from spiders.parsers.eforms.parse_state import ROOTS, ParseState
from spiders.parsers.eforms.xml_paths import Element, compile_path

__all__ = ["ROOTS", "notice", "number_of", "read"]

NUMBER = compile_path("$E/efac:Publication/efbc:NoticePublicationID")
PUBLISHED = compile_path("$E/efac:Publication/efbc:PublicationDate")
SUBTYPE = compile_path("$E/efac:NoticeSubType/cbc:SubTypeCode")
DISPATCHED = compile_path("cbc:IssueDate")
TYPE = compile_path("cbc:NoticeTypeCode")
NOTICE_ID = compile_path("cbc:ID")
VERSION = compile_path("cbc:VersionID")
PROCEDURE_ID = compile_path("cbc:ContractFolderID")
REFERENCE = compile_path("cbc:ID")
METHOD = compile_path("cac:TenderingProcess/cbc:ProcedureCode")
JUSTIFICATION = compile_path("cac:TenderingProcess/cac:ProcessJustification")
REASON_CODE = compile_path("cbc:ProcessReasonCode")
REASON = compile_path("cbc:ProcessReason")
TITLE = compile_path("cbc:Name")
NATURE = compile_path("cbc:ProcurementTypeCode")


def notice(root: Element, portal: str, number: str | None = None) -> Notice:
    """Parse the root element of an eForms notice.

    ``number`` is the portal's own number where the document does not hold it (Doffin).
    Raises  UnexpectedDocument for a root element that is no eForms notice.
    """
    return read(root, portal, number)[0]


def read(
    root: Element, portal: str, number: str | None = None
) -> tuple[Notice, tuple[Trouble, ...]]:
    """Parse the root element of an eForms notice, with what in it is unknown."""
    doc = ParseState(root)
    number = number or number_of(root) or _identifier_and_version(root)
    notice = _parse_notice(doc, portal, number)
    return notice, tuple(replace(trouble, number=number) for trouble in doc.troubles)


def _identifier_and_version(root: Element) -> str:
    parts = xml_paths.text_at(root, NOTICE_ID), xml_paths.text_at(root, VERSION)
    if not any(parts):
        raise UnexpectedDocument("the notice has neither a publication number nor an identifier")
    return "-".join(filter(None, parts))


def _parse_notice(doc: ParseState, portal: str, number: str) -> Notice:
    form, kind = kind_of(doc)
    project = xml_paths.find_first(doc.root, lots_of.PROJECT)
    if kind == "award" and project is not None and is_intention(xml_paths.texts_at(project, TITLE)):
        kind = "award_intention"
    organizations = Organizations(doc)
    buyers = organizations.buyers()
    lots = lots_of.lots(doc)
    result = results_of.notice_result(doc, kind, lots, organizations)
    awards, lots = result.awards, result.lots
    money = xml_paths.find_first(project, lots_of.MONEY)
    reference = xml_paths.text_at(project, REFERENCE)
    change, change_reason = changes.change(doc)
    justified = list(grounds(doc))
    texts = tuple(texts_of(doc, project, [element for element, _ in justified]))
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change=change,
        form=form,
        published=published(doc),
        languages=doc.languages,
        country=next((b.organization.country for b in buyers if b.organization.country), None),
        places=lots_of.places(doc),
        procedure=procedure(
            doc, kind, reference, lots, awards, [code for _, code in justified], texts
        ),
        buyers=buyers,
        texts=texts,
        codes=lots_of.cpv(project),
        nature=xml_paths.text_at(project, NATURE),
        value=amounts_dates_durations.positive_amount(
            xml_paths.find_first(money, lots_of.ESTIMATED), doc, "BT-27", "excluded"
        ),
        maximum=result.ceiling
        or amounts_dates_durations.positive_amount(
            xml_paths.find_first(money, lots_of.MAXIMUM), doc, "BT-271", "excluded"
        ),
        result_value=result.total,
        deadline=min((lot.deadline for lot in lots if lot.deadline), default=None),
        lots=lots,
        awards=awards,
        notice_identifier=xml_paths.text_at(doc.root, NOTICE_ID),
        notice_version=xml_paths.text_at(doc.root, VERSION),
        references=tuple(references(doc, portal, awards)),
        change_reason=change_reason,
        test=is_test(
            (text.text for text in texts if text.field == "title"),
            (buyer.organization.name for buyer in buyers),
        ),
        withheld=tuple(doc.withheld),
        contacts=contact_names.of_eforms(doc.persons),
    )


def number_of(root: Element) -> str | None:
    """The publication number that the Official Journal stamped on the notice, 675564-2023."""
    return changes.publication_number(xml_paths.text_at(root, NUMBER))


def kind_of(doc: ParseState) -> tuple[str | None, Kind]:
    """Form as published (subtype, else notice type) and kind: by subtype, form type, then root.

    Two real award notices call themselves cn-standard (subtype 29): the subtype is right.
    """
    subtype = xml_paths.text_at(doc.root, SUBTYPE)
    code = xml_paths.find_first(doc.root, TYPE)
    form_type = code.get("listName") if code is not None else None
    by_subtype = code_lists.SUBTYPES.get((subtype or "").removeprefix("N"))
    by_form_type = code_lists.FORM_TYPES.get(form_type or "")
    if not by_subtype and (subtype or not by_form_type):
        doc.add_trouble(
            "form", f"notice subtype {subtype!r}, form type {form_type!r}, expected 1 to 40"
        )
    kind = by_subtype or by_form_type or code_lists.ROOT_KINDS[ROOTS[doc.root.tag]]
    return subtype or xml_paths.element_text(code), kind


def published(doc: ParseState) -> date | None:
    """OPP-012; the date of dispatch (BT-05) for a document that the portal did not stamp."""
    stamped = amounts_dates_durations.parse_date(
        xml_paths.text_at(doc.root, PUBLISHED), doc, "published"
    )
    return stamped or amounts_dates_durations.parse_date(
        xml_paths.text_at(doc.root, DISPATCHED), doc, "dispatched"
    )


def procedure(
    doc: ParseState,
    kind: Kind,
    reference: str | None,
    lots: tuple[Lot, ...],
    awards: tuple[Award, ...],
    codes: list[str | None],
    texts: tuple[Text, ...],
) -> Procedure:
    """BT-04, BT-22 (the buyer's own number), BT-105, BT-136 (the codes), and the technique that
    lots or contracts state."""
    identifier = xml_paths.text_at(doc.root, PROCEDURE_ID)
    if identifier and identifier.lower() in code_lists.EXAMPLES:
        identifier = None
    stated_grounds = [code for code in codes if code]
    stated = xml_paths.text_at(doc.root, METHOD)
    method = doc.known(code_lists.METHODS, stated, "pro-typ")
    frameworks = {award.framework_id for award in awards if award.framework_id}
    schemes = (("eforms-procedure", identifier), ("buyer-reference", reference))
    return Procedure(
        id=identifier,
        other_ids=tuple(Identifier(scheme, id_) for scheme, id_ in schemes if id_),
        method=method_of_ted(method, kind, stated_grounds, texts),
        method_details=stated,
        direct_award_reason=next(iter(stated_grounds), None),
        technique=technique([*(a.technique for a in awards), *(lot.technique for lot in lots)]),
        framework_id=frameworks.pop() if len(frameworks) == 1 else None,
    )


def grounds(doc: ParseState) -> Iterator[tuple[Element, str | None]]:
    """Justifications of a direct award with their code (BT-136), None where it is withheld."""
    for element in xml_paths.find_all(doc.root, JUSTIFICATION):
        code = xml_paths.find_first(element, REASON_CODE)
        if code is not None and code.get("listName") == "direct-award-justification":
            stated = xml_paths.element_text(code)
            if stated == xml_paths.UNPUBLISHED:
                doc.withhold("dir-awa-jus")
                stated = None
            yield element, stated


def technique(stated: list[Technique | None]) -> Technique | None:
    """Return the technique that the parts state, the most specific first."""
    sought: Technique
    for sought in ("call_off", "framework", "dynamic_purchasing", "none"):
        if sought in stated:
            return sought
    return None


def texts_of(
    doc: ParseState, project: Element | None, justifications: list[Element]
) -> Iterator[Text]:
    """Texts of the notice as a whole: procedure, reasons of a direct award, changes."""
    process, terms = (
        xml_paths.find_first(doc.root, part) for part in (lots_of.PROCESS, lots_of.TERMS)
    )
    yield from lots_of.texts(project, process, terms, doc)
    for element in justifications:
        yield from xml_paths.texts(
            "direct_award_reason", xml_paths.find_all(element, REASON), doc.language
        )
    yield from changes.texts(doc)


def references(doc: ParseState, portal: str, awards: tuple[Award, ...]) -> Iterator[Reference]:
    """Earlier notices that this one names, then the frameworks that its contracts draw on."""
    yield from changes.references(doc, portal)
    for framework in dict.fromkeys(award.framework_id for award in awards if award.framework_id):
        yield changes.reference("framework", framework, portal)

"""Parse TED_EXPORT notices (R2.0.8 and R2.0.9, 2011 to 2024).

Shape   root element of one TED_EXPORT document -> one notice, under any of its seven namespaces.
Units   amounts as published: without VAT in R2.0.9, as each amount says in R2.0.8; civil dates.
Raises  UnexpectedDocument: another root, no coded data, no publication number, a document type and
        a form that are both unknown.
Source  the schemas of the Publications Office; CODED_DATA_SECTION is the safe base, the original
        form says the rest, other forms add title and description in their language.

Traps   The form may be the second child of FORM_SECTION (NOTICE_UUID), be marked TRANSLATION only,
        or stand there 24 times.  A form that we do not know still gives number, date, title, buyer,
        codes and kind.  A corrigendum (F14) says what changes and restates nothing else.
"""

from __future__ import annotations

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Buyer,
    Change,
    Code,
    Identifier,
    Kind,
    Notice,
    Organization,
    Procedure,
    Reference,
    Relation,
    Text,
    Trouble,
    replace,
)
from spiders.parsers.common import contact_names, iso_codes, proactis_references
from spiders.parsers.common.award_without_call import method_of_ted
from spiders.parsers.common.detect_test_notices import is_test
from spiders.parsers.ted_export import amounts_and_dates, code_lists, forms_r208, forms_r209
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.parsed_form import ParsedForm
from spiders.parsers.ted_export.xml_tree import Element

__all__ = ["notice", "read"]

MAX_LANGUAGES = 24
GROUNDS = code_lists.GROUNDS | code_lists.OLD_GROUNDS


def notice(root: Element, portal: str) -> Notice:
    """Parse the root element of a notice.  ``read`` also returns what could not be read."""
    return read(root, portal)[0]


def read(root: Element, portal: str) -> tuple[Notice, tuple[Trouble, ...]]:
    """Parse the root element of a notice, with what in it is unknown."""
    doc = ParseState(root)
    number = _number(doc)
    body = _body(doc)
    kind, change = _kind(doc, body)
    buyers = body.buyers or _coded_buyers(doc)
    texts = _texts(doc, body)
    notice = Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change=change,
        form=doc.form.get("FORM") or doc.form.name if doc.form else None,
        published=amounts_and_dates.parse_date(doc.ojs.line("DATE_PUB"), doc, "DATE_PUB"),
        languages=doc.languages,
        country=iso_codes.country(doc.data.value("ISO_COUNTRY")),
        places=_places(doc),
        procedure=_procedure(doc, body, kind),
        buyers=buyers,
        texts=texts,
        codes=_codes(doc, body),
        nature=_nature(doc, body),
        value=body.value,
        maximum=body.maximum,
        result_value=body.result_value,
        deadline=amounts_and_dates.parse_date(
            doc.codif.line("DT_DATE_FOR_SUBMISSION"), doc, "DT_DATE_FOR_SUBMISSION"
        ),
        lots=body.lots,
        awards=body.awards,
        references=_references(doc, body, kind, change, number),
        change_reason=body.ends,
        withheld=tuple(doc.withheld),
        contacts=contact_names.of_ted_export(root),
        test=is_test(
            (text.text for text in texts if text.field == "title"),
            (buyer.organization.name for buyer in buyers),
        ),
    )
    return notice, tuple(replace(trouble, number=number) for trouble in doc.troubles)


def _places(doc: ParseState) -> tuple[str, ...]:
    coded = doc.data.all("PERFORMANCE_NUTS", "ORIGINAL_NUTS")
    return tuple(dict.fromkeys(code for node in coded if (code := node.get("CODE"))))


def _number(doc: ParseState) -> str:
    """``63415-2021``: publication number without leading zeros."""
    for text in (doc.data.line("NO_DOC_OJS"), doc.root.get("DOC_ID")):
        number = amounts_and_dates.notice_number(text)
        if number:
            return number
    raise UnexpectedDocument(
        f"no publication number: NO_DOC_OJS is {doc.data.line('NO_DOC_OJS')!r}, "
        f"DOC_ID is {doc.root.get('DOC_ID')!r}, expected 2021/S 026-063415 or 063415-2021"
    )


def _body(doc: ParseState) -> ParsedForm:
    """The original form in its schema; a form of neither says nothing but its coded data."""
    if doc.form is None:
        doc.add_trouble("form", "FORM_SECTION holds no form; the notice has its coded data only")
        return ParsedForm()
    name = doc.form.get("FORM") or doc.form.name
    if name not in code_lists.FORM_KINDS:
        doc.add_trouble(
            "form", f"the form is {name}, expected one of {', '.join(code_lists.FORM_KINDS)}"
        )
    if doc.form.has("CONTRACTING_BODY"):
        return forms_r209.parse_form(doc.form, doc)
    return forms_r208.parse_form(doc.form, doc)


def _kind(doc: ParseState, body: ParsedForm) -> tuple[Kind, Change]:
    """Convert a document type to notice type and change.

    A corrigendum does not name the type of what it corrects: it is an award where it changes
    section V, else a tender.
    """
    code = doc.codif.value("TD_DOCUMENT_TYPE", attribute="CODE")
    if code in code_lists.CORRIGENDA:
        about_award = any(section.startswith("V.") for section in body.sections)
        return ("award" if about_award else "tender"), "correction"
    form = doc.form.get("FORM") if doc.form else None
    kind = code_lists.KINDS.get(code or "") or code_lists.FORM_KINDS.get(form or "")
    if kind is None:
        raise UnexpectedDocument(
            f"document type is {code!r} and form {form!r}, expected a type of "
            f"{', '.join(code_lists.KINDS)}; add a new one to KINDS of code_lists.csv"
        )
    if code not in code_lists.KINDS:
        doc.add_trouble(
            "document_type", f"document type is {code!r}; taken for {kind} after form {form}"
        )
    return kind, "none"


def _procedure(doc: ParseState, body: ParsedForm, kind: Kind) -> Procedure:
    """TED_EXPORT has no procedure id: notices are grouped by the notices they name."""
    node = doc.codif.first("PR_PROC")
    code = node.get("CODE") if node else None
    if code is not None and code not in code_lists.METHODS:
        doc.add_trouble(
            "procedure", f"PR_PROC is {code!r}, expected one of {', '.join(code_lists.METHODS)}"
        )
    grounds = [GROUNDS.get(ground, ground) for ground in body.grounds]
    method = method_of_ted(code_lists.METHODS.get(code or ""), kind, grounds, body.texts)
    technique = body.technique
    if doc.codif.value("TD_DOCUMENT_TYPE", attribute="CODE") == "Y":
        technique = technique or "dynamic_purchasing"
    reference = body.reference
    return Procedure(
        other_ids=(
            *((Identifier("buyer-reference", reference),) if reference else ()),
            *proactis_references.proactis_identifiers(
                doc.form.line("COMPLEMENTARY_INFO", "INFO_ADD") if doc.form else None
            ),
        ),
        method=method,
        method_details=node.line() if node and code not in ("9", "Z") else None,
        direct_award_reason=", ".join(dict.fromkeys(grounds)) or None,
        technique=technique,
    )


def _coded_buyers(doc: ParseState) -> tuple[Buyer, ...]:
    """The buyer as TED names it, where the form is one that we cannot read."""
    section = doc.root.first("TRANSLATION_SECTION", "ML_AA_NAMES")
    for node in section.all("AA_NAME") if section else []:
        name = node.line()
        if name and iso_codes.language(node.get("LG")) in (doc.language, None):
            country = iso_codes.country(doc.data.value("ISO_COUNTRY"))
            return (Buyer(Organization(name=name, country=country)),)
    return ()


def _texts(doc: ParseState, body: ParsedForm) -> tuple[Text, ...]:
    """Words of the original form, then title and description in the other languages published."""
    texts, seen_texts = list(body.texts), set(body.texts)
    for language, form in doc.translations[:MAX_LANGUAGES]:
        read = forms_r209.titles if form.has("CONTRACTING_BODY") else forms_r208.titles
        new = [text for text in read(form, language) if text not in seen_texts]
        texts += new
        seen_texts.update(new)
    if not any(text.field == "title" for text in texts):
        texts = _coded_title(doc) + texts
    return tuple(texts)


def _coded_title(doc: ParseState) -> list[Text]:
    """TED's own title, in the original language, where the form gives none."""
    section = doc.root.first("TRANSLATION_SECTION", "ML_TITLES")
    for node in section.all("ML_TI_DOC") if section else []:
        title = node.line("TI_TEXT")
        if title and iso_codes.language(node.get("LG")) == doc.language:
            return [Text("title", title, doc.language)]
    return []


def _codes(doc: ParseState, body: ParsedForm) -> tuple[Code, ...]:
    """CPV codes of the notice, the main one first: that of the form, else the first coded one."""
    coded = [node.get("CODE") for node in doc.data.all("ORIGINAL_CPV")]
    codes = dict.fromkeys(code for code in (body.main_code, *coded) if code)
    return tuple(Code("CPV", code, main=index == 0) for index, code in enumerate(codes))


def _nature(doc: ParseState, body: ParsedForm) -> str | None:
    code = doc.codif.value("NC_CONTRACT_NATURE", attribute="CODE")
    as_published = body.nature.lower() if body.nature else None
    return code_lists.NATURES.get(code or "") or as_published


def _references(
    doc: ParseState, body: ParsedForm, kind: Kind, change: Change, number: str
) -> tuple[Reference, ...]:
    """A corrigendum replaces what it corrects, a modification amends, others follow."""
    section = doc.data.first("REF_NOTICE")
    coded = [node.line() for node in section.all("NO_DOC_OJS")] if section else []
    references: list[Reference] = []
    if change == "correction":
        references = amounts_and_dates.references(body.corrects or coded, "replaces", number)
    relation: Relation = "amends" if kind == "amendment" else "follows"
    seen = {reference.id for reference in references}
    more = amounts_and_dates.references((*body.previous, *coded), relation, number)
    return (*references, *(reference for reference in more if reference.id not in seen))

"""Parse forms F01 to F25, T01 and T02 of R2.0.9.

Source  R2.0.9 schemas S01 to S05.  Never read: CONTACT_POINT, PHONE, E_MAIL, FAX, MEMBER_NAME,
        ADDRESS_PARTY (owners), and what the schema marks PUBLICATION="NO".
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.model import (
    Buyer,
    BuyerRole,
    Lot,
    Money,
    Organization,
    Renewal,
    Technique,
    Text,
    replace,
)
from spiders.parsers.common.eu_funds import EU_FUNDS, eu_funds_text
from spiders.parsers.ted_export import amounts_and_dates, results_r209
from spiders.parsers.ted_export.organizations import organisation
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.parsed_form import ParsedForm, cpv, named, text, with_unique_lot_ids
from spiders.parsers.ted_export.xml_tree import NOTHING, Node

NO_GROUNDS = frozenset({"D_JUSTIFICATION", "D_ACCORDANCE_ARTICLE"})


def parse_form(form: Node, doc: ParseState) -> ParsedForm:
    """Split a form element into its parts."""
    objects = form.all("OBJECT_CONTRACT") or [NOTHING]
    contract = objects[0]
    procedure = form.first("PROCEDURE")
    technique = _technique(procedure)
    titles = _titles(objects, doc.language)
    lots = with_unique_lot_ids([lot for item in objects for lot in _lots(item, objects, doc)])
    lot_ids = {lot.id: lot.id for lot in lots}
    results = results_r209.results(form, doc, lot_ids, technique)
    lots, loose = _with_texts(lots, results.texts, titles)
    grounds, reason = _direct_award(procedure)
    total = amounts_and_dates.money(contract.first("VAL_TOTAL"), doc)
    return ParsedForm(
        buyers=tuple(_buyers(form, doc)),
        texts=(
            *titles,
            *text("direct_award_reason", reason, doc.language),
            *text("conditions", form.text("LEFTI", "PERFORMANCE_CONDITIONS"), doc.language),
            *loose,
            *_changes(form, doc.language),
        ),
        main_code=contract.value("CPV_MAIN", "CPV_CODE", attribute="CODE"),
        nature=contract.value("TYPE_CONTRACT", attribute="CTYPE"),
        lots=lots,
        awards=results.awards,
        value=_estimate(objects, doc),
        maximum=total if technique == "framework" else None,
        result_value=total,
        technique=technique,
        grounds=grounds,
        previous=_numbers(procedure),
        corrects=_numbers(form.first("COMPLEMENTARY_INFO")),
        sections=tuple(
            section for node in _change_nodes(form) if (section := node.line("WHERE", "SECTION"))
        ),
        ends=_ends(procedure),
        reference=contract.line("REFERENCE_NUMBER"),
    )


def titles(form: Node, language: str | None) -> list[Text]:
    """Title and description of the whole notice, in the language of the form.

    Forms without a description of their own (F07, F08, F12, F13, F20, T01, T02) have that of
    their lot.  A prior information notice may announce several objects (6 of 600): the first title
    is that of the notice, the others follow it.
    """
    return _titles(form.all("OBJECT_CONTRACT"), language)


def _titles(objects: list[Node], language: str | None) -> list[Text]:
    texts: dict[Text, None] = {}
    for contract in objects:
        description = contract.text("SHORT_DESCR") or contract.text("OBJECT_DESCR", "SHORT_DESCR")
        texts |= dict.fromkeys(text("title", contract.line("TITLE"), language))
        texts |= dict.fromkeys(text("description", description, language))
    return list(texts)


def _buyers(form: Node, doc: ParseState) -> list[Buyer]:
    section = form.first("CONTRACTING_BODY")
    if section is None:
        return []
    main: BuyerRole = "central_purchasing" if section.has("CENTRAL_PURCHASING") else "buyer"
    roles: tuple[tuple[str, BuyerRole], ...] = (
        ("ADDRESS_CONTRACTING_BODY", main),
        ("ADDRESS_CONTRACTING_BODY_ADDITIONAL", "joint"),
    )
    buyers = [
        Buyer(organization, role)
        for name, role in roles
        for node in section.all(name)
        if (organization := named(organisation(node), doc, "buyer"))
    ]
    if buyers:
        buyers[0] = replace(buyers[0], organization=_typed(buyers[0].organization, section))
    return buyers


def _typed(buyer: Organization, section: Node) -> Organization:
    """The main buyer with what it says of its kind and its field, in the words of the form."""
    activity = section.value("CA_ACTIVITY") or section.value("CE_ACTIVITY")
    return replace(
        buyer,
        legal_type=section.value("CA_TYPE") or section.line("CA_TYPE_OTHER"),
        activity=activity or section.line("CA_ACTIVITY_OTHER") or section.line("CE_ACTIVITY_OTHER"),
    )


def _technique(procedure: Node | None) -> Technique | None:
    if procedure is None:
        return None
    if procedure.has("DPS"):
        return "dynamic_purchasing"
    return "framework" if procedure.has("FRAMEWORK") else None


def _ends(procedure: Node | None) -> str | None:
    ended = procedure.all("TERMINATION_DPS", "TERMINATION_PIN") if procedure else []
    return ended[0].name if ended else None


def _estimate(objects: list[Node], doc: ParseState) -> Money | None:
    """The estimated total of the notice; of several objects the sum, where all give one."""
    amounts = [amounts_and_dates.money(item.first("VAL_ESTIMATED_TOTAL"), doc) for item in objects]
    stated = [money for money in amounts if money]
    if len(stated) != len(objects) or len({money.currency for money in stated}) != 1:
        return None
    return replace(stated[0], amount=sum((m.amount for m in stated), Decimal(0)))


def _lots(contract: Node, objects: list[Node], doc: ParseState) -> list[Lot]:
    """Lots of one object.

    Where a notice has several objects, each comes as a lot of its own, with its title, main code
    and estimate, and its lots after it: 2, 2.1, 2.2.
    """
    blocks = contract.all("OBJECT_DESCR")
    lots = [_lot(block, doc) for block in blocks]
    if len(objects) == 1:
        return lots
    index = contract.get("ITEM") or str(objects.index(contract) + 1)
    whole = Lot(
        id=index,
        texts=tuple(text("title", contract.line("TITLE"), doc.language)),
        codes=cpv(contract.all("CPV_MAIN"), main=True),
        value=amounts_and_dates.money(contract.first("VAL_ESTIMATED_TOTAL"), doc),
    )
    if len(lots) != 1:
        numbers = [lot.id or str(number) for number, lot in enumerate(lots, 1)]
        parts = zip(lots, numbers, strict=True)
        return [whole, *(replace(lot, id=f"{index}.{number}") for lot, number in parts)]
    (only,) = lots
    lot_texts = (*whole.texts, *(words for words in only.texts if words not in whole.texts))
    codes = (*whole.codes, *only.codes)
    return [replace(only, id=index, texts=lot_texts, codes=codes, value=only.value or whole.value)]


def _lot(block: Node, doc: ParseState) -> Lot:
    """Parse OBJECT_DESCR; the number is "" when it has none (then it is the only lot)."""
    renewal = block.text("RENEWAL_DESCR")
    return Lot(
        id=block.line("LOT_NO") or "",
        texts=(
            *text("title", block.line("TITLE"), doc.language),
            *text("description", block.text("SHORT_DESCR"), doc.language),
            *text("options", block.text("OPTIONS_DESCR"), doc.language),
            *text("renewal", renewal, doc.language),
            *_eu_funds(block, doc.language),
        ),
        codes=cpv(block.all("CPV_ADDITIONAL")),
        value=amounts_and_dates.money(block.first("VAL_OBJECT"), doc),
        period=amounts_and_dates.period_in(block.first("QS") or block, doc),
        renewal=Renewal(description=renewal) if renewal or block.has("RENEWAL") else None,
    )


def _eu_funds(block: Node, language: str | None) -> list[Text]:
    """The project of the Union that pays for a lot, where it is named; "not applicable" beside the
    ticked box says that none does (726153-2023)."""
    project = block.first("EU_PROGR_RELATED")
    if project is None:
        return []
    words = project.text() or ""
    named = eu_funds_text([words], language)
    is_ticked_alone = not any(map(str.isalnum, words))
    return [named] if named else [Text("eu_funds", EU_FUNDS)] if is_ticked_alone else []


def _with_texts(
    lots: tuple[Lot, ...], lot_texts: list[tuple[tuple[str, ...], Text]], titles: list[Text]
) -> tuple[tuple[Lot, ...], list[Text]]:
    """Texts about one lot go to that lot, others to the notice.

    An only lot does not repeat the words of its notice: the same evidence would count twice.
    """
    by_lot: dict[str, list[Text]] = {}
    loose = []
    ids = {lot.id for lot in lots}
    for about, words in lot_texts:
        if len(about) == 1 and about[0] in ids and len(lots) > 1:
            by_lot.setdefault(about[0], []).append(words)
        else:
            loose.append(words)
    if len(lots) == 1:
        rest = tuple(words for words in lots[0].texts if words not in titles)
        return (replace(lots[0], texts=rest),), loose
    if not by_lot:
        return lots, loose
    return tuple(replace(lot, texts=(*lot.texts, *by_lot.get(lot.id, ()))) for lot in lots), loose


def _direct_award(procedure: Node | None) -> tuple[tuple[str, ...], str | None]:
    """Boxes ticked and words that justify an award without competition.

    F15 wraps them in an element named after the directive; T01 names the ground itself.
    """
    grounds: dict[str, None] = {}
    reason = None
    for name, node in _procedures(procedure):
        reason = reason or node.text("D_JUSTIFICATION")
        if name.startswith("PT_DA_"):
            grounds[name] = None
        article = node.first("D_ACCORDANCE_ARTICLE")
        boxes = [*node.names, *(article.names if article else ())]
        grounds |= dict.fromkeys(b for b in boxes if b[:2] == "D_" and b not in NO_GROUNDS)
    return tuple(grounds), reason


def _procedures(procedure: Node | None) -> list[tuple[str, Node]]:
    """PT_… elements, those inside DIRECTIVE_… too."""
    if procedure is None:
        return []
    directives = [name for name in procedure.names if name.startswith("DIRECTIVE_")]
    return [
        (name, node)
        for place in (procedure, *procedure.all(*directives))
        for name in place.names
        if name.startswith("PT_")
        for node in place.all(name)
    ]


def _numbers(node: Node | None) -> tuple[str | None, ...]:
    return tuple(node.line() for node in node.all("NOTICE_NUMBER_OJ")) if node else ()


def _change_nodes(form: Node) -> list[Node]:
    section = form.first("CHANGES")
    return (
        [node for node in section.all("CHANGE") if not amounts_and_dates.is_withheld(node)]
        if section
        else []
    )


def _changes(form: Node, language: str | None) -> list[Text]:
    """What changes: of F14 each passage with its words before and after, of F20 its own summary
    and why no new tender was called (VII.2.2)."""
    passages = [
        Text(
            "change", f"{place}: {_side(node, 'OLD_VALUE')} → {_side(node, 'NEW_VALUE')}", language
        )
        for node in _change_nodes(form)
        for place in (_place(node),)
    ]
    modified = form.first("MODIFICATIONS_CONTRACT", "INFO_MODIFICATIONS")
    reasons = modified.all("ADDITIONAL_NEED", "UNFORESEEN_CIRCUMSTANCE") if modified else []
    summary = form.text("MODIFICATIONS_CONTRACT", "INFO_MODIFICATIONS", "SHORT_DESCR")
    why = dict.fromkeys(words for node in reasons if (words := node.text()) and words != summary)
    return [
        *passages,
        *text("change", form.text("CHANGES", "INFO_ADD"), language),
        *text("change", summary, language),
        *(Text("change_reason", words, language) for words in why),
    ]


def _place(change: Node) -> str:
    where = [change.line("WHERE", name) for name in ("SECTION", "LOT_NO", "LABEL")]
    return " ".join(filter(None, where)) or "-"


def _side(change: Node, side: str) -> str:
    """DATE, TIME, TEXT or CPV of one side of a change; a dash where there was nothing."""
    node = change.first(side)
    if node is None:
        return "-"
    values = [node.text(name) for name in ("TEXT", "DATE", "TIME")]
    values += [code.id for code in cpv(node.all("CPV_MAIN", "CPV_ADDITIONAL"))]
    return " ".join(filter(None, values)) or "-"

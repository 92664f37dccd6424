"""Write the explanation of a notice as sentences in the reader's language.

A short name of a proof, role, field, clause or law that has no words is shown as it is: nothing is
hidden because nobody has translated it.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.i18n import value_formatting
from monitor.i18n.catalogue import language, pgettext
from monitor.i18n.claim_model_explanations import number, weighed_lines
from monitor.i18n.classification_code_labels import cpv_label
from monitor.i18n.labels import labels
from monitor.i18n.scope_reason_messages import explained_reason
from monitor.i18n.typography import colon, semicolon
from monitor.i18n.value_formatting import column_label, day
from pipelines.classify.explain import ClaimExplanation, Explanation, TargetExplanation
from pipelines.classify.keyword_matches_in_text import Match
from pipelines.model import Notice, Tag
from pipelines.reference.apply_reviews_to_tags import FIELD as REVIEW_FIELD
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import Correction, Product, ReferenceTables


def explanation_lines(explanation: Explanation, tables: ReferenceTables) -> list[str]:
    """Return the lines that explain a notice, in the language of the answer."""
    notice = explanation.notice
    assert notice.scope is not None
    scope = pgettext("explain", "Digital service: {answer}, because {reason}").format(
        answer=_answer(notice.scope.digital), reason=explained_reason(notice.scope.reason, tables)
    )
    lines = [f"{notice.id}  {notice.title or ''}".rstrip(), scope]
    if explanation.whole is not None:
        lines += weighed_lines("digital", explanation.whole)
    lines += map(_correction, explanation.corrections)
    for target in explanation.targets:
        lines += ["", _heading(target, notice)]
        lines += _suppliers(target, tables)
        lines += _big_tech(target, tables)
        for claim in target.claims:
            lines += _claim(claim, target)
        lines += _law(target)
    return lines


def _name(name: str | None) -> str:
    """Return the words of a proof, role, field, clause or law; its short name if it has none."""
    sentence = labels()["explanations"].get(name or "")
    return sentence[language()] if sentence else name or ""


def _answer(value: str) -> str:
    return labels()["explained_answers"][value][language()]


def _quoted(text: str | None) -> str:
    return pgettext("explain", "“{words}”").format(words=text)


def _correction(correction: Correction) -> str:
    if correction.kind == "reply":
        return pgettext("explain", "Reply by {who} ({date}), {tag}: {reply}").format(
            who=correction.reply_by,
            date=correction.date,
            tag=correction.tag,
            reply=_quoted(correction.reply),
        )
    value = correction.new_value or "–"
    if correction.kind == "withdrawn":  # what was said stays known, beside what is said now
        value = f"{correction.old_value or '–'} → {value}"
        sentence = pgettext("explain", "Claim withdrawn ({who}, {date}), {tag}: {value}: {reason}")
    else:
        sentence = pgettext(
            "explain", "Human correction ({who}, {date}), {tag} = {value}: {reason}"
        )
    return sentence.format(
        who=correction.author,
        date=correction.date,
        tag=correction.tag,
        value=value,
        reason=correction.reason,
    )


def _heading(explanation: TargetExplanation, notice: Notice) -> str:
    award, lot = explanation.target.award, explanation.target.lot
    if award is None:
        if lot is None:
            return labels()["explained_subjects"][explanation.subject][language()]
        return pgettext("explain", "Lot {lot}").format(lot=lot) + _lot_title(lot, notice)
    result = pgettext("explain", "Contract {key}").format(key=award.key)
    if not award.lots:
        return result
    title = _lot_title(award.lots[0], notice) if len(award.lots) == 1 else ""
    lots = pgettext("explain", "lot {lots}").format(lots=", ".join(award.lots))
    return f"{result} ({lots}{title})"


def _lot_title(lot: str, notice: Notice) -> str:
    """Return the title of a lot; nothing for a single lot, whose title is the notice's."""
    texts = next((candidate.texts for candidate in notice.lots if candidate.id == lot), ())
    title = next((text.text for text in texts if text.field == "title"), None)
    return f"{colon()}{title}" if title and len(notice.lots) > 1 else ""


def _suppliers(explanation: TargetExplanation, tables: ReferenceTables) -> Iterator[str]:
    for supplier in explanation.target.award.suppliers if explanation.target.award else ():
        name = supplier.organization.name
        if not supplier.vendors:
            yield "  " + pgettext("explain", "supplier {name}: no group").format(name=name)
        for link in supplier.vendors:
            sentence = pgettext(
                "explain",
                "supplier {name}: group {group} (proof: {basis} {evidence}, rule {rule},"
                " {confidence}, {source})",
            )
            source = pgettext("explain", "unsourced")
            if link.source:
                source = pgettext("explain", "source: {source}").format(source=_name(link.source))
            yield "  " + sentence.format(
                name=name,
                group=tables.groups[link.group].name,
                basis=_name(link.basis),
                evidence=_quoted(link.evidence),
                rule=link.rule,
                confidence=_name(link.confidence),
                source=source,
            )


def _big_tech(explanation: TargetExplanation, tables: ReferenceTables) -> Iterator[str]:
    yield _claim_line("big_tech", explanation.values["big_tech"])
    for tag in explanation.vendors:
        sign = "+" if tables.is_big_tech(tag.value) else " "
        group, role = tables.groups[tag.value].name, _name(tag.role)
        low = pgettext("explain", "low confidence: never a yes")
        yield (
            f"    {sign} {group}{colon()}{role} {_quoted(tag.evidence)} {_place(tag)}"
            + (f" ({low})" if tag.confidence == "low" else "")
        )


def _place(tag: Tag) -> str:
    """Return the field and the rule of a tag."""
    return pgettext("explain", "[{field}, rule {rule}]").format(
        field=_name(tag.field), rule=tag.rule
    )


def _claim_line(name: str, value: str) -> str:
    return f"  {column_label(name)}{colon()}{_answer(value)}"


def _decided(tag: Tag) -> str:
    """Return what a person decided of a claim, and when or by which row."""
    if tag.checked_on is None:
        sentence = pgettext("explain", "Human correction {rule}: {evidence}")
        return sentence.format(rule=tag.rule, evidence=tag.evidence)
    sentence = pgettext("explain", "Checked by a person on {day}: {answer}")
    reason = f" ({tag.evidence})" if tag.field == REVIEW_FIELD and tag.evidence else ""
    return sentence.format(day=day(tag.checked_on), answer=_answer(tag.value)) + reason


def _claim(claim: ClaimExplanation, target: TargetExplanation) -> Iterator[str]:
    score, zero = claim.score, number(0)
    yield _claim_line(claim.name, claim.value)
    for tag in claim.decided:
        yield "    = " + _decided(tag)
    for weight, match in sorted(score.parts, key=lambda part: -part[0]):
        yield f"    {number(weight, '+')} {_match(match)}"
    for match in claim.cancelled:
        sentence = pgettext("explain", "{match}: does not count, beside {words}")
        yield f"     {zero} " + sentence.format(match=_match(match), words=_cancelling(match))
    for match in claim.needs_digital:
        sentence = pgettext(
            "explain", "{match}: counts only in a notice that a code or another word calls digital"
        )
        yield f"     {zero} " + sentence.format(match=_match(match))
    if claim.weighed is not None:
        yield from weighed_lines(claim.name, claim.weighed)
    if not score.evidence and claim.value == "no":
        yield "    " + labels()["explained_silence"][_silent(target)][language()]
    if claim.weighed is not None or not score.evidence:
        return
    if score.code:
        code, weight = score.code
        label = cpv_label(code.id) if code.scheme == "CPV" else ""
        sentence = pgettext("explain", "code {code}").format(code=f"{code.scheme} {code.id}")
        yield f"    {number(weight, '+')} {sentence}{label}"
    if score.sector:
        sector, weight = score.sector
        sentence = pgettext("explain", "buyer of the sector {sector}").format(sector=_name(sector))
        yield f"    {number(weight, '+')} {sentence}"
    if score.scope:
        sentence = pgettext("explain", "digital service")
        yield f"    {number(score.scope, '+')} {sentence}"
    sentence = pgettext(
        "explain", "= sum {total} (not said from {unclear}, yes from {yes})"
    ).format(
        total=number(score.total),
        unclear=number(score.unclear_from),
        yes=number(score.yes_from),
    )
    if score.total >= score.yes_from and score.value != "yes":
        clues = pgettext("explain", "clues alone never make a yes")
        sentence = f"{sentence}{semicolon()}{clues}"
    yield f"    {sentence}"


def _silent(target: TargetExplanation) -> str:
    """Return the key of the message that no word supports a claim, for this kind of target."""
    if target.is_only:
        return "notice"
    return "rest" if target.subject == "notice" else target.subject


def _match(match: Match) -> str:
    """Describe a match: label, words, field, position and rule."""
    evidence, start = match.evidence()
    if isinstance(match.owner, Product):
        # "=" and "*" belong to the syntax of phrases
        label, rule = match.owner.name.strip("=*"), f"products.csv:{match.owner.row}"
    else:
        label, rule = (
            value_formatting.translated(match.owner.label),
            f"{match.owner.tag}/{match.owner.id}",
        )
    position = pgettext("explain", "[{field}, letter {letter}; rule {rule}]").format(
        field=_name(match.text.field), letter=start + 1, rule=rule
    )
    return f"{label}{colon()}{_quoted(evidence)} {position}"


def _cancelling(match: Match) -> str:
    """Return the words that cancelled a match."""
    against = match.cancelled_by
    assert against is not None
    if isinstance(match.owner, Rule) and against.id == match.owner.id:
        return _quoted(pgettext("explain", "another sense"))
    return _quoted(value_formatting.translated(against.label))


def _law(explanation: TargetExplanation) -> Iterator[str]:
    for tag in explanation.tags:
        if tag.tag in ("product_law", "supplier_law"):
            yield "    " + pgettext("explain", "{claim}: {law}, because {proof}").format(
                claim=column_label(tag.tag), law=_country(tag.value), proof=_law_proof(tag)
            )
        if tag.tag == "data_law_exposure":
            # that a law is not known needs no measure
            sure = "" if tag.value == "unknown" else f" ({_name(tag.confidence)})"
            yield "  " + pgettext("explain", "{claim}: {law}{sure}, because {proof}").format(
                claim=column_label(tag.tag), law=_name(tag.value), sure=sure, proof=_law_proof(tag)
            )
        if tag.tag == "clause":
            yield f"    {_name(tag.value)}{colon()}{_quoted(tag.evidence)} {_place(tag)}"


def _country(law: str) -> str:
    """Return the name of a country, or what stands in its place."""
    return _name(law) if law in labels()["explanations"] else value_formatting.country(law)


def _law_proof(tag: Tag) -> str:
    """Return the evidence of a jurisdiction: in words, or the row of the table."""
    evidence = _quoted(tag.evidence) if tag.evidence else ""
    if tag.rule in labels()["explanations"]:
        return _name(tag.rule) + (f"{colon()}{evidence}" if evidence else "")
    return f"{evidence} {_place(tag)}".strip()

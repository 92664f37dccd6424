"""Decide by the claim model whether a notice is about digital services, with its words."""

from __future__ import annotations

from collections.abc import Collection

from pipelines.classify.claim_model_constraints import is_of_unlisted_words, may_say_no
from pipelines.classify.claim_model_evidence import NoticeEvidence
from pipelines.classify.scope import AGAINST
from pipelines.classify.scope_of_each_award import is_digital_itself
from pipelines.classify.weighed_words import WeighedWords
from pipelines.model import Notice, Scope, ScopeAnswer, replace
from pipelines.reference.claim_model_weights import BORDERLINE_FROM, MODEL_CLAIMS

_OBJECT_FIELDS = frozenset({"title", "description", "keywords"})
# From here on the model doubts by words that no list knows: of 46 labelled notices below, none is
# digital and 38 have nothing to do with computing (food for patients, motorcycles, stages).
UNLISTED_FROM = 0.14
_ANSWERS: dict[str, ScopeAnswer] = {"yes": "yes", "borderline": "borderline", "no": "no"}


def scope_by_model(notice: Notice, evidence: NoticeEvidence) -> Notice:
    """Return the notice with the scope that the model gives it.

    A notice that is not digital and makes a claim all the same, or may make one (letters printed
    and posted, a payroll, a survey), is borderline.

    Expects  ``scope`` as the rules decide it: its reason stays where the model agrees.
    """
    assert notice.scope is not None
    total = evidence.whole.total("digital")
    answer = _ANSWERS[total.answer]
    if answer == "no":
        claimed = _claimed_words(evidence)
        if claimed is not None:
            return replace(notice, scope=Scope("borderline", claimed))
    by_rules = notice.scope.digital
    if answer != "no" and by_rules != "yes" and not _says_what_is_bought(notice):
        answer = by_rules  # a buyer's division says nothing of it
    if answer == "yes" and not notice.awards and _is_digital_in_few_lots(evidence):
        answer = "borderline"
    if by_rules != "no" and _is_of_consumables(evidence.whole.signs):
        answer = "borderline"  # ink for printers, however many makers are named
    if answer != "no" and notice.scope.digital == "no":
        quoted = evidence.whole.quotations("digital")
        has_code = any(sign.startswith("code digital") for sign in evidence.whole.signs)
        if not quoted:  # nothing that a reader could check
            answer = "borderline" if has_code else "no"
        elif answer == "borderline" and (
            _is_of_another_kind(evidence.whole.signs)
            or (total.probability < UNLISTED_FROM and is_of_unlisted_words(evidence.whole.signs))
        ):
            answer = "no"
        claimed = _claimed_words(evidence) if answer == "no" else None
        if claimed is not None:
            return replace(notice, scope=Scope("borderline", claimed))
    if answer == notice.scope.digital:
        return notice
    return replace(notice, scope=Scope(answer, _reason(answer, notice.scope, evidence)))


def _is_digital_in_few_lots(evidence: NoticeEvidence) -> bool:
    """Whether half of the lots at most are digital, and neither main code nor title says it.

    A call for filling stations with one lot of cameras.  Awards are judged each by its own lot.
    """
    *lots, whole = evidence.targets
    prefixes = ("main code domain: ", "concept in title: digital/", "product in title: ")
    if not lots or any(sign.startswith(prefixes) and _speaks_for(sign) for sign in whole.signs):
        return False
    digital = [
        evidence.total("digital").answer == "yes" and is_digital_itself(evidence)
        for evidence in lots
    ]
    return 2 * sum(digital) <= len(lots)


def _speaks_for(sign: str) -> bool:
    return not sign.endswith(" against")


def _is_of_consumables(signs: Collection[str]) -> bool:
    """Whether a title names machines, or their makers, only as what ink is for."""
    return any(sign.endswith(" by what_it_is_for") for sign in signs) and not any(
        sign.startswith("concept in title: digital/")
        and _speaks_for(sign)
        and "/it_maker " not in sign
        for sign in signs
    )


def _is_of_another_kind(signs: Collection[str]) -> bool:
    """Whether the main code is of another kind and no word of the word lists says otherwise."""
    return any(sign.startswith("main code: CPV ") for sign in signs) and not any(
        sign.startswith(("code digital", "code weakly digital", "concept: ", "product"))
        for sign in signs
    )


def _says_what_is_bought(notice: Notice) -> bool:
    """Whether a text or a code says what is bought.

    Some registers publish no more than the department that buys; then the trade of a supplier
    that the rules know says it.
    """
    texts = (*notice.texts, *(text for lot in notice.lots for text in lot.texts))
    return (
        bool(notice.codes)
        or any(text.field in _OBJECT_FIELDS for text in texts)
        or any(award.title or award.description for award in notice.awards)
    )


def _claimed_words(evidence: NoticeEvidence) -> str | None:
    """Return field and words of a claim that a target makes or may make; None for none."""
    for target in evidence.targets:
        for claim in MODEL_CLAIMS[1:]:
            total = target.total(claim)
            likely = total.probability >= BORDERLINE_FROM or not may_say_no(claim, target.signs)
            if total.answer == "no" or not likely:
                continue
            score = target.scores.get(claim)
            for _, match in score.evidence if score else ():
                return f"{match.text.field}: {match.evidence()[0]}"
            for words in target.quotations(claim):
                return _field_and_words(words)
    return None


def _reason(answer: ScopeAnswer, by_rules: Scope, evidence: NoticeEvidence) -> str:
    """Return the reason of a scope that is not the one of the rules."""
    if answer != "no" and by_rules.digital != "no":
        return (
            _without_contradiction(by_rules.reason, evidence)
            if answer == "yes"
            else by_rules.reason
        )
    if answer != "no":
        words = evidence.whole.weighed_words("digital")
        heaviest = next((text for text in words if text.weight > 0), None)
        return _field_and_words(heaviest) if heaviest else f"code {_first_code(evidence)}"
    against = evidence.whole.heaviest_against("digital")
    return f"{by_rules.reason}{AGAINST}{_field_and_words(against)}" if against else by_rules.reason


def _without_contradiction(reason: str, evidence: NoticeEvidence) -> str:
    """Return the reason of a digital notice with the words for it instead of those against it."""
    code, against, _words = reason.partition(AGAINST)
    quoted = evidence.whole.quotations("digital") if against else ()
    return f"{code}, {_field_and_words(quoted[0])}" if quoted else code


def _field_and_words(words: WeighedWords) -> str:
    return f"{words.read.text.field}: {words.published()[0]}"


def _first_code(evidence: NoticeEvidence) -> str:
    """Return the longest code that speaks for a digital service; "alone" when there is none."""
    prefix = "main code: "
    codes = [s.removeprefix(prefix) for s in evidence.whole.signs if s.startswith(prefix)]
    return f"{max(codes, key=len)} alone" if codes else "alone"

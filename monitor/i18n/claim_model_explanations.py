"""Say what the claim model weighed: the words and signs that spoke for a claim, and against it."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.i18n.catalogue import pgettext
from pipelines.classify.claim_model_evidence import TargetEvidence

MAX_SHOWN = 6  # words, and as many signs
MIN_SHOWN_WEIGHT = 0.1  # weight of what is worth a line


def number(value: float, sign: str = "") -> str:
    """Format a sum or weight with two decimals; ``sign`` "+" shows a plus, too."""
    return format(value, f"{sign}.2f").replace(".", pgettext("decimal sign", "."))


def weighed_lines(claim: str, weighed: TargetEvidence) -> Iterator[str]:
    """Yield the lines of a claim that the model decides: probability, words, signs."""
    total, limits = weighed.total(claim), weighed.model.claims[claim]
    text = pgettext("explain", "= probability {chance} (not said from {unclear}, yes from {yes})")
    yield "    " + text.format(
        chance=number(total.probability),
        unclear=number(limits.unclear_from),
        yes=number(limits.yes_from),
    )
    if total.answer == "no" and total.probability < limits.unclear_from / 2:
        return
    words = [text for text in weighed.weighed_words(claim) if abs(text.weight) >= MIN_SHOWN_WEIGHT]
    for word in words[:MAX_SHOWN]:
        quoted = pgettext("explain", "“{words}”").format(words=word.published()[0])
        yield f"      {number(word.weight, '+')} {quoted}"
    signs = [sign for sign in weighed.weighed_signs(claim) if abs(sign[0]) >= MIN_SHOWN_WEIGHT]
    for weight, sign in signs[:MAX_SHOWN]:
        yield f"      {number(weight, '+')} " + pgettext("explain", "sign {sign}").format(sign=sign)

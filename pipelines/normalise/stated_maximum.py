"""Read from a notice's own words that the amount of an award is the most that it may reach.

Portals without a field for it (Contracts Finder, OCDS) publish such an amount as the value: a
call-off of "up to £60,000,000", under which nothing is guaranteed, was the largest contract of all
samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.model import Award, Notice, replace

LEAST = 1_000  # a shorter number is that of anything
_BEFORE = 60  # characters between the word and the amount
# A number between is what the word is about: "until 31 December, for 60,000".
_END_OF_WHAT_CAME_BEFORE = re.compile(r"\d|[.;!?]\s+(?=[^\W\d_a-zß-ÿ])")
_GAP = r"[\s.,'’\u00a0\u202f]?"
_WORDS = re.compile(
    r"""\b(?:
    maximum|maxim(?:al|aal|um)\w*|up\ to|(?:not|n[ae]ver)\ exceed\w*|no\ more\ than|ceiling
    |plafonn\w*|plafond|au\ plus|jusqu['’]à|(?:dépasser|excéder)
    |höchst\w*|bis\ zu|obergrenze|ten\ hoogste
    |máxim\w*|hasta|até|massim\w*|fino\ a|non\ superiore
    |maksym\w*|maksimi\w*|enintään|enimmäis\w*|högst|højst|høyst|inntil|maximáln\w*|nejvýše
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def with_stated_maxima(notice: Notice) -> Notice:
    """Return the notice; an exact amount that its texts call the most is a ceiling."""
    if not any(award.value_kind == "exact" for award in notice.awards):
        return notice
    return replace(notice, awards=tuple(_checked(award, notice) for award in notice.awards))


def _checked(award: Award, notice: Notice) -> Award:
    money = award.value
    if award.value_kind != "exact" or money is None or award.maximum is not None:
        return award
    if not money.amount.is_finite() or money.amount < LEAST:
        return award
    written = _as_written(money.amount)
    if not any(_is_called_most(text, written) for text in _texts(award, notice)):
        return award
    return replace(award, value_kind="ceiling", maximum=money)


def _texts(award: Award, notice: Notice) -> Iterator[str]:
    """Texts of the whole notice and of the award's lots; those of other lots are not about it."""
    own = [lot for lot in notice.lots if not award.lots or lot.id in award.lots]
    for text in (*notice.texts, *(text for lot in own for text in lot.texts)):
        yield text.text
    if award.description:
        yield award.description


def _as_written(amount: Decimal) -> re.Pattern[str]:
    """Pattern of an amount, however its thousands are parted: 60000000, 60,000,000, 60 000,00."""
    whole, _, cents = f"{amount:f}".partition(".")
    groups = _GAP.join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole))
    decimals = rf"[.,]{cents.rstrip('0')}0?" if cents.strip("0") else r"(?:[.,](?:00?|-))?"
    return re.compile(rf"(?<![\d.,]){groups}{decimals}(?![\d]|[.,]\d)")


def _is_called_most(text: str, written: re.Pattern[str]) -> bool:
    before = (text[max(0, hit.start() - _BEFORE) : hit.start()] for hit in written.finditer(text))
    return any(_WORDS.search(_END_OF_WHAT_CAME_BEFORE.split(words)[-1]) for words in before)

"""Read from a notice's own words that the amount of an award is the most that it may reach.

Portals without a field for it (Contracts Finder, OCDS) publish such an amount as the value: a
call-off of "up to £60,000,000", under which nothing is guaranteed, was the largest contract of all
samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from pipelines.model import Award, Notice, Text, replace

LEAST = 1_000  # a shorter number is that of anything
_BEFORE = 60  # characters between the word and the amount
_NUMBER = re.compile(r"(?<![\d.,])\d[\d\s.,'’]{2,40}")  # of four digits, or of fewer in parts
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
    if not any(_may_be_ceiling(award) for award in notice.awards):
        return notice
    common = _called_most(notice.texts)
    of_lots: dict[str, list[str]] = {}
    for lot in notice.lots:
        of_lots.setdefault(lot.id, []).extend(_called_most(lot.texts))
    awards = tuple(_checked(award, common, of_lots) for award in notice.awards)
    return replace(notice, awards=awards)


def _may_be_ceiling(award: Award) -> bool:
    money = award.value
    if award.value_kind != "exact" or money is None or award.maximum is not None:
        return False
    return money.amount.is_finite() and money.amount >= LEAST


def _checked(award: Award, common: list[str], of_lots: dict[str, list[str]]) -> Award:
    """Return the award, as a ceiling if its amount is called the most.

    Words of other lots are not about it.
    """
    if award.value is None or not _may_be_ceiling(award):
        return award
    own = chain.from_iterable(of_lots.get(lot, ()) for lot in award.lots or of_lots)
    numbers = [*common, *own, *_numbers_called_most(award.description or "")]
    if not numbers or not any(map(_as_written(award.value.amount).match, numbers)):
        return award
    return replace(award, value_kind="ceiling", maximum=award.value)


def _called_most(texts: Iterable[Text]) -> list[str]:
    found = (number for text in texts for number in _numbers_called_most(text.text))
    return list(dict.fromkeys(found))


def _numbers_called_most(text: str) -> Iterator[str]:
    """Yield the numbers of a text that follow a word for the most, with what joins their digits."""
    for number in _NUMBER.finditer(text):
        before = text[max(0, number.start() - _BEFORE) : number.start()]
        if _WORDS.search(_END_OF_WHAT_CAME_BEFORE.split(before)[-1]):
            yield number[0]


def _as_written(amount: Decimal) -> re.Pattern[str]:
    """Pattern of an amount, however its thousands are parted: 60000000, 60,000,000, 60 000,00."""
    whole, _, cents = f"{amount:f}".partition(".")
    groups = _GAP.join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole))
    decimals = rf"[.,]{cents.rstrip('0')}0?" if cents.strip("0") else r"(?:[.,](?:00?|-))?"
    return re.compile(rf"{groups}{decimals}(?![\d]|[.,]\d)")

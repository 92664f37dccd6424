"""Pieces of texts that make a careless search take the square of their length."""

from __future__ import annotations

from pipelines.model import Lot, Notice, Organization, Supplier, Text, replace
from tests.pipelines.notices import award_notice

PIECES = {
    "one word": "cloud ",
    "one word without blanks": "hosting",
    "one letter": "a",
    "a word in capitals": "IT ",
    "capitals": "IT SOC AWS ",
    "a first word of many phrases": "service system support ",
    "a word that wants another": "hébergement d'",
    "a product and its denial": "Microsoft or equivalent ",
    "the same in French": "microsoft ou équivalent ",
    "lots": "lot 3 hébergement ",
    "lots of one product": "lot 7 saas ",
    "a pattern that comes close": "hosting" + "x" * 40 + " of the ",
    "brackets": "((((a|b)*)*)* ",
    "brackets alone": "((((",
    "zero width": "cl\N{ZERO WIDTH SPACE}oud\N{ZERO WIDTH JOINER} ",
    "a letter of another script": "\N{ZERO WIDTH SPACE}\N{CYRILLIC SMALL LETTER ES}loud ",
    "scripts": "хостинг φιλοξενία 云 ホスティング ½ ﬃ İ ",
    "fractions": "½ IT ",
    "a combining mark": "e\N{COMBINING ACUTE ACCENT}",
    "combining marks": "e" + "\N{COMBINING ACUTE ACCENT}" * 20 + " ",
    "marks of addresses": "a@",
    "marks of addresses apart": "@ ",
    "marks of addresses in brackets": "(at)",
    "initials": "M. M. M. ",
    "line ends": "a\n",
}


def hostile_text(piece: str, size: int) -> str:
    """``piece`` again and again, ``size`` characters in all."""
    return (piece * (size // len(piece) + 1))[:size]


def hostile_notice(text: str) -> Notice:
    """A notice with ``text`` as title, name of the supplier and, half of it, words of a lot."""
    lot = Lot(id="LOT-0003", texts=(Text("description", text[: len(text) // 2]),))
    other = replace(lot, id="LOT-0004", texts=())
    notice = award_notice(text, "fr", "FR", Supplier(Organization(text)))
    (award,) = notice.awards
    return replace(notice, lots=(lot, other), awards=(replace(award, lots=(lot.id,)),))

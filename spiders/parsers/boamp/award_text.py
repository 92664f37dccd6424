"""Parse the free text of a national award (``attributionMarche``) where it is unmistakable.

Every buyer's software words it differently.  The wordings below were met in real notices; each is
recognised whole or not at all.  Where a passage names no supplier, several ways of reading one, or
more than one amount, that fact stays out: the text itself is kept with the notice in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.model import Award, Identifier, Money, Organization, Supplier, Vat
from spiders.parsers.boamp import json_tree
from spiders.parsers.boamp.parsed_form import value_kind
from spiders.parsers.ted_export.unique_award_keys import with_unique_keys

_LOT = re.compile(
    r"^[ \t]*lots?[ \t]*(?:n[°ºo.]*|num[ée]ro)?[ \t]*(?P<lot>\d+[A-Za-z]?(?:\.\d+)?)\b[ \t]*"
    r"(?:[-–:.)]|$)[ \t]*",
    re.I | re.M,
)
_CONTRACT = re.compile(
    r"^[ \t]*march[ée] n[°ºo.]*[ \t]*:[ \t]*(?P<number>[^\n]*?)[ \t]*$", re.I | re.M
)
_FAILED = re.compile(r"\binfructueux\b|\binfructueuse\b", re.I)
_DROPPED = re.compile(r"\bsans suite\b", re.I)
_RECEIVED = re.compile(r"nombre d[’']offres re[çc]ues\s*:\s*(\d+)", re.I)
_DECIDED = re.compile(
    r"date d[’']attribution\s*(?:du march[ée]\s*)?:\s*(\d{2}/\d{2}/(?:\d{4}|\d{2}))(?!\d)", re.I
)
_SIGNED = re.compile(
    r"date de (?:conclusion du contrat|signature)\s*:\s*(\d{2}/\d{2}/(?:\d{4}|\d{2}))(?!\d)", re.I
)
_FIGURES = r"(?P<amount>\d(?:[\d. \t\u00a0\u202f]*\d)?(?:,\d{1,2})?)"
_VALUE = re.compile(
    rf"(?P<label>(?:montant|prix|valeur)[^\d\n]*?){_FIGURES}\s*(?P<unit>€|euros?\b|euro\(s\)|eur\b|h\.?t\b|ttc\b)"
    r"[ \t.]*(?P<after>h\.?t\.?\b|ttc\b)?",
    re.I,
)
# Not what the contract is worth: amounts of a year, a part or a tender, estimates, ends of a range.
_SPAN = r"(?:an|mois|jour|semestre|trimestre|p[ée]riode|reconduction|heure|unit[ée])"
_OTHER_AMOUNT = re.compile(
    r"annuel|mensuel|trimestriel|unitaire|estim|pr[ée]visionnel|\boffres?\b.*(?:\bbass|[ée]lev)"
    r"|sous-?trait|tranche|p[ée]riode|reconduction|avance|acompte|avenant|option|variante"
    rf"|p[ée]nalit|garantie|caution|\bpoint\b|\bentre\s*$|(?:/|\bpar) ?{_SPAN}",
    re.I,
)
_OTHER_AMOUNT_BEFORE = re.compile(
    rf"[ \t(]*(?:(?:/|par\b)[ \t]*{_SPAN}|annuel|mensuel"
    r"|(?:à|et|-|–)[ \t]*\d[\d .\u00a0\u202f]*(?:,\d+)?[ \t]*(?:€|eur))",
    re.I,
)
_NO_MINIMUM = re.compile(r"\bsans (?:montant )?mini?(?:mum|mal)?\b", re.I)

# Ways of naming a holder.
_WITH_SIRET = re.compile(r"(?P<name>[^\n:()–]{2,80}?)\s*\((?P<siret>\d{14})\)")
_ADDRESSED = re.compile(r"^[ \t]*(?P<name>[^,\n:]{2,90}),[^\n]*\b\d{5}[ \t]+\S[^\n:]*$", re.M)
_LABELLED = re.compile(
    r"(?:^|\s-\s)[ \t]*(?:nom du titulaire|titulaire(?: retenu| du march[ée])?|attributaires?)"
    r"[ \t]*(?::[ \t]*|[ \t]+)(?P<name>[^\n]+)",
    re.I | re.M,
)
_SITED = re.compile(
    r"^[ \t]*(?P<name>[^\n:]{2,90}?)[ \t]+situ[ée]e?s?[ \t]+à[ \t]+\d{5}\b", re.I | re.M
)
_SENTENCE = re.compile(
    r"(?:attribu[ée]e?s?|notifi[ée]e?s?)(?: le [\d/]+)? (?:à|au|aux) "
    r"(?:l[’']entreprise |la soci[ée]t[ée] |l[’']op[ée]rateur |la |le |l[’'])?:?\s*"
    r"(?P<name>[^\n]+?)(?=\s+-\s|\s+pour\s|\s+qui\s|\s+le\s+\d|\s+\(|,|\.\s|\.$|\n|$)",
    re.I,
)
# a comma or "et" parts members where it follows the mark of one: addresses have commas, too
_MEMBERS = re.compile(r"\s+[/+]\s+|\s*;\s*|(?<=\))\s*(?:,|-|et\b)\s*", re.I)
_LEADER = re.compile(r"\(\s*mandataire\b[^)]*\)", re.I)
_GROUP_WORDS = re.compile(r"^\s*groupement(?:\s+(?:conjoint|solidaire))?\s*:?\s+", re.I)
_WORDINGS = (_WITH_SIRET, _ADDRESSED, _LABELLED, _SITED, _SENTENCE)
_SIRET = re.compile(r"sire[tn]\s*:?\s*(\d(?:[ .\u00a0]?\d){13}|\d(?:[ .\u00a0]?\d){8})(?!\d)", re.I)
_LEAD = re.compile(
    r"^.+\b(?:soci[ée]t[ée]|entreprise(?:\(s\))?|attribu[ée]e?s? à)\s*[:-]?\s+", re.I
)
_NO_NAME = re.compile(
    r"^(?:un|une|des|les?|la|du|de|dans|pour|sur|cet?|cette|\d+ entreprise|montant|prix|date|"
    r"nombre|march[ée]s?|lots?|sous-traitance|renseignements|t[ée]l|dur[ée]e|non|oui|voir|"
    r"tribunal|greffe|cour|comit[ée]|pr[ée]fecture)\b|^\d",
    re.I,
)
_TAIL = re.compile(r"\s+-\s.*$|\s*\(.*$|\s+situ[ée]e?s?\s.*$|\s+pour\s.*$|\s:\s.*$", re.I)


def awards(text: str) -> tuple[Award, ...]:
    """Parse the whole text: one award for each passage that names exactly what it awards."""
    result = [
        award for lot, passage in _passages(text) if (award := _award(passage, lot)) is not None
    ]
    return with_unique_keys(result)


def _passages(text: str) -> Iterator[tuple[str | None, str]]:
    """Cut a text into (lot, passage) at lot headings, then at contract numbers."""
    heads = list(_LOT.finditer(text))
    if not heads:
        yield from ((None, part) for part in _contracts(text))
        return
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield from ((head["lot"], part) for part in _contracts(text[head.end() : end]))


def _contracts(passage: str) -> list[str]:
    """One passage a contract number.  What stands before the first number belongs to it."""
    heads = [head.start() for head in _CONTRACT.finditer(passage)]
    if len(heads) < 2:
        return [passage]
    return [passage[a:b] for a, b in zip([0, *heads[1:]], [*heads[1:], len(passage)], strict=True)]


def _award(passage: str, lot: str | None) -> Award | None:
    holders = _group(passage) or _alone(passage)
    lots = (lot,) if lot else ()
    failed, dropped = _FAILED.search(passage), _DROPPED.search(passage)
    if failed or dropped:
        if holders or (failed and dropped) or not lot:
            return None  # the words may be about another lot
        return Award(key="", lots=lots, status="unsuccessful" if failed else "cancelled")
    if not holders:
        return None
    value, minimum, maximum = _values(passage)
    return Award(
        key="",
        lots=lots,
        status="active",
        decided=json_tree.civil_date(_only(_DECIDED, passage)),
        signed=json_tree.civil_date(_only(_SIGNED, passage)),
        value=value,
        value_kind=value_kind(value, minimum, maximum),
        minimum=minimum,
        maximum=maximum,
        tenders_received=json_tree.integer(_only(_RECEIVED, passage)),
        suppliers=holders,
        contract_number=_only(_CONTRACT, passage) or None,
    )


def _group(passage: str) -> tuple[Supplier, ...]:
    """The members of a group whose leader is marked: ALPHA (mandataire) / BETA.

    Registry numbers stay out: nothing tells whose they are.
    """
    for match in _LABELLED.finditer(passage):
        parts = _MEMBERS.split(match["name"])
        leaders = [bool(_LEADER.search(part)) for part in parts]
        names = [_name(_GROUP_WORDS.sub("", part)) for part in parts]
        if len(parts) > 1 and sum(leaders) == 1 and all(names):
            return tuple(
                Supplier(Organization(name), "main" if leads else "member")
                for name, leads in zip(names, leaders, strict=True)
                if name
            )
    return ()


def _alone(passage: str) -> tuple[Supplier, ...]:
    holder = _holder(passage)
    return (Supplier(holder),) if holder else ()


def _holder(passage: str) -> Organization | None:
    """The one holder that a passage names; None when the wordings find none, or do not agree."""
    names: dict[str, str] = {}
    for wording in _WORDINGS:
        for match in wording.finditer(passage):
            if name := _name(match["name"]):
                names.setdefault(name.casefold(), name)
    if len(names) != 1:
        return None
    numbers = {re.sub(r"\D", "", number) for number in _SIRET.findall(passage)}
    numbers |= {match["siret"] for match in _WITH_SIRET.finditer(passage)}
    ids = (_identifier(numbers.pop()),) if len(numbers) == 1 else ()
    return Organization(next(iter(names.values())), identifiers=ids)


def _name(text: str) -> str | None:
    """Return the name in a passage; None for a sentence in its place."""
    name = _TAIL.sub("", _LEAD.sub("", text.split(",")[0])).strip(" .;-–\t\u00a0")
    sound = 2 <= len(name) <= 90 and len(name.split()) <= 10 and not _NO_NAME.match(name)
    return name if sound else None


def _identifier(number: str) -> Identifier:
    """Nine digits are a SIREN and fourteen a SIRET, whatever the label says."""
    return Identifier("FR-SIRET" if len(number) == 14 else "FR-SIREN", number)


def _only(pattern: re.Pattern[str], passage: str) -> str | None:
    values = set(pattern.findall(passage))
    return values.pop() if len(values) == 1 else None


def _values(passage: str) -> tuple[Money | None, Money | None, Money | None]:
    """Exact value, minimum, maximum: each only when the passage states just one, of the whole."""
    slots: dict[str, dict[tuple[Decimal, Vat], Money | None]] = {"exact": {}, "min": {}, "max": {}}
    for match in _VALUE.finditer(passage):
        figures = json_tree.decimal(match["amount"])
        if figures is None:
            continue
        label = _NO_MINIMUM.sub("", match["label"])
        vat = _vat(label + " " + match["unit"] + " " + (match["after"] or ""))
        is_other = _OTHER_AMOUNT.search(label) or _OTHER_AMOUNT_BEFORE.match(passage, match.end())
        money = None if is_other else Money(figures, "EUR", vat)
        for slot in _slots(label):
            slots[slot][(figures, vat)] = money if len(_slots(label)) == 1 else None
    exact, low, high = (next(iter(s.values())) if len(s) == 1 else None for s in slots.values())
    return exact, low, high


def _slots(label: str) -> list[str]:
    """Return what an amount is called: the minimum, the maximum, both or neither."""
    named = [
        slot
        for slot, word in (("min", r"\bmini?(?:mum|mal)?\b"), ("max", r"\bmaxi?(?:mum|mal)?\b"))
        if re.search(word, label, re.I)
    ]
    return named or ["exact"]


def _vat(text: str) -> Vat:
    excluded, included = re.search(r"\bh\.?t\b", text, re.I), re.search(r"\bttc\b", text, re.I)
    if bool(excluded) == bool(included):
        return "unknown"
    return "excluded" if excluded else "included"

"""Read from a notice's own words that what it awards is a framework agreement.

Forms without a field for it (modifications before eForms, social services, national registers) and
buyers who leave it empty publish what may be ordered under a framework as the value of a contract:
5,500 million pounds for building schools were the largest contract of all samples (298308-2021).
Words that speak of a contract under a framework make it none; so do those of another field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.model import Award, Lot, Notice, Text, replace

FIELDS = ("title", "description")
_STEMS = (
    "framework", "cadre", "rahmen", "marco", "quadro", "raam", "ramow", "rámcov", "ramavtal",
    "ramme", "puite", "cadru", "keret", "okvirn", "рамков", "πλαίσιο",
)  # fmt: skip
_NAME = r"""(?:
    framework\ (?:agreement|contract)s?
    |accords?[-\ ]cadres?
    |\w*-?rahmen(?:vertr[aä]g|vereinbarung)\w*
    |acuerdos?\ marco|acordos?[-\ ]quadro|accord[oi]\ quadro
    |raam(?:overeenkomst|contract)(?:en)?
    |um[oó]w\w*\ ramow\w+|rámcov\w+\ (?:dohod|smlouv|zmluv)\w+
    |ramavtal\w*|ramme(?:avtale|aftale)\w*
    |puite(?:järjestely|sopimu)\w*
    |acord(?:ul)?(?:uri)?[-\ ]cadru|keret(?:megállapodás|szerződés)\w*
    |okvirn\w+\ sporazum\w*|рамков\w+\ споразумени\w+|συμφωνία[-\ ]πλαίσιο
)"""
# A title that begins so, behind its number or the words for concluding one.
_TITLE = re.compile(
    rf"""[\W\d]*(?:\w+\d+\w*\W+)?
    (?:(?:conclusi?o?n|conclusione|establishment|abschlu(?:ss|ß)|celebración|celebração|stipula
       |inngåelse|indgåelse|uzavření|zawarcie|încheierea?|sluiten|aanbesteding|procedura\ aperta)
       \W+(?:\w+\W+){{0,4}}?)?
    {_NAME}(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(
    r"""
    \b(?:le\ présent|cet|l['’])\s?accord[-\ ]cadre
        \ (?:a\ pour\ objet|porte\ sur|concerne|est\b|sera\b)
    |\b(?:est|sera|forme)\ (?:d['’])?un\ accord[-\ ]cadre
    |\baccord[-\ ]cadre\ (?:mono|multi)[-\ ]?attributaires?
    |\bframework(?:\ agreement|\ contract)?\ (?:can|may|will|is\ to)\ be\ (?:used|accessed)\ by
    |\b(?:conclu\w+|establish\w*|enter\w*\ into|award\w*|sett?\w*\ up)\ (?:of\ )?an?
        \ (?:[\w-]+\ ){0,3}framework\ (?:agreement|contract)
    |\bAbschlu(?:ss|ß)\ (?:einer|eines|von|mehrerer)\ (?:\w+\ )?Rahmenver\w+
    |\bRahmenver(?:einbarung|trag)\w*\ (?:ab)?geschlossen
    |\binngå(?:else\ av)?\ (?:en\ )?(?:ny\ )?rammeavtale|\bindgå(?:else\ af)?\ (?:en\ )?rammeaftale
    |\bteckna\ (?:ett\ )?(?:nytt\ )?ramavtal
    |\b(?:celebración|conclusión)\ de(?:l|\ un)?\ acuerdo\ marco
    |\b(?:conclusione|stipula)\ di\ (?:un\ )?accord[oi]\ quadro
    |\bcelebração\ de\ (?:um\ )?acordo[-\ ]quadro|\bsluiten\ van\ een\ raamovereenkomst
    |\bzawarcie\ umowy\ ramowej|\buzavření\ rámcové\ (?:dohody|smlouvy|zmluvy)
    |\bîncheierea?\ (?:unui|de)\ acord(?:uri)?[-\ ]cadru|\bkeretmegállapodás\ (?:meg)?kötése
    |\bсключване\ на\ рамково\ споразумение
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Words for a contract under a framework, or for one that serves it.
_UNDER_ONE = re.compile(
    r"""call[-\ ]?offs?\b|mini[-\ ]?(?:competition|tender)|further\ competition
    |\b(?:under|via|through|using|from|pursuant|within|against)\b
    |subséquent|\ben\ application|\bau\ titre|dans\ le\ cadre|sur\ la\ base|\bissus?\b
    |\bbon\ de\ commande
    |abruf|einzel|\baus\b|gemäß|im\ rahmen\b|auf\ (?:der\ )?(?:basis|grundlage)
    |\bbasad|adhesi|adesion|derivad|attuativ|applicativ|atuativ|nell['’]ambito
    |in\ esecuzione|incarico
    |specifi[ck]\ contract|nadere|binnen|op\ basis\ van|\bavrop|minikonkur|prováděc|realizačn|dílčí
    |na\ základě|subsecvent|în\ baza|w\ ramach|na\ podstawie|wykonawcz|\beseti|keretében|alapján
    |pojedinačn|posamičn|въз\ основа|\bRM\d{3,}""",
    re.IGNORECASE | re.VERBOSE,
)
_END_OF_SENTENCE = re.compile(r"[.;!?]\s|\n")


def with_frameworks_in_words(notice: Notice) -> Notice:
    """Return the notice; an award that its words call a framework is one, its amount an estimate.

    Only where no field says whether it is one, and its amount would be exact.
    """
    if notice.procedure.technique or not any(map(_may_be_one, notice.awards)):
        return notice
    lots: dict[str, list[Lot]] = {}
    for lot in notice.lots:
        lots.setdefault(lot.id, []).append(lot)
    is_whole = _is_called_one(notice.texts)
    awards = tuple(
        replace(award, technique="framework", value_kind="estimate")
        if _may_be_one(award) and _is_one(award, lots, is_whole=is_whole)
        else award
        for award in notice.awards
    )
    return notice if awards == notice.awards else replace(notice, awards=awards)


def _may_be_one(award: Award) -> bool:
    return award.technique is None and award.value_kind == "exact" and award.framework_id is None


def _is_one(award: Award, lots: dict[str, list[Lot]], *, is_whole: bool) -> bool:
    own = [lot for id_ in award.lots for lot in lots.get(id_, ())]
    if any(lot.technique for lot in own) or _UNDER_ONE.search(award.title or ""):
        return False
    return is_whole or any(_is_called_one(lot.texts) for lot in own)


def _is_called_one(texts: Iterable[Text]) -> bool:
    """Whether the title begins with the words for a framework, or a sentence tells of it."""
    return any(
        _names_one(text)
        for text in texts
        if text.field in FIELDS and any(stem in text.text.lower() for stem in _STEMS)
    )


def _names_one(text: Text) -> bool:
    if text.field == "title" and _TITLE.match(text.text):
        return not _UNDER_ONE.search(text.text)
    for found in _SENTENCE.finditer(text.text):
        before = _END_OF_SENTENCE.split(text.text[: found.start()])[-1]
        after = _END_OF_SENTENCE.split(text.text[found.end() :], maxsplit=1)[0]
        if not _UNDER_ONE.search(before + after):
            return True
    return False

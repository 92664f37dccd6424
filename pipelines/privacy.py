"""Notice as read -> the same notice without private persons.

Changes  free text: e-mail addresses, telephone numbers and contact persons become bullets of the
         same length, so that places of evidence stay true.  Suppliers who are natural persons lose
         name, identifiers and place, and their name is bulleted wherever else the notice says it.
         ``contacts`` (names that the document gives as contact persons) is emptied after use.
Keeps    names of organisations, amounts, dates, codes, registry and contract numbers, URLs.
Doubt    a number is a telephone when a word, a prefix or its national shape says so; a supplier who
         may be a person is withheld (``persons``).

Pure and idempotent: bullets match no rule again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec

from pipelines import persons
from pipelines.matching import fold, fold_map
from pipelines.model import Award, Notice, Organization, replace
from pipelines.phones import phone_spans
from pipelines.reference_codes import person_words

MASK = "•"
WITHHELD = "personne physique / natural person"

_EMAIL = re.compile(
    r"[\w.+\-'&%!#/=]*[\w+\-&]\s?[@＠]\s?[\w\-]+(?:\s?\.\s?[\w\-]+)*\s?\.\s?[A-Za-z]{2,}(?![\w])"
    r"|[\w.+\-]+[@＠][\w.\-]+"
    r"|[\w.+\-]+\s*(?:\((?:at|a|arobase|arroba|æt|ät)\)|\[(?:at|a)\]|\{at\}|<at>|_at_)\s*[\w\-]+(?:\s*(?:\.|\(dot\)|\[dot\]|\(punkt\)|\(point\))\s*[\w\-]+)+"
    r"|[\w.+\-]+ (?:at|AT) [\w\-]+ (?:dot|DOT) [\w\-]+(?: (?:dot|DOT) [\w\-]+)*",
    re.I,
)
_EMAIL_MARKS = (
    "@",
    "＠",
    "(at)",
    "[at]",
    "{at}",
    "<at>",
    "_at_",
    "(a)",
    "[a]",
    " dot ",
    "arobase",
    "arroba",
    "(ät)",
)

_CAPITAL_WORD = r"[^\W\d_a-zß-öø-ÿ•][\w'’\-]*\.?"
_NAME = rf"(?P<name>{_CAPITAL_WORD}(?:[ \t\u00a0]{{1,2}}(?:(?:de|van|von|der|den|del|di|da|la|le|ten|ter|zu|af|el|al|dos|du)[ \t]){{0,2}}{_CAPITAL_WORD}){{0,4}})"
_TITLE = (
    r"(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle|Ma[iî]tre|Me|Herrn?|Frau|Fr\.|Hr\.|fr\.|hr\."
    r"|Sig\.(?:ra|na)?|Signora?|Dott\.(?:ssa)?|Dr\.?|dr\.?|Dra\.|Prof\.?|Ing\.?|ing\.|Arch\.?|Geom\.?|Avv\.?|Rag\.?|D\.ª|D\.|D[ñª]a\.?|Don|Doña|Sra?\.?|Señora?"
    r"|Eng\.[ºª]?|Exm[oa]\.?|Dhr\.?|Mevr\.?|Mevrouw|De heer|dhr\.|mevr\.|mw\.|Mw\.|Pani?|pani?|p\.|mgr|Mgr\.?|JUDr\.?|Bc\.?|g\.|г-н|г-жа|инж\.|д-р|κ\.|κα\.?|lic\.|dipl\.-ing\.|Dipl\.-Ing\.|Mag\.|DI)"
)  # fmt: skip
_CONTACT_WORDS = (  # beginnings of words
    "contact", "kontakt", "contatt", "correspond", "interlocut", "référent", "referent", "suivi par", "attn", "att.", "att:",
    "l'attention", "l’attention", "for the attention", "attention:", "attention of", "ansprechpartner", "z.hd", "z. hd", "zu händen", "zuhänden", "sachbearbeiter", "responsab",
    "rup", "r.u.p", "case manager", "project manager", "chargé d", "t.a.v", "k.č", "do rąk", "kapcsolattart", "faksz", "szaktanácsadó",
    "yhteyshenkil", "yhteystie", "lisätie", "persona de", "pessoa de", "osob", "persoană", "persoana", "лице за", "отговор", "υπόψη", "υπεύθυν", "πληροφορίες", "информац",
    "informations", "information", "auskunft", "auskünfte", "bearbeiter", "handläggare", "saksbehandler", "inkoper", "procurement officer", "buyer:",
    "acheteur :", "renseignements", "s'adresser", "directeur", "représent", "vertreten durch", "sent to", "by e-mail", "osoby", "kontaktní", "kontaktná", "vastutav", "kontaktpersona", "atbildīg", "asmuo", "oseba",
)  # fmt: skip
_CONTACT_STARTS: dict[str, list[str]] = {}
for _word in _CONTACT_WORDS:
    _CONTACT_STARTS.setdefault(_word[:3], []).append(_word)
_TITLED = re.compile(rf"(?<![\w•.])(?P<titled>(?:{_TITLE}[ \t\u00a0]{{1,2}})+){_NAME}")
_TITLE_WORDS = frozenset(
    ["M.", "MM.", "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Miss", "Mme", "Mme.", "Mmes", "Mlle", "Mlle.", "Monsieur", "Madame", "Mademoiselle", "Maitre", "Maître", "Me", "Herr", "Herrn", "Frau", "Fr.", "Hr.", "fr.", "hr.", "Sig.", "Sig.ra", "Sig.na", "Signor", "Signora", "Dott.", "Dott.ssa", "Dr", "Dr.", "dr", "dr.", "Dra.", "Prof", "Prof.", "Ing", "Ing.", "ing.", "Arch", "Arch.", "Geom.", "Avv.", "Rag.", "D.", "D.ª", "Dña.", "Dna.", "Dª", "Don", "Doña", "Sr", "Sr.", "Sra", "Sra.", "Señor", "Señora", "Eng.", "Eng.º", "Dhr.", "Dhr", "Mevr.", "Mevr", "Mevrouw", "dhr.", "mevr.", "mw.", "Mw.", "Pan", "Pani", "pan", "pani", "p.", "mgr", "Mgr", "Mgr.", "JUDr", "JUDr.", "Bc.", "g.", "г-н", "г-жа", "инж.", "д-р", "κ.", "κα", "κα.", "lic.", "Mag.", "DI", "Dipl.-Ing."]
)
_NO_PERSON_AFTER_TITLE = frozenset(
    ["le", "la", "les", "l", "president", "presidente", "praesident", "prasident", "directeur", "directrice", "director", "directora", "maire", "mayor", "prefet", "ministre", "minister", "chef", "responsable", "landrat", "landratin", "burgermeister", "burgermeisterin", "bourgmestre", "doyen", "recteur", "gouverneur", "secretary", "secretaire", "general", "the", "der", "die", "das", "bundesminister", "alcalde", "rector", "gerente", "dyrektor", "prezes", "kierownik", "burmistrz", "wojt", "president.", "bricolage"]
)
_STREETS = re.compile(
    r"(?:\b(?:rue|avenue|av|bd|boulevard|place|pl|quai|square|all[ée]e|impasse|chemin|cours|[ée]cole|lyc[ée]e|coll[èe]ge|h[ôo]pital|clinique|groupe scolaire|espace|salle|stade|parc|pont"
    r"|via|viale|piazza|corso|largo|calle|c/|avda|avenida|plaza|paseo|pra[çc]a|rua|ulica|ul|os|plac|aleja|al|stra[ßs]e|platz|weg|ring|allee|schule|gymnasium|stiftung|fondation|institut|institute|university|universit\w+|school|college|hospital|hospice|street|road|house|im)\.?|stra(?:ß|ss)e|imienia|im\.)"
    r"(?:\s+(?:du|de|des|de la|d'|del|della|der|le|la))?\s*$",
    re.I,
)  # fmt: skip


_BREAK = "\n\n\x1f\n\n"  # no rule reaches across


_ADDRESSED = re.compile(
    r"attention|attn|z\. ?hd|zu händen|t\.a\.v|kontakt|contact|\b(?:mme|mlle|monsieur|madame|mrs|ms|herrn?|frau|sig\.ra)\b",
    re.I,
)


class Span(NamedTuple):
    """A place in a text, end excluded; ``kind``: email, phone, contact."""

    start: int
    end: int
    kind: str


def privacy(notice: Notice) -> Notice:
    """Notice as read -> notice that may be published."""
    withheld = _withheld_names(notice)
    clean = _without_persons(notice, withheld) if withheld else notice
    if clean.contacts:
        clean = replace(clean, contacts=())
    strings = tuple(dict.fromkeys(_strings(clean)))
    whole = _BREAK.join(strings)
    names = {*withheld, *_addressees(notice), *_contact_names(notice), *_names_of_addresses(whole)}
    patterns = _patterns(names)
    found = _touched(strings, find_private(whole, notice.languages, patterns))
    if not found and not withheld:
        return clean
    masked: Notice = _masked(clean, found, patterns, notice.languages)
    return replace(masked, awards=_distinct_keys(masked.awards))


def find_private(
    text: str, languages: tuple[str, ...] = (), names: tuple[re.Pattern[str], ...] = ()
) -> list[Span]:
    """Text -> places of e-mail addresses, telephone numbers and contact persons, in order.

    ``languages`` (ISO 639-1, of the notice) widen what counts as a telephone number.
    """
    spans = [Span(*match.span(), "email") for match in _emails(text)]
    spans += [Span(start, end, "phone") for start, end in phone_spans(text, languages)]
    spans += [Span(start, end, "contact") for start, end in _contacts(text, spans)]
    if names:
        spans += [Span(start, end, "contact") for start, end in _named(text, names)]
    return sorted(set(spans))


def _private_in_name(
    name: str, languages: tuple[str, ...], names: tuple[re.Pattern[str], ...]
) -> list[Span]:
    """As ``find_private``, for an organisation's name: "Dr. Oetker GmbH" is not a contact person."""
    spans = find_private(name, languages, names)
    if _ADDRESSED.search(name):
        return spans
    known = set(_named(name, names))
    return [span for span in spans if span.kind != "contact" or (span.start, span.end) in known]


def mask(text: str, spans: Iterable[Span]) -> str:
    """Text -> same length, with every letter, digit and sign of the spans a bullet."""
    out = list(text)
    for start, end, _ in spans:
        out[start:end] = [c if c in "\n\r" else MASK for c in text[start:end]]
    return "".join(out)


# --- what a text gives away --------------------------------------------------------------------


def _touched(strings: tuple[str, ...], spans: list[Span]) -> frozenset[str]:
    """The strings (joined by ``_BREAK``) in which a span lies."""
    starts = list(accumulate((len(string) + len(_BREAK) for string in strings), initial=0))
    return frozenset(
        strings[place]
        for span in spans
        for place in range(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1))
        if place < len(strings)
    )


def _emails(text: str) -> Iterable[re.Match[str]]:
    """Matches of ``_EMAIL``, tried only around its signs: a scan of the whole text is slow."""
    lower = text.lower()
    done = 0
    for place in sorted(_places(lower, _EMAIL_MARKS)):
        if place < done:
            continue
        start = max(done, place - 80)
        while start < place and text[start - 1 : start].isalnum():
            start += 1
        for match in _EMAIL.finditer(text, start, min(len(text), place + 120)):
            yield match
            done = match.end()


def _places(text: str, marks: Iterable[str]) -> Iterable[int]:
    for mark in marks:
        place = text.find(mark)
        while place >= 0:
            yield place
            place = text.find(mark, place + 1)


def _contacts(text: str, known: list[Span]) -> Iterable[tuple[int, int]]:
    """Names behind a title, behind a word such as "contact", or beside an address or telephone."""
    found: list[tuple[int, int]] = []
    found += _titled(text)
    for span in known:
        start, end = max(0, span.start - 90), min(len(text), span.end + 60)
        found += persons.names_in(text, _word_start(text, start), end)
    for place in _contact_places(text):
        found += persons.names_in(text, _word_end(text, place), min(len(text), place + 110))
    return [
        (start, end) for start, end in found if not _STREETS.search(text, max(0, start - 30), start)
    ]


def _contact_places(text: str) -> Iterable[int]:
    """Where a word that announces a person begins."""
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two characters: places would be wrong
        lower = text
    beginnings = {word[:3] for word in set(lower.replace("(", " ").split())}
    words = [
        word for start in beginnings & _CONTACT_STARTS.keys() for word in _CONTACT_STARTS[start]
    ]
    for place in _places(lower, words):
        if not place or not lower[place - 1].isalnum():
            yield place


def _word_start(text: str, place: int) -> int:
    while 0 < place < len(text) and text[place - 1].isalnum():
        place += 1
    return min(place, len(text))


def _word_end(text: str, place: int) -> int:
    while place < len(text) and text[place].isalnum():
        place += 1
    return place


def _titled(text: str) -> Iterable[tuple[int, int]]:
    words = person_words()
    for match in _at_marks(text):
        end = match.start("name")
        for word in re.finditer(r"[^\s]+", match["name"]):
            folded = fold(word[0])
            small = word[0].islower()
            if not small and (not word[0][0].isupper() or folded in words.organisation_word):
                break
            if folded in _NO_PERSON_AFTER_TITLE:
                break
            if not small:
                end = match.start("name") + word.end()
        name = text[match.start("name") : end].rstrip(".,")
        if len(name) > 1 and _surely_title(match["titled"], name):
            yield match.start(), match.start("name") + len(name)


def _at_marks(text: str) -> Iterable[re.Match[str]]:
    """Matches of ``_TITLED``, tried only where a title is written: ten times faster than a scan."""
    marks = _TITLE_WORDS.intersection(text.replace("(", " ").split())
    for place in _places(text, marks):
        if match := _TITLED.match(text, place):
            yield match


def _surely_title(title: str, name: str) -> bool:
    """Short titles are also initials, units and words (Me, Don, D., p.): these need a given name."""
    first = title.split()[0].rstrip(".").lower()
    if first in {
        "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "mr", "mrs", "ms", "miss", "herr", "herrn", "frau", "sig", "signora", "dott", "dottssa", "dr", "dra",
        "prof", "dña", "doña", "sra", "dhr", "mevr", "mevrouw", "pani", "judr", "sr", "señora", "señor", "m", "mm", "г-н", "г-жа", "д-р", "avv", "maître",
    }:  # fmt: skip
        return True
    given = person_words().given
    tokens = fold(name).split()
    return len(tokens) > 1 and any(token in given for token in tokens)


# --- names known for this notice -----------------------------------------------------------------


def _withheld_names(notice: Notice) -> set[str]:
    return {
        supplier.organization.name
        for award in notice.awards
        for supplier in award.suppliers
        if supplier.organization.name != WITHHELD and persons.is_person(supplier.organization)
    }


def _addressees(notice: Notice) -> set[str]:
    """``Transport authority: Jeanne Dupont``: a clerk who signed the buyer's name with her own."""
    parts = (buyer.organization.name.rpartition(":") for buyer in notice.buyers)
    return {tail.strip() for head, _, tail in parts if head and persons.is_person_name(tail)}


def _contact_names(notice: Notice) -> set[str]:
    """Contact persons that the document names, unless the words are also an organisation's."""
    organisations = " | ".join(
        [fold(buyer.organization.name) for buyer in notice.buyers]
        + [fold(s.organization.name) for award in notice.awards for s in award.suppliers]
    )
    words = person_words()
    return {
        name
        for name in notice.contacts
        if (folded := fold(name)) not in organisations
        and len(folded) > 4
        and not any(token in words.organisation_word for token in folded.split())
        and not re.search(r"\d", folded)
        and len(folded.split()) > 1
    }


def _names_of_addresses(text: str) -> set[str]:
    """``jean.dupont@…`` gives away Jean Dupont: words of the local part, if one is a given name."""
    given = person_words().given
    names = set()
    for match in _emails(text):
        parts = re.split(r"[._\-]", re.split(r"[@＠(\[{<\s]", match[0])[0])
        if len(parts) in (2, 3) and all(len(part) > 1 and part.isalpha() for part in parts):
            if any(fold(part) in given for part in parts):
                names.add(" ".join(parts))
    return names


def _patterns(names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Names -> patterns on folded text: in the order given, and turned round."""
    words = person_words()
    patterns = set()
    for name in names:
        tokens = [t for t in fold(name).split() if t not in words.title and len(t) > 1]
        for order in _orders(tokens):
            patterns.add(r"(?<!\w)" + r"\s".join(map(re.escape, order)) + r"(?!\w)")
    return tuple(re.compile(pattern) for pattern in sorted(patterns, key=len, reverse=True))


def _orders(tokens: list[str]) -> Iterable[list[str]]:
    if not tokens or (len(tokens) == 1 and len(tokens[0]) < 4):
        return
    yield tokens
    if 2 <= len(tokens) <= 4:
        for cut in range(1, len(tokens)):
            yield tokens[cut:] + tokens[:cut]


def _named(text: str, names: tuple[re.Pattern[str], ...]) -> Iterable[tuple[int, int]]:
    folded = fold(text)
    places: list[int] | None = None
    for pattern in names:
        for match in pattern.finditer(folded):
            if places is None:
                places = fold_map(text)[1]
            yield places[match.start()], places[match.end() - 1] + 1


# --- rebuilding ------------------------------------------------------------------------------------

# Text that a portal wrote freely.  Everything else is a code, a number, a date or an address of a page.
_FREE = frozenset(
    ["text", "name", "title", "description", "reason", "label", "method_details", "direct_award_reason", "change_reason", "size", "activity", "legal_type", "city", "region", "evidence", "nature"]
)


def _strings(value: Any) -> Iterator[str]:
    """All free text below a struct, in order."""
    free, inner = _fields(type(value))
    for name in free:
        if found := getattr(value, name):
            yield found
    for name in inner:
        found = getattr(value, name)
        if not found:
            continue
        for item in found if type(found) is tuple else (found,):
            if isinstance(item, msgspec.Struct):
                yield from _strings(item)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Class -> names of its free-text fields, names of its fields that hold further structs."""
    infos = msgspec.structs.fields(kind)
    free = tuple(info.name for info in infos if info.name in _FREE and "str" in str(info.type))
    inner = tuple(info.name for info in infos if "pipelines.model" in str(info.type))
    return free, inner


_KEYS = frozenset(("key", "amends"))  # may be made of suppliers' names: names go, numbers stay


def _masked(
    value: Any,
    found: frozenset[str],
    names: tuple[re.Pattern[str], ...],
    languages: tuple[str, ...],
) -> Any:
    """Value -> the same value with the strings ``found`` masked; itself when there are none below."""
    if isinstance(value, tuple):
        items = tuple(_masked(item, found, names, languages) for item in value)
        return value if all(map(_same, items, value)) else items
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for name in value.__struct_fields__:
        inner = getattr(value, name)
        if isinstance(inner, str):
            new: Any = inner
            if name == "name":
                new = (
                    mask(inner, _private_in_name(inner, languages, names))
                    if inner in found
                    else inner
                )
            elif name in _FREE:
                new = (
                    mask(inner, find_private(inner, languages, names)) if inner in found else inner
                )
            elif name in _KEYS and names:
                new = mask(inner, [Span(*span, "contact") for span in _named(inner, names)])
        elif inner and isinstance(inner, tuple | msgspec.Struct):
            new = _masked(inner, found, names, languages)
        else:
            continue
        if not _same(new, inner):
            changed[name] = new
    return replace(value, **changed) if changed else value


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, str) and one == other)


def _without_persons(notice: Notice, names: set[str]) -> Notice:
    awards = tuple(
        replace(
            award,
            suppliers=tuple(
                replace(supplier, organization=_withheld(supplier.organization), vendors=())
                if supplier.organization.name in names
                else supplier
                for supplier in award.suppliers
            ),
        )
        if any(supplier.organization.name in names for supplier in award.suppliers)
        else award
        for award in notice.awards
    )
    return replace(notice, awards=awards)


def _withheld(organization: Organization) -> Organization:
    """What may be said of a person: that it is one, its country, its size."""
    return Organization(
        WITHHELD, country=organization.country, size=organization.size, natural_person=True
    )


def _distinct_keys(awards: tuple[Award, ...]) -> tuple[Award, ...]:
    """Keys made of names may fall together once the names are bullets: number the later ones."""
    met: dict[str, int] = {}
    out = []
    for award in awards:
        met[award.key] = number = met.get(award.key, 0) + 1
        again = number > 1 and MASK in award.key
        out.append(replace(award, key=f"{award.key} {number}") if again else award)
    return tuple(out)

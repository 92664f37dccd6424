"""Find personal data in texts: e-mail addresses, telephone numbers and contact persons.

A contact person is a name after a title (Mme, Herr, г-н), or a given name with surname after a word
such as "contact", "z.Hd." or "FAKSZ", directly after or before what somebody does ("signed by", "–
Pregoeiro"), listed with such a name, or beside an address or telephone number.  Streets and
schools named after a person are not masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from pipelines.privacy import natural_person_detection
from pipelines.privacy.contact_words import read_contact_words
from pipelines.privacy.known_person_names import find_phrases
from pipelines.privacy.name_lexicon import name_lexicon
from pipelines.privacy.organisation_names import has_company_form
from pipelines.privacy.phone_numbers import find_phone_numbers
from pipelines.reference.person_words import load_person_words
from pipelines.text_folding import fold

MASK = "•"
WITHHELD_NAME = "personne physique / natural person"  # in place of a supplier's name

_EMAIL = re.compile(
    # A space may follow a dot by mistake; a capital after it begins the next sentence.
    r"[\w.+\-'&%!#/=]*[\w+\-&]\s?[@＠]\s?[\w\-]+(?:\s?\.(?:\s(?-i:(?=[a-z])))?[\w\-]+)*"
    r"\s?\.(?:\s(?-i:(?=[a-z])))?[A-Za-z]{2,}(?![\w])"
    # Truncated after the @: only with a separator in the name; CU@EP and as@lae are no addresses.
    r"|\w+[.+\-_][\w.+\-]*[@＠][\w\-]+|\w+[@＠][\w\-]+\.[\w.\-]*"
    r"|[\w.+\-]+\s*(?:\((?:at|a|arobase|arroba|æt|ät)\)|\[(?:at|a)\]|\{at\}|<at>|_at_)\s*[\w\-]+(?:\s*(?:\.|\(dot\)|\[dot\]|\(punkt\)|\(point\))\s*[\w\-]+)+"
    r"|[\w.+\-]+ (?:at|AT) [\w\-]+ (?:dot|DOT) [\w\-]+(?: (?:dot|DOT) [\w\-]+)*",
    re.I,
)
_SCANNED_AFTER_MARK = 120
_MAX_AFTER_MARK = 80  # no address has more behind its mark
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
_PARTICLES = r"(?:(?:de|van|von|der|den|del|di|da|la|le|ten|ter|zu|af|el|al|dos|du)[ \t]){0,2}"
_NAME = rf"(?P<name>{_CAPITAL_WORD}(?:[ \t\u00a0]{{1,2}}{_PARTICLES}{_CAPITAL_WORD}){{0,4}})"
_TITLE = (
    r"(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle|Ma[iî]tre|Me|Herrn?|Frau|Fr\.|Hr\.|fr\.|hr\."
    r"|Sig\.(?:ra|na)?|Signora?|Dott\.(?:ssa)?|Dr\.?|dr\.?|Dra\.|Prof\.?|Ing\.?|ing\.|Arch\.?|Geom\.?|Avv\.?|Rag\.?|D\.ª|D\.|D[ñª]a\.?|Don|Doña|Sra?\.?|Señora?"
    r"|Eng\.[ºª]?|Exm[oa]\.?|Dhr\.?|Mevr\.?|Mevrouw|De heer|dhr\.|mevr\.|mw\.|Mw\.|Pani?|pani?"
    r"|p\.|mgr|Mgr\.?|JUDr\.?|Bc\.?|g\.|SIG\.(?:RA|NA)?|DOTT\.(?:SSA)?|ING\.|ARCH\.|AVV\.|GEOM\.|sig\.(?:ra|na)?|dott\.(?:ssa)?|arch\.|avv\.|geom\.|г-н|г-жа|инж\.|д-р|κ\.|κα\.?|lic\.|dipl\.-ing\.|Dipl\.-Ing\.|Mag\.|DI)"
)
# Without a blank after the longer ones: ARCH.JEAN
_AFTER_TITLE = r"(?:[ \t\u00a0]{1,2}|(?<=[A-Za-z]{3}\.)(?=[A-ZÀ-Þ][^\W\d_]{2}))"
MAX_TITLES = 8  # before a name; without a limit a text of nothing else takes hours
_TITLED = re.compile(rf"(?<![\w•.])(?P<titled>(?:{_TITLE}{_AFTER_TITLE}){{1,{MAX_TITLES}}}){_NAME}")


_WORDS = read_contact_words()
_TITLES = frozenset(
    [word + blank for word in _WORDS["title"] for blank in " \t\u00a0"]
    + [word for word in _WORDS["title"] if len(word) > 3 and word[-1] == "."]
)
_MARK_KINDS = [
    *(("email", mark) for mark in _EMAIL_MARKS),
    *((kind, mark) for kind in ("contact", "name_after", "name_before") for mark in _WORDS[kind]),
    *(("title", mark) for mark in sorted({title.lower() for title in _TITLES})),
]
_MARKS = AhoCorasick([mark for _, mark in _MARK_KINDS], implementation=Implementation.DFA)
_NO_PERSON_AFTER_TITLE = frozenset(_WORDS["no_person"])
_SURE_TITLES = frozenset(_WORDS["sure_title"])
_STREET_WORDS = re.compile(
    r"(?:\b(?:rue|avenue|av|bd|boulevard|place|pl|quai|square|all[ée]e|impasse|chemin|cours"
    r"|[ée]cole|lyc[ée]e|coll[èe]ge|h[ôo]pital|clinique|groupe scolaire|espace|salle|stade|parc"
    r"|pont|cr[èe]che|biblioth[èe]que|biblioteca|bibliothek|teatro|th[ée][aâ]tre|museo|mus[ée]e"
    r"|escuela|escola|scuola|colegio|instituto|istituto|universidad|stadion|sala|centre|centro"
    r"|via|viale|piazza|corso|largo|calle|c/|avda|avenida|plaza|paseo|pra[çc]a|rua|ulica|ul|os|plac|aleja|al|stra[ßs]e|platz|weg|ring|allee|schule|gymnasium|stiftung|fondation|institut|institute|university|universit\w+|school|college|hospital|hospice|street|road|house|im)\.?|stra(?:ß|ss)e|imienia|im\.)"
    r"(?:\s+(?:du|de|des|de la|d'|del|della|der|le|la))?\s*[\"“«„‘']?\s*$",
    re.I,
)


_NAME_WORD = rf"(?![AEIOUY][ \t]){_CAPITAL_WORD}"
_SINGLE_NAME = rf"{_NAME_WORD}(?:[ \t\u00a0]{{1,2}}{_PARTICLES}{_NAME_WORD}){{1,5}}"
_NEXT_NAME = re.compile(
    rf"(?:\s*[,;]|\s)\s*(?:(?:[eyi&]|and|et|und|en|og|och|E|Y)\s+)?(?P<name>{_SINGLE_NAME})"
)
_NAME_AND_SIGN = re.compile(rf"(?<!\w)(?P<name>{_SINGLE_NAME})\s*[,(–—-]\s*$")
_TRADE_OF = re.compile(
    r"[\w .&'’-]{2,40}\s(?:DI|di)\s(?P<owner>(?:[\w'’]+\s)?)"
)  # ditta ESEMPIO VERDE DI the owner
_BEHIND_NAME = re.compile(r"\s*[,(–—-]\s*")
_CLAUSE_END = re.compile(r"[,;()\n–—]| - |\.\s")
# Dr Sample Street: what is named after a person
_NAMED_AFTER = re.compile(
    r"\s(?:Street|St\.|Road|Drive|Avenue|Boulevard|Square|Academic|Local|District)\b", re.I
)


class _Marks(NamedTuple):
    """Positions in a text: of e-mail marks, of words that announce a contact person, of the end of
    words directly before a name, of words directly after one, and of titles.
    """

    addresses: list[int]
    contacts: list[int]
    before_names: list[int]
    behind_names: list[int]
    titles: list[int]


class PiiSpan(NamedTuple):
    """A span of a text, end excluded; ``kind``: email, phone, contact."""

    start: int
    end: int
    kind: str


def find_personal_data(
    text: str, languages: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> list[PiiSpan]:
    """Return the spans of e-mail addresses, telephone numbers and contact persons, in order.

    ``languages``  ISO 639-1, of the notice; they widen what counts as a telephone number.
    ``names``      folded phrases (``name_phrases``) of persons known for this notice.
    """
    spans = [PiiSpan(*match.span(), "email") for match in find_emails(text)]
    spans += [PiiSpan(start, end, "phone") for start, end in find_phone_numbers(text, languages)]
    spans += [
        PiiSpan(start, end, "contact") for start, end in _find_contacts(text, spans, languages)
    ]
    if names:
        spans += [PiiSpan(start, end, "contact") for start, end in find_phrases(text, names)]
    return sorted(set(spans))


def mask_spans(text: str, spans: Iterable[PiiSpan]) -> str:
    """Replace every character of the spans by a bullet; length and line breaks stay."""
    characters = list(text)
    for start, end, _ in spans:
        characters[start:end] = [c if c in "\n\r" else MASK for c in text[start:end]]
    return "".join(characters)


@lru_cache(maxsize=2)  # called twice for a text: for spans, and for names in the addresses
def find_emails(text: str) -> tuple[re.Match[str], ...]:
    """Return the matches of ``_EMAIL``.

    Tried only around marks such as ``@``, since a scan of the whole text is slow.
    """
    return tuple(_scan_emails(text))


def _scan_emails(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``_EMAIL`` around each mark.

    A mark whose address would end within a stretch that was scanned already is skipped: a text
    of nothing but marks takes 20 seconds a megabyte otherwise.
    """
    scanned_to = skipped_to = 0
    for position in _find_marks(text).addresses:
        if position < max(scanned_to, skipped_to):
            continue
        end = position + _SCANNED_AFTER_MARK
        skipped_to = end - _MAX_AFTER_MARK
        start = max(scanned_to, position - 80)
        if text[position] in "@＠":  # at most one blank before it: the word there suffices
            before = text[start : max(start, position - 1)]
            start += len(before) - len(before[-1:].strip() and before.rsplit(maxsplit=1)[-1])
        while start < position and text[start - 1 : start].isalnum():
            start += 1
        for match in _EMAIL.finditer(text, start, min(len(text), end)):
            if match.end() == end and match.start() > position:
                skipped_to = match.start()  # cut short here: its own mark finds it whole
                break
            yield match
            scanned_to = match.end()


@lru_cache(maxsize=2)  # called for a text by ``_scan_emails``, titles and ``_find_contacts``
def _find_marks(text: str) -> _Marks:
    """Return the positions of all marks.

    One pass over the text in lower case.  İ is replaced first: its lower case has two characters
    and would shift all positions.
    """
    lower = text.replace("İ", "i").lower()
    places: dict[str, set[int]] = {"email": set(), "contact": set()}
    places |= {"name_after": set(), "name_before": set(), "title": set()}
    for mark, start, end in _MARKS.find_matches_as_indexes(lower, overlapping=True):
        kind = _MARK_KINDS[mark][0]
        if kind != "email" and start and lower[start - 1].isalnum():
            continue
        if kind == "title":
            if text[start:end] in _TITLES:  # capitals count
                places[kind].add(start)
        elif kind != "name_after":
            places[kind].add(start)
        elif not lower[end : end + 1].isalnum():
            places[kind].add(end)
    return _Marks(*map(sorted, places.values()))


def _find_contacts(
    text: str, contact_data: list[PiiSpan], languages: tuple[str, ...]
) -> Iterable[tuple[int, int]]:
    """Return the spans of names after a title or contact word, or beside contact data."""
    spans: list[tuple[int, int]] = []
    spans += _find_titled_names(text, languages)
    for span in contact_data:
        start, end = max(0, span.start - 90), _word_end(text, span.end + 60)
        spans += natural_person_detection.find_person_names(text, _word_start(text, start), end)
    marks = _find_marks(text)
    for position in marks.contacts:
        names = natural_person_detection.find_person_names(
            text, _word_end(text, position), _word_end(text, position + 110)
        )
        spans += names + [more for _, end in names for more in _listed_names(text, end)]
    for position in marks.before_names:
        names = _name_directly_after(text, position)
        spans += names + [more for _, end in names for more in _listed_names(text, end)]
    for position in marks.behind_names:
        spans += _name_directly_before(text, position)
    return [
        (start, end)
        for start, end in spans
        if not _STREET_WORDS.search(text, max(0, start - 30), start)
        and not _NAMED_AFTER.match(text, end)
    ]


def _name_directly_after(text: str, position: int) -> list[tuple[int, int]]:
    """Return the name that stands here, or who owns the business that does; firms are none."""
    while position < len(text) and text[position] in " \t\u00a0:":
        position += 1
    clause = _CLAUSE_END.search(text, position)
    end = min(clause.start() if clause else len(text), position + 90)
    names = natural_person_detection.find_person_names(text, position, _word_end(text, end))[:1]
    if not names or has_company_form(name_lexicon(None), text[position:end]):
        return []
    (start, end), *_ = names
    trade = _TRADE_OF.fullmatch(text, position, start)
    if trade:
        return [(trade.start("owner"), end)]
    return names if start == position else []


def _name_directly_before(text: str, position: int) -> list[tuple[int, int]]:
    """Return the name that ends here, but for a dash, comma or bracket.

    With a known given name or, written in full before the sign, a listed surname.
    """
    if text[max(0, position - 3) : position].rstrip()[-1:] not in tuple(",(–—-"):
        return []  # the usual case
    start = _word_start(text, max(0, position - 70))
    names = natural_person_detection.find_person_names(text, start, position)
    ending = [name for name in names[-1:] if _BEHIND_NAME.fullmatch(text, name[1], position)]
    if not ending and (match := _NAME_AND_SIGN.search(text, start, position)):
        ending = [match.span("name")] if _is_listed_name(match["name"]) else []
    return ending


def _listed_names(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Yield the names that follow one in a list: with a known given name or a listed surname."""
    while match := _NEXT_NAME.match(text, position):
        if not _is_listed_name(match["name"]):
            return
        yield match.span("name")
        position = match.end("name")


def _is_listed_name(name: str) -> bool:
    """Whether a word is a given name or listed surname, and none of organisations."""
    tokens = fold(name).split()
    no_name = load_person_words().organisation_word
    return not _known_names().isdisjoint(tokens) and no_name.isdisjoint(tokens)


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    words = load_person_words()
    return words.given.union(*words.surnames.values())


def _word_start(text: str, position: int) -> int:
    """Move a position forward to the start of a word."""
    while 0 < position < len(text) and text[position - 1].isalnum():
        position += 1
    return min(position, len(text))


def _word_end(text: str, position: int) -> int:
    """Move a position forward to the end of a word."""
    while position < len(text) and text[position].isalnum():
        position += 1
    return min(position, len(text))


def _find_titled_names(text: str, languages: tuple[str, ...]) -> Iterable[tuple[int, int]]:
    """Yield the spans of names with a title before them."""
    words = load_person_words()
    is_french = not languages or "fr" in languages
    is_german = not languages or "de" in languages
    is_italian = not languages or "it" in languages
    for match in _titled_matches(text):
        end = match.start("name")
        for number, word in enumerate(re.finditer(r"[^\s]+", match["name"])):
            if number > 2 and match["name"].isupper():
                break  # in a text of capitals other words follow
            folded = fold(word[0])
            is_lowercase = word[0].islower()
            if not is_lowercase and (not word[0][0].isupper() or folded in words.organisation_word):
                break
            if folded in _NO_PERSON_AFTER_TITLE:
                break
            if not is_lowercase:
                end = match.start("name") + word.end()
        name = text[match.start("name") : end].rstrip(".,")
        if any(_NAMED_AFTER.fullmatch(f" {word}") for word in name.split()[2:]):
            continue
        title = match["titled"].split()[0]
        if title == "DI" and not is_german:
            continue  # Diplom-Ingenieur; in Italian and Malay capitals it is a preposition
        if title == "sig." and not is_italian:
            continue  # a reflexive pronoun at the end of a Danish sentence
        if len(name) > 1 and _is_title(match["titled"], name, is_french):
            yield match.start(), match.start("name") + len(name)


def _titled_matches(text: str) -> Iterable[re.Match[str]]:
    """Yield the matches of ``_TITLED`` at titles only: ten times faster than a scan."""
    for position in _find_marks(text).titles:
        if match := _TITLED.match(text, position):
            yield match


def _is_title(title: str, name: str, monsieur: bool) -> bool:
    """Whether the words before a name are surely a title.

    Short titles are also initials and words (Me, Don, D., p.) and need a given name.  So does M.
    outside French (Instytut … M. Nenckiego).
    """
    first = title.split()[0].rstrip(".").lower()
    if (first not in ("m", "mm") or monsieur) and first in _SURE_TITLES:
        return True
    given_names = load_person_words().given
    tokens = fold(name).split()
    return len(tokens) > 1 and any(token in given_names for token in tokens)


# --- names known for this notice -----------------------------------------------------------------


def names_in_email_addresses(text: str) -> set[str]:
    """Return the names in local parts such as ``jean.dupont@…``."""
    given_names = load_person_words().given
    names = set()
    for match in find_emails(text):
        parts = re.split(r"[._\-]", re.split(r"[@＠(\[{<\s]", match[0])[0])
        words = len(parts) in (2, 3) and all(len(part) > 1 and part.isalpha() for part in parts)
        if words and any(fold(part) in given_names for part in parts):
            names.add(" ".join(parts))
    return names


def is_office(words: Iterable[str]) -> bool:
    """Whether folded words are titles and an office alone: madame la directrice generale."""
    return load_person_words().title.union(_NO_PERSON_AFTER_TITLE).issuperset(words)

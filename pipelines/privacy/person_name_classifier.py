"""Decide by its words whether the name of a supplier is a natural person's.

A name is a person's when it has the mark of a sole trader or a title, says who trades under it, or
is made of given names and surnames: alone, several of them, or beside the words of a trade.  A
legal form, or a word of bodies (hospital, association, partners), makes it an organisation's.
In doubt it is a person's: a company withheld by mistake can still be found in the official notice,
whereas the publication of a person's name cannot be undone.

Source  given names: lists of the Faker project (MIT licence), completed by hand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.reference.normalisation_tables import PersonWords, load_person_words
from pipelines.text_folding import fold

_ARTICLES = ("la", "le", "les", "el", "il", "lo", "los", "las", "l", "the")
_BEFORE_ARTICLE = ("de", "di", "da", "del", "der", "van", "von", "y", "d")
# Where the family name never stands first, unless a comma says so.
_GIVEN_NAME_FIRST = ("AU", "CA", "GB", "GH", "IE", "KE", "NG", "NZ", "UK", "US", "ZA")

# e.V. is a German association; the Hungarian e.v. is a sole trader.
_VEREIN_MARKS, _VEREIN = (" e v ", " ev "), re.compile(r"(?<!\w)e\. ?V\b|(?<!\w)eV(?!\w)")
# Marks that are words, legal forms or preposition elsewhere, and the countries that use them.
_MARKS_OF_COUNTRIES = {
    " s p ": ("SI", "BA", "HR", "ME", "RS"),
    " i i ": ("RO", "MD"),
}
# The person stands before "trading as", and after "Inh." (owner).
_TRADING_AS = re.compile(
    r"[\s(\[,;-](?:t/as?|trading as|d/?b/?a|d\.b\.a\.|o/a|operating as|doing business as"
    r"|exer[cç]ant sous|agissant sous|handelnd unter|h\.?o\.?d\.?n\.?|handelend onder"
    r"|prowadząc[ya] działalność|działając[ya] pod|vykonávajúc[ia] činnosť)[\s:]",
    re.I,
)
_OWNED_BY = re.compile(
    r"(?<!\w)(?:Inh\b\.?|Inhaber(?:in)?\b|v/|vl\.|vlasni(?:k|ca)\b|prop\.|proprietor\b|titolare\b"
    r"|właśc\.|właściciel(?:ka)?\b|maj\.|majitel(?:ka)?\b|indehaver\b|innehavare\b|omistaja\b"
    r"|tulajdonos\b|eigenaar\b|propriétaire\b|titular\b|собственик\b):?\s*",
    re.I,
)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.\s?|\s)){1,3}[^\W\d_][\w'’-]+")  # J. Smith, J P Smith
_AND = re.compile(r"\s(?:and|et|und|y|e|i|és|og|och|ja|și|si|и|і|та|και|oraz|&)\s|\s?[&+]\s?", re.I)
_AND_COMPANY = re.compile(r"(?:&|\s(?:e|et|y|und))\s?(?:C|Co|Cia|Cie|figli|fils|sons)\b\.?", re.I)
_SEPARATOR = re.compile(r"\s[–—-]\s|\s?[,;:|()/\[\]\"„“”«»]\s?")
_ADDRESS_OR_NUMBER = re.compile(
    r"[\s,(](?:ul|al|os|pl|str|via|viale|piazza|rue|calle|c/|av|avda|rua|utca|út|ulica|NIP|REGON"
    r"|PESEL|P\.?\s?IVA|C\.?F|CIF|NIF|DNI|NIT|RUT|RUC|SIRET|SIREN|IČO?|IČ|OIB|ЕИК|ЄДРПОУ|ІПН|VAT)"
    r"\b[^\d]*\d.*$",
    re.I,
)
_VOWEL = re.compile(r"[aeiouyаеиоуыэюяіїєαεηιουω]")


class Word(NamedTuple):
    """A word of a name: as written, folded, and the words in it (Jean-Pierre has two)."""

    written: str
    folded: str
    parts: tuple[str, ...]


@lru_cache(maxsize=4096)  # a company wins many lots
def is_person_name(name: str, *, country: str | None = None, certain_company: bool = False) -> bool:
    """Whether the name of a supplier is, or may be, a person's.

    ``country``          ISO 3166-1 alpha-2: which given names, endings and orders are usual.
    ``certain_company``  a registry number shows that it is a company: only marks and titles count.
    """
    words = load_person_words()
    name = html.unescape(name)
    folded = fold(name)
    if not folded or folded in words.not_a_person:
        return False
    judge = _Judge(words, country)
    company = judge.has_company_form(name)
    if _is_sole_trader(name, folded, company, country, words):
        return True
    if not certain_company and judge.is_run_by_a_person(name, company):
        return True
    if company or judge.names_a_body(folded) or "@" in name:
        return False
    return judge.is_titled(name) if certain_company else judge.is_made_of_persons(name)


class _Judge:
    """Grammar of names with the words of one country."""

    def __init__(self, words: PersonWords, country: str | None) -> None:
        self.words = words
        self.given_here = words.given_by_country.get(country or "", frozenset())
        self.endings = words.surname_endings.get(country or "", ())
        self.given_name_first = country in _GIVEN_NAME_FIRST

    # --- organisations

    def has_company_form(self, name: str) -> bool:
        """Whether the name contains a legal form.

        Anywhere if it has three letters or more, else only at an end or before a separator;
        ``S. A.`` and ``e C. S.N.C.`` are read letter by letter.
        """
        if _AND_COMPANY.search(name):
            return True
        tokens = _join_letters(fold(name).split())
        # Åsa is no ASA: no legal form begins with an accented letter.
        accented = {fold(w) for w in name.split() if w[0] in "ÅÄÖØåäöø"}
        forms = self.words.company_form
        # A.S. Surname: letters at the beginning are initials
        ends = {*tokens[-3:], tokens[0] if not _is_spelt(name) else ""} - self.words.particle
        ends.add(tokens[-1])
        for token in tokens:
            if token.endswith(("gesellschaft", "aktiebolag")):  # of any trade
                return True
            if token in forms and token not in accented and (len(token) >= 3 or token in ends):
                return not (self._is_given_name(token) and token not in ends)
            if len(token) > 3 and token[-3:] in forms and token in _spelt_runs(name):
                return True
        heads = [fold(part).split() for part in _SEPARATOR.split(name)[:-1]]
        return any(head and _join_letters(head)[-1] in forms - accented for head in heads)

    def names_a_body(self, folded: str) -> bool:
        """Whether a word or phrase occurs only in names of bodies and of firms of several."""
        return not self.words.body_word.isdisjoint(folded.split()) or any(
            f" {phrase} " in f" {folded} " for phrase in self.words.body_phrase
        )

    # --- who is behind a business

    def is_run_by_a_person(self, name: str, company: bool) -> bool:
        """Whether a name says which person is behind a business ("trading as", "Inh.")."""
        before = _TRADING_AS.split(name, maxsplit=1)[0]
        if before != name and self._is_person_trading(before.rstrip(" ,;-")):
            return True
        if company:
            return False
        owner = _OWNED_BY.split(name, maxsplit=1)[-1]
        return owner != name and (
            self.is_made_of_persons(owner) or _INITIALS.match(owner) is not None
        )

    def _is_person_trading(self, name: str) -> bool:
        """Whether the name before "trading as" is one or two persons; initials suffice."""
        if not name or self.has_company_form(name):
            return False
        return _INITIALS.fullmatch(name) is not None or any(
            self.is_made_of_persons(part) for part in _AND.split(name)
        )

    # --- names of persons

    def is_titled(self, name: str) -> bool:
        """Whether the name begins with a title and has at most four words after it."""
        tokens = fold(name).split()
        rest = self._without_titles([t for t in tokens if len(t) > 1])
        titled = tokens[0] in self.words.sure_title or name.startswith("M. ")
        return titled and 1 <= len(rest) <= 4 and self._no_organisation(rest)

    def is_made_of_persons(self, name: str) -> bool:
        """Whether a name without legal form is one or several persons', trades beside them."""
        if self.is_titled(name) or self._is_initials_and_surname(name):
            return True
        name = _ADDRESS_OR_NUMBER.sub("", name)
        parts = [part for part in _SEPARATOR.split(name) if fold(part)]
        if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
            return "," in name and self._is_full_name(_words(name), ordered=False)  # Surname, Given
        return any(
            self._is_person_part(part, alone=number == 0) for number, part in enumerate(parts)
        )

    def _is_initials_and_surname(self, name: str) -> bool:
        """Whether a name is initials and a surname ("J. D. Surname").

        Letters before a word are also firms (C S TECNOLOGIA): the ending decides, or in English
        that the word is not in capitals.
        """
        words = _words(name)
        if not _INITIALS.fullmatch(name) or self._runs(words) != [words]:
            return False
        english = self.given_name_first and not name.isupper()
        return english or self._has_surname(words[-1:], 2)

    def _is_person_part(self, part: str, *, alone: bool) -> bool:
        """Whether a part between separators is a person's name, or holds one beside a trade."""
        if re.search(r"[&+]", part):
            shares = _AND.split(part)
            return len(shares) > 1 and all(self._is_full_name(_words(one)) for one in shares)
        shares = _AND.split(part)
        if len(shares) > 1 and all(self._is_full_name(_words(one)) for one in shares):
            return True
        words = _words(part)
        tokens = [token for word in words for token in word.parts]
        if self.is_titled(part) or self._ends_with_titled_name(words):
            return True
        runs = self._runs(words)
        if len(runs) == 1 and len(runs[0]) == len(words):
            return self._is_full_name(words) or self._is_owner_after_di(words)
        if not alone:
            return False
        # In English a full name beside a trade is mostly a firm's, its legal form left out.
        if not self.given_name_first and any(
            self._is_full_name(run, beside_trade=True) for run in self._end_runs(words, runs)
        ):
            return True
        own = not self.words.own_business.isdisjoint(tokens)
        return (own and len(words) <= 8 and any(map(self._is_given, words))) or (
            self._is_owner_after_di(words)
        )

    def _is_full_name(
        self, words: Sequence[Word], *, beside_trade: bool = False, ordered: bool = True
    ) -> bool:
        """Whether words are a given name and surname, or end as surnames of the country do."""
        if self._runs(words) != [list(words)]:
            return False
        names = [w for w in words if self._is_name_part(w)]
        while names and names[0].folded in self.words.title:
            names.pop(0)
        if beside_trade:
            names = [w for w in names if len(w.folded) > 3 or self._is_given(w)]
        if not 2 <= len(names) <= (4 if beside_trade else 5):
            return False
        given = [
            number
            for number, word in enumerate(names)
            if self._is_given(word) and not self._follows_saint_or_article(words, word)
        ]
        if given and ordered and self.given_name_first:
            return given[0] == 0
        # Beside a trade an adjective may end so too (Krakowski Ośrodek): the surname is last.
        return bool(given) or self._has_surname(names[-1:] if beside_trade else names, len(names))

    def _has_surname(self, words: Sequence[Word], of: int) -> bool:
        """Whether a word ends as surnames of the country do; ``of``: words of the whole name."""
        return of <= 4 and any(
            word.folded.endswith(ending) and len(word.folded) >= len(ending) + 2 and of >= least
            for word in words
            for ending, least in self.endings
        )

    def _is_owner_after_di(self, words: Sequence[Word]) -> bool:
        """Whether the name ends in "di" and a person, as Italian businesses of one person do."""
        places = [n for n, word in enumerate(words) if word.folded == "di" and n]
        if not places:
            return False
        owner = words[places[-1] + 1 :]
        names = [word for word in owner if self._is_name_part(word)]
        initial = any(len(word.folded) == 1 for word in owner)
        if self._runs(owner) != [list(owner)] or not names or len(owner) > 4:
            return False
        return (len(names) == 1 and initial) or self._is_full_name(owner)

    def _ends_with_titled_name(self, words: Sequence[Word]) -> bool:
        """Whether a title and a name end the words ("Cabinet medical Dr. …")."""
        for number, word in enumerate(words[1:], start=1):
            after = words[number + 1 :]
            if (
                word.folded not in self.words.sure_title
                or not after
                or self._runs(after) != [list(after)]
            ):
                continue
            # "DR" without a dot may be a directorate
            return len(after) <= 4 and ("." in word.written or any(map(self._is_given, after)))
        return False

    # --- words

    def _runs(self, words: Sequence[Word]) -> list[list[Word]]:
        """Return the runs of words that may be parts of a person's name."""
        runs: list[list[Word]] = [[]]
        for word in words:
            if self._no_organisation(word.parts) and not _is_no_name(word):
                runs[-1].append(word)
            else:
                runs.append([])
        return [run for run in runs if run]

    @staticmethod
    def _end_runs(words: Sequence[Word], runs: list[list[Word]]) -> list[list[Word]]:
        """Return the runs that touch the beginning or the end of the words."""
        return [run for run in runs if run[0] is words[0] or run[-1] is words[-1]]

    def _is_given(self, word: Word) -> bool:
        first = word.parts[0]
        return self._is_given_name(word.folded) or (
            len(word.parts) > 1 and len(first) > 1 and self._is_given_name(first)
        )

    def _is_given_name(self, folded: str) -> bool:
        return folded in self.words.given or folded in self.given_here

    def _is_name_part(self, word: Word) -> bool:
        """Whether a word counts as part of a name: no initial, particle or acronym."""
        return not (
            len(word.folded) == 1
            or all(len(part) == 1 for part in word.parts)
            or word.folded in self.words.particle
            or word.folded in self.words.saint
            or (
                len(word.folded) <= 3 and not self._is_given_name(word.folded) and _is_acronym(word)
            )
        )

    def _follows_saint_or_article(self, words: Sequence[Word], word: Word) -> bool:
        """Whether a saint's or an article's word stands before: Santa Maria, La Victoire."""
        place = next(n for n, one in enumerate(words) if one is word)
        before = words[place - 1].folded if place else ""
        if before in self.words.saint:
            return True
        earlier = words[place - 2].folded if place > 1 else ""
        return before in _ARTICLES and earlier not in _BEFORE_ARTICLE

    def _no_organisation(self, tokens: Sequence[str]) -> bool:
        """Whether no word occurs in names of organisations only."""
        return self.words.organisation_word.isdisjoint(tokens)

    def _without_titles(self, tokens: list[str]) -> list[str]:
        rest = [token for token in tokens if token not in self.words.particle]
        while rest and rest[0] in self.words.title:
            rest.pop(0)
        return rest


def _words(name: str) -> list[Word]:
    """Split a name at blanks; words without letters are dropped.

    A name in small letters throughout is read as one in capitals.
    """
    name = name.upper() if name.islower() else name
    pairs = ((written, fold(written)) for written in name.replace("_", " ").split())
    return [Word(written, folded, tuple(folded.split())) for written, folded in pairs if folded]


def _is_no_name(word: Word) -> bool:
    """Whether a word has digits, or a small first letter though it is no particle."""
    if re.search(r"\d", word.folded):
        return True
    particle = len(word.folded) <= 3 or len(word.parts) > 1  # von, d'Angelo
    return word.written[0].islower() and not particle


def _is_acronym(word: Word) -> bool:
    """Whether a short word is no name: without vowel, or two capitals (GTI, IT)."""
    return word.written.isupper() and (len(word.folded) == 2 or not _VOWEL.search(word.folded))


def _join_letters(tokens: list[str]) -> list[str]:
    """Join letters that stand alone: ``s n c`` is ``snc``."""
    joined: list[str] = []
    single = False
    for token in tokens:
        if len(token) == 1 and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = len(token) == 1
    return joined


def _spelt_runs(name: str) -> set[str]:
    """Join runs of single letters in a name: ``e C. S.N.C.`` becomes ``ecsnc``."""
    tokens = fold(name).split()
    return set(_join_letters(tokens)) - set(tokens)


def _is_spelt(name: str) -> bool:
    """Whether a name begins with two single letters."""
    return all(len(token) == 1 for token in fold(name).split()[:2])


def _is_sole_trader(
    name: str, folded: str, company: bool, country: str | None, words: PersonWords
) -> bool:
    """Whether the name has the mark of a sole trader."""
    padded = f" {folded} "
    for mark in words.sole_trader:
        if mark not in padded or (mark in _VEREIN_MARKS and _VEREIN.search(name)):
            continue
        if country not in _MARKS_OF_COUNTRIES.get(mark, (country,)):
            continue
        if len(mark) <= 6:  # EI, e.K., ЕТ: as an own word at one end, written as an abbreviation
            shown = r"[.:]\s?".join(mark.split())
            if re.search(
                rf"(?:^|[\s(,]){shown}\.?(?:$|[\s),\"„])", name, re.I
            ) and padded.startswith(mark) | padded.endswith(mark):
                return not company or " " in mark.strip()
            continue
        if not company or " " in mark.strip():
            return True
    return False

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
    " ii ": ("LT", "RO", "MD"),
    " eirl ": ("FR",),
}
# Legal forms that are surnames, or marks of sole traders, in a country.
_NO_FORM_IN: dict[str, set[str]] = {"BE": {"vos"}, "NL": {"vos"}, "FR": {"eirl"}}
# Business names of one person, after the person's own.
_BUSINESS_NAMES: dict[str, set[str]] = {
    "GH": {"enterprise", "ventures"},
    "NG": {"enterprise", "ventures"},
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
# J.P.M. van Dijk: where persons sign so; elsewhere such letters are also clubs and firms
_DOTTED_INITIALS = re.compile(
    r"(?:[A-ZÅÄÖØÉ][a-z]?\.[ -]?){1,5}(?:(?:[Vv][ao]n|[Dd]e[rn]?|[Tt]e[rn]?|’t|'t) ){0,3}"
    r"[A-ZÅÄÖØÉŠŽ][a-zà-žß][\w'’]*(?:-[A-Z]\w+)?"
)
_SIGN_WITH_INITIALS = ("NL", "BE", "LU", "DE", "AT", "CH", "DK", "NO", "SE", "FI", "IS", "EE", "LV")
# Зразко О.М., ΥΠΟΔΕΙΓΜΑΣ Ι.: Cyrillic and Greek
_SURNAME_INITIALS = re.compile(r"[Ѐ-ӿ’'ʼ-]{3,} (?:[Ѐ-ӿ]\. ?[Ѐ-ӿ]\.?)|[Ͱ-Ͽἀ-῾]{4,} [Ͱ-Ͽ]\.", re.I)
_LETTERS = re.compile(r"(?:[^\W\d_](?:[. -]+|$)){1,3}")
# A title that is also a word or an acronym, written as an abbreviation.
_DOTTED_TITLE = re.compile(
    r"(?:Dipl\.[- ]?Ing|Ing|Inż|Mgr|Bc|Mag|Avv|Arch|Geom|Rag|Geol|Arq|Lic|Ldo|Lda|Adv|Adw|Av"
    r"|Инж|Арх|Адв)\.\s",
    re.I,
)
# Numbers of persons in names: Italian tax code; Brazilian CPF after, or CNPJ before (MEI).
_TAX_CODE = re.compile(r"\b[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]\b")
_CPF = re.compile(r"\D\d{3}\.?\d{3}\.?\d{3}-?\d\d$")
_MEI = re.compile(r"\d\d\.?\d{3}\.?\d{3}\s(?=\D+$)")
_MICRO = re.compile(r"(?:[A-Z]\.?\s?){1,3}(?:D[AEO]S?\s)?[A-Z]{3,}.*[\s-](?:ME|EPP)\.?", re.I)
_AND = re.compile(
    r"\s(?:and|et|und|y|e|i|és|og|och|ja|și|si|и|і|та|και|oraz|&|or|ou|oder|lub|nebo|alebo|vagy|eller"
    r"|tai|või|vai|arba|ili|или|або)\s|\s?[&+]\s?",
    re.I,
)
_AND_COMPANY = re.compile(r"(?:&|\s(?:e|et|y|und))\s?(?:C|Co|Cia|Cie|figli|fils|sons)\b\.?", re.I)
_SEPARATOR = re.compile(r"\s[–—-]\s|\s?[,;:|()/\[\]\"„“”«»]\s?")
_ADDRESS_OR_NUMBER = re.compile(
    r"[\s,(](?:ul|al|os|pl|str|via|viale|piazza|rue|calle|c/|av|avda|rua|utca|út|ulica|NIP|REGON"
    r"|PESEL|P\.?\s?IVA|C\.?F|CIF|NIF|DNI|NIT|RUT|RUC|SIRET|SIREN|IČO?|IČ|OIB|ЕИК|ЄДРПОУ|ІПН|VAT)"
    r"\b[^\d]*\d.*$",
    re.I,
)
_PLAIN_I = str.maketrans("ÎîĮį", "IiIi")  # Romanian Î.I., Lithuanian IĮ
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
    body = judge.names_a_body(folded)
    if _is_sole_trader(name, folded, company or body, country, words):
        return True
    if not certain_company and judge.is_run_by_a_person(name, company):
        return True
    if company or body or "@" in name:
        return False
    return judge.is_titled(name) if certain_company else judge.is_made_of_persons(name)


class _Judge:
    """Grammar of names with the words of one country."""

    def __init__(self, words: PersonWords, country: str | None) -> None:
        self.words = words
        self.given_here = words.given_by_country.get(country or "", frozenset())
        self.endings = words.surname_endings.get(country or "", ())
        self.given_name_first = country in _GIVEN_NAME_FIRST
        self.country = country
        self.no_form = _NO_FORM_IN.get(country or "", set())

    # --- organisations

    def has_company_form(self, name: str) -> bool:
        """Whether the name contains a legal form.

        Anywhere if it has three letters or more, else only at an end or before a separator;
        ``S. A.`` and ``e C. S.N.C.`` are read letter by letter.
        """
        if _AND_COMPANY.search(name):
            return True
        tokens = _join_letters(fold(name).split())
        # Åsa is no ASA, Sá no S.A.: no legal form begins with an accented letter or ends in á.
        accented = {fold(w) for w in name.split() if w[0] in "ÅÄÖØåäöø" or w[-1] in "áÁ"}
        accented |= self.no_form
        if " ou " in name:  # a conjunction; the Estonian OÜ is written in capitals
            accented.add("ou")
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
        titled = (
            tokens[0] in self.words.sure_title
            or _DOTTED_TITLE.match(name) is not None
            or name.startswith(("M. ", "Me ") if self.country == "FR" else "M. ")
        )
        return titled and 1 <= len(rest) <= 4 and self._no_organisation(rest)

    def is_made_of_persons(self, name: str) -> bool:
        """Whether a name without legal form is one or several persons', trades beside them."""
        if (
            self.is_titled(name)
            or self._is_initials_and_surname(name)
            or self._has_person_number(name)
        ):
            return True
        name = _ADDRESS_OR_NUMBER.sub("", name)
        parts = [part for part in _SEPARATOR.split(name) if fold(part)]
        if len(parts) == 2 and "," in name and self._is_surname_and_given(*parts):
            return True
        if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
            return False
        return any(
            self._is_person_part(part, alone=number == 0) for number, part in enumerate(parts)
        )

    def _is_initials_and_surname(self, name: str) -> bool:
        """Whether a name is initials and a surname ("J. D. Surname").

        Letters before a word are also firms (C S TECNOLOGIA): the ending decides, or in English
        that the word is not in capitals.
        """
        words = _words(name)
        if self._runs(words) != [words]:
            return False
        if self.country in _SIGN_WITH_INITIALS and _DOTTED_INITIALS.fullmatch(name):
            return True
        if _SURNAME_INITIALS.fullmatch(name):
            return True
        if not _INITIALS.fullmatch(name):
            return False
        english = self.given_name_first and not name.isupper()
        return english or self._has_surname(words[-1:], 2)

    def _has_person_number(self, name: str) -> bool:
        """Whether a number in the name, or how it is composed, shows a person's business."""
        if _TAX_CODE.search(name):
            return True
        if self.country != "BR":
            return False
        if _MICRO.fullmatch(name) or _CPF.search(name):
            return True
        after = _MEI.sub("", name)
        return after != name and self._runs(_words(after)) == [_words(after)]

    def _is_surname_and_given(self, before: str, after: str) -> bool:
        """Whether the parts around a comma are surname(s) and given name(s) or initials."""
        surname, given = _words(before), _words(after)
        if len(surname) + len(given) > 6 or self._runs(surname) != [surname]:
            return False
        if _LETTERS.fullmatch(after):
            company = fold(after).replace(" ", "") in ("pc", "pa")  # forms of American law firms
            return not company and len(surname) == 1 and len(before) > 3 and before.isalpha()
        known = self._is_given(given[0]) or (
            len(surname) == len(given) == 1 and self._is_given(surname[0])
        )
        small = any(
            word.written[0].islower() and word.folded not in self.words.particle
            for word in (*surname, *given)
        )
        return known and not small and self._runs(given) == [given]

    def _is_person_part(self, part: str, *, alone: bool) -> bool:
        """Whether a part between separators is a person's name, or holds one beside a trade."""
        shares = _AND.split(part)
        if len(shares) > 1 and self._are_full_names([_words(share) for share in shares]):
            return True
        if re.search(r"[&+]", part):
            return False
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
        names = _BUSINESS_NAMES.get(self.country or "", set())
        if not names.isdisjoint(tokens) and len(runs[0]) > 1 and self._is_given(words[0]):
            return True
        own = not self.words.own_business.isdisjoint(tokens)
        return (own and len(words) <= 8 and any(map(self._is_given, words))) or (
            self._is_owner_after_di(words)
        )

    def _are_full_names(self, shares: Sequence[Sequence[Word]]) -> bool:
        """Whether all are full names; before the last, given names suffice (Jean & Anne Petit)."""
        *others, last = shares
        return self._is_full_name(last) and all(
            self._is_full_name(share) or (len(share) == 1 and self._is_given(share[0]))
            for share in others
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
            middle = len(words) == 3 and len(words[2].folded) == 1  # SURNAME GIVEN M
            return given[0] == 0 or (middle and given == [1])
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
            titled = word.folded in self.words.sure_title or _DOTTED_TITLE.match(word.written + " ")
            if not titled or not after or self._runs(after) != [list(after)]:
                continue
            # "DR" without a dot may be a directorate
            return len(after) <= 4 and ("." in word.written or any(map(self._is_given, after)))
        return False

    # --- words

    def _runs(self, words: Sequence[Word]) -> list[list[Word]]:
        """Return the runs of words that may be parts of a person's name."""
        runs: list[list[Word]] = [[]]
        for number, word in enumerate(words):
            # Mark, Ville: words of firms that are given names in the country, at the beginning
            no_trade = self._no_organisation(word.parts) or (
                number == 0 and word.folded in self.given_here
            )
            small_given = number == 0 and len(words) < 4 and self._is_given_name(word.folded)
            if no_trade and (small_given or not _is_no_name(word)):
                runs[-1].append(word)
            else:
                runs.append([])
        return [run for run in runs if run]

    @staticmethod
    def _end_runs(words: Sequence[Word], runs: list[list[Word]]) -> list[list[Word]]:
        """Return the runs that touch the beginning or the end of the words."""
        return [run for run in runs if run[0] is words[0] or run[-1] is words[-1]]

    def _is_given(self, word: Word) -> bool:
        first, *others = word.parts
        if others and len(first) == 1:  # H.-Dieter
            first = others[0]
        return self._is_given_name(word.folded) or (
            len(word.parts) > 1 and len(first) > 1 and self._is_given_name(first)
        )

    def _is_given_name(self, folded: str) -> bool:
        if self.country == "HU" and len(folded) > 4 and folded.endswith("ne"):  # wife of
            folded = folded.removesuffix("ne")
        return folded in self.words.given or folded in self.given_here

    def _is_name_part(self, word: Word) -> bool:
        """Whether a word counts as part of a name: no initial, particle or acronym."""
        return not (
            len(word.folded) == 1
            or all(len(part) == 1 for part in word.parts)
            or (word.folded in self.words.particle and word.folded not in self.words.given)  # Ben
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
    if not word.written.isupper():
        return False
    return (len(word.folded) == 2 and word.written.isascii()) or not _VOWEL.search(word.folded)


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
            shown = r"[.:/]\s?".join(mark.split())
            if re.search(
                rf"(?:^|[\s(,]){shown}\.?(?:$|[\s),\"„])", name.translate(_PLAIN_I), re.I
            ) and padded.startswith(mark) | padded.endswith(mark):
                return not company or " " in mark.strip()
            continue
        if not company or " " in mark.strip():
            return True
    return False

"""Decide whether an organisation is a natural person, and find names of persons in texts.

A supplier is a person when the document says so, when its number belongs to a register of persons,
when its name has the mark of a sole trader or a title, or when the name consists of given names and
surnames.  In doubt it is a person: a company withheld by mistake can still be found in the official
notice, whereas the publication of a person's name cannot be undone.

Source  given names: lists of the Faker project (MIT licence), completed by hand;
        registers: the numbering rules that python-stdnum documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ro import cnp

from pipelines.model import Organization
from pipelines.reference.normalisation_tables import PersonWords, load_person_words
from pipelines.text_folding import fold

_ITALIAN_PERSON_NUMBER = re.compile(r"[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]$")
_MEXICAN_PERSON_NUMBER = re.compile(r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}$")
_TRADE_WORDS = frozenset(
    [
        "firma",
        "uslugi",
        "uslug",
        "uslugowe",
        "uslugowy",
        "przedsiebiorstwo",
        "zaklad",
        "phu",
        "fhu",
        "pphu",
        "puh",
        "pracownia",
        "kancelaria",
        "gabinet",
        "praktyka",
        "ditta",
        "impresa",
        "studio",
        "avv",
        "geom",
        "arch",
    ]
)
# Other titles (DI, Ing., Fr.) also begin names of companies: after them a given name decides.
_SURE_TITLES = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "mademoiselle",
        "maitre",
        "dr",
        "drs",
        "dra",
        "prof",
        "professor",
        "professeur",
        "docteur",
        "herr",
        "frau",
        "sig",
        "signor",
        "signora",
        "dott",
        "dottssa",
        "sra",
        "dona",
        "senora",
        "senor",
        "dhr",
        "mevr",
        "mevrouw",
        "fru",
        "frk",
        "pani",
    )
)
# e.V. is a German association; the Hungarian e.v. is a sole trader.
_VEREIN_MARKS, _VEREIN = (" e v ", " ev "), re.compile(r"(?<!\w)e\. ?V\b|(?<!\w)eV(?!\w)")
# "Ing. Erika Mustermann – Database consulting": a person, and what she trades in.
_TRADE_AFTER_NAME = re.compile(r"\s[–—-]\s|\s?[,;:|(]")
# The person stands before "trading as", and after "Inh." (owner).
_TRADING_AS = re.compile(
    r"[\s(\[,;-](?:t/as?|trading as|d/?b/?a|d\.b\.a\.|o/a|operating as|doing business as"
    r"|exer[cç]ant sous)[\s:]",
    re.I,
)
_OWNED_BY = re.compile(r"(?<!\w)(?:Inh\b\.?|Inhaber(?:in)?\b):?\s", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.\s?|\s)){1,3}[^\W\d_][\w'’-]+")  # J. Smith, J P Smith
_AND = re.compile(r"\s(?:and|et|und|y|&)\s")
_STATUTORY_COMPANY = re.compile(r"\bHR ?B\b|\bKRS\b", re.I)


def is_person(organization: Organization) -> bool:
    """Whether the name of this organisation must be withheld."""
    if organization.natural_person:
        return True
    country = organization.country or ""
    if any(is_person_number(i.scheme, i.id, country) for i in organization.identifiers):
        return True
    return is_person_name(organization.name, certain_company=_is_company(organization))


def is_person_number(scheme: str, raw: str, country: str) -> bool:
    """Whether a registry number belongs to a person, or is masked (``***12**``)."""
    if "***" in raw:
        return True
    number = re.sub(r"[\s.]", "", raw).upper()
    place = scheme[:2].upper() if re.match(r"[A-Za-z]{2}-", scheme) else country.upper()
    plain = re.sub(r"\W", "", number).removeprefix(place)
    if re.search(
        r"(?:^|[-_ ])(?:CPF|NIE|DNI|CURP|PESEL|CC|CE|PASSPORT|PASAPORTE)$", scheme.upper()
    ):
        return True
    if _ITALIAN_PERSON_NUMBER.match(plain):
        return True
    return place in _PERSON_NUMBER_CHECKS and _PERSON_NUMBER_CHECKS[place](plain, number)


def _passes_check(module: object, number: str) -> bool:
    """Whether the number passes the check of a python-stdnum module."""
    try:
        return bool(module.validate(number))  # type: ignore[attr-defined]
    except ValidationError:
        return False


def _is_swedish_person_number(number: str) -> bool:
    """Whether a Swedish number is a person's, with or without its century.

    A VAT number is a number followed by ``01``.  The third digit of an organisation's number is 2
    or more; in a person's number it belongs to the month.
    """
    if not number.isdigit() or len(number) not in (10, 12):
        return False
    if len(number) == 12 and number[:2] in ("19", "20") and "01" <= number[4:6] <= "12":
        return True
    is_vat = len(number) == 12 and number.endswith("01")
    return (number if is_vat else number[-10:])[2] < "2"


_PERSON_NUMBER_CHECKS: dict[str, Callable[[str, str], bool]] = {
    "ES": lambda n, _: _passes_check(dni, n) or _passes_check(nie, n),
    "PT": lambda n, _: n[:1] in "123" and _passes_check(nif, n),
    "BR": lambda n, _: len(n) == 11 and _passes_check(cpf, n),
    "UA": lambda n, _: len(n) == 10 and n.isdigit(),
    "SE": lambda n, _: _is_swedish_person_number(n),
    "FI": lambda _, n: bool(re.match(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]$", n)),
    "DK": lambda n, raw: bool(re.match(r"\d{6}-\d{4}$", raw)) and n[:2] <= "31",
    "BG": lambda n, _: len(n) == 10 and _passes_check(egn, n),
    "RO": lambda n, _: len(n) == 13 and _passes_check(cnp, n),
    "PL": lambda n, _: len(n) == 11 and _passes_check(pesel, n),
    "CZ": lambda n, raw: bool(re.match(r"(?:CZ)?(?!699)\d{6}/?\d{3,4}$", raw)),
    "SK": lambda _, raw: bool(re.match(r"\d{6}/\d{3,4}$", raw)),
    "EE": lambda n, _: len(n) == 11 and _passes_check(ik, n),
    "LT": lambda n, _: len(n) == 11 and _passes_check(ik, n),
    "LV": lambda _, raw: bool(re.match(r"[0-3]\d{5}-?\d{5}$", raw)) and not raw.startswith("4"),
    "NO": lambda n, _: len(n) == 11 and _passes_check(fodselsnummer, n),
    "MX": lambda n, _: bool(_MEXICAN_PERSON_NUMBER.match(n)),
    "CL": lambda n, _: bool(re.match(r"\d{7,8}[0-9K]$", n)) and int(n[:-1]) < 50_000_000,
    "PE": lambda n, _: len(n) == 11 and n[:2] in ("10", "15"),
    "PY": lambda n, _: bool(re.match(r"\d{6,8}$", n)) and not n.startswith("80"),
    "AR": lambda n, _: len(n) == 11 and n[:2] in ("20", "23", "24", "27"),
}


def _is_company(organization: Organization) -> bool:
    """Whether a number is of a kind that only companies and public bodies have."""
    for identifier in organization.identifiers:
        plain = re.sub(r"\W", "", identifier.id).upper()
        country = (organization.country or identifier.scheme[:2]).upper()
        if identifier.scheme in ("GB-COH", "PL-KRS") or _STATUTORY_COMPANY.search(identifier.id):
            return True
        if country == "ES" and re.match(r"(?:ES)?[ABCDFGHJNPQRSUVW]\d{7}[0-9A-J]$", plain):
            return True
        if country == "PT" and re.match(r"(?:PT)?[569]\d{8}$", plain):
            return True
        if country == "SE" and re.match(r"\d\d[2-9]\d{7}$", plain):
            return True
    return False


@lru_cache(maxsize=4096)  # a company wins many lots
def is_person_name(name: str, *, certain_company: bool = False) -> bool:
    """Whether the name of a supplier is, or may be, a person's.

    ``certain_company``  a registry number shows that it is a company: only marks and titles count.
    """
    words = load_person_words()
    folded = fold(name)
    if not folded or folded in words.not_a_person:
        return False
    tokens = folded.split()
    company = _has_company_form(tokens, words)
    if _is_sole_trader(name, folded, company, words):
        return True
    if not certain_company and _is_run_by_a_person(name, company, words):
        return True
    if company or any(character in name for character in "&@+") or re.search(r"\d", folded):
        return False
    if (head := _TRADE_AFTER_NAME.split(name, maxsplit=1)[0]) != name and is_person_name(
        head, certain_company=certain_company
    ):
        return True
    rest = [token for token in tokens if len(token) > 1 and token not in words.particle]
    titled = tokens[0] in _SURE_TITLES or name.startswith("M. ")
    while rest and rest[0] in words.title:
        rest.pop(0)
    if titled and 1 <= len(rest) <= 4 and not _about_organisations(rest, words):
        return True
    if certain_company or len(rest) < 2:
        return False
    if not any(token in words.given for token in rest):
        return False
    if len(rest) <= 5 and not _about_organisations(rest, words):
        return True
    return any(token in _TRADE_WORDS for token in tokens) and len(rest) <= 8


def _is_run_by_a_person(name: str, company: bool, words: PersonWords) -> bool:
    """Whether a name says which person is behind a business ("trading as", "Inh.")."""
    before = _TRADING_AS.split(name, maxsplit=1)[0]
    if before != name and _is_person_trading(before.rstrip(" ,;-"), words):
        return True
    if company:
        return False
    owner = _OWNED_BY.split(name, maxsplit=1)[-1]
    return owner != name and (is_person_name(owner) or _INITIALS.match(owner) is not None)


def _is_person_trading(name: str, words: PersonWords) -> bool:
    """Whether the name before "trading as" is one or two persons; initials suffice."""
    if not name or _has_company_form(fold(name).split(), words):
        return False
    return _INITIALS.fullmatch(name) is not None or any(map(is_person_name, _AND.split(name)))


def _about_organisations(tokens: list[str], words: PersonWords) -> bool:
    """Whether any word occurs in names of organisations only."""
    return any(token in words.organisation_word for token in tokens)


def _has_company_form(tokens: list[str], words: PersonWords) -> bool:
    """Whether the words contain a legal form.

    Anywhere if it has four letters or more, else only at an end; ``S. A.`` counts as SA.
    """
    joined: list[str] = []
    single = False
    for token in tokens:
        if len(token) == 1 and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = len(token) == 1
    ends = {joined[0], joined[-1], *joined[-2:-1], *joined[-3:-2]} - words.particle | {joined[-1]}
    return any(
        token.endswith("gesellschaft")  # of any trade: Planungsgesellschaft
        or (token in words.company_form and (len(token) >= 4 or token in ends))
        for token in joined
    )


def _is_sole_trader(name: str, folded: str, company: bool, words: PersonWords) -> bool:
    """Whether the name has the mark of a sole trader."""
    padded = f" {folded} "
    for mark in words.sole_trader:
        if mark not in padded or (mark in _VEREIN_MARKS and _VEREIN.search(name)):
            continue
        if len(mark) <= 6:  # EI, e.K., ЕТ: as an own word at one end, written as an abbreviation
            shown = mark.strip().replace(" ", ".")
            if re.search(rf"(?:^|[\s(,]){re.escape(shown)}\.?(?:$|[\s),\"„])", name, re.I) and (
                padded.startswith(mark) or padded.endswith(mark)
            ):
                return not company or " " in mark.strip()
            continue
        if not company or " " in mark.strip():
            return True
    return False


_WORD = re.compile(r"[^\W\d_][\w'’\-]*\.?")
_BLANKS = re.compile(r"[ \t\u00a0]{1,3}")
_folded_word = lru_cache(maxsize=4096)(fold)  # the same words occur in many notices


def find_person_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of given name and surname(s) in a part of a text.

    In either order, all words capitalised.
    """
    words = load_person_words()
    if not any(
        word[0].isupper() and _folded_word(word) in words.given
        for word in _WORD.findall(text, start, end)
    ):
        return []  # the usual case
    spans: list[tuple[int, int]] = []
    words_run: list[re.Match[str]] = []
    for match in _WORD.finditer(text[start:end]):
        is_run_broken = words_run and not _BLANKS.fullmatch(
            text, start + words_run[-1].end(), start + match.start()
        )
        is_name_part = (
            match[0][0].isupper() and _folded_word(match[0]) not in words.organisation_word
        )
        if is_run_broken or not is_name_part:
            _end_run(words_run, words, spans, start)
            words_run = []
        if is_name_part:
            words_run.append(match)
    _end_run(words_run, words, spans, start)
    return spans


def _end_run(
    run: list[re.Match[str]], words: PersonWords, spans: list[tuple[int, int]], offset: int
) -> None:
    """Add the name in a run of capitalised words to ``spans``, if there is one."""
    if len(run) < 2:
        return
    given_places = [i for i, match in enumerate(run) if _folded_word(match[0]) in words.given]
    if not given_places:
        return
    first = given_places[0] if given_places[0] < len(run) - 1 else max(0, given_places[0] - 1)
    last = min(len(run) - 1, first + 3)
    spans.append((offset + run[first].start(), offset + run[last].end()))

"""Decide by its words whether the name of a supplier is a natural person's.

A name is a person's when it has the mark of a sole trader or a title, says who trades under it, or
is made of given names and surnames: alone, several of them, or beside the words of a trade.  A
legal form, or a word of bodies (hospital, association, partners), makes it an organisation's.
In doubt it is a person's: a company withheld by mistake can still be found in the official notice,
whereas the publication of a person's name cannot be undone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

from pipelines.privacy.full_names import (
    INITIALS,
    are_full_names,
    ends_with_titled_name,
    is_full_name,
    is_initialed_business,
    is_initials_and_surname,
    is_practice_and_surname,
    is_profession_and_name,
    is_single_name,
    is_surname_and_given,
    is_titled,
)
from pipelines.privacy.name_lexicon import (
    NameLexicon,
    Word,
    is_acronym,
    name_lexicon,
    split_words,
)
from pipelines.privacy.organisation_names import SEPARATOR, has_company_form, names_a_body
from pipelines.privacy.sole_trader_marks import has_sole_trader_mark
from pipelines.text_folding import fold

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
    r"|by\b|ved\b|tulajdonos\b|eigenaar\b|propriétaire\b|titular\b|собственик\b):?\s*",
    re.I,
)
# Numbers of persons in names: Italian tax code; Brazilian CPF after, or CNPJ before (MEI).
_TAX_CODE = re.compile(r"\b[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]\b")
_CPF = re.compile(r"\D\d{3}\.?\d{3}\.?\d{3}-?\d\d$")
_MEI = re.compile(r"\d\d\.?\d{3}\.?\d{3}\s*(?=\D+$)")
# Identity card of Colombia and others instead of a name, with or without its check digit
_IDENTITY_NUMBER = re.compile(r"\d{6,8}|1\d{9}(?: \d)?")
_MICRO = re.compile(r"(?:[A-Z]\.?\s?){1,3}(?:D[AEO]S?\s)?[A-Z]{3,}.*[\s-](?:ME|EPP)\.?", re.I)
_AND = re.compile(
    r"\s(?:and|et|und|y|e|i|és|og|och|ja|și|si|и|і|та|και|oraz|&|or|ou|oder|lub|nebo|alebo|vagy|eller"
    r"|tai|või|vai|arba|ili|или|або)\s|\s?[&+]\s?",
    re.I,
)
_EMAIL = re.compile(r"@\w+\.\w|@$")
_GLUED_TITLE = re.compile(r"\b(arch|ing|dott|dr|geom|avv|rag|geol|prof)\.(?=[^\W\d_]{3})", re.I)
_GLUED_BRAND = re.compile(
    r"\b(?!SAINT|SANKT)([A-ZÀ-Þ]{3,})-(?=[A-ZÀ-Þ][a-zß-ÿ]{2})"
)  # EXEMPLE-Marie Exemple
_GLUED_TRADE = re.compile(r"(?<=[^\W\d_])-([^\W\d_]{5,})$")  # Ján Vzor-Autodoprava
# What a supplier is in a group of several, or won in a competition: it names no body.
_ROLE = re.compile(
    r"^(?:(?:\d\.|I{1,3}|IV)\s+(?:Preis|prix|nagroda)|Wyróżnienie|Anerkennung|GME)\b\s*[:–—-]?"
    r"|\b(?:lider|partner|członek|uczestnik)\s+konsorcjum\b\s*[:–—-]?"
    r"|\bkonsorcjum(?:\s+firm)?(?:\s+rep(?:\.|rezentowane\s+przez\s+lidera))?\s*(?::|(?<=rep\.))"
    r"|\b(?:mandataire|co-?traitant|sous-traitant)(?:\s+du\s+groupement)?\b"
    r"|^groupement(?:\s+(?:conjoint|momentané|solidaire))*\b(?=.*(?:\(mandataire\)|\s/\s))",
    re.I,
)
_ROLE_HINT = re.compile(
    r"onsorcjum|^groupement|traitant|mandataire|^\d\.|nagroda|^Wyr|^Anerk|^GME", re.I
)
_SEMICOLON = re.compile(r"(?<![&1]);\s")  # elsewhere what is left of an entity (&amp;)
# A firm and, behind a dash, stroke, comma or bracket, who leads it
_FIRM_AND_MORE = re.compile(
    r"(?P<firm>.+\S)(?:\s*[–—/-]\s+|\s+[–—/-]\s*|,\s*|\s*\()(?P<behind>[^,()/]{5,50}?)\s*\)?"
)
_CARE_OF = re.compile(r"(?P<firm>.+[^\s,])[\s,]+c/o\s+(?P<behind>[^,()/]{5,50})", re.I)
_SEPARATED = re.compile(r"[–—/,(]|-\s|\s-")
_LISTED = re.compile(r"\s?,\s|\s[–—]\s|\s?-\s")
_BRAND = re.compile(r"\s*\([^()]*\)$")  # Sample, Jane (SAMPLE CATERING)
_ABSTRACT_ENDINGS = ("zione", "mento", "ita", "enza", "ismo")  # Italian; of no surname
# A partnership of persons, whom it names after the mark.
_SPOLKA_CYWILNA = re.compile(r"\bs\. ?c\.?\s+(?=\w)", re.I)
_ADDRESS_OR_NUMBER = re.compile(
    r"\s+con sede\b.*$|-(?:via|viale|piazza)\s.*$"
    r"|[\s,(](?:ul|al|os|pl|str|via|viale|piazza|rue|calle|c/|av|avda|rua|utca|út|ulica|NIP|REGON"
    r"|PESEL|P\.?\s?IVA|C\.?F|CIF|NIF|DNI|NIT|RUT|RUC|SIRET|SIREN|IČO?|IČ|OIB|ЕИК|ЄДРПОУ|ІПН|VAT)"
    r"\b[^\d]*\d.*$",
    re.I,
)


@lru_cache(maxsize=4096)  # a company wins many lots
def is_person_name(name: str, *, country: str | None = None, certain_company: bool = False) -> bool:
    """Whether the name of a supplier is, or may be, a person's.

    ``country``          ISO 3166-1 alpha-2: which given names, endings and orders are usual.
    ``certain_company``  a registry number shows that it is a company: only marks and titles count.
    """
    lexicon = name_lexicon(country)
    name = _GLUED_TITLE.sub(r"\1. ", html.unescape(name))
    if "-" in name:
        name = _GLUED_BRAND.sub(r"\1 - ", name)
        trade = _GLUED_TRADE.search(name)
        if trade and fold(trade[1]) in lexicon.words.organisation_word:
            name = f"{name[: trade.start()]} - {trade[1]}"
    if _ROLE_HINT.search(name):  # seldom
        name = _ROLE.sub("", name)
    for written, read in lexicon.customs.spelling_of_titles:
        name = written.sub(read, name)
    folded = fold(name)
    if not folded or folded in lexicon.words.not_a_person:
        return False
    company = has_company_form(lexicon, name)
    body = names_a_body(lexicon, folded) and names_a_body(  # and not by its address
        lexicon, fold(_ADDRESS_OR_NUMBER.sub("", name))
    )
    if has_sole_trader_mark(lexicon, name, folded, company or body):
        return True
    if not certain_company and _is_run_by_a_person(lexicon, name, company):
        return True
    if body and not company and _is_named_as_a_body(lexicon, name):
        return not certain_company
    if company or body or _EMAIL.search(name):
        return not certain_company and (
            _lists_a_person(lexicon, name) or (not company and _names_associates(lexicon, name))
        )
    return is_titled(lexicon, name) if certain_company else _is_made_of_persons(lexicon, name)


@lru_cache(maxsize=4096)
def split_off_director(name: str, *, country: str | None = None) -> tuple[str, str] | None:
    """Return firm and person of a name such as "Wzór Sp. z o.o. - Jan Przykładowy", else None."""
    if not _SEPARATED.search(name):
        return None
    care_of = _CARE_OF.fullmatch(name)
    match = care_of or _FIRM_AND_MORE.fullmatch(name)
    if match is None:
        return None
    lexicon = name_lexicon(country)
    firm, person = match["firm"], match["behind"]
    words = split_words(firm)
    is_firm = len(words) > 1 and any(lexicon.are_form(words[-count:]) for count in (1, 2, 3))
    if not is_firm or names_a_body(lexicon, fold(person)) or has_company_form(lexicon, person):
        return None
    is_named = (
        _is_known_name(lexicon, person)
        or is_titled(lexicon, person)
        or (care_of is not None and _may_be_a_name(lexicon, person))
    )
    return (firm, person) if is_named and not is_person_name(firm, country=country) else None


def _may_be_a_name(lexicon: NameLexicon, part: str) -> bool:
    """Whether two to four words with capitals could be a name that no table has."""
    words = split_words(part)
    folded = {word.folded for word in words}
    return (
        2 <= len(words) <= 4
        and all(word.written[0].isupper() for word in words)
        and fold(part) not in lexicon.words.not_a_person
        and folded.isdisjoint(lexicon.words.organisation_word)
    )


def _is_run_by_a_person(lexicon: NameLexicon, name: str, company: bool) -> bool:
    """Whether a name says which person is behind a business ("trading as", "Inh.")."""
    before = _TRADING_AS.split(name, maxsplit=1)[0]
    if before != name and _is_person_trading(lexicon, before.rstrip(" ,;-")):
        return True
    if company:
        return False
    owner = _OWNED_BY.split(name, maxsplit=1)[-1]
    return owner != name and (
        _is_made_of_persons(lexicon, owner) or INITIALS.match(owner) is not None
    )


def _is_named_as_a_body(lexicon: NameLexicon, name: str) -> bool:
    """Whether a surname that is elsewhere a word of bodies stands beside a given name."""
    words = split_words(name)
    others = [word for word in words if word.folded not in lexicon.customs.surname_bodies]
    return len(others) < len(words) <= 4 and (
        any(map(lexicon.is_given, others)) and lexicon.runs(others) == [others]
    )


def _is_person_trading(lexicon: NameLexicon, name: str) -> bool:
    """Whether the name before "trading as" is one or two persons; initials suffice."""
    if not name or has_company_form(lexicon, name):
        return False
    return INITIALS.fullmatch(name) is not None or any(
        _is_made_of_persons(lexicon, part) for part in _AND.split(name)
    )


def _lists_a_person(lexicon: NameLexicon, name: str) -> bool:
    """Whether a person stands beside the firms of a list ("Wzór Sp. z o.o., Jan Przykładowy").

    Between commas or dashes a full name with a known given name counts, unless the firm itself is
    called by it ("Jean Exemple, S.A.", "Esempi Anna, Esempi Ugo & C. S.n.c.") or it alone stands
    behind a firm, whose director it may be.
    """
    if ";" in name:
        suppliers = [part.strip() for part in _SEMICOLON.split(name) if fold(part)]
        if len(suppliers) > 1:
            return any(is_person_name(supplier, country=lexicon.country) for supplier in suppliers)
    parts = [part for part in _LISTED.split(name) if " " in part]
    persons = [part for part in parts if _is_known_name(lexicon, part)]
    titled = name.startswith(lexicon.customs.abbreviated_titles)
    if len(parts) < 2 or not (persons or titled):
        return False  # the usual case
    parts = [part for part in _LISTED.split(_ADDRESS_OR_NUMBER.sub("", name)) if fold(part)]
    firms = [has_company_form(lexicon, part) for part in parts]
    if not any(firms):
        return titled and is_titled(lexicon, parts[0])
    if not all(_is_whole_firm(lexicon, *part) for part in compress(enumerate(parts), firms)):
        return False
    persons = [
        part
        for part, firm in zip(parts, firms, strict=True)
        if part in persons and not firm and not names_a_body(lexicon, fold(part))
    ]
    titles = any(split_words(person)[0].folded in lexicon.words.title for person in persons)
    return titles or len(persons) > 1 or parts[0] in persons


def _names_associates(lexicon: NameLexicon, name: str) -> bool:
    """Whether several associated professionals stand with their full names ("Studio associato").

    One name beside "associati" is how many a larger firm is called.
    """
    if not lexicon.customs.associates or not lexicon.customs.associates.search(name):
        return False
    parts = [part for piece in SEPARATOR.split(name) for part in _AND.split(piece)]
    runs = [run for part in parts for run in lexicon.runs(split_words(part))]
    return sum(any(map(lexicon.is_given, run)) and is_full_name(lexicon, run) for run in runs) > 1


def _is_whole_firm(lexicon: NameLexicon, index: int, part: str) -> bool:
    """Whether a part is a firm and its legal form, no continuation of the part before.

    Continuations are a form or one word with it, the last of several partners, a firm that names
    its partners after the form, and what a firm does (Joana Amostra - Gestão Hoteleira S.A.).
    """
    words = split_words(part)
    if index and lexicon.customs.object_after_name and not lexicon.no_organisation(words[0].parts):
        return False
    name_words = [word for word in words if len(word.folded) > 3 and not lexicon.are_form([word])]
    return (
        len(name_words) > (index > 0)
        and any(lexicon.are_form(words[-count:]) for count in (1, 2, 3))
        and not _AND.search(part)
        and not any(_is_known_name(lexicon, " ".join(part.split()[:n])) for n in (2, 3))
    )


def _is_known_name(lexicon: NameLexicon, part: str) -> bool:
    """Whether a part is a full name whose given name a table has, each word with a capital."""
    if not 1 <= part.count(" ") <= 3 or part.islower():
        return False
    words = split_words(part)
    return (
        any(map(lexicon.is_given, words))
        and is_full_name(lexicon, words)
        and not any(is_acronym(w) or w.written[0].islower() for w in words if len(w.folded) > 3)
    )


def _is_made_of_persons(lexicon: NameLexicon, name: str) -> bool:
    """Whether a name without legal form is one or several persons', trades beside them."""
    if not fold(name):  # what follows "Inh." in "Beispiel, Inh. -"
        return False
    if (
        is_titled(lexicon, name)
        or is_initials_and_surname(lexicon, name)
        or is_profession_and_name(lexicon, name)
        or is_practice_and_surname(lexicon, name)
        or is_single_name(lexicon, name)
        or is_initialed_business(lexicon, name)
        or _has_person_number(lexicon, name)
    ):
        return True
    name = _ADDRESS_OR_NUMBER.sub("", name)
    parts = [part for part in SEPARATOR.split(name) if fold(part)]
    if "," in name:
        bare = SEPARATOR.split(_BRAND.sub("", name))
        surname_given = [part for part in bare if fold(part)]
        if len(surname_given) == 2 and is_surname_and_given(lexicon, *surname_given):
            return True
    if len(parts) > 1 and all(is_initials_and_surname(lexicon, part) for part in parts):
        return True
    if lexicon.customs.partners_after_sc and _names_partners(lexicon, name):
        return True
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
        return False
    return any(
        _is_person_part(lexicon, part, alone=number == 0) for number, part in enumerate(parts)
    )


def _names_partners(lexicon: NameLexicon, name: str) -> bool:
    """Whether persons stand after "s.c.", a partnership ("Wzór s.c. J. Wzór, A. Próba")."""
    _, *partners = _SPOLKA_CYWILNA.split(name, maxsplit=1)
    return any(
        INITIALS.fullmatch(share) is not None or is_full_name(lexicon, split_words(share))
        for partner in partners
        for part in SEPARATOR.split(partner)
        for share in _AND.split(part)
    )


def _has_person_number(lexicon: NameLexicon, name: str) -> bool:
    """Whether a number in the name, or how it is composed, shows a person's business."""
    if _TAX_CODE.search(name):
        return True
    if lexicon.customs.two_surnames and _IDENTITY_NUMBER.fullmatch(name):
        return True
    if not lexicon.customs.number_beside_name:
        return False
    if _MICRO.fullmatch(name) or _CPF.search(name):
        return True
    return _MEI.match(name) is not None


def _is_person_part(lexicon: NameLexicon, part: str, *, alone: bool) -> bool:
    """Whether a part between separators is a person's name, or holds one beside a trade."""
    shares = _AND.split(part)
    if len(shares) > 1 and are_full_names(lexicon, [split_words(share) for share in shares]):
        return True
    words = split_words(part)
    if _is_owner_after_di(lexicon, words) or ends_with_titled_name(lexicon, words):
        return True
    first = split_words(shares[0])  # of several owners
    if len(shares) > 1 and any(map(lexicon.is_given, first)) and _is_owner_after_di(lexicon, first):
        return True
    if re.search(r"[&+]", part):
        return False
    tokens = [token for word in words for token in word.parts]
    if is_titled(lexicon, part):
        return True
    runs = lexicon.runs(words)
    if len(runs) == 1 and len(runs[0]) == len(words):
        return is_full_name(lexicon, words) or (alone and _ends_in_name(lexicon, words))
    if not alone:
        return _ends_in_name(lexicon, words, least=4)
    # In English a full name beside a trade is mostly a firm's, its legal form left out.
    if not lexicon.customs.given_name_first and any(
        is_full_name(lexicon, run, beside_trade=True) for run in _end_runs(words, runs)
    ):
        return True
    if (
        not lexicon.customs.business_names.isdisjoint(tokens)
        and len(runs[0]) > 1
        and lexicon.is_given(words[0])
    ):
        return True
    has_own_business = not lexicon.words.own_business.isdisjoint(tokens)
    return has_own_business and len(words) <= 8 and any(map(lexicon.is_given, words))


def _is_owner_after_di(lexicon: NameLexicon, words: Sequence[Word]) -> bool:
    """Whether the name ends in "di" and a person, as Italian businesses of one person do."""
    owner_words = lexicon.customs.owner_words
    places = [n for n, word in enumerate(words) if word.parts[-1] in owner_words and n]
    if not places:
        return False
    owner = words[places[-1] + 1 :]
    if all(w.written.islower() for w in owner if w.folded not in lexicon.words.title):
        owner = split_words(" ".join(word.written for word in owner).lower())
    if (
        len(owner) > 2
        and lexicon.runs(owner)[:1] == [list(owner[:2])]
        and is_full_name(lexicon, owner[:2])
        and owner[0].folded not in lexicon.words.saint
    ):
        return True  # an address follows, or a trade
    names = [word for word in owner if lexicon.is_name_part(word)]
    initial = any(len(part) == 1 for word in owner for part in word.parts)  # D. or D.Esempi
    if len(owner) == 2 and owner[0].written[0].isupper() and lexicon.is_given(owner[1]):
        return True  # also where the family is called as a trade is: di Fiori Anna
    if lexicon.runs(owner) != [list(owner)] or not names or len(owner) > 4:
        return False
    before = {word.folded for word in words[: places[-1]]}
    # FORNO ESEMPI DI ESEMPI LEONELLO: the family is in the name of the business, too
    is_name = len(names) in (2, 3) and not before.isdisjoint(word.folded for word in names)
    if (len(names) == 1 and initial) or is_name or is_full_name(lexicon, owner):
        return True
    if not lexicon.customs.unknown_owner:
        return False
    # Names that no table has (di Xyz Abcd), or a surname alone; places have one word or begin so
    unknown = len(names) == len(owner) == 2 and not any(
        len(word.folded) < 3 or word.folded.endswith(_ABSTRACT_ENDINGS) for word in names
    )
    return unknown or (len(names) == 1 and lexicon.is_surname(names[0].folded))


def _ends_in_name(lexicon: NameLexicon, words: Sequence[Word], least: int = 6) -> bool:
    """Whether a given name and a surname end words that are too many for a name."""
    return (
        len(words) >= least
        and not lexicon.customs.given_name_first
        and lexicon.is_given(words[-2])
        and is_full_name(lexicon, words[-2:])
        and words[-3].folded not in lexicon.words.title  # CASA DON MARIO ESEMPIO
        and not lexicon.follows_saint_or_article(words, words[-2])
    )


def _end_runs(words: Sequence[Word], runs: list[list[Word]]) -> list[list[Word]]:
    """Return the runs that touch the beginning or the end of the words."""
    return [run for run in runs if run[0] is words[0] or run[-1] is words[-1]]

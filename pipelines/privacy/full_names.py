"""Tell whether words are the full name of a person: given name and surname, initials, a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from pipelines.privacy.name_lexicon import NameLexicon, Word, split_words
from pipelines.text_folding import fold

INITIALS = re.compile(r"(?:[^\W\d_](?:\.\s?|\s)){1,3}[^\W\d_][\w'’-]+")  # J. Smith, J P Smith
# J.P.M. van Dijk: where persons sign so; elsewhere such letters are also clubs and firms
_DOTTED_INITIALS = re.compile(
    r"(?:[A-ZÅÄÖØÉ][a-z]?\.[ -]?){1,5}(?:(?:[Vv][ao]n|[Dd]e[rn]?|[Tt]e[rn]?|’t|'t) ){0,3}"
    r"[A-ZÅÄÖØÉŠŽ][a-zà-žß][\w'’]*(?:-[A-Z]\w+)?"
)
# Зразко О.М., ΥΠΟΔΕΙΓΜΑΣ Ι.: Cyrillic and Greek
_SURNAME_INITIALS = re.compile(r"[Ѐ-ӿ’'ʼ-]{3,} (?:[Ѐ-ӿ]\. ?[Ѐ-ӿ]\.?)|[Ͱ-Ͽἀ-῾]{4,} [Ͱ-Ͽ]\.", re.I)
# О. М. Зразко, Ι. Υπόδειγμα: neither script writes a firm so
_INITIALS_SURNAME = re.compile(r"(?:[Ѐ-ӿ]\. ?){1,2}[Ѐ-ӿ’'ʼ-]{3,}|(?:[Ͱ-Ͽ]\. ?){1,2}[Ͱ-Ͽἀ-῾]{4,}")
# J. EXEMPLE, J.-P. EXEMPLE, J. P. EXEMPLE: in capitals; U.S. ESEMPIO is a club
_CAPITAL_INITIALS = re.compile(r"[A-Z]\.(?:-[A-Z]\.| [A-Z]\.)? ?(?:D[EIU] |L[AE] )?[A-ZÀ-Þ'’-]{4,}")
_BEFORE_NOUNS = ("dei", "degli", "delle", "dello", "i", "gli")
_LETTERS = re.compile(r"(?:[^\W\d_](?:[. -]+|$)){1,3}")
# After the name of a barrister.
_SILK = re.compile(r"(?:[\w'’.-]+ ){1,4}[KQ]\.?C\.?")
# Chinese names in Latin letters: one or two syllables after or before a surname of the table.
_PINYIN = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang|i?ong|uang|eng|ing|i?an|iao|uai|uan|ai|ei|ao|ou|en|in|un|ue|ia|ie|iu|ua|ui|uo|er|[aoeiu]))"
    r"{1,2}"
)
_PINYIN_ALONE = re.compile(r"[xq]|zh|ng$|iao|yu[ea]|uan|iu|hua")  # syllables of no word of Europe
# A title that is also a word or an acronym, written as an abbreviation.
_DOTTED_TITLE = re.compile(
    r"(?:Dipl\.[- ]?Ing|Ing|Inż|Mgr|Bc|Mag|Avv|Arch|Geom|Rag|Geol|Arq|Lic|Ldo|Lda|Adv|Adw|Av|P\.I"
    r"|Инж|Арх|Адв)\.\s",
    re.I,
)
# M. le maire, Madame la Présidente: who holds an office is not named
_OFFICE = re.compile(r"(?:MM?\.?|Mmes?|Monsieur|Madame|Mesdames|Messieurs)\s+(?:le|la|les|l['’])\b")
_TITLES_BEHIND = frozenset(("arch", "avv", "dott", "geol", "geom", "ing", "rag"))


def is_titled(lexicon: NameLexicon, name: str) -> bool:
    """Whether the name begins with a title and has at most four words after it."""
    tokens = fold(name).split()
    if not tokens or _OFFICE.match(name):
        return False
    rest = lexicon.without_titles([t for t in tokens if len(t) > 1])
    courtesy = name.startswith(lexicon.customs.courtesy_titles)
    titled = (
        tokens[0] in lexicon.words.sure_title
        or _DOTTED_TITLE.match(name) is not None
        or name.startswith(lexicon.customs.abbreviated_titles)
        or courtesy
    )
    others = [token for token in rest if token not in lexicon.given_here]  # Ing. Sante
    if len(rest) == 2 and any(map(lexicon.is_given_name, rest)) and _DOTTED_TITLE.match(name):
        return True  # also where the family is called as a trade is
    if courtesy and 2 <= len(rest) <= 4 and lexicon.is_given_name(rest[0]):
        return True  # likewise: Sr. Juan España
    return titled and 1 <= len(rest) <= 4 and lexicon.no_organisation(others)


def is_profession_and_name(lexicon: NameLexicon, name: str) -> bool:
    """Whether a name is a profession of one person and one to three words that may be a name.

    ``Rechtsanwalt Muster``, ``Exemple avocat``, ``Jane Sample KC``.
    """
    if lexicon.customs.silk and _SILK.fullmatch(name):
        return True
    words = split_words(name)
    for profession, *rest in (words, words[::-1]):
        if lexicon.is_profession(profession) and 1 <= len(rest) <= 3:
            rest = [word for word in words if word is not profession]
            written = " ".join(word.written for word in rest)
            if written.islower() and len(rest) == 2:
                rest = split_words(written)
                return any(map(lexicon.is_given, rest)) and lexicon.runs(rest) == [rest]
            return lexicon.runs(rest) == [rest] and any(map(lexicon.is_name_part, rest))
    return False


def is_practice_and_surname(lexicon: NameLexicon, name: str) -> bool:
    """Whether a name is the practice of one person and one or two words that may be a name.

    ``Studio tecnico Esempi``, ``Statikbüro Muster``; after "studio" alone a surname decides.
    """
    first = name.split(maxsplit=1)[0].lower()
    if (first if first.isascii() else fold(first)) not in lexicon.practice_starts:
        return False  # the usual case
    words = split_words(name)
    for number in range(min(len(words) - 1, 4), 0, -1):
        practice = " ".join(word.folded for word in words[:number])
        if practice not in lexicon.words.practice or re.search(r"[&+]", name):
            continue
        rest = words[number:]
        if any(w.written[0].islower() and w.folded not in lexicon.words.particle for w in rest):
            return False  # Ingenieurbüro für Bauwesen
        names = [word for word in rest if lexicon.is_name_part(word) and len(word.folded) > 3]
        return (
            1 <= len(names) <= 2
            and len(rest) <= 3
            and lexicon.runs(rest) == [rest]
            and (
                practice not in lexicon.words.own_business
                or any(lexicon.is_surname(word.folded) for word in names)
            )
        )
    return False


def ends_with_titled_name(lexicon: NameLexicon, words: Sequence[Word]) -> bool:
    """Whether a title and at most four words, a name, end it ("Cabinet medical Dr. …")."""
    for number in range(max(1, len(words) - 5), len(words) - 1):
        word, after = words[number], words[number + 1 :]
        titled = word.folded in lexicon.words.sure_title or bool(
            _DOTTED_TITLE.match(word.written + " ")
        )
        if (number, len(words)) == (1, 3) and word.folded in _TITLES_BEHIND:
            titled = lexicon.no_organisation(words[0].parts)  # ESEMPI ING ANNA
        if not titled or lexicon.runs(after) != [list(after)]:
            continue
        # "DR" without a dot may be a directorate
        return "." in word.written or any(map(lexicon.is_given, after))
    return False


def is_initials_and_surname(lexicon: NameLexicon, name: str) -> bool:
    """Whether a name is initials and a surname ("J. D. Surname").

    Letters before a word are also firms (C S TECNOLOGIA): the ending decides, or in English
    that the word is not in capitals.
    """
    words = split_words(name)
    if lexicon.runs(words) != [words]:
        return False
    if lexicon.customs.dotted_initials and _DOTTED_INITIALS.fullmatch(name):
        return True
    if lexicon.customs.capital_initials and _CAPITAL_INITIALS.fullmatch(name):
        return True
    if _SURNAME_INITIALS.fullmatch(name) or _INITIALS_SURNAME.fullmatch(name):
        return True
    if not INITIALS.fullmatch(name):
        return False
    if lexicon.customs.two_surnames and words[-1].folded in lexicon.surnames and "." in name:
        return True
    english = lexicon.customs.given_name_first and not name.isupper()
    return english or has_surname(lexicon, words[-1:], 2)


def is_initialed_business(lexicon: NameLexicon, name: str) -> bool:
    """Whether initials and a surname begin a name, where businesses of one person have such.

    A trade may follow (Y S DIAS COMERCIO); a single A, O or E is an article or a conjunction.
    Families from Italy and Spain count, too; one that no table has only after letters with dots.
    """
    if not lexicon.customs.initialed_businesses:
        return False
    words = split_words(name)
    after = list(dropwhile(lambda word: not _is_long(lexicon, word), words))
    if not after or len(after[0].folded) < 4:
        return False
    before = words[: len(words) - len(after)]
    if not _begins_with_initials(before):
        return False
    listed = any(after[0].folded in names for names in lexicon.words.surnames.values())
    return listed or (_has_dotted_initials(before) and lexicon.no_organisation(after[0].parts))


def _begins_with_initials(before: list[Word]) -> bool:
    """Whether the words before a surname begin with an initial that is no word by itself."""
    initials = [word for word in before if len(word.parts[-1]) == 1]
    if not initials or initials[0] is not before[0]:
        return False
    return len(initials) > 1 or before[0].folded not in ("a", "e", "o")


def _has_dotted_initials(before: list[Word]) -> bool:
    """Whether the words before a surname are two initials or more, the first with a dot."""
    first = before[0]
    initials = sum(len(word.parts[-1]) == 1 for word in before)
    # S.A. is a form, S.O.S. an abbreviation
    name_like = "." in first.written and len(first.parts) < 3 and first.folded != "s a"
    return name_like and max(initials, len(first.parts)) > 1


def _is_long(lexicon: NameLexicon, word: Word) -> bool:
    """Whether a word is neither initials nor a particle."""
    return max(map(len, word.parts)) > 1 and word.folded not in lexicon.words.particle


def is_single_name(lexicon: NameLexicon, name: str) -> bool:
    """Whether a name of one word is a given name, a surname or a user name made of them."""
    if not lexicon.customs.single_names or len(name.split()) != 1:
        return False
    parts = fold(name).split()
    word = "".join(parts).rstrip("0123456789")
    initial_and_surname = len(word) > 5 and word[1:] in lexicon.surnames
    return lexicon.no_organisation(parts) and (
        initial_and_surname or _is_made_of_names(lexicon, word)
    )


def _is_made_of_names(lexicon: NameLexicon, word: str) -> bool:
    """Whether a word is a name of four letters or more, or several without blanks.

    One of the last two is a surname: given names of all countries make many a brand.
    """

    def is_name(part: str) -> bool:
        return len(part) > 3 and (part in lexicon.surnames or lexicon.is_given_name(part))

    def are_names(first: str, rest: str) -> bool:
        if is_name(rest):
            return is_name(first) and not lexicon.surnames.isdisjoint((first, rest))
        return is_name(first) and _is_made_of_names(lexicon, rest)

    splits = ((word[:end], word[end:]) for end in range(4, len(word) - 3))
    return is_name(word) or any(are_names(*split) for split in splits)


def is_surname_and_given(lexicon: NameLexicon, before: str, after: str) -> bool:
    """Whether the parts around a comma are surname(s) and given name(s) or initials."""
    surname, given_names = split_words(before), split_words(after)
    if len(surname) + len(given_names) > 6 or lexicon.runs(surname) != [surname]:
        return False
    if _LETTERS.fullmatch(after):
        company = fold(after).replace(" ", "") in ("pc", "pa")  # forms of American law firms
        return not company and len(surname) == 1 and len(before) > 3 and before.isalpha()
    is_given_name = lexicon.is_given(given_names[0]) or (
        len(surname) == len(given_names) == 1 and lexicon.is_given(surname[0])
    )
    small = any(
        word.written[0].islower() and word.folded not in lexicon.words.particle
        for word in (*surname, *given_names)
    )
    return is_given_name and not small and lexicon.runs(given_names) == [given_names]


def are_full_names(lexicon: NameLexicon, shares: Sequence[Sequence[Word]]) -> bool:
    """Whether all are full names; beside the first or the last, given names suffice.

    ``Jean & Anne Petit``, ``Esempi Anna e Paolo``.
    """
    full = [is_full_name(lexicon, share) for share in shares]
    return (full[0] or full[-1]) and all(
        is_full or (len(share) == 1 and lexicon.is_given(share[0]))
        for share, is_full in zip(shares, full, strict=True)
    )


def is_full_name(
    lexicon: NameLexicon, words: Sequence[Word], *, beside_trade: bool = False, ordered: bool = True
) -> bool:
    """Whether words are a given name and surname, or end as surnames of the country do."""
    if lexicon.runs(words) != [list(words)]:
        return False
    names = [w for w in words if lexicon.is_name_part(w)]
    last = words[-1]
    if len(words) == 2 and last.folded in lexicon.words.saint and lexicon.is_given(last):
        names.append(last)  # ESEMPI SANTO: whose name it is
    while names and names[0].folded in lexicon.words.title and names[0].written[-1] != "'":
        names.pop(0)  # DONA' is a family
    if beside_trade:
        names = [w for w in names if len(w.folded) > 3 or lexicon.is_given(w)]
    if not beside_trade and _is_chinese_name(lexicon, words):
        return True
    if len(names) > 5 and 2 * sum(map(lexicon.is_given, names)) >= len(names):
        return True  # of several persons
    if not 2 <= len(names) <= (4 if beside_trade else 9 if lexicon.customs.two_surnames else 5):
        return False
    given_names = [
        number
        for number, word in enumerate(names)
        if lexicon.is_given(word) and not lexicon.follows_saint_or_article(words, word)
    ]
    if len(names) > 5:  # of a Spanish or Portuguese name of this length the tables know half
        listed = sum(word.folded in lexicon.surnames or lexicon.is_given(word) for word in names)
        return bool(given_names) and 2 * listed >= len(names)
    if given_names and ordered and lexicon.customs.given_name_first:
        middle = len(words) == 3 and len(words[2].folded) == 1  # SURNAME GIVEN M
        rare = not beside_trade and _is_rare_name(lexicon, words, names)  # Kath Harper
        return given_names[0] == 0 or (middle and given_names == [1]) or rare
    if given_names or (not beside_trade and _is_rare_name(lexicon, words, names)):
        return True
    # After "del" it is mostly a place's ("Reactivos del Valle"), after "dei" no name's
    after_particle = {
        word
        for before, word in pairwise(words)
        if before.folded in lexicon.words.particle or before.folded in _BEFORE_NOUNS
    }
    free = [word for word in names if word not in after_particle]
    # Beside a trade an adjective may end so too (Krakowski Ośrodek): the surname is last.
    ending = names[-1:] if beside_trade else names
    if lexicon.customs.surnames_of_pairs:
        if len(names) != 2 or any(word.folded == "e" for word in words):  # or a partnership
            return False
        ending = [word for word in ending if word in free]
    return has_surname(lexicon, ending, len(names)) or (
        not beside_trade and _has_listed_surname(lexicon, names, free)
    )


def _is_chinese_name(lexicon: NameLexicon, names: Sequence[Word]) -> bool:
    """Whether two or three words are a Chinese surname and syllables of pinyin."""
    if not 2 <= len(names) <= 3:
        return False
    words = ["".join(word.parts) for word in names]
    return any(
        surname in lexicon.words.surnames["zh"]
        and all(map(_PINYIN.fullmatch, given_names))
        and (
            _PINYIN_ALONE.search(" ".join(given_names)) is not None
            or _PINYIN_ALONE.search(surname) is not None
        )
        for surname, given_names in ((words[0], words[1:]), (words[-1], words[:-1]))
    )


def _is_rare_name(lexicon: NameLexicon, words: Sequence[Word], names: Sequence[Word]) -> bool:
    """Whether two words are a name by a given name that is not known in every place.

    Where surnames are listed those decide.
    """
    if len(words) != 2 or len(names) != 2 or lexicon.customs.surnames:
        return False
    rare = [word.folded in lexicon.words.rare_given for word in names]
    return rare[0] or (rare[1] and not lexicon.customs.given_name_first)


def _has_listed_surname(lexicon: NameLexicon, names: Sequence[Word], free: Sequence[Word]) -> bool:
    """Whether listed surnames stand where an unknown given name leaves them.

    GIVEN SURNAME, GIVEN GIVEN SURNAME SURNAME or SURNAME SURNAME GIVEN; one of two surnames may be
    unknown.  ``free`` are the words that no particle precedes.
    """
    is_surname = [word.folded in lexicon.surnames and word in free for word in names]
    if not lexicon.customs.two_surnames:
        return any(is_surname)
    if len(names) == 2:
        return is_surname[1]
    return any(is_surname[-2:]) or all(is_surname[:2])


def has_surname(lexicon: NameLexicon, words: Sequence[Word], of: int) -> bool:
    """Whether a word ends as surnames of the country do; ``of``: words of the whole name."""
    return of <= 4 and any(
        word.folded.endswith(ending) and len(word.folded) >= len(ending) + 2 and of >= least
        for word in words
        for ending, least in lexicon.endings
    )

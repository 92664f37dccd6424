"""Concepts with their words in all languages, and the full-text query that searches all of them.

A concept is a row of data/reference/search_synonyms.yml, an administration of search_acronyms.csv,
a country or place of search_places.csv, or a rule that speaks of one thing (search_rules.csv).
A rule that lists signs of many things ("software") is no synonym.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import yaml

from monitor.search.phrase_finder import SpanFinder
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES, Texts
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.load_reference_tables import load_packaged_rules
from pipelines.reference.phrase_forms import expand_brackets
from pipelines.reference.rules import yaml_loader
from pipelines.text_folding import fold

SYNONYMS_FILE = REFERENCE / "search_synonyms.yml"
PLACES_FILE = REFERENCE / "search_places.csv"
REGIONS_FILE = REFERENCE / "regions.csv"
ACRONYMS_FILE = REFERENCE / "search_acronyms.csv"
RULES_FILE = REFERENCE / "search_rules.csv"
NATIONALITIES_FILE = REFERENCE / "search_nationalities.csv"
UNCLEAR_REGIONS_FILE = REFERENCE / "search_unclear_regions.csv"
KINDS = ("body", "sector", "subject", "question", "general")
COLUMNS = {"concept", "kind", "label", "why", "any"}
SHOWN_LANGUAGES = dict.fromkeys((*LANGUAGES, "de", "es", "it", "nl"))
MAX_FORMS = 250  # of one concept in one query
_COUNTRIES_OF_NUTS = {"UK": "GB", "EL": "GR"}  # of which the codes begin otherwise
_WORD = re.compile(r"([^\W_]+)\"?(\*?)")
_SINGLE = re.compile(r'"[^" ]+"\*?')
MIN_WORD_LENGTH = 3  # letters of a single word that is searched in all languages
_MIN_ADJECTIVE_LENGTH = 4  # letters: "us" is an English word
_MIN_PREFIX_LENGTH = 4  # letters before "*"; less begins too many other words


@dataclass(frozen=True)
class Concept:
    """One thing under its names.

    ``kind``    body (a kind of public body), sector, subject or general; question: a subject whose
                words readers alone write; place: looked for as a sector is; country: that of the
                buyer, whose code is ``id``.
    ``phrases`` by language, as in rules/*.yml.
    ``region``  code of a place that is a region, whose contracts it finds, too.
    ``within``  code of the country in which a place lies, where the search has that country.
    ``narrower`` concepts that are found with it; who asks for one of them does not mean all.
    ``full_names`` of the administration of which ``id`` is the acronym.
    """

    id: str
    kind: str
    label: Texts
    by_language: tuple[tuple[str, str], ...]
    region: str | None = None
    within: str | None = None
    narrower: tuple[str, ...] = ()
    full_names: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """Its words in all languages."""
        return tuple(phrase for _, phrase in self.by_language)

    @property
    def examples(self) -> list[str]:
        """Return one of its words in each of some languages, to be shown; "…" ends a beginning."""
        first: dict[str, str] = {}
        for language, phrase in self.by_language:
            form = expand_brackets(phrase.lstrip("="))[0].replace("*", "…")
            first.setdefault(language, " ".join(form.split()))
        return [first[language] for language in SHOWN_LANGUAGES if language in first]


@dataclass(frozen=True)
class Concepts:
    """All concepts: by their id, and found in the words of a query."""

    by_id: Mapping[str, Concept]
    named: tuple[tuple[str, str], ...]  # (phrase, id)

    @cached_property
    def finder(self) -> SpanFinder[str]:
        """The finder of their phrases, made when a query is read: storing needs the words alone."""
        return SpanFinder(self.named)


@lru_cache(maxsize=1)
def load_concepts() -> Concepts:
    """Load the concepts, once a process.  Raises  Misconfigured."""
    complaints: list[str] = []
    concepts = [*_read_rules(), *_read_table(complaints)]
    concepts += _read_places()
    concepts += _read_regions({concept.region for concept in concepts})
    concepts += _read_acronyms()
    if complaints:
        raise Misconfigured("\n".join(complaints))
    ids = {concept.id for concept in concepts}
    lost = [
        f"{concept.id} → {id_}"
        for concept in concepts
        for id_ in concept.narrower
        if id_ not in ids
    ]
    if lost:
        raise Misconfigured(f"{SYNONYMS_FILE.name}: no such narrower concept: {', '.join(lost)}.")
    # a rule of which parts stand in two files is one concept
    by_id: dict[str, Concept] = {}
    for concept in concepts:
        existing = by_id.get(concept.id)
        by_id[concept.id] = (
            replace(existing, by_language=existing.by_language + concept.by_language)
            if existing
            else concept
        )
    return Concepts(
        by_id, tuple((phrase, concept.id) for concept in concepts for phrase in concept.phrases)
    )


def _read_rules() -> Iterator[Concept]:
    rule_concepts = {
        (row["tag"], part) for row in read_csv(RULES_FILE) for part in row["concepts"].split()
    }
    for rule in load_packaged_rules():
        if (rule.tag, rule.concept) in rule_concepts and rule.strength == "strong":
            yield Concept(f"{rule.tag}/{rule.concept}", "subject", rule.label, rule.any)


def _read_table(complaints: list[str]) -> Iterator[Concept]:
    rows = yaml.load(SYNONYMS_FILE.read_text("utf-8"), Loader=yaml_loader())
    for row in rows:
        where = f"{SYNONYMS_FILE.name}, concept {row.get('concept')}"
        if set(row) - {"narrower"} != COLUMNS:
            complaints.append(f"{where}: it needs the keys {', '.join(sorted(COLUMNS))}.")
        elif row["kind"] not in KINDS:
            complaints.append(f"{where}: kind {row['kind']!r} is none of {', '.join(KINDS)}.")
        else:
            words = tuple(
                (lang, word) for lang, translations in row["any"].items() for word in translations
            )
            narrower = tuple(row.get("narrower", ()))
            yield Concept(row["concept"], row["kind"], row["label"], words, narrower=narrower)


def _read_places() -> Iterator[Concept]:
    adjectives = {row["country"]: _adjectives(row) for row in read_csv(NATIONALITIES_FILE)}
    for row in read_csv(PLACES_FILE):
        label = {lang: row[lang] for lang in LANGUAGES}
        more = [("", word.strip()) for word in row["words"].split(";") if word.strip()]
        more += adjectives.get(row["country"], ())
        kind, id_ = ("country", row["country"]) if row["country"] else ("place", row["en"])
        words = (*label.items(), *more)
        yield Concept(id_, kind, label, words, row["region"] or None, row["within"] or None)


def _adjectives(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the adjectives of a country that are no name: "französische Krankenhäuser"."""
    return [
        ("", phrase.strip())
        for language in row.keys() - {"country", "names"}
        for phrase in row[language].split(";")
        if len(fold(phrase.replace("*", ""))) >= _MIN_ADJECTIVE_LENGTH
    ]


def _read_regions(region_codes: Collection[str | None]) -> Iterator[Concept]:
    """Yield the regions of contracts that are no place of the table."""
    unclear = {row["name"] for row in read_csv(UNCLEAR_REGIONS_FILE)}
    for row in read_csv(REGIONS_FILE):
        if row["canonical_code"] or row["code"] in region_codes or "," in row["name"]:
            continue
        label = {lang: row[f"name_{lang}"] or row["name"] for lang in LANGUAGES}
        names = dict.fromkeys((*label.values(), *map(str.strip, row["name"].split(" / "))))
        words = [
            ("", name)
            for name in names
            if len(fold(name)) >= _MIN_PREFIX_LENGTH and fold(name) not in unclear
        ]
        if words:
            code = row["code"]
            within = _COUNTRIES_OF_NUTS.get(code[:2], code[:2])
            yield Concept(f"region {code}", "place", label, tuple(words), code, within)


def _read_acronyms() -> Iterator[Concept]:
    for row in read_csv(ACRONYMS_FILE):
        names = [name.strip() for name in row["names"].split(";")]
        joined = row["acronym"].replace("-", "")  # AP-HP is read as one word
        words = dict.fromkeys((row["acronym"], joined, *names))
        label = dict.fromkeys(LANGUAGES, names[0])
        by_language = tuple(("", word) for word in words)
        yield Concept(row["acronym"], "sector", label, by_language, full_names=tuple(names))


@lru_cache(maxsize=512)
def acronyms_by_language(concepts: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the words of these concepts that are too short to be searched in texts of all
    languages, each with those of which they are: "AI" is a preposition in Italian."""
    by_id = load_concepts().by_id
    result: dict[str, tuple[str, ...]] = {}
    for language, phrase in (pair for id_ in concepts for pair in by_id[id_].by_language):
        word = fold(phrase.lstrip("="))
        if language and len(word) < MIN_WORD_LENGTH and word.isalpha():
            result[word] = (*result.get(word, ()), language)
    return result


@lru_cache(maxsize=512)
def concept_queries(concepts: tuple[str, ...]) -> tuple[str, ...]:
    """Return FTS5 queries that together find all words of these concepts (by id)."""
    concepts_by_id = load_concepts().by_id
    narrower = (id_ for concept in concepts for id_ in concepts_by_id[concept].narrower)
    forms = dict.fromkeys(
        form
        for id_ in dict.fromkeys((*concepts, *narrower))
        if concepts_by_id[id_].kind != "question"
        for phrase in concepts_by_id[id_].phrases
        for bare in expand_brackets(phrase.lstrip("="))
        if (form := phrase_query(bare)) is not None
    )
    single = {form for form in forms if _SINGLE.fullmatch(form)}
    begun = tuple(form.strip('"*') for form in single if form.endswith("*"))
    whole = {form.strip('"') for form in single}

    def is_found_anyway(form: str) -> bool:
        """Whether a shorter form finds all that this one finds."""
        if form in single:
            return any(
                form.strip('"*').startswith(prefix) and form != f'"{prefix}"*' for prefix in begun
            )
        words = _WORD.findall(form)
        return any(word.startswith(begun) or (not star and word in whole) for word, star in words)

    needed = [form for form in forms if not is_found_anyway(form)]
    needed.sort(key=lambda form: len(_WORD.findall(form)))  # a rule may have hundreds of long ones
    return tuple(needed[:MAX_FORMS])


def phrase_query(phrase: str) -> str | None:
    """Return the FTS5 query of a phrase; None when it would find too much.

    >>> phrase_query("gestion* des temps"), phrase_query("vidéo-surveillance*"), phrase_query("IA")
    ('("gestion"* AND "des" AND "temps")', '"vidéo surveillance"*', None)
    """
    words = [(match[1].lower(), bool(match[2])) for match in _WORD.finditer(phrase)]
    if not words or (len(words) == 1 and len(words[0][0]) < MIN_WORD_LENGTH):
        return None
    if any(star and len(word) < _MIN_PREFIX_LENGTH for word, star in words[:1]) and len(words) == 1:
        return None
    if all(not star for _, star in words[:-1]):
        text = " ".join(word for word, _ in words)
        return f'"{text}"' + ("*" if words[-1][1] else "")
    return "(" + " AND ".join(f'"{word}"' + ("*" if star else "") for word, star in words) + ")"

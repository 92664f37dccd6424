"""Load and check data/reference/rules/*.yml: keyword rules and their weights.

Every complaint names file, rule, key, value and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from pipelines.interface_languages import LANGUAGES, Texts, missing_languages
from pipelines.reference.phrase_forms import check_phrase

RULE_TAGS = (
    "digital",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
    "clause",
    "vendor",
    "any",
)
RULE_FIELDS = ("title", "description")
REQUIRED_KEYS = ("rule", "tag", "concept", "strength", "label", "any", "why", "since", "examples")
OPTIONAL_KEYS = ("in", "none", "type", "needs", "reach", "names")
# Of keys that are there or not.
ONLY_VALUES = {"needs": "digital", "reach": "notice", "names": "subject"}
AGAINST_ONLY = ("reach", "names")
TRANSLATED_KEYS = ("label", "why")  # shown to readers, so required in every language

_LANGUAGE = re.compile("[a-z]{2}")

Strength = Literal["strong", "weak", "against"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One keyword rule.

    ``fields``         fields in which its phrases count; empty: all.
    ``any``, ``none``  (language, phrase) that match, and that cancel a match.
    ``type``           kind of surveillance or alternative; None for others.
    ``needs_digital``  its phrases also describe sewage works and canteens ("operation and
                       maintenance"); they count only when the notice is digital for another reason.
    ``reaches_notice`` its phrases, beside the first mention of what they cancel, cancel it in the
                       whole notice.
    ``names_subject``  its phrases name what is bought (guards, meals), whatever computing comes
                       with it.
    """

    id: str
    tag: str
    concept: str
    strength: Strength
    label: Texts = field(hash=False)
    any: tuple[tuple[str, str], ...]
    none: tuple[tuple[str, str], ...]
    why: Texts = field(hash=False)
    since: date
    tagged: tuple[str, ...]
    untagged: tuple[str, ...]
    fields: tuple[str, ...] = ()
    type: str | None = None
    needs_digital: bool = False
    reaches_notice: bool = False
    names_subject: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """The contents of data/reference/rules/weights.yml; see the comments there."""

    window: int
    title: float
    strength: dict[str, float]
    digital_scope: dict[str, float]
    thresholds: dict[str, dict[str, float]]
    codes: dict[str, float]
    products: dict[str, float]
    concepts: dict[str, dict[str, float]]
    doubts: frozenset[str]
    sectors: dict[str, dict[str, float]]

    def weight_of(self, rule: Rule) -> float:
        """Return the weight of a match of this rule."""
        weights = self.concepts.get(rule.tag, {})
        name = rule.concept if rule.strength == "strong" else f"{rule.concept}-{rule.strength}"
        return weights.get(name, self.strength[rule.strength])


def load_rules(folder: Path, complaints: list[str]) -> tuple[Rule, ...]:
    """Load the valid rules of a folder; problems of the others go to ``complaints``."""
    valid: list[Rule] = []
    places: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == "weights.yml":
            continue
        try:
            rows = _read_rows(path.name, path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            complaints.append(_not_yaml(path, error))
            continue
        for where, rule, problems in rows:
            complaints += problems
            if rule is None:
                continue
            if rule.id in places:
                complaints.append(
                    f"{where}: this name is also in {places[rule.id]}. Choose another."
                )
                continue
            places[rule.id] = where
            valid.append(rule)
    return tuple(valid)


def _not_yaml(path: Path, error: Exception) -> str:
    return f"rules/{path.name}: not valid YAML: {error}. Check quotes and indents."


@lru_cache(maxsize=32)  # rules and search read the same files: a third of a second
def _read_rows(file: str, text: str) -> tuple[tuple[str, Rule | None, tuple[str, ...]], ...]:
    """Return the entries of a file: where each stands, its rule if it is valid, its problems.

    Raises  yaml.YAMLError.
    """
    rows = yaml.load(text, Loader=yaml_loader())
    if not isinstance(rows, list):
        problem = f"rules/{file}: expected a list of rules, each starting `- rule:`."
        return ((file, None, (problem,)),)
    read: list[tuple[str, Rule | None, tuple[str, ...]]] = []
    for number, row in enumerate(rows, 1):
        name = row.get("rule") if isinstance(row, dict) else None
        where = f"rules/{file}, rule {name or f'number {number}'}"
        problems = tuple(_entry_problems(row, where))
        read.append((where, None if problems else _build_rule(row), problems))
    return tuple(read)


def yaml_loader() -> Any:
    """Return the loader in C where there is one."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _entry_problems(row: Any, where: str) -> Any:
    """Yield a sentence for each problem of one entry."""
    if not isinstance(row, dict):
        yield f"{where}: expected keys and values, found {row!r}."
        return
    for key in row:
        if not isinstance(key, str):
            yield f"{where}: key {key!r} was read as {type(key).__name__}: put quotes around it."
        elif key not in REQUIRED_KEYS + OPTIONAL_KEYS:
            keys = ", ".join(REQUIRED_KEYS + OPTIONAL_KEYS)
            yield f"{where}: unknown key {key!r}. Known keys: {keys}."
    missing = [key for key in REQUIRED_KEYS if row.get(key) in (None, "", [], {})]
    for key in missing:
        yield f"{where}: {key} is missing. A rule is complete or not a rule: add it."
    if missing:
        return
    yield from _value_problems(row, where)
    for key in ("any", "none"):
        yield from _phrase_problems(row.get(key) or {}, f"{where}, {key}")
    examples = row["examples"] if isinstance(row["examples"], dict) else {}
    for side in ("tagged", "untagged"):
        texts = examples.get(side)
        if not isinstance(texts, list) or not texts or not all(isinstance(x, str) for x in texts):
            yield f"{where}: examples.{side} needs at least one text. The examples are the tests."


def _value_problems(row: dict[str, Any], where: str) -> Any:
    if row["tag"] not in RULE_TAGS:
        yield f"{where}: tag is {row['tag']!r}, expected one of {', '.join(RULE_TAGS)}."
    if row["strength"] not in ("strong", "weak", "against"):
        yield f"{where}: strength is {row['strength']!r}, expected strong, weak or against."
    if not isinstance(row["since"], date):
        yield f"{where}: since is {row['since']!r}, expected a date such as 2026-03-01."
    for key, value in ONLY_VALUES.items():
        if row.get(key, value) != value:
            yield f"{where}: {key} is {row[key]!r}, expected {value}."
    for key in AGAINST_ONLY:
        if key in row and row["strength"] != "against":
            yield f"{where}: {key} is for strength against, which cancels. Remove one of them."
    for key in TRANSLATED_KEYS:
        yield from _missing_translations(key, row[key], where)
    for name in row.get("in") or []:
        if name not in RULE_FIELDS:
            yield f"{where}: in holds {name!r}, expected {' or '.join(RULE_FIELDS)}."


def _missing_translations(key: str, words: Any, where: str) -> Any:
    """Yield a sentence for each language in which a text for readers is missing."""
    needed = ", ".join(LANGUAGES)
    if not isinstance(words, dict):
        form = ", ".join(f'{lang}: "…"' for lang in LANGUAGES)
        yield f"{where}: {key} needs {needed}, found {words!r}: write {key}: {{{form}}}."
        return
    for lang in missing_languages(words):
        yield f"{where}: {key} needs {needed}, {lang} is {words.get(lang)!r}: write it in words."


def _phrase_problems(by_language: Any, where: str) -> Any:
    if not isinstance(by_language, dict):
        yield f"{where}: expected languages, each with its phrases, found {by_language!r}."
        return
    for language, phrases in by_language.items():
        if not isinstance(language, str):
            yield (
                f"{where}: language {language!r} was read as {type(language).__name__} "
                '(YAML reads no, yes, on as true or false): write it in quotes, "no".'
            )
        elif not _LANGUAGE.fullmatch(language):
            yield f"{where}: {language!r} is no language: expected two small letters of ISO 639-1."
        if not isinstance(phrases, list):
            yield f"{where}, {language}: expected a list of phrases, found {phrases!r}."
            continue
        for phrase in phrases:
            if not isinstance(phrase, str):
                yield f"{where}, {language}: {phrase!r} is no text: put quotes around it."
                continue
            try:
                check_phrase(phrase)
            except ValueError as error:
                yield f"{where}, {language}: {phrase!r}: {error}. Correct the phrase."


def _build_rule(row: dict[str, Any]) -> Rule:
    def phrases(key: str) -> tuple[tuple[str, str], ...]:
        by_language = row.get(key) or {}
        return tuple((lang, phrase) for lang, many in by_language.items() for phrase in many)

    return Rule(
        id=row["rule"],
        tag=row["tag"],
        concept=row["concept"],
        strength=row["strength"],
        label=row["label"],
        any=phrases("any"),
        none=phrases("none"),
        why=row["why"],
        since=row["since"],
        tagged=tuple(row["examples"]["tagged"]),
        untagged=tuple(row["examples"]["untagged"]),
        fields=tuple(row.get("in") or ()),
        type=row.get("type"),
        needs_digital="needs" in row,
        reaches_notice="reach" in row,
        names_subject="names" in row,
    )


def load_weights(path: Path, complaints: list[str]) -> Weights | None:
    """Load weights.yml; None, with a complaint, when it cannot be used."""
    try:
        value = yaml.load(path.read_text("utf-8"), Loader=yaml_loader())
        concepts = {
            tag: {str(k): float(v) for k, v in (many or {}).items()}
            for tag, many in value["concepts"].items()
        }
        tables = [value[name] for name in ("strength", "digital_scope", "codes", "products")]
        tables += value["thresholds"].values()
        if not all(isinstance(key, str) for table in tables for key in table):
            raise ValueError('a key was read as true or false: write "yes" and "no" in quotes')
        return Weights(
            window=int(value["window"]),
            title=float(value["title"]),
            strength=value["strength"],
            digital_scope=value["digital_scope"],
            thresholds=value["thresholds"],
            codes=value["codes"],
            products=value["products"],
            concepts=concepts,
            doubts=frozenset(value["doubts"]),
            sectors=value["sectors"],
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        complaints.append(
            f"rules/weights.yml: {type(error).__name__}: {error}. "
            "Compare it with the committed one."
        )
        return None

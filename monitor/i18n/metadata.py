"""metadata.yml, the canned questions and the schema -> the metadata that Datasette reads.

Raises  Misconfigured: a question without title, reading advice or words for a parameter.
A table or column without French words is shown with the English ones; ``gaps`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from monitor.i18n.typography import typeset, typeset_words
from pipelines.errors import Misconfigured
from pipelines.store.schema import TABLES

HERE = Path(__file__).parent
NAME = "vigie"  # the database in addresses, whatever its file is called
INTERNAL = (
    *(name for name, table in TABLES.items() if not table.public),
    "_sqlite_migrations",
    "sqlite_sequence",
)
# what a question is about, in the order of the page of questions
THEMES = ("employer", "group", "data", "ending", "money", "follow", "check")
_HEADER = re.compile(r"/\*\n(?P<head>.*?)\*/\n(?P<sql>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True)
class Question:
    """A canned question: ``params`` and ``columns`` map a name to its words (fr, en, …)."""

    name: str
    theme: str
    title: Mapping[str, str]
    read: Mapping[str, str]
    params: Mapping[str, Mapping[str, str]]
    sql: str


def both(words: Mapping[str, str]) -> str:
    """{fr, en} -> "French / English"; once where both languages use the same word."""
    french, english = words["fr"], words["en"]
    return french if french == english else f"{french} / {english}"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """metadata.yml as it stands."""
    found: dict[str, Any] = typeset_words(
        yaml.safe_load((HERE / "metadata.yml").read_text("utf-8"))
    )
    for table in found["tables"].values():
        table["columns"] = {name: typeset(said) for name, said in table["columns"].items()}
    return found


def gaps() -> list[str]:
    """Tables and columns without French words, and words about what the schema does not have."""
    tables = words()["tables"]
    public = {name for name, table in TABLES.items() if table.public}
    found = _differences(set(tables), public, "tables")
    for name in sorted(set(tables) & public):
        columns = set(TABLES[name].names)
        found += _differences(set(tables[name]["columns"]), columns, f"{name}.columns")
        shown = {one for lang in ("fr", "en") for one in _shown(tables[name], lang)}
        found += [f"{name}.shown: {column}" for column in shown - columns - {"claims"}]
    return found


def _differences(seen: set[str], expected: set[str], where: str) -> list[str]:
    missing = [f"{where}: no words for {name}" for name in sorted(expected - seen)]
    return missing + [f"{where}: there is no {name}" for name in sorted(seen - expected)]


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """labels.yml: words for names and values of columns."""
    found: dict[str, dict[str, dict[str, str]]] = typeset_words(
        yaml.safe_load((HERE / "labels.yml").read_text("utf-8"))
    )
    return found


def licence_words(name: str, lang: str) -> str:
    """Licence as the table of portals names it, and in brackets who says so -> words."""
    values = labels()["values"]
    own, _, doubt = name.removesuffix(")").partition(" (")
    if name in values or not doubt:
        return values.get(name, {}).get(lang, name)
    said = (values.get(part, {}).get(lang, part) for part in (own, doubt))
    return "{} ({})".format(*said)


def label(column: str) -> str:
    """Name of a column -> the words above it; the name itself where there are none."""
    spoken = labels()["columns"].get(column)
    return both(spoken) if spoken else column


def heading(column: str) -> Markup:
    """The same on two lines, for the head of a table."""
    spoken = labels()["columns"].get(column)
    if spoken is None:
        return escape(column)
    return Markup('{}<br><span lang="en">{}</span>').format(spoken["fr"], spoken["en"])


def value_label(value: object) -> str:
    """yes -> "oui / yes"; any other value as it is."""
    spoken = labels()["values"].get(str(value))
    return both(spoken) if spoken else str(value)


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """queries/*.sql -> questions by name, in the order of their file names."""
    found = (question(file) for file in sorted((HERE.parent / "web" / "queries").glob("*.sql")))
    return {one.name: one for one in found}


def question(file: Path) -> Question:
    """``NN-name.sql`` with a YAML comment on top -> question.

    Raises  Misconfigured when words are missing, a parameter has none, or the theme is unknown.
    """
    match = _HEADER.fullmatch(file.read_text("utf-8"))
    if match is None:
        raise Misconfigured(f"{file.name}: starts with no /* comment */ that says what it asks")
    head = typeset_words(yaml.safe_load(match["head"]))
    params = head.get("params", {})
    try:
        for spoken in (head["title"], head["read"], *params.values()):
            both(spoken)
    except KeyError as error:
        raise Misconfigured(f"{file.name}: its comment says nothing for {error}") from None
    if head.get("theme") not in THEMES:
        raise Misconfigured(
            f"{file.name}: its theme is {head.get('theme')!r}, expected one of {', '.join(THEMES)}"
        )
    used = set(_PARAMETER.findall(match["sql"]))
    if used != set(params):
        raise Misconfigured(
            f"{file.name}: the SQL asks for {sorted(used)}, its comment names {sorted(params)}"
        )
    name = file.stem.partition("-")[2]
    return Question(name, head["theme"], head["title"], head["read"], params, match["sql"].strip())


def metadata() -> dict[str, Any]:
    """Everything above as Datasette wants it."""
    spoken = words()
    site = spoken["site"]
    tables = {
        name: _table(name, table) for name, table in spoken["tables"].items() if name in TABLES
    }
    tables |= {name: {"hidden": True, "allow": False} for name in INTERNAL}
    return {
        "title": both(site["title"]),
        "description": both(site["description"]),
        "source": both(site["source"]),
        "databases": {
            NAME: {
                "title": "Données / Data",
                "tables": tables,
                "queries": {name: _query(one) for name, one in questions().items()},
            }
        },
    }


def _table(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    english = {column: said for column, _, said in TABLES[name].columns}
    french = table["columns"]
    found: dict[str, Any] = {
        "title": both(table["title"]),
        "description": both(table["description"]),
        "columns": {c: f"{french[c]} / {en}" if c in french else en for c, en in english.items()},
        "facets": table.get("facets", []),
    }
    for ours, theirs in (("sort_desc", "sort_desc"), ("label", "label_column"), ("size", "size")):
        if ours in table:
            found[theirs] = table[ours]
    return found


def _query(one: Question) -> dict[str, Any]:
    return {
        "sql": one.sql,
        "title": both(one.title),
        "description": both(one.read),
        "params": list(one.params),
        "hide_sql": True,
    }


def shown(table: str, lang: str) -> tuple[str, ...]:
    """Columns of a table's page in a language; all of them where none are chosen."""
    return _shown(words()["tables"].get(table, {}), lang)


def _shown(table: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    """``{fr: …, en: …}`` is one column in French and another in every other language."""
    found: list[str | dict[str, str]] = table.get("shown", [])
    return tuple(one if isinstance(one, str) else one.get(lang, one["en"]) for one in found)

"""Texts of metadata.yml, labels.yml, the canned queries and the schema in every language.

Their English is looked up in the catalogues; ``messages`` is what translators are asked for.
Raises  Misconfigured: a question without title, reading advice or words for a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.catalogue import in_every_language
from pipelines.errors import Misconfigured
from pipelines.languages import LANGUAGES, Texts
from pipelines.store.schema import TABLES

HERE = Path(__file__).parent
NAME = "vigie"  # the database in addresses, whatever its file is called
INTERNAL = (
    *(name for name, table in TABLES.items() if not table.public),
    "_sqlite_migrations",
    "sqlite_sequence",
)
LABELS = {"columns": "column", "values": "value", "codes": "code"}  # section -> context
# what a question is about, in the order of the page of questions
THEMES = ("employer", "group", "data", "ending", "money", "follow", "check")
_HEADER = re.compile(r"/\*\n(?P<head>.*?)\*/\n(?P<sql>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True)
class Question:
    """A canned question; ``params`` maps a name to its words, and to the ``list`` it is chosen
    from."""

    name: str
    theme: str
    title: Texts
    read: Texts
    params: Mapping[str, Mapping[str, str]]
    sql: str


def both(words: Texts) -> str:
    """Join a text in every language ("French / English"); once where they are the same."""
    return " / ".join(dict.fromkeys(words[lang] for lang in LANGUAGES))


def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """metadata.yml, and the columns of the schema, with their words in every language."""
    found = _yaml("metadata.yml")
    found["site"] = {
        name: in_every_language(said, f"site {name}") for name, said in found["site"].items()
    }
    for name, table in found["tables"].items():
        for part in ("title", "description"):
            table[part] = in_every_language(table[part], f"table {name}")
        table["columns"] = {
            column: in_every_language(meaning, f"meaning of {name}.{column}")
            for column, _kind, meaning in (TABLES[name].columns if name in TABLES else ())
        }
    return found


def messages() -> Iterator[tuple[str, str]]:
    """Context and English words of all that is said here."""
    found = _yaml("metadata.yml")
    for name, said in found["site"].items():
        yield f"site {name}", said
    for name, table in found["tables"].items():
        yield f"table {name}", table["title"]
        yield f"table {name}", table["description"]
        for column, _kind, meaning in TABLES[name].columns:
            yield f"meaning of {name}.{column}", meaning
    for section, kind in LABELS.items():
        for key, said in _yaml("labels.yml")[section].items():
            yield f"{kind} {key}", said
    yield "database", "Data"
    for name, (head, _sql) in _question_files().items():
        yield f"question {name}", head["title"]
        yield f"question {name}", head["read"]
        for param in head.get("params", {}).values():
            yield f"question {name}", param["label"]


def gaps() -> list[str]:
    """Tables without words, and words about what the schema does not have."""
    tables = words()["tables"]
    public = {name for name, table in TABLES.items() if table.public}
    found = _differences(set(tables), public, "tables")
    for name in sorted(set(tables) & public):
        columns = set(TABLES[name].names)
        shown = {one for lang in LANGUAGES for one in _shown(tables[name], lang)}
        found += [f"{name}.shown: {column}" for column in shown - columns - {"claims"}]
    return found


def _differences(seen: set[str], expected: set[str], where: str) -> list[str]:
    missing = [f"{where}: no words for {name}" for name in sorted(expected - seen)]
    return missing + [f"{where}: there is no {name}" for name in sorted(seen - expected)]


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """labels.yml: words for names and values of columns, in every language."""
    found = _yaml("labels.yml")
    return {
        section: {
            str(key): in_every_language(said, f"{kind} {key}")
            for key, said in found[section].items()
        }
        for section, kind in LABELS.items()
    }


def licence_words(name: str, lang: str) -> str:
    """Return the label of a licence of the table of portals, with who says so in brackets."""
    values = labels()["values"]
    own, _, doubt = name.removesuffix(")").partition(" (")
    if name in values or not doubt:
        return values.get(name, {}).get(lang, name)
    said = (values.get(part, {}).get(lang, part) for part in (own, doubt))
    return "{} ({})".format(*said)


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Load the canned queries by name, in the order of their file names."""
    found = (question(file) for file in _files())
    return {one.name: one for one in found}


def _files() -> list[Path]:
    return sorted((HERE.parent / "web" / "queries").glob("*.sql"))


def _name(file: Path) -> str:
    return file.stem.partition("-")[2]


def _question_files() -> dict[str, tuple[dict[str, Any], str]]:
    return {_name(file): _parts(file) for file in _files()}


def _parts(file: Path) -> tuple[dict[str, Any], str]:
    """The YAML comment on top of a question, and its SQL.

    Raises  Misconfigured when words are missing, a parameter has none, or the theme is unknown.
    """
    match = _HEADER.fullmatch(file.read_text("utf-8"))
    if match is None:
        raise Misconfigured(f"{file.name}: starts with no /* comment */ that says what it asks")
    head = yaml.safe_load(match["head"])
    params = head.get("params", {})
    for where, said in (
        *((key, head.get(key)) for key in ("title", "read")),
        *((f"params.{name}", param.get("label")) for name, param in params.items()),
    ):
        if not said:
            raise Misconfigured(f"{file.name}: its comment says nothing for {where}")
    if head.get("theme") not in THEMES:
        raise Misconfigured(
            f"{file.name}: its theme is {head.get('theme')!r}, expected one of {', '.join(THEMES)}"
        )
    used = set(_PARAMETER.findall(match["sql"]))
    if used != set(params):
        raise Misconfigured(
            f"{file.name}: the SQL asks for {sorted(used)}, its comment names {sorted(params)}"
        )
    return head, match["sql"].strip()


def question(file: Path) -> Question:
    """Load the canned query of a file ``NN-name.sql`` with a YAML comment on top.

    Raises  Misconfigured when words are missing, a parameter has none, or the theme is unknown.
    """
    head, sql = _parts(file)
    name = _name(file)
    context = f"question {name}"
    return Question(
        name,
        head["theme"],
        in_every_language(head["title"], context),
        in_every_language(head["read"], context),
        {
            param: {**in_every_language(said["label"], context), **_list_of(said)}
            for param, said in head.get("params", {}).items()
        },
        sql,
    )


def _list_of(param: Mapping[str, str]) -> dict[str, str]:
    return {"list": param["list"]} if "list" in param else {}


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
                "title": both(in_every_language("Data", "database")),
                "tables": tables,
                "queries": {name: _query(one) for name, one in questions().items()},
            }
        },
    }


def _table(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": both(table["title"]),
        "description": both(table["description"]),
        "columns": {column: both(said) for column, said in table["columns"].items()},
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

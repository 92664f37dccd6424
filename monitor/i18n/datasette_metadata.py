"""Datasette's metadata in every language: titles, descriptions, units, facets, canned queries.

Titles and descriptions stand in metadata.yml, the meaning of columns in the schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.catalogue import translate_into_all_languages
from monitor.i18n.load_canned_queries import CannedQuery, canned_queries
from pipelines.interface_languages import LANGUAGES, Texts, language_columns
from pipelines.store.schema import TABLES

DATABASE_NAME = "vigie"  # in addresses, whatever the file is called
HIDDEN_TABLES = (
    *(name for name, table in TABLES.items() if not table.public),
    "_sqlite_migrations",
    "sqlite_sequence",
)


def join_languages(words: Texts) -> str:
    """Join a text in every language ("French / English"); once where they are the same."""
    return " / ".join(dict.fromkeys(words[lang] for lang in LANGUAGES))


def _metadata_file() -> dict[str, Any]:
    result: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "metadata.yml").read_text("utf-8")
    )
    return result


@lru_cache(maxsize=1)
def table_descriptions() -> dict[str, Any]:
    """Load the texts of the site, its tables and their columns, in every language."""
    file = _metadata_file()
    file["site"] = {
        name: translate_into_all_languages(wording, f"site {name}")
        for name, wording in file["site"].items()
    }
    for name, table in file["tables"].items():
        for part in ("title", "description"):
            table[part] = translate_into_all_languages(table[part], f"table {name}")
        table["columns"] = {
            column: translate_into_all_languages(meaning, f"meaning of {name}.{column}")
            for column, _kind, meaning in (TABLES[name].columns if name in TABLES else ())
        }
    return file


def translatable_messages() -> Iterator[tuple[str, str]]:
    """Yield context and English text of the site's and tables' titles and descriptions."""
    file = _metadata_file()
    for name, text in file["site"].items():
        yield f"site {name}", text
    for name, table in file["tables"].items():
        yield f"table {name}", table["title"]
        yield f"table {name}", table["description"]
        for column, _kind, meaning in TABLES[name].columns:
            yield f"meaning of {name}.{column}", meaning
    yield "database", "Data"


def metadata() -> dict[str, Any]:
    """Build the metadata in the form that Datasette reads."""
    texts = table_descriptions()
    site = texts["site"]
    tables = {
        name: _table(name, table) for name, table in texts["tables"].items() if name in TABLES
    }
    tables |= {name: {"hidden": True, "allow": False} for name in HIDDEN_TABLES}
    return {
        "title": join_languages(site["title"]),
        "description": join_languages(site["description"]),
        "source": join_languages(site["source"]),
        "databases": {
            DATABASE_NAME: {
                "title": join_languages(translate_into_all_languages("Data", "database")),
                "tables": tables,
                "queries": {name: _query(query) for name, query in canned_queries().items()},
            }
        },
    }


def _table(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "title": join_languages(table["title"]),
        "description": join_languages(table["description"]),
        "columns": {
            column: join_languages(wording) for column, wording in table["columns"].items()
        },
        "facets": table.get("facets", []),
    }
    for ours, theirs in (("sort_desc", "sort_desc"), ("label", "label_column"), ("size", "size")):
        if ours in table:
            result[theirs] = table[ours]
    return result


def _query(query: CannedQuery) -> dict[str, Any]:
    return {
        "sql": query.sql,
        "title": join_languages(query.title),
        "description": join_languages(query.read),
        "params": list(query.params),
        "hide_sql": True,
    }


def visible_columns(table: str, lang: str) -> tuple[str, ...]:
    """Return the columns that a table's page shows in a language; () for all of them.

    ``{localized: NAME}`` is the column ``NAME_LANGUAGE``, and ``NAME`` in English.
    """
    tables = table_descriptions()["tables"].get(table, {}).get("shown", [])
    return tuple(
        table
        if isinstance(table, str)
        else language_columns(table["localized"], source=table["localized"])[lang]
        for table in tables
    )

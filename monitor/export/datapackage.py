"""Build datapackage.json and README.txt, which describe an export to programs and people.

Source  Data Package v2 (https://datapackage.org/profiles/2.0/datapackage.json): resources with
        columns, keys, size and hash; sources with their licences.  ``x-…`` keys are ours.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.export.exported_files import ExportedFile
from monitor.i18n.catalogue import N_, _, in_each_language, language, use_language
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.labels import licence_label
from monitor.i18n.typography import typeset_in
from monitor.i18n.value_formatting import day, portal_title, translated
from pipelines.interface_languages import LANGUAGES, SOURCE, Texts, language_columns, text_in
from pipelines.reference.data_folder import read_csv
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER
from pipelines.store.schema import PORTAL_TITLES, TABLES, VERSION, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "ocds": "application/json",
    "ocds-records": "application/json",
    "ocds-extension": "application/json",
    "ftm": "application/x-ndjson",
}
_ATTRIBUTION = language_columns("attribution")  # of licences.csv
TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
TYPES_HELD = {"day": "date", "instant": "datetime"}
DISCLAIMER = N_(
    "A contract that is missing here may exist.  “no” means that nothing in the notice says so, not"
    " that it is not so.  A value is what was published; a sum adds value_countable_eur only.  The"
    " official notice alone is authoritative."
)


@dataclass(frozen=True)
class Licence:
    """A licence in the table of portals: its page, and the attribution that it requires."""

    name: str
    url: str
    attribution: Texts = field(hash=False)

    @property
    def verbatim(self) -> str | None:
        """The attribution that the licence prescribes word for word, in its only language."""
        texts = set(self.attribution.values())
        return texts.pop() if len(texts) == 1 else None


@lru_cache(maxsize=4)
def licences(folder: Path = REFERENCE_FOLDER) -> Mapping[str, Licence]:
    """Read licences.csv by name."""
    return {
        row["name"]: Licence(
            row["name"],
            row["url"],
            {lang: row[column] for lang, column in _ATTRIBUTION.items()},
        )
        for row in read_csv(folder / "licences.csv")
    }


def find_licence(name: str | None) -> Licence | None:
    """Return the licence of a name, ignoring a remark in brackets; None if unknown."""
    by_name = licences()
    return by_name.get(name or "") or by_name.get((name or "").partition(" (")[0])


def read_sources(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Read name, titles, address, licence and newest notice of the portals with notices."""
    rows = connection.execute(
        f"SELECT name, {PORTAL_TITLES}, url, licence, newest_notice, notices_published"
        " FROM portals WHERE notices_received > 0 ORDER BY rank, name"
    )
    titles = language_columns("title").values()
    names = ("name", *titles, "url", "licence", "newest", "notices")
    return [dict(zip(names, row, strict=True)) for row in rows]


def attribution(source: Mapping[str, Any], lang: str) -> str:
    """Return the sentence that attributes a source as its licence requires."""
    name = source["licence"] or "not stated"
    licence = find_licence(name)
    requirement = text_in(licence.attribution, lang) if licence else ""
    with use_language(lang):
        until = _(", notices up to {day}").format(day=day(source["newest"]))
        sentence = _(
            "{title}{place}{until}; licence: {licence}{asked}."
        ).format(
            title=portal_title(source),
            until=until if source["newest"] else "",
            place=f" ({source['url']})" if source["url"] else "",  # files at hand have no page
            licence=licence_label(name, lang),
            asked=f". {requirement[0].upper()}{requirement[1:].rstrip('.')}" if requirement else "",
        )
    return typeset_in(lang, sentence)


def _translated(name: str, texts: Texts) -> dict[str, str]:
    """Return the English text under a name of the standard, and others under names of ours."""
    ours = name if name.startswith("x-") else f"x-{name}"
    others = {f"{ours}-{lang}": texts[lang] for lang in LANGUAGES if lang != SOURCE}
    return {name: texts[SOURCE], **others}


def build_package(
    files: list[ExportedFile],
    sources: list[dict[str, Any]],
    created: datetime,
    objections: str | None,
) -> dict[str, Any]:
    """Return the content of datapackage.json."""
    site = table_descriptions()["site"]
    newest = max((source["newest"] for source in sources if source["newest"]), default=None)
    return {
        "$schema": PROFILE,
        "name": "vigie",
        **_translated("title", site["title"]),
        **_translated(
            "description",
            in_each_language(lambda: " ".join((translated(site["description"]), _(DISCLAIMER)))),
        ),
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": f"schema {VERSION}" + (f", notices up to {newest}" if newest else ""),
        "x-objections": objections,
        "licenses": [
            {"name": licence.name, "path": licence.url, "title": licence.name}
            for licence in {find_licence(source["licence"]): None for source in sources}
            if licence is not None
        ],
        "sources": [_source(source) for source in sources],
        "resources": [_resource(file) for file in files],
    }


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    licence = find_licence(source["licence"])
    properties = {
        **_translated("title", in_each_language(lambda: portal_title(source))),
        "path": source["url"],
        "x-name": source["name"],
        "x-licence": source["licence"] or "not stated",
        "x-licence-path": licence.url if licence else None,
        **_translated("x-attribution", in_each_language(lambda: attribution(source, language()))),
        "x-newest-notice": source["newest"],
        "x-notices": source["notices"],
    }
    return {name: value for name, value in properties.items() if value is not None}


def _resource(file: ExportedFile) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": _resource_name(file),
        "path": file.path,
        "format": file.format,
        "mediatype": MEDIA_TYPES[file.format],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.rows is not None:
        properties["x-rows"] = file.rows
    for ending, compression in ((".zip", "zip"), (".gz", "gz")):
        if file.path.endswith(ending):
            properties["compression"] = compression
    if file.table in TABLES:
        labels = table_descriptions()["tables"][file.table]
        properties |= _translated("title", labels["title"])
        properties["description"] = labels["description"][SOURCE]
        properties["schema"] = table_schema(file.table, TABLES[file.table], file.format == "csv")
    return properties


def _resource_name(file: ExportedFile) -> str:
    """Return the resource's name: for a CSV its table, to which foreign keys refer."""
    if file.format == "csv" and file.table:
        return file.table
    bare = re.sub(r"\.(zip|json|db|parquet|ftm\.json\.gz)$", "", file.path.lower())
    return re.sub(r"[^a-z0-9._-]+", "-", bare)


def field_type(table: str, column: str, kind: str) -> str:
    """Return a column's type in Table Schema; days and instants are text in SQLite."""
    return TYPES_HELD.get(TABLES[table].holds.get(column, ""), TYPES[kind])


def table_schema(name: str, table: Table, is_csv: bool) -> dict[str, Any]:
    """Return the columns and meanings of a table as a Table Schema; of CSV the keys, too."""
    meanings = table_descriptions()["tables"][name]["columns"]
    lists = table.array_columns | table.object_columns if is_csv else ()
    public = {other for other, table in TABLES.items() if table.public}
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column,
                "type": field_type(name, column, kind),
                **_translated(
                    "description",
                    _of_list(meanings[column]) if column in lists else meanings[column],
                ),
            }
            for column, kind, _guarantee in table.columns
        ],
        "primaryKey": list(table.pk),
        "missingValues": [""],
    }
    if is_csv:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [target]}}
            for column, other, target in table.foreign_keys
            if other in public
        ]
    return schema


def _of_list(meaning: Texts) -> Texts:
    """Return the meaning of a column of lists as CSV has it."""
    separated = in_each_language(lambda: _("in this file, separated by “ | ”"))
    return {lang: f"{text} ({separated[lang]})" for lang, text in meaning.items()}


def readme_text(description: Mapping[str, Any]) -> str:
    """Return the text of README.txt in every language."""
    parts = in_each_language(lambda: _readme_section(description))
    return "\n---\n\n".join(parts.values())


def _readme_section(description: Mapping[str, Any]) -> str:
    ours = "" if language() == SOURCE else f"-{language()}"
    attributions = [f"- {source[f'x-attribution{ours}']}" for source in description["sources"]]
    lines = [
        description[f"x-title{ours}" if ours else "title"],
        "",
        _("Made at {created}.").format(created=description["created"]),
        "",
        _(DISCLAIMER),
        "",
        _("Each file, its columns, size and hash are in datapackage.json."),
        _(
            "CSV: UTF-8, comma; parts of a list are separated by “ | ”, and a cell that a"
            " spreadsheet would take for a formula begins with an apostrophe."
        ),
        "",
        _("Sources and licences (to be named when you quote):"),
        *(attributions or ["- –"]),
        "",
    ]
    return "\n".join(lines)

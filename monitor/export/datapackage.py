"""What an export holds, for programs and for people: datapackage.json and README.txt.

Source  Data Package v2 (https://datapackage.org/profiles/2.0/datapackage.json): resources with
        columns, keys, size and hash; sources with their licences.  ``x-…`` keys are ours.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.export.exported_files import ExportedFile
from monitor.i18n.metadata import licence_words, words
from monitor.i18n.table_labels import DAYS
from monitor.i18n.translation import day, speaking
from monitor.i18n.typography import typeset
from pipelines.reference.loading import REFERENCE_FOLDER
from pipelines.store.schema import TABLES, VERSION, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "ocds": "application/json",
    "ocds-extension": "application/json",
}
TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
INSTANT_COLUMNS = frozenset({"received", "at", "started", "finished", "last_success"})
DISCLAIMER = {
    "fr": "Un contrat absent d’ici peut exister. « no » veut dire que rien dans l’avis ne le dit,"
    " et non que ce n’est pas. Un montant est ce qui a été publié ; une somme n’ajoute que"
    " value_countable_eur. L’avis officiel seul fait foi.",
    "en": "A contract that is missing here may exist.  “no” means that nothing in the notice says"
    " so, not that it is not so.  A value is what was published; a sum adds value_countable_eur"
    " only.  The official notice alone is authoritative.",
}


@dataclass(frozen=True)
class Licence:
    """A licence as the table of portals names it: its page, and what naming the source means."""

    name: str
    url: str
    attribution_fr: str
    attribution_en: str

    @property
    def verbatim(self) -> str | None:
        """The sentence that the licence itself prescribes, in the one language it has."""
        return self.attribution_en if self.attribution_fr == self.attribution_en else None


@lru_cache(maxsize=4)
def licences(folder: Path = REFERENCE_FOLDER) -> Mapping[str, Licence]:
    """licences.csv by name."""
    with (folder / "licences.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: Licence(**row) for row in csv.DictReader(file)}


def find_licence(name: str | None) -> Licence | None:
    """Name with what we doubt in brackets -> licence; None: not stated, or none that we know."""
    known = licences()
    return known.get(name or "") or known.get((name or "").partition(" (")[0])


def read_sources(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Portals that gave notices: name, titles, address, licence as known, newest notice."""
    rows = connection.execute(
        "SELECT name, title_fr, title_en, url, licence, newest_notice, notices_published"
        " FROM portals WHERE notices_received > 0 ORDER BY rank, name"
    )
    names = ("name", "title_fr", "title_en", "url", "licence", "newest", "notices")
    return [dict(zip(names, row, strict=True)) for row in rows]


_ATTRIBUTION = {
    "fr": "{title}{place}{until} ; licence : {licence}{asked}.",
    "en": "{title}{place}{until}; licence: {licence}{asked}.",
}
_UNTIL = {"fr": ", avis jusqu’au {}", "en": ", notices up to {}"}


def attribution(source: Mapping[str, Any], lang: str) -> str:
    """One sentence that names a source as its licence wants it."""
    name = source["licence"] or "not stated"
    known = find_licence(name)
    asked = known.attribution_fr if known and lang == "fr" else known and known.attribution_en
    with speaking(lang):
        until = _UNTIL[lang].format(day(source["newest"])) if source["newest"] else ""
    said = _ATTRIBUTION[
        lang
    ].format(
        title=source[f"title_{lang}"],
        until=until,
        place=f" ({source['url']})" if source["url"] else "",  # files at hand have no page
        licence=licence_words(name, lang),
        asked=f". {asked[0].upper()}{asked[1:].rstrip('.')}" if asked else "",
    )
    return typeset(said) if lang == "fr" else said


def build_package(
    files: list[ExportedFile],
    sources: list[dict[str, Any]],
    created: datetime,
    objections: str | None,
) -> dict[str, Any]:
    """datapackage.json as a dict."""
    site = words()["site"]
    newest = max((one["newest"] for one in sources if one["newest"]), default=None)
    return {
        "$schema": PROFILE,
        "name": "vigie",
        "title": site["title"]["en"],
        "description": f"{site['description']['en']} {DISCLAIMER['en']}",
        "x-title-fr": site["title"]["fr"],
        "x-description-fr": f"{site['description']['fr']} {DISCLAIMER['fr']}",
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": f"schema {VERSION}" + (f", notices up to {newest}" if newest else ""),
        "x-objections": objections,
        "licenses": [
            {"name": known.name, "path": known.url, "title": known.name}
            for known in {find_licence(one["licence"]): None for one in sources}
            if known is not None
        ],
        "sources": [_source(one) for one in sources],
        "resources": [_resource(one) for one in files],
    }


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    known = find_licence(source["licence"])
    found = {
        "title": source["title_en"],
        "path": source["url"],
        "x-name": source["name"],
        "x-title-fr": typeset(source["title_fr"]),
        "x-licence": source["licence"] or "not stated",
        "x-licence-path": known.url if known else None,
        "x-attribution": attribution(source, "en"),
        "x-attribution-fr": attribution(source, "fr"),
        "x-newest-notice": source["newest"],
        "x-notices": source["notices"],
    }
    return {name: value for name, value in found.items() if value is not None}


def _resource(file: ExportedFile) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": _resource_name(file),
        "path": file.path,
        "format": file.format,
        "mediatype": MEDIA_TYPES[file.format],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.rows is not None:
        found["x-rows"] = file.rows
    if file.path.endswith(".zip"):
        found["compression"] = "zip"
    if file.table in TABLES:
        spoken = words()["tables"][file.table]
        found["title"], found["x-title-fr"] = spoken["title"]["en"], spoken["title"]["fr"]
        found["description"] = spoken["description"]["en"]
        found["schema"] = _schema(file.table, TABLES[file.table], file.format == "csv")
    return found


def _resource_name(file: ExportedFile) -> str:
    """A CSV has the name of its table, by which keys point to it."""
    if file.format == "csv" and file.table:
        return file.table
    bare = re.sub(r"\.(zip|json|db|parquet)$", "", file.path.lower())
    return re.sub(r"[^a-z0-9._-]+", "-", bare)


def field_type(table: str, column: str, kind: str) -> str:
    """Column -> its type in a table schema: days and instants are told from other texts."""
    if kind != "TEXT" or table == "windows":
        return TYPES[kind]
    if column in INSTANT_COLUMNS or (table == "health" and column in DAYS):
        return "datetime"
    return "date" if column in DAYS else "string"


def _schema(name: str, table: Table, with_keys: bool) -> dict[str, Any]:
    french = words()["tables"][name]["columns"]
    public = {other for other, one in TABLES.items() if one.public}
    found: dict[str, Any] = {
        "fields": [
            {
                "name": column,
                "type": field_type(name, column, kind),
                "description": says,
                "x-description-fr": french.get(column, says),
            }
            for column, kind, says in table.columns
        ],
        "primaryKey": list(table.pk),
        "missingValues": [""],
    }
    if with_keys:
        found["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [target]}}
            for column, other, target in table.foreign_keys
            if other in public
        ]
    return found


def readme_text(told: Mapping[str, Any]) -> str:
    """README.txt: what is here and whose it is, French first."""
    lines = [
        told["x-title-fr"],
        "",
        f"Fait le {told['created']}.",
        "",
        DISCLAIMER["fr"],
        "",
        "Chaque fichier, ses colonnes, sa taille et son empreinte sont dans datapackage.json.",
        "CSV : UTF-8, virgule ; une cellule qu’un tableur prendrait pour une formule commence par"
        " une apostrophe.",
        "",
        "Sources et licences (à nommer en citant) :",
        *_attribution_lines(told, "-fr"),
        "",
        "---",
        "",
        told["title"],
        "",
        f"Made at {told['created']}.",
        "",
        DISCLAIMER["en"],
        "",
        "Each file, its columns, size and hash are in datapackage.json.",
        "CSV: UTF-8, comma; a cell that a spreadsheet would take for a formula begins with an"
        " apostrophe.",
        "",
        "Sources and licences (to be named when you quote):",
        *_attribution_lines(told, ""),
        "",
    ]
    return "\n".join(lines)


def _attribution_lines(told: Mapping[str, Any], lang: str) -> list[str]:
    return [f"- {one[f'x-attribution{lang}']}" for one in told["sources"]] or ["- –"]

"""Download page: the files of the last export, what they hold, and their licences.

Shape  made: {created, newest, files, bytes} or None when there is no export to offer
       by_table: {name, title, description, rows, files: {format, path, bytes}}
       whole: vigie.db; entities: for FollowTheMoney; codes: labels of the codes
       releases: OCDS packages by source, each with its ``records``
       dataset: the same as schema.org's Dataset, for catalogues
       sources: {name, title, url, licence, licence_url, attribution, verbatim, newest}
       freshness: aggregate_queries.freshness
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.export.datapackage import attribution, find_licence
from monitor.i18n import value_formatting
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.routes import page_path
from monitor.i18n.table_labels import portal_label
from monitor.i18n.value_formatting import translated
from monitor.web.downloads.available_exports import LastExport, find_last_export
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import Row
from pipelines.interface_languages import SOURCE
from pipelines.store.schema import PORTAL_TITLES

TABLES = {"files": "files", "sources": "sources"}
_SOURCES = f"""
SELECT name, {PORTAL_TITLES}, url, licence, newest_notice AS newest FROM portals
WHERE notices_received > 0 ORDER BY rank, name
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    found = find_last_export(request.db, request.site.exports)
    return {
        "made": _made(found) if found else None,
        "by_table": _tables(found) if found else [],
        "whole": _one(found, "vigie.db"),
        "entities": _one(found, "ftm/entities.ftm.json.gz"),
        "codes": _one(found, "csv/cpv.csv.zip"),
        "releases": _releases(found) if found else [],
        "files": _files(found, request) if found else [],
        "sources": [_source(row) for row in request.db.rows(_SOURCES)],
        "freshness": freshness(request.db),
        "dataset": _dataset(found, request) if found else None,
    }


def _dataset(found: LastExport, request: PageRequest) -> dict[str, Any]:
    """Describe the files for catalogues of data sets: schema.org's Dataset."""
    ours = "" if request.lang == SOURCE else f"-{request.lang}"
    package, page = found.package, request.home + page_path("download", request.lang)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package[f"x-title{ours}" if ours else "title"],
        "description": package[f"x-description{ours}" if ours else "description"],
        "url": page,
        "inLanguage": request.lang,
        "dateModified": package["created"],
        "version": package["version"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Vigie", "url": request.home},
        "license": [one["path"] for one in package["licenses"]],
        "isBasedOn": [one["path"] for one in package["sources"] if one.get("path")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": path,
                "contentUrl": f"{request.home}/-/export/{path}",
                "encodingFormat": one["mediatype"],
                "contentSize": f"{one['bytes']} B",
            }
            for path, one in found.resources.items()
        ],
    }


def _made(found: LastExport) -> dict[str, Any]:
    return {
        "created": found.package["created"],
        "files": len(found.resources),
        "bytes": sum(one["bytes"] for one in found.resources.values()),
    }


def _files(found: LastExport, request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "path": request.place(f"/-/export/{path}"),
            "format": one["format"],
            "bytes": one["bytes"],
            "rows": one.get("x-rows"),
            "hash": one["hash"],
        }
        for path, one in found.resources.items()
    ]


def _tables(found: LastExport) -> list[dict[str, Any]]:
    tables = []
    for name, texts in table_descriptions()["tables"].items():
        paths = (f"csv/{name}.csv.zip", f"parquet/{name}.parquet")
        files = [_file(path, found.resources[path]) for path in paths if path in found.resources]
        if files:
            tables.append(
                {
                    "name": name,
                    "title": translated(texts["title"]),
                    "files": files,
                    "description": translated(texts["description"]),
                    "rows": found.resources[files[0]["path"]].get("x-rows"),
                }
            )
    return tables


def _file(path: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {"path": path, "format": one["format"], "bytes": one["bytes"], "rows": one.get("x-rows")}


def _one(found: LastExport | None, path: str) -> dict[str, Any] | None:
    return _file(path, found.resources[path]) if found and path in found.resources else None


def _releases(found: LastExport) -> list[dict[str, Any]]:
    titles = {one["x-name"].replace(":", "-"): one["x-name"] for one in found.package["sources"]}
    return [
        {
            **_file(path, one),
            "title": portal_label(titles.get(_stem(path), _stem(path))),
            "records": _one(found, path.replace(".zip", "-records.zip")),
        }
        for path, one in found.resources.items()
        if one["format"] == "ocds"
    ]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".zip")


def _source(row: Row) -> dict[str, Any]:
    known = find_licence(row["licence"])
    return {
        "name": row["name"],
        "title": portal_label(row["name"]),
        "url": row["url"],
        "licence": row["licence"],
        "licence_url": known.url if known else None,
        "attribution": attribution(row, value_formatting.language()),
        "newest": row["newest"],
        "verbatim": known and known.verbatim,
    }

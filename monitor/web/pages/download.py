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
    export = find_last_export(request.db, request.site.exports)
    return {
        "made": _made(export) if export else None,
        "by_table": _tables(export) if export else [],
        "whole": _one(export, "vigie.db"),
        "entities": _one(export, "ftm/entities.ftm.json.gz"),
        "codes": _one(export, "csv/cpv.csv.zip"),
        "releases": _releases(export) if export else [],
        "files": _files(export, request) if export else [],
        "sources": [_source(row) for row in request.db.rows(_SOURCES)],
        "freshness": freshness(request.db),
        "dataset": _dataset(export, request) if export else None,
    }


def _dataset(export: LastExport, request: PageRequest) -> dict[str, Any]:
    """Describe the files for catalogues of data sets: schema.org's Dataset."""
    ours = "" if request.lang == SOURCE else f"-{request.lang}"
    package, page = export.package, request.home + page_path("download", request.lang)
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
        "license": [license_["path"] for license_ in package["licenses"]],
        "isBasedOn": [source["path"] for source in package["sources"] if source.get("path")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": path,
                "contentUrl": f"{request.home}/-/export/{path}",
                "encodingFormat": resource["mediatype"],
                "contentSize": f"{resource['bytes']} B",
            }
            for path, resource in export.resources.items()
        ],
    }


def _made(export: LastExport) -> dict[str, Any]:
    return {
        "created": export.package["created"],
        "files": len(export.resources),
        "bytes": sum(resource["bytes"] for resource in export.resources.values()),
    }


def _files(export: LastExport, request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "path": request.place(f"/-/export/{path}"),
            "format": resource["format"],
            "bytes": resource["bytes"],
            "rows": resource.get("x-rows"),
            "hash": resource["hash"],
        }
        for path, resource in export.resources.items()
    ]


def _tables(export: LastExport) -> list[dict[str, Any]]:
    tables = []
    for name, texts in table_descriptions()["tables"].items():
        paths = (f"csv/{name}.csv.zip", f"parquet/{name}.parquet")
        files = [_file(path, export.resources[path]) for path in paths if path in export.resources]
        if files:
            tables.append(
                {
                    "name": name,
                    "title": translated(texts["title"]),
                    "files": files,
                    "description": translated(texts["description"]),
                    "rows": export.resources[files[0]["path"]].get("x-rows"),
                }
            )
    return tables


def _file(path: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "format": resource["format"],
        "bytes": resource["bytes"],
        "rows": resource.get("x-rows"),
    }


def _one(export: LastExport | None, path: str) -> dict[str, Any] | None:
    return _file(path, export.resources[path]) if export and path in export.resources else None


def _releases(export: LastExport) -> list[dict[str, Any]]:
    titles = {
        source["x-name"].replace(":", "-"): source["x-name"] for source in export.package["sources"]
    }
    return [
        {
            **_file(path, resource),
            "title": portal_label(titles.get(_stem(path), _stem(path))),
            "records": _one(export, path.replace(".zip", "-records.zip")),
        }
        for path, resource in export.resources.items()
        if resource["format"] == "ocds"
    ]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".zip")


def _source(row: Row) -> dict[str, Any]:
    licence = find_licence(row["licence"])
    return {
        "name": row["name"],
        "title": portal_label(row["name"]),
        "url": row["url"],
        "licence": row["licence"],
        "licence_url": licence.url if licence else None,
        "attribution": attribution(row, value_formatting.language()),
        "newest": row["newest"],
        "verbatim": licence and licence.verbatim,
    }

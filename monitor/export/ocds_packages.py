"""Write all notices as OCDS release packages, one ZIP per portal, in the order published.

Memory  one package at a time.  A notice that cannot be read is reported and left out.
"""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from monitor.config import ROOT
from monitor.export.csv_and_parquet import ZIP_TIMESTAMP
from monitor.export.datapackage import attribution, find_licence, read_sources
from monitor.export.exported_files import ExportedFile, describe_file
from monitor.export.ocds_release import Json, ReleaseContext, build_release
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.store.notice_codec import unpack

RELEASES_PER_PACKAGE = 500  # releases
EXTENSION = ROOT / "monitor" / "web" / "static" / "ocds"
LOTS_EXTENSION = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/"
    "extension.json"
)
_NOTICES = """
SELECT n.id, n.procedure_id, n.published, s.notice, d.received
FROM notices n JOIN snapshots s ON s.notice_id = n.id
LEFT JOIN documents d ON d.sha256 = n.document_sha256
WHERE n.portal = ? ORDER BY n.published, n.rowid
"""
_CONTRACTS = "SELECT award_key, contract_id FROM contract_notices WHERE notice_id = ?"


def write_packages(
    connection: sqlite3.Connection,
    folder: Path,
    address: str,
    echo: Callable[[str], None],
    problems: list[str],
) -> list[ExportedFile]:
    """Write ``ocds/PORTAL.zip`` for each portal that has notices, and the extension beside them.

    ``address``: of the public site, where the extension can be read; "" when there is none.
    """
    ocds_folder = folder / "ocds"
    shutil.copytree(EXTENSION, ocds_folder / "extension")
    files = [
        describe_file(folder, file.relative_to(folder).as_posix(), "ocds-extension", None, None)
        for file in sorted(ocds_folder.rglob("*.*"))
    ]
    groups = dict(connection.execute("SELECT id, name FROM vendor_groups"))
    for source in read_sources(connection):
        name = source["name"].replace(":", "-")
        metadata = _package_metadata(source, address)
        count = 0
        with zipfile.ZipFile(ocds_folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            releases = _releases(connection, source, groups, problems)
            for number, part in enumerate(_batches(releases), 1):
                count += len(part)
                entry = zipfile.ZipInfo(f"{name}-{number:05}.json", ZIP_TIMESTAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, msgspec.json.encode({**metadata, "releases": part}))
        if count:
            files.append(describe_file(folder, f"ocds/{name}.zip", "ocds", None, count))
        else:
            (ocds_folder / f"{name}.zip").unlink()
        echo(f"  ocds {source['name']}: {count:,} releases")
    return files


def _package_metadata(source: dict[str, Any], address: str) -> Json:
    licence = find_licence(source["licence"])
    own_extension = f"{address.rstrip('/')}/static/ocds/extension.json" if address else None
    return {
        "version": "1.1",
        "extensions": [*([own_extension] if own_extension else []), LOTS_EXTENSION],
        "publisher": {"name": f"Vigie, from {source['title_en']}", "uri": source["url"]},
        "license": licence.url if licence else None,
    }


def _batches(releases: Iterator[Json]) -> Iterator[list[Json]]:
    part: list[Json] = []
    for one in releases:
        part.append(one)
        if len(part) == RELEASES_PER_PACKAGE:
            yield part
            part = []
    if part:
        yield part


def _releases(
    connection: sqlite3.Connection,
    source: dict[str, Any],
    groups: dict[str, str],
    problems: list[str],
) -> Iterator[Json]:
    source_facts = {
        "title": source["title_en"],
        "licence": source["licence"] or "not stated",
        "attribution": attribution(source, "en"),
    }
    labels = {code: dict(one.labels) for code, one in load_normalisation_tables().cpv.items()}
    for id_, procedure, _published, stored, received in connection.execute(
        _NOTICES, (source["name"],)
    ):
        contracts = dict(connection.execute(_CONTRACTS, (id_,)))
        try:
            notice = unpack(stored)
        except (msgspec.DecodeError, zlib.error, ValueError) as error:
            problems.append(f"{id_}: its snapshot cannot be read ({error}); it is in no package")
            continue
        day = received or "1970-01-01T00:00:00Z"
        yield build_release(
            notice, ReleaseContext(procedure or id_, contracts, day, groups, source_facts, labels)
        )

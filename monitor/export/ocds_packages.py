"""Write all notices as OCDS release packages and record packages, two ZIP files per portal.

PORTAL.zip          releases in the order published
PORTAL-records.zip  a record for each contracting process: its releases and the compiled release
Memory              one package at a time.  A notice that cannot be read is reported and left out.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from monitor.config import ROOT
from monitor.export.csv_and_parquet import ZIP_TIMESTAMP
from monitor.export.datapackage import attribution, find_licence, read_sources
from monitor.export.exported_files import ExportedFile, describe_file
from monitor.export.merge_ocds_releases import build_records
from monitor.export.ocds_release import ContractFacts, ReleaseContext, build_release
from monitor.export.ocds_values import Json
from pipelines.contracts.compiled_procedure import in_order
from pipelines.model import Notice
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.sirene_names import siren_in
from pipelines.store.notice_snapshot_codec import unpack

RELEASES_PER_PACKAGE = 500  # releases
RECORDS_PER_PACKAGE = 200  # records
EXTENSION = ROOT / "monitor" / "web" / "static" / "ocds"
LOTS_EXTENSION = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/"
    "extension.json"
)
_BY_DAY = """
SELECT n.id, n.procedure_id, s.notice, d.received
FROM notices n JOIN snapshots s ON s.notice_id = n.id
LEFT JOIN documents d ON d.sha256 = n.document_sha256
WHERE n.portal = ? ORDER BY n.published, n.rowid
"""
# the ids are put in order before any notice is read: SQLite would sort the notices themselves
_BY_PROCEDURE = """
WITH ordered AS MATERIALIZED (
  SELECT id, procedure_id, document_sha256 FROM notices
  WHERE portal = ? ORDER BY procedure_id, published, rowid)
SELECT n.id, n.procedure_id, s.notice, d.received
FROM ordered n CROSS JOIN snapshots s ON s.notice_id = n.id
LEFT JOIN documents d ON d.sha256 = n.document_sha256
"""
# as the standard defines the date of packages that are made on demand, and the same for equal rows
_LAST_CHANGE = "SELECT coalesce(max(at), '1970-01-01T00:00:00Z') FROM changes"
# in the order of ``ContractFacts``; of a notice that is not the latest, the id alone
_CONTRACTS = """
SELECT k.award_key, k.contract_id, c.status, c.value_kind, c.value_countable_eur, c.value_shared,
       c.value_plausible, c.same_as
FROM contract_notices k
LEFT JOIN contracts c ON c.id = k.contract_id AND c.notice_id = k.notice_id
WHERE k.notice_id = ? AND k.award_key IS NOT NULL
"""
_NAMES = "SELECT id, name FROM organizations WHERE id IN (SELECT value FROM json_each(?))"
_LATEST_DAY = "SELECT max(published) FROM notices WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class _StoredNotice:
    """``received``: day of receipt, where no publication is known."""

    procedure: str
    notice: Notice
    received: str


@dataclass(frozen=True)
class _Publication:
    """Metadata that all packages share.  ``published``: last change of their data."""

    connection: sqlite3.Connection
    folder: Path
    address: str
    published: str
    groups: dict[str, str]
    problems: list[str]
    labels: dict[str, dict[str, str]]
    progress: Callable[[int], None]


def write_packages(
    connection: sqlite3.Connection,
    folder: Path,
    address: str,
    problems: list[str],
    progress: Callable[[int], None] = lambda _: None,
) -> list[ExportedFile]:
    """Write the packages of each portal that has notices, and the extension beside them.

    ``address``: of the public site, where the extension can be read; "" when there is none.
    """
    shutil.copytree(EXTENSION, folder / "ocds" / "extension")
    files = [
        describe_file(folder, file.relative_to(folder).as_posix(), "ocds-extension", None, None)
        for file in sorted((folder / "ocds").rglob("*.*"))
    ]
    publication = _Publication(
        connection,
        folder,
        address.rstrip("/"),
        connection.execute(_LAST_CHANGE).fetchone()[0],
        dict(connection.execute("SELECT id, name FROM vendor_groups")),
        problems,
        {code: dict(cpv_code.labels) for code, cpv_code in load_normalisation_tables().cpv.items()},
        progress,
    )
    for source in read_sources(connection):
        source["about"] = {
            "title": source["title_en"],
            "licence": source["licence"] or "not stated",
            "attribution": attribution(source, "en"),
        }
        releases = _write_zip(publication, source, "releases", RELEASES_PER_PACKAGE)
        records = _write_zip(publication, source, "records", RECORDS_PER_PACKAGE)
        files += [*releases, *records]
    return files


def _write_zip(
    publication: _Publication, source: dict[str, Any], content: str, per_package: int
) -> list[ExportedFile]:
    """Write the packages of one portal; no file where there is nothing to hold."""
    name = source["name"].replace(":", "-")
    if content == "records":
        name, format = f"{name}-records", "ocds-records"
        ordered = _records(publication, source)
    else:
        format, ordered = "ocds", _releases(publication, source)
    path, count = f"ocds/{name}.zip", 0
    with zipfile.ZipFile(publication.folder / path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, part in enumerate(_batches(ordered, per_package), 1):
            count += len(part)
            entry = zipfile.ZipInfo(f"{name}-{number:05}.json", ZIP_TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package = _package_metadata(publication, source, path, entry.filename)
            archive.writestr(entry, msgspec.json.encode({**package, content: part}))
            if content == "releases":
                publication.progress(len(part))
    if not count:
        (publication.folder / path).unlink()
        return []
    return [describe_file(publication.folder, path, format, None, count)]


def _package_metadata(
    publication: _Publication, source: dict[str, Any], path: str, entry: str
) -> Json:
    licence, address = find_licence(source["licence"]), publication.address
    own_extension = [f"{address}/static/ocds/extension.json"] if address else []
    return {
        "uri": _package_uri(publication, path, entry),
        "version": "1.1",
        "publishedDate": publication.published,
        "extensions": [*own_extension, LOTS_EXTENSION],
        "publisher": {"name": f"Vigie, from {source['title_en']}", "uri": source["url"]},
        "license": licence.url if licence else None,
    }


def _package_uri(publication: _Publication, path: str, entry: str) -> str:
    """Return where the package lies; without a public site, a name that no other package has."""
    if publication.address:
        return f"{publication.address}/-/export/{path}#{entry}"
    return uuid5(NAMESPACE_URL, f"vigie:{path}#{entry}:{publication.published}").urn


def _batches(items: Iterable[Json], size: int) -> Iterator[list[Json]]:
    part: list[Json] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _records(publication: _Publication, source: dict[str, Any]) -> Iterator[Json]:
    unread: list[str] = []  # the release package has named them already
    silent = replace(publication, problems=unread)
    notices = _notices(silent, source, _BY_PROCEDURE)
    for _procedure, group in groupby(notices, key=lambda stored: stored.procedure):
        of_procedure = {stored.notice.id: stored for stored in group}
        ordered = in_order(stored.notice for stored in of_procedure.values())
        yield from build_records(
            _release(publication, source, of_procedure[notice.id]) for notice in ordered
        )


def _releases(publication: _Publication, source: dict[str, Any]) -> Iterator[Json]:
    """Yield the release of each notice, in the order published."""
    for stored in _notices(publication, source, _BY_DAY):
        yield _release(publication, source, stored)


def _notices(
    publication: _Publication, source: dict[str, Any], sql: str
) -> Iterator[_StoredNotice]:
    for id_, procedure, snapshot, received in publication.connection.execute(
        sql, (source["name"],)
    ):
        try:
            notice = unpack(snapshot)
        except (msgspec.DecodeError, zlib.error, ValueError) as error:
            publication.problems.append(
                f"{id_}: its snapshot cannot be read ({error}); it is in no package"
            )
            continue
        yield _StoredNotice(procedure or id_, notice, received or "1970-01-01T00:00:00Z")


def _release(publication: _Publication, source: dict[str, Any], stored: _StoredNotice) -> Json:
    connection, notice = publication.connection, stored.notice
    contracts = {
        key: ContractFacts(*facts) for key, *facts in connection.execute(_CONTRACTS, (notice.id,))
    }
    context = ReleaseContext(
        procedure=stored.procedure,
        contracts=contracts,
        received=stored.received,
        groups=publication.groups,
        source=source["about"],
        labels=publication.labels,
        day=_amended_on(connection, notice),
        names=_names_of_numbers(connection, notice),
    )
    return build_release(notice, context)


def _names_of_numbers(connection: sqlite3.Connection, notice: Notice) -> dict[str, str]:
    """Return the names of buyers that the notice names by a number alone, as pages have them."""
    ids = [one.organization.id for one in notice.buyers if siren_in(one.organization.name)]
    return dict(connection.execute(_NAMES, (json.dumps(ids),))) if ids else {}


def _amended_on(connection: sqlite3.Connection, notice: Notice) -> date | None:
    """Return the day of the notices that a modification names, if later than its own: releases are
    merged by their dates (``compiled_procedure.in_order``)."""
    if notice.kind != "amendment" or notice.published is None:
        return None
    named = [f"{notice.portal}:{ref.id}" for ref in notice.references if ref.relation == "amends"]
    days = connection.execute(_LATEST_DAY, (json.dumps(named),)).fetchone()[0]
    return max(notice.published, date.fromisoformat(days)) if days else None

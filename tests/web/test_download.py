"""The files of an export on the site: offered with what they are, sent whole or from a byte on."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from monitor.export.bulk_export import export
from monitor.web.app import create_app
from monitor.web.downloads.available_exports import ABOUT
from tests.web.conftest import asker
from tests.web.support import Get, seen

PAGES = ("/fr/donnees", "/en/data")


@pytest.fixture(scope="module")
def files(demo_db: Path) -> Path:
    return demo_db.parent / "export"


def package(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return data


@pytest.mark.parametrize("page", PAGES)
def test_the_page_offers_every_file_and_each_link_gives_it(
    get: Get, files: Path, page: str
) -> None:
    html = get(page).text
    offered = set(re.findall(r'href="/-/export/([^"]+)"', html))
    resources = {resource["path"]: resource for resource in package(files)["resources"]}
    extension = {path for path, item in resources.items() if item["format"] == "ocds-extension"}
    assert offered == {*resources, *ABOUT} - extension
    for path in offered:
        answer = get(f"/-/export/{path}")
        assert answer.status_code == 200
        assert answer.headers["content-length"] == str(len(answer.content))
        assert path.rpartition("/")[2] in answer.headers["content-disposition"]
        if path in resources:
            actual = hashlib.sha256(answer.content).hexdigest()
            assert resources[path]["hash"] == f"sha256:{actual}"


def test_the_extension_is_sent_as_a_part_of_the_site(get: Get) -> None:
    for page in PAGES:
        addresses = re.findall(r'href="(/static/ocds/[^"]+)"', get(page).text)
        assert addresses
        for address in addresses:
            assert get(address).json()


def test_sources_are_named_as_they_ask_in_the_readers_language(get: Get) -> None:
    french, english = (seen(get(page).text) for page in PAGES)
    assert "Nommer la source et la date de sa dernière mise à jour" in french
    assert "avis jusqu'au 13 novembre 2026" in french
    assert "Name the source and the date of its last update" in english
    assert "Contains public sector information licensed under the Open Government" in english


def test_the_page_as_json_and_csv_has_each_file_with_size_rows_and_hash(
    get: Get, files: Path
) -> None:
    resources = package(files)["resources"]
    data = get("/fr/donnees.json").json()
    assert {file["path"] for file in data["files"]} == {f"/-/export/{r['path']}" for r in resources}
    lines = get("/en/data.csv?table=files").text.splitlines()
    assert len(lines) == len(resources) + 1
    assert len(get("/en/data.csv?table=sources").text.splitlines()) == 6


@pytest.mark.parametrize(
    "path",
    [
        "../vigie.db",
        "..%2Fvigie.db",
        "csv/../../vigie.db",
        "csv",
        "csv/",
        "/etc/passwd",
        "csv/snapshots.csv.zip",
        "%2e%2e/vigie.db",
        "vigie.db-wal",
        "x" * 3000,
    ],
)
def test_no_other_file_is_sent(get: Get, path: str) -> None:
    answer = get(f"/-/export/{path}")
    if answer.status_code == 302:  # Datasette's own: percent signs and slashes at the end
        answer = get(answer.headers["location"])
    assert answer.status_code == 404


def test_a_file_that_one_has_is_not_sent_again(get: Get) -> None:
    first = get("/-/export/csv/tags.csv.zip")
    tag = first.headers["etag"]
    again = get("/-/export/csv/tags.csv.zip", if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert get("/-/export/csv/tags.csv.zip", if_none_match='"other"').status_code == 200


def test_a_download_that_broke_goes_on_where_it_was_unless_the_file_is_another(
    get: Get, files: Path
) -> None:
    whole = (files / "vigie.db").read_bytes()
    tag = get("/-/export/vigie.db").headers["etag"]
    for headers in ({"range": "bytes=1000-"}, {"range": "bytes=1000-", "if_range": tag}):
        rest = get("/-/export/vigie.db", **headers)
        assert rest.status_code == 206
        assert rest.headers["content-range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
        assert rest.content == whole[1000:]
    all_of_it = get("/-/export/vigie.db", range="bytes=1000-", if_range='"yesterday"')
    assert (all_of_it.status_code, all_of_it.content) == (200, whole)
    a_part = get("/-/export/vigie.db", range="bytes=5-9")
    assert (a_part.status_code, a_part.content) == (206, whole[5:10])
    beyond = get("/-/export/vigie.db", range=f"bytes={len(whole)}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"


def test_a_file_stays_itself_when_the_folder_is_replaced_while_it_is_sent(
    demo_db: Path, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    copytree(files, folder)
    whole = (files / "vigie.db").read_bytes()
    pieces: list[bytes] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: dict[str, Any]) -> None:
        if body := message.get("body"):
            if not pieces:
                folder.rename(tmp_path / "before")
                copytree(files, folder)
                (folder / "vigie.db").write_bytes(b"another")
            pieces.append(body)

    async def ask() -> None:
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"spec_version": "2.4"},
            "method": "GET",
            "scheme": "http",
            "path": "/-/export/vigie.db",
            "raw_path": b"/-/export/vigie.db",
            "query_string": b"",
            "headers": [(b"host", b"vigie.test")],
        }
        await create_app(demo_db, export=folder)(scope, receive, send)

    asyncio.run(ask())
    assert len(pieces) > 2  # never the whole file at once
    assert b"".join(pieces) == whole


def test_who_asks_for_the_head_alone_gets_the_size_and_no_body(get: Get) -> None:
    whole = get("/-/export/README.txt")
    head = get("/-/export/README.txt", method="HEAD")
    assert head.status_code == 200
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.content == b""


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (PAGES[0], "Aucun fichier n'est prêt"),
        (PAGES[1], "No files are ready"),
    ],
)
def test_without_an_export_the_page_says_so_and_what_to_do(
    demo_db: Path, page: str, says: str
) -> None:
    for options in ({}, {"export": demo_db.parent / "nowhere"}):
        ask = asker(demo_db, **options)
        answer = ask(page)
        assert answer.status_code == 200
        assert says in seen(answer.text)
        assert "/-/export/" not in answer.text
        assert ask("/-/export/datapackage.json").status_code == 404


def test_files_of_before_an_objection_are_not_offered(
    demo_db: Path, files: Path, tmp_path: Path
) -> None:
    folder, database = tmp_path / "export", tmp_path / "vigie.db"
    copytree(files, folder)
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(database)) as made:
        source.backup(made)
        made.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('objections', 'granted')")
        made.commit()
    ask = asker(database, export=folder)
    assert ask("/-/export/vigie.db").status_code == 404
    assert "No files are ready" in ask("/en/data").text
    export(database, folder, ["csv"])
    assert ask("/-/export/csv/tags.csv.zip").status_code == 200
    assert "/-/export/csv/tags.csv.zip" in ask("/en/data").text


def test_half_a_package_is_no_export(demo_db: Path, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [')
    ask = asker(demo_db, export=tmp_path)
    assert ask("/fr/donnees").status_code == 200
    assert ask("/-/export/README.txt").status_code == 404

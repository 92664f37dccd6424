"""Large files: to disk, cut between records, archived slice by slice; refused when they are bombs.

The gigabytes are in ``python -m tests.bench streams``; here the same code runs on small ones.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from monitor.demo.portals.server import running_portals
from pipelines.errors import BrokenDocument, UnexpectedDocument
from spiders.archive import reader
from spiders.archive.records import Record
from spiders.parsers.decoding import csv_rows, record_splitter
from tests.mock_portals.bulk_files import Bulk
from tests.mock_portals.decp import Decp
from tests.spiders.crawl_support import Answer, Crawl, ReceivedRequest, crawl, portal
from tests.spiders.portal_cases import CASES

PORTALS = Path(__file__).parents[1] / "portals"
PACE = 0.001


# --- cutting ------------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
objects = st.dictionaries(st.text(), values)


@given(st.lists(objects, max_size=12), st.integers(1, 40), st.booleans())
def test_slices_put_end_to_end_are_the_file_and_hold_its_records(
    items: list[Any], block: int, is_pretty: bool
) -> None:
    package = {"uri": '"]}{[\\', "extensions": ["a{"], "publisher": {"n": "["}, "releases": items}
    body = json.dumps(package, indent=1 if is_pretty else None).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_splitter, "BLOCK", block)
        patch.setattr(record_splitter, "RECORDS", 3)
        slices = list(record_splitter.json_slices(io.BytesIO(body)))
    assert b"".join(slice_.body for slice_ in slices) == body
    assert [body[slice_.start : slice_.end] for slice_ in slices] == [
        slice_.body for slice_ in slices
    ]
    assert sum(slice_.records for slice_ in slices) == len(items)
    read = [
        x
        for slice_ in slices
        if slice_.records
        for x in json.loads(record_splitter.records_of(slice_.body))
    ]
    assert read == items


cells = st.text(alphabet='ab,"\n\ré', max_size=6)


@given(st.lists(st.tuples(cells, cells), max_size=12), st.integers(1, 40))
def test_slices_of_a_table_hold_its_rows_whole(rows: list[tuple[str, str]], block: int) -> None:
    import csv

    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("x", "y"), *rows])
    body = out.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_splitter, "BLOCK", block)
        patch.setattr(record_splitter, "RECORDS", 3)
        slices = list(record_splitter.csv_slices(io.BytesIO(body)))
    assert b"".join(slice_.body for slice_ in slices) == body
    read = [
        row
        for slice_ in slices
        if slice_.records
        for row in csv_rows.rows(slice_.head + slice_.body)
    ]
    assert read == [{"x": x, "y": y} for x, y in rows]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<html><body>Request Rejected</body></html>", "html_instead"),
        (b'{"releases": [{"id": 1}, {"id": 2', "json_broken"),
        (b'{"a": }', "json_broken"),
        (b'[{"a": 1}]]', "json_broken"),
        (b"\x1f\x8b\x08 gzip", "binary"),
    ],
)
def test_what_is_no_package_is_named(body: bytes, code: str) -> None:
    with pytest.raises(BrokenDocument) as error:
        list(record_splitter.json_slices(io.BytesIO(body)))
    assert error.value.code == code


def test_a_file_cut_short_gives_its_whole_records_first() -> None:
    actual: list[record_splitter.Slice] = []
    cut = record_splitter.json_slices(io.BytesIO(b'{"releases": [{"id": 1}, {"id": 2'))
    with pytest.raises(BrokenDocument, match="it was cut short, get it again"):
        actual.extend(cut)
    assert [slice_.body for slice_ in actual if slice_.records] == [b'{"id": 1}']


def test_a_record_without_end_is_refused_with_the_limit_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(record_splitter, "MAX_RECORD_BYTES", 1000)
    monkeypatch.setattr(record_splitter, "BLOCK", 100)
    body = b'[{"id": "' + b"x" * 5000
    with pytest.raises(BrokenDocument, match="more than"):
        list(record_splitter.json_slices(io.BytesIO(body)))


def test_a_row_with_too_many_cells_costs_only_itself() -> None:
    rows = list(csv_rows.rows(b"a,b\n1,2\n1,2,3\n\xe9,4\n"))
    assert isinstance(rows[1], UnexpectedDocument)
    assert [rows[0], rows[2]] == [{"a": "1", "b": "2"}, {"a": "é", "b": "4"}]


# --- crawling -----------------------------------------------------------------------------------


class Site(Bulk):
    """A made-up site; what it serves is put into ``made``."""

    listing = "/list"
    download = "/files/"


def package(count: int, filler: int = 0) -> bytes:
    items = [{"id": number, "text": "x" * filler} for number in range(count)]
    return json.dumps({"uri": "https://packages.example/1", "releases": items}).encode()


@contextmanager
def site(name: str, folder: Path, **files: bytes) -> Iterator[tuple[Site, str]]:
    """A site that serves these files (``_`` stands for a dot), without announcing their sizes."""
    kind = type("Own", (Site,), {"name": name})
    empty = folder / "none"
    empty.mkdir(exist_ok=True)
    actual = kind(empty, pace=PACE)
    actual.made = {key.replace("_", "."): _blocks(body) for key, body in files.items()}
    with running_portals({name: actual}) as bases:
        yield actual, bases[name]


def _blocks(body: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: (body[start : start + 5000] for start in range(0, len(body), 5000))


def crawled(name: str, folder: Path, base: str, *more: str) -> Crawl:
    own = ("-s", "SPIDER_MODULES=tests.spiders.stream_spiders", "-s", "VIGIE_FREE_MB=1")
    return crawl(name, folder, base, *own, *more)


def parts(crawl: Crawl, role: str | None = None) -> list[Record]:
    return list(reader.records(crawl.archive, role=role))


def test_a_file_arrives_in_slices_whose_archive_is_the_file(tmp_path: Path) -> None:
    body = package(250)
    with site("packages", tmp_path, a_json=body) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert crawl.reason == "finished", crawl.log[-2000:]
    assert crawl.report()["problem"] is None
    assert crawl.report()["received"] == 250
    assert sorted(map(int, crawl.numbers())) == list(range(250))
    slices_ = [record for record in parts(crawl) if "#bytes=" in (record.url or "")]
    assert b"".join(record.body for record in slices_) == body
    assert {record.role for record in slices_} == {"document", "listing"}
    (manifest,) = parts(crawl, "manifest")
    manifest_data = json.loads(manifest.body)
    assert manifest_data["size"] == len(body)
    assert manifest_data["url"].endswith("/files/a.json")
    assert list((crawl.archive / "packages" / "streams").iterdir()) == []


def test_slices_are_records_that_any_warc_tool_reads(tmp_path: Path) -> None:
    with site("packages", tmp_path, a_json=package(3)) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    (file,) = (crawl.archive / "packages").glob("*.warc.gz")
    with file.open("rb") as source:
        kinds = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(source)
        ]
    assert any(kind == "resource" and "#bytes=" in (uri or "") for kind, uri in kinds)


def test_a_file_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    with site("packages", tmp_path, a_json=package(3)) as (seen, base):
        first = crawled("packages", tmp_path, base)
        urls = [reading["document"]["url"] for reading in first.readings]
        known = tmp_path / "known.txt"
        known.write_text("\n".join(url for url in urls if "#etag=" in url), encoding="utf-8")
        again = tmp_path / "again"
        again.mkdir()
        second = crawled("packages", again, base, "-s", f"VIGIE_KNOWN={known}")
        assert seen.sent == 1
    assert second.numbers() == []
    assert second.report()["problem"] is None
    assert second.report()["known"] == 1


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_file_above_the_portals_limit_is_refused_on_the_way(
    is_announced: bool, tmp_path: Path
) -> None:
    body = package(100, filler=1000)
    if is_announced:
        with portal(_script({"/files/a.json": Answer(body)})) as served:
            crawl = crawled("small", tmp_path, served.base)
    else:
        with site("small", tmp_path, a_json=body) as (_, base):
            crawl = crawled("small", tmp_path, base)
    assert crawl.numbers() == []
    assert "largest_file" in crawl.report()["problem"]
    assert ("announces" in crawl.report()["problem"]) == is_announced


def test_a_body_that_inflates_beyond_the_limit_is_stopped_on_the_way(tmp_path: Path) -> None:
    body = gzip.compress(b" " * 10_000_000)
    answer = Answer(body, headers={"Content-Encoding": "gzip"})
    with portal(_script({"/files/a.json": answer})) as served:
        crawl = crawled("small", tmp_path, served.base)
    assert "goes on beyond it" in crawl.report()["problem"]


def test_a_body_sent_as_gzip_is_read_and_archived_as_it_was_meant(tmp_path: Path) -> None:
    body = package(120)
    answer = Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    with portal(_script({"/files/a.json": answer})) as served:
        crawl = crawled("packages", tmp_path, served.base)
    assert len(crawl.numbers()) == 120
    slices_ = [record for record in parts(crawl) if "#bytes=" in (record.url or "")]
    assert b"".join(record.body for record in slices_) == body


def test_a_disk_without_room_ends_the_crawl_with_a_sentence(tmp_path: Path) -> None:
    with site("packages", tmp_path, a_json=package(10)) as (_, base):
        crawl = crawled("packages", tmp_path, base, "-s", f"VIGIE_FREE_MB={10**9}")
    assert crawl.numbers() == []
    actual = crawl.stats.get("vigie/misconfigured", "") + str(crawl.reports)
    assert "Make room, or leave this portal off" in actual


def _script(answers: dict[str, Answer]) -> Callable[[ReceivedRequest], Answer]:
    def script(request: ReceivedRequest) -> Answer:
        if request.path == "/list":
            files = [f"http://{request.headers['host']}{path}" for path in answers]
            return Answer({"files": files})
        return answers[request.path]

    return script


def test_a_download_that_falls_silent_is_asked_again_then_named(tmp_path: Path) -> None:
    again = threading.Event()

    def script(request: ReceivedRequest) -> Answer:
        if request.path == "/list":
            return Answer({"files": [f"http://{request.headers['host']}/files/a.json"]})
        if request.count < 1:
            again.wait(60)
        again.set()
        return Answer(package(3))

    with portal(script) as served:
        crawl = crawled("impatient", tmp_path, served.base)
    assert len(crawl.numbers()) == 3
    assert served.paths().count("/files/a.json") >= 2


def test_a_file_cut_short_on_the_wire_is_asked_again(tmp_path: Path) -> None:
    body = package(300)

    def script(request: ReceivedRequest) -> Answer:
        if request.path == "/list":
            return Answer({"files": [f"http://{request.headers['host']}/files/a.json"]})
        if request.count:
            return Answer(body)
        return Answer(body[:500], headers={"Content-Length": str(len(body)), "Connection": "close"})

    with portal(_closing(script)) as served:
        crawl = crawled("impatient", tmp_path, served.base)
    assert len(crawl.numbers()) == 300
    assert crawl.report()["problem"] is None


def _closing(script: Callable[[ReceivedRequest], Answer]) -> Callable[[ReceivedRequest], Answer]:
    return script


def test_a_file_cut_short_at_the_source_leaves_its_window_open(tmp_path: Path) -> None:
    with site("packages", tmp_path, a_json=package(250)[:-700]) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert len(crawl.numbers()) >= 200
    assert "it was cut short, get it again" in crawl.report()["problem"]
    assert not any("#etag" in reading["document"]["url"] for reading in crawl.readings), (
        "known as whole"
    )


def zipped(**members: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name.replace("_", "."), body)
    return into.getvalue()


def test_a_bomb_in_a_zip_is_refused_and_the_other_members_are_read(tmp_path: Path) -> None:
    body = zipped(
        one_json=package(120),
        bomb_json=b"[" + b" " * 50_000_000 + b"]",
        two_json=package(5),
        nested_zip=zipped(x_json=b"[]"),
    )
    with site("packages", tmp_path, all_zip=body) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert len(crawl.numbers()) == 125
    assert "bomb.json inflates to 48 MB or more" in crawl.report()["problem"]
    assert "nested.zip is an archive inside an archive" in crawl.report()["problem"]
    troubles = [item["code"] for each in crawl.readings for item in each.get("troubles", ())]
    assert sorted(troubles) == ["archive_bomb", "too_deep"]
    names = {
        record.url.partition("#")[2].partition("&")[0] for record in parts(crawl) if record.url
    }
    assert {"one.json", "two.json"} <= names


def test_a_zip_that_is_unpacked_whole_before_it_can_be_refused_is_not_opened(
    tmp_path: Path,
) -> None:
    into = io.BytesIO(zipped(one_json=package(120)))
    with zipfile.ZipFile(into, "a", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("two.json", package(5))
    with site("packages", tmp_path, all_zip=into.getvalue()) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert len(crawl.numbers()) == 120
    assert "two.json is packed by method 12 of zip" in crawl.report()["problem"]


def test_a_gzip_file_that_inflates_without_end_is_refused(tmp_path: Path) -> None:
    with site("packages", tmp_path, all_gz=gzip.compress(b"[" + b" " * 300_000_000)) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert "refused as a bomb" in crawl.report()["problem"]


def test_a_damaged_zip_is_named_and_the_next_file_is_read(tmp_path: Path) -> None:
    good = zipped(one_json=package(3))
    with site("packages", tmp_path, bad_zip=good[:-30], good_zip=good) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert len(crawl.numbers()) == 3
    assert "damaged or was cut short" in crawl.report()["problem"]


@pytest.mark.parametrize("body", [b"[]", b'{"uri": "https://packages.example/1"}', zipped(a=b"[]")])
def test_a_file_without_a_record_leaves_its_window_open(tmp_path: Path, body: bytes) -> None:
    with site("packages", tmp_path, a_json=body) as (_, base):
        crawl = crawled("packages", tmp_path, base)
    assert "holds no record, some were expected" in crawl.report()["problem"]
    assert not any("#etag" in reading["document"]["url"] for reading in crawl.readings), (
        "known as whole"
    )


def test_a_file_without_a_record_is_a_quiet_day_where_the_portal_has_them(tmp_path: Path) -> None:
    with site("quiet", tmp_path, a_json=b"[]") as (_, base):
        crawl = crawled("quiet", tmp_path, base)
    assert "holds no record" not in (crawl.report()["problem"] or "")


@pytest.mark.parametrize("kind", ["packages", "quiet"])
def test_an_error_in_place_of_records_leaves_its_window_open(tmp_path: Path, kind: str) -> None:
    body = b'{"error": "maintenance", "releases": []}'
    with site(kind, tmp_path, a_json=body, b_json=package(2)) as (_, base):
        crawl = crawled(kind, tmp_path, base)
    assert len(crawl.numbers()) == 2
    assert "complains: error: maintenance" in crawl.report()["problem"]


def test_a_web_page_in_place_of_a_file_is_no_empty_file(tmp_path: Path) -> None:
    page = Answer("<!DOCTYPE html><html><body>Request Rejected</body></html>")
    with portal(_script({"/files/a.json": page})) as served:
        crawl = crawled("packages", tmp_path, served.base)
    assert crawl.reason == "blocked"
    assert "a web page" in crawl.stats["vigie/blocked"]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = "".join(f'{number},"marché\n""n° {number}"""\n' for number in range(250))
    with site("tables", tmp_path, t_csv=f"\ufeffid,title\n{rows}".encode()) as (_, base):
        crawl = crawled("tables", tmp_path, base)
    assert len(crawl.numbers()) == 250, crawl.report()
    assert crawl.report()["problem"] is None


def test_what_a_killed_crawl_left_on_disk_goes_with_the_next_one(tmp_path: Path) -> None:
    left = tmp_path / "archive" / "packages" / "streams" / "old.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x" * 1000)
    with site("packages", tmp_path, a_json=package(1)) as (_, base):
        crawled("packages", tmp_path, base)
    assert not left.exists()
    assert oct(left.parent.stat().st_mode & 0o777) in ("0o700", "0o755")  # ours or the test's
    assert os.listdir(left.parent) == []


# --- portals ------------------------------------------------------------------------------------


def test_a_month_of_anac_that_is_not_there_is_told(tmp_path: Path) -> None:
    actual = CASES["anac"]._replace(windows=("2024-06-01/2024-07-01",))
    with actual.running() as (base, _):
        seen = actual.crawled(base, tmp_path)
    assert seen.reason == "finished"
    text = "names 3 files and none of 2024-06-01/2024-07-01: not yet?"
    assert text in seen.report()["problem"]


def test_the_consolidated_files_of_decp_give_what_their_fixtures_say(tmp_path: Path) -> None:
    names = ("flat_2019_with_amendments", "nested_2022_subcontracting_and_concession")
    published = {
        item["id"]
        for name in names
        for item in json.loads((PORTALS / "decp" / f"{name}.expected.json").read_text("utf-8"))
    }
    with running_portals({"decp": Decp(PORTALS / "decp", pace=PACE)}) as bases:
        result = crawl(
            "decp",
            tmp_path,
            bases["decp"],
            "-s",
            "SPIDER_MODULES=spiders.decp",
            "-s",
            "VIGIE_FREE_MB=1",
            "-a",
            'windows=["all"]',
        )
    assert result.report()["problem"] is None
    assert {item["id"] for each in result.readings for item in each.get("notices", ())} == published

"""A portal that answers in a new shape: the run is degraded and says so, the documents are kept.

Replay, after the reader was mended, recovers what a portal in the old shape would have given.
"""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.crawling.field_drop_check import dropped_fields
from monitor.demo.portals.server import create_portals, running_portals
from monitor.runtime.spider_registry import spider_class
from pipelines.store.database import connect
from tests.mock_portals.fault_injection import FAULTS, Answer, Faulty, Seen
from tests.spiders.crawl_support import crawls_in_forks

SPAN = ("--since", "2026-11-02", "--until", "2026-11-13")
TOLD = {  # what people read, without where it was read
    "notices": "id, kind, change, state, published, title, description, buyer, buyer_id, country,"
    " main_code, value, currency, digital, big_tech, data_outsourcing, vendor_groups",
    "contracts": "id, title, buyer, suppliers, status, signed, value, currency, value_eur, start,"
    " big_tech, vendor_groups",
    "tags": "notice_id, contract_id, tag, value, role, rule, field, evidence",
    "suppliers": "contract_id, name, role, vendor_group",
    "register": "notice_id, published, kind, title, scope",
}
Mended = Callable[[bytes], bytes]


def vigie(folder: Path, *arguments: object) -> tuple[int, str]:
    config = folder / "vigie.toml"
    config.write_text("[vigie]\ncontact = 'operator@example.org'\n")
    command = [
        "--config",
        str(config),
        *map(str, arguments),
        "--db",
        str(folder / "vigie.db"),
        "--archive",
        str(folder / "archive"),
    ]
    done = CliRunner().invoke(main, command)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, done.output


def crawled(portal: Any, folder: Path) -> tuple[int, str]:
    folder.mkdir()
    with running_portals({portal.name: portal}) as bases, crawls_in_forks():
        where = json.dumps(bases)
        return vigie(folder, "crawl", portal.name, "--mock", where, "--pace", 0, *SPAN)


def opened(folder: Path) -> sqlite3.Connection:
    return connect(folder / "vigie.db")


def stored_rows(folder: Path) -> dict[str, list[Any]]:
    connection = opened(folder)
    queries = {table: f"SELECT {columns} FROM {table}" for table, columns in TOLD.items()}
    return {
        table: sorted(map(tuple, connection.execute(sql)), key=repr)
        for table, sql in queries.items()
    }


def renamed(old: bytes, new: bytes) -> tuple[Callable[[Answer, Seen], Answer], Mended]:
    """A portal's change of a name, and what a mended reader does about it."""

    def change(answer: Answer, seen: Seen) -> Answer:
        return replace(answer, body=answer.body.replace(old, new))

    return change, lambda body: body.replace(new, old)


SHAPES = {  # portal, its change of a name, what the run says
    "a field of another name": (
        "contracts_finder",
        (b'"title"', b'"headline"'),
        "title is filled in 0 of 11 notices",
    ),
    "records without what identifies them": (
        "boamp",
        (b'"idweb"', b'"identifiant"'),
        "records could not be read",
    ),
    "an envelope of another name": (
        "find_a_tender",
        (b'"releases"', b'"publications"'),
        "nothing at /releases",
    ),
    "another word for a known one": (
        "boamp",
        (b"ATTRIBUTION", b"CONCLUSION"),
        "records could not be read",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_shape_is_told_kept_and_recovered_once_the_reader_is_mended(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, names, expected = SHAPES[shape]
    crawled(create_portals(pace=0)[name], tmp_path / "old")
    before = stored_rows(tmp_path / "old")
    change, mend = renamed(*names)
    monkeypatch.setitem(FAULTS, shape, change)
    code, text = crawled(Faulty(create_portals(pace=0)[name], shape), tmp_path / "new")
    connection = opened(tmp_path / "new")
    assert (code, expected in text) == (1, True), text
    ((state, message),) = connection.execute("SELECT state, message FROM runs").fetchall()
    assert state in ("degraded", "failed")
    assert expected in message
    assert stored_rows(tmp_path / "new") != before, "the change of shape has no effect"
    assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] > 0
    reads = spider_class(name).reads
    monkeypatch.setattr(spider_class(name), "reads", staticmethod(lambda body: reads(mend(body))))
    monkeypatch.setattr(socket.socket, "connect", None)  # replay asks nobody
    vigie(tmp_path / "new", "replay", name)
    assert stored_rows(tmp_path / "new") == before


def test_windows_whose_pages_could_not_be_followed_are_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, _ = renamed(b'"releases"', b'"publications"')
    monkeypatch.setitem(FAULTS, "renamed", change)
    crawled(Faulty(create_portals(pace=0)["find_a_tender"], "renamed"), tmp_path / "new")
    states = opened(tmp_path / "new").execute("SELECT DISTINCT state FROM windows").fetchall()
    assert [tuple(row) for row in states] == [("open",)]


def test_a_field_that_was_never_filled_is_not_missed() -> None:
    known = {"title": (10, 10), "published": (0, 10), "supplier": (9, 10)}
    fields = {"title": [5, 5], "published": [0, 5], "supplier": [0, 4], "buyer": [0, 9]}
    assert list(dropped_fields("x", fields, known)) == []
    assert len(list(dropped_fields("x", {**fields, "supplier": [0, 5]}, known))) == 1

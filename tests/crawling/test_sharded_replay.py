"""One database a portal, merged: the same as a serial replay, table by table."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterable
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.cli.sharded_replay import _completed
from monitor.runtime import progress
from pipelines.store.database import connect, get_meta, set_meta
from spiders.archive.reader import records
from spiders.archive.writer import Archive
from tests.forked_commands import ForkedCommand
from tests.pipelines.store.store_support import dump, sound


def vigie(*arguments: object, expect: int = 0) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == expect, result.output
    return result.output


@pytest.fixture(scope="module")
def archive(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's archive, as if its portals had answered in turn, a second apart.

    Two of them answered with a document of another portal, too, one even before that portal did.
    """
    folder = tmp_path_factory.mktemp("shards") / "archive"
    received = sorted(
        records(demo_folder / "archive"), key=lambda record: (record.offset, record.portal)
    )
    both, later = [record for record in received if record.portal == "ted"][:2]
    received.insert(0, later._replace(portal="boamp"))
    received += [both._replace(portal="boamp"), both._replace(portal="contracts_finder")]
    start = received[0].fetched_at.replace(microsecond=0)
    with ExitStack() as stack:
        writers = {
            portal: stack.enter_context(closing(Archive(folder, portal)))
            for portal in {record.portal for record in received}
        }
        for seconds, record in enumerate(received):
            writers[record.portal].append(
                record.body,
                url=record.url,
                file=record.file,
                fetched_at=start + timedelta(seconds=seconds),
                media_type=record.media_type,
            )
    return folder


@pytest.fixture(scope="module")
def shards(archive: Path) -> Path:
    folder = archive.with_name("shards")
    output = vigie("replay", "--shards", folder, "--archive", archive, "--jobs", 2, expect=1)
    assert "boamp: 2 × " in output
    assert f"vigie merge {folder}" in output
    assert len(list(folder.iterdir())) == 5
    return folder


def tables(path: Path) -> dict[str, list[Any]]:
    connection = connect(path)
    sound(connection)
    return dump(connection, leave=("runs",))


def changes(path: Path, condition: str) -> Iterable[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT kind, cause, notice_id, contract_id, field, before, after, document_sha256"
            f" FROM changes WHERE {condition} ORDER BY seq"
        ).fetchall()


def test_shards_and_merge_give_what_a_serial_replay_gives(
    archive: Path, shards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serial, merged = archive.with_name("serial.db"), archive.with_name("merged.db")
    vigie("replay", "--db", serial, "--archive", archive, expect=1)
    monkeypatch.setattr(progress, "LINE_S", 0.0)
    output = vigie("merge", shards, "--db", merged, "--archive", archive)
    done = [line.split(" tables")[0].strip() for line in output.splitlines() if " tables" in line]
    assert done[0] == "1 of 120"
    assert done[-1] == "120 of 120"
    expected, actual = tables(serial), tables(merged)
    assert {name for name in actual if actual[name] != expected[name]} <= {"changes"}
    assert changes(merged, "cause <> 'link'") == changes(serial, "cause <> 'link'")
    assert len(expected["troubles"]) == 1
    assert not owned_by_others(merged), (
        "no document is of a portal whose reader finds nothing in it"
    )
    links = changes(merged, "cause = 'link'")
    assert links, "the demonstration has contracts of two portals"
    assert {(row[3], row[6]) for row in links} == set(linked(serial))


def owned_by_others(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT sha256 FROM documents JOIN register ON document_sha256 = sha256"
            " WHERE documents.portal <> register.portal"
            " OR substr(archive_file, 1, length(register.portal)) <> register.portal"
        ).fetchall()


def linked(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT id, same_as FROM contracts WHERE same_as IS NOT NULL"
        ).fetchall()


@pytest.mark.parametrize("who", ["the command", "a worker"])
def test_shards_that_were_not_made_are_named_and_leave_nothing_when_a_process_ends(
    archive: Path, tmp_path: Path, who: str
) -> None:
    folder = tmp_path / "shards"
    process = ForkedCommand("replay", "--shards", folder, "--archive", archive, "--jobs", 1)
    while not list(folder.glob("*.part")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    try:
        if who == "a worker":
            (worker,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            os.kill(int(worker), signal.SIGKILL)
        else:
            process.terminate()
        assert process.wait(timeout=30) == (1 if who == "a worker" else 143)
    finally:
        process.kill()
    made = {file.name for file in folder.iterdir()}
    assert len(made) < 5, "the process ended too late: the test proves nothing"
    assert all(name.endswith(".db") for name in made)
    if who == "a worker":
        _, missing, _ = re.split(r"Not made: |\.  The others", process.stderr.read())
        assert {f"{portal}.db" for portal in missing.split(", ")}.isdisjoint(made)
        assert len(made) + len(missing.split(", ")) == 5


def test_a_database_at_which_somebody_looks_when_it_is_complete_is_whole(tmp_path: Path) -> None:
    with _completed(tmp_path / "ted.db") as path:
        writer = connect(path)
        looking = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        looking.execute("SELECT count(*) FROM meta").fetchone()
        set_meta(writer, "rules_version", "seen")
        writer.close()
    looking.close()
    assert [file.name for file in tmp_path.iterdir()] == ["ted.db"]
    with closing(sqlite3.connect(tmp_path / "ted.db")) as connection:
        assert get_meta(connection, "rules_version") == "seen"


def test_what_cannot_be_merged_is_a_sentence_and_leaves_nothing(
    shards: Path, archive: Path, tmp_path: Path
) -> None:
    def merge(folder: Path, expect: int) -> str:
        output = vigie(
            "merge", folder, "--db", tmp_path / "new.db", "--archive", archive, expect=expect
        )
        assert not list(tmp_path.glob("new.db*"))
        return output

    empty = tmp_path / "empty"
    empty.mkdir()
    assert "vigie replay --shards first" in merge(empty, 2)
    copied = Path(shutil.copytree(shards, tmp_path / "copied"))
    shutil.copy(copied / "ted.db", copied / "ted-again.db")
    assert "Is it in the folder twice?" in merge(copied, 1)
    (copied / "ted-again.db").write_bytes(b"no database" * 100)
    assert "is no database of Vigie" in merge(copied, 1)
    (copied / "ted-again.db").unlink()
    with closing(sqlite3.connect(copied / "ted.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = 'other' WHERE key = 'rules_version'")
    assert "its rules_version is other" in merge(copied, 1)
    assert "is there already" in vigie("merge", shards, "--db", shards / "ted.db", expect=2)

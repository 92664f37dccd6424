"""Progress: a bar on a terminal, lines elsewhere, nothing when quiet, and the row of the run."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.crawling import crawl
from monitor.crawling.crawl import BACKFILL
from monitor.crawling.crawl_progress import CrawlProgress
from monitor.crawling.workload_counts import count_files_to_ingest
from monitor.operations import backup
from monitor.runtime import progress as module
from monitor.runtime import progress_bar
from monitor.runtime.progress import Progress, report_growth
from monitor.runtime.read_run_progress import (
    Position,
    format_position,
    format_rate,
    format_seconds,
    read_runs_in_progress,
)
from monitor.runtime.runs import Run
from monitor.runtime.schedule import job_histories
from pipelines.model import WindowReport
from pipelines.store.database import connect
from pipelines.store.runs_and_windows import (
    mark_killed_runs,
    mark_window_open,
    record_window_report,
)
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import fetch_value, notice, reading


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    return connect(tmp_path / "vigie.db")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINE_S", 0.0)
    monkeypatch.setattr(module, "RECORD_S", 0.0)


@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_shows_total_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    shown = Terminal()
    with Progress("documents", 400, stream=shown) as step:
        for _ in range(3):
            time.sleep(0.25)
            step(100)
    assert "documents  75 %" in shown.getvalue()
    assert "300 of 400" in shown.getvalue()
    assert " a second" in shown.getvalue()
    assert " left" in shown.getvalue()
    assert "\x1b[3" not in shown.getvalue()


@pytest.mark.parametrize(
    ("columns", "words", "rate"),
    [(120, "documents, window 9 of 68", True), (80, "documents", True), (60, "documents", False)],
)
def test_a_narrow_terminal_shows_total_and_time_left(
    monkeypatch: pytest.MonkeyPatch, columns: int, words: str, rate: bool
) -> None:
    shown = Terminal()
    with Progress("documents, window 9 of 68", 1_234_567, stream=shown) as step:
        monkeypatch.setattr(step.bar, "dynamic_ncols", lambda _: (columns, 24))
        for _ in range(2):
            time.sleep(0.25)
            step(12_345)
    line = shown.getvalue().rpartition("24,690 of 1,234,567")[0].rpartition("\r")[2]
    rest = re.split(r"[\r\n]", shown.getvalue().rpartition("24,690 of 1,234,567")[2])[0]
    assert line.startswith(f"  {words}   2 % |")
    assert (" a second" in rest) == rate
    assert rest.rstrip().endswith(" left")
    assert len(line + "24,690 of 1,234,567" + rest) <= columns


def test_a_bar_that_stands_still_tells_a_longer_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.05)
    monkeypatch.setattr(progress_bar, "STALL_S", 0.1)
    shown = Terminal()

    def left() -> int:
        minutes, seconds = re.findall(r"20 of 1,000,.* (\d\d):(\d\d) left", shown.getvalue())[-1]
        return 60 * int(minutes) + int(seconds)

    with Progress("documents", 1_000, stream=shown) as step:
        step(10)
        time.sleep(0.25)
        step(10)
        first = left()
        end = time.monotonic() + 60
        while left() < first + 60:
            assert time.monotonic() < end, shown.getvalue()
            time.sleep(0.05)


@pytest.mark.parametrize("done", [0, 400])
def test_before_the_first_and_after_the_last_unit_time_goes_by(
    monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.01)
    shown = Terminal()
    with Progress("documents", 400, stream=shown) as step:
        step(done)
        end = time.monotonic() + 60
        while not re.search(rf"{done} of 400,.* 00:0[1-9]", shown.getvalue()):
            assert time.monotonic() < end, shown.getvalue()
            time.sleep(0.01)
    assert " left" not in shown.getvalue().rpartition(f"{done} of 400")[2]


def test_a_line_tells_no_rate_of_nothing_and_no_time_left_when_all_is_done() -> None:
    step = Progress("documents", 400, quiet=True)
    assert format_position(step.position()) == "0 of 400 documents"
    step(400)
    assert re.fullmatch(r"400 of 400 documents, [\d,.]+ a second", format_position(step.position()))


@pytest.mark.parametrize(
    ("stream", "quiet", "erases"),
    [(Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False)],
)
def test_what_a_crawl_says_on_a_terminal_takes_the_line_of_the_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, quiet: bool, erases: bool
) -> None:
    started: list[str] = []

    class Child:
        def __init__(self, command: list[str], **_: object) -> None:
            started.extend(command)

        def wait(self, timeout: float) -> int:
            return 0

    monkeypatch.setattr(crawl.subprocess, "Popen", Child)
    monkeypatch.setattr("sys.stderr", stream)
    options = crawl.CrawlOptions(tmp_path / "vigie.db", tmp_path / "archive", quiet=quiet)
    crawl._run_spider("ted", ["2026-11-02/2026-11-03"], options, "run", [], is_recrawl=False)
    formats = [word for word in started if word.startswith("LOG_FORMAT=")]
    assert [word.removeprefix("LOG_FORMAT=")[:4] for word in formats] == ["\r\x1b[K"] * erases


@pytest.mark.parametrize("quiet", [False, True])
def test_a_quiet_crawl_says_what_came_and_not_what_it_asks(
    db: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    monkeypatch.setattr(crawl, "_run_spider", lambda *_: ({"finish_reason": "finished"}, False))
    options = crawl.CrawlOptions(
        tmp_path / "vigie.db",
        tmp_path / "archive",
        quiet=quiet,
        since=date(2026, 3, 1),
        until=date(2026, 3, 8),  # not today, which comes an hour sooner to the portal
    )
    lines: list[str] = []
    with Run(db, "crawl", "ted", quiet=True) as run:
        crawl.crawl(db, "ted", options, run, lines.append)
    assert [line.split(",")[0] for line in lines] == [
        *([] if quiet else ["ted: asking 8 windows"]),
        "ted: 0 notices read",
    ]


def test_without_a_total_the_bar_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    with Progress("documents", stream=shown) as step:
        time.sleep(0.25)
        step(100)
    assert "documents: 100," in shown.getvalue()
    assert "of" not in shown.getvalue()


def test_more_than_was_expected_is_a_total_that_nobody_knows() -> None:
    step = Progress("documents", 1, stream=io.StringIO())
    step(5)
    assert step.position().total is None
    assert step.position().left_s is None


@pytest.mark.usefixtures("at_once")
def test_elsewhere_there_are_lines() -> None:
    shown = io.StringIO()
    with Progress("documents", 4000, stream=shown) as step:
        time.sleep(0.01)
        step(1000)
    assert shown.getvalue().startswith("  1,000 of 4,000 documents, ")
    assert shown.getvalue().endswith(" s left\n")


def test_a_line_comes_after_thirty_seconds_and_not_before() -> None:
    shown = io.StringIO()
    step = Progress("documents", stream=shown)
    step(1)
    assert shown.getvalue() == ""
    step.shown -= 30
    step(1)
    step(1)
    assert len(shown.getvalue().splitlines()) == 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_quiet_shows_nothing_and_tells_the_run(db: sqlite3.Connection, stream: io.StringIO) -> None:
    with Run(db, "ingest", "ted") as run:
        with Progress("documents", 10, quiet=True, run=run, stream=stream) as step:
            step(4)
        (seen,) = read_runs_in_progress(db)
        assert (seen.command, seen.portal) == ("ingest", "ted")
        assert (seen.position.done, seen.position.total) == (4, 10)
    assert stream.getvalue() == ""
    assert read_runs_in_progress(db) == []
    assert fetch_value(db, "SELECT figures FROM runs") is None, "an ended run has its own figures"


@pytest.mark.usefixtures("at_once")
def test_a_run_that_was_killed_or_is_silent_goes_on_no_more(db: sqlite3.Connection) -> None:
    run = Run(db, "ingest", "ted")
    run.__enter__()
    Progress("documents", quiet=True, run=run)(4)
    assert read_runs_in_progress(db)
    db.execute(
        "UPDATE runs SET figures = json_set(figures, '$.progress.at', '2026-01-01T00:00:00Z')"
    )
    assert not read_runs_in_progress(db)
    mark_killed_runs(db, lambda _: False)
    assert fetch_value(db, "SELECT state, figures FROM runs") == ("killed", None)


@pytest.mark.usefixtures("at_once")
def test_a_killed_back_fill_is_no_failed_night(db: sqlite3.Connection) -> None:
    run = Run(db, "crawl", "ted")
    run.__enter__()
    run.add_figures({"asked": BACKFILL})
    Progress("windows", 10, quiet=True, run=run)(4)
    (seen,) = read_runs_in_progress(db)
    assert seen.position.done == 4
    mark_killed_runs(db, lambda _: False)
    state, figures = fetch_value(db, "SELECT state, figures FROM runs")
    assert (state, json.loads(figures)) == ("killed", {"asked": BACKFILL})
    assert job_histories(db, datetime.now(UTC) + timedelta(hours=1)) == {}


@pytest.mark.usefixtures("at_once")
def test_nothing_is_told_within_a_transaction(db: sqlite3.Connection) -> None:
    with Run(db, "ingest", "ted") as run:
        db.execute("BEGIN IMMEDIATE")
        Progress("documents", quiet=True, run=run)(4)
        db.execute("ROLLBACK")
        assert read_runs_in_progress(db) == []


@pytest.mark.usefixtures("at_once")
def test_a_crawl_is_seen_by_what_its_child_stores(db: sqlite3.Connection, tmp_path: Path) -> None:
    child = connect(tmp_path / "vigie.db")
    with Run(db, "crawl", "ted") as run:
        for day in (1, 2, 3):
            mark_window_open(db, "ted", f"2026-03-0{day}/2026-03-0{day + 1}", run.id)
        with CrawlProgress(db, run, 3, quiet=True) as progress:
            Writer(child, run.id).save([reading(notice(f"{n}-2026")) for n in range(1, 6)])
            progress.update()
            (seen,) = read_runs_in_progress(db)
            assert seen.position.done == 5
            assert seen.position.total is None
            assert seen.position.what == "documents, window 1 of 3"
            window = "2026-03-01/2026-03-02"
            report = WindowReport(window=window, announced=5, received=5, pages=1, complete=True)
            record_window_report(child, "ted", report, 5, run.id)
            progress.update()
            (seen,) = read_runs_in_progress(db)
            assert seen.position.total == 15, "the others are reckoned to hold as many"
            assert seen.position.what == "documents, window 2 of 3"


def test_health_shows_a_run_that_goes_on(
    db: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECORD_S", 0.0)
    with Run(db, "crawl", "ted") as run:
        Progress("documents, window 1 of 3", 15, quiet=True, run=run)(5)
        output = CliRunner().invoke(main, ["health", "--db", str(tmp_path / "vigie.db")]).output
    assert "running    crawl ted" in output
    assert "5 of 15 documents, window 1 of 3" in output


def test_files_are_counted_unless_one_holds_an_unknown_number(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).touch()
    assert count_files_to_ingest([tmp_path]) == 2
    assert count_files_to_ingest([tmp_path / "a.xml"]) == 1
    (tmp_path / "c.ZIP").touch()
    assert count_files_to_ingest([tmp_path]) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 s"), (600, "10 min"), (3600, "1 h 0 min"), (12_000, "3 h 20 min")],
)
def test_a_duration_in_words(seconds: int, words: str) -> None:
    assert format_seconds(seconds) == words
    position = Position("files", 1, 2, 0.5, seconds, "2026-01-01T00:00:00Z")
    assert format_position(position) == f"1 of 2 files, 30.0 a minute, {words} left"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1234.5, "1,234.5 a second"),
        (0.5, "30.0 a minute"),
        (0.01, "36.0 an hour"),
        (0, "0.0 an hour"),
    ],
)
def test_a_rate_in_the_unit_in_which_it_is_more_than_one(rate: float, words: str) -> None:
    assert format_rate(rate) == words


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("shown", "expected"),
    [(Terminal(), "making figures, 00:00"), (io.StringIO(), "making figures, ")],
)
def test_time_goes_by_where_nothing_can_be_counted(
    monkeypatch: pytest.MonkeyPatch, shown: io.StringIO, expected: str
) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.01)
    with Progress("making figures", stream=shown):
        end = time.monotonic() + 60
        while shown.getvalue().count(expected) < 2 and time.monotonic() < end:
            time.sleep(0.01)
    assert shown.getvalue().count(expected) >= 2


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_a_phase_without_a_count_is_shown_apart(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.01)
    shown = stream()
    with Progress("MB", 10, stream=shown) as step:
        step(4)
        with step.phase("checking the copy"):
            before, end = len(shown.getvalue()), time.monotonic() + 60
            while shown.getvalue().count("checking the copy, ") < 2:
                assert time.monotonic() < end
                time.sleep(0.01)
            assert " of 10" not in shown.getvalue()[before:]
        before = len(shown.getvalue())
        time.sleep(0.25)
        step(2)
        assert "6 of 10" in shown.getvalue()[before:]
        assert "checking" not in shown.getvalue()[before:]


@pytest.mark.usefixtures("at_once")
def test_who_checks_a_copy_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.01)
    monkeypatch.setattr(backup, "verify_backup", lambda _: time.sleep(0.2))
    connect(tmp_path / "vigie.db").close()
    where = ["--db", str(tmp_path / "vigie.db"), "--archive", str(tmp_path / "archive")]
    made = CliRunner().invoke(main, ["backup", str(tmp_path / "copies"), *where])
    assert (made.exit_code, "checking the copy, 0 s" in made.stderr) == (0, True), made.output
    (copy,) = (tmp_path / "copies").glob("2*")
    checked = CliRunner().invoke(main, ["backup", "--verify", str(copy)])
    assert (checked.exit_code, "checking the copy, 0 s" in checked.stderr) == (0, True)
    quiet = CliRunner().invoke(main, ["backup", "--verify", str(copy), "--quiet"])
    assert (quiet.exit_code, quiet.stderr) == (0, "")


def test_another_thread_records_how_far_a_run_is(db: sqlite3.Connection) -> None:
    with Run(db, "backup") as run:
        other = threading.Thread(target=Progress("MB", 10, quiet=True, run=run), args=(4,))
        other.start()
        other.join()
        (seen,) = read_runs_in_progress(db)
        assert (seen.position.done, seen.position.total) == (4, 10)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["export", "out", "--only", "csv"], "rows, "),
        (["export", "--lake", "lake"], "partitions, "),
        (["backup", "copies"], " MB\n"),
    ],
)
@pytest.mark.usefixtures("at_once")
def test_files_are_written_with_progress_or_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "WATCH_S", 0.001)
    with closing(connect(tmp_path / "vigie.db")) as connection:
        Writer(connection, None).save([reading(notice("1"))])
    database = ["--db", "vigie.db"]
    loud = CliRunner().invoke(main, [*command, *database])
    assert (loud.exit_code, said in loud.stderr) == (0, True), loud.output
    again = [*command[:-1], "quiet"] if command[0] == "backup" else command  # one copy a second
    quiet = CliRunner().invoke(main, [*again, *database, "--quiet"])
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert quiet.stdout


def test_a_growing_file_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WATCH_S", 0.01)
    grown: list[int] = []
    with report_growth(tmp_path / "copy", grown.append):
        (tmp_path / "copy").write_bytes(b"12345")
        end = time.monotonic() + 60
        while sum(grown) < 5 and time.monotonic() < end:
            time.sleep(0.01)
    assert sum(grown) == 5


class Renamed(type(Path())):  # type: ignore[misc]
    """A file that is there when one asks, and has another name when one looks at it."""

    def exists(self, **_: bool) -> bool:
        return True

    def stat(self, **_: bool) -> os.stat_result:
        raise FileNotFoundError(str(self))


def test_a_file_that_is_renamed_while_it_is_watched_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WATCH_S", 0.01)
    fallen: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", fallen.append)
    with report_growth(Renamed(tmp_path / "copy"), lambda _: None):
        time.sleep(0.1)
    assert fallen == []


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_work_that_stands_still_for_long_says_so_once_each_time_and_what_is_still_to_come(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO
) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.02)
    monkeypatch.setattr(module, "STALL_REPORT_S", 0.5)
    with Progress("documents", 5, stream=stream, waits_for=lambda: "ted") as step:
        step(2)
        time.sleep(0.8)
        assert stream.getvalue().count("nothing was done for") == 1
        assert "Still to come: ted" in stream.getvalue()
        for _ in range(10):
            time.sleep(0.1)
            step(1)
        assert stream.getvalue().count("nothing was done for") == 1


def test_what_cannot_be_counted_is_not_said_to_stand_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.02)
    monkeypatch.setattr(module, "STALL_REPORT_S", 0.1)
    stream = io.StringIO()
    with Progress("files", 5, stream=stream) as step, step.phase("figures are made"):
        time.sleep(0.4)
    assert "nothing was done" not in stream.getvalue()

"""The runner of the tests at other times: which times, and that it fails when it must."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import other_days
from tests.other_days import SHORT, SHORT_TIMES, last_sunday, library, main, moments

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MAX_WAIT_S = 60


def test_the_times_are_the_next_of_their_kind() -> None:
    at = {moment.name: f"{moment.at:%Y-%m-%d %H:%M}" for moment in moments(NOW)}
    assert at == {
        "1-day": "2026-11-28 12:00",
        "30-days": "2026-12-27 12:00",
        "400-days": "2028-01-01 12:00",
        "leap-day": "2028-02-29 12:00",
        "year-end": "2026-12-31 23:59",
        "clock-forward": "2027-03-28 00:59",
        "clock-back": "2027-10-31 00:59",
    }


@pytest.mark.parametrize(
    ("now", "leap_day"),
    [
        (datetime(2028, 2, 29, 11, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 13, tzinfo=UTC), date(2032, 2, 29)),
        (datetime(2096, 3, 1, tzinfo=UTC), date(2104, 2, 29)),
    ],
)
def test_a_leap_day_is_found_from_any_day(now: datetime, leap_day: date) -> None:
    (moment,) = [moment for moment in moments(now) if moment.name == "leap-day"]
    assert moment.at.date() == leap_day
    assert all(moment.at > now for moment in moments(now))


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2026, 3, 29), (2026, 10, 25), (2027, 10, 31), (2030, 3, 31)]
)
def test_the_last_sunday_of_a_month(year: int, month: int, day: int) -> None:
    assert last_sunday(year, month) == date(year, month, day)


def test_the_short_part_names_tests_and_times_that_exist() -> None:
    for name in SHORT:
        file, _, test = name.partition("::")
        assert f"def {test}(" in (other_days.ROOT / file).read_text("utf-8") or not test, name
    assert set(SHORT_TIMES) <= {moment.name for moment in moments(NOW)}


def test_without_the_library_it_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(other_days, "library", lambda: None)
    assert main([]) == 2
    assert "apt install faketime" in capsys.readouterr().out


def test_a_library_without_effect_is_no_proof(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "no_library.so").write_bytes(b"")
    assert main(["--at", "leap-day"], tmp_path / "no_library.so") == 2
    assert "has no effect" in capsys.readouterr().out


@pytest.mark.skipif(library() is None, reason="libfaketime is not installed: apt install faketime")
@pytest.mark.skipif(
    "faketime" in os.environ.get("LD_PRELOAD", ""), reason="the clock is faked already, by this"
)
def test_a_test_that_depends_on_the_day_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "test_stale.py"
    file.write_text(
        "from datetime import date\n"
        "def test_leap_day():\n    assert (date.today().month, date.today().day) == (2, 29)\n"
        f"def test_stale():\n    assert date.today().year == {datetime.now(UTC).year}\n"
    )
    assert main(["--at", "leap-day", str(file)]) == 1
    text = capsys.readouterr().out
    assert "leap-day: FAILED" in text
    assert "test_stale.py::test_stale" in text
    assert "test_stale.py::test_leap_day" not in text


@pytest.mark.skipif(library() is None, reason="libfaketime is not installed: apt install faketime")
@pytest.mark.skipif(
    "faketime" in os.environ.get("LD_PRELOAD", ""), reason="the clock is faked already, by this"
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_of_a_run_that_is_killed_one_sees_which_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    file, told_file = tmp_path / "test_hangs.py", tmp_path / "told"
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")  # as our own settings say
    # the process that prints the outcomes is killed once it has printed the failed one, not before
    (tmp_path / "conftest.py").write_text(
        "import pathlib, pytest\n"
        "def pytest_configure(config):\n"
        "    global prints\n"
        "    prints = not hasattr(config, 'workerinput')\n"
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_runtest_logreport(report):\n"
        "    if report.failed and prints:\n"
        f"        pathlib.Path({str(told_file)!r}).touch()\n"
    )
    file.write_text(
        "import os, pathlib, signal, time\n"
        "def test_holds():\n    pass\n"
        "def test_falls():\n    assert False\n"
        "def test_ends_all():\n"
        f"    until = time.monotonic() + {MAX_WAIT_S}\n"
        f"    while not pathlib.Path({str(told_file)!r}).exists() and time.monotonic() < until:\n"
        "        time.sleep(0.01)\n"
        f"    os.kill({'os.getpid()' if jobs == '1' else 'os.getppid()'}, signal.SIGKILL)\n"
    )
    assert main(["--at", "leap-day", "--jobs", jobs, str(file)]) == 1
    text = capsys.readouterr().out
    assert "FAILED (-9)" in text
    assert "test_hangs.py::test_falls" in text
    assert "test_hangs.py::test_holds" not in text

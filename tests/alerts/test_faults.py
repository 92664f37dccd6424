"""Disk full, locked, damaged, a clock that jumps: a clear message, nothing lost, nothing twice."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alerts import private_db
from monitor.alerts.message_builder import message_id_domain
from monitor.alerts.run import EXIT_HELD
from monitor.alerts.subscription_filters import KINDS, build_filter
from monitor.alerts.subscriptions import SubscriptionRequest, SubscriptionStore
from monitor.runtime.confirmed_clock import confirm_clock
from pipelines.model import Notice, Period
from pipelines.store.database import connect
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, START, Installation, microsoft_award, plain_award

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def notified(installation: Installation) -> Installation:
    installation.subscribe()
    installation.advance(hours=1).crawl(microsoft_award())
    return installation


def written(installation: Installation) -> Path:
    """The settings of this installation as a file, for the command."""
    file = installation.folder / "vigie.toml"
    file.write_text(
        f'[paths]\ndatabase = "{installation.folder}/vigie.db"\n'
        f'private = "{installation.folder}/private.db"\n'
        f'[mail]\nenabled = true\nfrom = "vigie@example.org"\nport = {installation.port}\n'
        'host = "127.0.0.1"\n[alerts]\nhorizon_days = 5000\n'
        '[site]\npublic_url = "https://vigie.example.org/"\n'
    )
    return file


def vigie(installation: Installation, *arguments: str, limit: int | None = None) -> tuple[int, str]:
    def small() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "monitor.cli.main",
            "--config",
            str(written(installation)),
            *arguments,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.returncode, done.stdout + done.stderr


def test_without_room_it_says_so_and_goes_on_when_there_is(
    notified: Installation, box: Postbox
) -> None:
    status, output = vigie(notified, "alerts", limit=40_000)
    assert status == 1
    assert "no room" in output or "full" in output
    assert "Traceback" not in output
    assert ANN not in output
    status, output = vigie(notified, "alerts")
    assert (status, "1  sent" in output) == (0, True), output
    assert len(box.raw) == 1


def test_a_folder_that_cannot_be_written_is_named(notified: Installation) -> None:
    (notified.folder / "other").write_text("a file")
    notified.settings["paths.private"] = str(notified.folder / "other" / "private.db")
    with pytest.raises(Exception, match="subscribers' file cannot be opened"):
        notified.run_alerts()


def test_a_crawl_that_writes_does_not_hold_up_alerts(notified: Installation, box: Postbox) -> None:
    with closing(sqlite3.connect(notified.folder / "vigie.db")) as crawl:
        crawl.execute("BEGIN IMMEDIATE")
        crawl.execute("UPDATE portals SET message = 'busy'")
        notified.run_alerts()
    assert len(box.raw) == 1


def test_an_operator_who_looks_at_subscribers_only_delays_alerts(
    notified: Installation, box: Postbox
) -> None:
    other = private_db.connect(notified.folder / "private.db")
    other.execute("BEGIN IMMEDIATE")
    work = threading.Thread(target=notified.run_alerts)
    work.start()
    other.execute("COMMIT")
    other.close()
    work.join()
    assert len(box.raw) == 1


def test_a_damaged_public_database_tells_nobody_and_loses_nothing(
    notified: Installation, box: Postbox
) -> None:
    path = notified.folder / "vigie.db"
    kept = path.read_bytes()
    path.write_bytes(kept[:2000] + b"\0" * 9000)
    for file in notified.folder.glob("vigie.db-*"):
        file.unlink()
    status, output = vigie(notified, "alerts")
    assert status != 0
    assert "Traceback" not in output
    assert box.raw == []
    path.write_bytes(kept)
    notified.run_alerts()
    assert len(box.raw) == 1


def test_a_clock_that_jumps_back_and_forth_tells_once(notified: Installation, box: Postbox) -> None:
    notified.run_alerts()
    now = notified.now
    for days in (-400, 30, -3, 400, 0):
        notified.now = now + timedelta(days=days)
        notified.run_alerts()
    assert len(box.raw) == 1
    notified.subscribe("late@example.org")
    notified.advance(hours=1).crawl(
        microsoft_award("2-2026", procedure="0d9f7a54-52c3-4a07-8f0e-3f7d11f7f001")
    )
    notified.run_alerts()
    assert {to for to, _ in box.raw[1:]} == {ANN, "late@example.org"}


def test_a_pause_that_a_wrong_clock_set_does_not_last(notified: Installation, box: Postbox) -> None:
    now, port = notified.now, notified.port
    notified.now, notified.port = now + timedelta(days=3000), 9
    notified.settings["alerts.horizon_days"] = 9000
    notified.run_alerts()
    notified.now, notified.port = now + timedelta(hours=1), port
    notified.run_alerts()
    assert len(box.raw) == 1


@pytest.mark.parametrize(("rhythm", "days"), [("daily", 2), ("weekly", 8)])
def test_a_clock_that_was_ahead_silences_nobody(
    installation: Installation, box: Postbox, rhythm: str, days: int
) -> None:
    """Who subscribed, and whose digest left, in a year that had not begun hears of this one."""
    installation.crawl(plain_award())
    installation.subscribe(rhythm=rhythm)
    installation.run_alerts()
    installation.advance(days=900)
    installation.subscribe("late@example.org", rhythm=rhythm)
    installation.run_alerts()
    installation.advance(days=-899)
    installation.run_alerts()
    for day in range(days):
        seed = f"0d9f7a54-52c3-4a07-8f0e-3f7d11f7f0{day:02}"
        installation.advance(hours=1).crawl(microsoft_award(f"{day + 2}-2026", procedure=seed))
        installation.run_alerts()
        installation.advance(hours=23)
    installation.run_alerts()
    counts = Counter(
        (str(mail["To"]), line)
        for mail in box.mails()
        for line in text(mail).splitlines()
        if "Official notice" in line
    )
    assert {to for to, _ in counts} == {ANN, "late@example.org"}
    assert set(counts.values()) == {1}


AHEAD = timedelta(days=730)


@pytest.fixture
def ends(installation: Installation) -> Installation:
    """Somebody waits for ends of contracts, at a time that is confirmed."""
    for number in range(3):
        period = Period(end=START.date() + timedelta(days=100 + number), end_basis="stated")
        seed = f"0d9f7a54-52c3-4a07-8f0e-3f7d11f7f2{number:02}"
        installation.crawl(microsoft_award(f"{number}-2026", procedure=seed, period=period))
    installation.run_alerts()
    installation.subscribe(kinds=["ends"], months=[3], tags=["big_tech"])
    confirm(installation)
    return installation


def confirm(installation: Installation) -> None:
    with closing(connect(installation.folder / "vigie.db")) as database:
        confirm_clock(database, installation.now)


def test_a_clock_that_jumps_ahead_mails_and_deletes_nothing_and_it_is_made_up_for(
    ends: Installation, box: Postbox
) -> None:
    """All contracts would "end soon", and nothing would be said until that year comes."""
    kept = "SELECT count(*), (SELECT count(*) FROM messages WHERE kind <> 'operator') FROM events"
    before = ends.sql(kept)
    ends.now += AHEAD
    ends.queue_operator_mail("clock", "look at it", "clock")
    held = ends.run_alerts()
    assert held.held is not None
    assert "nothing is deleted, and no subscriber is mailed" in held.held
    assert ends.flush_outbox().held is not None
    assert [to for to, _ in box.raw] == ["operator@example.org"], "the operator is told"
    assert ends.sql(kept) == before
    ends.now -= AHEAD
    for _ in range(15):
        ends.advance(days=1).run_alerts()
    lines = [str(mail["Subject"]) for mail in box.mails(ANN)]
    assert len(lines) == 3, lines


def published_today(installation: Installation, number: str) -> Notice:
    procedure = f"0d9f7a54-52c3-4a07-8f0e-3f7d11f7f00{number[0]}"
    return microsoft_award(number, procedure=procedure, published=installation.now.date())


def test_a_clock_that_goes_back_a_year_tells_no_old_contract_as_news(
    installation: Installation, box: Postbox
) -> None:
    """A crawl by that clock asks for the days of that year, which nobody had read."""
    installation.crawl(published_today(installation, "1-2026"))
    installation.run_alerts()
    installation.subscribe()
    confirm(installation)
    installation.advance(days=-365)
    installation.flush_outbox()
    installation.advance(hours=1).crawl(published_today(installation, "2-2025"))
    assert installation.run_alerts().held is not None
    assert box.raw == []
    installation.advance(days=365)
    confirm(installation)
    assert installation.run_alerts().held is None
    assert box.raw == []
    installation.crawl(published_today(installation, "3-2026"))
    installation.run_alerts()
    assert len(box.raw) == 1


def test_a_mail_that_waited_is_not_sent_by_a_clock_in_doubt(
    ends: Installation, box: Postbox
) -> None:
    with closing(ends.private()) as private:
        subscribers = SubscriptionStore(private, ends.key(), message_id_domain(ends.config))
        filter_values = SubscriptionRequest("bob@example.org", build_filter({"tags": ["big_tech"]}))
        assert subscribers.request(filter_values, ends.now) == "asked"
    ends.now += AHEAD
    ends.flush_outbox()
    assert box.raw == []
    ends.now -= AHEAD
    ends.flush_outbox()
    assert [to for to, _ in box.raw] == ["bob@example.org"]


def test_three_weeks_off_wait_for_a_crawl_that_confirms_the_time(
    ends: Installation, box: Postbox
) -> None:
    assert ends.advance(days=21).run_alerts().held
    assert box.raw == []
    confirm(ends)
    assert ends.run_alerts().held is None
    assert [str(mail["To"]) for mail in box.mails()] == [ANN]
    ends.run_alerts()
    assert len(box.raw) == 1


def test_alerts_every_day_need_no_other_sign(ends: Installation) -> None:
    """As where nothing but them runs: a crawl a week and alerts from cron."""
    held = [ends.advance(hours=25).run_alerts().held for _ in range(9)]
    assert held == [None] * 9


def test_the_command_says_that_it_was_held(ends: Installation) -> None:
    status, output = vigie(ends, "alerts")
    assert status == EXIT_HELD, output
    assert "vigie health --confirm-clock" in output
    vigie(ends, "health", "--confirm-clock")
    assert vigie(ends, "alerts")[0] != EXIT_HELD


def test_settings_broken_while_it_runs_are_named(notified: Installation, box: Postbox) -> None:
    file = written(notified)
    file.write_text(file.read_text().replace("5000", '"many"'))
    done = subprocess.run(
        [sys.executable, "-m", "monitor.cli.main", "--config", str(file), "alerts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "horizon_days" in done.stderr
    notified.run_alerts()
    assert len(box.raw) == 1


def test_subscribers_are_kept_by_command(notified: Installation, box: Postbox) -> None:
    add = ("subscribers", "add", "eve@example.org", "--tag", "big_tech", "--country")
    status, output = vigie(notified, *add, "fr", "--rhythm", "at_once")
    assert (status, '"countries":["FR"]' in output) == (0, True), output
    assert vigie(notified, *add, "FR")[0] == 1
    _, listed = vigie(notified, "subscribers", "list")
    assert "eve@" not in listed
    assert "eve@example.org" in vigie(notified, "subscribers", "list", "--addresses")[1]
    assert vigie(notified, "subscribers", "add", "nonsense")[0] == 1
    assert vigie(notified, "subscribers", "remove", "EVE@example.org")[0] == 0
    assert "eve@" not in vigie(notified, "subscribers", "list", "--addresses")[1]
    assert b"eve@example.org" not in (notified.folder / "private.db").read_bytes()


def test_what_a_stranger_typed_writes_on_no_terminal(notified: Installation) -> None:
    notified.subscribe("eve@example.org", words=["a\x9b31mb\u202ec\x1b[2J"])
    status, listed = vigie(notified, "subscribers", "list")
    assert (status, "a31mbc" in listed) == (0, True)
    assert not re.search("[\x1b\x9b\u202e]", listed)


def test_the_help_names_every_kind_of_news(installation: Installation) -> None:
    output = " ".join(vigie(installation, "subscribers", "add", "--help")[1].split())
    assert f"One of {', '.join(KINDS)} (default: award)" in output


def test_a_group_that_does_not_exist_is_no_choice(installation: Installation) -> None:
    """It would match nothing, and nobody would notice."""
    assert "nobody is subscribed yet" in vigie(installation, "subscribers", "list")[1]
    status, output = vigie(installation, "subscribers", "add", ANN, "--group", "Microsft")
    assert (status, "--group Microsft" in output) == (2, True)
    assert "did you mean microsoft?" in output
    status, output = vigie(installation, "subscribers", "add", ANN, "--tier", "giants")
    assert (status, "--tier giants" in output) == (2, True)
    assert vigie(installation, "subscribers", "add", ANN, "--tier", "gafam")[0] == 0
    assert len(installation.sql("SELECT 1 FROM subscriptions")) == 1


def test_nobody_is_added_while_links_lead_nowhere(installation: Installation) -> None:
    file = written(installation)
    file.write_text(file.read_text().replace("https://vigie.example.org/", ""))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "monitor.cli.main",
            "--config",
            str(file),
            "subscribers",
            "add",
            ANN,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "[site] public_url is not set" in done.stderr
    assert installation.sql("SELECT 1 FROM subscriptions") == []

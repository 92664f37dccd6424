"""The bulletin of a week: told once, to those who asked for it before the week was over."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from monitor.alerts.iso_week import Week
from monitor.alerts.weekly_bulletin_event import bulletin_event
from pipelines.store.database import connect
from pipelines.store.totals_and_portal_counts import update_portal_counts
from tests.alerts.smtp import Postbox, html, text
from tests.alerts.support import ANN, Installation, microsoft_award, plain_award

WEDNESDAY = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
WEEK = "2026-W10"


@pytest.fixture
def asked(installation: Installation) -> Installation:
    """Somebody asked for the bulletin on a Wednesday; a contract came on that day."""
    installation.now = WEDNESDAY
    installation.crawl(
        microsoft_award(published=WEDNESDAY.date()),
        plain_award("2-2026", published=WEDNESDAY.date(), procedure="another", title="Portail"),
    )
    installation.subscribe(rhythm="weekly", language="fr", kinds=["bulletin"])
    installation.run_alerts()
    return installation


def test_it_comes_on_monday_once_and_tells_what_its_page_tells(
    asked: Installation, box: Postbox
) -> None:
    with closing(connect(asked.folder / "vigie.db")) as public:
        update_portal_counts(public)  # as every crawl does
        public.commit()
    asked.advance(days=4).run_alerts()  # Sunday
    assert box.mails(ANN) == []
    for _ in range(3):
        asked.advance(days=1).run_alerts()
    (mail,) = box.mails(ANN)
    assert mail["Subject"] == "Semaine 10, du 2 mars 2026 au 8 mars 2026"
    body, title = text(mail), "Semaine 10, du 2\u00a0mars 2026 au 8\u00a0mars 2026"
    assert body.startswith(f"{title.upper()}\r\n===")
    assert body.upper().count(title.upper()) == 1
    in_html = html(mail).partition("<body")[2]
    assert [in_html.count(title), in_html.count(f">{title}</h2>")] == [1, 1]
    assert "GRANDES" not in body
    assert "GÉANTS DU NUMÉRIQUE" in body
    assert f"/fr/semaine/{WEEK}" in body
    assert "Microsoft" in body
    assert "Portail" not in body  # no claim is made of it
    assert "Avis jusqu’au\u00a0: 4\u00a0mars 2026" in body  # nothing was read after Wednesday
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_part_with_more_contracts_than_it_shows_says_so_and_shows_the_largest(
    asked: Installation, box: Postbox
) -> None:
    asked.advance(days=1)  # after the small ones
    asked.crawl(
        *(
            microsoft_award(
                f"{number}-2026",
                published=asked.now.date(),
                procedure=f"procedure {number}",
                title=f"Licences {number}",
                worth=number * 1_000_000,
            )
            for number in range(2, 8)
        )
    )
    asked.advance(days=4).run_alerts()
    (mail,) = box.mails(ANN)
    for body in (text(mail), html(mail)):
        assert "5 sur 7 ; la suite sur la page de cette semaine." in " ".join(body.split())
        assert re.findall(r"Licences \d", body) == [f"Licences {n}" for n in (7, 6, 5, 4, 3)]


def test_it_names_sources_that_are_silent_in_each_week_in_one_mail(
    asked: Installation, box: Postbox
) -> None:
    with closing(connect(asked.folder / "vigie.db")) as public:
        public.execute(
            "UPDATE portals SET state = 'failed', last_success = '2026-03-01T04:00:00Z',"
            " failures = 4, title_fr = 'Le Bulletin', country = 'FR' WHERE name = 'boamp'"
        )
        public.commit()
    for week in (1, 2):
        for _ in range(7):
            asked.advance(days=1).run_alerts()
        mails = box.mails(ANN)
        assert len(mails) == week  # and none of the source alone
        assert "Sources muettes\u00a0: Le Bulletin" in text(mails[-1])


@pytest.mark.parametrize("is_weekly", [False, True])
def test_after_days_off_it_names_the_sources_that_were_not_read_since(
    asked: Installation, box: Postbox, is_weekly: bool
) -> None:
    """One source was read again, which confirms the clock; of the others nothing is known yet."""
    asked.settings["schedule.weekly"] = ["boamp"] if is_weekly else []
    with closing(connect(asked.folder / "vigie.db")) as public:
        public.executemany(
            "UPDATE portals SET state = 'ok', last_success = ?, failures = 0, title_fr = ?,"
            " notices_received = 9 WHERE name = ?",
            [
                ("2026-03-04T04:00:00Z", "Le Bulletin", "boamp"),
                ("2026-03-10T06:00:00Z", "Le Journal", "ted"),
            ],
        )
        public.commit()
    asked.advance(days=6).run_alerts()
    (mail,) = box.mails(ANN)
    assert ("Sources muettes\u00a0: Le Bulletin" in text(mail)) is not is_weekly
    assert "Le Journal" not in text(mail)


@pytest.mark.parametrize(
    ("days", "missed"),
    [
        (6, None),
        (13, "Du 2\u00a0mars 2026 au 8\u00a0mars 2026, aucun bulletin"),
        (27, "Du 2\u00a0mars 2026 au 22\u00a0mars 2026, aucun bulletin"),
    ],
)
def test_after_weeks_off_it_says_of_which_weeks_no_mail_told(
    asked: Installation, box: Postbox, days: int, missed: str | None
) -> None:
    asked.advance(days=days).run_alerts()
    asked.advance(hours=1).run_alerts()
    (mail,) = box.mails(ANN)
    assert mail["Subject"].startswith(f"Semaine {10 + days // 7}, du ")
    for body in (" ".join(text(mail).split(" ")), html(mail)):
        assert ("aucun bulletin" in body) is (missed is not None)
        assert missed is None or missed in " ".join(body.replace("\r\n    ", " ").split(" "))
        assert ("https://vigie.example.org/fr/semaine\r\n" in text(mail)) is (missed is not None)
    asked.advance(days=7).run_alerts()
    assert "aucun bulletin" not in text(box.mails(ANN)[-1])


def test_a_kill_at_any_step_sends_it_once(asked: Installation, box: Postbox) -> None:
    asked.advance(days=5)
    for step in ("matched", "composed", "committed"):
        asked.run_killed_at(step)
        asked.advance(seconds=5)
    asked.run_alerts()
    asked.advance(seconds=5).run_alerts()
    assert len(box.mails(ANN)) == 1


def test_who_asks_after_the_week_is_over_gets_the_next_one(
    asked: Installation, box: Postbox
) -> None:
    asked.advance(days=6)  # Tuesday
    asked.subscribe("late@example.org", rhythm="at_once", kinds=["bulletin"])
    asked.run_alerts()
    asked.advance(hours=1).run_alerts()
    assert box.mails("late@example.org") == []
    asked.advance(days=6).run_alerts()
    (mail,) = box.mails("late@example.org")
    assert "Week 11" in mail["Subject"]


def test_it_is_of_the_last_whole_week(asked: Installation) -> None:
    with (
        closing(connect(asked.folder / "vigie.db")) as public,
        closing(asked.private()) as private,
    ):
        event = bulletin_event(public, private, date(2026, 3, 9))
        assert event.change["week"] == WEEK == str(Week.of(WEDNESDAY.date()))
        assert event.change["parts"]["big_tech"]["total"] == 1
        json.dumps(event.change)

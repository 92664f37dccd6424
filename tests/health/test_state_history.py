"""What the operator is told, and when: once broken, once worse, once healed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.health import state_history
from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import (
    acknowledge,
    current_states,
    mark_notified,
    pending_flip,
    record_results,
    state_periods,
)
from monitor.i18n.health_messages import Reason
from pipelines.store.database import connect

START = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


def notifications(tmp_path: Path, nights: list[str], per_day: int = 1) -> list[tuple[int, str]]:
    """Night by night states of one portal -> (night, news); ``+ack`` acknowledges it that night."""
    db = connect(tmp_path / "vigie.db")
    result = []
    for night, seen in enumerate(nights):
        state, _, ack = seen.partition("+")
        now = START + timedelta(days=night) / per_day
        record_results(db, [CheckResult("ted", state, ())], now)  # type: ignore[arg-type]
        kind = pending_flip(state_periods(db, "ted"), timedelta(), now)
        if kind:
            result.append((night, kind))
            mark_notified(db, "ted", now)
        if ack:
            assert acknowledge(db, "ted", now)
    return result


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        (["ok"] * 5, []),
        (["ok", "blind", "blind", "blind", "ok", "ok"], [(1, "broken"), (4, "healed")]),
        (["degraded", "blind", "degraded", "ok"], [(0, "broken"), (1, "worse"), (3, "healed")]),
        (["ok", "paused", "blind", "paused", "ok"], [(1, "broken"), (4, "healed")]),
        (["degraded", "ok", "degraded", "ok", "degraded", "ok"], [(0, "broken")]),
        (["degraded", "ok", "ok", "ok", "degraded"], [(0, "broken"), (3, "healed"), (4, "broken")]),
        (["degraded+ack", "blind", "ok"], [(0, "broken")]),
        (["blind+ack", "blind", "ok", "blind"], [(0, "broken"), (2, "healed"), (3, "broken")]),
    ],
)
def test_news(tmp_path: Path, nights: list[str], expected: list[tuple[int, str]]) -> None:
    assert notifications(tmp_path, nights) == expected


def test_a_year_of_the_same_trouble_is_one_piece_of_news(tmp_path: Path) -> None:
    assert notifications(tmp_path, ["ok", *["blind"] * 365]) == [(1, "broken")]


def test_what_may_pass_is_not_told_at_once(tmp_path: Path) -> None:
    db = connect(tmp_path / "vigie.db")
    record_results(db, [CheckResult("ted", "blind", (Reason("never"),))], START)
    grace = timedelta(hours=24)
    assert pending_flip(state_periods(db, "ted"), grace, START + timedelta(hours=23)) is None
    assert pending_flip(state_periods(db, "ted"), grace, START + timedelta(hours=24)) == "broken"


def test_a_reason_that_changes_does_not_make_the_trouble_new(tmp_path: Path) -> None:
    db = connect(tmp_path / "vigie.db")
    for day in range(3):
        reason = Reason("backup_old", {"last": START.date(), "days": day})
        record_results(
            db, [CheckResult("system:backup", "degraded", (reason,))], START + timedelta(days=day)
        )
    row = current_states(db)["system:backup"]
    assert row["since"] == "2026-11-01T04:00:00Z"
    assert "il y a 2\u00a0jours" in row["reason_fr"]
    assert len(state_periods(db, "system:backup")) == 1


def test_a_clock_that_goes_back_ends_no_state_before_it_began(tmp_path: Path) -> None:
    db = connect(tmp_path / "vigie.db")
    record_results(db, [CheckResult("ted", "blind")], START)
    record_results(db, [CheckResult("ted", "ok")], START - timedelta(days=9))
    assert state_periods(db, "ted")[0].state == "ok"
    assert db.execute("SELECT count(*) FROM health WHERE until < since").fetchone() == (0,)


def test_nothing_is_acknowledged_where_nothing_is_wrong(tmp_path: Path) -> None:
    db = connect(tmp_path / "vigie.db")
    record_results(db, [CheckResult("ted", "ok")], START)
    assert not state_history.acknowledge(db, "ted", START)
    assert not state_history.acknowledge(db, "nobody", START)

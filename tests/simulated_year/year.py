"""A year of nights, told by a table: what portals publish, what breaks, and who must be told.

``events.csv``  one line an event.  The oracle is its column ``told``, never a query of ours:
  night   month-day on which it is on the portal.
  what    award, intention, call, amendment, correction, call_correction, cancellation: a notice.
          outage, blocked: the portal gives nothing for ``nights``.  asleep: neither do we.
          kill: alerts are killed at ``step``, and run again.  mail_down: nobody takes mails.
          rebuild: vigie.db is lost and read again; crash_before_alerts: the same, and no alerts.
          unreadable, reader_mended: a body that our reader understands a week later.
          back_fill, retag, untag, takedown: what our own commands do.  reminder, silence: nothing
          happens but the passing of days.
  facts   ms (Microsoft is in it), value, ends, deadline, ``published`` in days (-5: five days
          late), ``seen`` the night on which we can see it.
  told    reader:section, =month-day when it is another night.

Real here: the windows of the portals' own declarations, the store, the log, alerts, SMTP, kill -9.
Portals are lists in memory, so that a year takes a minute.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.alerts.smtp import Postbox
from tests.alerts.support import Installation
from tests.simulated_year.table import Told, expected, table
from tests.simulated_year.world import World


def difference(told: Told, wanted: Told) -> str:
    """What was told and should not, and the other way round, in words; empty when all is right."""
    lines = [f"not told: {one}" for one in sorted((wanted - told).elements())]
    lines += [f"told and should not: {one}" for one in sorted((told - wanted).elements())]
    return "\n".join(lines)


def run(
    folder: Path,
    box: Postbox,
    *,
    year: int = 2026,
    seed: int = 0,
    kills: float = 0.03,
    until: date | None = None,
    before_kill: Callable[[], Any] | None = None,
) -> tuple[str, Told]:
    """Play a year, up to the first night that goes wrong; what went wrong, and who was told."""
    events = table(date(year, 1, 1))
    installation = Installation(folder, box.port, before_kill=before_kill)
    world = World(installation, box, year, random.Random(seed), events, kills)
    for night in world.play():
        wanted = expected(events, [*world.turns, *mondays(night)])
        so_far: Told = Counter({one: times for one, times in wanted.items() if one[0] <= night})
        if wrong := difference(world.told, so_far):
            return f"{night}\n{wrong}", world.told
        if until is not None and night >= until:
            break
    return "", world.told


def mondays(night: date) -> list[date]:
    """The weekly digests that are still to come."""
    monday = night + timedelta(days=7 - night.weekday())
    return [monday + timedelta(weeks=number) for number in range(60)]

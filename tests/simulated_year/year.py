"""A year of nights from a table: what portals publish, what breaks, and who must be notified.

``events.csv``  one line an event.  The oracle is its column ``notified``, never a query of ours:
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
  notified reader:section, =month-day when it is another night.

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
from tests.simulated_year.table import Notifications, expected, table
from tests.simulated_year.world import World


def difference(notified: Notifications, wanted: Notifications) -> str:
    """Notifications that are missing or were sent in error, as text; empty when there are none."""
    lines = [f"not sent: {key}" for key in sorted((wanted - notified).elements())]
    lines += [f"sent in error: {key}" for key in sorted((notified - wanted).elements())]
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
) -> tuple[str, Notifications]:
    """Play a year, up to the first night that goes wrong; the problem, and the notifications."""
    events = table(date(year, 1, 1))
    installation = Installation(folder, box.port, before_kill=before_kill)
    world = World(installation, box, year, random.Random(seed), events, kills)
    for night in world.play():
        wanted = expected(events, [*world.turns, *mondays(night)])
        so_far: Notifications = Counter({key: n for key, n in wanted.items() if key[0] <= night})
        if wrong := difference(world.notifications, so_far):
            return f"{night}\n{wrong}", world.notifications
        if until is not None and night >= until:
            break
    return "", world.notifications


def mondays(night: date) -> list[date]:
    """The weekly digests that are still to come."""
    monday = night + timedelta(days=7 - night.weekday())
    return [monday + timedelta(weeks=number) for number in range(60)]

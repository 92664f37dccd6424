"""Every mock portal, the windows in which it holds something, and what it holds, by notice.

What it holds is told without any code that reads it: by the goldens that people have read, by the
table of what the demo must give, by the releases of publishers' fixtures.
"""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.server import DEMO_DATA, PORTALS
from monitor.demo.shift_dates import WRITTEN_SPAN
from monitor.runtime.spider_registry import spider_class
from tests.mock_portals.bulk_files import Anac, BasePt
from tests.mock_portals.ocds_publishers import stock as publishers
from tests.mock_portals.registry import WIDER
from tests.spiders import test_ocds_portals
from tests.spiders.portal_cases import CASES

FIXTURES = Path(__file__).parents[1] / "portals"
EXPECTED = Path(__file__).parents[1] / "demo" / "expectations.csv"
SOME = 3  # windows of a portal, at most, where only its goldens tell them
SEVERAL = {  # windows of the demo with several notices each
    "ted": ("2026-11-04/2026-11-05", "2026-11-06/2026-11-07"),
    "boamp": ("2026-11-04/2026-11-05", "2026-11-05/2026-11-06"),
    "find_a_tender": (
        "2026-11-09T00:00:00Z/2026-11-11T00:00:00Z",
        "2026-11-11T00:00:00Z/2026-11-13T00:00:00Z",
    ),
    "contracts_finder": ("2026-11-02/2026-11-03", "2026-11-03/2026-11-13"),
}


def portals(*, short: bool = False) -> dict[str, MockPortal]:
    """All mock portals, fresh, without their limits.  ``short`` pages: several of them."""
    actual: dict[str, MockPortal] = {
        kind.name: kind(DEMO_DATA / kind.name, pace=0) for kind in PORTALS
    }
    for kind in (*WIDER, Anac, BasePt):
        actual[kind.name] = portal = kind(FIXTURES / kind.name, pace=0)
        if short and hasattr(portal, "page_size"):
            portal.page_size = 2 if hasattr(spider_class(kind.name), "size") else 1
    return actual | dict(publishers(test_ocds_portals.FIXTURES, pace=0))


def keys() -> dict[str, str]:
    """Keys that mock portals take, under the names that their spiders look for."""
    result = {}
    for name, portal in portals().items():
        variable, key = (
            getattr(spider_class(name), "key_variable", None),
            getattr(portal, "key", None),
        )
        if variable and isinstance(key, str):
            result[variable] = key
    return result


@cache
def windows(name: str, *, several: bool = False) -> tuple[str, ...]:
    """Windows in which the mock portal holds something, () for a portal without windows.

    ``several``  only some of the demo's, with several notices each.
    """
    if name.startswith("ocds:"):
        windows_ = test_ocds_portals.asked(name.removeprefix("ocds:"))
        return tuple(json.loads(windows_[1].removeprefix("windows="))) if windows_ else ()
    if name in CASES:
        return CASES[name].windows
    window = spider_class(name).window
    if window is None:
        return ()
    if name in SEVERAL:
        span = window.cut(WRITTEN_SPAN[0], WRITTEN_SPAN[1] + timedelta(days=1))
        return SEVERAL[name] if several else tuple(item.id for item in span)
    return _of_goldens(name)


def _of_goldens(name: str) -> tuple[str, ...]:
    window = spider_class(name).window
    days = {
        date.fromisoformat(item["published"]) for item in _goldens(name) if item.get("published")
    }
    actual = dict.fromkeys(
        span.id
        for day in sorted(days)
        for span in window.cut(day, date.fromordinal(day.toordinal() + 1))
    )
    return tuple(_whole(window, id_) for id_ in actual)[:SOME]


def _whole(window: Any, id_: str) -> str:
    """A day -> the window of its portal that holds it."""
    start = window.span(id_).start
    if not window.step_months:
        return id_
    first = date(start.year, (start.month - 1) // window.step_months * window.step_months + 1, 1)
    return str(window.cut(first, date(start.year + 1, 12, 31))[0].id)


def _goldens(name: str) -> list[dict[str, Any]]:
    served = CASES[name].served if name in CASES else "*"
    return [
        item
        for path in sorted((FIXTURES / name).glob(f"{served}.expected.json"))
        for item in json.loads(path.read_text(encoding="utf-8"))
    ]


def held(name: str) -> set[str]:
    """Ids of all notices that the mock portal holds in ``windows``."""
    if name.startswith("ocds:"):
        made = test_ocds_portals.releases(name.removeprefix("ocds:"))
        return {f"{name}:{release['ocid']}/{release['id']}" for release in made}
    if (DEMO_DATA / name).is_dir():
        with EXPECTED.open(encoding="utf-8", newline="") as rows:
            return {
                f"{name}:{row['number']}"
                for row in csv.DictReader(rows)
                if (row["portal"], row["asked"]) == (name, "yes")
            }
    return {item["id"] for item in _goldens(name) if "id" in item}


def complaints(name: str) -> set[str]:
    """Codes of what the mock portal serves to be refused, or read with a complaint."""
    actual = [] if name.startswith("ocds:") else _goldens(name)
    return {text["trouble"]["code"] for text in actual if "trouble" in text}

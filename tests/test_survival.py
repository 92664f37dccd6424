"""Every portal with a practice portal against every fault of ``monitor.practice.faults``.

A fault that passes costs nothing: every notice is there and no window stays open.  One that stays
is told: the crawl is blocked and says why, or a window stays open with its problem, or a document
is kept with its trouble.  Never a traceback, never a notice lost in silence, never one made up, and
always an end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.practice.base import Practice
from monitor.practice.bulk import Anac, BasePt
from monitor.practice.faults import FAULTS, Faulty
from monitor.practice.publishers import stock as publishers
from monitor.practice.serve import DEMO, PORTALS, running
from monitor.practice.wider import WIDER
from monitor.spiderbook import spider
from tests import test_national, test_overseas, test_publishers, test_wider
from tests.crawl_support import ROOT, Crawl, left_behind

FIXTURES = Path(__file__).parent / "portals"
DEMO_DAYS = (date(2026, 11, 2), date(2026, 11, 5))
SOME = 3  # windows of a portal, at most
OWN = {"anac": ("2024-03-01/2024-04-01", "2024-04-01/2024-05-01")}  # of its practice portal
PASSES = {name for name in FAULTS if "once" in name or "twice" in name}
PASSES |= {"a byte order mark", "a wrong charset"}
UNREAD = {("a wrong charset", "ocds:thailand_bangkok")}  # a large file in UTF-16: refused by name
STOPS = {"403 for good", "503 for good"}


def portals() -> dict[str, Practice]:
    """All practice portals, fresh: a limit is not what is tried here."""
    found: dict[str, Practice] = {kind.name: kind(DEMO / kind.name, pace=0) for kind in PORTALS}
    for kind in (*WIDER, Anac, BasePt):
        found[kind.name] = kind(FIXTURES / kind.name, pace=0)
    return found | dict(publishers(test_publishers.FIXTURES, pace=0))


NAMES = sorted(portals())


@cache
def windows(name: str) -> tuple[str, ...]:
    """Windows in which the practice portal holds something."""
    if name.startswith("ocds:"):
        return _listed(test_publishers.asked(name.removeprefix("ocds:")))
    cases: Mapping[str, Any] = {**test_wider.CASES, **test_national.CASES, **test_overseas.CASES}
    if name in OWN or name in cases:
        return OWN.get(name) or tuple(cases[name].windows)
    window = spider(name).window
    if window is None:
        return ()
    if name in {kind.name for kind in PORTALS}:
        return tuple(span.id for span in window.cut(*DEMO_DAYS))[:SOME]
    return _of_goldens(name)


def _listed(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(json.loads(arguments[1].removeprefix("windows="))) if arguments else ()


def _of_goldens(name: str) -> tuple[str, ...]:
    window = spider(name).window
    days = {
        date.fromisoformat(one["published"])
        for path in (FIXTURES / name).glob("*.expected.json")
        for one in json.loads(path.read_text(encoding="utf-8"))
        if one.get("published")
    }
    found = dict.fromkeys(
        span.id
        for day in sorted(days)
        for span in window.cut(day, date.fromordinal(day.toordinal() + 1))
    )
    return tuple(_whole(window, id_) for id_ in found)[:SOME]


def _whole(window: Any, id_: str) -> str:
    """A day -> the window of its portal that holds it."""
    start = window.span(id_).start
    if not window.step_months:
        return id_
    first = date(start.year, (start.month - 1) // window.step_months * window.step_months + 1, 1)
    return str(window.cut(first, date(start.year + 1, 12, 31))[0].id)


@dataclass(frozen=True)
class Seen:
    """What came of one crawl."""

    crawl: Crawl
    asked: int

    @property
    def notices(self) -> set[str]:
        return {one["id"] for each in self.crawl.readings for one in each.get("notices", ())}

    @property
    def told(self) -> list[str]:
        """Every sentence that says that something is not as it should be."""
        stats = self.crawl.stats
        found = [
            str(stats[name]) for name in ("vigie/blocked", "vigie/misconfigured") if name in stats
        ]
        found += [one["problem"] for one in self.crawl.reports if one.get("problem")]
        found += [
            one["message"] for each in self.crawl.readings for one in each.get("troubles", ())
        ]
        if len(self.crawl.reports) < self.asked:
            found.append("a window was not reported")
        return found


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Fault (None for none) -> portal -> what came of its crawl; each fault is tried once."""

    @cache
    def tried(fault: str | None) -> dict[str, Seen]:
        folder = tmp_path_factory.mktemp("fault")
        stock: dict[str, Any] = portals()
        if fault is not None:
            stock = {name: Faulty(portal, fault) for name, portal in stock.items()}
        with running(stock) as bases:
            log = _crawled(folder, bases)
        return {name: _seen(folder / _folder(name), name, log) for name in stock}

    return tried


def _crawled(folder: Path, bases: Mapping[str, str]) -> str:
    jobs = []
    for name, base in bases.items():
        own = folder / _folder(name)
        own.mkdir()
        jobs.append({"name": name, "base": base, "folder": str(own), "windows": windows(name)})
    done = subprocess.run(
        [sys.executable, "-m", "tests.many_crawls"], cwd=ROOT, input=json.dumps(jobs), text=True,
        capture_output=True, timeout=600, check=False, env={**os.environ, **_keys()},
    )  # fmt: skip
    return done.stderr


def _folder(name: str) -> str:
    return name.replace(":", ".")


def _keys() -> dict[str, str]:
    """Keys that practice portals take, under the names that their spiders look for."""
    found = {}
    for name, portal in portals().items():
        variable, key = getattr(spider(name), "key_variable", None), getattr(portal, "key", None)
        if variable and isinstance(key, str):
            found[variable] = key
    return found


def _seen(folder: Path, name: str, log: str) -> Seen:
    return Seen(left_behind(folder, log), len(windows(name)) or 1)


def test_without_a_fault_every_portal_gives_something_and_complains_of_nothing(crawls: Any) -> None:
    found = crawls(None)
    silent = [name for name, seen in found.items() if not seen.notices]
    assert silent == []
    assert {name: seen.told for name, seen in found.items() if _complains(seen)} == {}


def _complains(seen: Seen) -> bool:
    return seen.crawl.reason != "finished" or any(one.get("problem") for one in seen.crawl.reports)


def _all() -> Iterator[Any]:
    for fault in FAULTS:
        for name in NAMES:
            yield pytest.param(fault, name, id=f"{fault}-{name}")


@pytest.mark.parametrize(("fault", "name"), list(_all()))
def test_a_portal_that_fails_loses_nothing_in_silence(fault: str, name: str, crawls: Any) -> None:
    sound, seen = crawls(None)[name], crawls(fault)[name]
    assert seen.crawl.reason in ("finished", "blocked"), seen.told
    crashed = [key for key in seen.crawl.stats if key.startswith("spider_exceptions/")]
    assert crashed == []
    assert seen.notices <= sound.notices, "made up"
    if sound.notices - seen.notices:
        assert seen.told, "lost in silence"
    if fault in PASSES and (fault, name) not in UNREAD:
        assert seen.notices == sound.notices, seen.told[:3]
        assert not _complains(seen), seen.told[:3]
    if fault in STOPS:
        assert (seen.crawl.reason, seen.notices) == ("blocked", set())

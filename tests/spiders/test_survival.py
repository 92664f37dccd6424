"""Every portal with a mock portal against faults of ``tests.mock_portals.fault_injection``.

``make combinations`` tries every fault on every portal.  Other runs try each fault on half of the
portals that have a spider of their own and on a fourth of the publishers of OCDS, which share one:
those of one kind of access in turns, so that each kind meets each fault.  A total that lies is
tried on every portal that tells one.

A fault that passes costs nothing: every notice is there and no window stays open.  One that stays
is told: the crawl is blocked and says why, or a window stays open with its problem, or a document
is kept with its trouble.  Never a traceback, never a notice lost in silence, never one made up, and
always an end.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.portals.server import running_portals
from monitor.runtime.spider_registry import spider_class, spider_names
from spiders.base.ocds_publisher_config import load_publishers
from spiders.ocds_portals import TABLE
from tests.combinations import share_of
from tests.mock_portals.fault_injection import FAULTS, HANGS, Faulty
from tests.spiders.crawl_support import Crawl, in_fork, left_behind
from tests.spiders.mock_portal_contents import SEVERAL, held, keys, portals, windows

PASSES = {name for name in FAULTS if "once" in name or "twice" in name}
PASSES |= {"a byte order mark", "a wrong charset"}
STOPS = {"403 for good", "503 for good", "no answer for good"}
DATES_ALONE = {"dates by a fast clock"}  # these notices may tell other dates
TOLD = {  # what is said of a fault that stays, whatever else
    "403 for good": r"403",
    "503 for good": r"503",
    "no answer for good": r"could not be reached",
    "403 from the third request on": r"403",
    "a new shape": r"new design|new_|expected|cannot be read|no list|lacks|holds no|no id|no token"
    r"|tells no number",
    "cut at the source": r"cut short|gave no token|names no document",
    "broken data": r"cannot be read|cut short|damaged|gave no token|closes at byte",
    "a web page for good": r"web page|names no document|links to no file|lacks",
    "an empty answer for good": r"an empty answer",
    "an error beside an empty list": r"maintenance|'error'|announced|expected|names no|empty",
}
COUNTED = {  # portals that tell how much there should be: only they can lie about it
    "ted",
    "boamp",
    "doffin",
    "decp",
    "pncp",
    "tenderned",
    "anac",
    "secop2",
    "toronto",
    "ocds:chile",
    "ocds:mexico_shcp",
    "ocds:malawi",
}
DAYS = {  # no total is told of a day or an hour: an empty list is what a quiet one looks like
    "contracts_finder",
    "simap",
    "austender",
    "prozorro",
    "dncp",
    "bzp",
    "south_africa_etenders",
    "ocds:moldova",
    "ocds:kosovo",
    "ocds:armenia",
}
BELIEVED = {  # there ``monitor.health`` alone sees that less comes than in other weeks
    **dict.fromkeys((("an empty page for good", name) for name in DAYS), "no total"),
    ("an empty page for good", "ocds:honduras_oncae"): "one of a year's two files may be empty",
    **dict.fromkeys(
        (
            ("an empty page after the first", name)
            for name in ("simap", "prozorro", "ocds:moldova", "ocds:armenia", "ocds:taiwan")
        ),
        "an empty page is how its lists end",
    ),
}
UNREAD = {("a wrong charset", "ocds:thailand_bangkok")}  # a large file in UTF-16: refused by name
# the other portals serve files, or whole answers
MIN_PORTALS_AFFECTED = {
    "the same page again": 20,
    "links without end": 40,
    "an empty page after the first": 20,
    "an empty page for good": 50,
    "an error beside an empty list": 40,
    "a total that lies": 12,
    "a byte order mark": 50,
    "a wrong charset": 50,
    "dates by a fast clock": 50,
    "a new shape": 50,
    "403 from the third request on": 40,
}
TIMEOUT_S, SHORT_TIMEOUT_S = 10, 2  # of a request


NAMES = sorted(portals())


def _chosen() -> dict[str, set[str]]:
    """Fault -> portals that this run tries it on."""
    publishers = load_publishers(TABLE)
    shared = [name for name in NAMES if name.startswith("ocds:")]
    shared.sort(key=lambda name: publishers[name.removeprefix("ocds:")].access)
    own = [name for name in NAMES if name not in shared]
    result: dict[str, set[str]] = {fault: set() for fault in FAULTS}
    for fault, name in (*share_of(FAULTS, own, 2), *share_of(FAULTS, shared, 4)):
        result[fault].add(name)
    result["a total that lies"] |= COUNTED
    return result


CHOSEN = _chosen()


Contents = dict[str, dict[str, str]]  # window -> notice -> all it says, but where its bytes lie


@dataclass(frozen=True)
class Seen:
    """What came of one crawl; ``changed`` is how many answers the fault has spoiled."""

    crawl: Crawl
    asked: tuple[str, ...]
    changed: int = 0

    @cached_property
    def contents(self) -> Contents:
        result: Contents = {}
        for each in self.crawl.readings:
            own = result.setdefault(each.get("window") or "?", {})
            for item in each.get("notices", ()):
                own[item["id"]] = json.dumps(_bare(item), sort_keys=True)
        return result

    @property
    def notices(self) -> set[str]:
        return {id_ for own in self.contents.values() for id_ in own}

    @cached_property
    def messages(self) -> list[str]:
        """Every sentence that says that something is not as it should be."""
        stats = self.crawl.stats
        result = [
            str(stats[name]) for name in ("vigie/blocked", "vigie/misconfigured") if name in stats
        ]
        result += [report["problem"] for report in self.crawl.reports if report.get("problem")]
        result += [
            item["message"] for each in self.crawl.readings for item in each.get("troubles", ())
        ]
        return result

    def news(self, sound: Seen) -> list[str]:
        """Sentences that the crawl without a fault does not say."""
        return [message for message in self.messages if message not in sound.messages]

    def lost(self, sound: Seen, *, dates: bool) -> list[str]:
        """Notices missing, or saying something else, in windows that are taken for whole.

        ``dates``  only whether they are there counts: the fault is in what they say.
        """
        return [
            id_
            for window in self.believed(sound)
            for id_, content in sound.contents.get(window, {}).items()
            if self.contents.get(window, {}).get(id_, "") != content
            and not (dates and id_ in self.contents.get(window, {}))
        ]

    def believed(self, sound: Seen) -> set[str]:
        """Windows that the next crawl will not ask again, and of whose documents none is marked."""
        known = {
            trouble.get("message") for each in sound.crawl.readings for trouble in _troubles(each)
        }
        marked = {
            each.get("window")
            for each in self.crawl.readings
            if any(trouble.get("message") not in known for trouble in _troubles(each))
        }
        closed = {report["window"] for report in self.crawl.reports if report["complete"]}
        return closed - marked


def _troubles(reading: dict[str, Any]) -> list[dict[str, Any]]:
    return list(reading.get("troubles", ()))


def _bare(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _bare(value) for name, value in part.items() if name != "document"}
    return [_bare(item) for item in part] if isinstance(part, list) else part


def _wanted(session: pytest.Session) -> set[str]:
    """Portals that the chosen tests are about: with ``-k NAME`` that one alone, in seconds."""
    own = [item for item in session.items if getattr(item, "module", None) is sys.modules[__name__]]
    callspecs = [getattr(item, "callspec", None) for item in own]
    names = {text.params["name"] for text in callspecs if text and "name" in text.params}
    is_partly = all(text and "name" in text.params for text in callspecs)
    return names if is_partly else set(NAMES)


@pytest.fixture(scope="module")
def crawls(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Fault (None for none) -> portal -> what came of its crawl; each fault is tried once."""
    wanted = _wanted(request.session)

    @cache
    def tried(fault: str | None) -> dict[str, Seen]:
        folder = tmp_path_factory.mktemp("fault")
        chosen = wanted if fault is None else wanted & CHOSEN[fault]
        stock: dict[str, Any] = {
            name: portal for name, portal in portals(short=True).items() if name in chosen
        }
        if fault is not None:
            stock = {name: Faulty(portal, fault) for name, portal in stock.items()}
        with running_portals(stock) as bases:
            log = _crawled(folder, bases, SHORT_TIMEOUT_S if fault in HANGS else TIMEOUT_S)
        changed = {name: getattr(portal, "changed", 0) for name, portal in stock.items()}
        return {name: _seen(folder / _folder(name), name, log, changed[name]) for name in stock}

    return tried


def _crawled(folder: Path, bases: Mapping[str, str], patience_s: float) -> str:
    jobs = []
    for name, base in bases.items():
        own = folder / _folder(name)
        own.mkdir()
        windows_ = windows(name, several=True)
        jobs.append(
            {
                "name": name,
                "base": base,
                "folder": str(own),
                "windows": windows_,
                "patience_s": patience_s,
            }
        )
    return in_fork(folder / "crawls.log", crawls=jobs, environment={**os.environ, **keys()})


def _folder(name: str) -> str:
    return name.replace(":", ".")


def _seen(folder: Path, name: str, log: str, changed: int) -> Seen:
    return Seen(left_behind(folder, log), windows(name, several=True) or ("all",), changed)


def test_without_a_fault_every_portal_gives_something_and_complains_of_nothing(crawls: Any) -> None:
    actual = crawls(None)
    silent = [name for name, seen in actual.items() if not seen.notices]
    assert silent == []
    assert {name: seen.messages for name, seen in actual.items() if _complains(seen)} == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SEVERAL])
def test_without_a_fault_a_portal_gives_what_it_holds_notice_by_notice(
    name: str, crawls: Any
) -> None:
    """Those of the demo are asked for some of their days here: ``make demo-all`` asks for all."""
    assert crawls(None)[name].notices == held(name)


def _complains(seen: Seen) -> bool:
    whole = {report["window"] for report in seen.crawl.reports if report["complete"]} == set(
        seen.asked
    )
    return seen.crawl.reason != "finished" or not whole


def test_every_portal_that_can_be_crawled_is_tried() -> None:
    crawled = {name for name in spider_names() if getattr(spider_class(name), "endpoint", None)}
    rates = {name for name in crawled if getattr(spider_class(name), "gives_rates", False)}
    assert set(NAMES) == crawled - rates  # a source of rates has its own tests: test_rates.py


def test_pages_are_many_enough_to_tell_one_from_another(crawls: Any) -> None:
    """Faults of paging need a second page: as many portals as can have one have it."""
    long = [
        n
        for n, seen in crawls(None).items()
        if any(report["pages"] > 1 for report in seen.crawl.reports)
    ]
    assert len(long) >= 30


# Scrapy gives idle connections a second to close, and then ends the waiting itself: on a busy
# machine both happen (close() of its HTTP/1.1 handler).  It is the last thing that a crawl does.
CLOSING = re.compile(
    r"[^\n]*timed call\nTraceback [^\n]*\n"
    r"(?:(?!Traceback)[^\n]*\n)*?[^\n]*AlreadyCalledError[^\n]*\n"
)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_met_by_most_portals(fault: str, crawls: Any) -> None:
    actual = crawls(fault)
    log = CLOSING.sub("", next(iter(actual.values())).crawl.log)
    assert "Traceback" not in log, log[log.index("Traceback") - 200 :][:4000]
    met = [name for name, seen in actual.items() if seen.changed]
    fewest = MIN_PORTALS_AFFECTED.get(fault, len(NAMES)) * len(actual) // len(NAMES)
    assert len(met) >= fewest, sorted(actual.keys() - set(met))


def test_every_portal_and_every_kind_of_access_meets_faults_of_each_sort() -> None:
    publishers = load_publishers(TABLE)
    for name in NAMES:
        met = {fault for fault, names in CHOSEN.items() if name in names}
        assert len(met) >= len(FAULTS) // 4
        assert met & PASSES
        assert met - PASSES
    kinds = Counter(config.access for config in publishers.values())
    for fault, names in CHOSEN.items():
        tried = {publishers[name.removeprefix("ocds:")].access for name in names if ":" in name}
        assert tried >= {kind for kind, number in kinds.items() if number >= 4}, fault


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        pytest.param(fault, name, id=f"{fault}-{name}")
        for fault, names in CHOSEN.items()
        for name in sorted(names)
    ],
)
def test_a_portal_that_fails_loses_nothing_in_silence(fault: str, name: str, crawls: Any) -> None:
    sound, seen = crawls(None)[name], crawls(fault)[name]
    assert seen.crawl.reason in ("finished", "blocked"), seen.messages
    assert [key for key in seen.crawl.stats if key.startswith("spider_exceptions/")] == []
    assert seen.notices <= sound.notices, "made up"
    news, lost = seen.news(sound), seen.lost(sound, dates=fault in DATES_ALONE)
    assert bool(lost) == ((fault, name) in BELIEVED), "lost in silence" if lost else "now it tells"
    if fault in PASSES and (fault, name) not in UNREAD:
        assert not _complains(seen), news[:3]
        assert (seen.contents, news) == (sound.contents, [])
    is_unhurt = fault in ("a new shape",) and seen.contents == sound.contents
    if fault in TOLD and seen.changed and not is_unhurt:
        assert any(re.search(TOLD[fault], event) for event in news), news[:3]
        assert seen.believed(sound) != set(seen.asked)
    if fault in STOPS:
        assert (seen.crawl.reason, seen.notices) == ("blocked", set())


@pytest.mark.parametrize("name", sorted(CHOSEN["a total that lies"]))
def test_a_total_that_lies_is_told_by_every_portal_that_counts(name: str, crawls: Any) -> None:
    sound, seen = crawls(None)[name], crawls("a total that lies")[name]
    is_reported = any("announced" in event for event in seen.news(sound))
    assert is_reported == (name in COUNTED)

"""``vigie check PORTAL``: a handful of live requests, and what they say of what its spider holds.

The portal's own spider asks for one past day, as it would tonight, and stops after ``MOST``
requests; nothing is stored.  What came is kept as a sample: archived like any crawl, and each body
as a file beside it, to make a fixture of.  What it says is judged in
``monitor.crawling.live_check_report``.

Privacy  the sample is as private as the archive (0700); of notices, only facts without names are
         handed on: kind, dates, country, and which fields are filled.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from monitor.config import ROOT
from monitor.runtime.parent_watchdog import told_to_follow
from monitor.runtime.spider_registry import module_of, spider
from pipelines.errors import Misconfigured
from pipelines.field_coverage import field_presence
from pipelines.model import Notice, ParsedDocument, WindowReport
from spiders.archive import Record, records

MOST = 8  # requests of one check
LARGEST = 32 * 1024 * 1024  # bytes of a file; a larger one is not fetched by a check
MOST_BODIES = 30  # as files of their own: a large file comes in many slices
DAYS_BACK = 3  # portals publish late
PATIENCE_S = 900
_LICENCE = re.compile(rb'"licen[cs]e"\s*:\s*"([^"\\]{4,200})"', re.I)
_ENDINGS = {
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    "application/zip": "zip",
}


@dataclass
class Evidence:
    """What a check saw.  ``notices``: facts of each; ``licences``: those named in the documents."""

    portal: str
    window: str | None
    sample: Path
    today: date
    stats: Mapping[str, Any] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)
    documents: int = 0
    report: dict[str, Any] | None = None
    licences: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        return str(self.stats.get("finish_reason", "killed"))


class Sheet:
    """Item pipeline of a check's child: one line of JSON for each reading and report."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Sheet:
        return cls(crawler.settings["VIGIE_CHECK"])

    def process_item(self, item: Any) -> Any:
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(facts(item)) + "\n")
        return item


def facts(item: ParsedDocument | WindowReport) -> dict[str, Any]:
    """Item of a crawl -> what a check needs of it, without a name in it."""
    if isinstance(item, WindowReport):
        return {
            "report": {
                "announced": item.announced,
                "received": item.received,
                "pages": item.pages,
                "complete": item.complete,
                "problem": item.problem,
            }
        }
    troubles = [[one.kind, one.code, one.message[:200]] for one in item.troubles]
    return {"notices": [facts_of(notice) for notice in item.notices], "troubles": troubles}


def facts_of(notice: Notice) -> dict[str, Any]:
    """Shape  kind, published, dates (of publication and decisions), country, fields."""
    decided = [day for award in notice.awards for day in (award.decided, award.signed)]
    dates = [day.isoformat() for day in (notice.published, *decided) if day is not None]
    published = notice.published.isoformat() if notice.published else None
    return {
        "kind": notice.kind,
        "published": published,
        "dates": dates,
        "country": notice.country,
        "fields": dict(field_presence(notice)),
    }


def window_for(portal: str, day: date | None, now: datetime) -> str | None:
    """The portal's whole window that holds the day; None where it has no windows."""
    declared = getattr(spider(portal), "window", None)
    if declared is None:
        return None
    wanted = day or (now - timedelta(days=DAYS_BACK)).date()
    step = timedelta(days=max(declared.step_days, 31 * declared.step_months, 1))
    spans = declared.cut(wanted - 2 * step, wanted + 2 * step)
    first, _ = declared.bounds(declared.cut(wanted, wanted + timedelta(days=1))[0])
    held = [span for span in spans if _holds(declared, span, first)]
    return str(held[0].id)


def _holds(declared: Any, span: Any, moment: datetime) -> bool:
    start, end = declared.bounds(span)
    return bool(start <= moment < end)


def check(
    portal: str,
    *,
    folder: Path,
    contact: str,
    day: date | None = None,
    most: int = MOST,
    endpoints: Mapping[str, str] | None = None,
    pace: float = 1.0,
    now: datetime | None = None,
    terms_read: Sequence[str] = (),
) -> Evidence:
    """Portal -> what a handful of requests showed; the sample lies under ``folder``.

    Raises  Misconfigured for a portal that is not crawled.
    """
    if not getattr(spider(portal), "endpoint", None):
        raise Misconfigured(f"{portal} is not crawled (documents at hand only): nothing to check")
    now = now or datetime.now(UTC)
    sample = folder / portal.replace(":", ".") / f"{now:%Y-%m-%dT%H%M%S}"
    sample.mkdir(parents=True, mode=0o700)
    found = Evidence(portal, window_for(portal, day, now), sample, now.date())
    with tempfile.TemporaryDirectory() as place:
        sheet, stats = Path(place) / "sheet.jsonl", Path(place) / "stats.json"
        sheet.touch()
        _run(
            found,
            {
                "VIGIE_STATS": stats,
                "VIGIE_CONTACT": contact,
                "VIGIE_PACE": pace,
                "VIGIE_CHECK": sheet,
                "VIGIE_ENDPOINTS": json.dumps(dict(endpoints or {})),
                "VIGIE_MOST_REQUESTS": most,
                "VIGIE_TERMS_READ": ",".join(terms_read),
            },
        )
        found.stats = json.loads(stats.read_text()) if stats.exists() else {}
        for line in sheet.read_text(encoding="utf-8").splitlines():
            _add(found, json.loads(line))
    found.licences = _unpacked(sample)
    return found


def _run(found: Evidence, given: Mapping[str, object]) -> None:
    settings = {
        **given,
        "SPIDER_MODULES": module_of(found.portal),
        "VIGIE_ARCHIVE": found.sample,
        "VIGIE_LARGEST_FILE": LARGEST,
        "VIGIE_ASK_ROBOTS": True,
        "LOG_LEVEL": "ERROR",
        "ITEM_PIPELINES": json.dumps({"monitor.crawling.live_check.Sheet": 300}),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", found.portal]
    command += ["-a", f"windows={json.dumps([found.window])}"] if found.window else []
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    environment = {k: v for k, v in told_to_follow().items() if not k.startswith("SCRAPY_")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.getenv("PYTHONPATH"))))
    try:
        subprocess.run(
            command, cwd=ROOT, env=environment, timeout=PATIENCE_S, check=False, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return  # it left no statistics, which the report says


def _add(found: Evidence, line: dict[str, Any]) -> None:
    if "report" in line:
        found.report = line["report"]
        return
    found.documents += 1
    found.notices += line["notices"]
    for kind, code, message in line["troubles"]:
        found.troubles[f"{kind}/{code}"] += 1
        if kind != "refused":
            found.sentences.append(message)


def _unpacked(sample: Path) -> tuple[str, ...]:
    """Writes each archived body as a file, and where it came from; the licences they name."""
    folder, sources, licences = sample / "bodies", [], dict[str, None]()
    folder.mkdir(mode=0o700)
    for number, record in enumerate(islice(records(sample, role=None), MOST_BODIES), 1):
        name = f"{number:02d}_{record.role}.{_ending(record)}"
        (folder / name).write_bytes(record.body)
        sources.append(f"{name} {record.url or record.file}\n")
        for named in _LICENCE.findall(record.body):
            licences[named.decode("utf-8", "replace")] = None
    (folder / "SOURCES.txt").write_text("".join(sources), encoding="utf-8")
    return tuple(licences)


def _ending(record: Record) -> str:
    kind = (record.media_type or "").partition(";")[0]
    return _ENDINGS.get(kind) or ("xml" if "xml" in kind else "bin")


def before(database: Path, portal: str) -> dict[str, tuple[int, int]]:
    """Field -> filled and seen in the last crawl that read notices; empty without one."""
    if not database.is_file():
        return {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT figures FROM runs WHERE portal = ? AND kind = 'crawl' AND figures IS NOT NULL"
            " ORDER BY started DESC LIMIT 20",
            (portal,),
        ).fetchall()
    for (text,) in rows:
        fields = json.loads(text).get("fields") or {}
        if fields:
            return {name: (int(filled), int(seen)) for name, (filled, seen) in fields.items()}
    return {}

"""Crawl one day of a live portal with a few requests, to check its spider (``vigie check``).

The portal's own spider asks for one past day and stops after ``MAX_REQUESTS`` requests; nothing is
stored in the database.  The answers are kept as a sample: archived as in any crawl, and each body
as a file beside it, to make a fixture of.  ``live_check_evaluation`` compares them with what the
spider expects.

Privacy  the sample is as private as the archive (0700); of notices, only facts without names are
         kept: kind, dates, country, and which fields are filled.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from monitor.config import ROOT
from monitor.runtime.spider_registry import scrapy_environment, spider_class, spider_module
from pipelines.errors import Misconfigured
from pipelines.field_presence import field_presence
from pipelines.model import Notice, ParsedDocument, WindowReport
from pipelines.store.read_only import connect_read_only
from spiders.archive.reader import records
from spiders.archive.records import Record

MAX_REQUESTS = 8  # of one check
MAX_FILE_BYTES = 32 * 1024 * 1024  # a larger file is not fetched by a check
MAX_SAMPLE_FILES = 30  # bodies written as files: a large file comes in many slices
DAYS_BACK = 3  # portals publish late
CHECK_TIMEOUT_S = 900
_LICENCE = re.compile(rb'"licen[cs]e"\s*:\s*"([^"\\]{4,200})"', re.I)
_FILE_EXTENSIONS = {
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    "application/zip": "zip",
}


@dataclass
class LiveCheckResult:
    """What a check received.  ``notices``: facts of each; ``licences``: named in the documents."""

    portal: str
    window: str | None
    sample: Path
    today: date
    stats: Mapping[str, Any] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)
    documents: int = 0
    report: dict[str, Any] | None = None
    licences: tuple[str, ...] = ()

    @property
    def finish_reason(self) -> str:
        return str(self.stats.get("finish_reason", "killed"))


class ItemRecorder:
    """Item pipeline that writes one line of JSON for each item of the check's crawl."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ItemRecorder:
        return cls(crawler.settings["VIGIE_CHECK"])

    def process_item(self, item: Any) -> Any:
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(item_facts(item)) + "\n")
        return item


def item_facts(item: ParsedDocument | WindowReport) -> dict[str, Any]:
    """Return the facts of a crawled item that a check needs, without any name."""
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
    troubles = [[trouble.kind, trouble.code, trouble.message[:200]] for trouble in item.troubles]
    return {"notices": [notice_facts(notice) for notice in item.notices], "troubles": troubles}


def notice_facts(notice: Notice) -> dict[str, Any]:
    """Return kind, published, dates (of publication and decisions), country and fields."""
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


def window_containing(portal: str, day: date | None, now: datetime) -> str | None:
    """Return the id of the window that contains the day; None for a portal without windows."""
    date_window = getattr(spider_class(portal), "window", None)
    if date_window is None:
        return None
    wanted_day = day or (now - timedelta(days=DAYS_BACK)).date()
    step = timedelta(days=max(date_window.step_days, 31 * date_window.step_months, 1))
    spans = date_window.cut(wanted_day - 2 * step, wanted_day + 2 * step)
    first, _ = date_window.bounds(date_window.cut(wanted_day, wanted_day + timedelta(days=1))[0])
    matching = [span for span in spans if _contains(date_window, span, first)]
    return str(matching[0].id)


def _contains(date_window: Any, span: Any, moment: datetime) -> bool:
    start, end = date_window.bounds(span)
    return bool(start <= moment < end)


def check_portal(
    portal: str,
    *,
    folder: Path,
    contact: str,
    day: date | None = None,
    max_requests: int = MAX_REQUESTS,
    endpoints: Mapping[str, str] | None = None,
    pace: float = 1.0,
    now: datetime | None = None,
    terms_read: Sequence[str] = (),
) -> LiveCheckResult:
    """Crawl one day of a portal and return what came; the sample is kept under ``folder``.

    Raises  Misconfigured for a portal that is not crawled.
    """
    if not getattr(spider_class(portal), "endpoint", None):
        raise Misconfigured(f"{portal} is not crawled (documents at hand only): nothing to check")
    now = now or datetime.now(UTC)
    sample = folder / portal.replace(":", ".") / f"{now:%Y-%m-%dT%H%M%S}"
    sample.mkdir(parents=True, mode=0o700)
    result = LiveCheckResult(portal, window_containing(portal, day, now), sample, now.date())
    with tempfile.TemporaryDirectory() as work_folder:
        items_file, stats_file = Path(work_folder) / "sheet.jsonl", Path(work_folder) / "stats.json"
        items_file.touch()
        _run_spider(
            result,
            {
                "VIGIE_STATS": stats_file,
                "VIGIE_CONTACT": contact,
                "VIGIE_PACE": pace,
                "VIGIE_CHECK": items_file,
                "VIGIE_ENDPOINTS": json.dumps(dict(endpoints or {})),
                "VIGIE_MOST_REQUESTS": max_requests,
                "VIGIE_TERMS_READ": ",".join(terms_read),
            },
        )
        result.stats = json.loads(stats_file.read_text()) if stats_file.exists() else {}
        for line in items_file.read_text(encoding="utf-8").splitlines():
            _add_line(result, json.loads(line))
    result.licences = _write_sample_files(sample)
    return result


def _run_spider(result: LiveCheckResult, own_settings: Mapping[str, object]) -> None:
    settings = {
        **own_settings,
        "SPIDER_MODULES": spider_module(result.portal),
        "VIGIE_ARCHIVE": result.sample,
        "VIGIE_LARGEST_FILE": MAX_FILE_BYTES,
        "VIGIE_ASK_ROBOTS": True,
        "LOG_LEVEL": "ERROR",
        "ITEM_PIPELINES": json.dumps({"monitor.crawling.live_check.ItemRecorder": 300}),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", result.portal]
    command += ["-a", f"windows={json.dumps([result.window])}"] if result.window else []
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    environment = scrapy_environment()
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            timeout=CHECK_TIMEOUT_S,
            check=False,
            capture_output=True,
        )
    except subprocess.TimeoutExpired:
        return  # without statistics, which the report says


def _add_line(result: LiveCheckResult, line: dict[str, Any]) -> None:
    if "report" in line:
        result.report = line["report"]
        return
    result.documents += 1
    result.notices += line["notices"]
    for kind, code, message in line["troubles"]:
        result.troubles[f"{kind}/{code}"] += 1
        if kind != "refused":
            result.messages.append(message)


def _write_sample_files(sample: Path) -> tuple[str, ...]:
    """Write each archived body and its source as files; return the licences they name."""
    folder, sources, licences = sample / "bodies", [], dict[str, None]()
    folder.mkdir(mode=0o700)
    for number, record in enumerate(islice(records(sample, role=None), MAX_SAMPLE_FILES), 1):
        name = f"{number:02d}_{record.role}.{_file_extension(record)}"
        (folder / name).write_bytes(record.body)
        sources.append(f"{name} {record.url or record.file}\n")
        for licence in _LICENCE.findall(record.body):
            licences[licence.decode("utf-8", "replace")] = None
    (folder / "SOURCES.txt").write_text("".join(sources), encoding="utf-8")
    return tuple(licences)


def _file_extension(record: Record) -> str:
    kind = (record.media_type or "").partition(";")[0]
    return _FILE_EXTENSIONS.get(kind) or ("xml" if "xml" in kind else "bin")


def previous_coverage(database: Path, portal: str) -> dict[str, tuple[int, int]]:
    """Return {field: (filled, seen)} of the last crawl that received notices, else {}."""
    if not database.is_file():
        return {}
    with closing(connect_read_only(database)) as connection:
        rows = connection.execute(
            "SELECT figures FROM runs WHERE portal = ? AND command = 'crawl'"
            " AND figures IS NOT NULL ORDER BY started DESC LIMIT 20",
            (portal,),
        ).fetchall()
    for (text,) in rows:
        fields = json.loads(text).get("fields") or {}
        if fields:
            return {name: (int(filled), int(total)) for name, (filled, total) in fields.items()}
    return {}

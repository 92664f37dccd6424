"""The three measurements of ``make bench``, each a few rows of the table."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.bench import documents, releases
from tests.bench.running import ROOT, Ran, mock_portals, run, vigie
from tests.bench.stages import breakdown

CONTACT = "https://example.org/bench"


@dataclass(frozen=True)
class Row:
    """One line of the table.  ``met`` is None for a figure without a limit."""

    what: str
    seen: str
    limit: str = ""
    met: bool | None = None


def ingest(work: Path, amount: int) -> Iterator[Row]:
    """(a) ``vigie ingest ted`` against lxml parsing of the same bytes on one core."""
    folder = work / "notices"
    size = documents.write(folder, amount)
    yield Row(
        f"{amount:,} notices, {documents.origin()}",
        f"{size / 1e6:.0f} MB, median {_median(folder) / 1024:.0f} KB",
    )
    parsing = _lxml(folder)
    yield Row("lxml alone", f"{parsing:.2f} s")
    for jobs, limit in ((1, 0.15), (2, 0.20)):
        ran = _ingested(work, folder, jobs)
        ratio = parsing / ran.seconds
        speed = f"{amount / ran.seconds:.0f} notices/s"
        yield Row(
            f"vigie ingest --jobs {jobs}",
            f"{ran.seconds:.1f} s, {speed}, {ran.cpu_s:.1f} s of processor",
        )
        yield Row("  ratio", f"{ratio:.3f}", f"at least {limit:.2f}", ratio >= limit)
        yield Row("  ratio of processor time", f"{parsing / ran.cpu_s:.3f}")
    spent = breakdown(folder, work)
    total = sum(spent.values())
    for name, seconds in spent.items():
        yield Row(
            f"    {name}",
            f"{seconds:6.2f} s  {100 * seconds / total:4.1f} %"
            f"  {1000 * seconds / amount:.2f} ms a notice",
        )
    shutil.rmtree(folder)


def _ingested(work: Path, folder: Path, jobs: int, watch: bool = False) -> Ran:
    store = work / f"ingest-{folder.name}-{jobs}"
    ran = vigie(
        "ingest",
        "ted",
        folder,
        "--jobs",
        jobs,
        "--db",
        store / "vigie.db",
        "--archive",
        store / "archive",
        watch=watch,
    )
    shutil.rmtree(store)
    return ran


def _lxml(folder: Path) -> float:
    """Seconds that lxml takes for all bodies, which are in memory: the better of two runs."""
    best = float("inf")
    for _ in range(2):
        spent = 0.0
        for file in sorted(folder.iterdir()):
            body = file.read_bytes()
            start = time.process_time()  # one core, and nobody else's work
            etree.fromstring(body)
            spent += time.process_time() - start
        best = min(best, spent)
    return best


def _median(folder: Path) -> int:
    sizes = sorted(file.stat().st_size for file in folder.iterdir())
    return sizes[len(sizes) // 2]


def crawl(work: Path, amount: int) -> Iterator[Row]:
    """(b) ``vigie crawl`` of a mock Find a Tender against a spider that only saves pages."""
    data = work / "portal"
    releases.write(data, amount)
    yield Row(f"{amount:,} OCDS releases", "pages of 100, one after the other")
    with mock_portals(data) as addresses:
        bare, pages = _bare(work, addresses["find_a_tender"])
        yield Row(
            "bare Scrapy spider",
            f"{bare.seconds:.1f} s, {bare.cpu_s:.1f} s of processor, {pages} pages",
        )
        ran = _crawled(work, addresses["find_a_tender"])
    ratio = ran.seconds / bare.seconds
    yield Row(
        "vigie crawl",
        f"{ran.seconds:.1f} s, {amount / ran.seconds:.0f} releases/s, "
        f"{ran.cpu_s:.1f} s of processor",
    )
    yield Row("  times the bare spider", f"{ratio:.1f}", "at most 4", ratio <= 4)
    of_cpu = ran.cpu_s / bare.cpu_s
    yield Row("  times, in processor time", f"{of_cpu:.1f}", "at most 8", of_cpu <= 8)
    shutil.rmtree(data)


def _bare(work: Path, address: str) -> tuple[Ran, int]:
    """The least that Scrapy takes, and how many pages it saved."""
    pages = work / "pages"
    pages.mkdir()
    urls = " ".join(
        f"{address}/api/1.0/ocdsReleasePackages?limit={releases.PAGE}"
        f"&updatedFrom=2026-11-04T{hour:02d}:00:00Z&updatedTo=2026-11-04T{hour + 5:02d}:59:59Z"
        for hour in (0, 6, 12, 18)
    )
    spider = ROOT / "tests" / "bench" / "bare_spider.py"
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider)]
    # outside the project folder, or Scrapy would take the settings of the project
    ran = run([*command, "-a", f"urls={urls}", "-a", f"folder={pages}"], cwd=work)
    saved = len(list(pages.iterdir()))
    shutil.rmtree(pages)
    return ran, saved


def _crawled(work: Path, address: str, watch: bool = False) -> Ran:
    store = work / "crawl"
    day = f"{releases.DAY:%Y-%m-%d}"
    ran = vigie(
        "crawl",
        "find_a_tender",
        "--since",
        day,
        "--until",
        day,
        "--pace",
        "0",
        "--mock",
        f'{{"find_a_tender": "{address}"}}',
        "--db",
        store / "vigie.db",
        "--archive",
        store / "archive",
        watch=watch,
    )
    shutil.rmtree(store)
    return ran


def memory(work: Path, few: int, many: int) -> Iterator[Row]:
    """(c) Peak memory of parent and children together, at few and at many notices."""
    yield from _flat(
        "ingest --jobs 2", few, many, _ingest_peak(work, few), _ingest_peak(work, many)
    )
    yield from _flat("crawl", few, many, _crawl_peak(work, few), _crawl_peak(work, many))


def _flat(what: str, few: int, many: int, small: float, large: float) -> Iterator[Row]:
    yield Row(f"{what}: {few:,} notices", f"{small:.0f} MB")
    yield Row(f"{what}: {many:,} notices", f"{large:.0f} MB", "under 400 MB", large < 400)
    growth = large / small - 1
    yield Row("  growth", f"{100 * growth:+.0f} %", "within 10 %", growth <= 0.10)


def _ingest_peak(work: Path, amount: int) -> float:
    folder = work / f"notices-{amount}"
    documents.write(folder, amount)
    peak = _ingested(work, folder, 2, watch=True).peak_mb
    shutil.rmtree(folder)
    return peak


def _crawl_peak(work: Path, amount: int) -> float:
    data = work / f"portal-{amount}"
    releases.write(data, amount)
    with mock_portals(data) as addresses:
        peak = _crawled(work, addresses["find_a_tender"], watch=True).peak_mb
    shutil.rmtree(data)
    return peak

"""(g) The site on a million contracts: how long a reader waits, alone and with seven others.

The database is drawn once (``million.py``).  Each figure is the 95th percentile over many addresses
of one kind, warm: what all of them need has been read once.  The same questions are put to a bare
Datasette on the same file.
"""

from __future__ import annotations

import http.client
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from monitor.i18n.routes import page_path
from monitor.runtime.http_server import listen
from tests.bench import million
from tests.bench.measures import Row
from tests.bench.running import ROOT

CLIENTS = 8
ASKED = 100  # requests of each kind, of one client
CHANCE = random.Random(7)
TIMEOUT_S = 60
UNCOUNTED = "not counted"  # a facet that says so is an honest answer, but no whole one
MIXED = "all kinds mixed"
WRITES_S = 60
BATCH = 50  # notices that a crawl stores in one transaction
TABLE = "/vigie/contracts?"
# what people narrow a table down to; {group}: one of those in the file
FILTERS = (
    "big_tech=yes",
    "country=FR",
    "country=DE&big_tech=yes",
    "data_outsourcing=yes&country=FR",
    "method=direct",
    "method=direct&country=IT&big_tech=yes",
    "status=active&country=GB",
    "worker_surveillance=yes",
    "public_surveillance_ai=yes&country=FR",
    "status=terminated",
    "data_law_exposure=non_eu_parent",
    "_group={group}",
    "_group={group}&country=FR",
    "value_eur__gte=1000000&country=FR",
    "published__gte=2026-01-01",
    "technique=framework",
    "_search=hébergement&country=FR",
    "_search=vidéoprotection",
    "portal=boamp&big_tech=yes",
    "same_as__isnull=1&big_tech=yes",
    "country=IE&method=limited&status=cancelled",
    "",
)
# the filtered list of ours, each with its facets
LISTS: list[dict[str, Any]] = [
    {},
    {"country": "FR"},
    {"country": "FR", "tag": "big_tech"},
    {"tag": "worker_surveillance", "sort": "value"},
    {"group": "microsoft"},
    {"group": "amazon", "role": "winner", "year": "2024"},
    {"method": "direct", "country": "IT"},
    {"portal": "boamp", "language": "fr", "sort": "ending"},
    {"value": "1000000", "sort": "value"},
    {"year": "2025", "page": 3},
]
# what readers type: a word in every second title, synonyms, a place, a group, misspelt, several
QUERIES = [
    "services",
    "vidéosurveillance",
    "logiciel de paie",
    "hôpital",
    "Microsoft",
    "maintenance logiciel",
    "cloud hébergement données",
    "mairie de Ravernil",
    "microsft",
    "badgeuse",
    "hopital microsoft",
    "réseau téléphonie école",
    "Azure",
    "HMRC",
    "ville de Lanbre maintenance",
    "qui gère les caméras ?",
    "support software plateforme licences",
    "Kamera",
    "université de Montour",
    "Oracle santé",
]
BARE_FACETS = "_facet=big_tech&_facet=country&_facet=method&_facet=status"


@dataclass
class Timings:
    """Seconds of each answer, and the addresses whose answer was none."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        actual = sorted(self.seconds)
        return actual[max(0, -(-95 * len(actual) // 100) - 1)]

    @property
    def p50(self) -> float:
        return sorted(self.seconds)[len(self.seconds) // 2]

    @property
    def failed(self) -> list[str]:
        return [text for text in self.wrong if not text.startswith(UNCOUNTED)]

    def words(self) -> str:
        wrong = f", {len(self.wrong)} not whole: {self.wrong[0]}" if self.wrong else ""
        return f"p95 {1000 * self.p95:.0f} ms, median {1000 * self.p50:.0f} ms{wrong}"

    @classmethod
    def of(cls, many: list[Timings]) -> Timings:
        return cls(
            [s for timings in many for s in timings.seconds],
            [w for timings in many for w in timings.wrong],
        )


class Reader:
    """One visitor with one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)

    def get(self, path: str) -> tuple[int, str]:
        self.connection.request("GET", path, headers={"accept-language": "fr"})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def ask(self, paths: Iterable[str], timings: Timings) -> Timings:
        for path in paths:
            start = time.perf_counter()
            status, body = self.get(path)
            timings.seconds.append(time.perf_counter() - start)
            if status != 200:
                timings.wrong.append(f"{status} {path}")
            elif 'class="notice timed-out"' in body:
                timings.wrong.append(f"not counted {path}")
        return timings


@contextmanager
def served(command: Sequence[object]) -> Iterator[int]:
    """A server in a process of its own, from its first answer to the end; its port."""
    with listen("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    child = subprocess.Popen(
        [sys.executable, "-m", *map(str, command), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                Reader(port).get("/-/metadata.json")
                break
            except OSError:
                if time.monotonic() > end or child.poll() is not None:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        child.terminate()
        child.wait(30)


class Writing:
    """A process that writes as a crawl does, until its time is over."""

    def __init__(self, db: Path) -> None:
        command = [sys.executable, "-m", "tests.bench.writing", str(db), str(WRITES_S), str(BATCH)]
        self.child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout is not None
        self.child.stdout.readline()  # until then it starts, which no crawl does all the time

    def runs(self) -> bool:
        return self.child.poll() is None

    def counts(self) -> tuple[int, int]:
        """Batches written, times that the figures were made.  Raises  RuntimeError: it failed."""
        output, _ = self.child.communicate(timeout=600)
        if self.child.returncode:
            raise RuntimeError("the writer failed; what it said is on standard error")
        batches, figures = output.split()
        return int(batches), int(figures)


@contextmanager
def writing(db: Path) -> Iterator[Writing]:
    writing = Writing(db)
    try:
        yield writing
    finally:
        writing.child.kill()
        writing.child.wait(30)


def asked(db: Path) -> dict[str, list[str]]:
    """Kind of page -> addresses, drawn from the file."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)

    def drawn(sql: str) -> list[Any]:
        return [row[0] for row in connection.execute(sql)]

    (most,) = connection.execute("SELECT max(rowid) FROM contracts").fetchone()
    places = ", ".join(str(CHANCE.randrange(1, most)) for _ in range(ASKED))
    contracts = drawn(f"SELECT id FROM contracts WHERE rowid IN ({places})")
    large = drawn(
        "SELECT key FROM aggregates WHERE kind = 'buyer' AND year = ''"
        " ORDER BY contracts DESC LIMIT 40"
    )
    some = drawn(f"SELECT buyer_id FROM contracts WHERE rowid IN ({places}) LIMIT 40")
    groups = drawn(
        "SELECT key FROM aggregates WHERE kind = 'group' AND year = ''"
        " ORDER BY contracts DESC LIMIT 20"
    )
    connection.close()
    both = [page_path("buyer", "fr", id=key) for key in (*large, *some)]
    both += [page_path("group", "fr", id=key) for key in groups]
    calendar: list[dict[str, str]] = [
        {},
        {"country": "FR"},
        {"country": "IE"},
        {"tag": "big_tech"},
        {"group": groups[0]},
        {"tag": "worker_surveillance", "country": "DE"},
        {"group": groups[9]},
        {"tag": "data_outsourcing", "country": "FR"},
        {"buyer": large[0]},
        {"months": "6"},
    ]
    filters = [filter_.format(group=groups[index % 12]) for index, filter_ in enumerate(FILTERS)]
    return {
        "home": ["/fr/"] * ASKED,
        "contract": [page_path("contract", "fr", id=key) for key in contracts],
        "dossiers": both,
        "calendar": [page_path("ending", "fr", **item) for item in calendar * (ASKED // 10)],
        "filtered table": [
            TABLE + quote(filter_, safe="=&_") for filter_ in filters * (ASKED // 22 + 1)
        ],
        "list with facets": [page_path("search", "fr", **item) for item in LISTS * (ASKED // 10)],
        "search": [page_path("search", "fr", q=query) for query in QUERIES * (ASKED // 20)],
        "search, rare word": _searches(million.RARE_WORD),
        "search, common word": _searches(million.COMMON_WORD),
    }


def _searches(word: str) -> list[str]:
    return [page_path("search", "fr", q=word)] * (ASKED // 2)


# share of bare Datasette's time on the same file, with its public hooks alone
OF_BARE = {"filtered table": 0.25}
LIMITS = {
    "home": 0.15,
    "contract": 0.15,
    "dossiers": 0.15,
    "calendar": 0.15,
    "list with facets": 0.2,
    "search": 0.2,
    "search, rare word": 0.15,
    "search, common word": 0.2,
}


def site(work: Path, contracts: int, today: date | None = None) -> Iterator[Row]:
    """One reader, then eight while a crawl writes, then a bare Datasette."""
    db = work / f"{contracts}.db"
    start = time.perf_counter()
    million.write(db, contracts, today or date.today(), say=lambda _: None)
    made = time.perf_counter() - start
    size = f"{db.stat().st_size / 1e9:.1f} GB"
    yield Row(f"the site on {contracts:,} contracts", f"{size}, drawn in {made:.0f} s")
    pages = asked(db)
    with served(("monitor.cli.main", "web", "--db", db)) as port:
        alone = {kind: _alone(port, paths) for kind, paths in pages.items()}
        for kind, timings in alone.items():
            yield _row(kind, timings, LIMITS.get(kind))
        yield from _together(port, db, pages, alone)
    yield from _bare(db, pages, alone)


def _alone(port: int, paths: list[str]) -> Timings:
    reader = Reader(port)
    reader.ask(dict.fromkeys(paths), Timings())  # warm
    return reader.ask(paths, Timings())


def _row(kind: str, timings: Timings, limit: float | None) -> Row:
    """Datasette's own table is held against bare Datasette, see ``OF_BARE``."""
    if limit is None:
        return Row(f"  {kind}", timings.words())
    return Row(
        f"  {kind}",
        timings.words(),
        f"p95 {1000 * limit:.0f} ms",
        timings.p95 <= limit and not timings.wrong,
    )


def _together(
    port: int, db: Path, pages: dict[str, list[str]], alone: dict[str, Timings]
) -> Iterator[Row]:
    """Eight readers at once on one kind of page, then on the next, while a writer stores batches
    as a crawl does and makes the figures anew; then on all kinds mixed."""
    chance = random.Random(8)
    kinds = {**pages, MIXED: [chance.choice(pages[page]) for page in list(pages) * ASKED]}
    timings = Timings.of(list(alone.values()))
    with writing(db) as writer:
        for kind, paths in kinds.items():
            timings = _crowd(port, paths)
            single = alone.get(kind, timings)
            limit = min(2.0, 10 * single.p95)
            times = timings.p95 / single.p95
            still = "" if writer.runs() else " (the writer had ended)"
            yield Row(
                f"  {CLIENTS} at once, {kind}{still}",
                f"{timings.words()}; {times:.1f} times",
                f"p95 10 times and 2 s: {1000 * limit:.0f} ms",
                timings.p95 <= limit and not timings.failed,
            )
        batches, figures = writer.counts()
    yield Row(
        "    meanwhile a crawl wrote",
        f"{batches:,} batches of {BATCH} notices, figures made anew {figures} times",
    )


def _crowd(port: int, paths: list[str]) -> Timings:
    """Readers who start together, each with its part of the addresses."""
    timings = [Timings() for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=lambda n=n, own=own: Reader(port).ask(paths[n::CLIENTS] * 2, own))
        for n, own in enumerate(timings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Timings.of(timings)


def _bare(db: Path, pages: dict[str, list[str]], alone: dict[str, Timings]) -> Iterator[Row]:
    """The same file in Datasette as it comes, with our limits of time and the same four facets."""
    settings = (
        "--setting",
        "sql_time_limit_ms",
        "1000",
        "--setting",
        "facet_time_limit_ms",
        "1000",
        "--setting",
        "suggest_facets",
        "off",
        "--setting",
        "default_page_size",
        "35",
    )
    name = db.stem
    plain_paths = [path for path in dict.fromkeys(pages["filtered table"]) if "_group" not in path]
    more = f"&{BARE_FACETS}&_sort_desc=updated"
    tables = [path.replace("/vigie/", f"/{name}/") + more for path in plain_paths]
    rows = [f"/{name}/contracts/{path.rpartition('/')[2]}" for path in pages["contract"]]
    actual = {
        "contract": rows,
        "filtered table": tables,
        "search, rare word": [f"/{name}/contracts?_search={million.RARE_WORD}"] * 5,
        "search, common word": [f"/{name}/contracts?_search={million.COMMON_WORD}"] * 5,
    }
    with served(("datasette", "serve", db, *settings)) as port:
        for kind, paths in actual.items():
            timings = _alone(port, paths)
            share = alone[kind].p95 / timings.p95
            seen = f"{timings.words()}; ours takes {share:.2f} of it"
            if kind in OF_BARE:
                met = share <= OF_BARE[kind] and not alone[kind].failed
                yield Row(f"  bare Datasette: {kind}", seen, f"{OF_BARE[kind]:.2f} of it", met)
            else:
                yield Row(f"  bare Datasette: {kind}", seen)

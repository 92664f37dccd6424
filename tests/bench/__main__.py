"""``python -m tests.bench``: the table, and exit status 1 if a limit is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import alerts as notified
from tests.bench import documents, measures
from tests.bench import growth as grown
from tests.bench import site as served
from tests.bench import storing as stored
from tests.bench import streams as giants
from tests.bench import tagging as tagged
from tests.bench import texts as searched
from tests.bench.measures import Row

FULL = {
    "ingest": 5_000,
    "crawl": 20_000,
    "few": 5_000,
    "many": 50_000,
    "percent": 100,
    "readers": 10_000,
    "contracts": 1_000_000,
    "characters": 400_000,
}
QUICK = {
    "ingest": 1_000,
    "crawl": 4_000,
    "few": 2_000,
    "many": 10_000,
    "percent": 2,
    "readers": 2_000,
    "contracts": 100_000,
    "characters": 80_000,
}
PARTS = ("ingest", "crawl", "memory", "tagging", "streams", "alerts", "site", "growth", "texts")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--work", type=Path, help="folder to keep what is drawn (site, growth: 7 GB)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer notices, for development")
    given = parser.parse_args(arguments)
    wanted = given.parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        work = given.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        for row in rows(wanted, work, QUICK if given.quick else FULL):
            missed += row.met is False
            mark = {None: "", True: "ok", False: "MISSED"}[row.met]
            sys.stdout.write(f"{row.what:45} {row.seen:42} {row.limit:24} {mark}".rstrip() + "\n")
            sys.stdout.flush()
    return 1 if missed else 0


def rows(wanted: Sequence[str], work: Path, sizes: dict[str, int]) -> Iterator[Row]:
    if "ingest" in wanted:
        yield from measures.ingest(work, sizes["ingest"])
        documents.write(work / "stored", sizes["ingest"])
        yield from stored.storing(work / "stored", work)
    if "crawl" in wanted:
        yield from measures.crawl(work, sizes["crawl"])
    if "memory" in wanted:
        yield from measures.memory(work, sizes["few"], sizes["many"])
    if "tagging" in wanted:
        yield from tagged.tagging(work, (sizes["few"], sizes["many"]))
    if "streams" in wanted:
        yield from giants.streams(work, sizes["percent"] / 100)
    if "alerts" in wanted:
        yield from notified.alerts(work, sizes["readers"], 1_000)
    if "site" in wanted:
        yield from served.site(work, sizes["contracts"])
    if "growth" in wanted:
        yield from grown.growth(work, sizes["ingest"], sizes["contracts"])
    if "texts" in wanted:
        yield from searched.texts(sizes["characters"])


if __name__ == "__main__":
    sys.exit(main())

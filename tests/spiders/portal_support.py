"""A portal's fixtures behind its mock portal, and what a crawl of it must give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.server import running_portals
from tests.mock_portals.staged_portal import staged
from tests.spiders.crawl_support import Crawl, crawl, windows

PORTALS = Path(__file__).parents[1] / "portals"
PACE = 0.01  # factor of the delays of a crawl
# that of the seconds of limits is smaller: some delays are barely as long as a limit asks for, and
# the pauses of a busy machine are no crossing.  ``test_portals`` compares the two without a clock
LIMIT_PACE = 0.008


class Case(NamedTuple):
    """A mock portal, windows its fixtures were published in, and how long its pages are.

    ``served``     pattern of the documents that it serves; others are at hand only.
    ``documents``  how many bodies give notices, where that is told.
    """

    kind: type[MockPortal]
    windows: tuple[str, ...]
    page_size: int | None = None
    served: str = "*"
    documents: int | None = None

    @property
    def name(self) -> str:
        return self.kind.name

    @contextmanager
    def running(self, **switches: Any) -> Iterator[tuple[str, Any]]:
        """Address of the mock portal with faults staged, and the portal itself."""
        stock: Any = staged(self.kind)(PORTALS / self.name, pace=LIMIT_PACE)
        stock.switches.change(switches)
        if self.page_size:
            stock.page_size = self.page_size
        with running_portals({self.name: stock}) as bases:
            yield bases[self.name], stock

    def crawled(self, base: str, folder: Path, *more: str) -> Crawl:
        settings = ("-s", "SPIDER_MODULES=spiders", "-s", f"VIGIE_PACE={PACE}")
        own = windows(*self.windows) if self.windows else ()
        return crawl(self.name, folder, base, *settings, "-s", "VIGIE_FREE_MB=1", *own, *more)

    def published(self) -> set[str]:
        """Ids of all notices in the goldens of the documents that are served."""
        return {
            item["id"]
            for path in (PORTALS / self.name).glob(f"{self.served}.expected.json")
            for item in json.loads(path.read_text(encoding="utf-8"))
            if "id" in item
        }


def crossings(base: str) -> dict[str, Any]:
    with urlopen(f"{base}/-/mock-portal/crossings") as answer:
        return dict(json.load(answer))


def ids(crawl: Crawl) -> set[str]:
    return {item["id"] for each in crawl.readings for item in each.get("notices", ())}


def bodies(crawl: Crawl) -> int:
    """Different documents that gave a notice."""
    return len(
        {reading["document"]["sha256"] for reading in crawl.readings if reading.get("notices")}
    )


def problems(crawl: Crawl) -> list[str]:
    return [report["problem"] for report in crawl.reports if report.get("problem")]

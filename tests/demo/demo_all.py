"""``make demo-all``: every portal crawled from its mock portal, through the whole line.

What the database then holds is compared with what each mock portal holds, notice by notice.
Two portals at a time, as two cores can.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from monitor.config import ROOT
from monitor.crawling.crawl import CrawlOptions, crawl_with_lease
from monitor.demo.portals.server import running_portals
from pipelines.open_store import open_store
from pipelines.stages import load_stages
from pipelines.store.database import connect
from tests.spiders.mock_portal_contents import complaints, held, keys, portals, windows

AT_ONCE = 2
MAX_DURATION_S = 300.0
REFUSED = "could not be read or were refused"  # compared with what should be
Say = Callable[[str], None]


def crawled(name: str, folder: Path, endpoints: dict[str, str]) -> list[str]:
    """One portal's crawl, as ``vigie crawl`` does it; what went wrong."""
    connection = open_store(folder / "vigie.db", load_stages())
    order = CrawlOptions(
        database=folder / "vigie.db",
        archive=folder / "archive",
        windows=windows(name),
        endpoints=endpoints,
        pace=0.0,
        contact="demo@example.org",
    )
    try:
        return crawl_with_lease(connection, name, order, lambda _: None)
    finally:
        connection.close()


def differences(folder: Path, name: str) -> str | None:
    """How the register differs from what the mock portal holds; None when it does not."""
    db = connect(folder / "vigie.db")
    ids = {id_ for (id_,) in db.execute("SELECT notice_id FROM register WHERE portal = ?", (name,))}
    actual = {
        code
        for (code,) in db.execute(
            "SELECT code FROM troubles JOIN documents ON sha256 = document_sha256 WHERE portal = ?",
            (name,),
        )
    }
    parts = [
        f"{word} {sorted(some)[:5]}"
        for word, some in (
            ("missing", held(name) - ids),
            ("too many", ids - held(name)),
            ("complaints", actual - complaints(name)),
        )
        if some
    ]
    return ", ".join(parts) or None


def run(folder: Path, names: list[str], echo: Say) -> int:
    """Crawls, compares, tells.  Returns how many portals are not as they should be."""
    os.environ.update(keys())
    open_store(folder / "vigie.db", load_stages()).close()
    began, wrong = time.monotonic(), 0
    stock = {name: portal for name, portal in portals().items() if name in names}
    with running_portals(stock) as endpoints, ThreadPoolExecutor(AT_ONCE) as pool:
        done = {name: pool.submit(crawled, name, folder, endpoints) for name in stock}
        for name, result in done.items():
            problems = [text for text in result.result() if REFUSED not in text]
            if problem := differences(folder, name):
                problems = [*problems, problem]
            wrong += bool(problems)
            outcome = "; ".join(problems) if problems else "as the mock portal holds them"
            echo(f"{name:32} {len(held(name)):>4} notices  {outcome}")
    took = time.monotonic() - began
    notices = sum(len(held(name)) for name in stock)
    echo(f"\n{len(stock)} portals, {notices} notices, {wrong} not as they should be, {took:.0f} s")
    if took > MAX_DURATION_S:
        echo(f"That is more than {MAX_DURATION_S:.0f} s: is this machine busy?")
    return wrong


def main(names: list[str]) -> int:
    folder = ROOT / "data" / "var" / "demo-all"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return 1 if run(folder, names or sorted(portals()), _print) else 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

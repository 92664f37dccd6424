"""Fetch the documents of labelled notices from their portals (``vigie evaluate --fetch``).

For those who have the labels but not the samples.  Only portals that serve a notice at an address
made of its number (``document_url``) can be used; rows of others are reported as not scored.
Requests are made as in a crawl: truthful user agent, robots.txt, the portal's pace.  Files that
exist are not fetched again, and the first refusal ends the work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import httpx

from monitor.quality.sample_folder_portals import SAMPLE_PORTALS
from monitor.runtime.spider_registry import spider_class
from pipelines.reference.data_folder import read_csv

TIMEOUT_S = 30
PACE_S = 1.0


def missing_documents(files: list[Path], folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield portal, address and target path of each document that is not there yet."""
    for path in files:
        for row in read_csv(path):
            portal = SAMPLE_PORTALS.get(row.get("file", "").split("/", 1)[0])
            address = getattr(spider_class(portal), "document_url", None) if portal else None
            target = folder / "samples" / row.get("file", "")
            if portal and address and not target.exists():
                yield portal, address.format(number=row["key"].split(":", 1)[1]), target


def fetch_documents(
    files: list[Path],
    folder: Path,
    agent: str,
    echo: Callable[[str], None],
    *,
    base: str | None = None,
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """Fetch the missing documents and return how many were written.

    ``base``: address of a mock portal, in place of each portal's own.
    """
    count = 0
    robots: dict[str, RobotFileParser] = {}
    with httpx.Client(headers={"User-Agent": agent}, timeout=TIMEOUT_S) as http:
        for portal, address, target in missing_documents(files, folder):
            address = _rebase(address, base)
            try:
                if not _is_allowed(http, address, agent, robots):
                    echo(f"  ! {portal}: its robots.txt does not allow {address}")
                    return count
                answer = http.get(address)
                answer.raise_for_status()
            except httpx.HTTPError as error:
                echo(f"  ! {portal}: {error}; what was fetched before is kept, run it again later")
                return count
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(answer.content)
            count += 1
            pause(0 if base else getattr(spider_class(portal), "pace_s", PACE_S))
    return count


def _rebase(address: str, base: str | None) -> str:
    if base is None:
        return address
    to = urlsplit(base)
    return urlunsplit(urlsplit(address)._replace(scheme=to.scheme, netloc=to.netloc))


def _is_allowed(
    http: httpx.Client, address: str, agent: str, robots: dict[str, RobotFileParser]
) -> bool:
    parts = urlsplit(address)
    host = f"{parts.scheme}://{parts.netloc}"
    if host not in robots:
        answer = http.get(f"{host}/robots.txt")
        robots[host] = RobotFileParser()
        robots[host].parse(answer.text.splitlines() if answer.status_code == httpx.codes.OK else [])
    return robots[host].can_fetch(agent, address)

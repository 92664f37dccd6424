"""``vigie evaluate --fetch FOLDER``: documents of gold rows, asked of their portal by number.

For whoever has the labels and not the samples.  Only portals that serve a notice at an address made
of its number (``document_url``) can be asked; rows of others stay unscored and say so.  Asked as a
crawl asks: one truthful agent, robots.txt obeyed, the portal's pace.  What is there is not asked
again, and the first refusal ends it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import httpx

from monitor.quality.labelled_notices import SAMPLE_PORTALS, read_rows
from monitor.runtime.spider_registry import spider_class

TIMEOUT_S = 30
PACE_S = 1.0


def missing_documents(files: list[Path], folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Gold files -> portal, address and place of each document to ask: those not there yet."""
    for path in files:
        for row in read_rows(path):
            portal = SAMPLE_PORTALS.get(row.get("file", "").split("/", 1)[0])
            address = getattr(spider_class(portal), "document_url", None) if portal else None
            place = folder / "samples" / row.get("file", "")
            if portal and address and not place.exists():
                yield portal, address.format(number=row["key"].split(":", 1)[1]), place


def fetch_documents(
    files: list[Path],
    folder: Path,
    agent: str,
    echo: Callable[[str], None],
    *,
    base: str | None = None,
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """How many documents were written.  ``base``: a practice portal's address, instead of each
    portal's own."""
    done = 0
    robots: dict[str, RobotFileParser] = {}
    with httpx.Client(headers={"User-Agent": agent}, timeout=TIMEOUT_S) as http:
        for portal, address, place in missing_documents(files, folder):
            address = _rebase(address, base)
            try:
                if not _is_allowed(http, address, agent, robots):
                    echo(f"  ! {portal}: its robots.txt does not allow {address}")
                    return done
                answer = http.get(address)
                answer.raise_for_status()
            except httpx.HTTPError as error:
                echo(f"  ! {portal}: {error}; what was fetched before is kept, run it again later")
                return done
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(answer.content)
            done += 1
            pause(0 if base else getattr(spider_class(portal), "pace_s", PACE_S))
    return done


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

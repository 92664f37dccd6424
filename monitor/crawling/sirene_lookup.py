"""``vigie sirene``: asks the public Sirene data for names of firms published by number alone.

Off unless ``[sirene] enabled = true``: then one more host is asked,
recherche-entreprises.api.gouv.fr (keyless documented API of the French state, Licence Ouverte 2.0;
at most 7 requests a second, we send 4).  Each number is asked once a year; the answers are kept in
``sirene.csv`` in the folder of ``paths.objections``, where ``vigie retag`` and every reading find
them.  Natural persons are never named.

Unverified here: the live service; shapes are those of its public documentation.
"""

from __future__ import annotations

import csv
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from monitor.runtime.runs import Run
from pipelines.errors import Misconfigured
from pipelines.reference.sirene import COLUMNS, SireneEntry, parse_answer, read_sirene_file

ENDPOINT = "https://recherche-entreprises.api.gouv.fr"
FILE = "sirene.csv"
PACE_S = 0.25
ASK_AGAIN = timedelta(days=365)
TIMEOUT_S = 20
_CALLED = re.compile(r"\bSIRE[NT] (\d{9})(?:\d{5})?\b")


def wanted(connection: sqlite3.Connection, known: dict[str, SireneEntry], today: date) -> list[str]:
    """SIREN of firms that are called by their number: of published contracts first, then of what
    was left out (a name may bring it in); without those asked within the year."""
    found: dict[str, None] = {}
    for (name,) in connection.execute(
        "SELECT name FROM organization_names WHERE name LIKE 'SIRE_ %' UNION ALL"
        " SELECT suppliers FROM register WHERE scope = 'no' AND suppliers LIKE '%SIRE_ %'"
    ):
        found.update(dict.fromkeys(_CALLED.findall(name)))
    return [
        siren for siren in found if siren not in known or known[siren].asked + ASK_AGAIN <= today
    ]


def ask(
    sirens: list[str],
    agent: str,
    today: date,
    run: Run,
    *,
    endpoint: str = ENDPOINT,
    pause: Callable[[float], object] = time.sleep,
) -> Iterator[SireneEntry]:
    """SIREN -> answers, one request each; stops, with a problem in the run, when it is refused."""
    with httpx.Client(base_url=endpoint, headers={"User-Agent": agent}, timeout=TIMEOUT_S) as http:
        for siren in sirens:
            try:
                answer = http.get("/search", params={"q": siren, "per_page": 5})
                if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    pause(float(answer.headers.get("Retry-After") or 60))
                    answer = http.get("/search", params={"q": siren, "per_page": 5})
                answer.raise_for_status()
                body: dict[str, Any] = answer.json()
            except (httpx.HTTPError, ValueError) as error:
                run.problems.append(
                    f"Sirene, SIREN {siren}: {error}; what was answered before is kept, run it "
                    "again later"
                )
                return
            yield parse_answer(siren, body, today)
            pause(PACE_S)


def look_up(
    connection: sqlite3.Connection,
    file: Path,
    agent: str,
    most: int,
    today: date,
    run: Run,
    **how: Any,
) -> None:
    """Asks for at most so many numbers and adds the answers to the file."""
    known = read_sirene_file(file)
    sirens = wanted(connection, known, today)
    run.counts["asked"] = run.counts["found"] = 0
    try:
        for one in ask(sirens[:most], agent, today, run, **how):
            known[one.siren] = one
            run.counts["asked"] += 1
            run.counts["found"] += one.state == "found"
    finally:
        if run.counts["asked"]:
            _write(file, known)
    run.counts["waiting"] = len(sirens) - run.counts["asked"]


def _write(file: Path, known: dict[str, SireneEntry]) -> None:
    """The whole file anew, in one step: a stop leaves the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for siren in sorted(known):
            one = known[siren]
            writer.writerow((one.siren, one.name, one.state, one.asked.isoformat()))
    os.replace(new, file)


def checked_endpoint(address: str | None) -> str:
    """A practice address must be on this machine; without one, the register itself."""
    if address is None:
        return ENDPOINT
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost"):
        raise Misconfigured(f"--practice is {address!r}, expected an address of this machine")
    return address

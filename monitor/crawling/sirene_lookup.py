"""Look up names of French firms that portals publish by number alone (``vigie sirene``).

Off unless ``[sirene] enabled = true``: then requests go to one more host,
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
from pipelines.reference.sirene_names import COLUMNS, SireneEntry, parse_answer, read_sirene_file

ENDPOINT = "https://recherche-entreprises.api.gouv.fr"
ANSWERS_FILE = "sirene.csv"
PACE_S = 0.25
ASK_AGAIN_AFTER = timedelta(days=365)
TIMEOUT_S = 20
_NAMED_BY_NUMBER = re.compile(r"\bSIRE[NT] (\d{9})(?:\d{5})?\b")


def sirens_to_ask(
    connection: sqlite3.Connection, answers: dict[str, SireneEntry], today: date
) -> list[str]:
    """Return the SIREN numbers that stand in place of a name and were not asked within the year.

    Those of published contracts come first, then those of notices out of scope, which a name may
    bring into scope.
    """
    sirens: dict[str, None] = {}
    for (name,) in connection.execute(
        "SELECT name FROM organization_names WHERE name LIKE 'SIRE_ %' UNION ALL"
        " SELECT suppliers FROM register_suppliers WHERE suppliers LIKE '%SIRE_ %'"
    ):
        sirens.update(dict.fromkeys(_NAMED_BY_NUMBER.findall(name)))
    return [
        siren
        for siren in sirens
        if siren not in answers or answers[siren].asked + ASK_AGAIN_AFTER <= today
    ]


def query_register(
    sirens: list[str],
    agent: str,
    today: date,
    run: Run,
    *,
    endpoint: str = ENDPOINT,
    pause: Callable[[float], object] = time.sleep,
) -> Iterator[SireneEntry]:
    """Yield the answer for each number; stop, with a problem in the run, when refused."""
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


def look_up_names(
    connection: sqlite3.Connection,
    file: Path,
    agent: str,
    limit: int,
    today: date,
    run: Run,
    **query_options: Any,
) -> None:
    """Look up at most ``limit`` numbers and add the answers to the file."""
    answers = read_sirene_file(file)
    sirens = sirens_to_ask(connection, answers, today)
    run.counts["asked"] = run.counts["found"] = 0
    try:
        for answer in query_register(sirens[:limit], agent, today, run, **query_options):
            answers[answer.siren] = answer
            run.counts["asked"] += 1
            run.counts["found"] += answer.state == "found"
    finally:
        if run.counts["asked"]:
            _write(file, answers)
    run.counts["waiting"] = len(sirens) - run.counts["asked"]


def _write(file: Path, answers: dict[str, SireneEntry]) -> None:
    """Replace the file atomically."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for siren in sorted(answers):
            answer = answers[siren]
            writer.writerow((answer.siren, answer.name, answer.state, answer.asked.isoformat()))
    os.replace(new, file)


def checked_endpoint(address: str | None) -> str:
    """Return the address of a mock register, which must be on this machine, else the register's."""
    if address is None:
        return ENDPOINT
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost"):
        raise Misconfigured(f"--mock is {address!r}, expected an address of this machine")
    return address

"""Addresses that people and programs have saved: each goes on answering as it did.

``kept_addresses.csv`` holds some eight hundred of every kind, drawn from the demonstration: our
pages in both languages and all formats, tables, rows, canned queries, SQL, exports, health, static
files, redirects, mistakes, and the same below a prefix.  A row is changed on purpose only.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.run_demo import EXPORT_FOLDER
from tests.web.conftest import asker
from tests.web.support import Get

FILE = Path(__file__).with_name("kept_addresses.csv")
ROWS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
BASES = sorted({row["base"] for row in ROWS})


@pytest.fixture(scope="module")
def sites(demo_db: Path) -> dict[str, Get]:
    export = demo_db.parent / EXPORT_FOLDER
    return {base: asker(demo_db, export=export, base_url=base) for base in BASES}


def kind_of(address: str) -> str:
    """First words of an address: a failure then names one kind, not eight hundred lines."""
    path = address.partition("?")[0].strip("/").split("/")
    return "/".join(path[:2] if path[0] in ("vigie", "-", "static", "watch") else path[:1]) or "/"


GROUPS = sorted({(row["base"], kind_of(row["address"])) for row in ROWS})


@pytest.mark.parametrize(("base", "kind"), GROUPS, ids=[f"{b}{k}" for b, k in GROUPS])
def test_an_address_answers_as_it_did(sites: dict[str, Get], base: str, kind: str) -> None:
    chosen = [row for row in ROWS if (row["base"], kind_of(row["address"])) == (base, kind)]
    differing = [problem for row in chosen if (problem := difference(sites[base], row))]
    assert not differing, "\n".join(differing)


def difference(get: Get, row: dict[str, str]) -> str | None:
    headers: dict[str, Any] = dict(part.split("=", 1) for part in row["headers"].split(";") if part)
    answer = get(row["address"], method=row["method"], **headers)
    seen = (
        str(answer.status_code),
        answer.headers.get("content-type", ""),
        answer.headers.get("location", ""),
    )
    # health is a matter of the clock
    expected = (row["status"].split("|"), row["type"], row["location"])
    if seen[0] in expected[0] and seen[1:] == expected[1:]:
        return None
    return f"{row['method']} {row['address']} ({row['headers']}): {seen}, kept: {expected}"


def test_every_kind_is_among_them() -> None:
    assert len(ROWS) > 300
    types = {row["type"].partition(";")[0] for row in ROWS}
    assert types >= {
        "text/html",
        "application/json",
        "text/csv",
        "application/atom+xml",
        "text/calendar",
        "text/css",
        "image/svg+xml",
    }
    statuses = {code for row in ROWS for code in row["status"].split("|")}
    assert statuses >= {"200", "206", "301", "302", "400", "403", "404", "405", "503"}

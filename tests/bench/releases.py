"""Distinct OCDS releases in a folder from which the mock Find a Tender serves them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parents[2] / "data" / "demo" / "find_a_tender"
DAY = datetime(2026, 11, 4, tzinfo=UTC)
WINDOWS = 4  # of six hours
PAGE = 100
# A window whose last page is full is crawled again half by half, as more might follow; the bare
# spider asks for each page once.  So the first windows have a few releases more than a quarter.
UNEVEN = 7


def write(folder: Path, amount: int) -> None:
    """Releases spread over the windows of one day -> package files of the portal."""
    target = folder / "find_a_tender"
    target.mkdir(parents=True)
    packages = [json.loads(file.read_bytes()) for file in sorted(DEMO.glob("*.json"))]
    stock = [release for package in packages for release in package["releases"]]
    envelope = {**packages[0], "releases": []}
    for number, batch in enumerate(_batches(stock, amount)):
        text = json.dumps({**envelope, "releases": batch}, ensure_ascii=False)
        (target / f"{number:05d}.json").write_text(text, encoding="utf-8")


def _batches(stock: list[dict[str, Any]], amount: int) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, amount, 1000):
        yield [_other(stock, serial, amount) for serial in range(start, min(start + 1000, amount))]


def _other(stock: list[dict[str, Any]], serial: int, amount: int) -> dict[str, Any]:
    """A release with id, ocid and date of its own; releases of one process stay together."""
    release = stock[serial % len(stock)]
    copy = serial // len(stock)
    at = _instant(serial, amount)
    text = json.dumps(release, ensure_ascii=False)
    text = text.replace(release["ocid"], f"{release['ocid']}-{copy:05d}")
    text = text.replace(release["id"], f"{serial:06d}-2026")
    return {**json.loads(text), "id": f"{serial:06d}-2026", "date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


def _instant(serial: int, amount: int) -> datetime:
    """When a release is dated: windows one after the other, each filled evenly."""
    starts = [amount * window // WINDOWS + UNEVEN * window for window in range(WINDOWS)]
    window = bisect_right(starts, serial) - 1
    held = [*starts, amount][window + 1] - starts[window]
    within = (serial - starts[window]) * 21000 // held
    return DAY + timedelta(hours=6 * window, seconds=60 + within)

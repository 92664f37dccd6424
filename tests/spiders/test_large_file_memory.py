"""Memory of all processes while large files are crawled through the whole line.

The gigabytes are in ``make bench``; here two sizes, and what the larger one takes more.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.streams import LIMIT_MB, crawled, giants, refused, stored

# of a gigabyte; the small one keeps workers busy for longer than the watch sleeps
SMALL, FIVE_TIMES = 0.01, 0.05
MORE_MB = 40  # than the small one's: slices are some MB, and what is read of one lies beside it
MONTH = ("--since", "2024-03-01", "--until", "2024-03-31")


def test_a_package_five_times_as_large_takes_no_more_memory(tmp_path: Path) -> None:
    peaks, records = [], []
    for scale in (SMALL, FIVE_TIMES):
        with giants(tmp_path, scale) as at:
            ran, database = crawled(tmp_path, "anac", at["anac"], *MONTH)
        peaks.append(ran.peak_mb)
        records.append(stored(database))
        shutil.rmtree(database.parent)
    assert records[1] > 4 * records[0] > 0
    assert peaks[1] < LIMIT_MB
    assert peaks[1] - peaks[0] < MORE_MB


def test_a_bomb_beside_good_files_costs_itself_alone(tmp_path: Path) -> None:
    with giants(tmp_path, 0.01) as at:
        ran, database = crawled(tmp_path, "ocds:georgia", at["ocds:georgia"])
    assert (refused(database), stored(database) > 0) == (1, True)
    assert ran.peak_mb < LIMIT_MB

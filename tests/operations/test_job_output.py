"""What commands of the schedule write stands in the log with time, job and level."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from monitor.operations.job_output import FORMAT, log_output

CHILD = """
import sys
print('ted: asking 3 windows')
print('  ! ted: 1 window stays open')
print('2026-11-28 03:30:00 [boamp] ERROR: 503, 5 times')
print('vigie: the disk is full')
"""


def test_each_line_of_a_command_has_time_job_and_level(caplog: pytest.LogCaptureFixture) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with caplog.at_level(logging.INFO):
        log_output("crawl ted", child).join(timeout=30)
    child.wait()
    lines = [logging.Formatter(FORMAT).format(record) for record in caplog.records]
    assert [line.partition(",")[2][4:] for line in lines] == [
        "INFO crawl ted: ted: asking 3 windows",
        "WARNING crawl ted: ted: 1 window stays open",
        "ERROR crawl ted: 503, 5 times",
        "ERROR crawl ted: the disk is full",
    ]
    assert all(line[:4].isdigit() for line in lines)

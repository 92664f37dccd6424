"""A command starts at once: what only some commands need is imported when they need it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"datasette", "lxml", "numpy", "pipelines.stages", "scrapy", "sqlite_utils", "starlette"}


def test_the_command_line_imports_no_heavy_module_before_it_is_needed() -> None:
    code = f"import sys, monitor.cli.main; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

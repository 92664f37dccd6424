"""A command starts at once: what only some commands need is imported when they need it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines.store.database import connect

HEAVY = {"datasette", "lxml", "numpy", "pipelines.stages", "scrapy", "sqlite_utils", "starlette"}
OF_OTHERS = {"numpy", "pydantic", "sqlite_utils"}  # libraries of libraries, to make a file or crawl


def _imported(code: str, *arguments: Path) -> set[str]:
    """The modules of a process that ran the code."""
    shown = f"{code}; print(*sys.modules)"
    command = [sys.executable, "-c", f"import sys; {shown}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_imports_no_heavy_module_before_it_is_needed() -> None:
    assert not HEAVY & _imported("import monitor.cli.main")


def test_documents_are_read_into_a_database_that_is_there_without_libraries_of_others(
    tmp_path: Path,
) -> None:
    file = tmp_path / "vigie.db"
    connect(file).close()
    code = (
        "import pathlib, monitor.crawling.ingest_local_documents;"
        " import monitor.runtime.spider_registry as registry;"
        " from pipelines.store.database import connect;"
        " registry.spider_class('ted'); connect(pathlib.Path(sys.argv[1]))"
    )
    seen = _imported(code, file)
    assert {"scrapy", "pipelines.stages"} <= seen  # it ran
    assert not OF_OTHERS & seen

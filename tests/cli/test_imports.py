"""A command starts at once: what only some commands need is imported when they need it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines.store.database import connect

OPTIONAL = {"dask", "distributed", "fsspec", "s3fs"}  # requirements-cluster.txt
HEAVY = {"datasette", "lxml", "numpy", "pipelines.stages", "scrapy", "sqlite_utils", "starlette"}
DEMO = Path(__file__).parents[2] / "data" / "demo" / "ted"
OF_OTHERS = {"numpy", "pydantic", "sqlite_utils"}  # libraries of libraries, to make a file or crawl


def _imported(code: str, *arguments: Path) -> set[str]:
    """The modules of a process that ran the code."""
    shown = f"{code}; print(*sys.modules)"
    command = [sys.executable, "-c", f"import sys; {shown}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def without_optional(*arguments: object) -> tuple[int, str]:
    """Exit status and standard error of a command where the optional libraries are missing."""
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({sorted(OPTIONAL)!r}));"
        " from monitor.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_without_the_libraries_of_clusters_and_stores_all_else_goes_on(tmp_path: Path) -> None:
    document = min(DEMO.glob("*.xml"))
    where = ["--db", tmp_path / "vigie.db", "--archive", tmp_path / "archive"]
    assert without_optional("ingest", "ted", document, *where, "--jobs", 2, "-q") == (0, "")
    assert without_optional("replay", *where, "--jobs", 2, "-q") == (0, "")
    assert without_optional("export", "--lake", tmp_path / "lake", *where[:2], "-q") == (0, "")
    for arguments, expected in (
        (["--cluster", "tcp://127.0.0.1:9"], "--cluster needs Dask: pip install"),
        (["--archive", "s3://bucket/archive"], "s3://bucket/archive: a library is missing"),
    ):
        status, error = without_optional("replay", *where, *arguments)
        assert (status, expected in error) == (2, True), error
        assert "requirements-cluster.txt" in error


def test_the_command_line_imports_no_heavy_module_before_it_is_needed() -> None:
    assert not (HEAVY | OPTIONAL) & _imported("import monitor.cli.main")


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

"""A copy that is put back under a running site is what the site shows from then on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.store.database import connect


def test_the_site_ends_to_be_started_again_when_another_file_takes_the_place_of_its_database(
    tmp_path: Path,
) -> None:
    database, copy = tmp_path / "vigie.db", tmp_path / "copy.db"
    for path in (database, copy):
        connect(path).close()
    command = [sys.executable, "-m", "monitor.cli.main", "web", "--port", "0", "--db", database]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as site:
        assert site.stdout is not None
        assert "http://" in site.stdout.readline()
        database.unlink()  # nothing is there for a while
        shutil.move(copy, database)
        _, said = site.communicate(timeout=60)
    assert site.returncode == 1
    assert f"{database} was replaced by another file: the site ends" in said

"""The metadata that ``vigie metadata`` writes, read by Datasette as anybody installs it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.i18n.datasette_metadata import HIDDEN_TABLES, metadata
from monitor.i18n.load_canned_queries import canned_queries

GIVEN = {"group": "microsoft", "country": "FR", "months": "12", "year": "2026", "years": "1"}


@pytest.fixture(scope="module")
def folder(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain")
    shutil.copy(demo_db, path / "vigie.db")
    ended = CliRunner().invoke(main, ["metadata", str(path / "metadata.json")])
    assert ended.exit_code == 0, ended.output
    return path


def asked(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """What plain Datasette answers, in a process of its own."""
    command = ["datasette", "vigie.db", "--metadata", "metadata.json", "--get", address]
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def plain(folder: Path, address: str) -> str:
    ended = asked(folder, address)
    assert ended.returncode == 0, (address, ended.stdout[-500:], ended.stderr[-500:])
    return ended.stdout


def test_titles_descriptions_units_and_questions_are_shown(folder: Path) -> None:
    described = metadata()["databases"]["vigie"]
    database = plain(folder, "/vigie")
    table = plain(folder, "/vigie/contracts?_sort_desc=value_eur&_size=3")
    for name in canned_queries():
        assert f"/vigie/{name}" in database
    assert described["tables"]["contracts"]["title"].split(" / ")[0] in table
    assert "EUR" in table
    assert "vendor_groups" in table


def test_tables_that_are_not_public_stay_closed(folder: Path) -> None:
    ended = asked(folder, f"/vigie/{HIDDEN_TABLES[0]}.json")
    assert ended.returncode == 1
    assert '"rows"' not in ended.stdout


def test_every_question_is_answered(folder: Path) -> None:
    """The SQL of each, as the metadata has it."""
    data: dict[str, Any] = json.loads((folder / "metadata.json").read_text("utf-8"))
    connection = sqlite3.connect(folder / "vigie.db")
    connection.create_function("escape_fts", 1, lambda text: f'"{text}"')  # Datasette has it
    for name, query in data["databases"]["vigie"]["queries"].items():
        given = {item: GIVEN.get(item, "a") for item in query["params"]}
        assert connection.execute(query["sql"], given).description, name
    answer = plain(folder, "/vigie/this-week.json?_shape=array")
    assert isinstance(json.loads(answer), list)

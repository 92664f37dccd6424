"""What docs/deploy tells people to type works, as far as any machine can try it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import yaml

from monitor.alerts import private_db
from monitor.alerts.outbox import enqueue
from monitor.cli.main import main
from monitor.config import KEYS, read_config
from monitor.i18n import tag_page_markdown
from monitor.operations.backup import BackupSources, make_backup
from monitor.quality import quality_summary
from pipelines.reference import load_reference_tables
from pipelines.reference.expected_field_coverage import COVERAGE_FILE
from pipelines.store.database import connect, get_meta
from pipelines.store.schema import VERSION
from tests.operations.support import ROOT, settings
from tests.pipelines.store.store_support import award, dump, notice, sound, stored

DEPLOY = ROOT / "docs" / "deploy"
FRENCH = ROOT / "docs" / "fr"
PAGES = [
    *sorted(DEPLOY.glob("*.md")),
    *sorted(FRENCH.glob("*.md")),
    *(ROOT / "docs" / name for name in ("install.md", "configure.md", "operating.md", "alerts.md")),
]
# French page -> the English ones whose commands it has, in their order, and all that they name
SAME_COMMANDS = {
    "install.md": ["install.md"],
    "configure.md": ["configure.md"],
    "deploy.md": [
        "deploy/README.md",
        "deploy/systemd.md",
        "deploy/container.md",
        "deploy/cron.md",
    ],
    "backups.md": ["deploy/backups.md", "deploy/restore.md"],
    "upgrade.md": ["deploy/upgrade.md"],
    "review.md": ["review.md"],
    "operating.md": ["operating.md"],
    "alerts.md": ["alerts.md"],
    "scale.md": ["scale.md"],
    "security.md": ["../SECURITY.md"],
}
BIN = Path(sys.executable).parent
DERIVED = (
    "runs",
    "aggregates",
    "shares",
    "meta",
    "counted_contracts",
    "search_index",
)  # the check at the end is a run, and refreshes figures and search
NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


def blocks(page: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (DEPLOY / page).read_text("utf-8"), re.DOTALL)


def bash(script: str, **environment: object) -> subprocess.CompletedProcess[str]:
    script = script.replace(".venv/bin/vigie", str(BIN / "vigie"))
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        check=False,
        env={"PATH": "/usr/bin:/bin", **{k: str(v) for k, v in environment.items()}},
        capture_output=True,
        text=True,
    )


def test_a_copy_is_put_back_as_the_page_says(tmp_path: Path) -> None:
    config = read_config(settings(tmp_path, ["ted"]))
    var, folder = tmp_path / "var", tmp_path / "copies"
    var.mkdir()
    stored(var / "vigie.db", [notice("100001-2026", awards=(award(),))]).close()
    (var / "archive" / "ted").mkdir(parents=True)
    (var / "archive" / "ted" / "2026-11-24-0001.warc.gz").write_bytes(b"")
    (var / "ecb-rates.csv").write_text("day,document,USD\n")
    sources = BackupSources(
        var / "vigie.db", var / "archive", var / "objections.csv", var / "private.db"
    )
    (copy,) = make_backup(folder, sources, config, NOW).folders
    with closing(connect(var / "vigie.db")) as db:
        before, generation = dump(db, leave=DERIVED), get_meta(db, "generation")
        db.execute("DELETE FROM contracts")
    shutil.rmtree(var / "archive")
    (var / "ecb-rates.csv").unlink()
    done = bash(blocks("restore.md")[0], COPY=copy, VAR=var)
    assert "is whole" in done.stdout, done.stderr
    with closing(connect(var / "vigie.db")) as db:
        sound(db)
        assert dump(db, leave=DERIVED) == before
        assert get_meta(db, "generation") != generation
    assert (var / "archive" / "ted" / "2026-11-24-0001.warc.gz").exists()
    assert (var / "ecb-rates.csv").read_text() == "day,document,USD\n"
    assert (var / "aside" / "vigie.db").exists(), "what was there is kept"


def test_subscribers_are_put_back_without_what_a_killed_run_left(tmp_path: Path) -> None:
    private, var = tmp_path / "apart", tmp_path / "var"
    for folder in (private, var):
        folder.mkdir()
    for name in ("private.db", "private.key"):
        (private / name).write_text(name)
    for name in ("private.db", "private.db-wal", "private.db-shm", "private.key"):
        (var / name).write_text("of another database")
    restoring = next(block for block in blocks("restore.md") if "$PRIVATE/private.db" in block)
    done = bash(restoring, PRIVATE=private, VAR=var)
    assert done.returncode == 0, done.stderr
    assert {file.name: file.read_text() for file in var.iterdir()} == {
        "private.db": "private.db",
        "private.key": "private.key",
    }
    assert {oct(file.stat().st_mode & 0o777) for file in var.iterdir()} == {"0o600"}


def test_the_old_version_gets_its_database_back_as_the_page_says(tmp_path: Path) -> None:
    var = tmp_path / "data" / "var"
    var.mkdir(parents=True)
    file = var / "vigie.db"
    stored(file, [notice("100001-2026", awards=(award(),))]).close()
    with closing(sqlite3.connect(file)) as old:
        old.execute(f"PRAGMA user_version = {VERSION - 1}")
    with closing(connect(file)) as new:  # the upgrade
        generation = get_meta(new, "generation")
        assert new.execute("PRAGMA user_version").fetchone() == (VERSION,)
    block = next(block for block in blocks("upgrade.md") if "vigie.db.newer" in block)
    done = bash(f"cd {tmp_path}\n{block}".replace("schema-N", f"schema-{VERSION}"))
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as back:
        assert back.execute("PRAGMA user_version").fetchone() == (VERSION - 1,)
        assert back.execute("SELECT count(*) FROM notices").fetchone() == (1,)
        assert get_meta(back, "generation") != generation
    assert (var / "vigie.db.newer").exists()


def test_the_old_version_gets_the_names_of_its_subscribers_file_back(tmp_path: Path) -> None:
    file = tmp_path / "data" / "var" / "private.db"
    with closing(private_db.connect(file)) as private:
        enqueue(
            private,
            "operator",
            datetime(2026, 11, 28, tzinfo=UTC),
            "x.example",
            once="operator:ted:1",
        )
    block = next(block for block in blocks("upgrade.md") if "private.db" in block)
    assert block in (ROOT / "docs" / "fr" / "upgrade.md").read_text("utf-8")
    block = block.replace("runuser -u vigie -- .venv/bin/sqlite-utils", str(BIN / "sqlite-utils"))
    done = bash(f"cd {tmp_path}\n{block}")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as back:
        assert back.execute("SELECT kind, once FROM messages").fetchall() == [
            ("keeper", "keeper:ted:1")
        ]
        assert back.execute("SELECT count(*) FROM told").fetchone() == (0,)
    with closing(private_db.connect(file)) as again:
        assert again.execute("SELECT once FROM messages").fetchall() == [("operator:ted:1",)]


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    unit = (DEPLOY / "vigie.service").read_text("utf-8")
    file = tmp_path / "vigie.service"
    file.write_text(unit.replace("/opt/vigie/.venv/bin/vigie", str(BIN / "vigie")))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "vigie.service" in line] == []


def commands() -> list[tuple[str, str]]:
    """Every ``vigie …`` that a page tells to type, with the page."""
    result = []
    for page in PAGES:
        for words in re.findall(
            r"(?:^|[`/\s])vigie ((?:[a-z]+)(?: [^`\n;|#]*)?)", page.read_text("utf-8"), re.MULTILINE
        ):
            if words.split()[0] in main.commands or re.search(r"--\w", words):
                result.append((page.name, words.strip()))
    return result


@pytest.mark.parametrize(("page", "words"), commands())
def test_a_command_on_a_page_exists_with_its_options(page: str, words: str) -> None:
    first, *rest = words.split()
    command = main.commands.get(first)
    assert command is not None, f"{page}: there is no vigie {first}"
    if isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command = command.commands[rest[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert options <= known, f"{page}: vigie {words}"


def typed(page: Path) -> list[str]:
    """The blocks of a page that are typed or copied, without their comments."""
    text = page.read_text("utf-8")
    actual = re.findall(r"```(?:sh|toml)?\n(.*?)```", text, re.DOTALL)
    actual += re.findall(r"^    vigie .*$", text, re.MULTILINE)
    return [re.sub(r" +# .*", "", block) for block in actual]


def test_every_french_page_has_its_english_ones() -> None:
    assert {page.name for page in FRENCH.glob("*.md")} == set(SAME_COMMANDS)


@pytest.mark.parametrize("page", SAME_COMMANDS)
def test_a_french_page_has_the_commands_of_the_english_ones(page: str) -> None:
    types_nothing = page == "security.md"
    english = [block for name in SAME_COMMANDS[page] for block in typed(ROOT / "docs" / name)]
    assert bool(english) is not types_nothing
    assert typed(FRENCH / page) == english


def named(page: Path) -> set[str]:
    """Commands, settings, files and answers that the sentences and tables of a page name."""
    text = re.sub(r"```.*?```|\]\([^)]*\)", "", page.read_text("utf-8"), flags=re.DOTALL)
    return {
        " ".join(text.replace("FICHIER", "FILE").split()) for text in re.findall("`([^`]+)`", text)
    }


@pytest.mark.parametrize("page", SAME_COMMANDS)
def test_a_french_page_names_what_the_english_ones_name(page: str) -> None:
    """What one page says and the other leaves out shows by the words that need no translation."""
    english = {text for name in SAME_COMMANDS[page] for text in named(ROOT / "docs" / name)}
    assert named(FRENCH / page) == english


def test_pages_name_settings_that_exist() -> None:
    for page in PAGES:
        for section, key in re.findall(r"\[(\w+)\] (\w+)", page.read_text("utf-8")):
            assert f"{section}.{key}" in KEYS, f"{page.name}: [{section}] {key}"


def copied() -> set[str]:
    """What the Containerfile copies, from the folder of the project."""
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    return {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}


def test_the_base_image_is_named_by_version_and_digest() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    bases = [line for line in lines if line.startswith("ARG BASE=")]
    assert len(bases) == 1
    assert re.fullmatch(r"ARG BASE=\S+:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}", bases[0])
    assert [line for line in lines if line.startswith("FROM ")] == ["FROM ${BASE}"]


def test_the_image_copies_what_is_there_and_nothing_private() -> None:
    assert all((ROOT / name).exists() for name in copied())
    assert {"spiders", "pipelines", "monitor", "data/reference"} <= copied()
    assert not copied() & {".", "data", "data/var", "vigie.toml"}


def test_the_image_holds_every_file_that_the_program_reads() -> None:
    read = [
        load_reference_tables.REFERENCE_FOLDER,
        quality_summary.FILE,
        COVERAGE_FILE,
        *tag_page_markdown.FOLDER.glob("*.md"),
    ]
    assert len(read) > 10
    missing = [
        file for file in read if not any(file.is_relative_to(ROOT / text) for text in copied())
    ]
    assert missing == []


def test_what_the_image_is_built_from_leaves_data_and_settings_out() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    let_in = {line.removeprefix("!") for line in rules if line.startswith("!")}
    assert rules[0] == "*"
    assert {name.split("/")[0] for name in copied()} == let_in
    assert "data/var" in rules[1:]


def test_the_compose_file_gives_it_time_to_stop_and_a_folder_to_keep() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["vigie"]
    assert service["stop_grace_period"] == "20s"
    assert "data:/app/data/var" in service["volumes"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https:)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

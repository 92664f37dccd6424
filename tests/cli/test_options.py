"""What every command has in common: output for programs, how much is said, completion."""

from __future__ import annotations

import json
import re
import socket
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from monitor.cli.main import explain_error, main
from monitor.cli.options import archive_option, quiet_option, verbose_option
from monitor.config import read_config
from monitor.crawling import live_check, live_check_evaluation
from monitor.crawling.live_check_evaluation import ExpectationResult
from monitor.crawling.unverified_assumptions import load_assumptions
from tests.operations.support import ROOT, settings


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settings(tmp_path_factory.mktemp("installation"), ["ted", "boamp"])


def printed(config: Path, *arguments: str) -> Any:
    ended = CliRunner().invoke(main, ["--config", str(config), *arguments])
    assert ended.stdout, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("group", [(), ("review",), ("subscribers",), ("health",)])
def test_the_list_of_commands_says_whole_sentences(group: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*group, "--help"]).stdout.partition("Commands:")[2]
    assert shown
    assert "..." not in shown
    assert "``" not in shown


def test_a_day_that_is_none_is_refused_with_one_as_example(config: Path) -> None:
    ended = CliRunner().invoke(main, ["--config", str(config), "crawl", "--since", "yesterday"])
    assert ended.exit_code == 2
    assert "'yesterday' is no day. Write it like 2026-03-31." in ended.stderr


def test_an_archive_is_named_from_where_one_is_and_found_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawler runs in the folder of the program."""
    monkeypatch.chdir(tmp_path)

    @click.command()
    @archive_option
    def shown(archive: Path | str) -> None:
        click.echo(archive)

    assert CliRunner().invoke(shown, ["--archive", "kept"]).output.strip() == str(tmp_path / "kept")
    place = "s3://bucket/kept"
    assert CliRunner().invoke(shown, ["--archive", place]).output.strip() == place


def test_an_error_of_the_system_names_what_it_is_about() -> None:
    assert explain_error(FileNotFoundError(2, "No such file or directory", "/proc/x")) == (
        "/proc/x: No such file or directory. Is the path right, and may you write there?"
    )
    assert explain_error(FileExistsError(17, "File exists", "a.db")) == (
        "a.db is a file, expected a folder: name another."
    )


def test_a_port_that_is_taken_is_said_before_any_portal_is_asked(
    config: Path, tmp_path: Path
) -> None:
    database = tmp_path / "vigie.db"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ["serve", "--port", str(port), "--db", str(database)]
        ended = CliRunner().invoke(main, ["--config", str(config), *arguments])
    assert ended.exit_code == 2
    assert f"port {port} of 127.0.0.1 cannot be used (Address already in use" in ended.stderr
    assert not database.exists()


def test_portals_for_programs(config: Path) -> None:
    by_name = {portal["name"]: portal for portal in printed(config, "portals", "--json")}
    assert by_name["ted"]["can_be_crawled"]
    assert (by_name["ted"]["country"], by_name["ted"]["state"]) == ("EU", "never crawled")
    assert not all(portal["can_be_crawled"] for portal in by_name.values())


def test_the_schedule_for_programs(config: Path) -> None:
    jobs = {job["job"]: job for job in printed(config, "schedule", "--json")}
    assert set(jobs) == {"crawl ted", "crawl boamp", "backup", "export", "integrity"}
    assert jobs["crawl ted"]["why"] == "never ran"
    assert jobs["crawl ted"]["last_run"] is None
    assert jobs["crawl ted"]["at"].startswith("20")


def test_doctor_for_programs(config: Path) -> None:
    findings = printed(config, "doctor", "--offline", "--json")
    assert {"Python", "configuration", "database"} <= {finding["subject"] for finding in findings}
    assert all(finding["ok"] for finding in findings)


def test_health_for_programs(config: Path) -> None:
    printed(config, "schedule", "--json")  # makes the database
    states = {item["subject"]: item["state"] for item in printed(config, "health", "--json")}
    assert states["system:scheduler"] == "degraded"


def test_a_check_for_programs(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed(config, "schedule", "--json")  # a database, whose crawls it compares with
    options = SimpleNamespace(sample=tmp_path, today=date(2026, 11, 28))
    line = ExpectationResult("robots.txt allows it", "yes", "200")
    monkeypatch.setattr(live_check, "check_portal", lambda *_, **__: options)
    monkeypatch.setattr(live_check_evaluation, "evaluate_check", lambda *_: [line])
    monkeypatch.setattr(live_check_evaluation, "format_report", lambda *_, **__: ["as a page"])
    answer = {"expectation": "robots.txt allows it", "answer": "yes", "observed": "200"}
    (first, *assumptions) = printed(config, "check", "pncp", "--json")["pncp"]
    assert first == answer
    assert [assumption["expectation"] for assumption in assumptions] == [
        assumption.assumption
        for assumption in load_assumptions()
        if assumption.portal == "pncp" and not assumption.answer
    ]
    assert {assumption["answer"] for assumption in assumptions} == {
        "open"
    }  # no line of this check shows one
    assert all(
        assumption["row"].startswith("pncp,") and assumption["source"] for assumption in assumptions
    )


@click.command()
@quiet_option
@verbose_option
def output(quiet: bool, verbose: bool) -> None:
    click.echo(f"{quiet} {verbose}")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("said", "False False"),
        ("-q said", "True False"),
        ("said --quiet", "True False"),
        ("-v said", "False True"),
        ("said -v", "False True"),
    ],
)
def test_how_much_is_said_is_told_before_or_after_the_command(
    words: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(main.commands, "said", output)
    assert CliRunner().invoke(main, words.split()).output.strip() == expected


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"vigie {version('vigie')}\n"


@pytest.mark.parametrize(
    ("before", "typed", "offered"),
    [
        ([], "sche", {"schedule", "scheduler"}),
        (["crawl"], "boa", {"boamp"}),
        (["crawl", "ted"], "boa", {"boamp"}),
        (["check"], "contracts_f", {"contracts_finder"}),
        (["ingest"], "boa", {"boamp"}),
        (["replay"], "boa", {"boamp"}),
    ],
)
def test_commands_and_portals_are_completed(
    before: list[str], typed: str, offered: set[str]
) -> None:
    completion = ShellComplete(main, {}, "vigie", "_VIGIE_COMPLETE")
    assert {item.value for item in completion.get_completions(before, typed)} == offered


@pytest.mark.parametrize("page", ["docs/install.md", "docs/fr/install.md"])
def test_the_pages_on_installing_say_how_each_shell_completes(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    match = re.search(r"^eval \"\$\((\w+)=bash_source vigie\)\"$", text, re.M)
    assert match
    for shell in ("bash", "zsh", "fish"):
        assert f"{shell}_source" in text
        made = CliRunner().invoke(main, prog_name="vigie", env={match[1]: f"{shell}_source"})
        assert f"{match[1]}={shell}_complete" in made.output.replace(" ", "")


def test_the_site_of_another_database_offers_no_files_of_the_installation_s(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[Path] = []

    def serve(_path: Path, *_where: Any, export: Path, **_rest: Any) -> int:
        offered.append(export)
        return 0

    monkeypatch.setattr("monitor.web.serve_site.serve", serve)
    own = read_config(config)
    other = tmp_path / "vigie.db"
    for database in (own.path("paths.database"), other):
        arguments = ["--config", str(config), "web", "--db", str(database)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert offered == [own.path("export.folder"), tmp_path / "export"]

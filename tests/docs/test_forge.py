"""What a forge reads (workflow, forms, hooks, citation) is well formed and names what is there."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
NEEDS = {
    "markdown": "value",
    "input": "label",
    "textarea": "label",
    "dropdown": "options",
    "checkboxes": "options",
}


def read(path: Path | str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9-]+):.*## ", text, re.M))


def test_the_workflow_checks_out_a_commit_and_runs_what_ci_runs(tmp_path: Path) -> None:
    job = read(".github/workflows/ci.yml")["jobs"]["test"]
    checkout, run = job["steps"]
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    subprocess.run(
        ["sh", "-e", "-c", checkout["run"]],
        cwd=tmp_path,
        check=True,
        env={**os.environ, "REPOSITORY": ROOT.as_uri(), "COMMIT": head},
    )
    assert run["run"] == "cd vigie && .ci/run"
    assert os.access(tmp_path / "vigie" / ".ci" / "run", os.X_OK)
    assert not [step for step in job["steps"] if "uses" in step], "nothing is fetched"


def test_the_workflow_looks_for_known_vulnerabilities_of_what_is_installed() -> None:
    checkout, audit = read(".github/workflows/ci.yml")["jobs"]["audit"]["steps"]
    assert "uses" not in checkout
    assert "pip-audit --require-hashes" in audit["run"]
    for name in ("requirements", "requirements-channels", "requirements-cluster"):
        assert f"--requirement vigie/{name}.txt" in audit["run"]


def test_the_workflow_tries_the_oldest_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    tried = read(".github/workflows/ci.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert project["requires-python"] == f">={tried[0]}"
    assert tried == sorted(tried, key=lambda version: int(version.split(".")[1]))


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_for_issues_is_one_that_forges_read(form: Path) -> None:
    actual = read(form)
    assert {"name", "description", "body"} <= set(actual)
    names = [part.get("id") for part in actual["body"] if part["type"] != "markdown"]
    assert None not in names
    assert len(names) == len(set(names))
    for part in actual["body"]:
        assert NEEDS[part["type"]] in part["attributes"]
        for option in part["attributes"].get("options", []):
            assert isinstance(option, str | dict), f"{form.name}: {option!r} wants quotes"


def test_the_form_for_wrong_tags_offers_every_tag() -> None:
    (choice,) = [
        part
        for part in read(".github/ISSUE_TEMPLATE/wrong-tag.yml")["body"]
        if part.get("id") == "tag"
    ]
    pages = [
        line
        for line in (ROOT / "docs/method.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    tags = [line.split("`")[1] for line in pages]
    assert len(tags) == 7
    assert choice["attributes"]["options"][: len(tags)] == tags


def test_every_hook_before_a_commit_is_our_own() -> None:
    for repository in read(".pre-commit-config.yaml")["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            program, argument = hook["entry"].split()[:2]
            assert program == ".venv/bin/ruff" or (program == "make" and argument in targets())


def test_the_time_of_every_target_is_told() -> None:
    times = re.findall(
        r"^\| `make ([a-z0-9-]+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M
    )
    assert set(times) == targets() - {"help"}, "CONTRIBUTING.md, how long it takes"
    assert len(times) == len(set(times))


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = read("CITATION.cff")
    assert cited["cff-version"] == "1.2.0"
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert {"message", "title", "authors"} <= set(cited)

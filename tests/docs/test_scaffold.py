"""``make portal``: what it writes fails where somebody must look, and crawls once they have."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.docs.scaffold.new_portal import PORTALS_TABLE, ScaffoldError, new_portal_files
from pipelines.interface_languages import LANGUAGES

ROOT = Path(__file__).parents[2]
LEFT_OUT = (".git", ".venv", "data/var", "docs/pictures", "tests/web", "data/gold", "tests/bench")
READ = {  # all that somebody who has looked adds, for the invented documents
    "json": """\
        day = date.fromisoformat(record["published"])
        yield Notice(id=f"{name}:{{record['id']}}", portal="{name}", number=record["id"],
                     kind="contract", published=day)
""",
    "web": """\
        number = record.p.get_text().split()[1].rstrip(",")
        yield Notice(id=f"{name}:{{number}}", portal="{name}", number=number, kind="contract")
""",
}
LACKS = "        raise NotImplementedError("


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "vigie"
    shutil.copytree(ROOT, root, ignore=_left_out)
    return root


def _left_out(folder: str, names: list[str]) -> set[str]:
    here = Path(folder).relative_to(ROOT)
    return {
        name
        for name in names
        if name.endswith((".git", "_cache")) or (here / name).as_posix() in LEFT_OUT
    }


def made(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor.docs.scaffold.new_portal", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def outcome(root: Path, *names: str) -> str:
    """What the tests of these portals say in a copy of the project."""
    files = [f"tests/spiders/test_{name}.py" for name in names]
    files += ["tests/spiders/test_goldens.py", "tests/health/test_terminal_source_list.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    command += ["-k", " or ".join(names)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout


def looked_at(root: Path, name: str, base: str) -> None:
    """Writes ``notices``, the words, the manifest and the row, as a person would."""
    path = root / "spiders" / f"{name}.py"
    head, _, _ = path.read_text("utf-8").partition(LACKS)
    head = head.replace("ot looked at yet", "othing but what a test needs, at length")
    head = head.replace(
        "from typing import Any", "from datetime import date\nfrom typing import Any"
    )
    path.write_text(head + READ[base].format(name=name), encoding="utf-8")
    manifest = root / "tests" / "portals" / name / "MANIFEST.csv"
    manifest.write_text(manifest.read_text("utf-8").replace(",\n", ",nothing\n"), encoding="utf-8")
    coverage_file = root / "data" / "reference" / "coverage.yml"
    text = ", ".join(f"{lang}: x" for lang in LANGUAGES)
    block = f"\n  {name}: {{holds: {{{text}}}, lacks: {{{text}}}, unsure: true}}\n"
    words = coverage_file.read_text("utf-8").replace("\ncountries:", f"{block}\ncountries:")
    coverage_file.write_text(words, encoding="utf-8")
    table = root / PORTALS_TABLE
    table.write_text(table.read_text("utf-8").replace(",,not looked", ",en,not looked"), "utf-8")


def test_a_new_portal_fails_until_somebody_has_looked(copy: Path) -> None:
    name = "city_of_x"
    assert made(copy, name).returncode == 0
    output = outcome(copy, name)
    for expected in (
        "write notices: docs/add-a-portal.md",
        "imitates",
        "say what you have seen",
        "test_a_source_says_where_what_how_and_on_what_terms[city_of_x]",
    ):
        assert expected in output, output


def test_a_new_portal_is_crawled_once_somebody_has_looked(copy: Path) -> None:
    names = {"json": "city_of_x", "web": "town_of_y"}
    for base, name in names.items():
        done = made(copy, name, "--base", base, "--country", "CA")
        assert (done.returncode, f"spiders/{name}.py" in done.stdout) == (0, True), done.stderr
        looked_at(copy, name, base)
    assert outcome(copy, *names.values()).count("is now written: read it") >= len(names)
    assert "[100%]" in (output := outcome(copy, *names.values())), output
    assert "FAILED" not in output, output


def test_what_is_written_is_in_style_and_within_the_import_rules(copy: Path) -> None:
    name = "a_portal_whose_name_is_rather_longer_than_most"
    assert made(copy, name, "--title", "City of X").returncode == 0
    written = [f"spiders/{name}.py", "tests/mock_portals", f"tests/spiders/test_{name}.py"]
    for command in (["check", "-q"], ["format", "-q", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *written],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    lint = Path(sys.executable).parent / "lint-imports"
    rules = subprocess.run(
        [str(lint), "--no-cache"], cwd=copy, capture_output=True, text=True, check=False
    )
    assert rules.returncode == 0, rules.stdout[-2000:]


def test_the_row_is_last_in_order_and_nothing_else_changes() -> None:
    before = (ROOT / PORTALS_TABLE).read_text("utf-8")
    text = new_portal_files(ROOT, "city_of_x", country="CA", url="https://x.example/api/notices")[
        PORTALS_TABLE
    ]
    assert text.startswith(before.rstrip("\n"))
    *others, row = csv.DictReader(text.splitlines())
    assert (row["name"], row["url"], row["state"]) == (
        "city_of_x",
        "https://x.example",
        "unverified",
    )
    assert int(row["order"]) > max(int(other["order"]) for other in others)


@pytest.mark.parametrize(
    ("name", "answers", "expected"),
    [
        ("", {}, "make portal NAME="),
        ("City of X", {}, "expected a name like"),
        ("tenderned", {}, "tenderned is there already: spiders/tenderned.py"),
        ("city_of_x", {"base": "soap"}, "expected one of json, web"),
        ("city_of_x", {"country": "Canada"}, "two capitals"),
        ("city_of_x", {"url": "x.example"}, "begins with https://"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_written(
    name: str, answers: dict[str, str], expected: str
) -> None:
    with pytest.raises(ScaffoldError, match=expected):
        new_portal_files(ROOT, name, **answers)


def test_the_command_says_what_is_wrong_in_one_line(copy: Path) -> None:
    done = made(copy, "boamp")
    assert done.returncode == 2
    assert done.stderr.startswith("make portal: boamp is there already")
    assert done.stderr.count("\n") == 1


def test_the_function_that_the_guide_shows_reads_a_record() -> None:
    guide = (ROOT / "docs" / "add-a-portal.md").read_text("utf-8")
    section = guide.partition("## 5. ")[2].partition("## 6. ")[0]
    written: dict[str, Any] = {
        "Any": Any,
        "Iterator": Iterator,
    }  # imported by what ``make portal`` writes
    for block in section.split("```python\n")[1:]:
        exec(block.partition("```")[0], written)
    record = {
        "Contract Number": 47,
        "Published": "2026-03-02T09:00:00",
        "Title": "Payroll software",
        "Method": "Invited",
        "Amount": "1,250.00",
        "Supplier": "Example Ltd",
    }
    (notice,) = written["notices"](record, "city_of_x")
    (award,) = notice.awards
    assert (notice.published, notice.procedure.method) == (date(2026, 3, 2), "selective")
    assert (str(award.value.amount), award.value_kind) == ("1250.00", "exact")
    (untold,) = written["notices"](record | {"Amount": None}, "city_of_x")
    assert (untold.awards[0].value, untold.awards[0].value_kind) == (None, "undisclosed")

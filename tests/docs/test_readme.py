"""What README and docs promise is there: links, commands, targets, portals, packages."""

from __future__ import annotations

import ast
import csv
import re
import sys
import tomllib
from pathlib import Path

import pytest

from monitor.cli.main import main
from monitor.docs import readme_portals

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.fr.md")
PAGES = [
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "SECURITY.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
]
# module -> the package that holds it, where the names differ
PACKAGES = {
    "arro3": "arro3-core",
    "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil",
    "sklearn": "scikit-learn",
    "currency_converter": "CurrencyConverter",
    "stdnum": "python-stdnum",
    "yaml": "PyYAML",
}


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text(page)):
        assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("page", READMES)
def test_the_readme_names_every_command_that_it_shows_and_no_other(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`(?:\.venv/bin/)?vigie ([a-z]+)", text(page))) <= set(main.commands)
    assert set(re.findall(r"\bmake ([a-z-]+)(?=`|\n)", text(page))) <= targets


@pytest.mark.parametrize(
    ("page", "nightly"), [("README.md", "each night"), ("README.fr.md", "chaque nuit")]
)
def test_the_readme_names_the_portals_that_are_crawled(page: str, nightly: str) -> None:
    with (ROOT / "data/reference/portals.csv").open(encoding="utf-8", newline="") as file:
        crawled = {
            row["name"] for row in csv.DictReader(file) if row["enabled_by_default"] == "yes"
        }
    rows = rf"^\| `([a-z_0-9]+)` \| [A-ZÉ].* \| {nightly} \|$"
    assert set(re.findall(rows, text(page), re.MULTILINE)) == crawled


@pytest.mark.parametrize("page", READMES)
def test_the_list_of_portals_is_the_one_the_tables_make(page: str) -> None:
    assert readme_portals.update_text(text(page), readme_portals.README_FILES[page]) == text(
        page
    ), "run make docs"


def test_each_reference_table_and_its_columns_are_explained() -> None:
    """A language's own column is one of several; the model's tables are explained together."""
    folder = ROOT / "data/reference"
    head, *sections = re.split(r"^## ", (folder / "README.md").read_text("utf-8"), flags=re.M)
    tables = [*folder.glob("*.csv"), *folder.glob("*.yml")]
    for table in tables:
        told = "".join(s for s in sections if table.name in s.partition("\n")[0])
        if table.suffix == ".csv":
            with table.open(encoding="utf-8", newline="") as file:
                columns = [name for name in next(csv.reader(file)) if len(name) > 2]
            missing = [name for name in columns if f"`{name}`" not in told]
            assert missing == [], f"{table.name}: explain them in data/reference/README.md"
        else:
            assert table.name in head or told, f"{table.name}: name it in data/reference/README.md"


def test_both_readmes_have_the_same_parts() -> None:
    parts = [
        re.findall(r"^#+|^```|^    \S+|^\|[^|]+\|", text(page), re.MULTILINE) for page in READMES
    ]
    assert len(parts[0]) == len(parts[1])


def pins(name: str) -> dict[str, str]:
    """Requirements file -> package -> version; every line is a comment, -r, -c or one exact pin."""
    result = {}
    for line in text(name).splitlines():
        if line and not line.startswith(("#", "-r ", "-c ")):
            pin = re.fullmatch(r'([\w.-]+)==([\w.]+)(; python_version < "[\d.]+")?', line)
            assert pin, f"{name}: {line}"
            result[plain(pin[1])] = pin[2]
    return result


def imported() -> dict[str, set[str]]:
    """Package -> files that import it."""
    modules: dict[str, set[str]] = {}
    for folder in ("spiders", "pipelines", "monitor"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = []
                if isinstance(node, ast.Import):
                    names = [each.name for each in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in names:
                    own = modules.setdefault(name.split(".")[0], set())
                    own.add(path.relative_to(ROOT).as_posix())
    ours = {"spiders", "pipelines", "monitor"} | sys.stdlib_module_names
    return {name: files for name, files in modules.items() if name not in ours}


CALIBRATION = {  # what `vigie calibrate` alone runs, with the requirements of development
    "monitor/cli/calibrate.py",
    "monitor/quality/fit_model.py",
    "monitor/quality/cross_validation.py",
    "monitor/quality/feature_matrix.py",
}


def test_every_package_that_is_imported_is_pinned() -> None:
    optional = pins("requirements-channels.in") | pins("requirements-cluster.in")
    pinned = pins("requirements.in") | optional
    development = pins("requirements-dev.txt")
    for name, files in imported().items():
        package = plain(PACKAGES.get(name, name))
        known = development if files <= CALIBRATION else pinned
        assert package in known, f"{package}, imported by {sorted(files)}"


def hashed_pins(name: str) -> dict[str, str]:
    """Requirements file with the hashes of every pin -> package -> version."""
    parts = re.split(r"\n(?=\S)", text(name).split("\n\n", 1)[1].rstrip())
    hashed = {}
    for part in parts:
        match = re.match(
            r"([\w.-]+)==([\w.]+)( ; [^\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\\n)?)+$",
            part,
        )
        assert match, part[:200]
        if "pypy" not in (match[3] or "").lower():
            hashed[plain(match[1])] = match[2]
    return hashed


def test_every_pin_has_hashes_and_is_the_one_that_people_read() -> None:
    assert hashed_pins("requirements.txt") == pins("requirements.in")
    for file in ("Makefile", "docs/deploy/Containerfile"):
        lines = [line for line in text(file).splitlines() if "-r requirements.txt" in line]
        assert lines
        assert all("--require-hashes" in line or "venv-next" in line for line in lines)


@pytest.mark.parametrize("name", ["requirements-channels", "requirements-cluster"])
def test_every_optional_pin_has_hashes_and_is_the_version_that_the_program_has(name: str) -> None:
    named, running = pins(f"{name}.in"), pins("requirements.in")
    hashed = hashed_pins(f"{name}.txt")
    assert named.items() <= hashed.items()
    assert hashed.items() <= (named | running).items()


def test_who_installs_what_is_optional_is_told_to_check_hashes() -> None:
    files = [ROOT / "docs", ROOT / "monitor", ROOT / "spiders"]
    lines = [
        line
        for folder in files
        for path in folder.rglob("*")
        if path.suffix in (".md", ".py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"pip install.* -r (requirements-c|\{REQUIREMENTS_FILE)", line)
    ]
    assert len(lines) > 5
    assert all("--require-hashes" in line for line in lines)


def test_no_package_is_pinned_twice() -> None:
    files = [f"requirements{name}" for name in (".in", "-channels.in", "-cluster.in", "-dev.txt")]
    names = [name for file in files for name in pins(file)]
    assert len(names) == len(set(names))


def test_the_decision_on_dependencies_names_each_that_vigie_names() -> None:
    named = text("requirements.in").split("# needed by those")[0].split("# named by Vigie")[1]
    listed = set(re.findall(r"^\| ([^|]+?) \|", text("docs/decisions/0001-dependencies.md"), re.M))
    rows = {plain(name) for row in listed for name in row.split(", ")} - {"package", "---"}
    assert rows == {plain(line.split("==")[0]) for line in named.splitlines() if "==" in line}


def test_the_wheel_asks_for_each_package_that_vigie_names() -> None:
    named = text("requirements.in").split("# needed by those")[0]
    requirements = tomllib.loads(text("pyproject.toml"))["project"]["dependencies"]
    assert {plain(line.split("==")[0]) for line in named.splitlines() if "==" in line} == {
        plain(re.split(r"[<>=]", item)[0]) for item in requirements
    }


def test_decisions_are_numbered_without_holes_and_all_listed() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    heads = [page.read_text("utf-8").split("\n")[0].partition(": ") for page in pages]
    assert [head for head, _, _ in heads] == [f"# {page.name[:4]}" for page in pages]
    rows = [
        f"| [{page.name[:4]}]({page.name}) | {title} |"
        for page, (_, _, title) in zip(pages, heads, strict=True)
    ]
    listed = text("docs/decisions/README.md").splitlines()
    assert [line for line in listed if line.startswith("| [")] == rows


def test_what_names_a_decision_names_one_that_is_there() -> None:
    numbers = {page.name[:4] for page in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    named = {
        (path.name, number)
        for folder in ("spiders", "pipelines", "monitor", "data/reference", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md", ".yml", ".toml", ".html")
        for number in re.findall(r"decisions?[/ ](0\d{3})\b", path.read_text("utf-8"))
    }
    assert {number for _, number in named} <= numbers, named


def test_the_page_on_tests_names_tests_that_are_there() -> None:
    named = set(re.findall(r"\btests/[a-z_/]+(?:\.py)?", text("docs/tests.md")))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []

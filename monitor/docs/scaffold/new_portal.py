"""Create the files of a new portal, all of them or none."""

from __future__ import annotations

import argparse
import csv
import io
import keyword
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from monitor.config import ROOT
from pipelines.interface_languages import language_columns
from pipelines.reference.data_folder import read_csv

TEMPLATES = Path(__file__).parent / "templates"
DOCUMENT_ENDINGS = {"json": "json", "web": "html"}  # and the ending of its documents
DOCUMENTS = ("ordinary", "several", "corrected")
MOCK_PORTALS_LIST, IMPORT_RULES = Path("tests/mock_portals/registry.py"), Path("pyproject.toml")
PORTALS_TABLE = Path("data/reference/portals.csv")
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
AFTER_PORTALS = (
    '\n    """,\n    "portal_bases",'  # the end of the line of portals in the import rules
)
NEXT_STEPS = """\
{files}

{name} is begun: its tests fail until somebody has looked at the portal.
  Next: docs/add-a-portal.md, step 3.
  Try:  .venv/bin/pytest -q tests/spiders/test_{name}.py tests/spiders/test_goldens.py -k {name}"""


class ScaffoldError(Exception):
    """The portal cannot be created; the message says what to do."""


def new_portal_files(
    root: Path,
    name: str,
    *,
    base: str = "json",
    title: str = "",
    country: str = "",
    language: str = "",
    url: str = "",
) -> dict[Path, str]:
    """Return {path relative to ``root``: new text} for a new portal.

    Raises  ScaffoldError naming what is wrong, before anything is written.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ScaffoldError(
            f"NAME is {name!r}, expected a name like city_of_toronto: make portal NAME=…"
        )
    if base not in DOCUMENT_ENDINGS:
        raise ScaffoldError(f"BASE is {base!r}, expected one of {', '.join(DOCUMENT_ENDINGS)}")
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise ScaffoldError(f"COUNTRY is {country!r}, expected two capitals like CA")
    words = _template_values(name, title, url)
    files = {
        **_own_files(base, name, words),
        **_shared_files(root, name, words, country, language),
    }
    existing = [str(path) for path in _own_files(base, name, words) if (root / path).exists()]
    if existing:
        raise ScaffoldError(f"{name} is there already: {', '.join(existing)}. Choose another NAME")
    return files


def _template_values(name: str, title: str, url: str) -> dict[str, str]:
    kind = "".join(part.capitalize() for part in name.split("_"))
    address = url or f"https://{name.replace('_', '-')}.example/notices"
    if urlsplit(address).scheme not in ("http", "https") or '"' in address + title:
        raise ScaffoldError(f"URL is {address!r}, expected an address that begins with https://")
    path = urlsplit(address).path.rstrip("/") or "/"
    return {"name": name, "kind": kind, "title": title or name, "url": address, "path": path}


def _own_files(base: str, name: str, words: dict[str, str]) -> dict[Path, str]:
    """Return the files of this portal alone."""
    ending, folder = DOCUMENT_ENDINGS[base], Path("tests/portals") / name
    files = {
        Path(f"spiders/{name}.py"): _render(f"{base}/spider.py.txt", words),
        Path(f"tests/mock_portals/{name}.py"): _render(f"{base}/mock_portal.py.txt", words),
        Path(f"tests/spiders/test_{name}.py"): _render("test.py.txt", words),
        folder / "MANIFEST.csv": "file,imitates\n",
    }
    for number, document in enumerate(DOCUMENTS, 1):
        values = {**words, "document": document, "number": str(number)}
        files[folder / f"{document}.{ending}"] = _render(f"{base}/document.txt", values)
        files[folder / "MANIFEST.csv"] += f"{document}.{ending},\n"
    return files


def _render(template: str, words: dict[str, str]) -> str:
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(words)


def _shared_files(
    root: Path, name: str, words: dict[str, str], country: str, language: str
) -> dict[Path, str]:
    """Return the files that all portals share, with this portal added."""
    texts = {path: (root / path).read_text("utf-8") for path in (MOCK_PORTALS_LIST, IMPORT_RULES)}
    return {
        MOCK_PORTALS_LIST: _add_import(texts[MOCK_PORTALS_LIST], name, words["kind"]),
        IMPORT_RULES: _replace_once(
            IMPORT_RULES, texts[IMPORT_RULES], AFTER_PORTALS, f" |\n    {name}{AFTER_PORTALS}"
        ),
        PORTALS_TABLE: _add_portal_row(root / PORTALS_TABLE, name, words, country, language),
    }


def _add_import(text: str, name: str, kind: str) -> str:
    """Add a mock portal to the list of them, with its import in order."""
    line = f"from tests.mock_portals.{name} import {kind}"
    imports = re.findall(r"^from (?:monitor|tests)\.\S+ import .+$", text, re.M)
    block = "\n".join(imports)
    text = _replace_once(
        MOCK_PORTALS_LIST, text, block, "\n".join(sorted([*imports, line], key=str.casefold))
    )
    return _replace_once(MOCK_PORTALS_LIST, text, "\n)\n", f"\n    {kind},\n)\n")


def _replace_once(path: Path, text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ScaffoldError(f"{path} has changed: {old.strip()!r} was expected there once")
    return text.replace(old, new)


def _add_portal_row(
    table: Path, name: str, words: dict[str, str], country: str, language: str
) -> str:
    """Return the table with a row for this portal at its end, unless it has one."""
    text, rows = table.read_text("utf-8"), list(read_csv(table))
    if any(row["name"] == name for row in rows):
        return text
    out = io.StringIO()
    parts = urlsplit(words["url"])
    row: dict[str, Any] = {
        "name": name,
        **dict.fromkeys(language_columns("title").values(), words["title"]),
        "country": country,
        "languages": language,
        "access": "not looked at yet",
        "licence": "not known",
        "url": f"{parts.scheme}://{parts.netloc}",
        "enabled_by_default": "no",
        "order": max(int(row["order"]) for row in rows) + 10,
        "state": "unverified",
        "terms": "not read",
    }
    csv.DictWriter(out, list(rows[0]), lineterminator="\n").writerow(row)
    return text.rstrip("\n") + "\n" + out.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make portal", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--root", type=Path, default=ROOT)
    for name in ("base", "title", "country", "language", "url"):
        parser.add_argument(f"--{name}", default="json" if name == "base" else "")
    options = vars(parser.parse_args(arguments))
    root = options.pop("root")
    try:
        files = new_portal_files(root, options.pop("name"), **options)
    except ScaffoldError as error:
        sys.stderr.write(f"make portal: {error}\n")
        return 2
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    code = [str(path) for path in files if path.suffix == ".py"]  # names are long or short
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", *code], cwd=root, check=True)
    name = next(path.stem for path in files if path.parent.name == "spiders")
    sys.stdout.write(
        NEXT_STEPS.format(name=name, files="\n".join(f"  {path}" for path in files)) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

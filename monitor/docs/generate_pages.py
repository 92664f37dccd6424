"""Generate docs/ pages from the code (dictionary, portals, coverage) and the READMEs' portal list.

``python -m monitor.docs.generate_pages`` writes them; a test compares the committed files.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.config import ROOT
from monitor.docs import readme_portals
from monitor.docs.architecture_page import architecture_page
from monitor.docs.field_coverage_page import coverage_page
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES, TRANSLATED
from pipelines.reference.load_reference_tables import load_tables
from pipelines.store.schema import TABLES, Table

HEADINGS = ("Covers", "Access", "Identity", "Traps")
_HEADING = re.compile(r"^([A-Z][a-z]+) {2,}(?=\S)")

_DICTIONARY = """\
# Data dictionary

Made from `tables.csv` and `columns.csv` in `pipelines/store/`, and `monitor/i18n/metadata.yml`, by
`make docs`; do not edit.

Every public table of `vigie.db`, every column with its guarantee. Names and meanings are a promise
to readers and saved questions: columns may be added, none is renamed. Dates are ISO 8601 text
(civil date), instants UTC text ending in Z, amounts as published unless the name ends in `_eur`.
Empty means *not published* or *unknown*, never zero. The same tables, columns and words are in
every export (`vigie export`), in CSV, Parquet and SQLite, and in its `datapackage.json`.
"""

_PORTALS = """\
# Portals

Made from the docstrings of `spiders/*.py`, `data/reference/portals.csv` and
`data/reference/ocds_portals.yml` by `make docs`; do not edit.

*Crawled*: `vigie crawl` asks it by default. *On request*: `vigie crawl NAME`. *Files*: `vigie
ingest NAME FILE…` reads documents at hand, nothing is asked of the portal.
"""


def data_dictionary() -> str:
    """Return docs/data-dictionary.md, from the schema and its labels in the other languages."""
    labels = table_descriptions()["tables"]
    parts = [_table(name, table, labels[name]) for name, table in TABLES.items() if table.public]
    return "\n".join([_DICTIONARY, *parts])


def _table(name: str, table: Table, labels: Mapping[str, Any]) -> str:
    languages = [LANGUAGES[lang].name for lang in TRANSLATED]
    lines = [
        f"## {name}",
        "",
        _sentence(table.doc),
        "",
        *(f"**{labels['title'][lang]}.** {labels['description'][lang]}\n" for lang in TRANSLATED),
        f"Key: {', '.join(f'`{column}`' for column in table.pk)}."
        + _name_list(" Full-text search, without accents: {}.", table.full_text),
        "",
        f"| column | type | guarantee | {' | '.join(languages)} |",
        "|---|---|---|" + "---|" * len(languages),
    ]
    for column, kind, guarantee in table.columns:
        words = [guarantee, *(labels["columns"][column][lang] for lang in TRANSLATED)]
        lines.append(f"| `{column}` | {kind} | {' | '.join(map(_cell, words))} |")
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return " ".join(text.split())


def _name_list(template: str, names: tuple[str, ...]) -> str:
    return template.format(", ".join(f"`{name}`" for name in names)) if names else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def portals_page() -> str:
    """Return docs/portals.md, from the docstrings of the spiders."""
    portals = load_tables().portals
    lines = [_PORTALS, "| portal | country | how |", "|---|---|---|"]
    parts = []
    for name in spider_names():
        title, sections = portal_description(name)
        row = portals.get(name)
        how = "off" if row is not None and row.state == "off" else "files"
        if getattr(spider_class(name), "endpoint", None):
            how = "crawled" if row is not None and row.enabled else "on request"
        country = (row.country if row is not None else None) or "several"
        anchor = name.replace(":", "")
        lines.append(f"| [{name}](#{anchor}) | {country} | {how} |")
        parts.append("\n".join([f"## {name}", "", title, "", *_description_lines(sections)]))
    return "\n".join([*lines, "", *parts])


def _description_lines(sections: Mapping[str, str]) -> list[str]:
    return [f"- **{heading}.** {text}" for heading, text in sections.items()] + [""]


def portal_description(name: str) -> tuple[str, dict[str, str]]:
    """Return the first sentence of a spider's docstring, and the text under each heading.

    A publisher that is a row of ``ocds_portals.yml`` has both in its row.

    Raises  Misconfigured when a heading is missing or stands in another order.
    """
    if documentation := getattr(spider_class(name), "documentation", None):
        return f"{spider_class(name).title}.", dict(documentation)
    module = inspect.getmodule(spider_class(name))
    first, *lines = inspect.cleandoc(module.__doc__ or "").splitlines() or [""]
    sections: dict[str, str] = {}
    for line in lines:
        match = _HEADING.match(line)
        if match:
            sections[match[1]] = line[match.end() :].strip()
        elif sections and line.strip():
            last = next(reversed(sections))
            sections[last] = f"{sections[last]} {line.strip()}"
    if tuple(sections) != HEADINGS:
        raise Misconfigured(
            f"spiders/{name}.py: its docstring has {', '.join(sections) or 'no headings'},"
            f" expected {', '.join(HEADINGS)} in this order"
        )
    return first, {heading: re.sub(r" {2,}", " ", text) for heading, text in sections.items()}


PAGES = {
    "data-dictionary.md": data_dictionary,
    "portals.md": portals_page,
    "coverage.md": coverage_page,
    "architecture.md": architecture_page,
}


def main(folder: Path = ROOT / "docs") -> None:
    """Write the pages to ``folder``, and the lists in the READMEs beside it."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
    readme_portals.main(folder.parent)


if __name__ == "__main__":
    main()

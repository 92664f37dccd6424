"""Load and check the canned queries of the site (``monitor/web/queries/*.sql``) with their texts.

Each file begins with a YAML comment: title, reading advice, theme, labels of parameters.
Raises  Misconfigured: a query without title, reading advice or label of a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.catalogue import translate_into_all_languages
from pipelines.errors import Misconfigured
from pipelines.interface_languages import Texts
from pipelines.store.contract_conditions import BUYER_NAME, buyer_name
from pipelines.store.schema import OPEN_CALL, PORTAL_TITLES

FOLDER = Path(__file__).parent.parent / "web" / "queries"
# what a query is about, in the order of the page of queries
THEMES = ("employer", "group", "data", "ending", "money", "follow", "check")
_HEADER = re.compile(r"/\*\n(?P<head>.*?)\*/\n(?P<sql>.*)", re.DOTALL)
# SQL that queries share with the pages, by the name that stands for it in braces
_SHARED = {
    "titles": PORTAL_TITLES,  # of a portal, in each language
    "open_call": OPEN_CALL,  # what makes a notice one
    "buyer_name": BUYER_NAME,  # of a contract ``c``
    "notice_buyer_name": buyer_name("n."),
}
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True)
class CannedQuery:
    """A canned query; ``params`` maps a name to its label, and to the ``list`` it is chosen
    from."""

    name: str
    theme: str
    title: Texts
    read: Texts
    params: Mapping[str, Mapping[str, str]]
    sql: str


@lru_cache(maxsize=1)
def canned_queries() -> dict[str, CannedQuery]:
    """Load the canned queries by name, in the order of their file names."""
    queries = (load_canned_query(file) for file in _files())
    return {query.name: query for query in queries}


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.sql"))


def _name(file: Path) -> str:
    return file.stem.partition("-")[2]


def _query_files() -> dict[str, tuple[dict[str, Any], str]]:
    return {_name(file): _parts(file) for file in _files()}


def _parts(file: Path) -> tuple[dict[str, Any], str]:
    """Return the YAML comment on top of a query, and its SQL with what ``_SHARED`` stands for.

    Raises  Misconfigured when words are missing, a parameter has none, or the theme is unknown.
    """
    match = _HEADER.fullmatch(file.read_text("utf-8"))
    if match is None:
        raise Misconfigured(f"{file.name}: starts with no /* comment */ that says what it asks")
    head = yaml.safe_load(match["head"])
    params = head.get("params", {})
    for where, text in (
        *((key, head.get(key)) for key in ("title", "read")),
        *((f"params.{name}", param.get("label")) for name, param in params.items()),
    ):
        if not text:
            raise Misconfigured(f"{file.name}: its comment says nothing for {where}")
    if head.get("theme") not in THEMES:
        raise Misconfigured(
            f"{file.name}: its theme is {head.get('theme')!r}, expected one of {', '.join(THEMES)}"
        )
    used = set(_PARAMETER.findall(match["sql"]))
    if used != set(params):
        raise Misconfigured(
            f"{file.name}: the SQL asks for {sorted(used)}, its comment names {sorted(params)}"
        )
    sql = match["sql"].strip()
    for name, shared in _SHARED.items():
        sql = sql.replace(f"{{{name}}}", shared)
    return head, sql


def load_canned_query(file: Path) -> CannedQuery:
    """Load the canned query of a file ``NN-name.sql`` with a YAML comment on top.

    Raises  Misconfigured when words are missing, a parameter has none, or the theme is unknown.
    """
    head, sql = _parts(file)
    name = _name(file)
    context = f"question {name}"
    return CannedQuery(
        name,
        head["theme"],
        translate_into_all_languages(head["title"], context),
        translate_into_all_languages(head["read"], context),
        {
            param: {**translate_into_all_languages(text["label"], context), **_list_of(text)}
            for param, text in head.get("params", {}).items()
        },
        sql,
    )


def _list_of(param: Mapping[str, str]) -> dict[str, str]:
    return {"list": param["list"]} if "list" in param else {}


def translatable_messages() -> Iterator[tuple[str, str]]:
    """Yield context and English text of every title, reading advice and label of a parameter."""
    for name, (head, _sql) in _query_files().items():
        yield f"question {name}", head["title"]
        yield f"question {name}", head["read"]
        for param in head.get("params", {}).values():
            yield f"question {name}", param["label"]

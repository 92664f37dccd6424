"""Page of canned queries by theme; the result of each is a page of its own.

Shape  themes: {theme, questions: {name, path, title, read, params: {name, words, list}}}
       rows: the same as a table, without params
       count: questions; choices: {groups, countries: rows of key, name} for fields with a list
"""

from __future__ import annotations

from typing import Any

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.load_canned_queries import THEMES, CannedQuery, canned_queries
from monitor.i18n.value_formatting import translated
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_data.list_filters import COUNTRIES, options
from monitor.web.page_request import PageRequest

TABLES = {"questions": "rows"}


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    found = list(canned_queries().values())
    themes = [
        {
            "theme": theme,
            "questions": [_question_entry(one, request) for one in found if one.theme == theme],
        }
        for theme in THEMES
    ]
    groups = (options(request.db))["groups"]
    return {
        "themes": themes,
        "rows": [
            {
                "theme": one.theme,
                **{k: v for k, v in _question_entry(one, request).items() if k != "params"},
            }
            for one in found
        ],
        "count": len(found),
        "choices": {"groups": groups, "countries": request.db.rows(COUNTRIES)},
        "freshness": freshness(request.db),
    }


def _question_entry(one: CannedQuery, request: PageRequest) -> dict[str, Any]:
    """A question in the language of the answer."""
    return {
        "name": one.name,
        "path": request.place(f"/{DATABASE_NAME}/{one.name}"),
        "title": translated(one.title),
        "read": translated(one.read),
        "params": [
            {"name": name, "words": translated(words), "list": words.get("list")}
            for name, words in one.params.items()
        ],
    }

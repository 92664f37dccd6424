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
    queries = list(canned_queries().values())
    themes = [
        {
            "theme": theme,
            "questions": [
                _question_entry(query, request) for query in queries if query.theme == theme
            ],
        }
        for theme in THEMES
    ]
    groups = (options(request.db))["groups"]
    return {
        "themes": themes,
        "rows": [
            {
                "theme": query.theme,
                **{k: v for k, v in _question_entry(query, request).items() if k != "params"},
            }
            for query in queries
        ],
        "count": len(queries),
        "choices": {"groups": groups, "countries": request.db.rows(COUNTRIES)},
        "freshness": freshness(request.db),
    }


def _question_entry(query: CannedQuery, request: PageRequest) -> dict[str, Any]:
    """A question in the language of the answer."""
    return {
        "name": query.name,
        "path": request.place(f"/{DATABASE_NAME}/{query.name}"),
        "title": translated(query.title),
        "read": translated(query.read),
        "params": [
            {"name": name, "words": translated(words), "list": words.get("list")}
            for name, words in query.params.items()
        ],
    }

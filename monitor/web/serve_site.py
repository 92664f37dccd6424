"""Serve the site, with what all pages read loaded before the first request."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.i18n.coverage_notes import load_coverage_notes
from monitor.i18n.information_laws import load_laws
from monitor.i18n.information_request_texts import load_request_texts
from monitor.i18n.rule_explanations import all_rules, clauses
from monitor.runtime.http_server import run
from monitor.runtime.replaced_file import end_when_replaced
from monitor.search.cpv_code_finder import load_labelled_codes
from monitor.search.loaded_index import search_index
from monitor.search.synonyms import load_concepts
from monitor.search.translate_by_cpv_labels import load_label_words
from monitor.web.app import create_app
from pipelines.reference.normalisation_tables import load_normalisation_tables

# a page's thread waits so long after each question for the one that writes pages; Python's: 5 ms
SWITCH_S = 0.001


def serve(
    db: Path, host: str, port: int, ready: Callable[[str], None] | None = None, **options: Any
) -> int:
    """Serve until SIGINT or SIGTERM; exit status 0, or 1 when another file took the place of the
    database: whoever supervises this starts it again.  ``ready`` gets the address once it answers.

    Port 0 takes any free one; ``options`` are those of ``create_app``.
    Raises  Misconfigured: see ``create_app``; or the address is taken, refused or unknown.
    """
    replaced = end_when_replaced(db)  # before it is opened
    app = create_app(db, **options)
    sys.setswitchinterval(SWITCH_S)
    with app.state.site.pool.session() as session:
        search_index(session.connection)  # a second or two of a million contracts
    warm_up()
    try:
        run(app, host, port, ready, path=app.state.site.base_url)
    finally:
        app.state.explorer.sql.close()
        app.state.site.pool.close()
    return 1 if replaced.is_set() else 0


def warm_up() -> None:
    """Tables that all pages read are read before the first reader comes, and the collector leaves
    them out from then on: it would look through them for 50 ms every few hundred pages, and nobody
    is answered meanwhile."""
    for table in (
        load_normalisation_tables,
        load_laws,
        load_request_texts,
        load_coverage_notes,
        all_rules,
        clauses,
        load_labelled_codes,
        load_label_words,
        lambda: load_concepts().finder.spans([]),
    ):
        table()
    gc.collect()
    gc.freeze()

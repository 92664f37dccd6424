"""Open the database of a run, with the rows and the versions of the reference tables in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.interface_languages import Texts, language_columns
from pipelines.reference.apply_reviews_to_tags import reviews_version
from pipelines.reference.load_reference_tables import (
    REFERENCE_FOLDER,
    rules_version,
    table_versions,
)
from pipelines.stages import Stages
from pipelines.store.database import (
    connect,
    get_meta,
    set_meta,
    sync_known_buyers,
    sync_portals,
    sync_vendor_groups,
)
from pipelines.store.schema import ROWS_VERSION
from pipelines.store.sync_reference_tables import sync_reference_tables, sync_register_names
from pipelines.store.writer import Writer


def open_store(path: Path, stages: Stages) -> Any:
    """Open the database and update its rows that come from the reference tables."""
    connection = connect(path)
    portals = [
        {
            "name": p.name,
            **_by_column("title", p.title),
            "country": p.country,
            "language": p.languages[0] if p.languages else None,
            "access": p.access,
            "licence": p.licence,
            "url": p.url,
            "rank": p.order,
        }
        for p in stages.tables.portals.values()
    ]
    groups = [
        {
            "id": g.id,
            "name": g.name,
            "tier": g.tier,
            "hq_country": g.country,
            "regime": g.regime,
            **_by_column("why_listed", g.why_listed, source="why_listed"),
            "source": g.source,
            "checked_on": g.checked_on,
        }
        for g in stages.tables.groups.values()
    ]
    connection.execute("BEGIN IMMEDIATE")
    hide = stages.objections.hide
    sync_portals(connection, portals)
    sync_vendor_groups(connection, hide(groups))
    sync_reference_tables(connection, stages.tables, hide)
    sync_register_names(connection, hide(stages.tables.names_by_siren))
    sync_known_buyers(connection, stages.known_buyers)
    if get_meta(connection, "rules_version") is None:  # a new file, classified with these tables
        record_table_versions(connection)
    connection.execute("COMMIT")
    return connection


def _by_column(name: str, texts: Texts, source: str = "") -> dict[str, str]:
    return {column: texts[lang] for lang, column in language_columns(name, source).items()}


def needs_retag(connection: Any, rules: str) -> bool:
    """Whether rows were classified by other rules than these, or made by an older version."""
    classified_by = get_meta(connection, "rules_version")
    if classified_by is None:  # nothing is stored yet
        return False
    return classified_by != rules or get_meta(connection, "rows_version") != ROWS_VERSION


def record_table_versions(connection: Any, folder: Path = REFERENCE_FOLDER) -> None:
    """Record the versions of the tables by which the whole database is classified."""
    set_meta(connection, "rules_version", rules_version(folder))
    set_meta(connection, "tables", json.dumps(table_versions(folder)))


def record_reviews_version(connection: Any, stages: Stages) -> None:
    """Record the answers that are applied to the whole database; nothing where there never were."""
    answers = [review for reviews in stages.tables.reviews_by_notice.values() for review in reviews]
    version = reviews_version(answers)
    if version or get_meta(connection, "reviews_version") is not None:
        set_meta(connection, "reviews_version", version)


def new_writer(connection: Any, run_id: str | None, stages: Stages) -> Writer:
    """Return the writer of a run, with portal ranks and known buyers."""
    return Writer(connection, run_id, portal_ranks(stages), stages.known_buyers)


def portal_ranks(stages: Stages) -> dict[str, int]:
    """Return the rank of each portal when a representative is chosen; lowest first."""
    return {name: portal.order for name, portal in stages.tables.portals.items()}

"""Parse BASE (Portugal): OCDS releases, and the contracts of its yearly files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spiders.parsers import ocds
from spiders.parsers.base_pt import yearly_files
from spiders.parsers.common.json_values import clean_text, mapping
from spiders.parsers.common.list_of_objects import list_of_objects


def records(body: bytes) -> Iterator[Any]:
    """Contracts of a yearly file or of a slice of it; else OCDS, a package a line."""
    yield from yearly_files.rows(body) if yearly_files.looks_like(body) else ocds.from_lines(body)


def published(release: dict[str, Any]) -> Any:
    for award in list_of_objects(release.get("awards")):
        for document in list_of_objects(award.get("documents")):
            if clean_text(document.get("datePublished")):
                return document["datePublished"]
    return release.get("date")


def add_missing_title(release: Any) -> Any:
    """Add the contract's object as title to a release that has none."""
    tender = mapping(release.get("tender")) if isinstance(release, dict) else {}
    if clean_text(tender.get("title")) or not clean_text(tender.get("description")):
        return release
    moved = {**tender, "title": tender["description"], "description": None}
    return {**release, "tender": moved}

"""Find public bodies and firms by name, synonym, translation or acronym."""

from __future__ import annotations

from typing import Any

import numpy as np

from monitor.search.column_store import Numbers
from monitor.search.contract_search import ContractSearch
from monitor.search.fts5_word_queries import grouped, inflections_query, prefix_queries, word_query
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.known_names_and_spellings import initials
from monitor.search.query_words import registry_ids
from monitor.search.synonyms import concept_queries
from pipelines.text_folding import fold

# of a body that never stands first among the buyers of a notice
_JOINT = """
SELECT count(DISTINCT k.contract_id) AS contracts FROM buyers b
JOIN contract_notices k ON k.notice_id = b.notice_id
JOIN contracts c ON c.id = k.contract_id AND c.same_as IS NULL WHERE b.organization_id = :id
"""
_PLACES = "SELECT id, rowid AS place FROM organizations WHERE id IN ({marks})"
MAX_JOINT_BUYERS = 40  # bodies of which contracts with others are counted
MAX_READ = 300  # of those found, by number of contracts; the best names among them are shown
_ROWS = """
SELECT o.rowid AS place, o.id, o.name, o.acronym, o.country,
       EXISTS (SELECT 1 FROM buyers b WHERE b.organization_id = o.id) AS buys
FROM organizations o WHERE o.rowid IN ({places})
"""


def find_organizations(
    search: ContractSearch, query: InterpretedQuery, country: str | None, exact: bool = False
) -> list[dict[str, Any]]:
    """Return organisations, the best match of the name first, each with its number of ``contracts``
    bought and ``contracts_signed``."""
    for subjects in [*_subject_choices(query, exact), *_translated(query, exact)]:
        places = _matching_rowids(search, subjects, exact)
        if len(places):
            break
    else:
        return []
    columns = search.columns
    if not exact:
        country = country or next(
            (subject.country for subject in query.subjects if subject.country), None
        )
    order = np.argsort(-(columns.bought[places] + columns.signed[places]), kind="stable")
    rowids = ", ".join(str(rowid) for rowid in places[order][:MAX_READ])
    rows = [
        {
            **row,
            "contracts": int(columns.bought[row["place"]]),
            "contracts_signed": int(columns.signed[row["place"]]),
        }
        for row in search.lookup.rows(_ROWS.format(places=rowids))
        if country is None or row["country"] == country
    ]
    for row in [row for row in rows if row["buys"] and not row["contracts"]][:MAX_JOINT_BUYERS]:
        (joint,) = search.lookup.rows(_JOINT, id=row["id"])
        row["contracts"] = joint["contracts"]
    return _best_names_first(rows, subjects, exact)


def contracts_of(search: ContractSearch, ids: list[str]) -> dict[str, int]:
    """Count the contracts that each organisation bought; the joint ones where it has no other."""
    if not ids:
        return {}
    parameters = {f"id{number}": id_ for number, id_ in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in parameters)
    counts = {}
    for row in search.lookup.rows(_PLACES.format(marks=marks), **parameters):
        rowid = row["place"]
        bought = int(search.columns.bought[rowid]) if rowid < len(search.columns.bought) else 0
        counts[row["id"]] = bought or search.lookup.rows(_JOINT, id=row["id"])[0]["contracts"]
    return counts


def _subject_choices(query: InterpretedQuery, exact: bool) -> list[list[Subject]]:
    """Return the sets of subjects to search in names, the strictest first: all; those that are
    nothing but a name; without countries; without ordinary words."""
    every = query.needed
    choices = [every]
    if exact:
        return choices
    names = [
        subject
        for subject in every
        if not subject.groups and (not subject.concepts or subject.is_in_names)
    ]
    # a kind of body alone ("mairie") would match all of them, unless a country is given
    without_country = [subject for subject in names if not subject.country]
    has_country = len(without_country) < len(names)
    for choice in (
        names,
        without_country,
        [subject for subject in without_country if not subject.is_ordinary],
    ):
        if (
            choice
            and choice not in choices
            and (has_country or any(not subject.is_kind_of_body for subject in choice))
        ):
            choices.append(choice)
    return choices


def _translated(query: InterpretedQuery, exact: bool) -> list[list[Subject]]:
    """Return the subjects with their translations: "services partagés Canada" for Shared Services
    Canada.  Empty for one word alone or for what is bought, which too many names contain."""
    translated = None if exact else query.with_translations()
    needed = translated.needed if translated else []
    several_with_name = len(needed) > 1 and any(subject.is_name for subject in needed)
    are_names = all(subject.is_in_names or not subject.is_recognized for subject in needed)
    return [needed] if several_with_name and are_names else []


def _matching_rowids(search: ContractSearch, subjects: list[Subject], exact: bool) -> Numbers:
    """Return rowids of organisations whose name matches all subjects."""
    matches = np.ones(len(search.columns.bought), dtype=bool)
    word_queries: list[str] = []
    for subject in subjects:
        text = " AND ".join(grouped(word_query(word, search.names)) for word in subject.words)
        word_queries.append(grouped(text))
        queries = [text]
        if not exact and subject.is_in_names:
            queries += concept_queries(tuple(concept.id for concept in subject.concepts))
        elif not exact and not subject.concepts and len(subject.words) == 1:
            queries += filter(None, [inflections_query(subject.words[0], search.names)])
            queries += prefix_queries(subject.translated)
        matches_subject = np.zeros_like(matches)
        matches_subject[search.lookup.rowids("organizations", *queries)] = True
        ids = registry_ids(subject.words[0].typed) if len(subject.words) == 1 else None
        if ids:
            matches_subject[search.lookup.bodies_with_ids(ids)] = True
        matches &= matches_subject
    if not exact and len(subjects) == 1 and subjects[0].acronym:
        matches[search.names.of_acronym(subjects[0].acronym)] = True
    # under another of its names, with which it stands in a contract
    contracts = search.lookup.rowids("contracts", f"buyer : ({' AND '.join(word_queries)})")
    matches[search.columns.numbers["buyer"][contracts]] = True
    matches[:1] = False  # contracts without a buyer
    return np.flatnonzero(matches)


def _best_names_first(
    rows: list[dict[str, Any]], subjects: list[Subject], exact: bool
) -> list[dict[str, Any]]:
    """Sort organisations by how much their name differs from the words, or the acronym's name."""
    names = [[word.folded for subject in subjects for word in subject.words]]
    if not exact and len(subjects) == 1:
        concepts = subjects[0].concepts
        names += [fold(name).split() for concept in concepts for name in concept.full_names]

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        nearest = min(_distance(row, name) for name in names)
        return nearest, -row["contracts"] - row["contracts_signed"], row["id"]

    return sorted(rows, key=order)


def _distance(row: dict[str, Any], words: list[str]) -> tuple[int, int, int]:
    """Return a sort key: no contracts, words that the name lacks, words that it has besides."""
    name = fold(row["name"] or "").split()
    joined = "".join(words)
    if fold(row["acronym"] or "").replace(" ", "") == joined or name == words:
        return (-1, 0, 0)
    idle = int(not (row["contracts"] or row["contracts_signed"]))
    if joined in initials(row["name"] or ""):
        return (idle, 0, 0)
    missing = sum(word not in name for word in words)
    return (idle, missing, max(0, len(name) - len(words)) // 3)

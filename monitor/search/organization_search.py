"""Find public bodies and firms by name: in other words, other languages, by their initials."""

from __future__ import annotations

from typing import Any

import numpy as np

from monitor.search.column_store import Numbers
from monitor.search.contract_search import ContractSearch
from monitor.search.fts5_word_queries import begun_queries, grouped, near_query, word_query
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.known_names_and_spellings import initials
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
    """Return organisations, the best name first, with ``contracts`` bought and
    ``contracts_signed``."""
    for subjects in [*_tries(query, exact), *_translated(query, exact)]:
        places = _places(search, subjects, exact)
        if len(places):
            break
    else:
        return []
    columns = search.columns
    if not exact:
        country = country or next((one.country for one in query.subjects if one.country), None)
    most = np.argsort(-(columns.bought[places] + columns.signed[places]), kind="stable")
    read = ", ".join(str(place) for place in places[most][:MAX_READ])
    found = [
        {
            **row,
            "contracts": int(columns.bought[row["place"]]),
            "contracts_signed": int(columns.signed[row["place"]]),
        }
        for row in search.lookup.rows(_ROWS.format(places=read))
        if country is None or row["country"] == country
    ]
    for row in [one for one in found if one["buys"] and not one["contracts"]][:MAX_JOINT_BUYERS]:
        (joint,) = search.lookup.rows(_JOINT, id=row["id"])
        row["contracts"] = joint["contracts"]
    return _nearest_first(found, subjects, exact)


def contracts_of(search: ContractSearch, ids: list[str]) -> dict[str, int]:
    """Return how many contracts each organisation bought, with others where it is never first."""
    if not ids:
        return {}
    given = {f"id{number}": id_ for number, id_ in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in given)
    found = {}
    for row in search.lookup.rows(_PLACES.format(marks=marks), **given):
        place = row["place"]
        bought = int(search.columns.bought[place]) if place < len(search.columns.bought) else 0
        found[row["id"]] = bought or search.lookup.rows(_JOINT, id=row["id"])[0]["contracts"]
    return found


def _tries(query: InterpretedQuery, exact: bool) -> list[list[Subject]]:
    """Return which subjects may be a name: all, then without those that name something else, then
    without countries, then without ordinary words."""
    every = query.needed
    tries = [every]
    if exact:
        return tries
    names = [one for one in every if not one.groups and (not one.concepts or one.is_in_names)]
    # a kind of body alone ("mairie") would stand for all of them, unless a country is told
    nowhere = [one for one in names if not one.country]
    told = len(nowhere) < len(names)
    for some in (names, nowhere, [one for one in nowhere if not one.is_ordinary]):
        if some and some not in tries and (told or any(not one.is_kind_of_body for one in some)):
            tries.append(some)
    return tries


def _translated(query: InterpretedQuery, exact: bool) -> list[list[Subject]]:
    """Return the subjects with their words in other languages: "services partagés Canada" for
    Shared Services Canada.  One word alone, or what is bought, stands in too many names."""
    wider = None if exact else query.in_labels()
    needed = wider.needed if wider else []
    many = len(needed) > 1 and any(one.is_name for one in needed)
    told = all(one.is_in_names or not one.names_something for one in needed)
    return [needed] if many and told else []


def _places(search: ContractSearch, subjects: list[Subject], exact: bool) -> Numbers:
    """Return the rowids of organisations that have all subjects in their name."""
    found = np.ones(len(search.columns.bought), dtype=bool)
    asked: list[str] = []
    for subject in subjects:
        words = " AND ".join(grouped(word_query(word, search.names)) for word in subject.words)
        asked.append(grouped(words))
        ways = [words]
        if not exact and subject.is_in_names:
            ways += concept_queries(tuple(one.id for one in subject.concepts))
        elif not exact and not subject.concepts and len(subject.words) == 1:
            ways += filter(None, [near_query(subject.words[0], search.names)])
            ways += begun_queries(subject.translated)
        here = np.zeros_like(found)
        here[search.lookup.rowids("organizations", *ways)] = True
        found &= here
    if not exact and len(subjects) == 1 and subjects[0].acronym:
        found[search.names.of_acronym(subjects[0].acronym)] = True
    # under another of its names, with which it stands in a contract
    contracts = search.lookup.rowids("contracts", f"buyer : ({' AND '.join(asked)})")
    found[search.columns.numbers["buyer"][contracts]] = True
    found[:1] = False  # contracts without a buyer
    return np.flatnonzero(found)


def _nearest_first(
    found: list[dict[str, Any]], subjects: list[Subject], exact: bool
) -> list[dict[str, Any]]:
    """Return bodies by how near their name is to the words, or to what an acronym stands for."""
    names = [[word.folded for subject in subjects for word in subject.words]]
    if not exact and len(subjects) == 1:
        concepts = subjects[0].concepts
        names += [fold(name).split() for concept in concepts for name in concept.full_names]

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        nearest = min(_distance(row, name) for name in names)
        return nearest, -row["contracts"] - row["contracts_signed"], row["id"]

    return sorted(found, key=order)


def _distance(row: dict[str, Any], asked: list[str]) -> tuple[int, int, int]:
    """Return how far a name is from the words: those missing, no contract, those too many."""
    name = fold(row["name"] or "").split()
    joined = "".join(asked)
    if fold(row["acronym"] or "").replace(" ", "") == joined or name == asked:
        return (-1, 0, 0)
    idle = int(not (row["contracts"] or row["contracts_signed"]))
    if joined in initials(row["name"] or ""):
        return (idle, 0, 0)
    missing = sum(word not in name for word in asked)
    return (idle, missing, max(0, len(name) - len(asked)) // 3)

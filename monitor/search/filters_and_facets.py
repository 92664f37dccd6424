"""Filter, order and count contracts by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.search.column_store import CLAIMS, PAIRS, ContractColumns, Numbers
from pipelines.reference.legal_regimes import EEA

SORTS = ("best", "newest", "oldest", "value", "ending")
ROLES = (
    "winner",
    "consortium_member",
    "subcontractor",
    "reseller_winner",
    "named_product",
    "named_manufacturer",
)
# filters that are a facet of ContractColumns, by the same name
COLUMNS = (
    *("country", "region", "year", "portal", "language", "method", "status", "band"),
    *("law", "amended"),
)
# seats in or outside the European Economic Area, or in another country than the buyer
EUROPE, ELSEWHERE, FOREIGN = "EU", "non-EU", "foreign"
_NEVER = 1e9  # later than every day, as a number (20261128)


@dataclass(frozen=True)
class Filters:
    """Values of the filters beside the query; None: any.

    ``ended_before``  a day as a number (20261128).
    ``seat``  country of the head office of a vendor group, or one of ``EUROPE``, ``ELSEWHERE`` and
              ``FOREIGN``.
    """

    country: str | None = None
    region: str | None = None
    year: str | None = None
    end_year: str | None = None
    ended_before: int | None = None
    portal: str | None = None
    language: str | None = None
    method: str | None = None
    status: str | None = None
    band: str | None = None
    group: str | None = None
    role: str | None = None
    seat: str | None = None
    law: str | None = None
    amended: str | None = None
    claim: str | None = None
    verified: str | None = None
    buyer: int | None = None  # rowid in organizations


def _masks(columns: ContractColumns, filters: Filters) -> dict[str, Numbers]:
    """The contracts that each filter lets through."""
    result: dict[str, Numbers] = {}
    for name in COLUMNS:
        value = getattr(filters, name)
        if value is not None:
            number = columns.facets[name].number(value)
            result[name] = columns.facets[name].numbers == (-1 if number is None else number)
    if filters.claim:
        result["claim"] = columns.facets[filters.claim].numbers == (
            columns.facets[filters.claim].number("yes") or -1
        )
    if chosen := _chosen_pairs(columns, filters):
        result["group"] = columns.of_pairs(np.logical_and.reduce(list(chosen.values())))
    if filters.verified:
        result["verified"] = columns.verified
    if filters.end_year:
        result["end_year"] = _end_years(columns) == int(filters.end_year)
    if filters.ended_before:
        end = columns.numbers["end"]
        result["ended_before"] = (end > 0) & (end < filters.ended_before)
    if filters.buyer is not None:
        result["buyer"] = columns.numbers["buyer"] == filters.buyer
    return result


def _chosen_pairs(columns: ContractColumns, filters: Filters) -> dict[str, Numbers]:
    """Return the pairs that have what is chosen in each column of vendor groups, where one is."""
    pairs = columns.groups
    chosen = {
        name: pairs.which(name, (value,)) for name in PAIRS if (value := getattr(filters, name))
    }
    if filters.seat == FOREIGN:
        chosen["seat"] = columns.foreign_groups()
    elif filters.seat in (EUROPE, ELSEWHERE):
        seats = [seat for seat in pairs.columns["seat"].values if seat]
        inside = filters.seat == EUROPE
        chosen["seat"] = pairs.which("seat", [one for one in seats if (one in EEA) == inside])
    return chosen


def _end_years(columns: ContractColumns) -> Numbers:
    """Return the year in which each contract ends, 0 where that is not known."""
    years: Numbers = columns.numbers["end"] // 10_000
    return years


def apply_filters(columns: ContractColumns, marked: Numbers, filters: Filters) -> Numbers:
    """Return the rowids of the marked contracts that the filters let through."""
    for mask in _masks(columns, filters).values():
        marked = marked & mask
    return np.flatnonzero(marked)


def ordered(
    columns: ContractColumns, rows: Numbers, score: Numbers, sort: str, most: int, today: date
) -> Numbers:
    """Return the first ``most`` of these contracts in order."""
    published = columns.numbers["published"][rows].astype(np.float64)
    if sort == "ending":
        first = _first_to_end(columns.numbers["end"][rows].astype(np.float64), today)
    else:
        first = _first_key(columns, rows, score, sort, published)
    if len(rows) > 4 * most:  # the rest need not be sorted; all that equal the last one stay
        least = np.partition(first, len(first) - most)[len(first) - most]
        is_first = first >= least
        rows, first, published = rows[is_first], first[is_first], published[is_first]
    ordered: Numbers = rows[np.lexsort((-rows, -published, -first))][:most]
    return ordered


def _first_key(
    columns: ContractColumns, rows: Numbers, score: Numbers, sort: str, published: Numbers
) -> Numbers:
    """Return what contracts are ordered by, the largest first."""
    if sort == "newest":
        return published
    if sort == "oldest":
        return -np.where(published == 0, _NEVER, published)
    if sort == "value":
        value = columns.numbers["value"][rows].astype(np.float64)
        return np.nan_to_num(value, nan=-1.0)
    best: Numbers = score[rows] * _NEVER + published
    return best


def _first_to_end(end: Numbers, today: date) -> Numbers:
    """Return what puts the next to end first, then those that ended last, then the unknown."""
    has_ended = np.where(end == 0, -_NEVER, end) - 2 * _NEVER
    key: Numbers = np.where(end >= int(f"{today:%Y%m%d}"), -end, has_ended)
    return key


def facet_counts(
    columns: ContractColumns, marked: Numbers, filters: Filters
) -> dict[str, list[tuple[str, int]]]:
    """Counts of each facet among what all other filters let through."""
    masks = _masks(columns, filters)

    def others(name: str) -> Numbers:
        rest = marked
        for facet, mask in masks.items():
            if facet != name:
                rest = rest & mask
        return rest

    every = others("")
    places = np.flatnonzero(every)
    facet_pairs: dict[str, list[tuple[str, int]]] = {}
    for name in COLUMNS:
        at = np.flatnonzero(others(name)) if name in masks else places
        words = columns.facets[name]
        counts = np.bincount(words.numbers[at], minlength=len(words.values))
        facet_pairs[name] = _counted(words.values, counts)
    at = np.flatnonzero(others("claim")) if "claim" in masks else places
    facet_pairs["claim"] = sorted(
        (
            (claim, int(np.count_nonzero(columns.facets[claim].numbers[at] == number)))
            for claim in CLAIMS
            if (number := columns.facets[claim].number("yes")) is not None
        ),
        key=lambda pair: -pair[1],
    )
    rest = others("group") if "group" in masks else every
    pairs = columns.groups
    here = rest[pairs.rows]
    chosen = _chosen_pairs(columns, filters)
    for name, column in pairs.columns.items():
        mine = here
        for other, mask in chosen.items():
            if other != name:
                mine = mine & mask
        if name != "group":  # which several groups may have in one contract
            counts = _distinct_rows(pairs.rows[mine], column.numbers[mine], len(column.values))
        else:
            counts = np.bincount(column.numbers[mine], minlength=len(column.values))
        facet_pairs[name] = _counted(column.values, counts)
    years = np.bincount(_end_years(columns)[others("end_year")])
    facet_pairs["end_year"] = [(str(year), int(count)) for year, count in enumerate(years) if year]
    verified = int(np.count_nonzero(columns.verified & others("verified")))
    facet_pairs["verified"] = [("yes", verified)]
    return {name: [pair for pair in pairs if pair[1]] for name, pairs in facet_pairs.items()}


def _distinct_rows(rows: Numbers, numbers: Numbers, size: int) -> Numbers:
    """Return how many different rows have each of ``size`` numbers."""
    seen = np.zeros(rows.max(initial=0) + 1, dtype=bool)
    counts = np.zeros(size, dtype=np.int64)
    for number in range(size):
        seen[:] = False
        seen[rows[numbers == number]] = True
        counts[number] = np.count_nonzero(seen)
    return counts


def _counted(values: Sequence[str | None], counts: Numbers) -> list[tuple[str, int]]:
    pairs = [
        (value, int(count))
        for value, count in zip(values, counts, strict=False)
        if value is not None
    ]
    return sorted(pairs, key=lambda pair: -pair[1])

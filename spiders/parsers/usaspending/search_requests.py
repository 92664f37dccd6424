"""Build USAspending searches: awards changed in a window, by code and by name.

Source  the service's own contracts (usaspending-api, api_contracts).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pipelines.errors import BrokenDocument
from pipelines.reference.data_folder import REFERENCE, read_csv
from spiders.parsers.common.json_values import civil_date, clean_text, mapping

CONTRACTS = ("A", "B", "C", "D")
VEHICLES = ("IDV_A", "IDV_B", "IDV_B_A", "IDV_B_B", "IDV_B_C", "IDV_C", "IDV_D", "IDV_E")
MARKS = ("last_record_unique_id", "last_record_sort_value")
SEARCHES = REFERENCE / "usaspending_searches.csv"
FIELDS = ("Award ID", "Recipient Name", "Last Modified Date", "generated_internal_id")


def questions(first: date, last: date) -> Iterator[dict[str, Any]]:
    """Build the searches of a span of days, both included; filters of one search narrow each
    other."""
    values: dict[str, list[str]] = {}
    for row in read_csv(SEARCHES):
        values.setdefault(row["filter"], []).append(row["value"])
    period = {"start_date": f"{first}", "end_date": f"{last}", "date_type": "last_modified_date"}
    for group in (CONTRACTS, VEHICLES):
        for name, listed in values.items():
            value = {"require": listed} if name == "naics_codes" else listed
            yield {
                "filters": {"award_type_codes": list(group), "time_period": [period], name: value},
                "fields": list(FIELDS),
                "limit": 100,
                "page": 1,
                "sort": "Award ID",
                "order": "asc",
                "subawards": False,
            }


def total(answer: Any) -> int | None:
    """Read the count of contracts and vehicles together: one of them is asked for."""
    results = mapping(mapping(answer).get("results"))
    contracts, vehicles = results.get("contracts"), results.get("idvs")
    if isinstance(contracts, int) and isinstance(vehicles, int):
        return contracts + vehicles
    return None


def award_id(record: Any, first: date, after: date) -> str:
    """Return the award id of a listed row.

    Raises  BrokenDocument: no id, or a row of other days (by more than one, for the zones' sake).
    """
    row = mapping(record)
    id_, changed = (
        clean_text(row.get("generated_internal_id")),
        civil_date(row.get(FIELDS[2]), None),
    )
    if not id_:
        raise BrokenDocument("no_address", f"a listed award has no id: {sorted(row)[:6]}")
    margin = timedelta(days=1)
    if changed and not first - margin <= changed <= after:
        raise BrokenDocument("filter_ignored", f"asked for {first} on, got {id_} of {changed}")
    return id_

"""Build USAspending searches: awards changed in a window, by code and by name.

Source  the service's own contracts (usaspending-api, api_contracts); codes of the PSC manual of
        2020 and before, NAICS of 2017 and 2022 (from general knowledge).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pipelines.errors import BrokenDocument
from spiders.parsers.ocds.values import civil_date, clean_text, mapping

CONTRACTS = ("A", "B", "C", "D")
VEHICLES = ("IDV_A", "IDV_B", "IDV_B_A", "IDV_B_B", "IDV_B_C", "IDV_C", "IDV_D", "IDV_E")
MARKS = ("last_record_unique_id", "last_record_sort_value")
PSC = (
    *(f"D3{number:02d}" for number in (*range(1, 26), 99)),
    "DA01",
    "DA10",
    "DB01",
    "DB02",
    "DB10",
    "DC01",
    "DC10",
    "DD01",
    "DE01",
    "DE02",
    "DE10",
    "DE11",
    "DF01",
    "DF10",
    "DG01",
    "DG10",
    "DG11",
    "DH01",
    "DH10",
    "DJ01",
    "DJ10",
    "DK01",
    "DK10",
    "7A20",
    "7A21",
    "7B20",
    "7B21",
    "7B22",
    "7C20",
    "7C21",
    "7D20",
    "7E20",
    "7E21",
    "7F20",
    "7G20",
    "7G21",
    "7G22",
    "7H20",
    "7J20",
    "7K20",
    "7010",
    "7020",
    "7021",
    "7022",
    "7025",
    "7030",
    "7035",
    "7040",
    "7042",
    "7045",
    "7050",
    "6350",
    "R611",
    "R614",
)
NAICS = ("5415", "5182", "5112", "5132", "5192", "3341", "334290")
# Names asked for whatever the codes: large contracts hide under "support" (R4), and so do watchers.
NAMES = (
    "accenture",
    "adobe",
    "alphabet",
    "amazon",
    "anduril",
    "anthropic",
    "apple",
    "at&t",
    "atos",
    "axon",
    "babel street",
    "booz allen",
    "broadcom",
    "caci",
    "capgemini",
    "carahsoft",
    "cellebrite",
    "cgi federal",
    "cisco",
    "clearview",
    "cloudflare",
    "cognizant",
    "crowdstrike",
    "databricks",
    "dell",
    "deloitte",
    "dxc",
    "flock",
    "fortinet",
    "fujitsu",
    "gdit",
    "genasys",
    "google",
    "guidehouse",
    "hewlett packard",
    "idemia",
    "ibm",
    "international business machines",
    "kyndryl",
    "leidos",
    "lexisnexis",
    "maximus",
    "meta platforms",
    "microsoft",
    "motorola solutions",
    "ntt data",
    "nvidia",
    "openai",
    "oracle",
    "palantir",
    "palo alto networks",
    "paragon",
    "penlink",
    "relx",
    "salesforce",
    "sap",
    "servicenow",
    "shadowdragon",
    "snowflake",
    "splunk",
    "thomson reuters",
    "unisys",
    "verint",
    "vmware",
    "workday",
    "zoom",
)
FIELDS = ("Award ID", "Recipient Name", "Last Modified Date", "generated_internal_id")


def questions(first: date, last: date) -> Iterator[dict[str, Any]]:
    """Build the searches of a span of days, both included; filters of one search narrow each
    other."""
    period = {"start_date": f"{first}", "end_date": f"{last}", "date_type": "last_modified_date"}
    for group in (CONTRACTS, VEHICLES):
        for name, value in (
            ("psc_codes", list(PSC)),
            ("naics_codes", {"require": list(NAICS)}),
            ("recipient_search_text", list(NAMES)),
        ):
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
    found = mapping(mapping(answer).get("results"))
    contracts, vehicles = found.get("contracts"), found.get("idvs")
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

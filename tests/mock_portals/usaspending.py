"""Mock USAspending: a search by POST with a count beside it, and a page of data an award.

Source  the service's own code and contracts (usaspending-api, public domain): 422 for award types
        of two groups and for pages beyond 50,000 rows, 500 for half a mark, 400 for what is
        no JSON; some 1,000 calls in 300 seconds were measured by a public client.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal

GROUPS = (
    {"A", "B", "C", "D"},
    {"IDV_A", "IDV_B", "IDV_B_A", "IDV_B_B", "IDV_B_C", "IDV_C", "IDV_D", "IDV_E"},
)
CEILING = 50_000
Award = dict[str, Any]


class UsaSpending(StagedPortal):
    name = "usaspending"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("1000 in 300 seconds", 1000, 300, "measured by a client", paths="/api/.*"),
    )
    page_size = 100
    root = "/api/v2"

    def routes(self) -> Sequence[Route]:
        search = f"{self.root}/search/spending_by_award"
        return (
            Route(f"{search}/", self.search, methods=["POST"]),
            Route(f"{search}_count/", self.count, methods=["POST"]),
            Route(f"{self.root}/awards/{{id}}/", self.award),
        )

    def awards(self) -> list[Award]:
        """Awards in the folder, each in its latest state, by their number and id."""
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        matches = [body for body in bodies if "generated_unique_award_id" in body]
        matches.sort(key=_changed)
        latest = {body["generated_unique_award_id"]: body for body in matches}
        return sorted(latest.values(), key=lambda item: (item["piid"], item["id"]))

    async def count(self, request: Request) -> Response:
        body = await _posted(request)
        if refused := _refused(body):
            return refused
        number = len(self._found(body)) + self.switches.total_off_by
        is_idv = str(body["filters"]["award_type_codes"][0]).startswith("IDV")
        counts = {"contracts": 0, "idvs": 0, "grants": 0, "loans": 0, "other": 0}
        counts["idvs" if is_idv else "contracts"] = number
        return JSONResponse({"results": counts, "messages": []})

    async def search(self, request: Request) -> Response:
        body = await _posted(request)
        if refused := _refused(body):
            return refused
        if not body.get("fields") or body.get("sort") not in body["fields"]:
            return JSONResponse({"detail": "Sort value not found in requested fields"}, 400)
        marks = (body.get("last_record_sort_value"), body.get("last_record_unique_id"))
        if (marks[0] is None) != (marks[1] is None):
            return JSONResponse({"detail": "search_after requires both"}, 500)
        size, page = int(body.get("limit", 10)), int(body.get("page", 1))
        if size > 100 or (marks[0] is None and (page - 1) * size >= CEILING):
            return JSONResponse({"detail": f"Page #{page} is over the maximum result limit"}, 422)
        matches, size = self._found(body), min(size, self.page_size)
        start = (page - 1) * size
        if marks[0] is not None and not self.switches.repeat_page:
            start = sum((x["piid"], x["id"]) <= marks for x in matches)
        shown, has_next = matches[start : start + size], start + size < len(matches)
        last = shown[-1] if shown and has_next else None
        paging = {
            "page": page,
            "hasNext": has_next,
            "last_record_unique_id": last and last["id"],
            "last_record_sort_value": str(last and last["piid"]),
        }
        rows = [_row(item, body["fields"]) for item in shown]
        return JSONResponse(
            {
                "spending_level": "awards",
                "limit": size,
                "results": rows,
                "page_metadata": paging,
                "messages": [],
            }
        )

    def _found(self, body: dict[str, Any]) -> list[Award]:
        return [award for award in self.awards() if _fits(award, body["filters"])]

    async def award(self, request: Request) -> Response:
        for award in self.awards():
            if award["generated_unique_award_id"] == request.path_params["id"]:
                return JSONResponse(award)
        return JSONResponse({"detail": "No Award found"}, 404)


async def _posted(request: Request) -> dict[str, Any]:
    try:
        return dict(await request.json())
    except ValueError:
        return {}


def _refused(body: dict[str, Any]) -> Response | None:
    types = set(body.get("filters", {}).get("award_type_codes", ()))
    if not types:
        return JSONResponse({"detail": "Missing value: 'filters|award_type_codes'"}, 400)
    if not any(types <= group for group in GROUPS):
        return JSONResponse({"message": "'award_type_codes' must only contain one group"}, 422)
    return None


def _changed(award: Award) -> str:
    return str(award["period_of_performance"]["last_modified_date"])[:10]


def _fits(award: Award, filters: dict[str, Any]) -> bool:
    """Whether an award fits all filters; several values of one are alternatives."""
    data, name = award["latest_transaction_contract_data"], award["recipient"]["recipient_name"]
    tests: dict[str, Callable[[Any], bool]] = {
        "award_type_codes": lambda given: award["type"] in given,
        "time_period": lambda given: any(
            item["start_date"] <= _changed(award) <= item["end_date"] for item in given
        ),
        "psc_codes": lambda given: data["product_or_service_code"] in given,
        "naics_codes": lambda given: str(data["naics"]).startswith(tuple(given["require"])),
        "recipient_search_text": lambda given: any(x in name.lower() for x in given),
    }
    return all(test(filters[key]) for key, test in tests.items() if key in filters)


def _row(award: Award, fields: list[str]) -> dict[str, Any]:
    known = {
        "Award ID": award["piid"],
        "Recipient Name": award["recipient"]["recipient_name"],
        "Last Modified Date": _changed(award),
        "Award Amount": award["total_obligation"],
    }
    id_ = award["generated_unique_award_id"]
    same = {"internal_id": award["id"], "generated_internal_id": id_}
    return {**same, **{name: known.get(name) for name in fields if name not in same}}

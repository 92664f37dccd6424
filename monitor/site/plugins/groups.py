"""``contracts?_group=microsoft`` and the facet that counts groups, both over ``contract_groups``.

Datasette's own facet of JSON arrays reads every row: at 96,000 contracts it is past its time limit
and vanishes.  The indexed table of groups holds the same facts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args

from monitor.site.metadata import NAME

ARGUMENT = "_group"
_COUNT = (
    "SELECT g.vendor_group AS value, coalesce(v.name, g.vendor_group) AS label, count(*) AS count"
    " FROM contract_groups g LEFT JOIN vendor_groups v ON v.id = g.vendor_group"
    " WHERE EXISTS (SELECT 1 FROM ({sql}) c WHERE c.id = g.contract_id)"
    " GROUP BY g.vendor_group ORDER BY count DESC, value LIMIT {limit}"
)


class GroupFacet(Facet):  # type: ignore[misc]
    """Metadata ``{group: vendor_groups}`` of ``contracts`` -> groups with their contracts."""

    type = "group"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        if not self.get_configs() or (self.database, self.table) != (NAME, "contracts"):
            return [], []
        size = self.get_facet_size()
        try:
            found = await self.ds.execute(
                self.database, _COUNT.format(sql=self.sql, limit=size + 1), self.params,
                truncate=False, custom_time_limit=self.ds.setting("facet_time_limit_ms"),
            )  # fmt: skip
        except QueryInterrupted:
            return [], ["vendor_groups"]
        rows = list(found.rows)
        results = [self._result(row) for row in rows[:size]]
        return [
            {"name": "vendor_groups", "type": self.type, "results": results, "hideable": False,
             "toggle_url": None, "truncated": len(rows) > size}
        ], []  # fmt: skip

    def _result(self, row: Any) -> dict[str, Any]:
        pair = {ARGUMENT: row["value"]}
        selected = (ARGUMENT, row["value"]) in self.get_querystring_pairs()
        change = path_with_removed_args if selected else path_with_added_args
        address = self.ds.urls.path(change(self.request, pair))
        return {
            "value": row["value"], "label": row["label"], "count": row["count"],
            "selected": selected, "toggle_url": self.ds.absolute_url(self.request, address),
        }  # fmt: skip


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    return [GroupFacet]


@hookimpl
def filters_from_request(
    request: Any, database: str, table: str
) -> Callable[[], Awaitable[FilterArguments | None]] | None:
    groups = request.args.getlist(ARGUMENT)
    if not groups or (database, table) != (NAME, "contracts"):
        return None

    async def chosen() -> FilterArguments:
        names = {f"group_{place}": group for place, group in enumerate(groups)}
        clauses = [
            f"id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = :{name})"
            for name in names
        ]
        said = [f'group is "{group}"' for group in groups]
        return FilterArguments(clauses, params=names, human_descriptions=said)

    return chosen

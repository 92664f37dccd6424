"""``contracts?_group=microsoft``: contracts in which a group has a role, by ``contract_groups``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments

from monitor.i18n.metadata import NAME

ARGUMENT = "_group"


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

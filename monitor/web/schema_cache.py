"""What Datasette asks of the schema for each page of a table, asked once: columns, keys, full text.

These are twenty of its forty questions, and each waits for a thread.  Datasette looks at the number
of the schema before each of its pages; when it is another one, everything is asked anew.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from datasette.database import Database

from pipelines.store.schema import TABLES

NUMBER = "PRAGMA schema_version"


class Known(Database):  # type: ignore[misc]
    """A database that keeps what it was asked of the schema of our tables."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._schema: int | None = None
        self._known: dict[tuple[str, ...], Any] = {}

    def is_schema(self, number: int) -> None:
        """The number of the schema as it was just read."""
        if number != self._schema:
            self._schema, self._known = number, {}

    async def _asked(self, name: str, *about: str) -> Any:
        if about[0] not in TABLES:  # a name from an address: nobody keeps all that may come
            return await getattr(super(), name)(*about)
        known, key = self._known, (name, *about)
        if key not in known:
            known[key] = await getattr(super(), name)(*about)
        return copy(known[key])

    async def table_exists(self, table: str) -> Any:
        return await self._asked("table_exists", table)

    async def table_columns(self, table: str) -> Any:
        return await self._asked("table_columns", table)

    async def table_column_details(self, table: str) -> Any:
        return await self._asked("table_column_details", table)

    async def primary_keys(self, table: str) -> Any:
        return await self._asked("primary_keys", table)

    async def fts_table(self, table: str) -> Any:
        return await self._asked("fts_table", table)

    async def foreign_keys_for_table(self, table: str) -> Any:
        return await self._asked("foreign_keys_for_table", table)

    async def get_table_definition(self, table: str, type_: str = "table") -> Any:
        return await self._asked("get_table_definition", table, type_)

"""OCDS publishers, one a row of ``data/reference/ocds_portals.yml``: ``vigie crawl ocds:chile``.

Covers    What each row says: releases and records of the Open Contracting Data Standard, of
          countries, states and cities.
Access    As the row says: pages of releases, lists of documents, or files, which are streamed.
Identity  Portal ``ocds:NAME``; notice ``ocid/release id``.
Traps     A row is what a public client did (``checked``), unless it says that the portal itself was
          asked (``live``).  Adding a publisher is adding a row, a practice publisher and a fixture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from pipelines.reference.data_files import REFERENCE
from spiders.base.json_listings import at
from spiders.base.publisher import PublisherSpider
from spiders.base.rows import Row, rows
from spiders.parsers import decoding, ocds
from spiders.parsers.decoding.record_splitter import json_slices, line_slices

TABLE = REFERENCE / "ocds_portals.yml"


def reader(name: str, row: Row) -> Any:
    """Row -> the function that reads its releases: record, address it came by -> notices."""
    profile: dict[str, Any] = {
        "zone": row.zone,
        "country": row.country,
        "language": row.languages[0],
        "currency": row.currency,
    }

    def page(release: dict[str, Any]) -> str | None:
        """Address of the human page: as the release says, else by the row's template."""
        code = re.sub(r"^ocds-[a-z0-9]{6}-", "", str(release.get("ocid") or ""), flags=re.I)
        made = row.page.format(code=code) if row.page and code else None
        return ocds.listed_page(release) or made

    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """OCDS release -> its Notice."""
        if row.ocid_of_address and isinstance(record, dict):
            record = {**record, "ocid": source.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]}
        yield from ocds.notices(record, name, page=page, **profile)

    return notices


def inside(pointer: str) -> Any:
    """Pointer -> what reads the releases that stand there, in an answer that is no package."""

    def reads(body: bytes) -> Iterator[Any]:
        yield from ocds.releases(at(decoding.json_value(body), pointer))

    return reads


def told(row: Row) -> dict[str, str]:
    """Row -> what the page of portals says of it, under the headings of all portals."""
    how = f"{row.access[0].upper()}{row.access[1:]}: {', '.join(row.ask) or 'none'}."
    seen = "the portal itself" if row.checked.live else row.checked.source
    off = f"  Off: {row.why_off}" if row.why_off else ""
    return {
        "Covers": row.covers.en,
        "Access": f"{how} Licence: {row.licence}. Terms: {row.terms}.{off}",
        "Identity": "`ocid/release id`, as the publisher numbers them.",
        "Traps": f"{row.traps} Seen on {row.checked.day} in {seen}.",
    }


def spider_of(name: str, row: Row) -> type[PublisherSpider]:
    """Row -> spider class ``ocds:NAME``."""
    full = f"ocds:{name}"
    return type(
        f"Ocds{name.title().replace('_', '')}Spider",
        (PublisherSpider,),
        {
            "__module__": __name__,
            "name": full,
            "title": row.title.en,
            "row": row,
            "told": told(row),
            "endpoint": row.ask[0] if row.ask and row.state != "off" else "",
            "hosts": row.all_hosts(),
            "window": row.date_window(),
            "pace_s": row.pace_s,
            "wait_on": row.wait,
            "robots_exemption": row.robots,
            "cuts": staticmethod(line_slices if row.lines else json_slices),
            "members": re.compile(row.members) if row.members else None,
            "reads": staticmethod(
                ocds.from_slice if row.records.endswith("/releases") else inside(row.records)
            ),
            "notices": staticmethod(reader(full, row)),
        },
    )


for _name, _row in rows(TABLE).items():
    _spider = spider_of(_name, _row)
    globals()[_spider.__name__] = _spider
del _spider  # Scrapy's loader would take it for another spider of the same name

"""OCDS publishers, one a row of ``data/reference/ocds_portals.yml``: ``vigie crawl ocds:chile``.

Covers    What each row says: releases and records of the Open Contracting Data Standard, of
          countries, states and cities.
Access    As the row says: pages of releases, lists of documents, or files, which are streamed.
Identity  Portal ``ocds:NAME``; notice ``ocid/release id``.
Traps     A row is what a public client did (``checked``), unless it says that the portal itself was
          asked (``live``).  Adding a publisher is adding a row, a mock publisher and a
          fixture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.interface_languages import SOURCE
from pipelines.model import Notice, Trouble
from pipelines.reference.data_folder import REFERENCE
from spiders.base.json_listing import resolve_pointer
from spiders.base.ocds_publisher import PublisherSpider
from spiders.base.ocds_publisher_config import PublisherConfig, load_publishers
from spiders.parsers import decoding, ocds
from spiders.parsers.decoding.record_splitter import json_slices, line_slices

TABLE = REFERENCE / "ocds_portals.yml"


def make_notice_parser(name: str, config: PublisherConfig) -> Any:
    """Return the function that reads a publisher's releases: record and address to notices."""
    profile: dict[str, Any] = {
        "zone": config.zone,
        "country": config.country,
        "language": config.languages[0],
        "currency": config.currency,
    }

    def page(release: dict[str, Any]) -> str | None:
        """Address of the human page: as the release says, else by the row's template."""
        code = re.sub(r"^ocds-[a-z0-9]{6}-", "", str(release.get("ocid") or ""), flags=re.I)
        page_url = config.page.format(code=code) if config.page and code else None
        return ocds.listed_page(release) or page_url

    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release."""
        if config.ocid_of_address and isinstance(record, dict):
            record = {**record, "ocid": source.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]}
        yield from ocds.notices(record, name, page=page, **profile)

    return notices


def make_pointer_reader(pointer: str) -> Any:
    """Return a reader of the releases at a JSON pointer, in an answer that is no package."""

    def reads(body: bytes) -> Iterator[Any]:
        yield from ocds.releases(resolve_pointer(decoding.json_value(body), pointer))

    return reads


def describe_publisher(config: PublisherConfig) -> dict[str, str]:
    """Return what the page of portals says of a publisher, under the headings of all portals."""
    how = f"{config.access[0].upper()}{config.access[1:]}: {', '.join(config.ask) or 'none'}."
    source = "the portal itself" if config.checked.live else config.checked.source
    off = f"  Off: {config.why_off}" if config.why_off else ""
    return {
        "Covers": config.covers[SOURCE],
        "Access": f"{how} Licence: {config.licence}. Terms: {config.terms}.{off}",
        "Identity": "`ocid/release id`, as the publisher numbers them.",
        "Traps": f"{config.traps} Seen on {config.checked.day} in {source}.",
    }


def spider_of(name: str, config: PublisherConfig) -> type[PublisherSpider]:
    """Create the spider class ``ocds:NAME`` of a publisher."""
    full = f"ocds:{name}"
    return type(
        f"Ocds{name.title().replace('_', '')}Spider",
        (PublisherSpider,),
        {
            "__module__": __name__,
            "name": full,
            "title": config.title[SOURCE],
            "config": config,
            "documentation": describe_publisher(config),
            "endpoint": config.ask[0] if config.ask and config.state != "off" else "",
            "hosts": config.all_hosts(),
            "window": config.date_window(),
            "pace_s": config.pace_s,
            "wait_on": config.wait,
            "robots_exemption": config.robots,
            "cuts": staticmethod(line_slices if config.lines else json_slices),
            "members": re.compile(config.members) if config.members else None,
            "reads": staticmethod(
                ocds.from_slice
                if config.records.endswith("/releases")
                else make_pointer_reader(config.records)
            ),
            "notices": staticmethod(make_notice_parser(full, config)),
        },
    )


for _name, _config in load_publishers(TABLE).items():
    _spider = spider_of(_name, _config)
    globals()[_spider.__name__] = _spider
del _spider  # Scrapy's loader would take it for another spider of the same name

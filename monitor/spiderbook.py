"""Portal name -> its spider class, through Scrapy's spider loader (we name spiders as strings)."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from pipelines.errors import Misconfigured


@lru_cache(maxsize=1)
def _loader() -> SpiderLoader:
    settings = Settings()
    settings.setmodule("monitor.settings")
    return SpiderLoader.from_settings(settings)


def spider_names() -> list[str]:
    return sorted(_loader().list())


def spider(name: str) -> Any:
    """Name -> spider class.

    Raises  Misconfigured naming the portals that exist.
    """
    try:
        return _loader().load(name)
    except KeyError:
        known = ", ".join(spider_names())
        meant = get_close_matches(name.lower(), spider_names(), 1)
        hint = f"; did you mean {meant[0]}?" if meant else ""
        raise Misconfigured(
            f"there is no reader for a portal {name!r}{hint}\n  Known: {known}"
        ) from None

"""Portal name -> its spider class, through Scrapy's spider loader (we name spiders as strings)."""

from __future__ import annotations

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
        raise Misconfigured(f"there is no portal {name!r}; known: {known}") from None

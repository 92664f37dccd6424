"""Look up spider classes by portal name through Scrapy's spider loader.

The package ``monitor`` imports no spider: it names them as strings.
"""

from __future__ import annotations

import importlib.util
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from monitor.runtime.parent_watchdog import child_environment
from pipelines.errors import Misconfigured

SETTINGS = "monitor.crawling.scrapy_settings"


def scrapy_environment() -> dict[str, str]:
    """The environment of a Scrapy process: our settings, and no others that the caller may have.

    It works without ``scrapy.cfg``, which an installed wheel does not have, and ends with us.
    """
    variables = {k: v for k, v in child_environment().items() if not k.startswith("SCRAPY_")}
    return {**variables, "SCRAPY_SETTINGS_MODULE": SETTINGS}


@lru_cache(maxsize=64)
def _loader(module: str = "spiders") -> SpiderLoader:
    # without those of the project, whose item adapter imports pydantic: only a crawl needs it
    return SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [module]}))


def spider_module(name: str) -> str:
    """Return the module to load for a portal: its own, or ``spiders`` if it has none.

    Loading one module starts a crawl a fifth of a second sooner than loading all.
    """
    if name.startswith("ocds:"):
        return "spiders.ocds_portals"
    own_module = f"spiders.{name}"
    is_module = name.isidentifier() and importlib.util.find_spec(own_module) is not None
    return own_module if is_module and name in _loader(own_module).list() else "spiders"


def spider_names() -> list[str]:
    """Return the names of all portals that have a spider."""
    return sorted(_loader().list())


@lru_cache(maxsize=64)
def spider_class(name: str) -> Any:
    """Return the spider class of a portal.

    Raises  Misconfigured naming the portals that exist.
    """
    try:
        return _loader(spider_module(name)).load(name)
    except KeyError:
        names = ", ".join(spider_names())
        similar = get_close_matches(name.lower(), spider_names(), 1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        raise Misconfigured(
            f"there is no reader for a portal {name!r}{hint}\n  Known: {names}"
        ) from None

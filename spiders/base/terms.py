"""Portals whose terms of use nobody of this project has read: off until the operator has.

A portal declares ``terms_page``.  The operator reads it and, if it allows what we do, says so in
vigie.toml (``[crawl] terms_read``); until then nothing is asked of the portal.  A practice portal
on this machine has no terms.
"""

from __future__ import annotations

from typing import ClassVar

from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured
from spiders.base.crawling import CrawlingSpider


class TermsSpider(CrawlingSpider):
    terms_page: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        if not self.base and self.name not in settings.getlist("VIGIE_TERMS_READ"):
            raise Misconfigured(
                f"{self.name}: it is off until you have read its terms of use and its robots.txt "
                f"({self.terms_page}). If they allow it, write {self.name} into terms_read under "
                "[crawl] in vigie.toml; else leave this portal off."
            )

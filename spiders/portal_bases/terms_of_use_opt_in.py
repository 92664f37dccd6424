"""Spider base of a portal that stays off until its terms of use were read (``gets``)."""

from __future__ import annotations

from typing import ClassVar

from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured
from spiders.base.windowed import WindowedSpider


class TermsOfUseSpider(WindowedSpider):
    """Keep a portal off until the operator has read its terms of use, which this project has not.

    ``terms_page`` is declared.  The operator reads it and, if it allows what we do, says so in
    vigie.toml (``[crawl] terms_read``); until then nothing is asked of the portal.  A mock
    portal on this machine has no terms.
    """

    terms_page: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        if not self.base and self.name not in settings.getlist("VIGIE_TERMS_READ"):
            raise Misconfigured(
                f"{self.name}: it is off until you have read its terms of use and its robots.txt "
                f"({self.terms_page}). If they allow it, write {self.name} into terms_read under "
                "[crawl] in vigie.toml; else leave this portal off."
            )

"""What tests of real TED notices share, whatever their format: reading one, and its gaps."""

from __future__ import annotations

from pathlib import Path

from pipelines.model import Notice, Trouble
from spiders.base.portal import PortalSpider


def read_one(spider: type[PortalSpider], file: Path) -> tuple[Notice, list[Trouble]]:
    """The one notice of a file, and what could not be read in it."""
    results = list(spider.read(file.read_bytes(), file.name))
    notices = [result for result in results if isinstance(result, Notice)]
    assert len(notices) == 1, (file.name, results)
    return notices[0], [result for result in results if isinstance(result, Trouble)]


def is_complete(notice: Notice) -> bool:
    """Whether a notice has what every real one publishes."""
    return bool(
        notice.buyers
        and all(buyer.organization.name for buyer in notice.buyers)
        and notice.title
        and notice.main_code
        and notice.published
        and notice.kind
        and notice.country
        and notice.languages
    )

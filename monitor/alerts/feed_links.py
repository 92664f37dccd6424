"""Find the list page and the Atom feed that correspond to a filter.

A feed is asked for by at most one country, buyer, group and claim; a filter that says more is
served by the nearest feed that leaves nothing out.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.alerts.subscription_filters import Filter, buyer_id
from monitor.i18n.routes import page_path

CONTRACT_KINDS = frozenset(["award", "direct_award", "award_intention", "amendment"])
_FEED_PARAMETERS = (
    ("all_countries", "country"),
    ("groups", "group"),
    ("tags", "tag"),
    ("buyers", "buyer"),
    ("verified", "verified"),
)


@dataclass(frozen=True)
class FeedLinks:
    """Paths of the list and the feed; ``is_wider`` when they show more than the filter selects."""

    page: str
    feed: str
    is_wider: bool


def feed_links_for(filter_: Filter, lang: str) -> FeedLinks | None:
    """Return where a filter's contracts are listed, or None when it selects only calls or ends,
    which no feed has.
    """
    if not CONTRACT_KINDS & set(filter_.kinds):
        return None
    parameters: dict[str, str] = {}
    is_wider = bool(filter_.words or filter_.least_value or filter_.tiers or filter_.regions)
    is_wider |= not set(filter_.kinds) >= CONTRACT_KINDS - {"direct_award"}
    for field, name in _FEED_PARAMETERS:
        values = getattr(filter_, field)
        if len(values) == 1:
            parameters[name] = buyer_id(values[0]) or values[0]
        is_wider |= len(values) > 1
    return FeedLinks(
        page_path("feeds", lang, **parameters),
        page_path("feeds", lang, "atom", **parameters),
        is_wider,
    )

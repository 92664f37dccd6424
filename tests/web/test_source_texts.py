"""What the page of sources says of a publisher comes from its row."""

from __future__ import annotations

from monitor.web.pages.sources import _spiders
from pipelines.interface_languages import LANGUAGES, missing_languages
from pipelines.reference.load_reference_tables import load_portals


def test_every_publisher_of_ocds_says_what_it_covers_in_every_language() -> None:
    _, covers, readable = _spiders()
    publishers = {name for name in load_portals() if name.startswith("ocds:")} & readable
    assert publishers
    assert set(covers) == publishers
    assert [name for name, texts in covers.items() if missing_languages(texts, LANGUAGES)] == []

"""One page a tag in every language, complete, naming every rule with its weight."""

from __future__ import annotations

import pytest

from monitor.docs.tag_page_blocks import FOLDER, replace_block, rules_block
from monitor.i18n.catalogue import use_language
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.load_reference_tables import load_tables

TAGS = (
    "big_tech",
    "data_law_exposure",
    "data_outsourcing",
    "digital",
    "public_alternative",
    "public_surveillance_ai",
    "worker_surveillance",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_has_a_complete_page_that_names_its_rules(tag: str, language: str) -> None:
    text = (FOLDER / f"{tag}.{language}.md").read_text("utf-8")
    assert text.count("\n## ") == 7
    with use_language(language):
        rules = rules_block(tag, load_tables())
    assert rules in text, "run vigie evaluate --markdown docs/quality.md"
    assert "<!-- measured -->\n<!-- /measured -->" not in text


def test_a_block_is_replaced_and_the_rest_stays() -> None:
    page = "a\n<!-- rules -->\nold\n<!-- /rules -->\nb\n"
    assert (
        replace_block(page, "rules", r"new \1")
        == "a\n<!-- rules -->\nnew \\1\n<!-- /rules -->\nb\n"
    )

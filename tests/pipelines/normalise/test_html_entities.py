"""Entities that portals leave in plain text are decoded, and before privacy."""

from __future__ import annotations

import pytest

from monitor.demo.portals.server import DEMO_DATA
from pipelines.model import Award, Notice, Organization, Supplier, Text
from pipelines.normalise.html_entities import decode_entities, decoded_text
from pipelines.privacy.mask_notice import remove_personal_data
from pipelines.stages import load_stages
from spiders.contracts_finder import ContractsFinderSpider


def notice(*texts: str, supplier: str = "Example Ltd") -> Notice:
    award = Award(key="1", key_basis="award_id", suppliers=(Supplier(Organization(supplier)),))
    return Notice(
        id="contracts_finder:1",
        portal="contracts_finder",
        number="1",
        kind="award",
        languages=("en",),
        url="https://example.org/?a=1&lt;=2",
        texts=tuple(Text("description", text, "en") for text in texts),
        awards=(award,),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R&amp;D &ndash; phase&nbsp;2", "R&D – phase\xa02"),
        ("the buyer&#39;s &#x201c;cloud&#x201d;", "the buyer's “cloud”"),
        ("Smith &amp;amp; Sons", "Smith & Sons"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("https://example.org/?a=1&lt;=2", "https://example.org/?a=1&lt;=2"),
        ("a&#0;b", "a\ufffdb"),
        ("a&#27;[2Jb&#127;c&#11;d", "a[2Jbcd"),
        ("a\x00b\x1b]0;c\x07\x7fd\x0ce", "a b ]0;c  d e"),
        ("l\x92\xe9t\xe9 \x96 \x8020\x9d\x9b", "l’été – €20 ›"),
        ("two\nlines\tand\r\nthree", "two\nlines\tand\r\nthree"),
        ("equipment and:\\r\r\n- licences\\r", "equipment and: \r\n- licences "),
        (r"one\r\ntwo, from C:\reports", r"one two, from C:\reports"),
    ],
)
def test_an_entity_is_its_character_and_all_else_stays(written: str, meant: str) -> None:
    assert decoded_text(written) == meant


def test_a_line_break_written_as_letters_is_in_no_text() -> None:
    assert decode_entities(notice("licences\\r\r\n")).texts[0].text == "licences \r\n"


def test_texts_and_names_are_decoded_and_addresses_of_pages_are_not() -> None:
    entities = decode_entities(notice("R&amp;D", supplier="Marks &amp; Example plc"))
    assert entities.texts[0].text == "R&D"
    assert entities.awards[0].suppliers[0].organization.name == "Marks & Example plc"
    assert entities.url == "https://example.org/?a=1&lt;=2"


@pytest.mark.parametrize("control", ["\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x9b", "\x9d"])
def test_a_control_character_is_in_no_text_and_no_name(control: str) -> None:
    cleaned = decode_entities(notice(f"a{control}b", supplier=f"é{control} Ltd"))
    assert control not in cleaned.texts[0].text
    assert control not in cleaned.awards[0].suppliers[0].organization.name
    assert decode_entities(cleaned) == cleaned


def test_the_entity_that_the_mock_portal_leaves_in_a_title_is_no_part_of_it() -> None:
    file = DEMO_DATA / "contracts_finder" / "planning-partner.json"
    body = file.read_bytes()
    assert b"Digital &amp; Data Partner" in body
    (read,) = ContractsFinderSpider.read(body, file.name)
    assert isinstance(read, Notice)
    assert load_stages().anonymise_and_normalise(read).title == "Digital & Data Partner"


def test_a_mail_address_behind_an_entity_is_masked_by_the_stages() -> None:
    written = notice("Write to alex.example&#64;council.example.org, or to 020&nbsp;7946&nbsp;0000")
    assert "alex.example" in remove_personal_data(written).texts[0].text, "privacy alone is blind"
    text = load_stages().anonymise_and_normalise(written).texts[0].text
    assert "alex" not in text
    assert "council.example.org" not in text

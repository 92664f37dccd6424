"""Convert texts in four languages, bodies and codes of simap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

from pipelines.model import Buyer, BuyerRole, Code, Organization, Text
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import clean_text, mapping
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.decoding import web_pages

ZONE = "Europe/Zurich"
LANGUAGES = ("fr", "de", "it", "en")


def preferred_text(value: Any, first: str | None = None) -> str | None:
    """Choose one text of several languages: the publication's own, then French, German, Italian."""
    texts = {text.language: text.text for text in translated("", value)}
    return next((texts[x] for x in (first, *LANGUAGES) if x in texts), None)


def translated(field: str, value: Any) -> list[Text]:
    """Return one Text for each language filled in ``{"de": null, "fr": "<p>…</p>"}``."""
    texts = ((code, html_to_text(mapping(value).get(code))) for code in LANGUAGES)
    return [Text(field, text, code) for code, text in texts if text]


def html_to_text(value: Any) -> str | None:
    """Convert HTML or text to text, with a line for each block."""
    text = clean_text(value)
    if text and "<" in text:
        lines = BeautifulSoup(web_pages.check_tag_count(text), "lxml").get_text("\n").splitlines()
        text = "\n".join(line for each_ in lines if (line := " ".join(each_.split())))
    return text or None


def buyers(info: dict[str, Any], first: str | None) -> Iterator[Buyer]:
    """The office that buys, and the body it buys for where that is another."""
    seen: set[str] = set()
    roles: tuple[tuple[str, BuyerRole], ...] = (
        ("procOfficeAddress", "buyer"),
        ("procurementRecipientAddress", "on_behalf_of"),
    )
    for name, role in roles:
        address = mapping(info.get(name))
        called = preferred_text(address.get("name"), first)
        if called and called not in seen:
            seen.add(called)
            who = Organization(
                called,
                country=country(clean_text(address.get("countryId"))) or "CH",
                city=preferred_text(address.get("city"), first),
                region=clean_text(address.get("cantonId")),
            )
            yield Buyer(who, role)


def contacts(info: dict[str, Any]) -> Iterator[str]:
    for address in info.values():
        for text in translated("", mapping(address).get("contactPerson")):
            yield text.text


def codes(bought: dict[str, Any], base: dict[str, Any], first: str | None) -> Iterator[Code]:
    main = mapping(bought.get("cpvCode")) or mapping(base.get("cpvCode"))
    for index, code in enumerate((main, *list_of_objects(bought.get("additionalCpvCodes")))):
        if id_ := clean_text(code.get("code")):
            yield Code("CPV", id_, preferred_text(code.get("label"), first), index == 0)

"""Steps through an eForms tree: names as the SDK writes them, found by namespace, not by prefix.

Notices choose their own prefixes; ``steps("cac:Party/cbc:ID")`` is resolved once, at import.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipelines.model import Text
from spiders.formats import codes

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": UBL + "CommonAggregateComponents-2",
    "cbc": UBL + "CommonBasicComponents-2",
    "ext": UBL + "CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"

Element = etree._Element
Steps = tuple[str, ...]


def steps(path: str) -> Steps:
    """``"$E/efac:Changes"`` -> the tags to go through; ``$E`` is the eForms extension."""
    named = path.replace("$E", EXTENSION).split("/")
    return tuple(
        f"{{{NAMESPACES[prefix]}}}{name}" for prefix, name in (s.split(":") for s in named)
    )


def every(element: Element, path: Steps) -> list[Element]:
    """All elements at the end of the path, in the order of the document."""
    found = [element]
    for tag in path:
        found = [child for parent in found for child in parent.iterchildren(tag)]
        if not found:
            break
    return found


def first(element: Element | None, path: Steps) -> Element | None:
    """The first element at the end of the path, looking into every branch; None when absent."""
    if element is None:
        return None
    if len(path) == 1:
        return next(element.iterchildren(path[0]), None)
    for child in element.iterchildren(path[0]):
        found = first(child, path[1:])
        if found is not None:
            return found
    return None


def words(element: Element | None) -> str | None:
    """The stripped text of an element; None when there is no element or nothing in it."""
    if element is None or element.text is None:
        return None
    return element.text.strip() or None


def value(element: Element | None, path: Steps) -> str | None:
    """The stripped text of the first element at the end of the path that is there."""
    return words(first(element, path))


def values(element: Element, path: Steps) -> list[str]:
    """The stripped texts at the end of the path, blank ones left out."""
    return [found for found in map(words, every(element, path)) if found]


def is_true(element: Element | None, path: Steps) -> bool:
    """Indicator -> True only when it is there and says so."""
    return value(element, path) in ("true", "1")


def one_line(text: str) -> str:
    """Names come with line breaks and runs of spaces (44 of 1,156 notices)."""
    return " ".join(text.split())


def texts(field: str, elements: list[Element], fallback: str | None) -> Iterator[Text]:
    """Elements of one field -> its texts, one for each language that has words."""
    for element in elements:
        found = words(element)
        if found:
            yield Text(field, found, codes.language(element.get("languageID")) or fallback)


def in_language(elements: list[Element], language: str | None) -> str | None:
    """The words in the given language, else the first words there are."""
    spoken = [(codes.language(e.get("languageID")), found) for e in elements if (found := words(e))]
    return next((text for spoken_in, text in spoken if spoken_in == language), None) or (
        spoken[0][1] if spoken else None
    )

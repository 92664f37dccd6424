"""Follow paths through an eForms tree by namespace, with the names of the SDK.

Notices choose their own prefixes; ``compile_path("cac:Party/cbc:ID")`` is compiled once, at import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec
from lxml import etree, objectify

from pipelines.model import Text
from spiders.parsers.common import iso_codes

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": UBL + "CommonAggregateComponents-2",
    "cbc": UBL + "CommonBasicComponents-2",
    "ext": UBL + "CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
UNPUBLISHED = "unpublished"
"""What a withheld code or text is replaced with."""
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"

Element = etree._Element


class Steps(msgspec.Struct, frozen=True):
    """A path, as lxml walks it.

    An ObjectPath goes through the first child of each name, in a tenth of the time of an XPath,
    which looks into every branch: an XPath is asked only where a path has branches.

    ``first``     the element at the end of the first branch.
    ``second``    a second one there.
    ``branches``  for each step but the last, a second element of its name.
    ``every``     all elements at the end of all branches.
    """

    first: Any
    second: Any
    branches: tuple[Any, ...]
    every: Any


def compile_path(path: str) -> Steps:
    """Compile a path (``"$E/efac:Changes"``); ``$E`` is the eForms extension.

    An XPath takes in its namespaces at every call, so that each path has its own ones only.
    """
    path = path.replace("$E", EXTENSION)
    namespaces = {prefix: uri for prefix, uri in NAMESPACES.items() if f"{prefix}:" in path}
    tags = [tag(name) for name in path.split("/")]
    *branches, second = (
        _object_path([*tags[:index], f"{tags[index]}[1]"]) for index in range(len(tags))
    )
    return Steps(
        first=_object_path(tags),
        second=second,
        branches=tuple(branches),
        every=etree.XPath(path, namespaces=namespaces, regexp=False),
    )


def _object_path(tags: list[str]) -> Any:
    return objectify.ObjectPath("." + ".".join(tags))


def tag(name: str) -> str:
    """Convert a prefixed name (``"efac:FieldsPrivacy"``) to a tag as lxml writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def find_all(element: Element, path: Steps) -> list[Element]:
    """All elements at the end of the path, in the order of the document."""
    for another in path.branches:
        if another(element, None) is not None:
            return cast("list[Element]", path.every(element))
    first = path.first(element, None)
    if first is None:
        return []
    if path.second(element, None) is None:
        return [first]
    return cast("list[Element]", path.every(element))


def find_first(element: Element | None, path: Steps) -> Element | None:
    """The first element at the end of the path, looking into every branch; None when absent."""
    if element is None:
        return None
    result: Element | None = path.first(element, None)
    if result is not None or not path.branches:
        return result
    return next(iter(find_all(element, path)), None)


def element_text(element: Element | None) -> str | None:
    """The stripped text of an element; None when there is no element or nothing in it."""
    text = None if element is None else element.text
    return text.strip() or None if text else None


def text_at(element: Element | None, path: Steps) -> str | None:
    """The stripped text of the first element at the end of the path that is there."""
    match = find_first(element, path)
    return None if match is None else element_text(match)


def texts_at(element: Element, path: Steps) -> list[str]:
    """The stripped texts at the end of the path, blank ones left out."""
    return [text for text in map(element_text, find_all(element, path)) if text]


def is_true(element: Element | None, path: Steps) -> bool:
    """Return whether an indicator is there and true."""
    return text_at(element, path) in ("true", "1")


def one_line(text: str) -> str:
    """Names come with line breaks and runs of spaces (44 of 1,156 notices)."""
    return " ".join(text.split())


def texts(field: str, elements: list[Element], fallback: str | None) -> Iterator[Text]:
    """Return the texts of a field's elements, one for each language that has words."""
    for element in elements:
        text = element_text(element)
        if text and text != UNPUBLISHED:
            yield Text(field, text, iso_codes.language(element.get("languageID")) or fallback)


def in_language(elements: list[Element], language: str | None) -> str | None:
    """The words in the given language, else the first words there are."""
    translated = [
        (iso_codes.language(e.get("languageID")), text)
        for e in elements
        if (text := element_text(e))
    ]
    return next((text for spoken_in, text in translated if spoken_in == language), None) or (
        translated[0][1] if translated else None
    )

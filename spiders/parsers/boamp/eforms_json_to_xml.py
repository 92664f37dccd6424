"""Rebuild the XML tree of an eForms notice from BOAMP's JSON form of it.

Keys keep their prefixes (``cac:``, ``efbc:``), attributes start with ``@``, ``#text`` holds the
words of an element that has attributes, several children of one name are a list.  The tree goes to
the one eForms reader: BOAMP publishes the same notices as TED.
Raises  UnexpectedDocument on a root or a prefix that eForms does not have.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipelines.errors import UnexpectedDocument

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_EU = "http://data.europa.eu/p27/"
PREFIXES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
    "ext": f"{_UBL}CommonExtensionComponents-2",
    "efac": f"{_EU}eforms-ubl-extension-aggregate-components/1",
    "efbc": f"{_EU}eforms-ubl-extension-basic-components/1",
    "efext": f"{_EU}eforms-ubl-extensions/1",
}
ROOTS = {
    "PriorInformationNotice": f"{_UBL}PriorInformationNotice-2",
    "ContractNotice": f"{_UBL}ContractNotice-2",
    "ContractAwardNotice": f"{_UBL}ContractAwardNotice-2",
    "BusinessRegistrationInformationNotice": (
        f"{_EU}eforms-business-registration-information-notice/1"
    ),
}


def tree(eforms: dict[str, Any]) -> etree._Element:
    """Build the root element of a notice from ``donnees["EFORMS"]``."""
    names = [key for key in eforms if not key.startswith(("@", "#"))]
    if len(names) != 1:
        raise UnexpectedDocument(f"EFORMS holds {names}, expected one notice")
    local = names[0].rpartition(":")[2]
    if local not in ROOTS:
        raise UnexpectedDocument(
            f"EFORMS holds {names[0]!r}, expected one of {', '.join(ROOTS)}. "
            "A new notice document? Add it to ROOTS in spiders/parsers/boamp/eforms_json_to_xml.py"
        )
    root = etree.Element(f"{{{ROOTS[local]}}}{local}", nsmap=PREFIXES)
    _fill(root, eforms[names[0]])
    return root


def _fill(element: etree._Element, value: Any) -> None:
    """Attributes, words and children of one element, in the order of the JSON."""
    if not isinstance(value, dict):
        element.text = None if value in ("", None) else _words(value)
        return
    for key, child in value.items():
        if key == "#text":
            element.text = _words(child)
        elif key.startswith("@"):
            if not key.startswith("@xmlns"):
                element.set(_attribute(key[1:]), _words(child))
        else:
            for item in child if isinstance(child, list) else [child]:
                _fill(etree.SubElement(element, _tag(key)), item)


def _words(value: Any) -> str:
    """JSON may hold a number or a boolean where the XML had words."""
    if isinstance(value, bool):
        return str(value).lower()
    return _legal(str(value))


def _legal(text: str) -> str:
    """XML has no room for control characters, which real blobs contain."""
    return "".join(c if c >= " " or c in "\t\n\r" else " " for c in text if c not in "\ufffe\uffff")


def _tag(key: str) -> str:
    prefix, _, local = key.rpartition(":")
    if prefix not in PREFIXES:
        raise UnexpectedDocument(
            f"EFORMS holds the element {key!r}, expected a prefix of {', '.join(PREFIXES)}"
        )
    return f"{{{PREFIXES[prefix]}}}{local}"


def _attribute(name: str) -> str:
    return name.rpartition(":")[2]

"""Bytes of a stranger -> XML tree, JSON value or HTML soup, or a sentence that says what is wrong.

No entity is resolved, no network is touched, nothing larger than ``MAX_BODY`` is parsed.
Raises  BrokenDocument with a stable code: empty, too_large, html_instead, xml_broken, xml_entities,
        json_broken, encoding.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

import msgspec
from bs4 import BeautifulSoup
from lxml import etree

from pipelines.errors import BrokenDocument

MAX_BODY = 64 * 1024 * 1024
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ENTITY = re.compile(rb"<!(?:DOCTYPE[^>\[]*\[|ENTITY)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def checked(body: bytes, expected: str) -> bytes:
    """Body -> the same body, or a complaint: nothing there, or more than we are willing to parse."""
    if not body.strip():
        raise BrokenDocument("empty", f"the body is empty, expected {expected}")
    if len(body) > MAX_BODY:
        seen = len(body) // 1024 // 1024
        raise BrokenDocument(
            "too_large", f"the body has {seen} MB, the limit is {MAX_BODY // 1024 // 1024} MB"
        )
    return body


def xml_root(body: bytes) -> etree._Element:
    """XML bytes -> root element, with entities refused and comments removed."""
    checked(body, "XML")
    if _HTML.match(body[:2048]):
        raise BrokenDocument("html_instead", "a web page came where XML was expected")
    if _ENTITY.search(body[:65536]):
        raise BrokenDocument("xml_entities", "the XML declares entities, which we never expand")
    try:
        return etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise BrokenDocument("xml_broken", f"the XML cannot be read: {error}") from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True, load_dtd=False,
    )  # fmt: skip


def text_of(body: bytes, fallback: str = "cp1252") -> str:
    """Bytes -> text: BOM, then UTF-8, then the portal's known fallback (undecodable kept as U+FFFD)."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(fallback, errors="replace")


def json_value(body: bytes) -> Any:
    """JSON bytes -> value.  Tolerates a BOM, Latin-1 and control characters inside strings."""
    checked(body, "JSON")
    if _HTML.match(body[:2048]):
        raise BrokenDocument("html_instead", "a web page came where JSON was expected")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    text = _CONTROL.sub(" ", text_of(body))
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except msgspec.DecodeError as error:
        raise BrokenDocument("json_broken", f"the JSON cannot be read: {error}") from None


def html_soup(body: bytes) -> BeautifulSoup:
    """HTML bytes -> soup; an empty shell is a complaint."""
    checked(body, "a web page")
    return BeautifulSoup(body, "lxml")

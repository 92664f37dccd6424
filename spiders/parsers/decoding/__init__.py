"""Decode untrusted bytes into XML, JSON, web pages, CSV rows or slices, or say what is wrong.

No entity is resolved, no network is touched, nothing larger than ``MAX_BODY`` is parsed.  What is
well-formed is read strictly; only what is not is read again with the faults mended that real
portals have (each named below), so that mending never touches a good document.

Raises  BrokenDocument with a stable code: empty, too_large, too_deep, binary, html_instead,
        xml_broken, xml_entities, json_broken.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from lxml import etree

from pipelines.errors import BrokenDocument
from spiders.parsers.decoding.malformed_json_repair import repair_json

MAX_BODY = 64 * 1024 * 1024

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_ENTITY = re.compile(rb"<!(?:DOCTYPE[^>\[]*\[|ENTITY)", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MAGIC = {
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a zip file",
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"7z\xbc\xaf": "a 7z file",
    b"PK\x05\x06": "a zip file with nothing in it",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"SQLite format 3": "a database",
}
_PACKED = ("bzip2", "xz", "zstd", "RAR", "7z")
_ADDRESS = re.compile(r"[^\s,;<>]*@[^\s,;<>]*")
_SHOWN = 40  # characters of a stranger's text in a complaint
_BLANK = b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"  # and the bytes of order marks
BYTE_ORDER_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def check_body(body: bytes, expected: str) -> bytes:
    """Check that a body is not empty, is text and is not larger than we parse."""
    if len(body) > MAX_BODY:
        size_mb = len(body) // 1024 // 1024
        raise BrokenDocument(
            "too_large", f"the body has {size_mb} MB, the limit is {MAX_BODY // 1024 // 1024} MB"
        )
    if not body[:4096].strip(_BLANK) and not body.strip(_BLANK):
        raise BrokenDocument("empty", f"the body is empty, expected {expected}")
    for magic, name in _MAGIC.items():
        if body.startswith(magic):
            message = f"{name} came where {expected} was expected"
            if name.split()[1] in _PACKED:
                message += ": unpack it, or pack it as zip or tar.gz"
            raise BrokenDocument("binary", message)
    return body


def excerpt(text: str) -> str:
    """Quote the first words of a text on one line for a message; without e-mail addresses."""
    line = " ".join(_ADDRESS.sub("…", _CONTROL.sub("\ufffd", text[:200])).split())
    return repr(line[:_SHOWN] + ("…" if len(line) > _SHOWN else ""))


def xml_root(body: bytes, *, keep_blanks: bool = True) -> etree._Element:
    """Parse XML and return the root element, with entities refused and comments removed.

    ``keep_blanks``  False where elements hold text or elements, never both: blanks between elements
                     say nothing then, and a tree without them takes a seventh less time.

    Mended  a charset that is not the declared one, control characters, blanks before the
            declaration.
    """
    check_body(body, "XML")
    if _is_html(body):
        raise BrokenDocument("html_instead", "a web page came where XML was expected")
    # "!" is rare and "<" is not: most bodies are searched once, quickly
    if body.find(b"!", 0, 65536) >= 0 and _ENTITY.search(body, 0, 65536):
        raise _entities()
    try:
        root = etree.fromstring(body, _parser(keep_blanks))
    except etree.XMLSyntaxError as error:
        root = _repair_xml(body, error)
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise _entities()  # declared in an encoding that the search above does not see
    return root


def _entities() -> BrokenDocument:
    return BrokenDocument("xml_entities", "the XML declares entities, which we never expand")


@lru_cache(maxsize=2)  # to make one takes a twelfth of the time to parse a notice
def _parser(keep_blanks: bool = True) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        load_dtd=False,
        remove_blank_text=not keep_blanks,
    )


_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_NO_CHARACTER = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.I
)


def _repair_xml(body: bytes, complaint: etree.XMLSyntaxError) -> etree._Element:
    if "depth" in str(complaint):
        raise BrokenDocument("too_deep", f"the XML is nested too deeply: {complaint}")
    text = _DECLARATION.sub("", decode_text(body), count=1).lstrip()
    text = _NO_CHARACTER.sub(" ", _CONTROL.sub(" ", text))
    if _ENTITY.search(text[:65536].encode("utf-8", "replace")):
        raise _entities()
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError:
        raise BrokenDocument("xml_broken", _xml_fault(text, complaint)) from None


_ROOT = re.compile(r"<([\w:.-]+)")


def _xml_fault(text: str, complaint: etree.XMLSyntaxError) -> str:
    """Return the fault of XML beyond repair: no XML at all, cut off, or a fault inside."""
    if not text.startswith("<"):
        return f"this is no XML: it begins {excerpt(text)}, expected '<'"
    root = _ROOT.search(text)
    if root and f"</{root[1]}" not in text and not text.rstrip().endswith("/>"):
        return (
            f"the XML breaks off in line {text.count(chr(10)) + 1}: it has no </{root[1]}> at its "
            "end; it was cut short, get it again"
        )
    fault = str(complaint.msg).partition(", line")[0]
    return f"the XML cannot be read: {fault} (line {complaint.lineno}, column {complaint.offset})"


def _is_html(body: bytes) -> bool:
    return bool(_HTML.match(decode_text(body[:2048])))


def decode_text(body: bytes) -> str:
    """Decode bytes: byte order mark, then UTF-8, then Windows-1252.

    UTF-16 without a mark is known by its zero bytes.  What cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if len(body) > 3 and (body[0] == 0) != (body[1] == 0) and (body[2] == 0) != (body[3] == 0):
        return body.decode("utf-16-be" if body[0] == 0 else "utf-16-le", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def json_value(body: bytes) -> Any:
    """Parse JSON.

    Mended  byte order mark, UTF-16, Latin-1; what ``mending`` names.
    """
    check_body(body, "JSON")
    if body.startswith(codecs.BOM_UTF8):
        body = body[len(codecs.BOM_UTF8) :]
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError:
        raise _too_deep() from None
    repair = _repaired_page if len(body) <= _PAGE else _repaired
    try:
        return msgspec.json.decode(repair(body))
    except msgspec.DecodeError as error:
        fault = _json_fault(decode_text(body), str(error))
        raise BrokenDocument("json_broken", fault) from None
    except RecursionError:
        raise _too_deep() from None


def _repaired(body: bytes) -> bytes:
    text = decode_text(body)
    if text.lstrip().startswith("<"):
        what = "a web page" if _is_html(body) else "XML"
        problem = f"{what} came where JSON was expected: it begins {excerpt(text)}"
        raise BrokenDocument("html_instead", problem)
    return repair_json(text).encode("utf-8", "replace")


_PAGE = 4 * 1024 * 1024
# a crawl reads a page for its records, and again for the way to the next one
_repaired_page = lru_cache(maxsize=1)(_repaired)

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)


def json_records(body: bytes, name: str | None = None) -> Iterator[Any]:
    """Yield the items of a JSON list, which may stand under ``name``; what is no list is one."""
    value = json_value(body)
    listed = value.get(name) if name and isinstance(value, dict) and name in value else value
    yield from listed if isinstance(listed, list) else [listed]


def _json_fault(text: str, complaint: str) -> str:
    """Return the fault of JSON beyond repair: no JSON at all, cut off, or a fault inside."""
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return f"this is no JSON: it begins {excerpt(text)}, expected {{ or ["
    rest = _STRING.sub("", text)
    if '"' in rest or sum(map(rest.count, "{[")) > sum(map(rest.count, "}]")):
        return (
            f"the JSON breaks off after {len(text):,} characters, before what it opened is closed; "
            "it was cut short, get it again"
        )
    return f"the JSON cannot be read: {complaint.removeprefix('JSON is malformed: ')}"


def json_type_name(value: Any) -> str:
    """Return what people call a JSON value: null, a text, a number, a list, an object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {excerpt(value)}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return f"an object with {', '.join(map(repr, list(value)[:6])) or 'nothing in it'}"
    return type(value).__name__


def _too_deep() -> BrokenDocument:
    return BrokenDocument("too_deep", "the JSON is nested too deeply")

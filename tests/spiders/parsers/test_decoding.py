"""Bytes of a stranger: what is mended, what is refused, and the sentence a person gets."""

from __future__ import annotations

import codecs
import gzip
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.errors import BrokenDocument
from spiders.base.portal import whole_xml
from spiders.parsers import decoding
from spiders.parsers.bzp import html_fields
from spiders.parsers.decoding import malformed_json_repair, web_pages
from spiders.parsers.simap.texts_buyers_and_codes import html_to_text
from tests.step_counts import count_steps

pytestmark = pytest.mark.hostile

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">]>
<a b="&y;">&y;</a>"""
HTML = b"<!DOCTYPE html>\n<html><head><title>Request Rejected</title></head><body>no</body></html>"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"", "empty", "the body is empty, expected XML"),
        (b" \r\n\t", "empty", "empty"),
        (codecs.BOM_UTF8, "empty", "empty"),
        (b"<a>\n<b>text</b>", "xml_broken", "breaks off in line 2: it has no </a> at its end"),
        (b"<a><b></a></b>", "xml_broken", "cannot be read: Opening and ending tag mismatch"),
        (b"file,id\n1,2", "xml_broken", "this is no XML: it begins 'file,id 1,2', expected '<'"),
        (b"text " * 20, "xml_broken", "begins 'text text text text text text text text …'"),
        (b"7z\xbc\xaf\x27", "binary", "a 7z file came where XML was expected: unpack it"),
        (HTML, "html_instead", "a web page came where XML was expected"),
        (b"<!-- x --><html><body/></html>", "html_instead", "a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html/>', "html_instead", "a web page"),
        (HTML.decode().encode("utf-16"), "html_instead", "a web page"),
        (BOMB, "xml_entities", "declares entities, which we never expand"),
        (BOMB.decode().encode("utf-16"), "xml_entities", "never expand"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
            "xml_entities",
            "never expand",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><a/>',
            "xml_entities",
            "never expand",
        ),
        (b"<!--" + b"x" * 70_000 + b"-->" + BOMB[22:], "xml_entities", "never expand"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "too_deep", "nested too deeply"),
        (gzip.compress(b"<a/>", mtime=0), "binary", "a gzip file came where XML was expected"),
        (b"PK\x03\x04rest", "binary", "a zip file"),
        (b"%PDF-1.7 rest", "binary", "a PDF file"),
    ],
)
def test_xml_that_cannot_be_read_says_why(body: bytes, code: str, words: str) -> None:
    with pytest.raises(BrokenDocument, match=words) as caught:
        decoding.xml_root(body)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<a>caf\xc3\xa9</a>", "café"),
        (codecs.BOM_UTF8 + b"<a>caf\xc3\xa9</a>", "café"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><a>caf\xe9</a>', "café"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>caf\xe9 \x80 5</a>', "café € 5"),
        (b"<a>caf\xe9</a>", "café"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>café</a>'.encode("utf-16"), "café"),
        ('<?xml version="1.0" encoding="UTF-8"?><a>café</a>'.encode("utf-16"), "café"),
        (b"\n \n<?xml version='1.0'?><a>caf\xc3\xa9</a>", "café"),
        (b"<a>one\x00\x0b\x1ftwo</a>", "one   two"),
        (b"<a>one&#x1F;&#11;two</a>", "one  two"),
        (b"<a><!-- no <b> --><?x y?>text</a>", "text"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>text</a>', "text"),
    ],
)
def test_xml_with_faults_of_charset_is_read(body: bytes, text: str) -> None:
    assert "".join(decoding.xml_root(body).itertext()) == text


def test_no_external_entity_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    include = f'<x:include href="{secret}" parse="text"/>'
    body = f'<a xmlns:x="http://www.w3.org/2001/XInclude">{include}</a>'
    assert "secret" not in etree.tostring(decoding.xml_root(body.encode()), method="text").decode()


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"", "empty", "the body is empty, expected JSON"),
        (b"\n", "empty", "empty"),
        (b'{"a": [1, 2', "json_broken", "the JSON breaks off after 11 characters"),
        (b'{"a": "text', "json_broken", "the JSON breaks off after 11 characters"),
        (b'{"a": 1} {"a": 2}', "json_broken", "the JSON cannot be read"),
        (b"404 Not Found", "json_broken", "this is no JSON: it begins '404 Not Found', expected {"),
        (HTML, "html_instead", "a web page came where JSON was expected"),
        (b"<Error>slow\ndown</Error>", "html_instead", "XML came .* '<Error>slow down</Error>'"),
        (HTML.decode().encode("utf-16"), "html_instead", "a web page"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep", "nested too deeply"),
        (b'{"a":' * 50_000 + b"1e9999" + b"}" * 50_000, "too_deep", "nested too deeply"),
        (gzip.compress(b"{}", mtime=0), "binary", "a gzip file came where JSON was expected"),
    ],
)
def test_json_that_cannot_be_read_says_why(body: bytes, code: str, words: str) -> None:
    with pytest.raises(BrokenDocument, match=words) as caught:
        decoding.json_value(body)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1.5}', {"a": 1.5}),
        (codecs.BOM_UTF8 + b'{"a": 1}', {"a": 1}),
        ('{"a": "café"}'.encode("utf-16"), {"a": "café"}),
        ('{"a": "café"}'.encode("utf-16-le"), {"a": "café"}),
        ('{"a": "café"}'.encode("utf-32"), {"a": "café"}),
        (b'{"a": "caf\xe9 \x80"}', {"a": "café €"}),
        (b'{"a": "x\x00y"}', {"a": "x y"}),
        (b'{"a": "x\ny\tz"}', {"a": "x\ny\tz"}),
        (b'{"a": "it\\\'s"}', {"a": "it's"}),
        (b'{"a": "\\ud83d\\ude00 \\ud800 \\udc00"}', {"a": "\U0001f600 \ufffd \ufffd"}),
        (b'{"a": 1e9999, "b": [-1e9999, 1E+9999]}', {"a": None, "b": [None, None]}),
        (b'{"a": 1e308, "b": 1e9999}', {"a": 1e308, "b": None}),
        (b'{"a": NaN, "b": Infinity, "c": -Infinity}', {"a": None, "b": None, "c": None}),
        (b'{"a": 000, "b": 2}', {"a": None, "b": 2}),
        (b'{"a": 1 000, "b": 12 345 678.90}', {"a": 1000, "b": 12345678.9}),
        (b'{"a": 0123}', {"a": "0123"}),
        (
            b'{"a": "1 000, 1e9999, 000, NaN", "b": 1e9999}',
            {"a": "1 000, 1e9999, 000, NaN", "b": None},
        ),
        (b'{"a": "say \\"1e9999\\"", "b": 000}', {"a": 'say "1e9999"', "b": None}),
        (b'{"a":\xc2\xa01}', {"a": 1}),
        (b"null", None),
        (b"[]", []),
    ],
)
def test_json_with_known_faults_is_read(body: bytes, value: Any) -> None:
    assert decoding.json_value(body) == value


def test_a_body_that_was_mended_before_is_read_anew() -> None:
    body = b'{"a": [1e9999, 000, 1 000]}'
    decoding.json_value(body)["a"].append("changed")
    assert decoding.json_value(body) == {"a": [None, None, 1000]}


@pytest.mark.parametrize("read", [decoding.xml_root, decoding.json_value, web_pages.html_soup])
def test_a_body_above_the_limit_is_refused_with_the_limit(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MAX_BODY", 1024 * 1024)
    with pytest.raises(BrokenDocument, match="has 2 MB, the limit is 1 MB") as caught:
        read(b" " * (2 * 1024 * 1024 + 1))
    assert caught.value.code == "too_large"


def test_the_limit_is_64_mb() -> None:
    assert decoding.MAX_BODY == 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("tags", "code"), [("<br>" * 100_000, "too_many_tags"), ("<dl>" * 300, "too_deep")]
)
def test_a_page_that_takes_minutes_to_read_is_refused(tags: str, code: str) -> None:
    page = f"<html><body>text {tags}</body></html>"
    with pytest.raises(BrokenDocument) as caught:
        web_pages.html_soup(page.encode())
    assert caught.value.code == code
    assert caught.value.code in str(web_pages.__doc__)


@pytest.mark.parametrize("read", [html_fields.form, html_to_text])
def test_web_pages_within_a_document_have_no_more_tags_either(read: Any) -> None:
    with pytest.raises(BrokenDocument, match="at most 100,000 are read"):
        read("text" + "<br>" * 100_001)


def test_line_ends_of_a_text_take_work_in_step_with_their_number() -> None:
    def steps(count: int) -> int:
        page = f"<html><body><h2>1.1.) Name:</h2><p>a{'<br>b' * count}</p></body></html>"
        (field,) = html_fields.form(page)
        assert field.value == "\n".join(["a", *["b"] * count])
        return count_steps(lambda: html_fields.form(page))

    assert steps(8_000) < 10 * steps(1_000)


def test_the_text_of_an_element_has_no_comment_and_no_style() -> None:
    soup = web_pages.html_soup(
        b"<html><body><p>a<!-- b --><style>c</style><br>d<b>e</b></p></html>"
    )
    assert soup.p is not None
    assert web_pages.html_text(soup.p) == "a\nde"


@pytest.mark.parametrize("body", [b"", b"<html><head></head><body> </body></html>", b"<!-- x -->"])
def test_a_page_without_text_is_no_page(body: bytes) -> None:
    with pytest.raises(BrokenDocument) as caught:
        web_pages.html_soup(body)
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("AcusorbÂ® AbsorberLine", "Acusorb® AbsorberLine"),
        ("509_23 framework.â€¯ The", "509_23 framework.\u202f The"),
        ("â€¢\tChildren", "•\tChildren"),
        ("cafÃ© â€“ Â£5", "café – £5"),
        ("Itâ€™s", "It’s"),
        ("naïve café – £5 Â São Paulo", "naïve café – £5 Â São Paulo"),
        ("FORMAÇÃO E ÃO", "FORMAÇÃO E ÃO"),
        ("Ã", "Ã"),
        ("plain", "plain"),
    ],
)
def test_only_what_is_twice_encoded_is_taken_back(written: str, meant: str) -> None:
    assert malformed_json_repair.repair_mojibake(written) == meant


def mangled(text: str) -> str:
    """UTF-8 read as Windows-1252, its five unused bytes as Latin-1."""
    unused = b"\x81\x8d\x8f\x90\x9d"
    return "".join(
        bytes([byte]).decode("latin-1" if byte in unused else "cp1252")
        for byte in text.encode("utf-8")
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_mangled_once_comes_back(text: str) -> None:
    alike = malformed_json_repair.repair_mojibake(text) != text  # looks mangled by itself
    assert alike or malformed_json_repair.repair_mojibake(mangled(text)) == text


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_break(body: bytes) -> None:
    for read in (decoding.json_value, decoding.xml_root, web_pages.html_soup):
        with suppress(BrokenDocument):
            read(body)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_good_json_is_never_mended(value: Any) -> None:
    assert decoding.json_value(json.dumps(value).encode()) == value


def test_blanks_between_elements_are_left_out_of_ubl_alone() -> None:
    ubl = b'<a xmlns="urn:oasis:names:specification:ubl:x">\n <b> t </b>\n <c> </c>\n</a>'
    (root,) = whole_xml(ubl)
    assert [root.text, root[0].text, root[0].tail, root[1].text] == [None, " t ", None, " "]
    (paragraph,) = whole_xml(b"<P><FT>CO</FT> <FT>2</FT></P>")
    assert "".join(paragraph.itertext()) == "CO 2"

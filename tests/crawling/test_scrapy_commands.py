"""``scrapy crawl``, ``shell`` and ``parse`` as a Scrapy user calls them, without a database."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from monitor.demo.portals.server import running_portals
from monitor.demo.portals.ted import Ted
from pipelines.model import Document, Notice, ParsedDocument, Scope, ScopeAnswer
from pipelines.stages import publishable
from tests.spiders.crawl_support import ROOT, in_fork

SOURCE = ROOT / "tests" / "portals" / "ted" / "result_two_lots_consortium.xml"
NUMBER = "191695-2025"
PERSON, MAIL, PHONE = "Wilhelmina Contactperson", "w.contactperson@buyer.example", "+32 2 555 01 99"
SPAN = ("-a", "window_start=2025-03-24", "-a", "window_end=2025-03-27")


def full_of_contacts(xml: str) -> str:
    """A notice with an invented person, address and number in every contact, and in its texts."""
    xml, names = re.subn(r"(?<=<cbc:ElectronicMail>)[^<]+", MAIL, xml)
    xml = re.sub(r"(?<=<cbc:Telephone>)[^<]+", PHONE, xml)
    xml = re.sub(
        r"(<cac:Contact>\s*)(?:<cbc:Name>[^<]*</cbc:Name>)?",
        rf"\1<cbc:Name>{PERSON}</cbc:Name>",
        xml,
    )
    xml, texts = re.subn(
        r"(<cbc:Description[^>]*>)", rf"\1Questions to {PERSON}, {MAIL}, {PHONE}. ", xml
    )
    assert names
    assert texts
    return xml


@contextmanager
def ted(folder: Path) -> Iterator[str]:
    """The mock TED portal on loopback, with a document full of contact persons."""
    folder.mkdir()
    text = full_of_contacts(SOURCE.read_text(encoding="utf-8"))
    (folder / f"{NUMBER}.xml").write_text(text, encoding="utf-8")
    with running_portals({"ted": Ted(folder, pace=0)}) as bases:
        yield bases["ted"]


def scrapy(base: str, folder: Path, *arguments: str) -> str:
    """What a command says, log and all."""
    given = {
        "VIGIE_ENDPOINTS": json.dumps({"ted": base}),
        "VIGIE_CONTACT": "https://vigie.example/contact",
        "VIGIE_PACE": "0",
        "VIGIE_ARCHIVE": str(folder / "archive"),
    }
    settings = [part for key, value in given.items() for part in ("-s", f"{key}={value}")]
    return in_fork(folder / "scrapy.log", arguments=[*arguments, *settings])


def crawled(tmp_path: Path, ending: str, *more: str) -> tuple[str, str]:
    out = tmp_path / f"out.{ending}"
    with ted(tmp_path / "ted") as base:
        output = scrapy(base, tmp_path, "crawl", "ted", "-O", str(out), *SPAN, *more)
    assert "finish_reason': 'finished'" in output, output[-3000:]
    return out.read_text(encoding="utf-8"), output


def test_a_feed_holds_notices_after_privacy_scope_and_tags_and_nothing_else(
    tmp_path: Path,
) -> None:
    text, _ = crawled(tmp_path, "jsonl")
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert lines
    for line in lines:
        assert line["id"].startswith("ted:")
        assert line["scope"]["digital"] in ("yes", "borderline")
        assert line["content_sha256"]
        assert line["contacts"] == []
        assert line["document"]["archive_file"], "archived before it was read"
    assert any(line["tags"] for line in lines)
    assert "Questions to" in text, "the words around a person stay"
    for personal in ("Wilhelmina", "Contactperson", MAIL, PHONE):
        assert personal not in text


def test_a_reading_that_no_stage_has_seen_is_in_no_feed(tmp_path: Path) -> None:
    text, _ = crawled(tmp_path, "jsonl", "-s", "ITEM_PIPELINES={}")
    assert text == ""


def test_only_notices_in_scope_are_publishable() -> None:
    def notice(number: str, digital: ScopeAnswer | None, sha256: str | None = "0") -> Notice:
        scope = Scope(digital, "") if digital else None
        return Notice(
            id=f"ted:{number}",
            portal="ted",
            number=number,
            kind="award",
            scope=scope,
            content_sha256=sha256,
        )

    notices = (
        notice("in", "yes"),
        notice("perhaps", "borderline"),
        notice("out", "no"),
        notice("unjudged", None),
        notice("raw", "yes", None),
    )
    reading = ParsedDocument(document=Document(sha256="0", portal="ted"), notices=notices)
    assert [notice.number for notice in publishable(reading)] == ["in", "perhaps"]


@pytest.mark.parametrize("ending", ["json", "csv", "xml"])
def test_other_formats_hold_the_same_notices(tmp_path: Path, ending: str) -> None:
    text, _ = crawled(tmp_path, ending)
    if ending == "json":
        ids = [item["id"] for item in json.loads(text)]
    elif ending == "csv":
        rows = list(csv.DictReader(text.splitlines()))
        ids = [row["id"] for row in rows]
        assert all(isinstance(json.loads(row["awards"]), list) for row in rows)
    else:
        ids = [element.findtext("id") or "" for element in ElementTree.fromstring(text)]
    assert ids
    assert all(id_.startswith("ted:") for id_ in ids)
    assert "Wilhelmina" not in text
    assert MAIL not in text


def test_a_log_names_no_person(tmp_path: Path) -> None:
    _, log = crawled(tmp_path, "jsonl", "-L", "DEBUG")
    assert "Wilhelmina" not in log
    assert MAIL not in log


def listed(base: str) -> str:
    return f"{base}/en/notice/{NUMBER}/xml"


def test_parse_reads_one_document(tmp_path: Path) -> None:
    with ted(tmp_path / "ted") as base:
        output = scrapy(
            base, tmp_path, "parse", listed(base), "--spider", "ted", "--nolog", "--nocolour"
        )
    assert f"ted:{NUMBER}" in output, output[-3000:]


def test_parse_writes_a_feed_without_persons(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with ted(tmp_path / "ted") as base:
        output = scrapy(base, tmp_path, "parse", listed(base), "--spider", "ted", "-o", str(out))
    text = out.read_text(encoding="utf-8") if out.exists() else ""
    assert f"ted:{NUMBER}" in text, output[-3000:]
    assert "Wilhelmina" not in text


def test_shell_fetches_a_page_of_a_portal(tmp_path: Path) -> None:
    with ted(tmp_path / "ted") as base:
        code = "(response.status, spider.name, next(spider.parse(response)).notices[0].id)"
        output = scrapy(
            base, tmp_path, "shell", listed(base), "--spider", "ted", "--nolog", "-c", code
        )
    assert f"(200, 'ted', 'ted:{NUMBER}')" in output, output[-3000:]


def test_shell_fetches_a_page_that_no_portal_has(tmp_path: Path) -> None:
    with ted(tmp_path / "ted") as base:
        output = scrapy(
            base, tmp_path, "shell", listed(base), "--nolog", "-c", "(response.status, spider.name)"
        )
    assert "(200, 'default')" in output, output[-3000:]


def test_the_commands_know_where_spiders_are_and_lie() -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ted" in listing.stdout.split()
    new = subprocess.run(
        [sys.executable, "-m", "scrapy", "settings", "--get", "NEWSPIDER_MODULE"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert new.stdout.strip() == "spiders"

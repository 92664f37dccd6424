"""Documents of labelled notices asked by number: politely, once each, and only where that works."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.quality.fetch_labelled_documents import fetch_documents, missing_documents

ROBOTS = "User-agent: *\nDisallow: /private"


class Portal:
    """A mock portal: robots.txt, and a notice at any other address unless it refuses."""

    def __init__(self, robots: str = ROBOTS) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.refuses = False
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/robots.txt":
                    body, status = robots.encode(), 200
                else:
                    portal.asked.append(self.path)
                    portal.agents.add(self.headers["User-Agent"])
                    body, status = b"<notice/>", 503 if portal.refuses else 200
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def portal() -> Iterator[Portal]:
    portal = Portal()
    yield portal
    portal.server.shutdown()


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "file", "digital"])
        writer.writerow(["ted:1-2026", "ted/1-2026.xml", "no"])
        writer.writerow(["ted:2-2026", "ted/2-2026.xml", "yes"])
        writer.writerow(["usa-fpds:X1", "usa-fpds/actions.csv", "yes"])
    return path


def asked(gold: Path, folder: Path, portal: Portal) -> tuple[int, list[str]]:
    messages: list[str] = []
    paused: list[float] = []
    done = fetch_documents(
        [gold], folder, "Vigie test", messages.append, base=portal.address, pause=paused.append
    )
    assert len(paused) == done
    return done, messages


def test_a_document_is_asked_by_its_number_and_put_where_the_samples_are(
    gold: Path, tmp_path: Path, portal: Portal
) -> None:
    assert asked(gold, tmp_path, portal) == (2, [])
    assert portal.asked == ["/en/notice/1-2026/xml", "/en/notice/2-2026/xml"]
    assert portal.agents == {"Vigie test"}
    assert (tmp_path / "samples" / "ted" / "2-2026.xml").read_bytes() == b"<notice/>"
    assert asked(gold, tmp_path, portal) == (0, [])
    assert len(portal.asked) == 2
    assert list(missing_documents([gold], tmp_path)) == []


def test_the_first_refusal_ends_it_and_keeps_what_is_there(
    gold: Path, tmp_path: Path, portal: Portal
) -> None:
    portal.refuses = True
    done, messages = asked(gold, tmp_path, portal)
    assert (done, len(portal.asked)) == (0, 1)
    assert "503" in messages[0]


def test_what_robots_txt_does_not_allow_is_not_asked(gold: Path, tmp_path: Path) -> None:
    portal = Portal("User-agent: *\nDisallow: /")
    done, messages = asked(gold, tmp_path, portal)
    portal.server.shutdown()
    assert (done, portal.asked) == (0, [])
    assert "robots.txt does not allow" in messages[0]


def test_the_command_fetches_first_and_says_what_it_could_not_measure(
    gold: Path, tmp_path: Path, portal: Portal
) -> None:
    done = CliRunner().invoke(
        main, ["evaluate", str(gold), "--fetch", str(tmp_path), "--mock", portal.address]
    )
    assert done.exit_code == 1, done.output
    assert "2 documents fetched into" in done.output
    assert "not scored: gold.csv: usa-fpds:X1" in done.output

"""Manners: each fault of the crawler's framework, and each refusal of a portal, over real HTTP."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from spiders.http.mock_endpoints import checked_pace, is_loopback
from spiders.http.response_checks import retry_after_s
from spiders.http.user_agent import user_agent
from tests.spiders.crawl_support import (
    DAY,
    ROOT,
    WINDOW,
    Answer,
    ReceivedRequest,
    Script,
    command,
    crawl,
    left_behind,
    portal,
    windows,
)

GOOD = Answer({"records": [{"id": "n1"}]})
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def first_then(bad: Answer, times: int = 1) -> Script:
    """A portal that refuses the first times, then serves."""
    return lambda request: bad if request.count < times else GOOD


def test_the_agent_says_who_we_are_and_where_to_complain(tmp_path: Path) -> None:
    with portal(lambda request: GOOD) as site:
        crawl("linked", tmp_path, site.base, *windows())
    agent = site.asked[0].headers["user-agent"]
    assert agent.startswith("Mozilla/5.0 (compatible; Vigie/")
    assert agent.endswith("; +https://vigie.example/contact)")
    assert "cookie" not in site.asked[0].headers
    assert "referer" not in site.asked[0].headers


def test_an_email_address_becomes_a_contact_link() -> None:
    assert user_agent("veille@vigie.example").endswith("; +mailto:veille@vigie.example)")


def slow_robots(text: str, status: int = 200) -> Script:
    def script(request: ReceivedRequest) -> Answer:
        time.sleep(0.3)
        return Answer(text.encode(), status, {"Content-Type": "text/plain"})

    return script


def test_no_request_slips_through_while_robots_txt_is_fetched(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nDisallow: /private/\n")
    crowd = ("-s", "CONCURRENT_REQUESTS=16", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("swarm", tmp_path, site.base, *crowd)
    assert site.paths() == ["/robots.txt"]
    assert seen.stats["robotstxt/forbidden"] == 6


def test_what_robots_txt_allows_is_fetched(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nDisallow: /secret/\n")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("swarm", tmp_path, site.base)
    assert seen.stats["vigie/pages"] == 6


def test_robots_txt_that_names_us_is_meant_for_us(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: Vigie\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    with portal(lambda request: GOOD, robots) as site:
        crawl("swarm", tmp_path, site.base)
    assert site.paths() == ["/robots.txt"]


def test_a_robots_txt_that_cannot_be_read_allows_nothing(tmp_path: Path) -> None:
    with portal(lambda request: GOOD, slow_robots("broken", 503)) as site:
        crawl("swarm", tmp_path, site.base)
    assert set(site.paths()) == {"/robots.txt"}


def test_a_portal_that_forbids_us_is_blocked_and_says_so(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nDisallow: /contracts\n")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert (seen.reason, seen.reports, site.paths()) == ("blocked", [], ["/robots.txt"])
    assert "robots.txt" in seen.stats["vigie/blocked"]
    assert "forbids" in seen.stats["vigie/blocked"]


def test_an_exemption_is_named_in_the_run(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nDisallow: /\n")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.numbers() == ["n1"]
    assert "https://portal.example/docs" in seen.stats["vigie/robots_exemption"]


def test_crawl_delay_is_kept(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nCrawl-delay: 100\n")
    page = "<html>Example Authority <div class='row'><a href='/contracts/7'>7</a></div></html>"
    with portal(lambda request: Answer(page), robots) as site:
        seen = crawl("webpages", tmp_path, site.base, "-s", "VIGIE_PACE=0.01")
    times = [request.at for request in site.asked]
    # a list that leads nowhere is asked for a second page
    assert sorted(site.paths()) == ["/contracts", "/contracts", "/contracts/7", "/robots.txt"]
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.95
    assert seen.stats["vigie/crawl_delay_s"] == 1.0


def test_a_crawl_delay_that_would_never_end_is_a_refusal(tmp_path: Path) -> None:
    robots = slow_robots("User-agent: *\nCrawl-delay: 1000000000\n")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("webpages", tmp_path, site.base, "-s", "VIGIE_PACE=1")
    assert (seen.reason, site.paths()) == ("blocked", ["/robots.txt"])
    assert "seconds between two requests" in seen.stats["vigie/blocked"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"User-agent: *\nAllow: /\n" + b"#" * 40_000_000), "it has more than 1 MB"),
        (
            Answer(gzip.compress(b"#" * 40_000_000), headers={"Content-Encoding": "gzip"}),
            "it has more than 1 MB",
        ),
        (Answer(b"User-agent: *\nDis\x00allow: /\n"), "it is no text in UTF-8"),
        (Answer("User-agent: *\nDisallow: /\n".encode("utf-16")), "it is no text in UTF-8"),
        (Answer(b"", 302, {"Location": "/robots.txt"}), "cannot be read"),
        (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "cannot be read"),
    ],
    ids=["large", "packed", "nul", "utf-16", "loop", "file"],
)
def test_a_robots_txt_that_is_none_allows_nothing_and_costs_little(
    tmp_path: Path, answer: Answer, words: str
) -> None:
    with portal(lambda request: GOOD, lambda request: answer) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert (seen.reason, seen.reports, set(site.paths())) == ("blocked", [], {"/robots.txt"})
    assert words in seen.stats["vigie/blocked"]
    assert len(site.asked) < 8
    assert seen.stats["memusage/max"] < 300_000_000
    assert "Traceback" not in seen.log


def test_a_robots_txt_with_the_mark_of_windows_is_read(tmp_path: Path) -> None:
    robots = slow_robots("\ufeffUser-agent: *\nDisallow: /contracts\n")
    with portal(lambda request: GOOD, robots) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert "forbids" in seen.stats["vigie/blocked"]


UNREADABLE = "Tue, 24 Nov 2026 12:00:00 +99999999999999999999"


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "\xb2"},
        {"Retry-After": UNREADABLE},
        {"Retry-After": "0", "Date": UNREADABLE},
        {"Retry-After": "0", "Date": format_datetime(NOW), "Age": "9" * 30},
    ],
)
def test_a_header_that_cannot_be_read_is_none(tmp_path: Path, headers: dict[str, str]) -> None:
    with portal(first_then(Answer("later", 503, headers))) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.numbers() == ["n1"]
    assert "Traceback" not in seen.log


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    script = first_then(Answer(b"Too Many Requests", 429, {"Retry-After": "120"}))
    with portal(script) as site:
        seen = crawl("linked", tmp_path, site.base, *windows(), "-s", "VIGIE_PACE=0.01")
    assert (seen.numbers(), len(site.asked)) == (["n1"], 2)
    assert site.waits("/api")[0] >= 1.15


def test_retry_after_as_a_date_is_waited_for(tmp_path: Path) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    script = first_then(Answer(b"busy", 503, {"Retry-After": later}))
    with portal(script) as site:
        crawl("linked", tmp_path, site.base, *windows(), "-s", "VIGIE_PACE=0.01")
    assert site.waits("/api")[0] >= 1.0


def test_a_ban_of_a_day_is_not_waited_out_nor_tried(tmp_path: Path) -> None:
    script = first_then(Answer(b"banned", 429, {"Retry-After": "86400"}), 9)
    with portal(script) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, len(site.asked)) == ("blocked", 1)
    assert "1440 minutes" in seen.stats["vigie/blocked"]


def test_a_documented_403_is_a_pause(tmp_path: Path) -> None:
    with portal(first_then(Answer("Forbidden", 403))) as site:
        seen = crawl("resting", tmp_path, site.base, *windows(), "-s", "VIGIE_PACE=0.005")
    assert seen.numbers() == ["n1"]
    assert site.waits("/api")[0] >= 1.4
    assert seen.stats["vigie/waited_s"] >= 1


def test_any_other_403_is_a_refusal(tmp_path: Path) -> None:
    with portal(first_then(Answer("Forbidden", 403))) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, len(site.asked)) == ("blocked", 1)
    assert "answered 403" in seen.stats["vigie/blocked"]


def test_server_errors_pass(tmp_path: Path) -> None:
    with portal(first_then(Answer(b"", 502), 3)) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.numbers(), len(site.asked)) == (["n1"], 4)


def test_patience_ends_after_five_tries(tmp_path: Path) -> None:
    with portal(first_then(Answer(b"", 500), 99)) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, len(site.asked), seen.readings) == ("blocked", 5, [])
    assert "answered 500, 5 times" in seen.stats["vigie/blocked"]
    assert list(seen.archive.glob("*/*")) == []


@pytest.mark.parametrize(
    ("spider", "expected"),
    [("linked", "could not be reached"), ("webpages", "cannot be read (Download")],
    ids=["portal", "robots.txt"],
)
def test_a_portal_that_cannot_be_reached_is_not_a_quiet_night(
    tmp_path: Path, spider: str, expected: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        seen = crawl(spider, tmp_path, base, *windows())
    assert (seen.reason, seen.reports) == ("blocked", [])
    assert expected in seen.stats["vigie/blocked"]
    assert "Traceback" not in seen.log


@pytest.mark.parametrize("spider", ["linked", "webpages"], ids=["portal", "robots.txt"])
def test_a_name_that_is_not_found_is_a_sentence(tmp_path: Path, spider: str) -> None:
    unknown = ("-s", "DNS_RESOLVER=tests.spiders.crawl_spiders.KnowsNoName")
    seen = crawl(spider, tmp_path, "http://localhost:9", *windows(), *unknown)
    assert (seen.reason, seen.reports) == ("blocked", [])
    actual = seen.stats["vigie/blocked"]
    assert "the name localhost" in actual
    assert "is not found: no network, no DNS, or the portal moved" in actual
    assert "Traceback" not in seen.log


@pytest.mark.parametrize(
    ("answer", "tries", "words"),
    [
        (Answer(b"", 202, {"x-amzn-waf-action": "challenge"}), 1, "robot check"),
        (Answer("<html><title>Just a moment...</title></html>", 200), 1, "robot check"),
        (Answer(b"", 202), 1, "accepted, not served"),
        (Answer(b"", 200), 3, "an empty answer"),
        (Answer("<!doctype html><title>Anmelden</title>"), 3, "a web page ('Anmelden') where JSON"),
    ],
)
def test_a_wall_is_blocked_and_never_no_news(
    tmp_path: Path, answer: Answer, tries: int, words: str
) -> None:
    with portal(lambda request: answer) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, seen.reports, seen.readings) == ("blocked", [], [])
    assert words in seen.stats["vigie/blocked"]
    assert len(site.asked) == tries


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 202, {"x-amzn-waf-action": "\x1b[2J" + "c" * 500}),
        Answer(b"", 200, {"cf-mitigated": "\x1b[2J\x9b31m"}),
        Answer(b"{}", 200, {"Content-Encoding": "gz\x1b[2J"}),
        Answer(b"", 302, {"Location": "http://a\x1b[2J.example/"}),
        Answer("<html><title>Just a moment \x1b[2J\u202e</title></html>"),
    ],
    ids=["waf", "cloudflare", "packing", "redirect", "title"],
)
def test_what_a_portal_answers_writes_on_no_terminal(tmp_path: Path, answer: Answer) -> None:
    with portal(lambda request: answer) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.numbers() == []
    told = seen.log + str(seen.stats.get("vigie/blocked"))
    assert not re.search("[\x1b\x9b\u202e]", told)
    assert "c" * 100 not in told


def test_other_windows_keep_their_reports_when_the_portal_shuts(tmp_path: Path) -> None:
    second = "2026-11-24T06:00:00Z/2026-11-24T12:00:00Z"
    script = lambda request: GOOD if request.count == 0 else Answer("no", 403)  # noqa: E731
    with portal(script) as site:
        seen = crawl(
            "linked",
            tmp_path,
            site.base,
            *windows("2026-11-24T00:00:00Z/2026-11-24T06:00:00Z", second),
        )
    assert (seen.reason, len(seen.reports)) == ("blocked", 1)


def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path) -> None:
    with portal(lambda request: GOOD) as other:
        away = other.base.replace("127.0.0.1", "localhost")
        script = lambda request: Answer(b"", 302, {"Location": f"{away}/login"})  # noqa: E731
        with portal(script) as site:
            seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, other.asked) == ("blocked", [])
    assert "by a redirect" in seen.stats["vigie/blocked"]


def test_a_redirect_on_the_same_host_is_followed(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        return GOOD if request.path == "/new" else Answer(b"", 301, {"Location": "/new"})

    with portal(script) as site:
        assert crawl("linked", tmp_path, site.base, *windows()).numbers() == ["n1"]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "data:application/json,{}",
        "javascript:1",
        "s3://bucket/key",
        "http://[",
    ],
)
def test_a_redirect_out_of_the_web_is_not_followed_and_what_stands_beside_it_is_no_answer(
    tmp_path: Path, location: str
) -> None:
    beside = {"records": [{"id": "n1"}]}
    with portal(lambda request: Answer(beside, 302, {"Location": location})) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.reason, seen.numbers()) == ("blocked", [])
    assert location in seen.stats["vigie/blocked"]
    assert "Traceback" not in seen.log


def test_a_next_link_to_an_undeclared_host_is_not_followed(tmp_path: Path) -> None:
    page = {"records": [{"id": "n1"}], "links": {"next": "https://elsewhere.example/api?c=2"}}
    with portal(lambda request: Answer(page)) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.reason == "blocked"
    assert "https://elsewhere.example" in seen.stats["vigie/blocked"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_body_above_the_limit_is_refused_with_the_limit_named(
    tmp_path: Path, packed: bool
) -> None:
    body = b'{"records": [' + b" " * 3_000_000 + b"]}"
    answer = Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    limit = ("-s", f"DOWNLOAD_MAXSIZE={1024 * 1024}")
    with portal(lambda request: answer if packed else Answer(body)) as site:
        seen = crawl("linked", tmp_path, site.base, *windows(), *limit)
    report = seen.report()
    assert (report["complete"], len(site.asked)) == (False, 1)
    assert "larger than 1 MB, the limit" in report["problem"]
    assert seen.readings == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_packed_as_it_says_costs_its_window_alone(
    tmp_path: Path, encoding: str
) -> None:
    second = "2026-11-24T06:00:00Z/2026-11-24T12:00:00Z"
    broken = Answer({"records": [{"id": "n0"}]}, headers={"Content-Encoding": encoding})
    with portal(first_then(broken)) as site:
        seen = crawl("linked", tmp_path, site.base, *windows(WINDOW, second))
    assert seen.numbers() == ["n1"]
    assert [report["complete"] for report in seen.reports] == [False, True]
    assert f"sent as '{encoding}', which it is not" in seen.reports[0]["problem"]
    assert "Traceback" not in seen.log


def test_an_ordinary_packed_body_is_read(tmp_path: Path) -> None:
    body = gzip.compress(json.dumps({"records": [{"id": "n1"}]}).encode())
    answer = Answer(body, headers={"Content-Encoding": "gzip"})
    with portal(lambda request: answer) as site:
        assert crawl("linked", tmp_path, site.base, *windows()).numbers() == ["n1"]


def test_a_document_too_large_is_missing_and_the_others_come(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.method == "POST":
            actual = [] if b"winner" in request.body else [{"number": "1-26"}, {"number": "2-26"}]
            return Answer({"notices": actual, "totalNoticeCount": len(actual)})
        size = 2_000_000 if "/1-26/" in request.path else 1
        return Answer(b"<n>" + b"2" * size + b"</n>", headers={"Content-Type": "text/xml"})

    limit = ("-s", f"DOWNLOAD_MAXSIZE={1024 * 1024}")
    with portal(script) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY), *limit)
    assert (seen.numbers(), seen.report()["complete"]) == (["2"], False)


def test_only_a_portal_on_this_machine_may_be_hurried(tmp_path: Path) -> None:
    away = "https://203.0.113.9"  # an address kept for documentation: nothing answers there
    seen = crawl("linked", tmp_path, away, *windows(), "-s", "VIGIE_PACE=0.5")
    assert seen.reason == "misconfigured"
    assert "203.0.113.9 is not on this machine" in seen.stats["vigie/misconfigured"]
    assert seen.stats.get("downloader/request_count", 0) == 0


def test_a_real_portal_is_not_asked_without_a_contact(tmp_path: Path) -> None:
    more = ("-s", "VIGIE_CONTACT=", "-s", "VIGIE_PACE=1")
    seen = crawl("linked", tmp_path, "https://203.0.113.9", *windows(), *more)
    assert seen.reason == "misconfigured"
    assert "[vigie] contact is not set" in seen.stats["vigie/misconfigured"]
    assert seen.stats.get("downloader/request_count", 0) == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.example", "10.0.0.1", "", None, "127.0.0.1.example"])
def test_no_other_host_passes_for_this_machine(host: str | None) -> None:
    assert not is_loopback(host)
    with pytest.raises(Misconfigured):
        checked_pace(0.1, [f"//{host or 'x'}"])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Tue, 24 Nov 2026 12:02:00 GMT", 120.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


def test_a_crawl_opens_no_port_and_asks_no_proxy_for_this_machine(tmp_path: Path) -> None:
    with portal(lambda request: GOOD) as site, portal(lambda request: GOOD) as proxy:
        environment = {**os.environ, "http_proxy": proxy.base, "HTTP_PROXY": proxy.base}
        started = subprocess.run(
            command("linked", tmp_path, site.base, *windows()),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    seen = left_behind(tmp_path, started.stderr)
    assert (seen.numbers(), proxy.asked) == (["n1"], [])
    for word in ("RemoteControl", "Telnet", "listening"):
        assert word not in seen.log


def read_until(running: subprocess.Popen[str], words: str) -> str:
    """The log of a process up to the line that says these words."""
    assert running.stderr is not None
    read = []
    for line in running.stderr:
        read.append(line)
        if words in line:
            return "".join(read)
    raise AssertionError("".join(read))


def test_a_crawl_told_to_stop_while_it_stores_stores_and_stops(tmp_path: Path) -> None:
    slow = "ITEM_PIPELINES=" + json.dumps({"tests.spiders.crawl_spiders.SlowRecorder": 300})
    with portal(lambda request: GOOD) as site:
        running = subprocess.Popen(
            command("linked", tmp_path, site.base, *windows(), "-s", slow),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        log = read_until(running, "an item waits to be stored")
        running.send_signal(signal.SIGTERM)
        log += running.communicate(timeout=600)[1]
    seen = left_behind(tmp_path, log)
    assert seen.reason == "shutdown"
    assert len(seen.readings) == 1


def test_a_crawl_told_to_stop_while_it_waits_stops(tmp_path: Path) -> None:
    script = first_then(Answer(b"", 429, {"Retry-After": "600"}), 9)
    with portal(script) as site:
        more = (*windows(), "-s", "VIGIE_PACE=1")
        running = subprocess.Popen(
            command("linked", tmp_path, site.base, *more),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        log = read_until(running, "waiting 600 s")
        running.send_signal(signal.SIGINT)
        log += running.communicate(timeout=600)[1]
    seen = left_behind(tmp_path, log)
    assert (seen.reason, seen.reports) == ("shutdown", [])
    assert "vigie/blocked" not in seen.stats


def test_what_a_document_says_never_reaches_the_log(tmp_path: Path) -> None:
    broken = json.dumps({"tests.spiders.crawl_spiders.Failing": 100})
    with portal(lambda request: Answer({"records": [{"id": "Erika Mustermann"}]})) as site:
        seen = crawl(
            "linked",
            tmp_path,
            site.base,
            *windows(),
            "-s",
            f"ITEM_PIPELINES={broken}",
            "-s",
            "LOG_LEVEL=DEBUG",
        )
    assert "could not process" in seen.log
    assert "Mustermann" not in seen.log

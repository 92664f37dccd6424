"""Shapes: what a portal announces and what came are both known, whatever the portal does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import BrokenDocument
from pipelines.model import Trouble
from spiders.archive import reader
from spiders.base.paging import PageEnvelope
from spiders.base.portal import PortalSpider
from spiders.parsers.decoding import json_value
from tests.spiders.crawl_support import DAY, WINDOW, Answer, ReceivedRequest, crawl, portal, windows


def record(number: int) -> dict[str, str]:
    return {"id": f"n{number}"}


def linked(total: int, start: int = 0) -> dict[str, Any]:
    """Page of two records with a link to the next one."""
    page: dict[str, Any] = {"records": [record(n) for n in range(start, min(start + 2, total))]}
    if start + 2 < total:
        page["links"] = {"next": f"https://linked.example/api?cursor={start + 2}"}
    return page


def counted(request: ReceivedRequest, total: int) -> dict[str, Any]:
    start = int(request.query["offset"])
    return {"total": total, "records": [record(n) for n in range(start, min(start + 2, total))]}


def cursor(request: ReceivedRequest) -> int:
    return int(request.query.get("cursor", 0))


def test_pages_are_followed_to_the_end_and_archived_before_they_are_read(tmp_path: Path) -> None:
    with portal(lambda request: Answer(linked(5, cursor(request)))) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.reason == "finished"
    assert seen.numbers() == ["n0", "n1", "n2", "n3", "n4"]
    report = seen.report()
    assert (report["complete"], report["received"], report["pages"]) == (True, 5, 3)
    assert (report["announced"], report["window"]) == (None, WINDOW)
    for reading in seen.readings:
        document = reading["document"]
        kept = reader.read(seen.archive, document["archive_file"], document["offset"])
        assert (kept.sha256, kept.url) == (document["sha256"], document["url"])
    assert [reading["page"] for reading in seen.readings] == [1, 2, 3]
    assert {reading["window"] for reading in seen.readings} == {WINDOW}


def test_the_portals_own_total_is_reported(tmp_path: Path) -> None:
    with portal(lambda request: Answer(counted(request, 5))) as site:
        report = crawl("counted", tmp_path, site.base, *windows()).report()
    assert (report["announced"], report["received"], report["complete"]) == (5, 5, True)


def test_a_quiet_window_is_complete_with_nothing(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"total": 0, "records": []})) as site:
        report = crawl("counted", tmp_path, site.base, *windows()).report()
    assert (report["announced"], report["received"], report["complete"]) == (0, 0, True)


@pytest.mark.parametrize("answer", [b"[]", b'[{"id": "n1"}]', b'"closed"', b"null", b"{}"])
def test_an_answer_of_another_kind_is_no_quiet_window(answer: bytes) -> None:
    """A list where an object with its records was: nothing stood at the pointer."""
    with pytest.raises(BrokenDocument, match="expected records at /records"):
        PageEnvelope(answer).records("/records")
    assert PageEnvelope(b"[]").records("/").count == 0
    with pytest.raises(BrokenDocument, match="nothing at /payload/content, but a list"):
        PageEnvelope(b'{"payload": [{"id": "n1"}]}').records("/payload/content")


@pytest.mark.parametrize(
    ("spider", "answer", "complete"),
    [
        ("counted", {}, False),
        ("linked", {}, False),
        ("linked", {"records": []}, True),
        ("counted", {"records": []}, False),
        ("counted", {"records": [], "total": None}, False),
    ],
)
def test_an_answer_that_says_nothing_is_no_quiet_window(
    tmp_path: Path, spider: str, answer: dict[str, Any], complete: bool
) -> None:
    """A portal that tells its total says 0 of a quiet day."""
    with portal(lambda request: Answer(answer)) as site:
        report = crawl(spider, tmp_path, site.base, *windows()).report()
    assert (report["complete"], bool(report["problem"])) == (complete, not complete)


def test_each_window_has_its_own_report(tmp_path: Path) -> None:
    more = ("-a", "window_start=2026-11-24", "-a", "window_end=2026-11-26")
    with portal(lambda request: Answer(counted(request, 2))) as site:
        seen = crawl("daily", tmp_path, site.base, *more)
    assert [report["window"] for report in seen.reports] == [DAY, "2026-11-25/2026-11-26"]


def test_a_cache_that_answers_alike_whatever_days_are_asked_for_is_no_quiet_night(
    tmp_path: Path,
) -> None:
    week = ("-a", "window_start=2026-11-20", "-a", "window_end=2026-11-24")
    with portal(lambda request: Answer(counted(request, 2))) as site:
        reports = crawl("daily", tmp_path, site.base, *week).reports
    assert [report["complete"] for report in reports] == [True, True, False, False]
    assert reports[3]["problem"] == (
        "the records of 2026-11-20/2026-11-21 came again: the portal, or a cache before it, answers"
        " alike whatever days are asked for"
    )


def test_empty_days_are_alike(tmp_path: Path) -> None:
    week = ("-a", "window_start=2026-11-20", "-a", "window_end=2026-11-24")
    with portal(lambda request: Answer({"total": 0, "records": []})) as site:
        reports = crawl("daily", tmp_path, site.base, *week).reports
    assert [report["complete"] for report in reports] == [True] * 4


def test_a_page_that_comes_twice_makes_the_window_incomplete(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        page = linked(9, 0)
        page["links"] = {"next": f"/api?cursor={cursor(request) + 1}"}
        return Answer(page)

    with portal(script) as site:
        report = crawl("linked", tmp_path, site.base, *windows()).report()
    assert report["complete"] is False
    assert "came before" in report["problem"]
    assert len(site.asked) == 4  # two pages, and once more


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        here = cursor(request)
        records = [record(here * 2), record(here * 2 + 1)]
        return Answer({"records": records, "links": {"next": f"/api?cursor={(here + 1) % 3}"}})

    with portal(script) as site:
        report = crawl("linked", tmp_path, site.base, *windows()).report()
    assert (report["complete"], len(site.asked) <= 8) == (False, True)
    assert "before" in report["problem"] or "earlier" in report["problem"]


def test_a_total_that_never_comes_is_told(tmp_path: Path) -> None:
    with portal(lambda request: Answer({**counted(request, 3), "total": 4})) as site:
        seen = crawl("counted", tmp_path, site.base, *windows())
    report = seen.report()
    assert (report["announced"], report["received"], report["complete"]) == (4, 3, False)
    assert report["problem"] == "the portal announced 4, 3 came"
    assert seen.stats["vigie/incomplete"] == 1


def test_a_total_that_changes_between_pages_is_asked_again(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        return Answer(counted(request, 3 if request.count == 0 else 4))

    with portal(script) as site:
        seen = crawl("counted", tmp_path, site.base, *windows())
    report = seen.report()
    assert (report["announced"], report["received"], report["complete"]) == (4, 4, True)


def test_a_window_fuller_than_the_portal_can_page_is_split(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        whole = request.query["from"].startswith("2026-11-24T00") and "T06" in request.query["to"]
        if whole:
            return Answer(counted(request, 8))
        late = 4 if "T03" in request.query["from"] else 0
        page = counted(request, 4)
        return Answer({**page, "records": [{"id": f"{late}-{r['id']}"} for r in page["records"]]})

    with portal(script) as site:
        seen = crawl("counted", tmp_path, site.base, *windows())
    report = seen.report()
    assert (report["announced"], report["received"], report["complete"]) == (8, 8, True)
    assert report["window"] == WINDOW


def test_a_day_that_cannot_be_split_is_read_to_the_ceiling_and_told(tmp_path: Path) -> None:
    with portal(lambda request: Answer(counted(request, 8))) as site:
        seen = crawl("daily", tmp_path, site.base, *windows(DAY))
    report = seen.report()
    assert (report["received"], report["complete"]) == (6, False)
    assert "8 records" in report["problem"]
    assert "first 6" in report["problem"]
    assert max(int(request.query["offset"]) for request in site.asked) == 4


def test_truncated_json_is_asked_again(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        whole = json.dumps(linked(1)).encode()
        return Answer(whole[:20] if request.count == 0 else whole)

    with portal(script) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert (seen.numbers(), seen.report()["complete"]) == (["n0"], True)


def test_json_that_stays_broken_is_kept_counted_and_named(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        return Answer(b'{"records": [{"id": "n0"}, {"id"')

    second = "2026-11-24T06:00:00Z/2026-11-24T12:00:00Z"
    with portal(script) as site:
        seen = crawl("linked", tmp_path, site.base, *windows(WINDOW, second))
    assert [report["complete"] for report in seen.reports] == [False, False]
    assert "cut short" in seen.reports[0]["problem"]
    assert seen.readings[-1]["troubles"][0]["code"] == "json_broken"
    assert len(list(reader.records(seen.archive))) == len(seen.readings) == 4


def test_one_record_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    with portal(
        lambda request: Answer({"total": 2, "records": [{"name": "?"}, record(2)]})
    ) as site:
        seen = crawl("counted", tmp_path, site.base, *windows())
    assert seen.numbers() == ["n2"]
    assert seen.readings[0]["troubles"][0]["code"] == "unreadable_record"
    assert seen.report()["received"] == 2


def test_an_answer_that_its_reader_never_thought_of_leaves_the_window_open(tmp_path: Path) -> None:
    with portal(lambda request: Answer(b"[1]")) as site:
        seen = crawl("linked", tmp_path, site.base, *windows())
    assert seen.reason == "finished", seen.log[-3000:]
    assert [key for key in seen.stats if key.startswith("spider_exceptions/")] == []
    assert seen.readings[0]["troubles"][0]["code"] == "unreadable_answer"
    assert (seen.report()["complete"], bool(seen.report()["problem"])) == (False, True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b'{"results": []}', "KeyError: 'records'"), (b"[]", "TypeError: "), (b"7", "TypeError: ")],
)
def test_a_body_of_another_shape_is_a_complaint_and_no_crash(body: bytes, expected: str) -> None:
    """Also where nobody thought of it: this is what ``make portal`` writes for its records."""

    class Begun(PortalSpider):
        name = "begun"
        reads = staticmethod(lambda body: iter(json_value(body)["records"]))

    (trouble,) = Begun.read(body, "https://begun.example/api")
    assert isinstance(trouble, Trouble)
    assert (trouble.kind, trouble.code) == ("unexpected", "unreadable_answer")
    assert trouble.message.startswith(f"the answer cannot be read: {expected}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-a", "window_start=2026-11-24"), "half a window given"),
        (("-a", "windows=[1]"), "JSON list"),
        (("-a", 'windows=["2026"]'), "expected START/END"),
        ((*windows(), "-s", "VIGIE_ARCHIVE="), "VIGIE_ARCHIVE"),
        ((*windows(), "-s", "VIGIE_ENDPOINTS=[]"), "VIGIE_ENDPOINTS"),
    ],
)
def test_a_wrong_question_is_not_asked(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    with portal(lambda request: Answer({})) as site:
        seen = crawl("linked", tmp_path, site.base, *arguments)
    assert (seen.reason, site.asked, seen.reports) == ("misconfigured", [], [])
    assert words in seen.stats["vigie/misconfigured"]


@pytest.mark.parametrize("place", ["record", "answer"])
def test_json_without_end_is_refused_and_later_windows_are_asked_all_the_same(
    tmp_path: Path, place: str
) -> None:
    deep = '{"a":' * 20_000 + "1" + "}" * 20_000
    second = "2026-11-24T06:00:00Z/2026-11-24T12:00:00Z"

    def script(request: ReceivedRequest) -> Answer:
        if "T06" in request.query["from"]:
            return Answer({"total": 1, "records": [record(1)]})
        inner = f'{{"id": "n0", "more": {deep}}}' if place == "record" else "{}"
        outer = "1" if place == "record" else deep
        return Answer(f'{{"total": 1, "records": [{inner}], "x": {outer}}}'.encode())

    with portal(script) as site:
        seen = crawl("counted", tmp_path, site.base, *windows(WINDOW, second))
    assert seen.reason == "finished", seen.log[-3000:]
    assert seen.numbers() == ["n1"]
    assert [report["complete"] for report in seen.reports] == [False, True]
    assert "deep" in seen.reports[0]["problem"]


def test_a_paged_crawl_ends_with_a_sentence_before_the_disk_is_full(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"total": 1, "records": [record(1)]})) as site:
        seen = crawl("counted", tmp_path, site.base, *windows(), "-s", f"VIGIE_FREE_MB={10**9}")
    assert (seen.reason, seen.reports) == ("misconfigured", [])
    assert "Make room, or leave this portal off" in seen.stats["vigie/misconfigured"]


def test_without_a_window_the_last_week_is_asked(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"records": []})) as site:
        seen = crawl("daily", tmp_path, site.base)
    assert seen.reason == "finished", seen.log[-3000:]
    days = [report["window"].split("/")[0] for report in seen.reports]
    today = datetime.now(UTC).date()
    assert days[0] in {str(today - timedelta(days=8)), str(today - timedelta(days=7))}
    assert days[-1] in {str(today - timedelta(days=1)), str(today)}
    assert days == sorted(set(days))


def searched(request: ReceivedRequest, families: dict[str, list[str]]) -> Answer:
    """The search service and the notices of the portal ``searched``."""
    if request.method == "GET":
        number = request.path.split("/")[2]
        return Answer(f"<notice>{number}</notice>".encode(), headers={"Content-Type": "text/xml"})
    body = json.loads(request.body)
    actual = families[body["query"].split()[0]]
    start = int(body.get("iterationNextToken") or 0)
    page = [{"number": number} for number in actual[start : start + body["limit"]]]
    token = str(start + 2) if page else None
    return Answer({"notices": page, "totalNoticeCount": len(actual), "iterationNextToken": token})


def test_a_search_by_tokens_gives_each_document_once(tmp_path: Path) -> None:
    families = {"family": ["0001-2026", "2-2026", "3-2026"], "winner": ["3-2026", "4-2026"]}
    with portal(lambda request: searched(request, families)) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY))
    assert seen.numbers() == ["1-2026", "2-2026", "3-2026", "4-2026"]
    report = seen.report()
    assert (report["announced"], report["received"], report["complete"]) == (4, 4, True)
    first = json.loads(site.asked[0].body)
    assert (first["scope"], first["paginationMode"]) == ("ALL", "ITERATION")
    assert len(list(reader.records(seen.archive, "searched"))) == 4
    assert len(list(reader.records(seen.archive, "searched", role=None))) == 4 + 5


def test_known_documents_are_not_fetched_again(tmp_path: Path) -> None:
    families = {"family": ["1-2026", "2-2026"], "winner": []}
    known = tmp_path / "known"
    with portal(lambda request: searched(request, families)) as site:
        known.write_text(f"{site.base}/notice/1-2026/xml\n")
        seen = crawl("searched", tmp_path, site.base, *windows(DAY), "-s", f"VIGIE_KNOWN={known}")
    assert seen.numbers() == ["2-2026"]
    assert (seen.report()["received"], seen.report()["complete"]) == (2, True)


def test_what_a_list_page_names_is_fetched_before_the_next_page(tmp_path: Path) -> None:
    families = {"family": ["1-2026", "2-2026", "3-2026"], "winner": []}
    with portal(lambda request: searched(request, families)) as site:
        crawl("searched", tmp_path, site.base, *windows(DAY))
    assert "".join(request.method[0] for request in site.asked) == "PGGPGPP"


def test_a_window_asked_again_fetches_only_what_was_not_served(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        answer = searched(request, {"family": ["1-2026", "2-2026"], "winner": []})
        if request.method == "POST" and request.count == 1 and isinstance(answer.body, dict):
            return Answer({**answer.body, "timedOut": True})
        return answer

    with portal(script) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY))
    assert (seen.numbers(), seen.report()["complete"]) == (["1-2026", "2-2026"], True)
    assert sum(request.method == "GET" for request in site.asked) == 2


def test_an_answer_that_timed_out_is_asked_again(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        answer = searched(request, {"family": ["1-2026"], "winner": []})
        if request.count == 0 and isinstance(answer.body, dict):
            return Answer({**answer.body, "notices": [], "timedOut": True})
        return answer

    with portal(script) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY))
    assert (seen.numbers(), seen.report()["complete"]) == (["1-2026"], True)


def test_a_search_that_lists_fewer_than_it_announces_is_told(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        answer = searched(request, {"family": ["1-2026"], "winner": []})
        if request.method == "POST" and isinstance(answer.body, dict):
            return Answer({**answer.body, "totalNoticeCount": 750})
        return answer

    with portal(script) as site:
        report = crawl("searched", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], "announced 750" in report["problem"]) == (False, True)


def test_a_listed_notice_that_is_not_served_leaves_the_window_open(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.path.startswith("/notice/2-"):
            return Answer(status=404)
        return searched(request, {"family": ["1-2026", "2-2026", "3-2026"], "winner": []})

    with portal(script) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY))
    assert seen.numbers() == ["1-2026", "3-2026"]
    report = seen.report()
    assert (report["announced"], report["received"], report["complete"]) == (3, 2, False)
    assert "1 listed documents were not served" in report["problem"]


def test_a_robot_check_on_a_notice_stops_the_portal(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.path.startswith("/notice/2-"):
            return Answer(status=202, headers={"x-amzn-waf-action": "challenge"})
        return searched(request, {"family": ["1-2026", "2-2026", "3-2026"], "winner": []})

    with portal(script) as site:
        seen = crawl("searched", tmp_path, site.base, *windows(DAY))
    assert (seen.reason, seen.reports, seen.numbers()) == ("blocked", [], ["1-2026"])
    assert "robot check" in seen.stats["vigie/blocked"]
    assert sum(path.startswith("/notice/") for path in site.paths()) == 2


def web(request: ReceivedRequest, numbers: list[int]) -> Answer:
    """List pages of two rows, and contract pages, of an authority."""
    if request.path != "/contracts":
        return Answer(f"<html><title>Example Authority</title><h1>{request.path[11:]}</h1></html>")
    page = int(request.query["page"])
    last = -(-len(numbers) // 2)
    rows = "".join(
        f'<div class="row"><a href="/contracts/{number}">contract</a></div>'
        for number in numbers[page * 2 - 2 : page * 2]
    )
    pages = "".join(f'<a href="?page={n}">{n}</a>' for n in range(1, last + 1))
    return Answer(f"<html>Example Authority {rows}<div class='pages'>{pages}</div></html>")


def test_web_pages_are_listed_and_read(tmp_path: Path) -> None:
    with portal(lambda request: web(request, [5, 4, 3, 2, 1])) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert seen.numbers() == ["5", "4", "3", "2", "1"]
    report = seen.report()
    assert (report["window"], report["received"], report["complete"]) == ("all", 5, True)


def test_a_walk_of_new_pages_ends_where_all_is_known(tmp_path: Path) -> None:
    known = tmp_path / "known"
    with portal(lambda request: web(request, [6, 5, 4, 3, 2, 1])) as site:
        known.write_text("\n".join(f"{site.base}/contracts/{n}" for n in range(1, 5)))
        whole = ("-s", f"VIGIE_KNOWN={known}", "-s", "VIGIE_WALKED=1")
        seen = crawl("webpages", tmp_path, site.base, *whole)
    assert seen.numbers() == ["6", "5"]
    assert site.paths().count("/contracts") == 2


def test_a_walk_that_was_broken_off_goes_to_the_end_the_next_time(tmp_path: Path) -> None:
    known = tmp_path / "known"
    with portal(lambda request: web(request, [6, 5, 4, 3, 2, 1])) as site:
        known.write_text("\n".join(f"{site.base}/contracts/{n}" for n in (6, 5)))
        seen = crawl("webpages", tmp_path, site.base, "-s", f"VIGIE_KNOWN={known}")
    assert seen.numbers() == ["4", "3", "2", "1"]
    assert site.paths().count("/contracts") == 3


def test_a_page_without_the_portals_own_words_is_a_wall(tmp_path: Path) -> None:
    with portal(lambda request: Answer("<html><form>Please log in</form></html>")) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert (seen.reason, seen.reports) == ("blocked", [])
    assert "Example Authority" in seen.stats["vigie/blocked"]


def test_a_list_page_without_notices_is_not_a_quiet_night(tmp_path: Path) -> None:
    page = "<html>Example Authority <article>a new design</article></html>"
    with portal(lambda request: Answer(page)) as site:
        report = crawl("webpages", tmp_path, site.base).report()
    assert (report["complete"], "a new design?" in report["problem"]) == (False, True)

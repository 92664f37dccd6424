"""Compare the result of a live check with what the spider expects, line by line.

*no*: the portal contradicts the spider, and a person must look.  *open*: a few requests cannot
tell, or only a person can.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.crawling.live_check import LiveCheckResult
from pipelines.reference.table_classes import Portal

ExpectationAnswer = Literal["yes", "no", "open"]
Observation = tuple[ExpectationAnswer, str]  # whether an expectation is met, and what was observed
REQUIRED_FIELDS = ("title", "published", "buyer")  # of a portal without any known documents
FIELD_LABELS = {
    "title": "titles",
    "description": "descriptions",
    "published": "dates of publication",
    "url": "addresses of pages",
    "country": "countries",
    "buyer": "buyers",
    "buyer_number": "buyers' registry numbers",
    "codes": "classification codes",
    "awards": "awards",
    "supplier": "suppliers",
    "value": "values of contracts",
    "decided": "dates of decisions",
    "deadline": "deadlines",
}
LATE_TOLERANCE = timedelta(days=7)  # a window by date of change holds what was published before
OLDEST_DATE = date(1990, 1, 1)  # of anything that a portal publishes
SIGNIFICANCE = 0.05  # probability that a field which is sometimes empty is so in all notices
_FILTER_IGNORED = re.compile(r"asked for .+, got ")  # a spider's message on a filter not applied
_TOTAL_DIFFERS = re.compile(r"the portal announced \d+, \d+ ")  # and on a total that differs
_UNVERIFIED = re.compile(r"[Uu]nverified(?: here)?:? (.+?)(?:\.(?:\s|$)|$)")


@dataclass(frozen=True)
class ExpectationResult:
    """An expectation of the spider, whether it is met, and what was observed."""

    expectation: str
    answer: ExpectationAnswer
    observed: str


def evaluate_check(
    result: LiveCheckResult, listed: Portal | None, expected: Mapping[str, tuple[int, int]]
) -> list[ExpectationResult]:
    """Return a line for each expectation.

    ``expected``: {field: (filled, seen)} of the last crawl, or else of the known documents.
    """
    lines = [*_access(result)]
    if result.documents or result.report:
        lines += [ExpectationResult(what, *check(result)) for what, check in CHECKS.items()]
        lines += _codes(result)
        lines += _country(result, listed)
        lines += _field_lines(result, expected)
    lines += _terms(result, listed)
    return lines


def _access(result: LiveCheckResult) -> Iterator[ExpectationResult]:
    stats = result.stats
    if observed := stats.get("vigie/misconfigured"):
        yield ExpectationResult("settings and keys are there", "no", str(observed))
        return
    yield from _robots(result)
    served = int(stats.get("downloader/response_status_count/200", 0))
    blocked = stats.get("vigie/blocked")
    answer: ExpectationAnswer = "no"
    if blocked and not (result.documents and result.report):
        observed = str(blocked)
    elif not result.documents and not result.report:
        observed = f"nothing was read ({result.finish_reason}; {served} answers with HTTP 200)"
    else:
        documents = pluralize(result.documents, "document")
        answer, observed = "yes", f"{pluralize(served, 'answer')} with HTTP 200, {documents}"
    served_where = "the portal serves our truthful agent at this address"
    yield ExpectationResult(served_where, answer, observed)


def _robots(result: LiveCheckResult) -> Iterator[ExpectationResult]:
    expectation, stats = "robots.txt allows it", result.stats
    exemption, robots_state = stats.get("vigie/robots_exemption"), stats.get("vigie/robots_says")
    if not exemption:
        if "robots.txt of" in str(stats.get("vigie/blocked")):
            yield ExpectationResult(expectation, "no", str(stats["vigie/blocked"]))
        elif result.documents or result.report:
            yield ExpectationResult(expectation, "yes", "read, and it allows what we ask")
    elif robots_state == "allows":
        yield ExpectationResult(
            expectation,
            "yes",
            f"read, and it allows what we ask: the exemption is not needed today ({exemption})",
        )
    else:
        yield ExpectationResult(
            expectation,
            "open",
            f"it {robots_state or 'was not read'}; we ask all the same, because: "
            f"{exemption}. A person reads whether that holds",
        )


def _paging(result: LiveCheckResult) -> Observation:
    window_report = result.report
    if window_report is None:
        if result.finish_reason == "enough":
            observed = "the window holds more than a check asks for; its pages did follow"
            return "open", f"{observed} each other"
        return "no", f"the window was not read to its end ({result.finish_reason})"
    problem = str(window_report["problem"] or "")
    if _FILTER_IGNORED.search(problem):
        return "open", "the walk ended where another day came, see the filter"
    if problem and not _TOTAL_DIFFERS.search(problem):
        return "no", problem
    pages, records = window_report["pages"], pluralize(window_report["received"], "record")
    return "yes" if pages > 1 else "open", f"{pluralize(pages, 'page')}, {records}"


def _total(result: LiveCheckResult) -> Observation:
    window_report = result.report
    if window_report is None:
        return "open", "the window was not read to its end"
    if _TOTAL_DIFFERS.search(str(window_report["problem"] or "")):
        return "no", str(window_report["problem"])
    if window_report["announced"] is None:
        return "open", "it announces none"
    is_equal = window_report["announced"] == window_report["received"]
    observed = f"announced {window_report['announced']}, received {window_report['received']}"
    if not is_equal and window_report["problem"]:
        return "open", f"{observed}: the window was not read to its end"
    return "yes" if is_equal else "no", observed


def _document_shape(result: LiveCheckResult) -> Observation:
    counts = ", ".join(f"{count} {code}" for code, count in sorted(result.troubles.items()))
    bad = [code for code in result.troubles if not code.startswith("refused/")]
    documents = pluralize(result.documents, "document")
    observed = f"{pluralize(len(result.notices), 'notice')} in {documents}"
    if bad:
        return "no", f"{observed}; {counts}; the first: {result.messages[0]}"
    if not result.notices:
        return "open", f"{observed}: a day without any? Try another with --day"
    return "yes", observed + (f"; {counts}" if counts else "")


def _filter(result: LiveCheckResult) -> Observation:
    if not result.window:
        return "open", "it is asked without dates"
    if result.report and _FILTER_IGNORED.search(str(result.report["problem"] or "")):
        return "no", str(result.report["problem"])
    start, end = (_day(text) for text in result.window.split("/"))
    days = [
        date.fromisoformat(notice["published"]) for notice in result.notices if notice["published"]
    ]
    if not days:
        return "open", f"nothing dated came for {result.window}"
    inside = [day for day in days if start - LATE_TOLERANCE <= day <= end + timedelta(days=1)]
    observed = (
        f"{len(inside)} of {len(days)} dated notices lie in {result.window} or the week before"
    )
    answer: ExpectationAnswer = (
        "yes" if len(inside) >= 0.9 * len(days) else "open" if inside else "no"
    )
    return answer, observed if inside else f"{observed}; one is of {min(days)}"


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _dates(result: LiveCheckResult) -> Observation:
    """Check that dates are plausible: a day taken for a month, or another calendar, is not."""
    days = [date.fromisoformat(day) for notice in result.notices for day in notice["dates"]]
    if not days:
        return "no" if result.notices else "open", f"{len(result.notices)} notices, no date in any"
    odd = [day for day in days if not OLDEST_DATE <= day <= result.today + timedelta(days=1)]
    observed = f"{len(days)} dates from {min(days)} to {max(days)}"
    if not odd:
        return "yes", f"{observed}, none in the future"
    answer: ExpectationAnswer = "open" if len(odd) <= 0.05 * len(days) else "no"
    return answer, f"{observed}; {len(odd)} cannot be, like {odd[0]}"


CHECKS: Mapping[str, Callable[[LiveCheckResult], Observation]] = {
    "pages follow each other to an end": _paging,
    "the portal's own total is what came": _total,
    "documents are of the shape that is read": _document_shape,
    "the portal filters by the dates asked for": _filter,
    "dates are read as they are meant": _dates,
}


def _country(result: LiveCheckResult, listed: Portal | None) -> Iterator[ExpectationResult]:
    if listed is None or listed.country in (None, "EU") or not result.notices:
        return
    counts = Counter(notice["country"] or "none" for notice in result.notices)
    observed = ", ".join(f"{country} {count}" for country, count in counts.most_common(5))
    is_met = counts[str(listed.country)] >= 0.9 * len(result.notices)
    yield ExpectationResult(f"buyers are of {listed.country}", "yes" if is_met else "no", observed)


def _field_lines(
    result: LiveCheckResult, expected: Mapping[str, tuple[int, int]]
) -> Iterator[ExpectationResult]:
    """Yield a line for each field, over the notices whose kind has it."""
    counts: dict[str, list[int]] = {}
    for notice in result.notices:
        for name, filled in notice["fields"].items():
            pair = counts.setdefault(name, [0, 0])
            pair[0] += filled
            pair[1] += 1
    for name, (filled, number) in counts.items():
        known_filled, known_seen = expected.get(name, (0, 0))
        usual = known_filled / known_seen if known_seen else None
        observed = f"{filled} of {number}" + (
            "" if usual is None else f" ({usual:.0%} known so far)"
        )
        expectation = "are found" if filled or usual != 0 else "are not told, as ever"
        yield ExpectationResult(
            f"{FIELD_LABELS.get(name, name)} {expectation}",
            _field_answer(name, filled, number, usual),
            observed,
        )


def _field_answer(name: str, filled: int, number: int, usual: float | None) -> ExpectationAnswer:
    """Return "no" if so many empty fields are improbable by the usual share of filled ones.

    A field that was never filled is expected to be empty.
    """
    if filled or usual == 0:
        return "yes"
    if usual is None:
        return "no" if name in REQUIRED_FIELDS else "open"
    return "no" if (1 - usual) ** number < SIGNIFICANCE else "open"


def _codes(result: LiveCheckResult) -> Iterator[ExpectationResult]:
    """Compare how many a code finds and how many its beginning (``=72*``) does."""
    prefix = "vigie/compared/"
    counts = {
        name.removeprefix(prefix): number
        for name, number in result.stats.items()
        if name.startswith(prefix)
    }
    if len(counts) == 2:
        answer: ExpectationAnswer = "yes" if len(set(counts.values())) == 1 else "no"
        observed = ", ".join(f"{number} for {query}" for query, number in counts.items())
        yield ExpectationResult("a code stands for its subtree", answer, observed)


def _terms(result: LiveCheckResult, listed: Portal | None) -> Iterator[ExpectationResult]:
    if listed is None:
        return
    licences = f"the documents name {', '.join(result.licences)}; " if result.licences else ""
    where = listed.url or "the portal"
    yield ExpectationResult(
        "licence and terms are as listed",
        "open",
        f"{licences}listed: {listed.licence}; terms: {listed.terms}. A person reads them at "
        f"{where} and writes 'read {result.today}: what they allow'",
    )


def format_report(
    result: LiveCheckResult, lines: list[ExpectationResult], unverified: str, *, mock: bool = False
) -> Iterator[str]:
    """Format the lines that the command prints: expectations, place of the sample, what to do.

    ``unverified``  what the spider's docstring, or its row, says of what nobody has seen.
    ``mock``        it was no live portal that answered: nothing is verified by it.
    """
    what = f" {result.window}" if result.window else ""
    requests = int(result.stats.get("downloader/request_count", 0))
    yield f"{result.portal}{what}: {pluralize(requests, 'request')}"
    for line in lines:
        yield f"  {line.answer:5}{line.expectation}: {line.observed}"
    yield f"  sample: {result.sample} (as archived; each body under bodies/; nothing was stored)"
    if unverified_points := _UNVERIFIED.findall(unverified):
        yield f"  so far unverified: {'; '.join(unverified_points)}"
    wrong = sum(line.answer == "no" for line in lines)
    where = _where_declared(result.portal)
    if result.stats.get("vigie/misconfigured"):
        yield "  Nothing was asked of the portal: set what is missing, ask again."
        return
    if wrong:
        yield f"  {pluralize(wrong, 'belief')} of {where} proved wrong. Make a fixture of a body"
        yield "  (persons renamed), change what is believed, crawl again: docs/add-a-portal.md."
        return
    undecided = sum(line.answer == "open" for line in lines)
    yield f"  Nothing contradicts {where}; {pluralize(undecided, 'point')} left open."
    if mock:
        yield "  A mock portal answered: this verifies nothing of the live one."
    elif result.notices:
        yield f"  Paste into {where}, in place of what it says nobody has seen:"
        yield from _verified_lines(result, lines)


def pluralize(count: int, word: str) -> str:
    """Return "1 page" for 1 and "page", "2 pages" for 2."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _where_declared(portal: str) -> str:
    """Return where a portal's expectations are declared."""
    name = portal.removeprefix("ocds:")
    return f"{name} in data/reference/ocds_portals.yml" if name != portal else f"spiders/{name}.py"


def _verified_lines(result: LiveCheckResult, lines: list[ExpectationResult]) -> Iterator[str]:
    """Yield what marks a portal's expectations as verified, to paste where they are declared."""
    if result.portal.startswith("ocds:"):
        checked = f"{{day: {result.today}, source: vigie check, live: true}}"
        yield f"    state: verified, checked: {checked}"
        return
    confirmed = "; ".join(line.expectation for line in lines if line.answer == "yes")
    indent = " " * 10  # of a docstring's paragraphs
    text = f"Verified live on {result.today}: {confirmed}."
    yield from textwrap.wrap(text, 100, initial_indent=indent, subsequent_indent=indent)

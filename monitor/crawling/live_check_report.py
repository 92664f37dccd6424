"""What a check saw -> lines that a person reads: each a belief of the spider, and yes, no or open.

Pure.  *no*: reality contradicts the spider, someone must look.  *open*: a handful of requests does
not tell, or only a person can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.crawling.live_check import Evidence
from pipelines.reference.tables import Portal

Answer = Literal["yes", "no", "open"]
MUST = ("title", "published", "buyer")  # of a portal of which nothing is known yet
WORDS = {
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
LATE = timedelta(days=7)  # a window by date of change holds what was published before
OLDEST = date(1990, 1, 1)  # of anything that a portal publishes
CHANCE = 0.05  # that a field which is sometimes empty is so in all notices of a check
_IGNORED = re.compile(r"asked for .+, got ")  # what a spider says of a filter not applied
_COUNTED = re.compile(r"the portal announced \d+, \d+ ")  # and of a total that is another
_UNVERIFIED = re.compile(r"(?:Unverified|unverified)[^.]*?:? (.+?)(?:\.(?:\s|$)|$)")


@dataclass(frozen=True)
class Line:
    """``believed`` is what the spider takes for granted, ``said`` what was seen."""

    believed: str
    answer: Answer
    said: str


def report(
    seen: Evidence, listed: Portal | None, before: Mapping[str, tuple[int, int]]
) -> list[Line]:
    """Evidence -> lines; ``before``: field -> filled and seen in the last crawl, or else in the
    documents that the reader was written from."""
    lines = [*_access(seen)]
    if seen.documents or seen.report:
        lines += [_paging(seen), _total(seen), _read(seen), _filter(seen), _dates(seen)]
        lines += _country(seen, listed)
        lines += _fields(seen, before)
    lines += _terms(seen, listed)
    return lines


def _access(seen: Evidence) -> Iterator[Line]:
    stats = seen.stats
    if said := stats.get("vigie/misconfigured"):
        yield Line("settings and keys are there", "no", str(said))
        return
    yield from _robots(seen)
    served = int(stats.get("downloader/response_status_count/200", 0))
    refused = stats.get("vigie/blocked")
    if refused and not (seen.documents and seen.report):
        yield Line("the portal serves our truthful agent at this address", "no", str(refused))
    elif not seen.documents and not seen.report:
        yield Line(
            "the portal serves our truthful agent at this address",
            "no",
            f"nothing was read ({seen.reason}; {served} answers with HTTP 200)",
        )
    else:
        yield Line(
            "the portal serves our truthful agent at this address",
            "yes",
            f"{many(served, 'answer')} with HTTP 200, {many(seen.documents, 'document')}",
        )


def _robots(seen: Evidence) -> Iterator[Line]:
    believed, stats = "robots.txt allows it", seen.stats
    exempt, says = stats.get("vigie/robots_exemption"), stats.get("vigie/robots_says")
    if not exempt:
        if "robots.txt of" in str(stats.get("vigie/blocked")):
            yield Line(believed, "no", str(stats["vigie/blocked"]))
        elif seen.documents or seen.report:
            yield Line(believed, "yes", "read, and it allows what we ask")
    elif says == "allows":
        yield Line(
            believed,
            "yes",
            f"read, and it allows what we ask: the exemption is not needed today ({exempt})",
        )
    else:
        yield Line(
            believed,
            "open",
            f"it {says or 'was not read'}; we ask all the same, because: "
            f"{exempt}. A person reads whether that holds",
        )


def _cut_short(seen: Evidence) -> bool:
    return seen.reason == "enough"


def _paging(seen: Evidence) -> Line:
    believed = "pages follow each other to an end"
    told = seen.report
    if told is None:
        if _cut_short(seen):
            said = "the window holds more than a check asks for; its pages did follow each other"
            return Line(believed, "open", said)
        return Line(believed, "no", f"the window was not read to its end ({seen.reason})")
    problem = str(told["problem"] or "")
    if _IGNORED.search(problem):
        return Line(believed, "open", "the walk ended where another day came, see the filter")
    if problem and not _COUNTED.search(problem):
        return Line(believed, "no", problem)
    return Line(
        believed,
        "yes" if told["pages"] > 1 else "open",
        f"{many(told['pages'], 'page')}, {many(told['received'], 'record')}",
    )


def _total(seen: Evidence) -> Line:
    believed = "the portal's own total is what came"
    told = seen.report
    if told is not None and _COUNTED.search(str(told["problem"] or "")):
        return Line(believed, "no", str(told["problem"]))
    if told is None or told["announced"] is None:
        said = "the window was not read to its end" if told is None else "it announces none"
        return Line(believed, "open", said)
    same = told["announced"] == told["received"]
    said = f"announced {told['announced']}, received {told['received']}"
    if not same and told["problem"]:
        return Line(believed, "open", f"{said}: the window was not read to its end")
    return Line(believed, "yes" if same else "no", said)


def _read(seen: Evidence) -> Line:
    believed = "documents are of the shape that is read"
    counts = ", ".join(f"{count} {code}" for code, count in sorted(seen.troubles.items()))
    bad = [code for code in seen.troubles if not code.startswith("refused/")]
    said = f"{many(len(seen.notices), 'notice')} in {many(seen.documents, 'document')}"
    if bad:
        return Line(believed, "no", f"{said}; {counts}; the first: {seen.sentences[0]}")
    if not seen.notices:
        return Line(believed, "open", f"{said}: a day without any? Try another with --day")
    return Line(believed, "yes", said + (f"; {counts}" if counts else ""))


def _filter(seen: Evidence) -> Line:
    believed = "the portal filters by the dates asked for"
    if not seen.window:
        return Line(believed, "open", "it is asked without dates")
    if seen.report and _IGNORED.search(str(seen.report["problem"] or "")):
        return Line(believed, "no", str(seen.report["problem"]))
    start, end = (_day(text) for text in seen.window.split("/"))
    days = [date.fromisoformat(one["published"]) for one in seen.notices if one["published"]]
    if not days:
        return Line(believed, "open", f"nothing dated came for {seen.window}")
    inside = [day for day in days if start - LATE <= day <= end + timedelta(days=1)]
    said = f"{len(inside)} of {len(days)} dated notices lie in {seen.window} or the week before"
    answer: Answer = "yes" if len(inside) >= 0.9 * len(days) else "open" if inside else "no"
    return Line(believed, answer, said if inside else f"{said}; one is of {min(days)}")


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _dates(seen: Evidence) -> Line:
    """A day taken for a month, or another calendar, shows in a date that cannot be."""
    believed = "dates are read as they are meant"
    days = [date.fromisoformat(day) for one in seen.notices for day in one["dates"]]
    if not days:
        return Line(
            believed,
            "no" if seen.notices else "open",
            f"{len(seen.notices)} notices, no date in any",
        )
    odd = [day for day in days if not OLDEST <= day <= seen.today + timedelta(days=1)]
    said = f"{len(days)} dates from {min(days)} to {max(days)}"
    if not odd:
        return Line(believed, "yes", f"{said}, none in the future")
    answer: Answer = "open" if len(odd) <= 0.05 * len(days) else "no"
    return Line(believed, answer, f"{said}; {len(odd)} cannot be, like {odd[0]}")


def _country(seen: Evidence, listed: Portal | None) -> Iterator[Line]:
    if listed is None or listed.country in (None, "EU") or not seen.notices:
        return
    counts = Counter(one["country"] or "none" for one in seen.notices)
    said = ", ".join(f"{country} {count}" for country, count in counts.most_common(5))
    right = counts[str(listed.country)] >= 0.9 * len(seen.notices)
    yield Line(f"buyers are of {listed.country}", "yes" if right else "no", said)


def _fields(seen: Evidence, before: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    """One line a field, over the notices whose kind has it."""
    counts: dict[str, list[int]] = {}
    for notice in seen.notices:
        for name, filled in notice["fields"].items():
            pair = counts.setdefault(name, [0, 0])
            pair[0] += filled
            pair[1] += 1
    for name, (filled, number) in counts.items():
        known, of = before.get(name, (0, 0))
        usual = known / of if of else None
        said = f"{filled} of {number}" + ("" if usual is None else f" ({usual:.0%} known so far)")
        believed = "are found" if filled or usual != 0 else "are not told, as ever"
        yield Line(f"{WORDS.get(name, name)} {believed}", _field(name, filled, number, usual), said)


def _field(name: str, filled: int, number: int, usual: float | None) -> Answer:
    """An empty field is wrong where chance alone would hardly leave it empty in so many notices, by
    what the reader has known; and as it should be where it never was filled."""
    if filled or usual == 0:
        return "yes"
    if usual is None:
        return "no" if name in MUST else "open"
    return "no" if (1 - usual) ** number < CHANCE else "open"


def _terms(seen: Evidence, listed: Portal | None) -> Iterator[Line]:
    if listed is None:
        return
    named = f"the documents name {', '.join(seen.licences)}; " if seen.licences else ""
    where = listed.url or "the portal"
    yield Line(
        "licence and terms are as listed",
        "open",
        f"{named}listed: {listed.licence}; terms: {listed.terms}. A person reads them at "
        f"{where} and writes 'read {seen.today}: what they allow'",
    )


def written(
    seen: Evidence, lines: list[Line], unverified: str, *, practice: bool = False
) -> Iterator[str]:
    """Lines -> what the command prints: beliefs, where the sample is, what to do next.

    ``unverified``  what the spider's docstring, or its row, says of what nobody has seen.
    ``practice``    it was no live portal that answered: nothing is verified by it.
    """
    what = f" {seen.window}" if seen.window else ""
    asked = int(seen.stats.get("downloader/request_count", 0))
    yield f"{seen.portal}{what}: {many(asked, 'request')}"
    for line in lines:
        yield f"  {line.answer:5}{line.believed}: {line.said}"
    yield f"  sample: {seen.sample} (as archived; each body under bodies/; nothing was stored)"
    if doubts := _UNVERIFIED.findall(unverified):
        yield f"  so far unverified: {'; '.join(doubts)}"
    wrong = sum(line.answer == "no" for line in lines)
    where, how = _place(seen)
    if wrong:
        yield f"  {many(wrong, 'belief')} of {where} proved wrong. Make a fixture of a body"
        yield "  (persons renamed), change what is believed, crawl again: docs/add-a-portal.md."
        return
    still = sum(line.answer == "open" for line in lines)
    yield f"  Nothing contradicts {where}; {many(still, 'point')} left open."
    if practice:
        yield "  A practice portal answered: this verifies nothing of the live one."
    elif seen.notices:
        yield f"  What is answered yes may now be written: {how}"


def many(count: int, word: str) -> str:
    """1, "page" -> "1 page"; 2, "page" -> "2 pages"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _place(seen: Evidence) -> tuple[str, str]:
    """Portal -> where its beliefs stand, and how to write there that they were verified."""
    name = seen.portal.removeprefix("ocds:")
    if name != seen.portal:
        return (
            f"{name} in data/reference/ocds_portals.yml",
            f"state: verified, checked: {{day: {seen.today}, source: vigie check, live: true}}",
        )
    return (
        f"spiders/{seen.portal}.py",
        f'"Verified on {seen.today}: …" in its docstring, in place of what it said was not',
    )

"""What a check saw -> lines that a person reads: each a belief of the spider, and yes, no or open.

Pure.  *no*: reality contradicts the spider, someone must look.  *open*: a handful of requests does
not tell, or only a person can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.checking import Evidence
from pipelines.tables import Portal

Answer = Literal["yes", "no", "open"]
MUST = ("title", "published", "buyer")  # no portal of ours leaves them all out
WORDS = {
    "title": "titles", "description": "descriptions", "published": "dates of publication",
    "url": "addresses of pages", "country": "countries", "buyer": "buyers",
    "buyer_number": "buyers' registry numbers", "codes": "classification codes",
    "awards": "awards", "supplier": "suppliers", "value": "values of contracts",
    "decided": "dates of decisions", "deadline": "deadlines",
}  # fmt: skip
LATE = timedelta(days=7)  # a window by date of change holds what was published before
FEW = 3


@dataclass(frozen=True)
class Line:
    """``believed`` is what the spider takes for granted, ``said`` what was seen."""

    believed: str
    answer: Answer
    said: str


def report(
    seen: Evidence, listed: Portal | None, before: Mapping[str, tuple[int, int]]
) -> list[Line]:
    """Evidence -> lines; ``before``: field -> filled and seen in the last crawl."""
    lines = [*_access(seen)]
    if seen.documents or seen.report:
        lines += [_paging(seen), _total(seen), _read(seen), _filter(seen)]
        lines += _fields(seen, before)
    lines += _terms(listed)
    return lines


def _access(seen: Evidence) -> Iterator[Line]:
    stats = seen.stats
    for word, believed in (("misconfigured", "settings and keys are there"),
                           ("blocked", "the portal serves our truthful agent")):  # fmt: skip
        if said := stats.get(f"vigie/{word}"):
            yield Line(believed, "no", str(said))
            return
    exempt = stats.get("vigie/robots_exemption")
    robots = f"not asked: {exempt}" if exempt else "read, and it allows what we ask"
    served = int(stats.get("downloader/response_status_count/200", 0))
    if not served:
        why = seen.report and seen.report.get("problem")
        yield Line("the portal serves our truthful agent", "no", why or "it answered nothing")
        return
    yield Line("robots.txt allows it", "open" if exempt else "yes", robots)
    yield Line("the portal serves our truthful agent", "yes",
               f"{served} answers with HTTP 200, {seen.documents} documents")  # fmt: skip


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
    if told["problem"]:
        return Line(believed, "no", str(told["problem"]))
    return Line(believed, "yes" if told["pages"] > 1 else "open",
                f"{told['pages']} pages, {told['received']} records")  # fmt: skip


def _total(seen: Evidence) -> Line:
    believed = "the portal's own total is what came"
    told = seen.report
    if told is None or told["announced"] is None:
        said = "the window was not read to its end" if told is None else "it announces none"
        return Line(believed, "open", said)
    same = told["announced"] == told["received"]
    said = f"announced {told['announced']}, received {told['received']}"
    return Line(believed, "yes" if same else "no", said)


def _read(seen: Evidence) -> Line:
    believed = "documents are of the shape that is read"
    counts = ", ".join(f"{count} {code}" for code, count in sorted(seen.troubles.items()))
    bad = [code for code in seen.troubles if not code.startswith("refused/")]
    said = f"{len(seen.notices)} notices in {seen.documents} documents"
    if bad:
        return Line(believed, "no", f"{said}; {counts}; the first: {seen.sentences[0]}")
    if not seen.notices:
        return Line(believed, "open", f"{said}: a day without any? Try another with --day")
    return Line(believed, "yes", said + (f"; {counts}" if counts else ""))


def _filter(seen: Evidence) -> Line:
    believed = "the portal filters by the dates asked for"
    if not seen.window:
        return Line(believed, "open", "it is asked without dates")
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


def _fields(seen: Evidence, before: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    """One line a field, over the notices whose kind has it."""
    counts: dict[str, list[int]] = {}
    for notice in seen.notices:
        for name, filled in notice["fields"].items():
            pair = counts.setdefault(name, [0, 0])
            pair[0] += filled
            pair[1] += 1
    for name, (filled, number) in counts.items():
        said = f"{filled} of {number}"
        known, of = before.get(name, (0, 0))
        usual = known / of if of else None
        if usual is not None:
            said += f" ({usual:.0%} in the last crawl)"
        answer: Answer = "yes" if filled else "open"
        if not filled and (name in MUST or (usual is not None and usual >= 0.2 and number >= FEW)):
            answer = "no"
        yield Line(f"{WORDS.get(name, name)} are found", answer, said)


def _terms(listed: Portal | None) -> Iterator[Line]:
    if listed is not None:
        yield Line("licence and terms are as listed", "open",
                   f"licence: {listed.licence}; terms: {listed.terms}. A person reads them at "
                   f"{listed.url or 'the portal'}")  # fmt: skip


def written(seen: Evidence, lines: list[Line], today: date) -> Iterator[str]:
    """Lines -> what the command prints: beliefs, where the sample is, what to do next."""
    what = f" {seen.window}" if seen.window else ""
    yield f"{seen.portal}{what}: {int(seen.stats.get('downloader/request_count', 0))} requests"
    for line in lines:
        yield f"  {line.answer:5}{line.believed}: {line.said}"
    yield f"  sample: {seen.sample}"
    wrong = sum(line.answer == "no" for line in lines)
    if wrong:
        yield (f"  {wrong} beliefs of spiders/{seen.portal}.py do not hold. The sample is a "
               "document to write a fixture from; nothing was stored.")  # fmt: skip
    else:
        still = sum(line.answer == "open" for line in lines)
        yield (f"  Nothing contradicts the spider; {still} points are open. What holds may be "
               f"written into its docstring as verified on {today}, beside what stays "
               "unverified.")  # fmt: skip

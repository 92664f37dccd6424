"""Assess a portal from its facts: ok, degraded, blind, paused or off, and why.  Pure.

blind     we would not see what this portal publishes: it was never crawled, has not been crawled
          for more than a period, keeps failing, or gives nothing where there always was something.
degraded  we see it, but not all of it, or not as before.
paused    it kept refusing, and is asked rarely until it answers.
off       it is not enabled.

The thresholds are in ``Thresholds``; each compares a portal with its own past, the median of its
last fourteen crawls, and counts with those of the same weekday where there are enough: most portals
publish nothing at weekends.  A portal crawled twice in a night gives the second time what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Literal

from monitor.i18n.catalogue import use_language
from monitor.i18n.health_messages import Reason
from monitor.i18n.typography import semicolon
from monitor.runtime.schedule import JobHistory

State = Literal["ok", "degraded", "blind", "paused", "off"]
SEVERITY: dict[str, int] = {"off": 0, "ok": 0, "degraded": 1, "blind": 2, "paused": 2}


NO_RUNS = JobHistory()
SAME_NIGHT = timedelta(hours=12)  # less than every overlap, so what a second crawl missed is asked


@dataclass(frozen=True)
class CrawlRun:
    """One completed crawl of a portal.

    ``fields`` of ours: (filled, seen).  ``keys`` of theirs: records with it, of ``records``.
    """

    started: datetime
    state: str
    failure: str | None
    notices: int
    refused: int
    message: str | None = None
    fields: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    troubles: Mapping[str, int] = field(default_factory=dict)
    in_scope: int = 0
    keys: Mapping[str, int] = field(default_factory=dict)
    records: int = 0


@dataclass(frozen=True)
class PortalFacts:
    """The facts about a portal that its checks need.  ``runs`` are newest first.

    ``span_crawled_at`` tells the last success among crawls of named dates, which are none of them.
    ``gap_days`` is the longest time between two days of publication lately, None while too few
    are known.  ``news_on`` is the last day whose crawls brought a notice that was not known,
    ``nights_without`` how many days with a crawl have passed since, ``usual_nights`` how many did
    at most before, None while too few are known.
    """

    portal: str
    enabled: bool = True
    readable: bool = True
    period: timedelta = timedelta(days=1)
    past: JobHistory = NO_RUNS
    paused_until: datetime | None = None
    runs: Sequence[CrawlRun] = ()
    span_crawled_at: datetime | None = None
    newest: date | None = None
    gap_days: int | None = None
    news_on: date | None = None
    nights_without: int = 0
    usual_nights: int | None = None
    open_windows: int = 0
    open_since: str | None = None
    open_problem: str | None = None


@dataclass(frozen=True)
class Thresholds:
    """Values above or below which a difference is reported."""

    window: int = 14  # crawls that the median is taken of
    min_history: int = 5  # crawls without which nothing is usual
    min_expected: float = 5  # notices a night below which an empty one says nothing
    low_share: float = 0.3  # of the usual number
    refused_share: float = 0.05
    required_field_share: float = 0.5  # share below which a field is optional
    field_drop_share: float = 0.5  # of its usual share
    min_field_notices: int = 20  # notices without which a share says nothing
    min_unknown: int = 5
    new_key_share: float = 0.3  # share of records in which a field of theirs is no exception
    usual_key_share: float = 0.9  # share above which it was always there
    min_key_records: int = 20
    # beyond a period: a crawl takes time, and is retried
    allowed_delay: timedelta = timedelta(hours=12)
    stale_after_days: int = 2  # beyond the longest gap; nights beyond the longest without news
    blind_after_days: int = 7  # beyond twice the longest gap; nights likewise
    max_failures: int = 2  # failures in a row that are no accident


@dataclass(frozen=True)
class CheckResult:
    """State of a subject and its reasons.  ``grace``: how long the operator is not notified, as
    it may pass.
    """

    subject: str
    state: State
    reasons: tuple[Reason, ...] = ()
    grace: timedelta = timedelta(minutes=10)

    def reason_text(self, lang: str, *, in_public: bool = False) -> str | None:
        """Return all reasons as one text, or None."""
        texts = [reason.to_text(lang, in_public=in_public) for reason in self.reasons]
        with use_language(lang):
            return semicolon().join(texts) or None


THRESHOLDS = Thresholds()


def check_portal(facts: PortalFacts, now: datetime) -> CheckResult:
    """Return the worst state that any check finds, with all reasons."""
    if not facts.enabled:
        return CheckResult(facts.portal, "off")
    if not facts.readable:
        return CheckResult(facts.portal, "blind", (Reason("no_reader"),))
    if not facts.runs and facts.past == NO_RUNS:
        return _check_uncrawled(facts, now)
    findings = [
        *_check_success(facts, now),
        *_check_volume(facts, now),
        *_check_news(facts),
        *_check_drift(facts),
    ]
    worst: State = "ok"
    for state, _ in findings:
        if SEVERITY[state] > SEVERITY[worst]:
            worst = state
    if any(state == "paused" for state, _ in findings):
        worst = "paused"
    return CheckResult(facts.portal, worst, tuple(reason for _, reason in findings))


def _check_uncrawled(facts: PortalFacts, now: datetime) -> CheckResult:
    """Check a portal that no crawl without dates has asked: a crawl of named dates reads it, too,
    but says nothing of the days since."""
    grace = timedelta(hours=24)
    last = facts.span_crawled_at
    if last is None:
        return CheckResult(facts.portal, "blind", (Reason("never"),), grace=grace)
    is_recent = now - last <= facts.period + THRESHOLDS.allowed_delay
    reason = Reason("span_only", {"last": last.date()})
    return CheckResult(facts.portal, "degraded" if is_recent else "blind", (reason,), grace=grace)


Findings = Iterator[tuple[State, Reason]]


def _check_success(facts: PortalFacts, now: datetime) -> Findings:
    """Check that crawls succeed, and lately."""
    past, problem = facts.past, _last_problem(facts)
    last = past.last_success
    if facts.paused_until is not None:
        details = {"tries": past.failures, "next": facts.paused_until, "problem": problem}
        yield "paused", Reason("paused", details)
    elif last is None:
        state: State = "blind" if past.failures >= THRESHOLDS.max_failures else "degraded"
        code = "no_success" if past.failures >= THRESHOLDS.max_failures else "failed_once"
        yield state, Reason(code, {"tries": past.failures, "problem": problem})
    elif past.failures >= THRESHOLDS.max_failures:
        details = {"tries": past.failures, "last": last.date(), "problem": problem}
        yield "blind", Reason("failing", details)
    elif past.failures:
        yield "degraded", Reason("failed_once", {"problem": problem})
    if last is not None and now - last > facts.period + THRESHOLDS.allowed_delay:
        details = {"last": last.date(), "days": (now - last).days, "period": facts.period.days}
        yield "blind", Reason("silent", details)


def _last_problem(facts: PortalFacts) -> str:
    """Return the first message of the last crawl that has one."""
    message = next((run.message for run in facts.runs if run.message), None) or "?"
    return message.split("; ")[0].removeprefix(f"{facts.portal}: ")


def _check_volume(facts: PortalFacts, now: datetime) -> Findings:
    """Check that a portal gives as many notices as usual, and as recent."""
    successful = fullest_of_each_night([run for run in facts.runs if run.failure is None])
    if successful and facts.past.failures == 0:
        usual = expected_notices(successful)
        received = successful[0].notices
        if usual is not None and usual >= THRESHOLDS.min_expected:
            if received == 0:
                yield "blind", Reason("nothing", {"usual": round(usual)})
            elif received < THRESHOLDS.low_share * usual:
                yield "degraded", Reason("few", {"seen": received, "usual": round(usual)})
            else:
                yield from _check_scope_volume(successful)
    if facts.newest is not None and facts.gap_days is not None:
        days = (now.astimezone(UTC).date() - facts.newest).days
        details = {"newest": facts.newest, "days": days, "usual_days": facts.gap_days}
        if days > 2 * facts.gap_days + THRESHOLDS.blind_after_days:
            yield "blind", Reason("stale", details)
        elif days > facts.gap_days + THRESHOLDS.stale_after_days:
            yield "degraded", Reason("stale", details)
    if facts.open_windows and not facts.past.failures:
        details = {
            "windows": facts.open_windows,
            "oldest": facts.open_since or "?",
            "problem": facts.open_problem or "?",
        }
        yield "degraded", Reason("windows", details)


def _check_news(facts: PortalFacts) -> Findings:
    """Check that some notice is new now and then.

    A portal whose data stand still may answer with as many notices as ever, and date them anew
    each day.
    """
    nights, usual = facts.nights_without, facts.usual_nights
    if usual is None or facts.past.failures:
        return
    details = {"last": facts.news_on, "nights": nights, "usual": usual}
    if nights > 2 * usual + THRESHOLDS.blind_after_days:
        yield "blind", Reason("no_news", details)
    elif nights > usual + THRESHOLDS.stale_after_days:
        yield "degraded", Reason("no_news", details)


def _check_scope_volume(successful: Sequence[CrawlRun]) -> Findings:
    """Check that as many notices as usual are in scope; fewer mean that codes or words changed."""
    usual = expected_notices(successful, lambda run: run.in_scope)
    received = successful[0].in_scope
    if (
        usual is not None
        and usual >= THRESHOLDS.min_expected
        and received < THRESHOLDS.low_share * usual
    ):
        details = {"seen": received, "total": successful[0].notices, "usual": round(usual)}
        yield "degraded", Reason("scope", details)


def fullest_of_each_night(successful: Sequence[CrawlRun]) -> list[CrawlRun]:
    """Return the crawl with the most notices of each night, newest first, as they are given.

    A second crawl, by hand or by another crontab, finds hardly anything that was not read before.
    """
    nights: list[CrawlRun] = []
    began: datetime | None = None
    for run in reversed(successful):
        if began is not None and run.started - began < SAME_NIGHT:
            nights[-1] = max(nights[-1], run, key=lambda each: each.notices)
        else:
            nights.append(run)
            began = run.started
    return nights[::-1]


def expected_notices(
    successful: Sequence[CrawlRun],
    number: Callable[[CrawlRun], int] = lambda run: run.notices,
) -> float | None:
    """Return how many notices the newest crawl should have had, or None while unknown."""
    before = successful[1 : THRESHOLDS.window + 1]
    if len(before) < THRESHOLDS.min_history:
        return None
    today = successful[0].started.weekday()
    alike = [number(run) for run in before if run.started.weekday() == today]
    if len(alike) >= 2:
        return min(median(alike), median(map(number, before)))
    return median(map(number, before))


def _check_drift(facts: PortalFacts) -> Findings:
    """Check that a portal still fills the fields that it used to fill."""
    successful = [run for run in facts.runs if run.failure is None]
    if not successful:
        return
    newest, before = successful[0], successful[1 : THRESHOLDS.window + 1]
    if len(before) < THRESHOLDS.min_history:
        return
    yield from _check_refusals(newest, before)
    yield from _check_source_keys(newest, before)
    for name, (filled, received) in sorted(newest.fields.items()):
        shares = [f / s for run in before for f, s in [run.fields.get(name, (0, 0))] if s]
        if received < THRESHOLDS.min_field_notices or len(shares) < THRESHOLDS.min_history:
            continue
        usual = median(shares)
        if (
            usual >= THRESHOLDS.required_field_share
            and filled / received < THRESHOLDS.field_drop_share * usual
        ):
            details = {
                "field": name,
                "now": round(100 * filled / received),
                "seen": received,
                "usual": round(100 * usual),
            }
            yield "degraded", Reason("field", details)


def _check_source_keys(newest: CrawlRun, before: Sequence[CrawlRun]) -> Findings:
    """Report fields of the source that appeared or disappeared, whether we read them or not."""
    comparable = [run for run in before if run.records >= THRESHOLDS.min_key_records]
    if newest.records < THRESHOLDS.min_key_records or len(comparable) < THRESHOLDS.min_history:
        return
    new = sorted(
        key
        for key, number in newest.keys.items()
        if number >= THRESHOLDS.new_key_share * newest.records
        and not any(key in run.keys for run in comparable)
    )
    lost = sorted(
        key
        for key in comparable[0].keys
        if key not in newest.keys
        and all(
            run.keys.get(key, 0) >= THRESHOLDS.usual_key_share * run.records for run in comparable
        )
    )
    for code, keys in (("new_keys", new), ("lost_keys", lost)):
        if keys:
            more = f" (+{len(keys) - 5})" if len(keys) > 5 else ""
            yield "degraded", Reason(code, {"names": ", ".join(keys[:5]) + more})


def _check_refusals(newest: CrawlRun, before: Sequence[CrawlRun]) -> Findings:
    usual = median(run.refused for run in before)
    total = newest.notices + newest.refused
    if total and newest.refused > max(2 * usual, THRESHOLDS.refused_share * total):
        code = max(newest.troubles, key=lambda c: newest.troubles[c], default="?")
        details = {"refused": newest.refused, "seen": total, "code": code, "usual": round(usual)}
        yield "degraded", Reason("refused", details)
    for code, number in sorted(newest.troubles.items()):
        if code.startswith("unknown"):
            usual = median(run.troubles.get(code, 0) for run in before)
            if number >= THRESHOLDS.min_unknown and number > 2 * usual:
                details = {"number": number, "code": code, "usual": round(usual)}
                yield "degraded", Reason("unknown", details)

"""Random marks in titles, descriptions and names: no notice is lost, none holds up a crawl."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import FrameType

import pytest

from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.classify.explain import explain
from pipelines.model import Document, Notice, Organization, Text, replace
from pipelines.privacy.person_name_classifier import is_person_name, split_off_director
from pipelines.stages import load_stages
from tests.hostile import Tried, fuzz_factor

pytestmark = pytest.mark.hostile
NOTICES, NAMES = 1_000 * fuzz_factor(), 10_000 * fuzz_factor()
MAX_DURATION_S = 20  # for one notice, which takes a few milliseconds
DEMO = Path(__file__).parents[2] / "data" / "demo" / "ted"
MARKS = (
    *"'’ʼ·_-–—/\\()[]{}<>&;:,.|*?!\"«»“”=@%\n\t\x0b\x1c\x85",
    *"½¼ªº²ͺ΄´ßŒﬁ℡№İŉև\u00ad\u200b\u200d\u2028\u202e\u0301\u0345\ufeff\U0001f600١१ｱﾞ",
    *("l'____", "d’", "&#x27;", "&amp;amp;", "http://x", "www.", "a@b.c", "(((", ")))"),
    *("½" * 20, "_" * 50, "'" * 30, " v/", " Inh. ", " o/a ", " by ", " di ", "S.p.A.", " & "),
)


def altered(text: str, chance: random.Random) -> str:
    """Put a few marks into a text, cut it, or take its beginning away."""
    for _ in range(chance.choice((1, 2, 4, 10))):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(10):
            case 0:
                text = text[:place]
            case 1:
                text = text[place:]
            case number:
                mark = chance.choice(MARKS)
                over = place + (number > 6)
                text = text[:place] + mark * chance.choice((1, 1, 1, 5)) + text[over:]
    return text


def altered_notice(notice: Notice, chance: random.Random) -> Notice:
    def texts(many: tuple[Text, ...]) -> tuple[Text, ...]:
        return tuple(replace(text, text=altered(text.text, chance)) for text in many)

    def named(organization: Organization) -> Organization:
        return replace(organization, name=altered(organization.name, chance))

    return replace(
        notice,
        texts=texts(notice.texts),
        lots=tuple(replace(lot, texts=texts(lot.texts)) for lot in notice.lots),
        buyers=tuple(
            replace(buyer, organization=named(buyer.organization)) for buyer in notice.buyers
        ),
        awards=tuple(
            replace(
                award,
                suppliers=tuple(
                    replace(supplier, organization=named(supplier.organization))
                    for supplier in award.suppliers
                ),
            )
            for award in notice.awards
        ),
    )


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raises  TimeoutError where the work takes longer: a loop without end would hold the tests."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# Where each could begin what goes on to the end of the text, a scan of all of them has no end.
REPEATED = ("Dr. ", "M. ", "+33 1 23 45 67 89 ", "A. ", "( ", "l'", "½", "lot 1 ", "Inh. ")


@pytest.mark.parametrize("words", REPEATED)
def test_a_long_text_of_the_same_words_is_read(words: str, tried: Tried) -> None:
    text = (words * 300_000)[:300_000]
    notice = replace(_demo_notices()[0], texts=(Text("description", text),))
    stages = load_stages()
    with _within(MAX_DURATION_S):
        stages.classify(stages.anonymise_and_normalise(notice))
    tried(notices=1)


@lru_cache(maxsize=1)  # the tests of this file share them, and none changes one
def _demo_notices() -> list[Notice]:
    notices: list[Notice] = []
    for file in sorted(DEMO.glob("*.xml")):
        document = Document(sha256="0" * 64, portal="ted", fetched_at=datetime.now(UTC))
        notices += parse_document("ted", document, file.read_bytes()).notices
    return notices


def test_every_notice_goes_through_all_stages_whatever_its_texts_hold(tried: Tried) -> None:
    stages, notices, chance = load_stages(), _demo_notices(), random.Random(1)
    for number in range(NOTICES):
        notice = altered_notice(chance.choice(notices), chance)
        with _within(MAX_DURATION_S):
            cleaned = stages.anonymise_and_normalise(notice)
            classified = stages.classify(cleaned)
            assert stages.classify(cleaned) == classified
            if number % 10 == 0:
                assert explain(cleaned, stages.tables)
    tried(notices=NOTICES)


def test_every_name_is_a_persons_or_not(tried: Tried) -> None:
    notices, chance = _demo_notices(), random.Random(2)
    names = [
        organization.name
        for notice in notices
        for organization in (
            *(buyer.organization for buyer in notice.buyers),
            *(supplier.organization for award in notice.awards for supplier in award.suppliers),
        )
    ]
    for _ in range(NAMES):
        name, country = altered(chance.choice(names), chance), chance.choice(("DE", "FR", "IT"))
        with _within(MAX_DURATION_S):
            assert is_person_name(name, country=country) in (True, False)
            split_off_director(name, country=country)
    tried(names=NAMES)

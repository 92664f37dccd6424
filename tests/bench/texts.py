"""(h) Hostile texts: eight times the length takes about eight times as long, not sixty-four.

What happens within one call of C (patterns, numbers of many digits) no count of calls shows
(``tests.step_counts``), so it is timed here, against a shorter text in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from pipelines.privacy.pii_detection import find_personal_data
from pipelines.stages import load_stages
from spiders.parsers.toronto import first_sentence
from tests.bench.measures import Row
from tests.pipelines.hostile_texts import PIECES, hostile_notice, hostile_text

TIMES = 8
LIMIT = 16  # times as long
RUNS = 3  # the best of them counts
LEAST_S = 0.005  # what takes less is mostly the clock


def texts(size: int) -> Iterator[Row]:
    """Of each kind of text, the stages, the search for personal data and that for the end of a
    sentence, ``size`` characters."""
    stages = load_stages()

    def all_stages(text: str) -> None:
        stages.classify(stages.anonymise_and_normalise(hostile_notice(text)))

    readers: dict[str, Callable[[str], object]] = {
        "personal data": find_personal_data,
        "all stages": all_stages,
        "first sentence": first_sentence,
    }
    for reader, read in readers.items():
        for kind, piece in PIECES.items():
            yield _row(f"{reader}, {kind}", read, piece, size)


def _row(what: str, read: Callable[[str], object], piece: str, size: int) -> Row:
    short, long = (_best(read, hostile_text(piece, n)) for n in (size // TIMES, size))
    times = long / max(short, LEAST_S)
    return Row(
        what,
        f"{1e6 * long / size:.2f} s a million, {times:.1f} times",
        f"less than {LIMIT} times",
        times < LIMIT,
    )


def _best(read: Callable[[str], object], text: str) -> float:
    seconds = []
    for run in range(RUNS):
        start = time.process_time()
        read(f"{run} {text}")  # no text twice: answers are kept
        seconds.append(time.process_time() - start)
    return min(seconds)

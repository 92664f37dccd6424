"""Find in a query all that it asks of columns: an end, a filter or order, a head office or law."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from monitor.search.ending_questions import EndingQuestion, find_ending_question
from monitor.search.filter_questions import FilterQuestion, find_filter_question
from monitor.search.question_phrases import IsName, no_name, other_words
from monitor.search.seat_questions import SeatQuestion, find_seat_question
from pipelines.text_folding import fold


class Questions(NamedTuple):
    """What a query asks of columns (None: nothing); ``words``: the others, which are searched."""

    words: str
    ending: EndingQuestion | None = None
    meant: FilterQuestion | None = None
    seat: SeatQuestion | None = None


def find_questions(query: str, is_name: IsName = no_name) -> Questions:
    """Return what a query asks of columns, and its other words."""
    ending = find_ending_question(query, is_name)
    words = ending.words if ending else query
    meant = find_filter_question(words, is_name)
    seat = find_seat_question(words, is_name)
    if seat and not meant:  # "largest American suppliers": an adjective within the phrase
        without_seat = find_seat_question(words, is_name, keep_firms=True)
        meant = find_filter_question(without_seat.words if without_seat else words, is_name)
    for question in (meant, seat):  # "largest American suppliers": "suppliers" is a word of both
        words = _in_both(words, question.words, is_name) if question else words
    return Questions(words, ending, meant, seat)


def _in_both(words: str, others: str, is_name: IsName) -> str:
    """Return the words that are also among the others, each as often as there, if they say
    anything."""
    left, kept = Counter(others.split()), []
    for word in words.split():
        if left[word]:
            left[word] -= 1
            kept.append(word)
    return other_words(kept, [fold(word) for word in kept], (), is_name)

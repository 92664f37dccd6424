"""How often the automata of tagging go over the texts of notices: counted in letters, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from pipelines.classify.keyword_matches import award_texts, select_texts
from pipelines.model import Notice
from pipelines.reference.automaton import Automaton
from pipelines.stages import Stages
from pipelines.text_folding import fold


class CountingAutomaton:
    """Finds what the automaton finds; ``letters`` of the texts that it was given."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self.letters = 0

    def find(self, text: str) -> list[tuple[int, int, int]]:
        self.letters += len(text)
        return self._automaton.find(text)


def passes(notices: Sequence[Notice], stages: Stages) -> float:
    """Letters that all automata are given while notices are tagged, per letter of their texts."""
    letters = sum(map(len, (fold(text) for notice in notices for text in texts_of(notice))))
    with _counted(stages) as automata:
        for notice in notices:
            stages.classify(notice)
    return sum(automaton.letters for automaton in automata) / letters


def texts_of(notice: Notice) -> set[str]:
    """The different texts of a notice that are read for tags."""
    held = (notice.texts, *(lot.texts for lot in notice.lots))
    texts = [text for many in held for text in select_texts(notice, many)]
    texts += [text for award in notice.awards for text in award_texts(award, notice.languages)]
    return {text.text for text in texts}


@contextmanager
def _counted(stages: Stages) -> Iterator[list[CountingAutomaton]]:
    """Count what the phrases, and the runs and new words of the claim model, are searched in."""
    matcher = stages.tables.matcher
    automata = [CountingAutomaton(matcher.phrases.automaton)]
    matcher._cached.cache_clear()
    with ExitStack() as stack:
        stack.enter_context(patch.object(matcher.phrases, "automaton", automata[0]))
        for place in stages.tables.model.places.values():
            place.words.clear()
            for holder in (place.words, place.find_runs):
                automata.append(CountingAutomaton(holder._automaton))
                stack.enter_context(patch.object(holder, "_automaton", automata[-1]))
        yield automata

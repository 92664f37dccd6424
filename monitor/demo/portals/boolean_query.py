"""Parse boolean query text into predicates over records, for two query languages.

``expression := term (OR term)*``, ``term := factor (AND factor)*``, ``factor := NOT factor |
( expression ) | comparison``.  Operators are read without regard to case.
Raises  QuerySyntax with the place of the first thing that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Record = Mapping[str, Any]
Test = Callable[[Record], bool]


class QuerySyntax(ValueError):
    """The query cannot be read; ``at`` is the offset of the fault."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class Reader:
    """Tokens of one query, read from left to right."""

    def __init__(self, text: str, token: re.Pattern[str]) -> None:
        self.tokens: list[tuple[str, int]] = []
        self.end = len(text)
        self.place = 0
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            match = token.match(text, at)
            if match is None:
                raise QuerySyntax(f"unexpected character {text[at]!r}", at)
            self.tokens.append((match.group(), at))
            at = match.end()

    def peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def at(self) -> int:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else self.end

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise QuerySyntax("the query ends too early", self.end)
        self.place += 1
        return token

    def takes(self, *words: str) -> bool:
        """Whether the next token is one of these words; if so it is read."""
        if self.peek().upper() in words:
            self.place += 1
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.takes(word):
            raise QuerySyntax(f"expected {word!r}, found {self.peek()!r}", self.at())


def parse_expression(reader: Reader, comparison: Callable[[Reader], Test]) -> Test:
    """Parse a whole expression, with AND binding tighter than OR, into a predicate."""
    tests = [_term(reader, comparison)]
    while reader.takes("OR"):
        tests.append(_term(reader, comparison))
    return lambda record: any(test(record) for test in tests)


def _term(reader: Reader, comparison: Callable[[Reader], Test]) -> Test:
    tests = [_factor(reader, comparison)]
    while reader.takes("AND"):
        tests.append(_factor(reader, comparison))
    return lambda record: all(test(record) for test in tests)


def _factor(reader: Reader, comparison: Callable[[Reader], Test]) -> Test:
    if reader.takes("NOT"):
        inner = _factor(reader, comparison)
        return lambda record: not inner(record)
    if reader.takes("("):
        test = parse_expression(reader, comparison)
        reader.expect(")")
        return test
    return comparison(reader)


def compared(operator: str, value: str, wanted: str) -> bool:
    """One comparison of text; ISO dates and yyyymmdd sort as text."""
    match operator:
        case "=" | "==":
            return value == wanted
        case "!=" | "<>":
            return value != wanted
        case ">=":
            return value >= wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case "<":
            return value < wanted
    raise ValueError(operator)

"""Text for a terminal of 80 columns."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 80  # columns
_INDENT = " " * 4


def indented_lines(text: str) -> list[str]:
    """Wrap a text to indented lines; a word that is longer, like an address, stays whole."""
    return wrap(
        text,
        WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )

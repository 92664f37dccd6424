"""Navigate a TED_EXPORT tree by local names: seven namespaces are in use, and none.

A ``Node`` looks at the names of its children once, when it is first asked; most of a notice
(titles in 24 languages, contact data, appeal bodies) is never asked for and costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

Element = etree._Element


class _LocalNames(dict[Any, str]):
    """Cache of tags without namespace; a few hundred tags occur, in every notice again.

    The tag of comments and processing instructions is no text: "".
    """

    def __missing__(self, tag: Any) -> str:
        name = self[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return name


_LOCAL = _LocalNames()


def local_name(element: Element) -> str:
    """Name without namespace; "" for comments and processing instructions."""
    return _LOCAL[element.tag]


class Node:
    """An element, and its children by local name."""

    __slots__ = ("_firsts", "element")

    def __init__(self, element: Element) -> None:
        self.element = element
        self._firsts: dict[str, Element] | None = None

    @property
    def name(self) -> str:
        return local_name(self.element)

    @property
    def firsts(self) -> dict[str, Element]:
        """Return the first child of each name."""
        if self._firsts is None:
            self._firsts = {_LOCAL[child.tag]: child for child in reversed(self.element)}
        return self._firsts

    @property
    def names(self) -> list[str]:
        """Names of the children, each once, in the order of the document."""
        return list(dict.fromkeys(map(local_name, self.element)))

    def all(self, *names: str) -> list[Node]:
        """Children of these names; several names are alternatives of different schema versions."""
        firsts = self.firsts
        return [
            Node(child)
            for name in names
            if name in firsts
            for child in self.element.iterchildren(f"{{*}}{name}")
        ]

    def at(self, path: tuple[str, ...]) -> Element | None:
        """The element at the end of a path of names, going through the first of each."""
        if not path:
            return self.element
        # the property is not asked: this is the most frequent question
        firsts = self.firsts if self._firsts is None else self._firsts
        found = firsts.get(path[0])
        if len(path) == 1:
            return found
        for name in path[1:]:
            if found is None:
                return None
            found = next(found.iterchildren(f"{{*}}{name}"), None)
        return found

    def first(self, *path: str) -> Node | None:
        """The node at the end of a path of names, going through the first of each."""
        element = self.at(path)
        return None if element is None else Node(element)

    def has(self, *names: str) -> bool:
        """Whether any of these children is there; tick boxes of the forms are empty elements."""
        return not self.firsts.keys().isdisjoint(names)

    def get(self, attribute: str) -> str | None:
        return self.element.get(attribute) or None

    def value(self, *path: str, attribute: str = "VALUE") -> str | None:
        """An attribute of the node at the end of the path; blank is None."""
        element = self.at(path)
        return None if element is None else (element.get(attribute) or "").strip() or None

    def text(self, *path: str) -> str | None:
        """The words at the end of the path, one line a paragraph; None when blank."""
        element = self.at(path)
        return None if element is None else element_text(element)

    def line(self, *path: str) -> str | None:
        """The words at the end of the path on one line: names, numbers, titles."""
        element = self.at(path)
        found = None if element is None else element_text(element)
        return found.replace("\n", " ") if found else None

    def find(self, names: Collection[str], skip: Collection[str] = ()) -> Iterator[Node]:
        """Descendants of these names, in order, not looking inside ``skip`` nor inside a find."""
        last: Element | None = None
        for element in self.element.iterdescendants(*_tags(frozenset(names), frozenset(skip))):
            if last is not None and last in element.iterancestors():
                continue
            last = element
            if local_name(element) in names:
                yield Node(element)


@lru_cache(maxsize=256)
def _tags(names: frozenset[str], more: frozenset[str]) -> tuple[str, ...]:
    """Return the tags of names in any namespace or none, as lxml selects them."""
    return tuple(f"{{*}}{name}" for name in names | more)


def element_text(element: Element) -> str | None:
    """Return an element's text: a line for each paragraph, runs of white space as one space."""
    if not len(element):
        return _one_line(element.text) or None if element.text else None
    lines = [element.text]
    for child in element:
        inside = "".join(map(str, child.itertext())) if len(child) else child.text
        if _LOCAL[child.tag] == "P":
            lines += (inside, child.tail)
        else:  # FT holds superscripts, in the middle of a word
            lines[-1] = "".join(filter(None, (lines[-1], inside, child.tail)))
    found = [_one_line(line) for line in lines if line]
    return "\n".join(filter(None, found)) or None


def _one_line(text: str) -> str:
    """Runs of white space as one space; three texts of four have none.

    Of white space only the simple space is printable.
    """
    if "  " not in text and text.isprintable():
        return text.strip()
    return " ".join(text.split())


NOTHING = Node(etree.Element("NOTHING"))
"""Stands for a part that is not there: without attributes, children and words."""

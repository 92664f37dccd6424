"""Navigate a TED_EXPORT tree by local names: seven namespaces are in use, and none.

All elements of a notice are in the namespace of its root, but for codes of regions (NUTS).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree, objectify

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


_FOREIGN = "NUTS"  # how names end that have a namespace of their own


class _Paths(dict[tuple[str, ...], Callable[[Element, None], Any]]):
    """Cache of paths of names, as lxml walks them: in the namespace of their first element."""

    def __missing__(self, path: tuple[str, ...]) -> Callable[[Element, None], Any]:
        compiled = self[path] = _compile_path(path)
        return compiled


def _compile_path(path: tuple[str, ...]) -> Callable[[Element, None], Any]:
    """Return what finds the element at the end of a path, going through the first of each name."""
    if not path:
        return lambda element, _: element
    if path[-1].endswith(_FOREIGN):
        return _compile_foreign_path(path)
    walk: Callable[[Element, None], Any] = objectify.ObjectPath("." + ".".join(path))
    return walk


def _compile_foreign_path(path: tuple[str, ...]) -> Callable[[Element, None], Any]:
    """Return what finds an element whose last name may have a namespace of its own."""
    *parents, name = path
    walk = _compile_path(tuple(parents))

    def find(element: Element, _: None) -> Element | None:
        parent = walk(element, None)
        return None if parent is None else next(parent.iterchildren(f"{{*}}{name}"), None)

    return find


_PATHS = _Paths()


class Node:
    """An element that is asked for its parts by name.

    Most of a notice (titles in 24 languages, contact data, appeal bodies) is never asked for: a
    path is walked in libxml2, and of the elements along it only the last one comes to Python.
    """

    __slots__ = ("element",)

    def __init__(self, element: Element) -> None:
        self.element = element

    @property
    def name(self) -> str:
        return local_name(self.element)

    @property
    def names(self) -> list[str]:
        """Names of the children, each once, in the order of the document."""
        return list(dict.fromkeys(map(local_name, self.element)))

    def all(self, *names: str) -> list[Node]:
        """Children of these names; several names are alternatives of different schema versions."""
        return [Node(child) for name in names for child in _children(self.element, name)]

    # Each of the next asks for the path itself: they are most of the calls of a notice.

    def first(self, *path: str) -> Node | None:
        """The node at the end of a path of names, going through the first of each."""
        element = _PATHS[path](self.element, None)
        return None if element is None else Node(element)

    def has(self, *names: str) -> bool:
        """Whether any of these children is there; tick boxes of the forms are empty elements."""
        return any(_PATHS[(name,)](self.element, None) is not None for name in names)

    def get(self, attribute: str) -> str | None:
        return self.element.get(attribute) or None

    def value(self, *path: str, attribute: str = "VALUE") -> str | None:
        """An attribute of the node at the end of the path; blank is None."""
        element = _PATHS[path](self.element, None)
        return None if element is None else (element.get(attribute) or "").strip() or None

    def text(self, *path: str) -> str | None:
        """The words at the end of the path, one line a paragraph; None when blank."""
        element = _PATHS[path](self.element, None)
        return None if element is None else element_text(element)

    def line(self, *path: str) -> str | None:
        """The words at the end of the path on one line: names, numbers, titles."""
        element = _PATHS[path](self.element, None)
        text = None if element is None else element_text(element)
        return text.replace("\n", " ") if text else None

    def find(self, names: Collection[str], skip: Collection[str] = ()) -> Iterator[Node]:
        """Descendants of these names, in order, not looking inside ``skip`` nor inside a find."""
        last: Element | None = None
        for element in self.element.iterdescendants(*_tags(frozenset(names), frozenset(skip))):
            if last is not None and last in element.iterancestors():
                continue
            last = element
            if local_name(element) in names:
                yield Node(element)


def _children(element: Element, name: str) -> Iterable[Element]:
    """All children of a name; most names stand once or not at all."""
    first = _PATHS[(name,)](element, None)
    if first is None:
        return ()
    if not name.endswith(_FOREIGN) and _PATHS[(f"{name}[1]",)](element, None) is None:
        return (first,)
    return element.iterchildren(f"{{*}}{name}")


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
    words = [_one_line(line) for line in lines if line and not line.isspace()]
    return "\n".join(filter(None, words)) or None


def _one_line(text: str) -> str:
    """Runs of white space as one space; three texts of four have none.

    Of white space only the simple space is printable.
    """
    if "  " not in text and text.isprintable():
        return text.strip()
    return " ".join(text.split())


NOTHING = Node(etree.Element("NOTHING"))
"""Stands for a part that is not there: without attributes, children and words."""

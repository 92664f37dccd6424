"""A TED_EXPORT tree by local names: seven namespaces are in use for the same schema, and none.

A ``Node`` sorts its children by name once, when it is first asked; most of a notice (titles in
24 languages, contact data, appeal bodies) is never asked for and costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

Element = etree._Element

_LOCAL: dict[str, str] = {}
"""Tag -> local name; a few hundred tags occur, in every notice again."""


def local(element: Element) -> str:
    """Name without namespace; "" for comments and processing instructions."""
    tag = element.tag
    try:
        return _LOCAL[tag]
    except KeyError:
        return _LOCAL.setdefault(tag, tag.rpartition("}")[2]) if isinstance(tag, str) else ""


class Node:
    """An element and its children by local name, in the order of the document."""

    __slots__ = ("_children", "element")

    def __init__(self, element: Element) -> None:
        self.element = element
        self._children: dict[str, list[Node]] | None = None

    @property
    def name(self) -> str:
        return local(self.element)

    @property
    def children(self) -> dict[str, list[Node]]:
        if self._children is None:
            found: dict[str, list[Node]] = {}
            for child in self.element:
                name = _LOCAL.get(child.tag) or local(child)
                if name in found:
                    found[name].append(Node(child))
                else:
                    found[name] = [Node(child)]
            self._children = found
        return self._children

    def all(self, *names: str) -> list[Node]:
        """Children of these names; several names are alternatives of different schema versions."""
        children = self.children
        if len(names) == 1:
            return children.get(names[0], [])
        return [node for name in names for node in children.get(name, ())]

    def first(self, *path: str) -> Node | None:
        """The node at the end of a path of names, going through the first of each."""
        node: Node | None = self
        for name in path:
            found = node.children.get(name) if node else None
            node = found[0] if found else None
        return node

    def has(self, *names: str) -> bool:
        """Whether any of these children is there; tick boxes of the forms are empty elements."""
        return any(name in self.children for name in names)

    def get(self, attribute: str) -> str | None:
        return self.element.get(attribute) or None

    def value(self, *path: str, attribute: str = "VALUE") -> str | None:
        """An attribute of the node at the end of the path; blank is None."""
        node = self.first(*path)
        return (node.element.get(attribute) or "").strip() or None if node else None

    def text(self, *path: str) -> str | None:
        """The words at the end of the path, one line a paragraph; None when blank."""
        node = self.first(*path)
        return words(node.element) if node else None

    def line(self, *path: str) -> str | None:
        """The words at the end of the path on one line: names, numbers, titles."""
        found = self.text(*path)
        return found.replace("\n", " ") if found else None

    def find(self, names: Collection[str], skip: Collection[str] = ()) -> Iterator[Node]:
        """Descendants of these names, in order, not looking inside ``skip`` nor inside a find."""
        for child in self.element:
            name = local(child)
            if name in names:
                yield Node(child)
            elif name not in skip and len(child):
                yield from Node(child).find(names, skip)


def words(element: Element) -> str | None:
    """Element -> its words: a line for each paragraph, runs of white space as one space."""
    if not len(element):
        return " ".join(element.text.split()) or None if element.text else None
    lines = []
    current = element.text or ""
    for child in element:
        inside = "".join(map(str, child.itertext())) if len(child) else child.text or ""
        if local(child) == "P":
            lines += [current, inside]
            current = child.tail or ""
        else:  # FT holds superscripts, in the middle of a word
            current += inside + (child.tail or "")
    found = (" ".join(line.split()) for line in (*lines, current))
    return "\n".join(filter(None, found)) or None

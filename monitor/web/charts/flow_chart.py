"""Draw how the products of a group come to public bodies: group, suppliers that sell, bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from monitor.i18n.safe_text import clipped

WIDTH, SLOT_PX = 400, 44  # small, so that words are still read when a telephone shows it
COLUMNS = (0, 122, 268)  # left ends of the three columns
LONGEST_LABELS = (14, 17, 16)  # characters; the table has the whole names
BAR_PX, LABEL_PX = 8, 15
THICKEST, THINNEST = 22.0, 1.5  # of a flow


@dataclass(frozen=True)
class _Node:
    """A name in a column, with the middle of its bar."""

    x: int
    y: float
    thickness: float

    @property
    def bar(self) -> Markup:
        top = self.y - self.thickness / 2
        return Markup('<rect x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
            self.x, top, BAR_PX, self.thickness
        )


def flow_chart(
    group: str, flows: Sequence[Mapping[str, Any]], other_suppliers: str, other_bodies: str
) -> Markup:
    """Draw flows, rows of ``dossier_queries.flows``; the words stand for what is not told apart.

    A band is as thick as its number of contracts.
    """
    suppliers, bodies = _sums(flows, "supplier"), _sums(flows, "buyer")
    if not suppliers:
        return Markup("")
    total = sum(suppliers.values())
    scale = THICKEST / max(*suppliers.values(), *bodies.values())
    slots = max(len(suppliers), len(bodies))
    named: dict[tuple[str, str | None], str] = {
        ("supplier", None): other_suppliers,
        ("buyer", None): other_bodies,
    }
    for row in flows:
        for kind in ("supplier", "buyer"):
            named.setdefault((kind, row[f"{kind}_id"]), row[kind])
    middle = _column(1, suppliers, slots, scale)
    right = _column(2, bodies, slots, scale)
    left = _Node(COLUMNS[0], slots * SLOT_PX / 2, min(THICKEST, scale * total))
    bands = [_band(left, node, scale * suppliers[key]) for key, node in middle.items()]
    bands += [
        _band(middle[row["supplier_id"]], right[row["buyer_id"]], scale * row["contracts"])
        for row in flows
    ]
    words = [_label(left, group, 0)]
    words += [_label(node, named["supplier", key], 1) for key, node in middle.items()]
    words += [_label(node, named["buyer", key], 2) for key, node in right.items()]
    nodes = [left.bar, *(node.bar for node in (*middle.values(), *right.values()))]
    svg = Markup('<svg viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>')
    return svg.format(WIDTH, slots * SLOT_PX + LABEL_PX, Markup("").join((*bands, *nodes, *words)))


def _sums(flows: Sequence[Mapping[str, Any]], kind: str) -> dict[str | None, int]:
    """Return the contracts of each supplier or body, the most first, all others together last."""
    found: dict[str | None, int] = {}
    for row in flows:
        key = row[f"{kind}_id"]
        found[key] = found.get(key, 0) + row["contracts"]
    return dict(sorted(found.items(), key=lambda one: (one[0] is None, -one[1], str(one[0]))))


def _column(
    number: int, sums: Mapping[str | None, int], slots: int, scale: float
) -> dict[str | None, _Node]:
    """Place the names of a column at equal distances."""
    each = slots * SLOT_PX / len(sums)
    return {
        key: _Node(
            COLUMNS[number], each * (place + 0.5) + LABEL_PX, max(THINNEST, scale * contracts)
        )
        for place, (key, contracts) in enumerate(sums.items())
    }


def _band(start: _Node, end: _Node, thickness: float) -> Markup:
    x, bend = start.x + BAR_PX, (end.x - start.x - BAR_PX) / 2
    return Markup(
        '<path d="M{} {:.1f}C{} {:.1f} {} {:.1f} {} {:.1f}" stroke-width="{:.1f}"/>'
    ).format(x, start.y, x + bend, start.y, x + bend, end.y, end.x, end.y, max(THINNEST, thickness))


def _label(node: _Node, words: str, column: int) -> Markup:
    above = node.y - max(node.thickness / 2, 3) - 4
    return Markup('<text x="{}" y="{:.1f}">{}</text>').format(
        node.x, above, clipped(words, LONGEST_LABELS[column])
    )

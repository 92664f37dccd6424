"""Draw how the products of a group come to public bodies: group, suppliers that sell, bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from markupsafe import Markup

from monitor.i18n.catalogue import N_
from monitor.i18n.untrusted_text import clipped
from monitor.i18n.value_formatting import gettext
from monitor.web.charts.svg_charts import Chart, ChartRows

WIDTH, SLOT_PX = 400, 44  # small, so that words are still read when a telephone shows it
COLUMNS = (0, 122, 268)  # left ends of the three columns
ROOM_PX = (118, 142, 132)  # of a label, to the next column; the table has the whole names
LETTER_PX = 14  # of a label at most, as vigie.css draws it: 11.5 px on a telephone of 360 px
# widths of letters by the height of the type, as the wider of usual faces have them
NARROW, WIDE, CAPITAL, OTHER = 0.36, 1.0, 0.76, 0.6
_NARROW_LETTERS, _WIDE_LETTERS = frozenset(" '’.,;:!|()[]-/fijlrtI"), frozenset("MWmw@%—…")
BAR_PX, LABEL_PX = 8, 15
BETWEEN = "|"  # the ids of a supplier and of a body; either is empty for all others
START = ""  # key of the name of the group
OTHERS = N_("other suppliers"), N_("other bodies")
THICKEST, THINNEST = 22.0, 1.5  # of a flow

_Flow = tuple[str, str, float]  # ids of supplier and body, contracts


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


def flow(
    pairs: Sequence[tuple[str, float | None]], names: Mapping[str, str], say: Callable[[float], str]
) -> Chart:
    """Draw a band for each pair of ``flow_key`` and contracts, as thick as there are contracts.

    names: of suppliers and bodies by id; that of ``START`` is the group's.
    """
    flows = [_flow(key, contracts or 0) for key, contracts in pairs]
    rows: ChartRows = tuple(
        (f"{_name(names, seller, 0)} → {_name(names, body, 1)}", contracts, say(contracts))
        for seller, body, contracts in flows
    )
    return Chart(_drawn(flows, names) if flows else Markup(""), rows)


def _flow(key: str, contracts: float) -> _Flow:
    supplier, _, body = key.partition(BETWEEN)
    return supplier, body, contracts


def flow_key(supplier_id: str | None, buyer_id: str | None) -> str:
    return f"{supplier_id or ''}{BETWEEN}{buyer_id or ''}"


def _name(names: Mapping[str, str], id: str, column: int) -> str:
    return names.get(id, id) if id else gettext(OTHERS[column])


def _drawn(flows: Sequence[_Flow], names: Mapping[str, str]) -> Markup:
    sums = [_sums(flows, column) for column in (0, 1)]
    total = sum(sums[0].values())
    scale = THICKEST / max(*sums[0].values(), *sums[1].values())
    slots = max(map(len, sums))
    columns = ({START: total}, *sums)
    lefts, middle, right = (_column(at, column, slots, scale) for at, column in enumerate(columns))
    left = lefts[START]
    bands = [_band(left, node, scale * sums[0][key]) for key, node in middle.items()]
    bands += [_band(middle[seller], right[body], scale * amount) for seller, body, amount in flows]
    words = [_label(left, names.get(START, ""), 0)]
    words += [_label(node, _name(names, key, 0), 1) for key, node in middle.items()]
    words += [_label(node, _name(names, key, 1), 2) for key, node in right.items()]
    nodes = [left.bar, *(node.bar for node in (*middle.values(), *right.values()))]
    return Markup(
        '<svg viewBox="0 0 {} {}" class="flow" aria-hidden="true" focusable="false">{}</svg>'
    ).format(WIDTH, slots * SLOT_PX + LABEL_PX, Markup("").join((*bands, *nodes, *words)))


def _sums(flows: Sequence[_Flow], column: int) -> dict[str, float]:
    """Return the contracts of each supplier or body, the most first, all others together last."""
    sums: dict[str, float] = {}
    for supplier, body, contracts in flows:
        key = (supplier, body)[column]
        sums[key] = sums.get(key, 0) + contracts
    return dict(sorted(sums.items(), key=lambda item: (not item[0], -item[1], item[0])))


def _column(number: int, sums: Mapping[str, float], slots: int, scale: float) -> dict[str, _Node]:
    """Place the names of a column at equal distances."""
    each = slots * SLOT_PX / len(sums)
    return {
        key: _Node(
            COLUMNS[number],
            each * (index + 0.5) + LABEL_PX,
            min(THICKEST, max(THINNEST, scale * contracts)),
        )
        for index, (key, contracts) in enumerate(sums.items())
    }


def _band(start: _Node, end: _Node, thickness: float) -> Markup:
    x, bend = start.x + BAR_PX, (end.x - start.x - BAR_PX) / 2
    return Markup(
        '<path d="M{} {:.1f}C{} {:.1f} {} {:.1f} {} {:.1f}" stroke-width="{:.1f}"/>'
    ).format(x, start.y, x + bend, start.y, x + bend, end.y, end.x, end.y, max(THINNEST, thickness))


def _label(node: _Node, text: str, column: int) -> Markup:
    above = node.y - max(node.thickness / 2, 3) - 4
    return Markup('<text x="{}" y="{:.1f}">{}</text>').format(
        node.x, above, _fitted(text, ROOM_PX[column])
    )


def _fitted(text: str, room_px: float) -> str:
    """Shorten a name to the letters that have room beside the next column."""
    text = clipped(text)  # as every name of strangers is shown
    if _width_px(text) <= room_px:
        return text
    while text and _width_px(text + "…") > room_px:
        text = text[:-1].rstrip()
    return f"{text}…"


def _width_px(text: str) -> float:
    return LETTER_PX * sum(map(_width, text))


def _width(letter: str) -> float:
    """Return how wide a letter is, by the height of the type."""
    if letter in _WIDE_LETTERS or east_asian_width(letter) in "WF":
        return WIDE
    if letter in _NARROW_LETTERS:
        return NARROW
    return CAPITAL if letter.isupper() else OTHER

"""Draw countries as tiles of equal size, about where they lie: a map that needs no other site.

A small country is as easy to see and to touch as a large one, and the picture stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from markupsafe import Markup

from monitor.i18n.catalogue import _
from monitor.i18n.value_formatting import percent

TILE = 40  # units of the picture
MAX_LETTERS = 4  # of a share in a tile, as a telephone shows it: a longer one is narrowed
BOUNDS = (0.0, 0.05, 0.1, 0.2, 0.4, 1.0)  # of the shades: shares of procedures


def _read_places() -> dict[str, dict[str, tuple[int, int]]]:
    """Read column and row of each country of a continent from tile_map.txt, north above.

    ``..`` is sea, or a country left out.
    """
    places = {}
    for grid in Path(__file__).with_suffix(".txt").read_text("ascii").split("\n\n"):
        continent, *lines = grid.splitlines()
        places[continent] = {
            code: (column, row)
            for row, line in enumerate(lines)
            for column, code in enumerate(line.split())
            if code != ".."
        }
    return places


PLACES = _read_places()


@dataclass(frozen=True)
class Tile:
    """What is known of a country: ``share`` None where it rests on too few to be told; ``words``
    say it in full; ``link``: where its contracts are listed."""

    share: float | None
    short: str
    words: str
    link: str


def tiles_of(
    rows: Iterable[Mapping[str, Any]], name: str, link: Callable[[str], str]
) -> dict[str, Tile]:
    """Return the tiles of rows of the comparison, by country; ``name``: of the share shown."""
    result = {}
    for row in rows:
        part, whole = row["counts"][name]
        share = row[name]
        counts = _("%(part)s of %(whole)s procedures") % {"part": part, "whole": whole}
        short = percent(share) if share is not None else f"{part}/{whole}"
        text = f"{row['name']}, {counts}" + (f", {short}" if share is not None else "")
        result[row["key"]] = Tile(share, short, text, link(row["key"]))
    return result


def shade(share: float) -> int:
    """Return which shade a share has, from 1 on."""
    return sum(share >= bound for bound in BOUNDS[1:-1]) + 1


def legend() -> list[str]:
    """Return what each shade means."""
    return [f"{percent(low)} – {percent(high)}" for low, high in pairwise(BOUNDS)]


def continents(tiles: Mapping[str, Tile]) -> list[str]:
    """Continents with a country that is known."""
    return [name for name, places in PLACES.items() if set(places) & set(tiles)]


def beside(tiles: Mapping[str, Tile]) -> list[str]:
    """Known countries that have no place on the map."""
    placed = {code for places in PLACES.values() for code in places}
    return [code for code in tiles if code not in placed]


def tile_map(continent: str, tiles: Mapping[str, Tile]) -> Markup:
    """Draw one continent."""
    places = PLACES[continent]
    width = (max(column for column, _row in places.values()) + 1) * TILE
    height = (max(row for _column, row in places.values()) + 1) * TILE
    empty = {code: cell for code, cell in places.items() if code not in tiles}
    country_tiles = (_tile(code, at, tiles[code]) for code, at in places.items() if code in tiles)
    tiles_svg = _empty(empty) + Markup("").join(country_tiles)
    svg = Markup('<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" class="tiles">{2}</svg>')
    return svg.format(width, height, tiles_svg)


def _empty(places: Mapping[str, tuple[int, int]]) -> Markup:
    """Draw the countries of which nothing is known, as one shape: they are most of the map."""
    corners = [(column * TILE, row * TILE) for column, row in places.values()]
    side = TILE - 2
    boxes = "".join(f"M{x + 1} {y + 1}h{side}v{side}h-{side}z" for x, y in corners)
    names = Markup("").join(
        Markup('<text x="{}" y="{}">{}</text>').format(x + TILE // 2, y + 25, code)
        for (x, y), code in zip(corners, places, strict=True)
    )
    whole = Markup('<g class="nothing" aria-hidden="true"><path d="{}"/>{}</g>')
    return whole.format(boxes, names)


def _tile(code: str, cell: tuple[int, int], tile: Tile) -> Markup:
    x, y = cell[0] * TILE, cell[1] * TILE
    box = Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="4"/>').format(
        x + 1, y + 1, TILE - 2, TILE - 2
    )
    middle = x + TILE // 2
    narrow = Markup(' textLength="{}" lengthAdjust="spacingAndGlyphs"').format(TILE - 4)
    fitted = narrow if len(tile.short) > MAX_LETTERS else ""
    names = Markup('<text x="{}" y="{}">{}</text><text x="{}" y="{}" class="share"{}>{}</text>')
    names = names.format(middle, y + 17, code, middle, y + 32, fitted, tile.short)
    level = "few" if tile.share is None else f"shade-{shade(tile.share)}"
    return Markup('<a href="{}" class="{}"><title>{}</title>{}{}</a>').format(
        tile.link, level, tile.words, box, names
    )

"""Read CSV bytes (a file, or a slice with its header line) as rows by column name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipelines.errors import BrokenDocument, UnexpectedDocument
from spiders.parsers import decoding

CsvRow = dict[str, str]


def rows(
    body: bytes, delimiter: str = ",", needs: tuple[str, ...] = ()
) -> Iterator[CsvRow | UnexpectedDocument]:
    """Read the rows of a CSV. A row with more or fewer cells than the header comes out as the
    error, for ``notices`` to raise: the others are read all the same. ``needs``: columns without
    which the table is another one.

    Mended  byte order mark, UTF-16, Windows-1252.
    Raises  BrokenDocument: no text, a web page, quotes that do not close, a needed column missing.
    """
    decoding.check_body(body, "CSV")
    text = decoding.decode_text(body).lstrip("\ufeff")
    if text.lstrip()[:1] == "<":
        raise BrokenDocument("html_instead", "a web page came where CSV was expected")
    csv.field_size_limit(decoding.MAX_BODY)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(lines, [])]
        if missing := [name for name in needs if name not in names]:
            message = (
                f"the table has no column {', '.join(missing)}; it has {', '.join(names)[:200]}"
            )
            raise BrokenDocument("no_columns", message)
        for cells in lines:
            if len(cells) == len(names):
                yield dict(zip(names, cells, strict=True))
            elif cells:
                yield UnexpectedDocument(
                    f"line {lines.line_num} has {len(cells)} cells, the header {len(names)}"
                )
    except csv.Error as error:
        fault = str(error)
        if fault == "unexpected end of data":
            fault = "it breaks off inside quotes; it was cut short, get it again"
        message = f"the CSV cannot be read: {fault} (line {lines.line_num})"
        raise BrokenDocument("csv_broken", message) from None

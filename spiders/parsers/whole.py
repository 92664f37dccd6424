"""A file that is one document -> itself, in the terms of ``slices``: not cut at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from pipelines.errors import BrokenDocument
from spiders.parsers.slices import MOST, Slice


def uncut(source: IO[bytes]) -> Iterator[Slice]:
    """File, or member of an archive -> one slice.  Raises  BrokenDocument above ``MOST`` bytes."""
    body = source.read(MOST + 1)
    if len(body) > MOST:
        raise BrokenDocument("too_large", f"a file of more than {MOST // 1024 // 1024} MB")
    yield Slice(0, len(body), body, 1)

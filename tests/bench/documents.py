"""Distinct TED notices of real size, as many as asked for.

With VIGIE_CORPUS the real samples (``samples/ted``, ``samples/ted-train``) are copied, else the
committed demo notices, padded with further lots to sizes as TED has them.  Each copy gets
publication numbers, UUIDs and contract numbers of its own, the same within the copy, so that
corrections and amendments still find what they change and no two copies are one contract.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from zlib import crc32

DEMO = Path(__file__).parents[2] / "data" / "demo" / "ted"
# Sizes of TED notices in KB, one in ten each: median 45 (eForms are larger, older forms smaller).
SIZES_KB = (9, 14, 20, 28, 40, 50, 58, 70, 90, 140)

_NUMBER = re.compile(rb"(?<![0-9A-Za-z-])(\d{5,8})-(20\d\d)(?![0-9-])")
_JOURNAL = re.compile(rb"(20\d\d/S \d{3}-)(\d{5,8})\b")
_UUID = re.compile(rb"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_CONTRACT = re.compile(rb"(<CONTRACT_NO>|<efac:ContractReference>\s*<cbc:ID[^>]*>)([^<]*)(</)")
_SENTENCE = re.compile(rb"<(?:cbc:Description|P)\b[^>]*>([^<]{60,})</")
# What further lots are copies of, and what fills the rest: real notices are mostly made of parts
# that no reader asks for (titles in 24 languages, addresses of review bodies).
_LOT = re.compile(rb"<cac:ProcurementProjectLot>.*?</cac:ProcurementProjectLot>\s*", re.S)
_FILL = re.compile(rb"<efac:Organization>.*?</efac:Organization>\s*", re.S)
_OLD_LOT = re.compile(rb"<OBJECT_DESCR ITEM=.*?</OBJECT_DESCR>\s*", re.S)
_OLD_FILL = re.compile(rb"<ML_TI_DOC .*?</ML_TI_DOC>\s*", re.S)
_PART_ID = re.compile(rb"(LOT|ORG)-\d{4}|ITEM=\"\d+\"| LG=\"..\"")
LOTS = 3
_PART_TEXT = re.compile(rb"(<(?:cbc:Description|P)\b[^>]*>)([^<]*)(?=</)")


def origin() -> str:
    """Where the documents come from, in words."""
    return "real samples (VIGIE_CORPUS)" if _corpus() else "demo notices, padded to real sizes"


def notices(amount: int, first_copy: int = 0) -> Iterator[tuple[str, bytes]]:
    """Number of notices -> (file name, XML), one by one; the same every time."""
    stock = _stock()
    for copy in count():
        for index, body in enumerate(stock):
            serial = copy * len(stock) + index
            if serial >= amount:
                return
            full = body if _corpus() else _padded(body, serial)
            yield f"{serial:06d}.xml", renewed(full, first_copy + copy)


def write(folder: Path, amount: int, first_copy: int = 0) -> int:
    """Notices -> files in a folder; their bytes together."""
    folder.mkdir(parents=True)
    size = 0
    for name, body in notices(amount, first_copy):
        size += (folder / name).write_bytes(body)
    return size


def renewed(body: bytes, copy: int) -> bytes:
    """The notice as its copy number ``copy``: other ids, the same in all notices of that copy."""
    if copy == 0:
        return body
    body = _NUMBER.sub(lambda m: b"%d%06d-%b" % (copy, int(m[1]), m[2]), body)
    body = _JOURNAL.sub(lambda m: m[1] + b"%d%06d" % (copy, int(m[2])), body)
    body = _UUID.sub(_other_uuid(copy), body)
    return _CONTRACT.sub(lambda m: m[1] + b"%b-%d" % (m[2], copy) + m[3], body)


def _other_uuid(copy: int) -> Callable[[re.Match[bytes]], bytes]:
    def other(match: re.Match[bytes]) -> bytes:
        digest = hashlib.md5(b"%d:%b" % (copy, match[0]), usedforsecurity=False).hexdigest()
        parts = (digest[:8], digest[8:12], "4" + digest[13:16], "8" + digest[17:20], digest[20:])
        return "-".join(parts).encode()

    return other


def _corpus() -> Path | None:
    folder = os.environ.get("VIGIE_CORPUS")
    return Path(folder) / "samples" if folder else None


@lru_cache(maxsize=1)
def _stock() -> list[bytes]:
    corpus = _corpus()
    folders = [corpus / "ted", corpus / "ted-train"] if corpus else [DEMO]
    files = [file for folder in folders for file in folder.glob("*.xml")]
    # neighbours in a folder are alike: a fixed shuffle makes every stretch a fair mix
    return [f.read_bytes() for f in sorted(files, key=lambda f: crc32(f.name.encode()))]


def _padded(body: bytes, serial: int) -> bytes:
    """Further lots with sentences of other notices, then other parts, up to a real size."""
    chance = random.Random(serial)
    wanted = 1024 * SIZES_KB[serial % len(SIZES_KB)]
    is_old = b"<TED_EXPORT" in body
    body = _with_more(body, _OLD_LOT if is_old else _LOT, min(wanted, len(body) * 2), LOTS, chance)
    return _with_more(body, _OLD_FILL if is_old else _FILL, wanted, 1000, chance)


def _with_more(
    body: bytes, pattern: re.Pattern[bytes], wanted: int, most: int, chance: random.Random
) -> bytes:
    """Copies of the first part of that pattern behind the last one, at most so many."""
    parts = list(pattern.finditer(body))
    missing = wanted - len(body)
    more: list[bytes] = []
    while parts and missing > 0 and len(more) < most:
        more.append(_other_part(parts[0][0], len(parts) + len(more) + 1, chance))
        missing -= len(more[-1])
    end = parts[-1].end() if parts else 0
    return body[:end] + b"".join(more) + body[end:]


def _other_part(part: bytes, number: int, chance: random.Random) -> bytes:
    """The same part as number so many, with other words."""

    def other_id(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return b"%b-%04d" % (match[1], number)
        return b' LG="XX"' if b"LG" in match[0] else b'ITEM="%d"' % number

    part = _PART_ID.sub(other_id, part)
    return _PART_TEXT.sub(lambda m: m[1] + chance.choice(_sentences()), part)


@lru_cache(maxsize=1)
def _sentences() -> list[bytes]:
    return sorted({text for body in _stock() for text in _SENTENCE.findall(body)})

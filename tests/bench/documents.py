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
_CONTRACT = re.compile(
    rb"(<CONTRACT_NO>|<efac:ContractReference>\s*<cbc:ID[^>]*>)([^<]*)(</)"
)  # fmt: skip
_SENTENCE = re.compile(rb"<(?:cbc:Description|P)\b[^>]*>([^<]{60,})</")
_LOT = re.compile(rb"<cac:ProcurementProjectLot>.*?</cac:ProcurementProjectLot>\s*", re.S)
_OBJECT = re.compile(rb"<OBJECT_DESCR ITEM=.*?</OBJECT_DESCR>\s*", re.S)
_LOT_ID = re.compile(rb"LOT-\d{4}|ITEM=\"\d+\"")
_LOT_TEXT = re.compile(rb"(<(?:cbc:Description|P)\b[^>]*>)([^<]*)(?=</)")


def origin() -> str:
    """Where the documents come from, in words."""
    return "real samples (VIGIE_CORPUS)" if _corpus() else "demo notices, padded to real sizes"


def notices(amount: int) -> Iterator[tuple[str, bytes]]:
    """Number of notices -> (file name, XML), one by one; the same every time."""
    stock = _stock()
    for copy in count():
        for place, body in enumerate(stock):
            serial = copy * len(stock) + place
            if serial >= amount:
                return
            full = body if _corpus() else _padded(body, serial)
            yield f"{serial:06d}.xml", renewed(full, copy)


def write(folder: Path, amount: int) -> int:
    """Notices -> files in a folder; their bytes together."""
    folder.mkdir(parents=True)
    size = 0
    for name, body in notices(amount):
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
    def other(found: re.Match[bytes]) -> bytes:
        digest = hashlib.md5(b"%d:%b" % (copy, found[0]), usedforsecurity=False).hexdigest()
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
    """Further lots, each with sentences of other notices, until the notice has a real size."""
    pattern = _OBJECT if b"<TED_EXPORT" in body else _LOT
    lots = list(pattern.finditer(body))
    if not lots:
        return body
    chance = random.Random(serial)
    wanted = 1024 * SIZES_KB[serial % len(SIZES_KB)] - len(body)
    more: list[bytes] = []
    while wanted > 0:
        block = _other_lot(lots[0][0], len(lots) + len(more) + 1, chance)
        more.append(block)
        wanted -= len(block)
    end = lots[-1].end()
    return body[:end] + b"".join(more) + body[end:]


def _other_lot(block: bytes, number: int, chance: random.Random) -> bytes:
    name = b'ITEM="%d"' % number if b"<OBJECT_DESCR" in block else b"LOT-%04d" % number
    block = _LOT_ID.sub(name, block)
    return _LOT_TEXT.sub(lambda m: m[1] + b" ".join(chance.sample(_sentences(), 3)), block)


@lru_cache(maxsize=1)
def _sentences() -> list[bytes]:
    return sorted({text for body in _stock() for text in _SENTENCE.findall(body)})

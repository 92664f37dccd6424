"""A notice in scope as one compressed JSON object, from which its rows are made again."""

from __future__ import annotations

import zlib

import msgspec
from isal import isal_zlib

from pipelines.model import Document, Notice, replace

_decoder = msgspec.json.Decoder(Notice)
_encoder = msgspec.json.Encoder()


def pack(notice: Notice) -> bytes:
    """Notice -> snapshot; of its document the hash alone: its place in the archive may move.

    Compare what snapshots say, never their bytes: ISA-L's are now and then others.
    """
    if notice.document is not None:
        document = Document(sha256=notice.document.sha256, portal=notice.document.portal)
        notice = replace(notice, document=document)
    return isal_zlib.compress(_encoder.encode(notice), 1)


def unpack(stored: bytes) -> Notice:
    return _decoder.decode(zlib.decompress(stored))

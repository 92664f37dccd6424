"""Compress notices in scope to JSON snapshots, from which their rows can be rebuilt."""

from __future__ import annotations

import zlib

import msgspec
from isal import isal_zlib

from pipelines.model import Document, Notice, replace

_decoder = msgspec.json.Decoder(Notice)
_encoder = msgspec.json.Encoder()


def pack(notice: Notice) -> bytes:
    """Compress a notice to a snapshot.

    Of its document only the hash is kept, since its place in the archive may move.

    Compare the contents of snapshots, never their bytes: ISA-L's output is not always the same.
    """
    if notice.document is not None:
        document = Document(sha256=notice.document.sha256, portal=notice.document.portal)
        notice = replace(notice, document=document)
    return isal_zlib.compress(_encoder.encode(notice), 1)


def unpack(stored: bytes) -> Notice:
    """Restore the notice from a snapshot."""
    return _decoder.decode(zlib.decompress(stored))

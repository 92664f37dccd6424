"""Load or create the secret key of an installation, a file beside ``private.db``."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pipelines.errors import Misconfigured


def load_signing_key(path: Path) -> bytes:
    """Return the key that signs links and hashes removed addresses; it is created when missing."""
    file = path.with_suffix(".key")
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_hex(32).encode())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another process was faster: its key holds
            os.link(part, file)
        part.unlink()
        secret = file.read_bytes()
    if len(secret) < 32:
        raise Misconfigured(
            f"{file}: the key has {len(secret)} bytes, expected 64.  Put the backup in its place;"
            " without it links in mails that were sent stop working."
        )
    return secret

"""Encrypt and decrypt the copy of the subscribers with the operator's pass phrase."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from pipelines.errors import Misconfigured

KEY_VARIABLE = "VIGIE_BACKUP_KEY"  # names the environment variable that holds the phrase
_SUFFIX = ".sealed"


def has_encrypted_copies(folder: Path) -> bool:
    """Return whether any copy in a folder is encrypted."""
    return any(folder.glob(f"*/*{_SUFFIX}"))


def encrypt_folder(folder: Path, target: Path, secret: str) -> None:
    """Write the files of a folder encrypted to ``target``, mode 0600."""
    box = _cipher(secret)
    for file in sorted(folder.iterdir()):
        sealed = target / f"{file.name}{_SUFFIX}"
        sealed.write_bytes(box.encrypt(file.read_bytes()))
        sealed.chmod(0o600)


def decrypt_folder(folder: Path, target: Path, secret: str) -> list[Path]:
    """Write the files of an encrypted copy decrypted to ``target``, mode 0600.

    Raises  Misconfigured when the key is not the one it was sealed with.
    """
    box = _cipher(secret)
    written = []
    for sealed in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            clear = box.decrypt(sealed.read_bytes())
        except InvalidToken:
            raise Misconfigured(
                f"{sealed}: {KEY_VARIABLE} is not the key that this copy was sealed with, or the"
                " file is damaged"
            ) from None
        file = target / sealed.name.removesuffix(_SUFFIX)
        for left in ("-wal", "-shm"):  # of the file that was there: SQLite would mix them
            file.with_name(file.name + left).unlink(missing_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(clear)
        written.append(file)
    return written


def _cipher(secret: str) -> Fernet:
    """Derive the cipher from a pass phrase; slow on purpose."""
    salt = b"vigie backup 1"
    key = hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1)
    return Fernet(base64.urlsafe_b64encode(key)[:43] + b"=")

"""Write the files of the archive: in a folder on this machine, or in an object store.

A file is locked while it is written, so that nothing is redacted of which the database has no row
yet.  Writers of an object store are locked by files of this machine: one machine writes at a time.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from pipelines.errors import Misconfigured
from spiders.archive.storage import Place, local_folder, open_storage

_INSTANT = "%Y-%m-%d-%H%M%S%f"
_NAMED_BY_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d-\d{12})-[0-9a-f]{4}\.warc\.gz")


class ArchiveFile(Protocol):
    """A file of the archive that is being written."""

    name: str

    def append(self, member: bytes) -> None:
        """Append bytes, all or none of them."""

    def sync(self) -> None:
        """Ask the disk to keep them."""

    def close(self) -> None:
        """End the file; an object store gets it now."""


class LocalFile:
    """A file of the archive in a folder on this machine, which grows there."""

    def __init__(self, root: Path, folder_name: str, day: str) -> None:
        folder = root / folder_name
        for path in (root, folder):
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.chmod(0o700)
        self._fd, self.name = _new_file(folder, day)
        self._size = 0

    def append(self, member: bytes) -> None:
        written, view = 0, memoryview(member)
        try:
            while written < len(member):
                written += os.write(self._fd, view[written:])
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._size += written

    def sync(self) -> None:
        os.fsync(self._fd)

    def close(self) -> None:
        self.sync()
        os.close(self._fd)


def _new_file(folder: Path, day: str) -> tuple[int, str]:
    """The first unused name of the day, made by us alone and locked against ``redact``."""
    taken = [int(path.name[11:15]) for path in folder.glob(f"{day}-[0-9][0-9][0-9][0-9].warc.gz")]
    number = max(taken, default=0)
    while True:
        number += 1
        name = f"{day}-{number:04d}.warc.gz"
        with suppress(FileExistsError):
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
            handle = os.open(folder / name, flags, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            return handle, name


class ObjectFile:
    """A file of the archive that an object store gets as a whole, when it is closed.

    It is named after the instant of its first record.
    """

    def __init__(self, location: Place, folder_name: str, at: datetime) -> None:
        self.name = f"{at.astimezone(UTC):{_INSTANT}}-{secrets.token_hex(2)}.warc.gz"
        self._storage, self._path = open_storage(location), f"{folder_name}/{self.name}"
        self._content = bytearray()

    def append(self, member: bytes) -> None:
        self._content += member

    def sync(self) -> None:
        """Do nothing: an object cannot grow."""

    def close(self) -> None:
        self._storage.write(self._path, bytes(self._content))


def first_instant(archive_file: str) -> datetime | None:
    """Return the instant of a file's first record, if its name says it."""
    match = _NAMED_BY_INSTANT.fullmatch(archive_file.rpartition("/")[2])
    return datetime.strptime(match[1], _INSTANT).replace(tzinfo=UTC) if match else None


@contextmanager
def atomic_replace(folder: Place, name: str) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes the place of another one at the end."""
    local = local_folder(folder)
    if local is None:
        content = io.BytesIO()
        yield content
        open_storage(folder).write(name, content.getvalue())
        return
    parts = (local / name).parent
    with tempfile.NamedTemporaryFile(dir=parts, suffix=".new", delete=False) as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            os.replace(out.name, local / name)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


@contextmanager
def lock_out_writers(folder: Place, name: str, source: IO[bytes]) -> Iterator[None]:
    """Keep writers away from a file that is open.

    Raises  Misconfigured: one is at work.
    """
    try:
        if local_folder(folder) is not None:
            fcntl.flock(source, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
            return
        with lock_portal(folder, name.partition("/")[0], is_shared=False):
            yield
    except BlockingIOError:
        message = f"{name} is being written to; redact it when that crawl is done"
        raise Misconfigured(message) from None


def lock_portal(folder: Place, folder_name: str, *, is_shared: bool) -> IO[bytes]:
    """Lock the files of a portal in an object store; the lock ends when the result is closed.

    Raises  BlockingIOError: it is not to be shared, and another process has it.
    """
    handle = open_lock(f"{folder}/{folder_name}")
    fcntl.flock(handle, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def open_lock(address: str) -> IO[bytes]:
    """Open the file of this machine that stands for an address in locks."""
    digest = hashlib.sha256(address.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"vigie-{os.getuid()}-{digest}.lock"
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600), "r+b")

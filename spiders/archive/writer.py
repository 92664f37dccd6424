"""Append bodies to the files of a portal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO

from pipelines.errors import Misconfigured
from spiders.archive.locked_files import ArchiveFile, LocalFile, ObjectFile, lock_portal
from spiders.archive.packer import LEVEL, RecordPacker, record_fields
from spiders.archive.records import RecordLocation, folder_name
from spiders.archive.storage import Place, StorageError, local_folder

ROLL_AT = 1024 * 1024 * 1024
OBJECT_BYTES = 64 * 1024 * 1024  # held in memory until written to an object store
_PORTAL = re.compile(r"[a-z0-9][a-z0-9_-]*(?::[a-z0-9_-]+)?")


class Archive:
    """Appends the bodies of one portal.  Not shared between threads; close it when done."""

    def __init__(self, folder: Place, portal: str, *, level: int = LEVEL) -> None:
        if not _PORTAL.fullmatch(portal):
            raise Misconfigured(f"{portal!r} cannot name a folder of the archive")
        self.portal = portal
        self.folder_name = folder_name(portal)
        self.local_folder = local_folder(folder)
        self._file: ArchiveFile | None = None
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._name, self._day, self._size = "", "", 0
        self._packer = RecordPacker(level)

    def append(
        self,
        body: bytes,
        *,
        url: str | None = None,
        file: str | None = None,
        fetched_at: datetime,
        media_type: str | None = None,
        status: int = 200,
        headers: Iterable[tuple[str, str]] = (),
        role: str = "document",
        sha256: str | None = None,
        is_part: bool = False,
    ) -> RecordLocation:
        """Append a body and return its place; it is handed to the operating system on return.

        In an object store it is there after the next ``sync``.

        Give ``url`` for what was fetched, ``file`` (a base name) for what was ingested;
        ``is_part`` when the body is a slice of what ``url`` gave.
        Raises  StorageError (disk full, no permission); the file then ends where it ended before.
        """
        if (url is None) == (file is None):
            raise ValueError("an archived body has either a url or a file name")
        digest = sha256 or hashlib.sha256(body).hexdigest()
        fields = record_fields(fetched_at, body, digest)
        if role != "document":
            fields["Vigie-Role"] = role
        if url is None:
            member = self._packer.file(body, file or "", fields, media_type)
        elif is_part:
            member = self._packer.slice(body, url, fields, media_type)
        else:
            member = self._packer.response(
                body, url, fields, status=status, media_type=media_type, headers=headers
            )
        try:
            offset = self._write(member, fetched_at)
        except (FileExistsError, NotADirectoryError) as error:
            problem = f"{error.filename} is a file, expected a folder: name another"
            raise StorageError(f"{self.portal}: {problem}") from error
        except OSError as error:
            raise StorageError(
                f"{self.portal}: the archive cannot be written ({error.strerror or error}). Free"
                " space, or see to the disk and to the owner of the archive. What was stored is"
                " whole, and the rest is asked again by the next crawl."
            ) from error
        return RecordLocation(self._name, offset, len(member), digest)

    def sync(self) -> None:
        """Ask the disk to keep what was appended; once a batch, since it costs milliseconds.

        Raises  StorageError: an object store did not take it.
        """
        if self.local_folder is None:
            self._close_file()  # an object is written as a whole
        elif self._file is not None:
            self._file.sync()

    def close(self) -> None:
        self._close_file()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, member: bytes, at: datetime) -> int:
        day = at.astimezone(UTC).date().isoformat()
        most = ROLL_AT if self.local_folder is not None else OBJECT_BYTES
        if self._file is None or day != self._day or self._size >= most:
            self._close_file()
            self._file = self._open(at)
            self._name = f"{self.folder_name}/{self._file.name}"
            self._day, self._size = day, 0
            self._put(self._packer.file_info(self._file.name))
        offset = self._size
        self._put(member)
        return offset

    def _put(self, member: bytes) -> None:
        assert self._file is not None
        self._file.append(member)
        self._size += len(member)

    def _open(self, at: datetime) -> ArchiveFile:
        if self.local_folder is not None:
            day = at.astimezone(UTC).date().isoformat()
            return LocalFile(self.local_folder, self.folder_name, day)
        if self._lock is None:
            self._lock = lock_portal(self._folder, self.folder_name, is_shared=True)
        return ObjectFile(self._folder, self.folder_name, at)

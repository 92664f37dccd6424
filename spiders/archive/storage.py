"""Files in a folder of this machine, or in an object store at an address (fsspec).

An address has ``://`` in it: ``s3://BUCKET/FOLDER``, ``memory://FOLDER``, ``file:///FOLDER``.
fsspec is imported for an object store alone.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

from pipelines.errors import Misconfigured, VigieError

Place = Path | str  # a folder, or an address

UNFINISHED = ".part"
STREAM_BLOCK = 8 * 1024 * 1024  # bytes that one request to an object store brings
ANSWER_S = 15  # for which S3 may be silent
# A request is repeated by the SDK, and that by s3fs: with the defaults of both, nobody says so for
# several minutes; with these, for four times ANSWER_S.
S3_ATTEMPTS = 2
# The SDK waits for ever for a server that takes no upload, or answers byte by byte.
TIMEOUT_S = 180.0  # for what is asked of a store, besides its bytes
LIST_TIMEOUT_S = 1800.0  # a thousand names a request
SLOWEST = 25 * 1024  # bytes a second: a slow line takes an archive file of a day, too
_SLASHES_MISSING = re.compile(r"([a-z][a-z0-9+]+):(?!//)")  # s3:bucket; C: is a drive


class StorageError(VigieError):
    """An object store refused or did not answer, or the disk took no more.  Raised by
    ``ObjectStore`` and by ``Archive.append``."""


class StoreTimeout(OSError):
    """An object store took too long.  No TimeoutError: fsspec drops the text of those."""


class Storage(Protocol):
    """Files by names with slashes; a file is there as a whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if there is none."""

    def open(self, name: str, block: int = STREAM_BLOCK) -> IO[bytes]:
        """Open a file to read at any place, ``block`` bytes at a time.

        Raises  FileNotFoundError: there is none.
        """

    def size(self, name: str) -> int:
        """Return the size of a file.  Raises  FileNotFoundError: there is none."""

    def names(self, under: str = "") -> set[str]:
        """Return the names of all files, or of those in a folder."""

    def sizes(self) -> dict[str, int]:
        """Return the names of all files with their sizes in bytes."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file, in place of the one that is there."""

    def writing(self, name: str) -> Any:
        """Return a context with a local path to write to; at its end that is the file."""

    def delete(self, name: str) -> None:
        """Delete a file."""


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def files_below(
    folder: Path, unreadable: Callable[[OSError], None] = _raise_unless_gone
) -> Iterator[Path]:
    """Yield the files of a folder and of those that links in it lead to, each folder once: the
    archive of a portal may lie on another disk.

    A folder that cannot be read is given to ``unreadable``: passed over, it would look empty.
    """
    seen: set[tuple[int, int]] = set()
    for here, folders, names in os.walk(folder, onerror=unreadable, followlinks=True):
        status = os.stat(here)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        yield from (path for path in (Path(here, name) for name in names) if path.is_file())


class Folder:
    """A folder on this machine."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_dir():
            raise Misconfigured(f"{path} is a file, expected a folder")
        self.path = path

    def read(self, name: str) -> bytes | None:
        path = self.path / name
        return path.read_bytes() if path.is_file() else None

    def open(self, name: str, block: int = STREAM_BLOCK) -> IO[bytes]:
        return (self.path / name).open("rb")

    def size(self, name: str) -> int:
        return (self.path / name).stat().st_size

    def names(self, under: str = "") -> set[str]:
        files = files_below(self.path / under)
        return {path.relative_to(self.path).as_posix() for path in files}

    def sizes(self) -> dict[str, int]:
        return {name: self.size(name) for name in self.names()}

    def write(self, name: str, content: bytes) -> None:
        with self.writing(name) as path:
            path.write_bytes(content)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + UNFINISHED)
        yield unfinished
        os.replace(unfinished, path)

    def delete(self, name: str) -> None:
        path = self.path / name
        path.unlink()
        for parent in path.parents:  # a partition without a file is none
            if parent == self.path or any(parent.iterdir()):
                break
            parent.rmdir()


class ObjectStore:
    """An object store at an address of fsspec.

    Keys and endpoint of S3 are those that the SDKs of Amazon read: ``AWS_ACCESS_KEY_ID``,
    ``AWS_SECRET_ACCESS_KEY``, ``AWS_ENDPOINT_URL`` and the files in ``~/.aws``.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            from fsspec.core import url_to_fs

            # others write there, too: what was listed before is no answer
            self.files, self.root = url_to_fs(
                address, use_listings_cache=False, **_options_of(address)
            )
        except ImportError as error:
            raise Misconfigured(
                f"{address}: a library is missing ({error}).\n"
                "  pip install --require-hashes -r requirements-cluster.txt"
            ) from None
        except (TypeError, ValueError) as error:  # unknown, or a part of it is missing
            raise Misconfigured(f"{address} is no address of an object store: {error}") from None

        if _is_s3(address):
            self.files.retries = S3_ATTEMPTS

    def read(self, name: str) -> bytes | None:
        with self._explained():
            try:
                content: bytes = self._ask("cat_file", self._path(name))
            except FileNotFoundError:
                return None
            return content

    def open(self, name: str, block: int = STREAM_BLOCK) -> IO[bytes]:
        return io.BufferedReader(_ObjectReader(self, name), block)

    def size(self, name: str) -> int:
        with self._explained(FileNotFoundError):
            return int(self._ask("info", self._path(name))["size"])

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """Return the bytes of a file from ``start`` up to ``end``.

        Raises  StorageError: there are fewer.
        """
        with self._explained():
            content: bytes = self._ask(
                "cat_file", self._path(name), count=end - start, start=start, end=end
            )
        if len(content) < end - start:
            raise StorageError(
                f"{self.address}: {name} gave {len(content):,} bytes from {start:,} on,"
                f" expected {end - start:,}.\n"
                "  Was it replaced meanwhile?  The same command goes on where it stopped."
            )
        return content

    def names(self, under: str = "") -> set[str]:
        with self._explained():
            names = self._ask("find", self._path(under), longest_s=LIST_TIMEOUT_S)
        return set(map(self._name, names))

    def sizes(self) -> dict[str, int]:
        with self._explained():
            details = self._ask("find", self._path(""), longest_s=LIST_TIMEOUT_S, detail=True)
        return {self._name(path): int(info["size"]) for path, info in details.items()}

    def _name(self, path: str) -> str:
        """Return the name of a file; that of one at the address itself is empty."""
        return path.removeprefix(self.root.rstrip("/")).lstrip("/")

    def write(self, name: str, content: bytes) -> None:
        with self._explained():
            self._ask("pipe_file", self._path(name), content, count=len(content))

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            yield path
            with self._explained():
                self._ask("put_file", str(path), self._path(name), count=path.stat().st_size)

    def delete(self, name: str) -> None:
        with self._explained():
            self._ask("rm_file", self._path(name))

    def _ask(
        self,
        operation: str,
        *arguments: Any,
        count: int = 0,
        longest_s: float | None = None,
        **options: Any,
    ) -> Any:
        """Call a method of fsspec that moves ``count`` bytes; it is cancelled when it lasts long.

        Raises  StoreTimeout: it was.
        """
        if not self.files.async_impl:  # in memory
            return getattr(self.files, operation)(*arguments, **options)
        from fsspec.asyn import sync

        limit_s = (TIMEOUT_S if longest_s is None else longest_s) + count / SLOWEST

        async def within_limit() -> Any:
            try:
                async with asyncio.timeout(limit_s) as limit:
                    return await getattr(self.files, f"_{operation}")(*arguments, **options)
            except TimeoutError as error:
                if not limit.expired():
                    raise
                what = f"{operation} had not ended after {limit_s:,.0f} seconds"
                raise StoreTimeout(what) from error

        return sync(self.files.loop, within_limit)

    def _path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}".rstrip("/")

    @contextmanager
    def _explained(self, *expected: type[Exception]) -> Iterator[None]:
        try:
            yield
        except expected:
            raise
        except Exception as error:  # each store has errors of its own
            raise StorageError(
                f"{self.address}: {type(error).__name__}: {error}.\n"
                "  Is the address right, does the bucket exist, may these keys read and write it"
                " (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL)?"
                "  What was written before stays; the same command goes on."
            ) from error


def _is_s3(address: str) -> bool:
    return address.startswith(("s3:", "s3a:"))


def _options_of(address: str) -> dict[str, Any]:
    """Return the options of fsspec for a store: S3 waits less long for an answer."""
    if not _is_s3(address):
        return {}
    retries = {"total_max_attempts": S3_ATTEMPTS}
    return {"config_kwargs": {"read_timeout": ANSWER_S, "retries": retries}}


class _ObjectReader(io.RawIOBase):
    """A file of an object store, read by ranges."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        self.store, self.name, self.place = store, name, 0
        self.size = store.size(name)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = start + offset
        return self.place

    def readinto(self, buffer: Any) -> int:
        content = self._next(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def readall(self) -> bytes:
        return self._next(self.size)

    def _next(self, count: int) -> bytes:
        end = min(self.place + count, self.size)
        if end <= self.place:
            return b""
        content = self.store.read_range(self.name, self.place, end)
        self.place = end
        return content


def parse_place(text: str) -> Place:
    """Return the folder or address that a person wrote.

    Raises  Misconfigured: it begins as an address does, and is none.
    """
    scheme, colon, rest = text.partition("://")
    if colon:
        host = rest.partition("/")[0]
        if scheme == "file" and (host not in ("", "localhost") or host == rest):
            raise Misconfigured(
                f"{text!r} names no folder of this machine, expected file:///FOLDER"
            )
        if not rest.strip("/ "):
            raise Misconfigured(f"{text!r} names nothing, expected {scheme}://BUCKET/FOLDER")
        return text
    if begun := _SLASHES_MISSING.match(text):
        raise Misconfigured(f"{text!r} is no address, expected {begun[1]}://BUCKET/FOLDER")
    return Path(text)


def local_folder(location: Place) -> Path | None:
    """Return the folder on this machine that a place is; None for an object store."""
    if isinstance(location, Path) or "://" not in location:
        return Path(location)
    parts = urlsplit(location)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def absolute_place(location: Place) -> Place:
    """Return a place that means the same from every folder."""
    return location.absolute() if isinstance(location, Path) else location


def open_storage(location: Place) -> Storage:
    """Return the storage at a folder or an address."""
    folder = local_folder(location)
    return ObjectStore(str(location)) if folder is None else Folder(folder.absolute())

"""Where the files of a lake lie: a folder on this machine, or an object store (fsspec)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from pipelines.errors import Misconfigured, VigieError

UNFINISHED = ".part"


class StorageError(VigieError):
    """An object store refused or did not answer.  Raised by ``ObjectStore``."""


class Storage(Protocol):
    """Files by names with slashes; a file is there as a whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if there is none."""

    def names(self) -> set[str]:
        """Return the names of all files."""

    def writing(self, name: str) -> Any:
        """Return a context with a local path to write to; at its end that is the file."""

    def delete(self, name: str) -> None:
        """Delete a file."""


class Folder:
    """A folder on this machine."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_dir():
            raise Misconfigured(f"{path} is a file, expected a folder")
        self.path = path

    def read(self, name: str) -> bytes | None:
        path = self.path / name
        return path.read_bytes() if path.is_file() else None

    def names(self) -> set[str]:
        files = (path for path in self.path.rglob("*") if path.is_file())
        return {path.relative_to(self.path).as_posix() for path in files}

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
    """An address of fsspec: ``s3://bucket/path``, ``memory://path``, …

    Keys and endpoint of S3 are those that the SDKs of Amazon read: ``AWS_ACCESS_KEY_ID``,
    ``AWS_SECRET_ACCESS_KEY``, ``AWS_ENDPOINT_URL`` and the files in ``~/.aws``.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            from fsspec.core import url_to_fs

            self.files, self.root = url_to_fs(address)
        except ImportError as error:
            raise Misconfigured(
                f"{address}: a library is missing ({error}).\n"
                "  pip install -r requirements-cluster.txt"
            ) from None
        except ValueError as error:
            raise Misconfigured(f"{address} is no address of an object store: {error}") from None

    def read(self, name: str) -> bytes | None:
        with self._explained():
            try:
                content: bytes = self.files.cat_file(self._path(name))
            except FileNotFoundError:
                return None
            return content

    def names(self) -> set[str]:
        with self._explained():
            found = self.files.find(self.root)
        prefix = self.root.rstrip("/") + "/"
        return {path.removeprefix(prefix) for path in found}

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            yield path
            with self._explained():
                self.files.put_file(str(path), self._path(name))

    def delete(self, name: str) -> None:
        with self._explained():
            self.files.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each store has errors of its own
            raise StorageError(
                f"{self.address}: {type(error).__name__}: {error}.\n"
                "  Is the address right, does the bucket exist, may these keys write to it"
                " (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL)?"
                "  What was written before stays; the same command goes on."
            ) from error


def open_storage(place: str) -> Storage:
    """Return the storage at a folder or an address with ``://``."""
    return ObjectStore(place) if "://" in place else Folder(Path(place).absolute())

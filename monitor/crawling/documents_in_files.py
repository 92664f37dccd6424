"""Iterate over the documents in local files, folders and object stores.

A file is opened by ``documents_in_archives``.  What cannot be read is reported and skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.crawling.bounded_archive_readers import (
    InflationBudget,
)
from monitor.crawling.documents_in_archives import (
    MAX_DOCUMENT_BYTES,
    DocumentPlace,
    InputDocument,
    read_stream,
    with_error_report,
)
from pipelines.errors import Misconfigured
from spiders.archive.storage import Place, local_folder, open_storage


def iter_input_documents(places: Sequence[Place]) -> Iterator[InputDocument]:
    """Yield the documents at paths and addresses, those of a folder in the order of their names.

    Raises  Misconfigured for a path that does not exist and for a folder without a file, before
            anything is read.
    """
    paths = [local_folder(location) or str(location) for location in places]
    for path in paths:
        if isinstance(path, str):
            if not open_storage(path).names():
                raise Misconfigured(f"{path}: there is no file, expected documents or archives")
        elif not path.exists():
            raise Misconfigured(f"{path}: there is no such file or folder")
        elif path.is_dir() and next(_files(path), None) is None:
            raise Misconfigured(f"{path}: the folder holds no file, expected documents or archives")
    for location, path in zip(places, paths, strict=True):
        if isinstance(path, str):
            yield from _read_objects(path)
            continue
        has_address = isinstance(location, str)
        if not path.is_dir():
            yield from _read_path(path, has_address)
            continue
        for file in _files(path):
            yield from _read_path(file, has_address, path)


def _read_objects(address: str) -> Iterator[InputDocument]:
    storage = open_storage(address)
    for name in sorted(storage.names()):
        base = (name or address).rpartition("/")[2]
        with storage.open(name) as source:
            size = source.seek(0, os.SEEK_END)
            source.seek(0)
            location = DocumentPlace(address, name)
            documents = read_stream(
                source, base, size, 0, InflationBudget.of_file(size, MAX_DOCUMENT_BYTES), location
            )
            yield from with_error_report(base, documents)


def has_more_files_than(count: int, places: Sequence[Place]) -> bool:
    """Return whether places hold more than ``count`` files, without opening any."""
    seen = 0
    for location in places:
        path = local_folder(location)
        if path is None:
            return True  # whoever keeps documents in an object store has many
        for _, _, files in os.walk(path) if path.is_dir() else [("", [], [path.name])]:
            seen += len(files)
            if seen > count:
                return True
    return False


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, and subfolders that cannot be listed.

    Holds the names of one folder at a time: a folder of a year's notices is large.
    """
    try:
        with os.scandir(folder) as entries:
            names_and_kinds = [
                (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries
            ]
    except OSError:
        yield folder
        return
    folders = {name for name, is_folder in names_and_kinds if is_folder}
    names = sorted(name for name, _ in names_and_kinds)
    del names_and_kinds
    for name in names:
        if name in folders:
            yield from _files(folder / name)
        else:
            yield folder / name


def _read_path(
    path: Path, has_address: bool, folder: Path | None = None
) -> Iterator[InputDocument]:
    """Yield the documents of a file; of a ``folder`` none by a link that leads out of it: whoever
    gave us the folder does not choose what else of this machine is read, and quoted as unreadable.
    """
    try:
        is_file = path.is_file()
        is_link = is_file and path.is_symlink()
        leads_out = is_link and folder is not None and not _is_below(path, folder)
    except OSError:  # a link into a folder that may not be searched: the others are read
        what = f"{path.name}: you may not look where it leads: give yourself the right to"
        yield InputDocument(path.name, None, what)
        return
    if leads_out:
        what = f"{path.name}: is a link out of the folder, which is not followed: name that file"
        yield InputDocument(path.name, None, what, "no_file")
    elif is_file:
        location = (
            DocumentPlace(path.parent.absolute().as_uri(), path.name) if has_address else None
        )
        yield from with_error_report(path.name, _read_file(path, location))
    else:
        yield InputDocument(path.name, None, f"{path.name}: {_not_a_file(path)}", "no_file")


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _not_a_file(path: Path) -> str:
    if path.is_symlink():
        if path.is_dir():
            return "is a link to a folder, which is not followed: name that folder itself"
        return "is a link that leads nowhere"
    if path.is_dir():
        return "is a folder that may not be read: give yourself the right to"
    return "is neither a file nor a folder, expected a document: save it as a file first"


def _read_file(path: Path, location: DocumentPlace | None) -> Iterator[InputDocument]:
    size = path.stat().st_size
    with path.open("rb") as source:
        yield from read_stream(
            source, path.name, size, 0, InflationBudget.of_file(size, MAX_DOCUMENT_BYTES), location
        )

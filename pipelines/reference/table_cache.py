"""Keep what is compiled from data/reference/ in files, as Python keeps bytecode.

To read and check the tables and to compile their phrases is most of what a command does before it
begins.  The name of a file says of which tables, code, Python and msgspec (whose objects are kept)
it was made, so that any change of them makes a new one.  Where files cannot be written, each
command compiles the tables again.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from pipelines.reference.data_folder import DATA, REFERENCE

FOLDER = DATA / "__pycache__"
_CODE = Path(__file__).parent
_DIGEST_LENGTH = sha256().digest_size

Made = TypeVar("Made")


def cached(name: str, make: Callable[[], Made], *, code: Iterable[Path] = ()) -> Made:
    """Return what ``make`` makes of the tables, from its file when that is of these and whole.

    ``code``  modules by which the result is made, besides those of this folder and ``pipelines/``.

    For the tables of the package alone: a pickle can run code, so the place where it lies must be
    as safe as that of the code itself.
    """
    file = FOLDER / f"{name}.{sys.implementation.cache_tag}.{_digest(code)}.pickle"
    content = _read(file)
    if content is not None:
        kept: Made = pickle.loads(content)
        return kept
    made = make()
    if not sys.dont_write_bytecode:
        with suppress(OSError):  # a full disk, or a folder that may not be written
            _write(file, pickle.dumps(made, protocol=5))
    return made


def _digest(code: Iterable[Path]) -> str:
    """Hash the tables, the code that reads them and the library whose objects are pickled."""
    made_of = msgspec.__version__.encode() + _digest_of_tables() + _hash_of(code)
    return sha256(made_of).hexdigest()[:32]


@lru_cache(maxsize=1)  # one process asks for several results
def _digest_of_tables() -> bytes:
    tables = (path for path in REFERENCE.rglob("*") if path.is_file())
    return _hash_of((*tables, *_CODE.glob("*.py"), *_CODE.parent.glob("*.py")))


def _hash_of(files: Iterable[Path]) -> bytes:
    digest = sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.digest()


def _read(file: Path) -> memoryview | None:
    """Return the pickle in a file; None when there is no file, or it is cut short or damaged."""
    try:
        content = memoryview(file.read_bytes())
    except OSError:
        return None
    pickled = content[_DIGEST_LENGTH:]
    return pickled if sha256(pickled).digest() == content[:_DIGEST_LENGTH] else None


def _write(file: Path, pickled: bytes) -> None:
    """Write a file whole or not at all, and remove those of earlier tables."""
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_bytes(sha256(pickled).digest() + pickled)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    name, python, *_ = file.name.split(".")
    for other in file.parent.glob(f"{name}.{python}.*.pickle"):
        if other != file:
            other.unlink(missing_ok=True)

"""Stream bodies too large for memory to a file below the archive, checked as they arrive.

Scrapy collects every body in memory.  A request with a ``DownloadTarget`` in its meta
(``streamed_to``) is written to disk instead; its response carries the first ``SEEN`` bytes, so that
robot checks and web pages are recognised as ever, and its target says how large the whole is and
its sha256.

Checks    the size announced, then the size that comes (gzip undone); the room left on the disk, at
          the start and every ``EVERY`` bytes; silence longer than the request's time-out.
Raises    BrokenDocument (too_large, binary), Misconfigured (no room): neither is asked again.
Privacy   files 0600 in ARCHIVE/PORTAL/streams, 0700; removed once read, or by the next crawl.
Scrapy    subclasses three classes of its HTTP/1.1 handler that are private (Scrapy is pinned below
          2.20), so that proxies, TLS and redirects are those of all other requests.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.web.iweb import UNKNOWN_LENGTH

from pipelines.errors import BrokenDocument, Misconfigured

SEEN = 64 * 1024  # of a streamed body, handed on in its response
EVERY = 16 * 1024 * 1024  # bytes between two looks at the disk
SILENCE_S = 900  # an hour was needed for a whole ANAC file; between two packets this is plenty
META = "streamed_to"


@dataclass
class DownloadTarget:
    """The file that a body is written to, its limits and, once received, its size and hash.

    Units  ``limit`` and ``reserve`` (free on the disk when all is written) in bytes.
    """

    file: IO[bytes]
    limit: int
    reserve: int
    size: int = 0
    sha256: str = ""
    _digest: Any = field(default_factory=hashlib.sha256)

    def restart(self) -> None:
        """Drop what an earlier try left, as a new answer begins."""
        self.file.seek(0)
        self.file.truncate()
        self.size, self.sha256, self._digest = 0, "", hashlib.sha256()

    def expect(self, size: int, url: str) -> None:
        """Check the announced size before any of it is received."""
        if size > self.limit:
            raise self._too_large(url, f"announces {_megabytes(size)}")
        self._room(size, url)

    def write(self, data: bytes, url: str) -> None:
        before, self.size = self.size, self.size + len(data)
        if self.size > self.limit:
            raise self._too_large(url, "goes on beyond it")
        if before // EVERY != self.size // EVERY:
            self._room(0, url)
        self.file.write(data)
        self._digest.update(data)

    def done(self) -> None:
        self.file.flush()
        self.sha256 = self._digest.hexdigest()

    def _room(self, more: int, url: str) -> None:
        free = shutil.disk_usage(Path(str(self.file.name)).parent).free
        if free - more < self.reserve:
            raise Misconfigured(
                f"{url} was not fetched to its end: the disk of {Path(str(self.file.name)).parent} "
                f"has {_megabytes(free)} left, {_megabytes(more + self.reserve)} are needed. Make "
                "room, or leave this portal off."
            )

    def _too_large(self, url: str, what: str) -> BrokenDocument:
        limit = f"the limit of this portal is {_megabytes(self.limit)} (largest_file)"
        return BrokenDocument("too_large", f"{url}: the file {what}; {limit}")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


@contextmanager
def open_download_target(folder: Path, limit: int, reserve: int) -> Iterator[DownloadTarget]:
    """A file of our own for one body, gone at the end; leftovers of killed crawls go first."""
    for path in (folder.parent.parent, folder.parent, folder):
        if not path.is_dir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
    _sweep(folder)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part") as file:  # 0600
        fcntl.flock(file, fcntl.LOCK_EX)
        yield DownloadTarget(file, limit, reserve)


def _sweep(folder: Path) -> None:
    for path in folder.glob("*.part"):
        with path.open("rb") as left:
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # of a crawl that is alive
            path.unlink(missing_ok=True)


class StreamingHandler(http11.HTTP11DownloadHandler):
    """Scrapy's own handler, but for requests with a target."""

    async def download_request(self, request: Request) -> Response:
        if META not in request.meta:
            return await super().download_request(request)
        agent = _Agent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            crawler=self._crawler,
            maxsize=self._default_maxsize,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


class _Agent(http11._ScrapyAgent):
    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        if txresponse.code != 200 or txresponse.length == 0:
            return super()._cb_bodyready(txresponse, request)
        into: DownloadTarget = request.meta[META]
        try:
            into.restart()
            unpack = _unpacker(txresponse.headers.getRawHeaders(b"content-encoding") or [])
            is_known = txresponse.length != UNKNOWN_LENGTH
            into.expect(txresponse.length if is_known else 0, request.url)
        except Exception:
            txresponse._transport._producer.abortConnection()
            raise
        done: Deferred[Any] = Deferred(lambda _: self._cancel(_, txresponse=txresponse))
        reader = _Reader(
            finished=done,
            txresponse=txresponse,
            request=request,
            maxsize=0,
            warnsize=0,
            fail_on_dataloss=True,
            crawler=self._crawler,
        )
        reader.into, reader.unpack, reader.alive = into, unpack, self._alive(request)
        txresponse.deliverBody(reader)
        self._txresponse = txresponse
        return done

    def _alive(self, request: Request) -> Any:
        """Return a callback that restarts the time-out at each part received."""
        seconds = request.meta.get("download_timeout") or self._connectTimeout

        def restart_timeout() -> None:
            timeout: Any = self._timeout_cl  # IDelayedCall, whose methods are declared without self
            if timeout.active():
                timeout.reset(seconds)

        return restart_timeout

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        response = super()._cb_bodydone(result, url)
        response.headers.pop(b"Content-Encoding", None)  # undone already
        return response


class _Reader(http11._ResponseReader):
    """Protocol that writes received data to the target; ``_bodybuf`` keeps only the beginning."""

    into: DownloadTarget
    unpack: Any
    alive: Any

    def dataReceived(self, data: bytes) -> None:
        if self._finished.called:
            return
        self.alive()
        try:
            for part in _inflated(self.unpack, data):
                if self._bytes_received < SEEN:
                    self._bodybuf.write(part[: SEEN - self._bytes_received])
                self._bytes_received += len(part)
                self.into.write(part, self._request.url)
        except (BrokenDocument, Misconfigured, zlib.error, OSError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if isinstance(error, zlib.error):
            message = f"{self._request.url}: sent as gzip, which it is not: {error}"
            error = BrokenDocument("binary", message)
        self._txresponse._transport._producer.abortConnection()
        self._finished.errback(error)

    def connectionLost(self, reason: Any = connectionDone) -> None:
        if self._finished.called:
            return
        self.into.done()
        super().connectionLost(reason)


def _unpacker(encodings: list[bytes]) -> Any:
    encoding = b",".join(encodings).strip().lower()
    if encoding in (b"", b"identity"):
        return None
    if encoding in (b"gzip", b"x-gzip"):
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    raise BrokenDocument(
        "binary", f"a body packed as {encoding.decode('latin-1')} was not asked for"
    )


def _inflated(unpack: Any, data: bytes) -> Iterator[bytes]:
    """Decompress at most a megabyte at a time, so that an archive bomb meets the limit first."""
    if unpack is None:
        yield data
        return
    while data:
        part = unpack.decompress(data, 1024 * 1024)
        data = unpack.unconsumed_tail
        if part:
            yield part
        if unpack.eof:
            return

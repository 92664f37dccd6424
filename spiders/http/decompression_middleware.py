"""Decompress response bodies up to a limit of size."""

from __future__ import annotations

import zlib
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils import _compression

from pipelines.errors import BrokenDocument

# Which libraries unpack br and zstd depends on Python; Scrapy, whose module is private, is pinned.
_libraries: Any = _compression
# what is raised for a body that is not packed as its header says
_FAULTS: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    _libraries.brotli.error,
    _libraries.zstd.ZstdError,
)


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Undoes gzip, br, zstd within DOWNLOAD_MAXSIZE, and says so when a body does not fit.

    Scrapy stops inflating at the limit too, but only drops the answer, as if it had been filtered.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        packed = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        if not packed.isprintable():  # Scrapy would write it into the log as it is
            message = f"{request.url}: sent as {packed[:40]!r}, which nobody can unpack"
            raise BrokenDocument("binary", message)
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            raise too_large(request.url, self._max_size, "unpacked ") from None
        except _FAULTS as error:
            message = f"{request.url}: sent as {packed[:40]!r}, which it is not: {error}"
            raise BrokenDocument("binary", message) from None


def too_large(url: str, limit: int, how: str = "") -> BrokenDocument:
    megabytes = f"{limit / 1024 / 1024:g} MB"
    message = f"{url}: the {how}body is larger than {megabytes}, the limit (DOWNLOAD_MAXSIZE)"
    return BrokenDocument("too_large", message)

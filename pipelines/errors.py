"""Everything that can go wrong in Vigie's own words.

A message says which portal or notice, what was seen, what was expected, where the evidence lies
and what to do.  Import nothing of ours here.
"""

from __future__ import annotations


class VigieError(Exception):
    """Base of all errors that Vigie raises on purpose; its text is meant for a person."""


class Refused(VigieError):
    """This document is no notice, or one that we may not keep.  Raised by readers and stages.

    ``code`` is short and stable ("not_a_notice", "scope"); it becomes a row, the crawl goes on.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnexpectedDocument(VigieError):
    """The portal wrote something that we do not know.  Raised by readers.

    The document is kept in the archive, the run is marked degraded.
    """

    code = "unexpected"


class BrokenDocument(UnexpectedDocument):
    """The bytes are damaged or hostile (truncated, entity bomb, wrong media type).

    Raised by ``spiders.parsers.reading``; ``code`` names the fault.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Blocked(VigieError):
    """The portal does not want to serve us or cannot.  Raised by shapes and politeness.

    This portal's crawl stops and its run is marked failed; others go on.
    """


class Misconfigured(VigieError):
    """Our own mistake or the operator's: configuration, reference tables, options.

    Raised before anything is done; exit status 2.
    """

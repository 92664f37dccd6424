"""The exceptions that Vigie raises on purpose.

A message says which portal or notice, what was seen, what was expected, where the evidence lies and
what to do.  Imports nothing else of this project.
"""

from __future__ import annotations

SHAPE_ERRORS = (  # raised by a function in a document of another shape than it was written for
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    ArithmeticError,
)


class VigieError(Exception):
    """Base class; its text is written for a person."""


class Refused(VigieError):
    """The document is not a notice, or is one that may not be kept; raised by parsers and stages.

    ``code`` is short and stable ("not_a_notice", "scope"); it is stored as a row and the crawl goes
    on.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnexpectedDocument(VigieError):
    """The document holds something that its parser does not know; raised by parsers.

    The document is kept in the archive and the run is marked degraded.
    """

    code = "unexpected"


class BrokenDocument(UnexpectedDocument):
    """The bytes are damaged or hostile (truncated, entity bomb, wrong media type).

    Raised by ``spiders.parsers.decoding``; ``code`` names the fault.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Blocked(VigieError):
    """The portal refuses to serve this client, or cannot.

    Raised by base spiders and ``spiders.http``.

    The crawl of this portal stops and its run is marked failed; other portals go on.
    """


class Misconfigured(VigieError):
    """Configuration, reference tables or options are wrong.

    Raised before anything is done; exit status 2.
    """

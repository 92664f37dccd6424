"""Parse and validate e-mail addresses typed by people."""

from __future__ import annotations

import re

import idna

from pipelines.errors import VigieError

_ADDRESS = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[0-9-]*[a-z])[a-z0-9-]{1,62}[a-z0-9]"
)
_HEADER_ADDRESS = re.compile(r"(?:[^<>]*<)?[^\s@<>,;]+@[^\s@<>,;]+>?")


class InvalidAddress(VigieError):
    """Text that is not a deliverable e-mail address; raised by ``parse_address``."""


def parse_address(text: str) -> str:
    """Return the address with its domain in lower case ASCII.  Raises  InvalidAddress."""
    local, _, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{_ascii_domain(domain)}"
    except idna.IDNAError:
        address = ""
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        raise InvalidAddress("that is no e-mail address; expected something like name@example.org")
    return address


def _ascii_domain(domain: str) -> str:
    """Return a domain as the domain name system has it.  Raises  IDNAError.

    Python's own codec is of 2003: it writes straße.de as strasse.de, which is somebody else's.
    """
    return domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")


def is_header_address(text: str) -> bool:
    """Return whether a text is one address, alone or in angle brackets after a name."""
    return bool(_HEADER_ADDRESS.fullmatch(text)) and ("<" in text) == text.endswith(">")

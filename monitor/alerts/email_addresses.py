"""Parse and validate e-mail addresses typed by people."""

from __future__ import annotations

import re
import unicodedata

from pipelines.errors import VigieError

_ADDRESS = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
# the codec "idna" of Python is of 2003: it writes straße.de as strasse.de, which is somebody else's
_OTHERWISE_IN_2003 = frozenset("ßς\u200c\u200d")


class InvalidAddress(VigieError):
    """Text that is not a deliverable e-mail address; raised by ``parse_address``."""


def parse_address(text: str) -> str:
    """Return the address with its domain in lower case ASCII.  Raises  InvalidAddress."""
    local, _, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{_ascii_domain(domain)}"
    except UnicodeError:
        address = ""
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        raise InvalidAddress("that is no e-mail address; expected something like name@example.org")
    return address


def _ascii_domain(domain: str) -> str:
    """Return a domain as the domain name system has it.  Raises  UnicodeError."""
    labels = unicodedata.normalize("NFC", domain.lower()).split(".")
    return ".".join(
        f"xn--{label.encode('punycode').decode('ascii')}"
        if _OTHERWISE_IN_2003 & set(label)
        else label.encode("idna").decode("ascii").lower()
        for label in labels
    )

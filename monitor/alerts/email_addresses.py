"""Parse and validate e-mail addresses typed by people."""

from __future__ import annotations

import re

from pipelines.errors import VigieError

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)


class InvalidAddress(VigieError):
    """Text that is not a deliverable e-mail address; raised by ``parse_address``."""


def parse_address(text: str) -> str:
    """Return the address with its domain in lower case ASCII.  Raises  InvalidAddress."""
    local, _, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        address = ""
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        raise InvalidAddress("that is no e-mail address; expected something like name@example.org")
    return address

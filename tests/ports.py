"""Ports for servers that a test starts in another process."""

from __future__ import annotations

import random
import socket

# Below the range from which systems take the near end of outgoing connections (Linux: 32768 on): a
# port from there may be taken by any connection between the moment it is found free and its use.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """A port of loopback that nobody listens on and no outgoing connection will be given."""
    while True:
        port = random.randrange(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port

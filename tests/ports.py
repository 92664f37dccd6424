"""Ports for servers that a test starts in another process."""

from __future__ import annotations

import random
import socket

# Below the range from which most systems take the near end of outgoing connections (Linux: 32768
# on), so that few are taken already.
FIRST, LAST = 20_000, 32_000

# Bound for as long as the tests run.  A port that was only found free may be taken by any
# connection or by another test process before its server starts.
_reserved: list[socket.socket] = []


def free_port() -> int:
    """Reserve a port of loopback: nobody is given it but a server that binds it by its number.

    Such a server sets SO_REUSEADDR, as those of asyncio and of the standard library do; until it
    listens, connections are refused.
    """
    while True:
        port = random.randrange(FIRST, LAST)
        try:
            # without SO_REUSEADDR, so that it fails where another process has reserved the port
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
            reserved = socket.socket()
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind(("127.0.0.1", port))
        except OSError:
            continue
        _reserved.append(reserved)
        return port

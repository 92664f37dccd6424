"""Loaded by every Python with this folder on PYTHONPATH: no request leaves the machine.

Each address that a process connects to, looks up or sends to is appended to VIGIE_GUARD_LOG, and
any but loopback is refused.  An audit hook sees also what C code does, and cannot be taken off.
"""

import os
import sys

LOG = os.environ["VIGIE_GUARD_LOG"]
WATCHED = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "subprocess.Popen": 0,
}
LOOPBACK = {"127.0.0.1", "::1", "localhost", "", "0.0.0.0", "None"}  # as a client: this machine


def watch(event: str, arguments: tuple) -> None:
    if event not in WATCHED:
        return
    seen = arguments[WATCHED[event]]
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        if not isinstance(seen, tuple):
            return  # a Unix socket, or an address given before
        seen = seen[0]
    seen = seen.decode() if isinstance(seen, bytes) else str(seen)
    log = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, f"{event} {seen}\n".encode())
    os.close(log)
    if event != "subprocess.Popen" and seen not in LOOPBACK:
        raise PermissionError(f"{event}: {seen} is not this machine")


sys.addaudithook(watch)

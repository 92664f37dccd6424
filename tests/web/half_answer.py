"""A process of visitors' SQL that stops in the middle of an answer, as one that is swapped out."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection

if __name__ == "__main__":
    pipe = Connection(int(sys.argv[1]))
    pipe.recv_bytes()
    os.write(pipe.fileno(), (1000).to_bytes(4, "big") + bytes(10))
    os.kill(os.getpid(), signal.SIGSTOP)

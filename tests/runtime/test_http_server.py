"""The server ends in time whatever it is doing."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

from monitor.runtime.http_connection_limits import REQUEST_S
from monitor.runtime.http_server import END_S

SCRIPT = """
import asyncio, time
from monitor.runtime import http_connection_limits
from monitor.runtime.http_server import run
http_connection_limits.MAX_CONNECTIONS = 5

async def application(scope, receive, send):
    print("asked", flush=True)
    {busy}

run(application, "127.0.0.1", 0, lambda address: print(address, flush=True))
"""
BUSY = {
    "in a thread that nothing interrupts": "await asyncio.to_thread(time.sleep, 60)",
    "in its only loop": "time.sleep(60)",
}


@pytest.mark.parametrize("busy", BUSY)
def test_it_ends_within_seconds_of_a_signal_while_it_is_busy(busy: str) -> None:
    program = [sys.executable, "-c", SCRIPT.format(busy=BUSY[busy])]
    server = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    ask = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    client = subprocess.Popen([sys.executable, "-c", ask, address], stderr=subprocess.DEVNULL)
    try:
        assert server.stdout.readline() == "asked\n"
        server.send_signal(signal.SIGTERM)
        assert server.wait(END_S + 5) == 0
    finally:
        for process in (client, server):
            process.kill()
            process.wait()


def test_beyond_its_limit_the_connection_that_waited_longest_goes() -> None:
    """Long before it has been silent for too long."""
    program = [sys.executable, "-c", SCRIPT.format(busy="pass")]
    server = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = urlsplit(server.stdout.readline().strip()).port
    assert port
    half: list[socket.socket] = []
    try:
        for _ in range(6):
            half.append(socket.create_connection(("127.0.0.1", port), timeout=REQUEST_S / 2))
            half[-1].sendall(b"GET / HTTP/1.1\r\n")
            time.sleep(0.05)
        assert is_over(half[0])
        half[-1].settimeout(0.2)
        with pytest.raises(TimeoutError):
            half[-1].recv(1)
    finally:
        for connection in half:
            connection.close()
        server.kill()
        server.wait()


def is_over(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True

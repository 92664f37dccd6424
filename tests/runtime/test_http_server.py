"""The server ends in time whatever it is doing."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from monitor.runtime.http_server import END_S

SCRIPT = """
import asyncio, time
from monitor.runtime.http_server import run

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
        for one in (client, server):
            one.kill()
            one.wait()

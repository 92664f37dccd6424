"""Lines for a reader who pauses: the work goes on, and what was lost is counted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest

from monitor.runtime import background_output
from monitor.runtime.background_output import BackgroundOutput


def test_lines_arrive_in_order_and_what_found_no_room_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(background_output, "MAX_LINES", 10)
    read, write = os.pipe()
    long = "é" * 40_000 + "\n"  # more than a pipe holds
    output = BackgroundOutput(write)
    output.write(long)
    time.sleep(0.2)  # the writer has it
    for number in range(30):
        output.write(f"{number}\n")
    output.wait(0.1)
    lines: list[str] = []

    def take() -> None:
        with open(read, encoding="utf-8") as stream:
            lines.extend(stream)

    reader = threading.Thread(target=take)
    reader.start()
    output.wait(10)
    output.write("after\n")
    output.wait(10)
    os.close(write)
    reader.join(10)
    assert lines[0] == long
    assert lines[1:11] == [f"{number}\n" for number in range(10)]
    assert lines[11:] == ["20 lines were not written: nobody read\n", "after\n"]


@pytest.mark.parametrize("is_read", [True, False])
def test_a_process_ends_with_its_last_lines_or_without_them(is_read: bool) -> None:
    program = (
        "from monitor.runtime.background_output import background_output\n"
        "for number in range(50): background_output(1).write(f'{number} ' + 'x' * 9000 + '\\n')"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        lines = process.stdout.readlines() if is_read else []
        assert process.wait(timeout=30) == 0
        assert [line.split()[0] for line in lines] == [b"%d" % n for n in range(50)][: len(lines)]
        assert len(lines) == (50 if is_read else 0)


def test_a_forked_process_writes_its_own_lines_and_none_of_its_parent() -> None:
    program = (
        "import os\n"
        "from monitor.runtime.background_output import background_output\n"
        "output = background_output(1)\n"
        "output.write('parent\\n')\n"
        "output.wait(10)\n"
        "if not os.fork():\n"
        "    output.write('child\\n')\n"
        "    output.wait(10)\n"
        "    os._exit(0)\n"
        "os.wait()\n"
        "output.write('end\\n')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60)
    assert done.stdout.split() == [b"parent", b"child", b"end"]


def test_a_closed_pipe_and_a_text_that_is_no_unicode_stop_nothing() -> None:
    read, write = os.pipe()
    output = BackgroundOutput(write)
    output.write("\ud83d\n")
    output.wait(10)
    assert os.read(read, 100) == b"\\ud83d\n"
    os.close(read)
    output.write("gone\n")
    output.wait(10)
    os.close(write)

"""Who has waited longest comes first, whoever asks meanwhile."""

from __future__ import annotations

import threading
import time

from monitor.runtime.fair_lock import FairLock

LONG_S = 60.0


def test_the_lock_goes_to_who_has_waited_longest() -> None:
    lock, came = FairLock(), list[int]()
    assert lock.acquire(0)

    def ask(number: int) -> None:
        with lock.turn(LONG_S):
            came.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        before = len(lock._waiting)
        thread.start()
        while len(lock._waiting) == before:
            time.sleep(0.001)
    lock.release()
    ask(5)  # at once, before a thread that was woken can run
    for thread in threads:
        thread.join(LONG_S)
    assert came == [0, 1, 2, 3, 4, 5]
    assert lock.acquire(0)


def test_who_waits_in_vain_goes_on_and_holds_nobody_up() -> None:
    lock, did = FairLock(), list[str]()
    assert lock.acquire(0)
    assert not lock.acquire(0.01)
    with lock.turn(0.01):
        did.append("without the lock")
    lock.release()  # once: the others had not got it
    assert lock.acquire(0)
    assert not lock.acquire(0)
    lock.release()
    with lock.turn(0.01):
        assert not lock.acquire(0)
    assert lock.acquire(0)
    assert did == ["without the lock"]

"""Signals that come while a process forks are neither lost nor handled half-way."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from monitor.runtime.deferred_signals import allow_signals, deferred_signals
from tests.forked_commands import call


def interrupted_after_forking() -> None:
    """Exit with 3 where the exception of a signal comes out behind a fork, 0 where it is lost."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.register_at_fork(after_in_parent=lambda: signal.raise_signal(signal.SIGINT))
    try:
        with deferred_signals():
            if os.fork() == 0:
                os._exit(0)
    except KeyboardInterrupt:
        os._exit(3)
    os._exit(0)


def test_a_signal_in_a_function_called_after_a_fork_is_not_lost() -> None:
    assert call(interrupted_after_forking) == 3


def interrupted_in_another_thread() -> None:
    """Exit with 3 where a signal that another thread received is handled at the end, not before."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(3 if ended else 4))
    ended = False
    thread = threading.Thread(target=lambda: time.sleep(0.5))
    thread.start()
    with deferred_signals():
        signal.pthread_kill(thread.ident or 0, signal.SIGTERM)
        time.sleep(0.1)
        ended = True
    os._exit(0)


def test_a_signal_that_another_thread_receives_is_deferred() -> None:
    assert call(interrupted_in_another_thread) == 3


def terminated_in_the_fork() -> None:
    """Exit with the signal that ended a forked process which was to be terminated at once."""
    with deferred_signals():
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            allow_signals()
            os._exit(0)
    os._exit(os.WTERMSIG(os.waitpid(child, 0)[1]))


def test_a_forked_process_that_is_to_end_ends_once_it_allows_signals() -> None:
    assert call(terminated_in_the_fork) == signal.SIGTERM


@pytest.mark.parametrize("before", [signal.SIG_IGN, signal.SIG_DFL, signal.default_int_handler])
def test_handlers_and_blocked_signals_are_as_before(before: signal.Handlers) -> None:
    original = signal.signal(signal.SIGINT, before)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    try:
        with deferred_signals():
            assert signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, [])
        assert signal.getsignal(signal.SIGINT) == before
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == blocked
    finally:
        signal.signal(signal.SIGINT, original)

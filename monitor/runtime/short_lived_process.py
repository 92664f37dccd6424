"""Run a function in a process of its own, whose memory is free again once it returned.

The reference tables take 100 MB.  A command that needs them for a second, and then waits for hours
while its children crawl, is not to keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import ParamSpec, TypeVar

from monitor.runtime.child_process_pool import child_process_pool, initialise_child_process
from pipelines.errors import VigieError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class ProcessKilled(VigieError):
    """A process was killed before it returned."""


def run_in_short_lived_process(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return what a function of a module returns; its arguments and result are pickled.

    Raises  what the function raises; ProcessKilled.
    """
    try:
        with child_process_pool(1, initialise_child_process) as pool:
            return pool.submit(function, *args, **kwargs).result()
    except BrokenExecutor:
        raise ProcessKilled(
            "a process that prepared the database was killed; had the machine memory enough?\n"
            "  Nothing is lost; start the command again."
        ) from None

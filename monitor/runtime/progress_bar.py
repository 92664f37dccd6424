"""The bar of tqdm with rate and time left as the lines of a log have them."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from monitor.runtime.read_run_progress import format_rate

STALL_S = 5.0  # without a unit: the last rate holds no more, the one since the start does
_FRAME = len("   100 % || ")  # what a bar has beside its words and numbers


class ProgressBar(tqdm):  # type: ignore[misc]  # tqdm is untyped
    """A bar whose format knows ``{pace}``: rate and time left, or how long it has been at work
    while nothing is done yet, or all is done and only to be closed or checked.

    On a narrow terminal the words after the first comma go, then the rate, then all
    words; total and time left stay.
    """

    _moved = 0, 0.0  # units that were done when it was last shown, and since when

    @property
    def format_dict(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().format_dict
        done, total = facts["n"], facts["total"]
        rate = self._rate(facts)
        pace = f", {format_rate(rate)}" if rate else ""
        if total is None:
            return facts | {"pace": pace}
        time_left = self.format_interval((total - done) / rate) if rate and done < total else None
        left = f", {time_left} left" if time_left else f", {self.format_interval(facts['elapsed'])}"
        words = facts["prefix"] or ""
        short = words.partition(",")[0]
        room = (facts["ncols"] or 1_000) - _FRAME - len(f"{done:,} of {total:,}")
        choices = ((words, pace + left), (short, pace + left), (short, left), ("", left))
        fitting = [choice for choice in choices if sum(map(len, choice)) < room]
        words, pace = (fitting or choices[-1:])[0]
        return facts | {"prefix": words, "pace": pace}

    def _rate(self, facts: dict[str, Any]) -> float:
        """Return how many units a second are done now."""
        now = self._time()
        if facts["n"] != self._moved[0]:
            self._moved = facts["n"], now
        done, elapsed = facts["n"] - facts["initial"], facts["elapsed"]
        average: float = done / elapsed if elapsed else 0.0
        return average if now - self._moved[1] > STALL_S else facts["rate"] or average

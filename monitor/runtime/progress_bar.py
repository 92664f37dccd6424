"""The bar of tqdm with rate and time left as the lines of a log have them."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from monitor.runtime.read_run_progress import format_rate


class ProgressBar(tqdm):  # type: ignore[misc]  # tqdm is untyped
    """A bar whose format knows ``{pace}``: rate and time left, or how long it has been at work
    while nothing is done yet, or all is done and only to be closed or checked."""

    @property
    def format_dict(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().format_dict
        done, total = facts["n"], facts["total"]
        rate = facts["rate"] or (done / facts["elapsed"] if facts["elapsed"] else 0)
        pace = f", {format_rate(rate)}" if rate else ""
        if total is not None:
            left = self.format_interval((total - done) / rate) if rate and done < total else None
            pace = f"{pace}, {left} left" if left else f", {self.format_interval(facts['elapsed'])}"
        return facts | {"pace": pace}

"""The bar of tqdm with rate and time left as the lines of a log have them."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from monitor.runtime.runs_in_progress import format_rate


class ProgressBar(tqdm):  # type: ignore[misc]  # tqdm is untyped
    """A bar whose format knows ``{pace}``: rate and time left, once there is one."""

    @property
    def format_dict(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().format_dict
        rate = facts["rate"] or (facts["n"] / facts["elapsed"] if facts["elapsed"] else 0)
        pace = f", {format_rate(rate)}" if rate else ""
        if rate and facts["total"] is not None:
            left = max(0, facts["total"] - facts["n"]) / rate
            pace += f", {self.format_interval(left)} left"
        return facts | {"pace": pace}

"""Reload ``vigie.toml`` when it changes; while it is invalid, the last valid settings apply."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from monitor.config import Config, base_folder, read_config
from pipelines.errors import Misconfigured

log = logging.getLogger("vigie.scheduler")


class SettingsReload:
    """The settings that apply now, and what is wrong with the file, if anything.

    ``copy``  file that keeps the last valid settings, for commands started while the file is
              invalid.  Where paths begin at the folder of the settings, it lies there instead.
    """

    def __init__(self, config: Config, copy: Path) -> None:
        self.config = config
        self.problem: str | None = None
        file = config.file
        is_base = file is not None and base_folder(file) != base_folder(copy)
        self._copy = file.with_name(f".{file.name}.valid") if file and is_base else copy
        self._file_stamp = _stamp_of(config.file)
        self._save_copy()

    def reload(self) -> None:
        """Read the file again if it changed."""
        file = self.config.file
        stamp = _stamp_of(file)
        if file is None or stamp == self._file_stamp:
            return
        self._file_stamp = stamp
        try:
            self.config = read_config(file)
            self._save_copy()
            self.problem = None
            log.info("%s was read again", file)
        except (Misconfigured, OSError) as error:
            self.problem = f"{error}\n  Until it is corrected the settings before hold."
            log.error("%s", self.problem)

    def command_options(self) -> list[str]:
        """Return the options that give a command the settings that apply."""
        if self.problem is not None and self._copy.exists():
            return ["--config", str(self._copy)]
        return self.config.command_options()

    def _save_copy(self) -> None:
        if self.config.file is not None:
            try:
                shutil.copyfile(self.config.file, self._copy)
            except OSError as error:
                log.warning("no copy of the settings could be kept: %s", error)


def _stamp_of(file: Path | None) -> tuple[int, int] | None:
    """Return what changes when a file is written; (0, 0) of one that cannot be read."""
    try:
        status = file.stat() if file is not None else None
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size) if status is not None else None

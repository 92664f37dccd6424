"""Options that many commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Database (default: data/var/vigie.db)."
    return click.option("--db", type=click.Path(path_type=Path), help=text)(command)


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Folder of the raw archive (default: data/var/archive)."
    return click.option("--archive", type=click.Path(path_type=Path), help=text)(command)

"""Loads the reference tables when imported: forks have them at once (tests.forked_commands)."""

from __future__ import annotations

from pipelines.stages import load_stages

load_stages()

"""While the settings are broken, commands have those before, with all that these name."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import config as settings
from monitor.config import read_config
from monitor.operations.settings_reload import SettingsReload


@pytest.mark.parametrize("is_installed", [True, False])
def test_paths_lead_where_they_led(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_installed: bool
) -> None:
    """Without a checkout they begin at the folder of the settings, wherever a copy of them lies:
    with another list of objections nothing would be withheld."""
    monkeypatch.delenv(settings.HOME, raising=False)
    if is_installed:
        monkeypatch.setattr(settings, "ROOT", tmp_path / "site-packages")
    file, locks = tmp_path / "own" / "vigie.toml", tmp_path / "own" / "data" / "var" / "locks"
    locks.mkdir(parents=True)
    file.write_text('[paths]\nprivate = "kept/private.db"\n')
    good = read_config(file)
    reload = SettingsReload(good, locks / "vigie.db-settings.toml")
    file.write_text("[paths\n")
    reload.reload()
    assert reload.problem is not None
    held = read_config(Path(reload.command_options()[-1]))
    for name in ("paths.database", "paths.objections", "paths.private"):
        assert held.path(name) == good.path(name)

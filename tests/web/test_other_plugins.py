"""Plugins of Datasette that somebody else wrote work on the site's tables, within its policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette import hookimpl
from datasette.plugins import pm

from pipelines.errors import Misconfigured
from tests.web.conftest import asker
from tests.web.support import Get

SCRIPT = "https://plugin.example/map.js"
LINES = ("script-src https://plugin.example", "img-src https://tiles.example 'self'")


class Plugin:
    """What a plugin that draws on tables does: a style and a script."""

    __name__ = "map"  # plugins are modules

    @hookimpl
    def extra_css_urls(self) -> list[str]:
        return ["/-/static-plugins/map/map.css"]

    @hookimpl
    def extra_js_urls(self, table: str | None) -> list[dict[str, object]]:
        return [{"url": SCRIPT, "module": True}] if table == "contracts" else []


@pytest.fixture(scope="module")
def with_plugin(demo_db: Path) -> Iterator[Get]:
    plugin = Plugin()
    pm.register(plugin)
    try:
        yield asker(demo_db, content_security_policy=LINES)
    finally:
        pm.unregister(plugin)


def test_style_and_script_of_a_plugin_reach_the_pages_of_datasette_alone(with_plugin: Get) -> None:
    table, notices = with_plugin("/vigie/contracts").text, with_plugin("/vigie/notices").text
    assert '<link rel="stylesheet" href="/-/static-plugins/map/map.css">' in table
    assert f'<script type="module" src="{SCRIPT}"></script>' in table
    assert "map.css" in notices
    assert SCRIPT not in notices
    assert "map." not in with_plugin("/en/search?q=microsoft").text


@pytest.mark.parametrize("address", ["/vigie/contracts", "/en/"])
def test_lines_of_the_settings_widen_the_policy_and_nothing_else_of_it(
    with_plugin: Get, get: Get, address: str
) -> None:
    def directives(ask: Get) -> dict[str, list[str]]:
        policy = ask(address).headers["content-security-policy"]
        return {name: rest for name, *rest in (part.split() for part in policy.split(";"))}

    before, after = directives(get), directives(with_plugin)
    assert after["script-src"] == ["'self'", "https://plugin.example"]
    assert {"'self'", "data:", "https://tiles.example"} == set(after["img-src"])
    changed = {"script-src", "img-src"}
    assert {name: item for name, item in after.items() if name not in changed} == {
        name: item for name, item in before.items() if name not in changed
    }


@pytest.mark.parametrize(
    "line", ["default-src *", "frame-ancestors *", "script-src", "img-src a;b"]
)
def test_a_line_that_would_take_more_away_is_refused(demo_db: Path, line: str) -> None:
    with pytest.raises(Misconfigured, match=r"site\.content_security_policy"):
        asker(demo_db, content_security_policy=[line])

"""``python -m tests.web.pictures [FOLDER]``: every page of the demo at two widths, light and dark.

FOLDER                all of them, to be looked at
docs/pictures         without FOLDER: the four of the README
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from monitor.demo.run_demo import run_demo
from monitor.demo.shift_dates import WRITTEN_FOR
from monitor.i18n.routes import BUILT, page_path
from monitor.i18n.value_formatting import LANGUAGES
from tests.chromium import chromium
from tests.web.conftest import serving
from tests.web.support import EXPLORED, STATES, example_address, state_address

ROOT = Path(__file__).parent.parent.parent
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
LOCALES = {code: language.locale.replace("_", "-") for code, language in LANGUAGES.items()}
MAX_HEIGHT_PX = 12_000  # px
CONTRACT = "boamp:26-990103/2026-MEL-0398"
# file, page with its id, width and height, scheme, what stands at the top
README = (
    ("home", ("home", {}), (390, 844), "light", None),
    ("dossier", ("group", {"id": "microsoft"}), (1100, 1000), "dark", ".figures"),
    ("contract", ("contract", {"id": CONTRACT}), (1100, 844), "light", None),
    ("ending", ("ending", {}), (390, 844), "dark", ".rows"),
)


def taken(
    browser: Any, place: str, size: tuple[int, int], scheme: str, lang: str = "fr", **shown: Any
) -> bytes:
    """One page as a reader with a browser of that language sees it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale=LOCALES[lang]
    )
    tab = context.new_page()
    tab.goto(place)
    top = shown.pop("top", None)
    if top:
        tab.locator(top).evaluate("one => one.scrollIntoView()")
    picture: bytes = tab.screenshot(**shown)
    context.close()
    return picture


def every(browser: Any, server: str, folder: Path, rows: sqlite3.Connection) -> None:
    """All pages and states in every language, as long as they are."""
    for lang in LANGUAGES:
        places = {route.name: example_address(route, lang, rows) for route in BUILT}
        places |= {name.replace(" ", "-"): state_address(name, lang) for name in STATES}
        places |= {f"explore-{name.replace(' ', '-')}": text for name, text in EXPLORED.items()}
        for name, place in places.items():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    picture = taken(
                        browser, server + place, (width, 800), scheme, lang, full_page=True
                    )
                    (folder / f"{name}-{lang}-{width}-{scheme}.png").write_bytes(picture)


def readme(browser: Any, server: str, folder: Path) -> None:
    """The four of the README."""
    for file, (name, given), size, scheme, top in README:
        place = server + page_path(name, "fr", **given)
        (folder / f"{file}.png").write_bytes(taken(browser, place, size, scheme, top=top))


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as made, chromium() as browser:
        ended = run_demo(
            day=WRITTEN_FOR, port=0, serve=False, folder=Path(made), echo=lambda line: None
        )
        assert ended == 0
        path = Path(made) / "vigie.db"
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        with serving(path) as server:
            if arguments:
                folder = Path(arguments[0])
                folder.mkdir(parents=True, exist_ok=True)
                every(browser, server, folder, rows)
            else:
                readme(browser, server, ROOT / "docs" / "pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

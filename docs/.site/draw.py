"""Drawings (Mermaid) in the pages of docs/ -> docs/pictures/drawings/*.svg, for the docs site.

``make drawings``, after a drawing was changed.  It needs Chromium, and npm, which brings Mermaid.
A forge draws the text itself; the site would have to load a script from elsewhere for it.  A
picture is named by the hash of its text, so that it never stands for another one.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hooks import DOCS, DRAWINGS, drawing_of, drawings_in

RENDER = """async text => {
  mermaid.initialize({startOnLoad: false, theme: "neutral", htmlLabels: false});
  return (await mermaid.render("drawing", text)).svg;
}"""


def texts() -> set[str]:
    """Every drawing of every page."""
    pages = (path.read_text("utf-8") for path in DOCS.rglob("*.md"))
    return {text for page in pages for text in drawings_in(page)}


def draw(texts: set[str], mermaid: Path) -> None:
    """Writes the picture of each text with Mermaid in a browser that asks nobody anything."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=str(mermaid))
        for text in sorted(texts):
            picture = page.evaluate(RENDER, text)
            drawing_of(text).write_text(picture.replace('style="', 'style="background: #fff; ', 1))
        browser.close()


def main(mermaid: Path) -> int:
    """Draw what has no picture yet; drop pictures that no page has any more."""
    DRAWINGS.mkdir(exist_ok=True)
    wanted = texts()
    for stale in set(DRAWINGS.glob("*.svg")) - {drawing_of(text) for text in wanted}:
        stale.unlink()
    draw({text for text in wanted if not drawing_of(text).exists()}, mermaid)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

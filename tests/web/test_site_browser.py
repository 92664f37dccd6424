"""The site as a person meets it: the real server in a process of its own, a real browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.i18n.routes import BUILT, page_path
from monitor.runtime.http_server import listen
from tests.web.test_site import small  # noqa: F401 - the same database

ROOT = Path(__file__).parents[2]
PAGES = {
    "/fr/": "Vigie lit les avis officiels des marchés publics",
    "/vigie/contracts?big_tech=yes&same_as__isnull=1": "Licences Microsoft 365",
    "/vigie/who-buys-from?group=microsoft": "Commune de Calais",
    "/vigie/contracts/ted~3A100001-2026~2FLOT-0001": "en mode SaaS",
}


def _started(path: Path) -> tuple[subprocess.Popen[str], str]:
    """The command and the address that it prints once it answers."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor.cli.main", "web", "--db", str(path), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    text = process.stdout.readline()
    match = re.search(r"http://\S+", text)
    assert match, text
    return process, match[0].rstrip("/")


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:  # noqa: F811
    process, address = _started(small)
    yield address
    process.terminate()
    process.wait(timeout=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_answers_when_it_says_so_and_stops_in_order(
    small: Path,  # noqa: F811
    number: signal.Signals,
) -> None:
    process, address = _started(small)
    with urllib.request.urlopen(f"{address}/", timeout=60) as answer:
        assert "Vigie" in answer.read().decode()
    process.send_signal(number)
    assert process.wait(timeout=60) == 0


def test_a_second_server_on_the_same_port_says_so_and_exits_2(
    small: Path,  # noqa: F811
    address: str,
) -> None:
    port = address.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "monitor.cli.main", "web", "--db", str(small), "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert second.returncode == 2
    assert f"port {port} of 127.0.0.1 cannot be used" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_reads_at_any_width_and_asks_nobody_else(
    address: str, browser: object, width: int, page: str
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})  # type: ignore[attr-defined]
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(address + page)
    assert PAGES[page] in tab.inner_text("main")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert {urlsplit(text).netloc for text in requests} == {urlsplit(address).netloc}
    assert complaints == []
    tab.close()


@pytest.mark.browser
def test_paper_is_white_and_its_letters_dark_whatever_the_screen(
    address: str, browser: object
) -> None:
    tab = browser.new_page(color_scheme="dark")  # type: ignore[attr-defined]
    tab.goto(address + "/vigie/contracts/ted~3A100001-2026~2FLOT-0001")
    tab.emulate_media(media="print", color_scheme="dark")
    drawn = tab.evaluate(
        "() => [...document.querySelectorAll('body, .claim, mark, .notice')].flatMap(one =>"
        " {const style = getComputedStyle(one);"
        " return [['ground', style.backgroundColor], ['letters', style.color]]})"
    )
    tab.close()
    light = {"ground": set(), "letters": set()}
    for what, colour in drawn:
        red, green, blue, *alpha = (float(text) for text in re.findall(r"[\d.]+", colour))
        if alpha != [0.0]:
            light[what].add(min(red, green, blue) > 200)
    assert light == {"ground": {True}, "letters": {False}}


@pytest.mark.browser
def test_paper_has_nothing_to_press_or_fill_in(address: str, browser: object) -> None:
    tab = browser.new_page()  # type: ignore[attr-defined]
    tab.emulate_media(media="print")
    found = {}
    for route in (route for route in BUILT if not route.parts):
        tab.goto(address + page_path(route.name, "fr"))
        found[route.name] = tab.evaluate(
            "[...document.querySelectorAll('form, button, input, select, textarea, a.button')]"
            ".filter(one => one.checkVisibility()).map(one => one.outerHTML)"
        )
    tab.close()
    assert len(found) > 10
    assert {name: controls for name, controls in found.items() if controls} == {}


@pytest.mark.browser
def test_paper_has_all_of_a_contract_that_is_evidence_and_no_heading_of_what_is_folded(
    address: str, browser: object
) -> None:
    tab = browser.new_page()  # type: ignore[attr-defined]
    seen = {}
    for place in ("/fr/contrat/ted~3A100001-2026~2FLOT-0001", "/fr/"):
        tab.goto(address + place)
        tab.emulate_media(media="print")
        seen[place] = tab.evaluate(
            "() => {const shown = one => one.checkVisibility({contentVisibilityAuto: true});"
            " const parts = [...document.querySelectorAll('main details:not([open])')];"
            " return {headings: parts.filter(one => shown(one.querySelector('summary'))).length,"
            " inside: parts.filter(one => shown(one.querySelector('summary + *'))).length,"
            " hashes: [...document.querySelectorAll('.records code')].filter(shown).length,"
            " steps: [...document.querySelectorAll('details.step, .cite')].filter(shown).length}}"
        )
        tab.emulate_media(media="screen")
    tab.close()
    contract, home = seen.values()
    assert contract["headings"] == contract["inside"] > 2
    assert contract["hashes"] > 0
    assert contract["steps"] == 0  # letters are sent, not filed; how to cite is of the screen
    assert home["headings"] == home["inside"] == 0


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "marks"), [("es", "«»"), ("fr", "«\xa0\xa0»"), ("en", "“”")])
def test_what_is_quoted_stands_in_the_marks_of_the_pages_language(
    address: str, browser: object, lang: str, marks: str
) -> None:
    tab = browser.new_page()  # type: ignore[attr-defined]
    tab.goto(f"{address}/{lang}/")
    quotes = tab.evaluate(
        "() => {const one = document.createElement('q'); one.lang = 'de';"
        " document.querySelector('main p').append(one); return getComputedStyle(one).quotes}"
    )
    tab.close()
    assert "".join(re.findall('"([^"]*)"', quotes)[:2]) == marks


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_that_is_wider_than_its_frame_shows_that_it_scrolls(
    address: str, browser: object, scheme: str
) -> None:
    window = {"width": 1280, "height": 800}
    tab = browser.new_page(viewport=window, color_scheme=scheme)  # type: ignore[attr-defined]
    tab.goto(address + "/vigie/contracts?_all=1")
    hidden, drawn, letters = tab.evaluate(
        "() => {const one = document.querySelector('.table-wrapper');"
        " const letters = [...one.querySelectorAll('td, td a')]"
        ".map(it => getComputedStyle(it).color);"
        " return [one.scrollWidth - one.clientWidth,"
        " getComputedStyle(one).backgroundImage, letters]}"
    )
    tab.close()
    assert hidden > 0
    _ground, edge = drawn.split("linear-gradient(")[1:]
    shade = _luminance(edge)
    assert len(set(letters)) > 1
    for letter in set(letters):
        lighter, darker = sorted((shade, _luminance(letter)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) > 4.5, f"{letter} on {edge}"


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG of the first rgb() in a computed style."""
    parts = [int(text) / 255 for text in re.findall(r"\d+", colour.partition("rgb(")[2])[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


LABELLED = """() => {
  const list = document.createElement("dl"); list.className = "facts";
  list.innerHTML = "<dt>Según el órgano de contratación</dt><dd>«Repetition of services»</dd>";
  document.querySelector("main").prepend(list);
  const words = list.querySelector("dd").firstChild, range = document.createRange();
  range.setStart(words, 0); range.setEnd(words, "«Repetition".length);
  return range.getClientRects().length;
}"""


@pytest.mark.browser
def test_a_word_beside_a_long_name_on_a_phone_goes_to_the_next_line_in_one_piece(
    address: str, browser: object
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    tab.goto(address + "/es/contrato/ted~3A100001-2026~2FLOT-0001")
    lines = tab.evaluate(LABELLED)
    tab.close()
    assert lines == 1


@pytest.mark.browser
def test_what_has_the_focus_is_seen_on_a_phone(address: str, browser: object) -> None:
    """The heads of a table that is shown as cards, by which it is sorted, too."""
    tab = browser.new_page(viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    tab.goto(address + "/vigie/contracts?_size=3")
    heads = 0
    for _ in range(120):
        tab.keyboard.press("Tab")
        is_head, left, right, top, bottom = tab.evaluate(
            "() => {const one = document.activeElement, box = one.getBoundingClientRect();"
            " return [!!one.closest('thead'), box.left, box.right, box.top, box.bottom]}"
        )
        heads += is_head
        assert right > 0, tab.evaluate("document.activeElement.outerHTML")
        assert left < 360
        assert bottom > 0
        assert top < 800
    tab.close()
    assert heads > 3


@pytest.mark.browser
@pytest.mark.parametrize("page", ["/fr/", "/fr/bientot-finis", "/fr/alternatives", "/fr/flux"])
def test_words_of_twice_the_size_make_a_phone_scroll_to_no_side(
    address: str, browser: object, page: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    tab.goto(address + page)
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    tab.close()
    assert wide <= 360


@pytest.mark.browser
def test_days_of_a_citation_stay_within_a_phone(address: str, browser: object) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    tab.goto(address + "/es/citar/contract~3Ated~3A100001-2026~2FLOT-0001")
    wide = tab.evaluate(
        "() => {const cell = document.querySelector('.grid td.amount');"
        " cell.textContent = '28 de septiembre de 2026';"
        " cell.parentElement.firstElementChild.textContent = 'Modificaciones';"
        " const table = cell.closest('.grid'), frame = table.parentElement;"
        " return table.getBoundingClientRect().right - frame.getBoundingClientRect().right}"
    )
    tab.close()
    assert wide <= 0

"""Make texts of portals safe to show: highlight evidence, check addresses, escape cells."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

from monitor.i18n.control_characters import strip_control_characters
from monitor.i18n.typography import semicolon
from monitor.i18n.value_formatting import _, value_label
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store.serializers import SUBCONTRACTOR_MARK

# full-width signs count in East Asian spreadsheets; inside a cell + - @ need a call to do harm
_FORMULA = re.compile(
    r"^(?=\s*[=+\-@＝＋－＠]|[\t\r\n])"
    r"|(?<=[,;\t\r\n])(?=[ \"]*(?:[=＝]|[+\-@＋－＠][^,;\t\r\n]*(?:[\w.]\(|[|!])))"
)
_DROPPED_SHARE = 8  # of a text may be left out, an eighth, so that it ends with a whole word
AROUND = 160  # characters of the text left and right of the evidence
_BLANKS = re.compile(r"[ \t\n]+")
_REGISTRY_NUMBER = re.compile(r"[A-Z]{2}-[A-Z_]+ [\w.-]+")
BETWEEN = " | "  # parts of a list in a cell; no portal separates words so


def clipped(text: str | None, most: int = 160) -> str:
    """At most so many characters, with an ellipsis where something is left out; what stands in
    place of a name that is withheld, or behind a subcontractor's, in the language of the answer."""
    if not text:
        return ""
    cleaned = strip_control_characters(text).replace(WITHHELD, _("a private person"))
    cleaned = cleaned.replace(SUBCONTRACTOR_MARK, f" ({value_label('subcontractor')})")
    return cleaned if len(cleaned) <= most else _whole_words(cleaned, most - 1) + "…"


def _whole_words(text: str, most: int) -> str:
    """Return the beginning of a text without half a word, unless much of it would be lost."""
    begun = text[:most]
    words, _blank, last = begun.rpartition(" ")
    if len(last) <= most // _DROPPED_SHARE and not text[most].isspace():
        begun = words
    return begun.rstrip(" \u00a0\u202f,;:(–-|")


def is_registry_number(evidence: str | None) -> bool:
    """Whether the proof of a claim is a number of a register ("FR-SIREN 303529184"), no words."""
    return _REGISTRY_NUMBER.fullmatch(evidence or "") is not None


def name_list(names: str | None, most: int = 160) -> str:
    """Return the names of a column of buyers or suppliers as people list them, ``clipped``."""
    return clipped((names or "").replace(BETWEEN, semicolon()), most)


def highlighted(text: str | None, words: str | list[str] | None, around: int = AROUND) -> Markup:
    """Return text with the evidence in ``<mark>``, and what stands around it; all of it escaped.

    The words alone are marked when the text is not known or does not hold them.

    ``words``   one piece of evidence, or several of the same text.
    ``around``  at most so many characters before the first and after the last one, whole words.
    """
    phrases = [words] if isinstance(words, str) else words or []
    phrases = [phrase for phrase in map(strip_control_characters, phrases) if phrase]
    text = strip_control_characters(text or "")
    spans = _spans(text, phrases)
    if not spans:
        marks = Markup(" … ").join(Markup("<mark>{}</mark>").format(phrase) for phrase in phrases)
        return marks or escape(clipped(text))
    shown = _first_whole_word(text, spans[0][0] - around, spans[0][0])
    stop = len(text) - _first_whole_word(
        text[::-1], len(text) - spans[-1][1] - around, len(text) - spans[-1][1]
    )
    out, at = Markup("… " if shown else ""), shown
    for start, end in spans:
        out += Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end])
        at = end
    return out + text[at:stop] + Markup(" …" if len(text) > stop else "")


def _first_whole_word(text: str, cut: int, end: int) -> int:
    """Where the first word begins that stands whole between a cut and an end; the cut itself where
    no blank follows it, as in Chinese.  A blank that does not break holds a number together."""
    if cut <= 0:
        return 0
    blank = _BLANKS.search(text, cut - 1, end)
    return blank.end() if blank else cut


def _spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return where words first stand in a text, in order, those that overlap as one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((text.find(word), text.find(word) + len(word)) for word in words):
        if start < 0:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def safe_address(address: object) -> str | None:
    """An address of the web, or None: portals publish javascript: and worse.

    What turns the direction of what follows is no part of one, nor a backslash, which a browser
    reads as a slash and others as a part of a name.
    """
    text = str(address or "").strip()
    ok = re.fullmatch(r"https?://[^\s<>\"'\\]+", text) and text.isprintable()
    return text if ok else None


def escape_formula(value: Any) -> Any:
    """Escape a cell that a spreadsheet would read as a formula.

    A spreadsheet set to another language cuts our cells at its own separator, comma or semicolon
    (LibreOffice offers both at once), and at the ends of lines: what stands behind may be a
    formula, too; a list with dashes is left as it is.
    """
    return _FORMULA.sub("'", value) if isinstance(value, str) else value


def json_texts(array: str | None) -> list[str]:
    """Return the texts in a JSON array of a column; empty when there is none."""
    data = json.loads(array) if array else []
    return [str(item) for item in data] if isinstance(data, list) else []


def plain_alias(name: str | None) -> str:
    """Name of a vendor table as people write it; empty where it is a pattern of several."""
    bare = (name or "").replace("=", "").removesuffix("*").strip()
    return "" if re.search(r"[(|)*]", bare) else bare


SIGNED = ("winner", "reseller_winner", "consortium_member", "subcontractor")


def roles_of_non_suppliers(roles: str | None) -> dict[str, str]:
    """Return the groups of a JSON object {group: role} that are no supplier, with their roles."""
    data = json.loads(roles) if roles else {}
    return {group: role for group, role in data.items() if role and role not in SIGNED}

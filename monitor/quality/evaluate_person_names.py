"""Measure the privacy stage on labelled names: persons published, organisations withheld.

``gold/persons.csv`` of the corpus holds the SHA-256 of each name instead of the name.  A name is
found again by hashing every text in ``samples/`` and in ``gold/pool_train.jsonl``, blanks collapsed
and cut at 110 characters.
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from monitor.quality.evaluate import share, wilson
from pipelines.model import Organization
from pipelines.privacy.natural_person_detection import is_person
from pipelines.reference.data_folder import read_csv

LABELS = Path("gold", "persons.csv")
NAMES = Path("gold", "pool_train.jsonl")
MAX_LENGTH = 110  # names in persons.csv were cut here before hashing
ORGANISATIONS = ("firm", "public")  # ``unclear`` and ``other`` are not scored
PERSON_RATES = {
    "persons_published": "persons whose name is published",
    "organisations_withheld": "firms and public bodies withheld",
}


def measure_person_names(corpus: Path) -> tuple[dict[str, Any], list[str]] | None:
    """Return the report and, apart from it, the names judged wrongly; None without labels.

    The report holds both rates and how many names were not found, and no name of a person.
    """
    if not (corpus / LABELS).exists():
        return None
    rows = {row["name_sha256"]: row for row in read_csv(corpus / LABELS)}
    names = find_names(rows.keys(), corpus)
    counts: Counter[tuple[str, bool]] = Counter()
    wrong: list[str] = []
    for key, name in names.items():
        row = rows[key]
        withheld = is_person(Organization(name, country=row["country"] or None))
        counts[row["label"], withheld] += 1
        if (row["label"] == "person" and not withheld) or (
            row["label"] in ORGANISATIONS and withheld
        ):
            wrong.append(f"{row['label']} {row['country'] or '??'}: {name}")
    persons = counts["person", True] + counts["person", False]
    withheld_wrongly = sum(counts[label, True] for label in ORGANISATIONS)
    organisations = withheld_wrongly + sum(counts[label, False] for label in ORGANISATIONS)
    report = {
        "persons_published": _rate(counts["person", False], persons),
        "organisations_withheld": _rate(withheld_wrongly, organisations),
        "not_found": len(rows) - len(names),
    }
    return report, sorted(wrong)


def _rate(wrong: int, of: int) -> dict[str, Any]:
    return {
        "share": share(wrong, of),
        "of": [wrong, of],
        "interval": [round(n, 3) for n in wilson(wrong, of)],
    }


def find_names(keys: Iterable[str], corpus: Path) -> dict[str, str]:
    """Return the names with these hashes."""
    missing, names = set(keys), dict[str, str]()
    for text in _texts(corpus):
        for name in {_collapse(text), _collapse(html.unescape(text))}:
            key = hashlib.sha256(name.encode()).hexdigest()
            if key in missing:
                missing.remove(key)
                names[key] = name
                if not missing:
                    return names
    return names


def _collapse(text: str) -> str:
    return " ".join(text.split())[:MAX_LENGTH]


def _texts(corpus: Path) -> Iterator[str]:
    """Yield every text of the corpus, and the parts of those that list names with ``;``."""
    for path in (corpus / NAMES, *sorted((corpus / "samples").rglob("*"))):
        if not path.is_file():
            continue
        for text in _texts_of_file(path):
            yield text
            if ";" in text and len(text) < 2_000:
                yield from text.split(";")


def _texts_of_file(path: Path) -> Iterator[str]:
    body = path.read_bytes()
    if path.suffix == ".json":
        yield from _json_texts(body)
    elif path.suffix in (".jsonl", ".ndjson"):
        for line in body.splitlines():
            yield from _json_texts(line)
    elif path.suffix in (".xml", ".html"):
        yield from _markup_texts(body, path.suffix == ".html")
    else:
        lines = body.decode("utf-8", errors="replace").splitlines()
        for delimiter in ",;\t":
            for row in csv.reader(lines, delimiter=delimiter):
                yield from row


def _json_texts(body: bytes | str) -> Iterator[str]:
    """Yield the strings of a JSON text, also of JSON inside its strings (BOAMP)."""
    try:
        values = [json.loads(body)]
    except ValueError:
        return
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
            if value.lstrip()[:1] in ("{", "["):
                yield from _json_texts(value)
        elif isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value


def _markup_texts(body: bytes, is_html: bool) -> Iterator[str]:
    """Yield texts, attributes, and small elements as a whole: a name may lie in several."""
    kind = etree.HTMLParser if is_html else etree.XMLParser
    try:
        root = etree.fromstring(body, kind(recover=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return
    for element in root.iter() if root is not None else ():
        yield from filter(None, (element.text, element.tail))
        yield from (str(value) for value in element.attrib.values())
        if isinstance(element.tag, str) and 0 < len(element) < 6:
            yield "".join(str(text) for text in element.itertext())

"""Extract messages from templates and code and update the catalogues (``make i18n``).

    python -m monitor.docs.update_gettext_catalogues [PART.po]

It names what has no translation, and takes over what PART.po translates into the language that its
head names.

No places and no dates are written: a diff of a catalogue shows words only.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from monitor.config import ROOT
from monitor.i18n import datasette_metadata, labels, load_canned_queries, routes
from monitor.i18n.catalogue import po_file, read_catalogue
from monitor.i18n.typography import typeset_in
from pipelines.interface_languages import TRANSLATED

FOLDER = ROOT / "monitor"
TEMPLATES = ("*/templates/**.html", "*/templates/**.txt")
SOURCES = [*((pattern, "jinja2.ext:babel_extract") for pattern in TEMPLATES), ("**.py", "python")]
OPTIONS = {pattern: {"trimmed": "true", "silent": "false"} for pattern in TEMPLATES}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
    "pgettext": ((1, "c"), 2),
    "NC_": ((1, "c"), 2),
}
FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # two updates of the same words write the same file

COMMENTS = {"address": ["links lead to it: choose once; <id> stays"]}  # by context


def extract_catalogue() -> Catalog:
    """Extract the English messages of templates and modules."""
    catalogue = Catalog(project="Vigie", charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        FOLDER,
        SOURCES,
        OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("i18n:",),
        strip_comment_tags=True,
    ):
        catalogue.add(message, None, [], auto_comments=comments, context=context)
    for context, message in chain(
        datasette_metadata.translatable_messages(),
        labels.translatable_messages(),
        load_canned_queries.translatable_messages(),
        routes.translatable_messages(),
    ):
        catalogue.add(message, None, [], auto_comments=COMMENTS.get(context, ()), context=context)
    return catalogue


def _key(message: Message) -> str:
    """The English words; of a message with a number, those for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def untranslated(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield the messages of the template that the catalogue lacks or marks as fuzzy."""
    for message in template:
        if not message.id:
            continue
        key = _key(message)
        entry = catalogue.get(key, message.context)
        words = entry.string if entry else ""
        forms = words if isinstance(words, tuple | list) else (words,)
        if entry is None or entry.fuzzy or not forms or not all(forms):
            yield key


def update_catalogue(lang: str, template: Catalog, part: Catalog | None = None) -> Catalog:
    """Catalogue of a language with today's strings; those that nothing says any more leave."""
    path = po_file(lang)
    catalogue = (
        read_catalogue(path)
        if path.exists()
        else Catalog(locale=lang, project="Vigie", copyright_holder="Vigie")
    )
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in part or ():
        key = _key(message)
        entry = catalogue.get(key, message.context) if key else None
        if entry is not None and message.string:
            entry.string = message.string
            entry.flags.discard("fuzzy")
    for message in catalogue:
        words = message.string
        if isinstance(words, str):
            message.string = typeset_in(lang, words)
        elif words:
            message.string = tuple(typeset_in(lang, form) for form in words)
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    catalogue.fuzzy, catalogue.version, catalogue.msgid_bugs_address = False, "1", ""
    catalogue.last_translator = catalogue.language_team = "Vigie"
    catalogue.header_comment = (
        f"# Vigie: everything that it says to people ({lang}).  Source text is English."
    )
    return catalogue


def main(arguments: list[str]) -> int:
    """Exit status 1 when something is not translated."""
    part = read_catalogue(Path(arguments[0])) if arguments else None
    if part and str(part.locale) not in TRANSLATED:
        sys.stdout.write(f"{arguments[0]}: its head names no language of the list (Language: fr)\n")
        return 1
    gaps = 0
    for lang in TRANSLATED:
        path = po_file(lang)
        with _exclusive(path.parent):
            template = extract_catalogue()
            catalogue_ = part if part and str(part.locale) == lang else None
            catalogue = update_catalogue(lang, template, catalogue_)
            with path.open("wb") as file:
                write_po(file, catalogue, width=100, no_location=True, sort_output=True)
        for key in untranslated(catalogue, template):
            gaps += 1
            sys.stdout.write(f'{lang}: not translated: "{key}"\n')
    return 1 if gaps else 0


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Lock the folder: of two simultaneous updates, one would lose its translations."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The words of mails and of the form: English in the source, French in ``alerts.po``.

    python -m monitor.i18n.mail_messages  extract, update the catalogue, name what is missing

The catalogue stands beside the site's and is read the same way: nobody compiles.
"""

from __future__ import annotations

import sys
import textwrap
from datetime import UTC, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor.i18n import translation
from monitor.i18n.translation import language, read_catalogue
from monitor.i18n.typography import french

HERE = Path(__file__).parents[1] / "alerts"
SOURCES = [
    ("**.py", "python"),
    ("templates/**.txt", "jinja2.ext:babel_extract"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
TRIMMED = {"trimmed": "true", "silent": "false"}
OPTIONS = {"templates/**.txt": TRIMMED, "templates/**.html": TRIMMED}
SAME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # two updates of the same words write the same file
WIDTH = 76  # columns
KEYWORDS = {"_": None, "ngettext": (1, 2), "N_": None}


def po_file(lang: str) -> Path:
    """Where the catalogue of a language is; the source needs none."""
    return translation.po_file(lang).with_name("alerts.po")


@lru_cache(maxsize=4)
def _translations(lang: str) -> NullTranslations:
    path = po_file(lang)
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(path))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _(message: str) -> str:
    """English words -> the language of ``i18n.speaking``; keep them literal: they are extracted."""
    return _translations(language()).gettext(message)


def N_(message: str) -> str:
    """Words of a table, to be extracted; ``_`` translates them when they are said."""
    return message


def ngettext(one: str, many: str, number: int) -> str:
    """The same for words that follow a number; {n} in them is the number."""
    return (
        _translations(language()).ngettext(one, many, number).format(n=translation.number(number))
    )


def colon() -> str:
    """What stands between a label and its value."""
    return "\u00a0: " if language() == "fr" else ": "


def wrapped(text: str) -> str:
    """Paragraph -> lines of a terminal."""
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)


def hanging(text: str, indent: int) -> str:
    """Line of an item -> lines of a terminal, all but the first moved to the right."""
    return textwrap.fill(
        text, WIDTH - indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Templates of mails and forms; HTML is escaped, a name that is not known is a mistake."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters.update(wrapped=wrapped, hanging=hanging)
    found.globals.update(
        _=_,
        colon=colon,
        ngettext=ngettext,
        lang=language,
        day=translation.day,
        money=translation.money,
        number=translation.number,
        country_name=translation.country,
        column_word=translation.column_word,
        value_word=translation.value_word,
    )
    return found


def rendered(name: str, **values: object) -> str:
    """Template and values -> text in the language of ``i18n.speaking``."""
    return templates().get_template(name).render(**values)


def rendered_html(name: str, **values: object) -> Markup:
    """The same as HTML that was escaped already."""
    return Markup(rendered(name, **values))


def extracted() -> Catalog:
    """All words of mails and forms, in English."""
    catalogue = Catalog(project="Vigie", charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        HERE, SOURCES, OPTIONS, keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
    ):
        catalogue.add(message, None, [], auto_comments=comments, context=context)
    return catalogue


def update(lang: str = "fr") -> list[str]:
    """Catalogue with the words of today -> those that it does not say."""
    path = po_file(lang)
    known = read_catalogue(path) if path.exists() else Catalog(locale=lang, project="Vigie")
    known.update(extracted(), no_fuzzy_matching=True)
    known.obsolete.clear()
    for message in known if lang == "fr" else ():
        if said := message.string:
            message.string = french(said) if isinstance(said, str) else tuple(map(french, said))
    known.creation_date = known.revision_date = SAME_DAY
    known.fuzzy, known.version, known.msgid_bugs_address = False, "1", ""
    known.last_translator = known.language_team = "Vigie"
    known.header_comment = f"# Vigie: words of alerts ({lang}).  Source text is English."
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, known, width=100, include_lineno=False, sort_output=True)
    return untranslated(known)


def untranslated(catalogue: Catalog) -> list[str]:
    """Words of the source that the catalogue does not say, or says with a doubt."""
    found = []
    for message in extracted():
        if message.id:
            said = catalogue.get(message.id)
            forms = said.string if said is not None else ""
            if (
                said is None
                or said.fuzzy
                or not forms
                or not all(forms if isinstance(forms, tuple | list) else (forms,))
            ):
                found.append(str(message.id))
    return found


if __name__ == "__main__":
    missing = update()
    sys.stdout.write("".join(f"{words}\n" for words in missing))
    sys.exit(1 if missing else 0)

"""Render the templates of mails and of the form, with the words of the catalogue."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor.i18n import value_formatting
from monitor.i18n.catalogue import _, language, ngettext
from monitor.i18n.register_names import number_text, quoted_evidence
from monitor.i18n.typography import colon

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 76  # columns


def plural(singular_form: str, plural_form: str, number: int) -> str:
    """``ngettext``, with the number for {n} in the words."""
    return ngettext(singular_form, plural_form, number).format(n=value_formatting.number(number))


def wrap_paragraph(text: str) -> str:
    """Wrap a paragraph to the width of a terminal."""
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)


def wrap_item(text: str, indent: int) -> str:
    """Wrap a list item to the width of a terminal, with all lines but the first indented."""
    return textwrap.fill(
        text, WIDTH - indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )


@lru_cache(maxsize=1)
def jinja_environment() -> Environment:
    """Templates of mails and forms; HTML is escaped, a name that is not known is a mistake."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(wrapped=wrap_paragraph, hanging=wrap_item)
    environment.globals.update(
        _=_,
        colon=colon,
        plural=plural,
        lang=language,
        day=value_formatting.day,
        money=value_formatting.money,
        number=value_formatting.number,
        country_name=value_formatting.country,
        column_label=value_formatting.column_label,
        value_label=value_formatting.value_label,
        number_text=number_text,
        quoted_evidence=quoted_evidence,
    )
    return environment


def render(name: str, **values: object) -> str:
    """Render a template as plain text in the reader's language."""
    return jinja_environment().get_template(name).render(**values)


def render_html(name: str, **values: object) -> Markup:
    """The same as HTML that was escaped already."""
    return Markup(render(name, **values))

"""Words, addresses and small functions for every template, ours and Datasette's.

Our pages are rendered by an environment of their own, which waits for nothing.  Datasette renders
its own pages by its own; both are given the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader

from monitor.i18n import code_labels, display, translation
from monitor.i18n import table_labels as tables
from monitor.i18n.catalogue import pgettext
from monitor.i18n.metadata import NAME, questions, words
from monitor.i18n.routes import BY_NAME, address
from monitor.i18n.rule_labels import in_words
from monitor.i18n.typography import colon, semicolon
from monitor.web import alert_pages, chart, contract_summary
from monitor.web.contract_facts import direct_reasons, logged, procedure_words
from monitor.web.operator_contact import written_to
from monitor.web.plugins import cells
from monitor.web.site import Site, path_of
from monitor.web.table_export import from_start

FOLDER = Path(__file__).parent / "templates"
# in the order of the menu: name of the page, or where it stands until it has a page of its own
MENU = ("home", "ending", "compare", "alternatives", "questions", "sources", "method", "explore")


def environment(site: Site) -> Environment:
    """The templates of our pages."""
    env = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    env.globals.update(zip=zip, urls=site.urls)
    install(env, site)
    return env


def install(env: Environment, site: Site) -> None:
    """Give an environment what our templates ask for."""
    _install_language(env)
    _install_addresses(env, site)
    _install_facts(env)
    _install_rows(env, site.urls)


def _install_language(env: Any) -> None:
    """``_()``, ``{% trans %}`` and the words, numbers and dates of Babel."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(
        translation.gettext, translation.ngettext, newstyle=True, pgettext=pgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        lang=translation.language,
        localized=translation.localized,
        in_other_languages=translation.in_other_languages,
        colon_mark=colon,
        semicolon_mark=semicolon,
        languages=translation.LANGUAGES,
        language_names=translation.NAMES,
        said=translation.said,
        column_word=translation.column_word,
        value_word=translation.value_word,
        law_word=translation.law_word,
        law_facts=translation.LAW_FACTS,
        has_word=translation.has_word,
        licence=translation.licence,
        terms=translation.terms,
        number=translation.number,
        money=translation.money,
        percent=translation.percent,
        day=translation.day,
        instant=translation.instant,
        country_name=translation.country,
        month_word=translation.month,
        portal_title=translation.portal_title,
        spelled=translation.spelled,
        grouped=translation.grouped,
        why_listed=translation.why_listed,
        euros_short=translation.euros_short,
        euros=lambda value: translation.money(value, cents=False),
        money_words=lambda currency: lambda value: translation.money(value, currency, cents=False),
        language_name=_language_name,
    )


def _install_addresses(env: Any, site: Site) -> None:
    def to(name: str, format: str = "", /, **given: object) -> str:
        return site.link(address(name, translation.language(), format, **given))

    env.globals.update(
        to=to,
        here=lambda request: site.here(request.scope),
        path_of=lambda request: path_of(request.scope),
        has_page=BY_NAME.__contains__,
        menu=MENU,
        db_name=NAME,
        alerts_link=lambda **given: alert_pages.alert_link(site, given),
        operator=lambda: site.operator,
        written_to=written_to,
        safe_address=display.safe_address,
        sql_allowed=site.visitors_sql,
    )


def _install_facts(env: Any) -> None:
    env.filters["coded"] = tables.coded
    env.filters["column_word"] = translation.column_word
    env.filters["titled"] = lambda column, table: tables.column_title(table, column)
    env.filters["is_blank"] = lambda shown: str(shown).strip() in ("", "&nbsp;")
    env.globals.update(
        highlighted=display.highlighted,
        bars=chart.bars,
        line=chart.line,
        clipped=display.clipped,
        listed=display.listed,
        unsigned=display.unsigned,
        spelt=display.spelt,
        kind_words=code_labels.kind_words,
        scope_words=code_labels.scope_words,
        untitled=contract_summary.untitled,
        rule_words=in_words,
        direct_reasons=direct_reasons,
        procedure_words=procedure_words,
        logged=logged,
        questions=questions(),
        spoken=words(),
        table_title=tables.table_title,
        told=tables.told,
        notice_word=tables.notice_word,
        column_meaning=tables.column_meaning,
        column_title=tables.column_title,
        most_rows=MOST_ROWS,
    )


MOST_ROWS = 1000  # of an answer of Datasette's


def _install_rows(env: Any, urls: Any) -> None:
    """What rows of tables show, and where they lead."""
    env.filters["row_value"] = lambda column, row: cells.cell(row, column)
    env.filters["from_start"] = from_start
    env.globals.update(
        lookups=tables.lookups,
        offered=tables.OFFERED,
        claim_chips=cells.claim_chips,
        group_chips_of=lambda row: cells.group_chips(urls, row),
        row_url=lambda table, *key: cells.row_url(urls, table, *key),
        row_of=lambda table, row, keys: _row_of(urls, table, [cells.cell(row, k) for k in keys]),
        page_url=lambda table, key: cells.page_url(urls, table, key),
    )


def _row_of(urls: Any, table: str, keys: list[Any]) -> str | None:
    """Address of a row; None where a part of its key is not published: it has no page."""
    return None if None in keys else cells.row_url(urls, table, *keys)


def _language_name(code: str) -> str:
    """fr -> français; * (any language) in words; an unknown code stays."""
    if code in ("*", ""):
        return translation.gettext("any language")
    return str(Locale(translation.language()).languages.get(code, code))

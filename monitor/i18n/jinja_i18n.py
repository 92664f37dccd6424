"""Give a Jinja environment the words, numbers and dates of the interface."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from monitor.i18n import (
    classification_code_labels,
    scope_reason_messages,
    table_filters,
    untrusted_text,
    value_formatting,
)
from monitor.i18n import table_labels as tables
from monitor.i18n.catalogue import gettext, language, ngettext, pgettext, use_language
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.register_names import number_text, register_name
from monitor.i18n.rule_explanations import explain_rule
from monitor.i18n.typography import colon, semicolon
from pipelines.reference.load_reference_tables import load_vendor_groups

# what templates call by the name that it has in Python
_FUNCTIONS: tuple[Callable[..., Any], ...] = (
    *(value_formatting.localized, value_formatting.in_other_languages, value_formatting.translated),
    *(value_formatting.column_label, value_formatting.value_label, value_formatting.has_label),
    *(
        value_formatting.amount_qualifiers,
        value_formatting.published_amount,
        value_formatting.tax_label,
    ),
    value_formatting.law_label,
    *(value_formatting.licence, value_formatting.terms),
    *(value_formatting.number, value_formatting.money, value_formatting.percent),
    *(value_formatting.day, value_formatting.instant, value_formatting.euros_short),
    *(value_formatting.portal_title, value_formatting.sorted_by_country, value_formatting.grouped),
    *(value_formatting.why_listed, value_formatting.language_name),
    *(
        untrusted_text.highlighted,
        untrusted_text.clipped,
        untrusted_text.name_list,
        untrusted_text.json_texts,
    ),
    *(
        untrusted_text.roles_of_non_suppliers,
        untrusted_text.plain_alias,
        untrusted_text.safe_address,
        table_filters.lookups,
    ),
    *(tables.table_title, tables.page_table_label, tables.display_value, tables.notice_label),
    *(tables.column_meaning, tables.column_title),
    *(register_name, number_text),
)


def _marked_up(message: str, /, **values: object) -> Markup:
    """Translate a text of a template and fill it in, what it says is escaped.

    A page has ninety; Jinja's own asks for each through two contexts, and copies one in a loop.
    """
    if values:
        return Markup(gettext(message)) % values
    return _without_values(message, language())


@lru_cache(maxsize=8192)  # all texts of all templates in each language are 3,500
def _without_values(message: str, lang: str) -> Markup:
    with use_language(lang):
        return Markup(gettext(message)) % {}


def install_words(env: Any) -> None:
    """Install ``_()``, ``{% trans %}`` and the words, numbers and dates of Babel."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    env.globals |= dict.fromkeys(("_", "gettext"), _marked_up)  # in the place of Jinja's own
    env.policies["ext.i18n.trimmed"] = True
    env.filters.update(
        coded=tables.coded,
        value_label=value_formatting.value_label,
        column_label=value_formatting.column_label,
        titled=lambda column, table: tables.column_title(table, column),
        is_blank=lambda shown: str(shown).strip() in ("", "&nbsp;"),
    )
    env.globals |= {function.__name__: function for function in _FUNCTIONS}
    env.globals.update(
        lang=language,
        colon_mark=colon,
        semicolon_mark=semicolon,
        languages=value_formatting.LANGUAGES,
        language_names=value_formatting.NAMES,
        law_facts=value_formatting.LAW_FACTS,
        country_name=value_formatting.country,
        region_name=value_formatting.region,
        month_word=value_formatting.month,
        kind_words=classification_code_labels.label_with_code,
        doubt_words=scope_reason_messages.doubt_text,
        rule_words=explain_rule,
        questions=canned_queries(),
        table_texts=table_descriptions(),
        group_names={key: tables.group_label(key) for key in load_vendor_groups()},
        euros=lambda value: value_formatting.money(value, cents=False),
        money_words=lambda currency: (
            lambda value: value_formatting.money(value, currency, cents=False)
        ),
    )

"""For every template: who runs this installation, how to write to them, and rules in words."""

from __future__ import annotations

from typing import Any

from babel import Locale
from datasette import hookimpl

from monitor.i18n import translation
from monitor.i18n.rule_labels import in_words
from monitor.web.contract_facts import direct_reasons, logged, procedure_words
from monitor.web.operator_contact import Operator, written_to


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    # asked late: the operator is known once the site is put together
    def operator() -> Operator:
        return getattr(datasette, "vigie_operator", Operator())

    env.globals.update(
        operator=operator,
        written_to=written_to,
        rule_words=in_words,
        language_name=_language_name,
        direct_reasons=direct_reasons,
        procedure_words=procedure_words,
        logged=logged,
        money_words=lambda currency: lambda value: translation.money(value, currency, cents=False),
    )


def _language_name(code: str) -> str:
    """fr -> français; * (any language) in words; an unknown code stays."""
    if code in ("*", ""):
        return translation.gettext("any language")
    return str(Locale(translation.language()).languages.get(code, code))

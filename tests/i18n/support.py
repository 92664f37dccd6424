"""What ``vigie explain`` prints of a notice."""

from __future__ import annotations

from monitor.i18n.catalogue import use_language
from monitor.i18n.explain_messages import explanation_lines
from pipelines.classify.explain import explain
from pipelines.model import Notice
from pipelines.reference.table_classes import ReferenceTables


def explained(notice: Notice, tables: ReferenceTables, language: str = "en") -> list[str]:
    with use_language(language):
        return explanation_lines(explain(notice, tables), tables)

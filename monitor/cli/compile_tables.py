"""Compile data/reference/ ahead: ``python -m monitor.cli.compile_tables``.

For installations whose services may not write beside their code (docs/deploy): each of their
processes would compile the tables again.
"""

from monitor.i18n.rule_explanations import all_rules
from monitor.search.translate_by_cpv_labels import load_label_words
from pipelines.reference.load_reference_tables import load_tables

if __name__ == "__main__":
    for compile_and_keep in (load_tables, all_rules, load_label_words):
        compile_and_keep()

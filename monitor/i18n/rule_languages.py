"""Say in which languages of a source our rules have few words: little is recognised there."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from monitor.i18n.catalogue import _
from monitor.i18n.rule_explanations import all_rules
from monitor.i18n.value_formatting import language_name
from pipelines.classify.keyword_matches_in_text import LANGUAGE_ALIASES
from pipelines.reference.load_reference_tables import load_portals

SEVERAL = "mul"  # ISO 639: of a source that may publish in any language
MIN_SHARE = 0.5  # of the rules that recognise something, which have words in a language


@lru_cache(maxsize=1)
def languages_of_rules() -> frozenset[str]:
    """Return the languages in which at least half of the rules have words."""
    rules = [rule for rule in all_rules().values() if rule.strength != "against"]
    counts = Counter(
        language for rule in rules for language in {code for code, _phrase in rule.any}
    )
    return frozenset(code for code, count in counts.items() if count >= MIN_SHARE * len(rules))


def few_words_sentence(portal: str) -> str | None:
    """Return a sentence that names the languages of a portal in which our rules have few words or
    none; None where they have words in all of them, and for what is no portal of the list.
    """
    row = load_portals().get(portal)
    languages = {LANGUAGE_ALIASES.get(code, code): code for code in (row.languages if row else ())}
    few = [languages[code] for code in languages if code not in {*languages_of_rules(), SEVERAL}]
    if not few:
        return None
    return _(
        "Our rules have few words or none in {languages}: of what this source publishes in it they"
        " recognise little but codes, English words and the names of products and firms."
    ).format(languages=", ".join(map(language_name, few)))

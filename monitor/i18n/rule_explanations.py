"""Labels of rules, by their id in ``tags.rule``, and the page that explains each.

Rules of words stand in data/reference/rules/*.yml; vendors, products and numbers are rows of
``vendor_proofs``, and what people decided are rows of ``corrections``: those pages join themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from monitor.i18n.untrusted_text import safe_address
from monitor.i18n.value_formatting import _, has_label, language, translated, value_label
from pipelines.classify.claim_tags import WORDS_RULE
from pipelines.interface_languages import SOURCE
from pipelines.reference.load_reference_tables import (
    REFERENCE_FOLDER,
    load_ownership,
    load_packaged_rules,
)
from pipelines.reference.public_or_private_suppliers import OwnershipRow
from pipelines.reference.rules import Rule, load_weights

# Rules of these names are told on the page of another tag.
PAGE_OF = {"vendor": "big_tech", "clause": "data_outsourcing", "any": "digital"}


@dataclass(frozen=True)
class RuleWords:
    """``label``: what the rule recognises; ``why``: its reason, None where the label says it all;
    ``tag``: the page that lists it; ``anchor``: its place there; ``weak``: its words alone would
    not make the tag."""

    label: str
    why: str | None
    tag: str | None
    anchor: str | None
    weak: bool = False


@lru_cache(maxsize=1)
def all_rules() -> Mapping[str, Rule]:
    """Load all rules by "TAG/NAME".  Raises  Misconfigured with every mistake in the files."""
    return {f"{rule.tag}/{rule.id}": rule for rule in load_packaged_rules()}


@lru_cache(maxsize=1)
def ownership_rows() -> Mapping[str, OwnershipRow]:
    """Rows of the table of who owns suppliers, as ``suppliers.ownership_rule`` names them.

    Raises  Misconfigured.
    """
    return {row.rule: row for row in load_ownership().rows}


@lru_cache(maxsize=2)
def weight_of(rule_id: str) -> float | None:
    """Return the weight of a match of this rule; None when the weights cannot be read."""
    weights = load_weights(REFERENCE_FOLDER / "rules" / "weights.yml", [])
    return weights.weight_of(all_rules()[rule_id]) if weights else None


def explain_rule(rule_id: str) -> RuleWords | None:
    """None: no rule of words; see ``vendor_proofs`` or ``corrections``, or it left the files."""
    fixed_texts = {
        "seat": _("No group is known behind the supplier: only the country of its seat is."),
        "seat-unknown": _("Neither group nor country of the supplier is known."),
        "no-winner": _("The notice names no supplier, so no law can be named."),
        "no-product": _(
            "The notice names no product that holds the data, so that its maker is not known."
        ),
        "other-maker": _("The notice names a product of another maker, too."),
        "data-doubtful": _("Whether data are handed over is not settled, so no law is named."),
        WORDS_RULE: _("Our model, fitted on notices that people labelled, weighs these words."),
    }
    if rule_id in fixed_texts:
        page = "data_law_exposure" if rule_id != WORDS_RULE else None
        return RuleWords(fixed_texts[rule_id], None, page, None)
    owner = ownership_rows().get(rule_id)
    if owner is not None:
        text = _("by its number in the register of public bodies")
        if owner.match != "number":
            text = _("our table of owners, by the name “%(name)s”") % {"name": owner.value}
        readable = safe_address(owner.source) or language() == SOURCE  # notes are in English
        return RuleWords(text, owner.source if readable else None, None, None)
    rule = all_rules().get(rule_id)
    if rule is None:
        return None
    return RuleWords(
        translated(rule.label),
        translated(rule.why),
        PAGE_OF.get(rule.tag, rule.tag),
        f"rule-{rule.id}",
        is_clue(rule_id),
    )


def is_clue(rule_id: str) -> bool:
    """Return whether a rule is too weak to say yes alone."""
    rule = all_rules().get(rule_id)
    return rule is not None and rule.strength == "weak"


def row_words(rule_id: str) -> str:
    """ "products.csv:2" in words; the rule as it is, where it names no row of a table."""
    file, _colon, row = rule_id.partition(":")
    tables = {
        "products.csv": _("table of products, row %(row)s"),
        "vendor_aliases.csv": _("table of names of groups, row %(row)s"),
        "vendor_identifiers.csv": _("table of registry numbers, row %(row)s"),
    }
    return tables[file] % {"row": row} if file in tables else rule_id


@dataclass(frozen=True)
class Clause:
    """A clause that notices are searched for."""

    concept: str
    label: str


# A standard of security says nothing of the data's place or use: it makes no tag.
NO_CLAUSE = frozenset({"security_standard"})


def clauses() -> list[Clause]:
    """Every clause that makes a tag, once a concept, in the order of the files."""
    result: dict[str, Clause] = {}
    for rule in all_rules().values():
        if rule.tag == "clause" and rule.strength == "strong" and rule.concept not in NO_CLAUSE:
            result.setdefault(rule.concept, Clause(rule.concept, translated(rule.label)))
    return list(result.values())


def clause_label(concept: str) -> str:
    """Return the name of a clause's concept; the concept itself where no rule has it today."""
    return next((clause.label for clause in clauses() if clause.concept == concept), concept)


def concept_label(role: str) -> str:
    """Return the label of a role; of a concept of the rules, which is the role of some tags."""
    if has_label(role):
        return value_label(role)
    return next(
        (translated(rule.label) for rule in all_rules().values() if rule.concept == role), role
    )


PLACES = ("location_national", "location_eu", "transfer")  # clauses that say where data are

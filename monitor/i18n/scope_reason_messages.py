"""Translate the stored reason why a notice is in scope or not.

The database keeps the reason as ``pipelines.classify.scope`` wrote it, in English: that column is a
promise to readers.  Here its parts are found again and translated; what portals wrote
stays as it is.
"""

from __future__ import annotations

import re

from monitor.i18n.catalogue import NC_, language, pgettext
from monitor.i18n.classification_code_labels import add_labels, cpv_label
from monitor.i18n.register_names import number_text
from monitor.i18n.typography import colon
from monitor.i18n.value_formatting import _, translated
from pipelines.interface_languages import SOURCE
from pipelines.model import WITH_OTHER_LOTS
from pipelines.reference.load_reference_tables import load_vendor_groups
from pipelines.reference.table_classes import ReferenceTables

# how a reason in the register begins (pipelines/classify/scope.py); what follows is the portal's
_BEGINNINGS = (
    NC_("reason of the register", "no code, word or vendor speaks of a digital service"),
    NC_("reason of the register", "big tech named:"),
    NC_("reason of the register", "product named:"),
    NC_("reason of the register", "further code"),
    NC_("reason of the register", "dealer in computing"),
    NC_("reason of the register", "vendor"),
    NC_("reason of the register", "title:"),
    NC_("reason of the register", "description:"),
    NC_("reason of the register", "division:"),
    NC_("reason of the register", "code"),
)
# parts of a reason, with what of the portal's stands in them: those that stand first,
_FIRST_PARTS = (
    (
        r"^no code, word or vendor speaks of a digital service$",
        NC_("explain: reason", "no code, word or vendor speaks of a digital service"),
    ),
    (r"^big tech named: ", NC_("explain: reason", "big tech named: ")),
    (r"^product named: ", NC_("explain: reason", "product named: ")),
    (r"^further code ", NC_("explain: reason", "further code ")),
    (r"^dealer in computing ", NC_("explain: reason", "dealer in computing ")),
    (r"^vendor (.+?): ", NC_("explain: reason", "vendor {0}: ")),
    (r"^code (?!\S+ \S+ alone$)", NC_("explain: reason", "code ")),
)
# what may stand after the name of a vendor,
_NO_CODE_OR_WORD = (r", and no code or word$", NC_("explain: reason", ", and no code or word"))
# and a code alone, or words that stand after others
_LATER_PARTS = (
    (r"^code (\S+ \S+) alone$", NC_("explain: reason", "code {0} alone")),
    (
        r", but (?:contract_)?title: (.+?)(?= \([a-z]+(?:-[a-z]+)*\)$|$)",
        NC_("explain: reason", ", while its title says “{0}”"),
    ),
    (
        r", but (?:contract_)?description: (.+?)(?= \([a-z]+(?:-[a-z]+)*\)$|$)",
        NC_("explain: reason", ", while its description says “{0}”"),
    ),
    (r"(^|, |but )(?:contract_)?title: ", NC_("explain: reason", "{0}title: ")),
    (r"(^|, |but )(?:contract_)?description: ", NC_("explain: reason", "{0}description: ")),
    (r", but ", NC_("explain: reason", ", but ")),
)


def explained_reason(reason: str, tables: ReferenceTables) -> str:
    """Add the labels of codes, rules and groups to a stored scope reason."""
    labels = {rule.id: translated(rule.label) for rule in tables.rules if rule.tag == "digital"}
    text = re.sub(r"^vendor ([\w-]+)(?=:)", lambda m: f"vendor {_group(m[1], tables)}", reason)
    if language() != SOURCE:
        for pattern, part in (*_FIRST_PARTS, _NO_CODE_OR_WORD, *_LATER_PARTS):
            text = _translated(pattern, part, text)
    text = re.sub(r"\(([a-z-]+)\)", lambda m: f"({labels.get(m[1], m[1])})", text)
    return re.sub(r"\bCPV (\d{8})\b", lambda m: m[0] + cpv_label(m[1]), text)


def _translated(pattern: str, part: str, reason: str) -> str:
    text = pgettext("explain: reason", part)
    return re.sub(pattern, lambda m: text.format(*m.groups()), reason)


def _group(group: str, tables: ReferenceTables) -> str:
    return tables.groups[group].name if group in tables.groups else group


def _name(group: str) -> str:
    """Return the name of a vendor group; its id where no table lists it."""
    groups = load_vendor_groups().get(group)
    return groups.name if groups else group


def scope_reason_text(reason: str) -> str:
    """Translate the reason for people, with labels behind its codes and without names of rules."""
    reason = re.sub(r"\bcontract_(?=title|description)", "", reason)
    reason = re.sub(r"^main_code: ", "code ", reason)  # of rows stored before December 2026
    if reason.startswith(WITH_OTHER_LOTS):
        return _("its notice, which has other lots: {reason}").format(
            reason=scope_reason_text(reason.removeprefix(WITH_OTHER_LOTS))
        )
    reason = re.sub(r" \([a-z]+(?:-[a-z]+)*\)(?=$|, |; )", "", reason)
    for pattern, part in _LATER_PARTS:
        first = None if part.startswith("code") else re.match(pattern, reason)
        begin = first.end() if first else 0  # the beginning is said below
        reason = reason[:begin] + _translated(pattern, part, reason[begin:])
    vendor = re.match(r"(vendor|dealer in computing) ([\w-]+): ", reason)
    if vendor:
        kind = pgettext("reason of the register", vendor[1])
        proof = reason[vendor.end() :]
        proof = number_text(proof) or _translated(*_NO_CODE_OR_WORD, proof)
        return add_labels(f"{kind} {_name(vendor[2])}{colon()}{proof}")
    for beginning in _BEGINNINGS:
        if re.match(rf"{re.escape(beginning)}(?!\w)", reason):
            text = pgettext("reason of the register", beginning)
            return add_labels(text + reason[len(beginning) :])
    return add_labels(reason)


def doubt_text(reason: str, of_notice: str | None = None) -> str:
    """Say for what alone an uncertain contract is published: its words, without the rule's name.

    ``of_notice``  why its notice is published, when that is another reason: of one lot among others
                   that says little itself.
    """
    if reason.startswith(WITH_OTHER_LOTS):
        of_notice = reason.removeprefix(WITH_OTHER_LOTS)
    if of_notice is not None and of_notice != reason:
        return _(
            "Uncertain whether this contract itself is digital: its notice, which has other lots,"
            " is kept for a reason of its own (%(reason)s)."
        ) % {"reason": scope_reason_text(of_notice)}
    if re.search(r", (?:but )?(?:contract_)?(?:title|description): ", reason):
        return _("Uncertain whether it is digital: %(reason)s.") % {
            "reason": scope_reason_text(reason)
        }
    words = re.match(r"(?:contract_)?(?:title|description): (.+?)(?: \([a-z-]+\))?$", reason, re.S)
    if words is None:
        return _("Uncertain whether it is digital: kept for one reason alone, %(reason)s.") % {
            "reason": scope_reason_text(reason) or "–"
        }
    if len(words[1].split()) > 1:
        text = _("Uncertain whether it is digital: kept because of the words “%(words)s” alone.")
    else:
        text = _("Uncertain whether it is digital: kept because of the word “%(words)s” alone.")
    return text % {"words": words[1]}

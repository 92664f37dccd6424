"""Write the records request, questions and error report for a contract.

All texts come from ``information_request_texts``; here they are selected and filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from monitor.i18n.catalogue import use_language
from monitor.i18n.control_characters import strip_control_characters
from monitor.i18n.information_laws import InformationLaw
from monitor.i18n.information_request_texts import CLAIM_CONDITIONS, RequestLine, RequestTexts
from monitor.i18n.typography import semicolon
from monitor.i18n.untrusted_text import clipped
from monitor.i18n.value_formatting import language, translated
from monitor.web.page_data.dossier_queries import last_day_soon
from monitor.web.page_data.operator_contact import mailto
from monitor.web.read_only_pool import Row
from pipelines.interface_languages import SOURCE, Texts

MAX_TITLE_LENGTH = 200
FAILED = ("cancelled", "unsuccessful")
SEVERAL = " | "  # between the names of buyers or suppliers


@dataclass(frozen=True)
class Letter:
    """A request under one law, in the language that the body reads; ``mail`` opens it as a mail."""

    law: InformationLaw
    language: str
    text: str
    mail: str


def conditions(contract: Row, today: date) -> frozenset[str]:
    """Return the conditions of questions.yml (``CONDITIONS``) that a contract meets."""
    status = contract["status"]
    if status in FAILED:
        return frozenset({"always", "failed"})
    result = {"always", "intended" if status == "pending" else "awarded"}
    result |= {claim for claim in CLAIM_CONDITIONS if contract[claim] == "yes"}
    holds = {
        "unclear_data": contract["data_outsourcing"] == "unclear",
        "non_eu": contract["data_law_exposure"] in ("non_eu_parent", "hybrid"),
        "direct": contract["method"] == "direct",
        "one_tender": contract["tenders_received"] == 1,
        "amended": bool(contract["amendments"]),
        "ending": _ends_soon(contract["end"], today),
    }
    return frozenset(result | {name for name, is_so in holds.items() if is_so})


def _ends_soon(end: str | None, today: date) -> bool:
    return end is not None and today.isoformat() <= end <= last_day_soon(today)


def select_lines(rows: Iterable[RequestLine], holds: frozenset[str]) -> list[str]:
    """Lines of questions.yml whose condition holds, in the language of the answer."""
    return [translated(row.words) for row in rows if row.when in holds]


def applicable_laws(laws: Iterable[InformationLaw], contract: Row) -> list[InformationLaw]:
    """Laws that may bind the buyer: of its country, or of the Union when its name says so.

    Several may fit, as where regions have laws of their own: each says whom it binds.  One that is
    sure (named, or of this portal) stands alone: no law of Belgium binds the Union's Parliament.
    Of several buyers each may have its own; the sure ones come first.
    """
    candidates = []
    for law in laws:
        is_named = any(_holds(name, contract["buyer"] or "") for name in law.names)
        is_of_portal = contract["portal"] in law.portals
        is_of_country = contract["country"] in law.countries and not law.portals
        if is_named or is_of_portal or is_of_country:
            candidates.append((not (is_named or is_of_portal), law))
    is_alone = SEVERAL not in (contract["buyer"] or "")
    sure = [law for is_guess, law in candidates if not is_guess]
    if sure and is_alone:
        return sure
    return [law for _, law in sorted(candidates, key=lambda item: item[0])]


def _holds(name: str, text: str) -> bool:
    """Return whether a text has whole words, in any case: no "Europol" in "Europolis"."""
    return _whole_words(name).search(text) is not None


@cache  # of the names that laws have
def _whole_words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)


def write_letter(
    law: InformationLaw, contract: Row, notices: Texts, words: RequestTexts, holds: frozenset[str]
) -> Letter:
    """Write the request for a contract under a law, in the answer's language if the law allows it.

    notices  how the body finds the notice, by language: portal, number and address
    """
    lang = language() if language() in law.letters else next(iter(law.letters))
    name, limit = law.letters[lang]
    notice = notices.get(lang, notices[SOURCE])
    documents = [f"– {row.words[lang]}" for row in words.documents if row.when in holds]
    with use_language(lang):
        end = semicolon().rstrip() + "\n"
    text = words.letter[lang].format(
        law=name,
        limit=limit,
        documents=end.join(documents) + ".",
        notice=notice,
        title=clipped(contract["title"], MAX_TITLE_LENGTH) or notice,
        outcome=_outcome(contract, words, lang),
    )
    text = "\n".join(line.strip() for line in strip_control_characters(text).splitlines()).strip()
    subject = words.subject[lang]
    return Letter(law, lang, text, mailto("", f"{subject} ({notice.partition(', ')[0]})", text))


def _outcome(contract: Row, words: RequestTexts, lang: str) -> str:
    """What became of the award, as its notices say it: an intention is no award, and where
    neither an outcome nor a supplier is published, nobody knows that there is one."""
    status = contract["status"] or ("active" if contract["suppliers"] else "unpublished")
    sentence = words.outcome.get(status, words.outcome["active"])[lang]
    names = (contract["suppliers"] or "").replace(SEVERAL, ", ")
    supplier = clipped(names, MAX_TITLE_LENGTH) or words.no_supplier[lang]
    return sentence.format(supplier=supplier)

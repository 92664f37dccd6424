"""State of one TED_EXPORT notice while it is parsed: coded data, forms, languages.

CODED_DATA_SECTION is written by the Publications Office for every form alike and is the safe base;
FORM_SECTION is what the buyer wrote.  Source  the R2.0.8 and R2.0.9 schemas of the Publications
Office.
"""

from __future__ import annotations

from pipelines.errors import UnexpectedDocument
from pipelines.model import Trouble
from spiders.parsers.common import iso_codes
from spiders.parsers.ted_export.xml_tree import NOTHING, Element, Node, local_name

ROOT = "TED_EXPORT"


class ParseState:
    """Root, coded sections and forms of a notice; ``form`` is the original, None when it has none.

    ``translations`` are the other published forms with their language: further originals (FR and
    NL in Belgium) and the translations of the EU institutions.  ``troubles`` says what had a
    meaning unknown to us; the notice is published without it.
    """

    __slots__ = (
        "codif",
        "data",
        "form",
        "language",
        "languages",
        "ojs",
        "root",
        "translations",
        "troubles",
        "withheld",
    )

    def __init__(self, root: Element) -> None:
        if local_name(root) != ROOT:
            raise UnexpectedDocument(
                f"the root element is {root.tag}, expected TED_EXPORT (R2.0.8 or R2.0.9)"
            )
        self.root = Node(root)
        coded = self.root.first("CODED_DATA_SECTION")
        if coded is None:
            raise UnexpectedDocument("TED_EXPORT without CODED_DATA_SECTION: no number, no date")
        self.ojs = coded.first("REF_OJS") or NOTHING
        self.data = coded.first("NOTICE_DATA") or NOTHING
        self.codif = coded.first("CODIF_DATA") or NOTHING
        self.troubles: list[Trouble] = []
        self.withheld: dict[str, None] = {}
        original = iso_codes.language((self.data.line("LG_ORIG") or "").split(" ")[0])
        forms = self._forms(original)
        self.form = forms[0][1] if forms else None
        self.translations = forms[1:]
        self.language = (forms[0][0] if forms else None) or original
        codes = [self.language, original, *(language for language, _ in forms)]
        self.languages = tuple(dict.fromkeys(filter(None, codes)))

    def _forms(self, original: str | None) -> list[tuple[str | None, Node]]:
        """Forms with their language: originals first, first of all that of the notice's language.

        NOTICE_UUID stands beside the forms; a form marked TRANSLATION may be the only one there is.
        """
        section = self.root.first("FORM_SECTION")
        if section is None:
            return []
        forms = [
            (node.get("CATEGORY") == "TRANSLATION", iso_codes.language(node.get("LG")), node)
            for element in section.element
            if local_name(element) not in ("NOTICE_UUID", "") and (node := Node(element))
        ]
        forms.sort(key=lambda form: (form[0], form[1] != original))
        return [(language, node) for _, language, node in forms]

    def add_trouble(self, code: str, message: str) -> None:
        """Name what we could not understand; it is counted and makes the run degraded."""
        self.troubles.append(Trouble("unexpected", f"unknown_{code}", message))

    def withhold(self, field: str) -> None:
        """Note what the buyer does not publish, in the words of eForms where it has one."""
        self.withheld[field] = None

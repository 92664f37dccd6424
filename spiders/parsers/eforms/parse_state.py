"""State of one eForms notice while it is parsed: its parts, its language, its troubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pipelines.errors import UnexpectedDocument
from pipelines.model import Trouble
from spiders.parsers.common import contact_names, iso_codes
from spiders.parsers.eforms import xml_paths
from spiders.parsers.eforms.xml_paths import Element, compile_path

T = TypeVar("T")

ROOTS = {
    f"{{{xml_paths.UBL}{name}-2}}{name}": name
    for name in ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")
}
"""The UBL documents that eForms notices are.  A business registration (X01, X02) is none."""

LANGUAGE = compile_path("cbc:NoticeLanguageCode")
MORE_LANGUAGES = compile_path("cac:AdditionalNoticeLanguage/cbc:ID")
WITHHELD = compile_path("efbc:FieldIdentifierCode")
PRIVACY = xml_paths.tag("efac:FieldsPrivacy")


class ParseState:
    """Root and languages of a notice, with the fields that it withholds and the persons it names.

    ``troubles`` says what had a meaning unknown to us; the notice is published without it.
    """

    __slots__ = ("language", "languages", "persons", "root", "troubles", "withheld")

    def __init__(self, root: Element) -> None:
        if root.tag not in ROOTS:
            raise UnexpectedDocument(
                f"the root element is {root.tag}, expected an eForms ContractNotice, "
                "ContractAwardNotice or PriorInformationNotice"
            )
        self.root = root
        codes = [xml_paths.text_at(root, LANGUAGE), *xml_paths.texts_at(root, MORE_LANGUAGES)]
        self.languages = tuple(dict.fromkeys(filter(None, map(iso_codes.language, codes))))
        self.language = self.languages[0] if self.languages else None
        self.troubles: list[Trouble] = []
        self.withheld: dict[str, None] = {}
        self.persons: list[Element] = []
        for element in root.iter(PRIVACY, *contact_names.EFORMS):  # one walk for both
            if element.tag == PRIVACY:
                self.withhold(xml_paths.text_at(element, WITHHELD) or "unnamed")
            else:
                self.persons.append(element)

    def add_trouble(self, code: str, message: str) -> None:
        """Name what we could not understand; it is counted and makes the run degraded."""
        self.troubles.append(Trouble("unexpected", f"unknown_{code}", message))

    def withhold(self, field: str) -> None:
        """Note a field that the buyer does not publish (codes of the SDK: win-ten-val, …)."""
        self.withheld[field] = None

    def known(self, table: Mapping[str, T], code: str | None, where: str) -> T | None:
        """The row's meaning of a code of a closed list; an unknown one is named, not guessed."""
        if code is None:
            return None
        if code in table:
            return table[code]
        if code == xml_paths.UNPUBLISHED:
            self.withhold(where)
            return None
        self.add_trouble("code", f"{where} is {code!r}, expected one of {', '.join(table)}")
        return None

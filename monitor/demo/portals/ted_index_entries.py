"""Compute the field values of the TED search index from the notices of a folder.

Reads local names only, because eForms and TED_EXPORT choose their own prefixes and namespaces.
It serves the mock search and knows no more than that needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pycountry
from lxml import etree

Fields = dict[str, Any]
Element = etree._Element

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICIAL_LANGUAGES = "BG CS DA DE EL EN ES ET FI FR GA HR HU IT LT LV MT NL PL PT RO SK SL SV"
# ISO 639-1 -> 639-2
LANGUAGES = {
    two: str(getattr(pycountry.languages.get(alpha_2=two.lower()), "alpha_3", two)).upper()
    for two in OFFICIAL_LANGUAGES.split()
}
# TED_EXPORT document type -> the notice type under which the search finds it
OLD_TYPES = {
    "3": "cn-standard",
    "7": "can-standard",
    "V": "veat",
    "K": "can-modif",
    "2": "corr",
    "0": "pin-only",
    "A": "pin-only",
    "J": "can-social",
}


def local_name(element: Element) -> str:
    return etree.QName(element).localname


def iter_elements(element: Element, path: str) -> Iterator[Element]:
    """Elements under a path of local names; the first step may be at any depth."""
    first, *rest = path.split("/")
    elements = list(element.iter("{*}" + first))
    for step in rest:
        elements = [child for each in elements for child in each.iterchildren("{*}" + step)]
    yield from elements


def texts(element: Element, path: str) -> list[str]:
    return [text for each in iter_elements(element, path) if (text := words(each))]


def words(element: Element) -> str:
    """All text below an element, spaces collapsed."""
    return " ".join(" ".join(map(str, element.itertext())).split())


def first(element: Element, path: str) -> str | None:
    return next(iter(texts(element, path)), None)


def unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def iso3(country: str) -> str:
    """Convert an alpha-2 code as TED_EXPORT has it to alpha-3."""
    countries = pycountry.countries.get(alpha_2="GB" if country == "UK" else country)
    return str(countries.alpha_3) if countries else country


def index_entry(path: Path) -> Fields:
    """Build the index entry of a notice file; ``FT`` holds all its words for full-text search."""
    root = etree.parse(str(path)).getroot()
    read: Callable[[Element], Fields] = (
        ted_export_entry if local_name(root) == "TED_EXPORT" else eforms_entry
    )
    fields = read(root)
    fields["FT"] = words(root)
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def eforms_entry(root: Element) -> Fields:
    """Build the index entry of an eForms notice."""
    language = first(root, "NoticeLanguageCode") or "ENG"
    names = {
        ident: name
        for company in iter_elements(root, "Organizations/Organization/Company")
        if (ident := first(company, "PartyIdentification/ID"))
        and (name := first(company, "PartyName/Name"))
    }
    numbers = {
        ident: texts(company, "PartyLegalEntity/CompanyID")
        for company in iter_elements(root, "Organizations/Organization/Company")
        if (ident := first(company, "PartyIdentification/ID"))
    }
    countries = {
        ident: texts(company, "PostalAddress/Country/IdentificationCode")
        for company in iter_elements(root, "Organizations/Organization/Company")
        if (ident := first(company, "PartyIdentification/ID"))
    }
    buyers = unique(texts(root, "ContractingParty/Party/PartyIdentification/ID"))
    winners = unique(texts(root, "TenderingParty/Tenderer/ID"))
    number = (first(root, "NoticePublicationID") or "").lstrip("0")
    project = root.find("{*}ProcurementProject")
    title = None if project is None else project.findtext("{*}Name")
    return {
        "publication-number": number,
        "publication-date": civil(first(root, "Publication/PublicationDate")),
        "ojs-number": first(root, "GazetteID"),
        "notice-identifier": root.findtext("{*}ID"),
        "notice-version": root.findtext("{*}VersionID"),
        "procedure-identifier": root.findtext("{*}ContractFolderID"),
        "notice-type": first(root, "NoticeTypeCode"),
        "notice-subtype": first(root, "NoticeSubType/SubTypeCode"),
        "form-type": root.find("{*}NoticeTypeCode").get("listName"),  # type: ignore[union-attr]
        "notice-title": {language.lower(): title} if title else None,
        "title-proc": {language.lower(): title} if title else None,
        "buyer-name": {language.lower(): [names[b] for b in buyers if b in names]},
        "buyer-identifier": [n for b in buyers for n in numbers.get(b, [])],
        "buyer-country": unique([c for b in buyers for c in countries.get(b, [])]),
        "winner-name": {language.lower(): winner_names}
        if (winner_names := [names[w] for w in winners if w in names])
        else None,
        "winner-identifier": [n for w in winners for n in numbers.get(w, [])],
        "winner-country": unique([c for w in winners for c in countries.get(w, [])]),
        "classification-cpv": unique(texts(root, "ItemClassificationCode")),
        "procedure-type": first(root, "TenderingProcess/ProcedureCode"),
        "tender-value": texts(root, "LotTender/LegalMonetaryTotal/PayableAmount"),
        "result-value-notice": first(root, "NoticeResult/TotalAmount"),
        "contract-identifier": texts(root, "SettledContract/ContractReference/ID"),
        "contract-conclusion-date": texts(root, "SettledContract/IssueDate"),
        "winner-decision-date": texts(root, "SettledContract/AwardDate"),
        "deadline-receipt-tender-date-lot": texts(root, "TenderSubmissionDeadlinePeriod/EndDate"),
        "change-notice-version-identifier": first(root, "Changes/ChangedNoticeIdentifier"),
        "modification-previous-notice-identifier": first(
            root, "ContractModification/ChangedNoticeIdentifier"
        ),
        "language": language,
    }


def ted_export_entry(root: Element) -> Fields:
    """Build the index entry of a TED_EXPORT notice; the real index has no winners of that time."""
    day = first(root, "REF_OJS/DATE_PUB") or ""
    year = day[:4]
    issue = first(root, "REF_OJS/NO_OJ")
    codes = [each.get("CODE", "") for each in iter_elements(root, "ORIGINAL_CPV")]
    kind = next((each.get("CODE", "") for each in iter_elements(root, "TD_DOCUMENT_TYPE")), "")
    country = next((each.get("VALUE", "") for each in iter_elements(root, "ISO_COUNTRY")), "")
    language = LANGUAGES.get((first(root, "LG_ORIG") or "EN")[:2], "ENG")
    title = first(root, "OBJECT_CONTRACT/TITLE")
    return {
        "publication-number": (root.get("DOC_ID") or "").lstrip("0"),
        "publication-date": civil(f"{day[:4]}-{day[4:6]}-{day[6:8]}"),
        "ojs-number": f"{issue}/{year}",
        "notice-type": OLD_TYPES.get(kind, "cn-standard"),
        "form-type": "competition" if kind == "3" else "result",
        "notice-title": {language.lower(): title} if title else None,
        "buyer-name": {language.lower(): texts(root, "ML_AA_NAMES/AA_NAME")},
        "buyer-country": [iso3(country)],
        "classification-cpv": unique(codes),
        "language": language,
    }


def civil(text: str | None) -> str | None:
    """Format a date as the search does: ``2026-11-02Z`` becomes ``2026-11-02+01:00``."""
    return None if text is None else f"{text[:10]}{_midnight(text).isoformat()[-6:]}"


def _midnight(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text[:10]), time(), BRUSSELS)


def instant(text: str) -> str:
    """The same date under its old name PD: midnight in Brussels, as UTC."""
    return _midnight(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def published(fields: Fields) -> date:
    return date.fromisoformat(fields["publication-date"][:10])

"""Parse rows of CanadaBuys' three tables (calls, awards, history of contracts).

Source  the header of the calls, and the columns that public clients of 2026 read in the others.
Skips   contact persons (kept for privacy alone), addresses of streets.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Amendment,
    Award,
    Buyer,
    Change,
    Code,
    Kind,
    Notice,
    Organization,
    Period,
    Procedure,
    Reference,
    Supplier,
    Technique,
    Text,
    replace,
)
from spiders.parsers.canada.table_cells import (
    codes,
    dollars,
    method_of,
    non_empty_text,
    split_values,
)
from spiders.parsers.common.amendment_texts import amendment_texts
from spiders.parsers.common.country_names import named_country
from spiders.parsers.common.json_values import civil_date, folded
from spiders.parsers.decoding import csv_rows
from spiders.parsers.decoding.csv_rows import CsvRow

REFERENCE = "referenceNumber-numeroReference"
AMENDMENT = "amendmentNumber-numeroModification"
CALL, AWARD, HISTORY = (
    "tenderStatus-appelOffresStatut-eng",
    "awardStatus-attributionStatut-eng",
    "contractStatus-statutContrat-eng",
)
PUBLISHED = "publicationDate-datePublication"
NEEDS = (REFERENCE, AMENDMENT, PUBLISHED, "contractingEntityName-nomEntitContractante-eng")
CATEGORY = "procurementCategory-categorieApprovisionnement"
NATURES = {"GD": "goods", "SRV": "services", "SRVTGD": "goods", "CNST": "works"}
_ENDED = ("cancel", "annul")


def rows(body: bytes) -> Iterator[CsvRow | UnexpectedDocument]:
    """Read the rows of a CSV.  Raises  BrokenDocument when a required column is missing."""
    yield from csv_rows.rows(body, needs=NEEDS)


def notices(row: CsvRow | UnexpectedDocument, portal: str) -> Iterator[Notice]:
    """Parse a row.

    Raises  UnexpectedDocument for a row of none of the three tables, or without reference.
    """
    if isinstance(row, UnexpectedDocument):
        raise row
    reference, change = (
        non_empty_text(row[REFERENCE]),
        (non_empty_text(row[AMENDMENT]) or "").lstrip("0"),
    )
    table = next((name for name in (CALL, AWARD, HISTORY) if name in row), None)
    if not table:
        raise UnexpectedDocument(f"the table has none of {CALL}, {AWARD}, {HISTORY}")
    if not reference:
        raise UnexpectedDocument(f"a row has no {REFERENCE}")
    base = f"{reference}/contract" if table == HISTORY else reference
    yield _notice(row, portal, table, base, change)


def _notice(row: CsvRow, portal: str, table: str, base: str, change: str) -> Notice:
    number = f"{base}/{change}" if change else base
    kind, corrected = _kind(row, table, change)
    ways = (_cell(row, "procurementMethod-methodeApprovisionnement-eng"),)
    reason = _cell(row, "limitedTenderingReason-raisonAppelOffresLimite-eng")
    method = "direct" if kind == "award_intention" else method_of(ways[0])
    awards = () if table == CALL else (_award(row, base, kind),)
    notice = Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        change=corrected,
        form=_cell(row, "noticeType-avisType-eng")
        or _cell(row, "instrumentType-typeInstrument-eng"),
        published=_published(row, change),
        languages=("en", "fr"),
        url=_cell(row, "noticeURL-URLavis-eng"),
        country="CA",
        procedure=Procedure(
            id=_cell(row, "solicitationNumber-numeroSollicitation"),
            method=method or ("limited" if reason else None),
            method_details=ways[0],
            direct_award_reason=reason,
            technique=_technique(row),
        ),
        buyers=tuple(_buyers(row)),
        contacts=tuple(filter(None, [_cell(row, "contactInfoName-informationsContactNom")])),
        texts=(*_texts(row), *amendment_texts(awards, "en")),
        codes=tuple(_codes(row)),
        nature=next(map(NATURES.get, split_values(row.get(CATEGORY))), None),
        deadline=_day(row, "tenderClosingDate-appelOffresDateCloture"),
        awards=awards,
    )
    if change and table != HISTORY:
        earlier = (
            base if change == "1" else f"{base}/{int(change) - 1}" if _is_count(change) else ""
        )
        notice = replace(notice, references=(Reference("replaces", "number", earlier),))
    return notice


def _is_count(text: str) -> bool:
    """Whether int() reads it: no "²", and none of 5,000 digits."""
    return text.isdecimal() and len(text) < 10


def _kind(row: CsvRow, table: str, change: str) -> tuple[Kind, Change]:
    state = folded(_cell(row, table) or "")
    ended: Change = "cancellation" if state.startswith(_ENDED) else "none"
    if table == HISTORY:
        return ("amendment" if change else "contract"), "none"
    corrected: Change = "correction" if change and ended == "none" else ended
    if table == AWARD:
        return "award", corrected
    type_ = folded(_cell(row, "noticeType-avisType-eng") or "")
    kind: Kind = "tender"
    if "advance contract award" in type_:
        kind = "award_intention"
    elif "information" in type_ or "letter of interest" in type_:
        kind = "planning"
    return kind, corrected


def _cell(row: CsvRow, name: str) -> str | None:
    return non_empty_text(row.get(name))


def _day(row: CsvRow, name: str) -> date | None:
    return civil_date((_cell(row, name) or "").replace("/", "-"), None)


def _published(row: CsvRow, change: str) -> date | None:
    """A changed row keeps the day of its first publication, or tells a later one."""
    days = [_day(row, PUBLISHED)]
    days += [_day(row, "amendmentDate-dateModification")] if change else []
    return max(filter(None, days), default=None)


def _technique(row: CsvRow) -> Technique | None:
    kind = folded(_cell(row, "instrumentType-typeInstrument-eng") or "")
    if "call-up" in kind:
        return "call_off"
    return "framework" if "standing offer" in kind or "supply arrangement" in kind else None


def _buyers(row: CsvRow) -> Iterator[Buyer]:
    """The contracting body; where it buys for others, these are named beside it."""
    name = _cell(row, "contractingEntityName-nomEntitContractante-eng")
    users = split_values(row.get("endUserEntitiesName-nomEntitesUtilisateurFinal-eng"))
    others = [user for user in users if user != name]
    city = _cell(row, "contractingEntityAddressCity-entiteContractanteAdresseVille-eng")
    if name:
        role = "central_purchasing" if others else "buyer"
        yield Buyer(Organization(name, "CA", city=city), role)  # type: ignore[arg-type]
    for user in others:
        yield Buyer(Organization(user, "CA"), "on_behalf_of" if name else "buyer")


_DESCRIPTIONS = (
    "tenderDescription-descriptionAppelOffres",
    "awardDescription-descriptionAttribution",
)


def _texts(row: CsvRow) -> Iterator[Text]:
    for language, ending in (("en", "eng"), ("fr", "fra")):
        labels = split_values(row.get(f"gsinDescription-nibsDescription-{ending}"))
        if title := _cell(row, f"title-titre-{ending}") or next(iter(labels), None):
            yield Text("title", title, language)
        descriptions = (_cell(row, f"{name}-{ending}") for name in _DESCRIPTIONS)
        if description := next(filter(None, descriptions), None):
            yield Text("description", description, language)


def _codes(row: CsvRow) -> Iterator[Code]:
    """UNSPSC, then the older GSIN, with what they mean; the first one is the main one."""
    main = True
    for column, meant in (
        ("unspsc", "unspscDescription-eng"),
        ("gsin-nibs", "gsinDescription-nibsDescription-eng"),
    ):
        labels = split_values(row.get(meant))
        for value, label in zip_longest(split_values(row.get(column)), labels):
            for code in codes([value] if value else [], main):
                yield replace(code, label=label)
                main = False


def _award(row: CsvRow, base: str, kind: Kind) -> Award:
    """A contract is its number; without one it is the notice that tells of it."""
    contract = _cell(row, "contractNumber-numeroContrat")
    value = dollars(row.get("totalContractValue-valeurTotaleContrat"), "included", _currency(row))
    if kind != "amendment":  # of which it is the difference, often below zero
        amount = row.get("contractAmount-montantContrat")
        value = value or dollars(amount, "included", _currency(row))
    ceiling = value if _technique(row) == "framework" else None
    start, end = (
        _day(row, "contractStartDate-contratDateDebut"),
        _day(row, "contractEndDate-dateFinContrat"),
    )
    state = folded(_cell(row, AWARD) or _cell(row, HISTORY) or "")
    return Award(
        key=contract or base,
        key_basis="contract_number" if contract else "award_id",
        award_id=contract or base,
        status="cancelled"
        if state.startswith(_ENDED)
        else "terminated"
        if state.startswith("terminat")
        else "active",
        decided=_day(row, "contractAwardDate-dateAttributionContrat"),
        value=value,
        value_kind="ceiling" if ceiling else "exact" if value else None,
        maximum=ceiling,
        suppliers=_suppliers(row),
        contract_number=contract,
        period=Period(start, end, None, "stated" if end else "unknown") if start or end else None,
        amendments=(_amendment(row),) if kind == "amendment" else (),
        amends=(contract or base) if kind == "amendment" else None,
    )


def _currency(row: CsvRow) -> str:
    return _cell(row, "contractCurrency-contratMonnaie") or "CAD"


def _amendment(row: CsvRow) -> Amendment:
    return Amendment(
        id=_cell(row, AMENDMENT),
        date=_day(row, "amendmentDate-dateModification"),
        description=_cell(row, "amendmentType-typeModification-eng"),
    )


def _suppliers(row: CsvRow) -> tuple[Supplier, ...]:
    names = (
        "supplierLegalName-nomLegalFournisseur-eng",
        "supplierStandardizedName-nomNormaliseFournisseur-eng",
        "supplierOperatingName-nomCommercialFournisseur-eng",
    )
    name = next(filter(None, (_cell(row, column) for column in names)), None)
    if not name:
        return ()
    country = _cell(row, "supplierAddressCountry-fournisseurAdressePays-eng")
    city = _cell(row, "supplierAddressCity-fournisseurAdresseVille-eng")
    region = _cell(row, "supplierAddressProvince-fournisseurAdresseProvince-eng")
    where = named_country(country) if country else None
    return (Supplier(Organization(name, where, city=city, region=region)),)

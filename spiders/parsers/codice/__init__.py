"""Parse CODICE, Spain's form of UBL, in the entries of PLACSP's feeds.

Source  three public parsers (licit-es/placsp-browser, juanfont/codice, OpenPLACSP's table of one
        week of 2021) and the code lists that the documents name in ``@listURI``.
Skips   contact persons, street addresses, the numbers of persons (DNI, NIE).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Change,
    Identifier,
    Kind,
    Lot,
    Notice,
    Organization,
    Procedure,
    Reference,
    Text,
    Trouble,
    replace,
)
from spiders.parsers.codice import openplacsp_tables
from spiders.parsers.codice.code_lists import METHODS, NATURES, OUTCOMES, PROCEDURES, TECHNIQUES
from spiders.parsers.codice.openplacsp_cells import CsvRows
from spiders.parsers.codice.results import awards
from spiders.parsers.codice.values import (
    LANGUAGE,
    codes,
    earlier_states,
    estimated_value,
    official_journal_numbers,
    parse_date,
    planned_period,
)
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.eu_funds import EU_FUNDS, eu_funds_text
from spiders.parsers.decoding import atom_feed
from spiders.parsers.decoding.atom_feed import Element, select_all, select_first, select_text

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
STATES: dict[str, Kind] = _LISTS["STATES"]
EU_PROGRAMMES: dict[str, str | None] = _LISTS["EU_PROGRAMMES"]
"""Codes of FundingProgramCode that are of the Union; others are national, regional or local."""
Documents: TypeAlias = Element | CsvRows | UnexpectedDocument


def documents(body: bytes) -> Iterator[Documents]:
    """Split a page of a feed into its entries, or a table of OpenPLACSP into the rows of each
    file."""
    yield from (
        openplacsp_tables.documents(body)
        if openplacsp_tables.looks_like(body)
        else atom_feed.entries(body)
    )


def notices(entry: Documents, portal: str) -> Iterator[Notice | Trouble]:
    """Parse an entry, or the rows of a file, with a trouble for each unknown code.

    Refuses  a tombstone of a file that was only put away (code archived).
    """
    if isinstance(entry, list | UnexpectedDocument):
        yield from openplacsp_tables.notices(entry, portal)
        return
    if atom_feed.local_name(entry) == "deleted-entry":
        yield _tombstone(entry, portal)
        return
    folder = select_first(entry, "ContractFolderStatus")
    file_, state = _file(select_text(entry, "id")), select_text(folder, "ContractFolderStatusCode")
    if folder is None or not file_ or not state:
        raise UnexpectedDocument(
            f"entry {select_text(entry, 'id')!r} has no ContractFolderStatus with a state"
        )
    number = f"{file_}/{state}"
    process = select_first(folder, "TenderingProcess")
    yield _notice(entry, folder, process, portal, file_, state)
    results = dict.fromkeys(
        select_text(r, "ResultCode") for r in select_all(folder, "TenderResult")
    )
    sought: tuple[tuple[str, str | None, Any], ...] = (
        ("ContractFolderStatusCode", state, STATES),
        ("ProcedureCode", select_text(process, "ProcedureCode"), METHODS),
        ("ContractingSystemCode", select_text(process, "ContractingSystemCode"), TECHNIQUES),
        *(("ResultCode", code, OUTCOMES) for code in results),
    )
    for field, value, table in sought:
        if value is not None and value not in table:
            message = f"{field} is {value!r}, expected one of {', '.join(table)}"
            yield Trouble("unexpected", "unknown_word", message, field, number)


def _file(id_: str | None) -> str | None:
    """Return the file number of an id (``…/licitacionesPerfilContratante/6842707``), with the
    name of other feeds."""
    parts = (id_ or "").rstrip("/").rsplit("/", 2)
    if not parts[-1]:
        return None
    is_own_feed = len(parts) < 2 or parts[-2].startswith("licitacionesPerfil")
    return parts[-1] if is_own_feed else f"{parts[-2]}-{parts[-1]}"


def _tombstone(entry: Element, portal: str) -> Notice:
    """The file was annulled; one that was put away stays what it is."""
    file_, when = _file(entry.get("ref")), atom_feed.parse_instant(entry.get("when"))
    comment = select_first(entry, "comment")
    kind = ((comment.get("type") or comment.text or "") if comment is not None else "").upper()
    if not file_ or "ANULAD" not in kind:
        raise Refused(
            "archived",
            f"file {file_} left the feed ({kind.strip() or 'no reason given'}): what it said stays",
        )
    return Notice(
        id=f"{portal}:{file_}/ANUL",
        portal=portal,
        number=f"{file_}/ANUL",
        kind="tender",
        change="cancellation",
        form="ANUL",
        published=when.astimezone(ZoneInfo("Europe/Madrid")).date() if when else None,
        country="ES",
        procedure=Procedure(id=file_),
        references=earlier_states(file_),
    )


def _notice(
    entry: Element, folder: Element, process: Element | None, portal: str, file_: str, state: str
) -> Notice:
    project = select_first(folder, "ProcurementProject")
    updated = atom_feed.parse_instant(select_text(entry, "updated"))
    notice_awards = tuple(awards(folder))
    change: Change = "cancellation" if state == "ANUL" else "none"
    if state == "ANUL":
        notice_awards = tuple(map(_annulled, notice_awards))
    kind = STATES.get(state, "tender")
    if kind == "contract" and not any(award.signed for award in notice_awards):
        kind = "award"
    reference = select_text(folder, "ContractFolderID")
    procedure = select_text(process, "ProcedureCode")
    ted = official_journal_numbers(folder)
    technique = TECHNIQUES.get(select_text(process, "ContractingSystemCode") or "")
    link = select_first(entry, "link")
    return Notice(
        id=f"{portal}:{file_}/{state}",
        portal=portal,
        number=f"{file_}/{state}",
        kind=kind,
        change=change,
        form=state,
        published=updated.astimezone(ZoneInfo("Europe/Madrid")).date() if updated else None,
        languages=(LANGUAGE,),
        url=link.get("href") if link is not None else None,
        country="ES",
        places=_places(folder, project),
        procedure=Procedure(
            id=file_,
            other_ids=(Identifier("buyer-reference", reference),) if reference else (),
            method=METHODS.get(procedure or ""),
            method_details=PROCEDURES.get(procedure or "", procedure),
            technique=technique,
        ),
        buyers=_buyers(folder),
        texts=(*_texts(project, entry), *_eu_funds(folder), *_changes(folder)),
        codes=codes(project),
        nature=NATURES.get(select_text(project, "TypeCode") or ""),
        value=estimated_value(project),
        deadline=_deadline(process),
        lots=_lots(folder, project),
        awards=notice_awards,
        references=(
            *(earlier_states(file_) if state == "ANUL" else ()),
            *(Reference("same", "ted", number) for number in ted),
        ),
    )


def _deadline(process: Element | None) -> date | None:
    """The day on which tenders are due, else requests to take part in a restricted procedure."""
    periods = ("TenderSubmissionDeadlinePeriod", "ParticipationRequestReceptionPeriod")
    days = (parse_date(select_text(process, f"{period}/EndDate")) for period in periods)
    return next(filter(None, days), None)


def _annulled(award: Award) -> Award:
    """What was awarded in a file that is annulled as a whole is restated there as it was."""
    return award if award.status == "unsuccessful" else replace(award, status="cancelled")


def _places(folder: Element, project: Element | None) -> tuple[str, ...]:
    parts = (project, *select_all(folder, "ProcurementProjectLot/ProcurementProject"))
    codes = (select_text(part, "RealizedLocation/CountrySubentityCode") for part in parts)
    return tuple(dict.fromkeys(filter(None, codes)))


def _texts(project: Element | None, entry: Element) -> tuple[Text, ...]:
    texts = (
        ("title", select_text(project, "Name") or select_text(entry, "title")),
        ("description", select_text(project, "Description")),
        ("options", select_text(project, "ContractExtension/OptionsDescription")),
        ("renewal", select_text(project, "ContractExtension/OptionValidityPeriod/Description")),
    )
    return tuple(Text(field, text, LANGUAGE) for field, text in texts if text)


def _eu_funds(folder: Element) -> Iterator[Text]:
    """The programme of the Union that pays, where a file names one, and what it says of it."""
    for code in select_all(folder, "TenderingTerms/FundingProgramCode"):
        programme = (code.text or "").strip()
        if programme in EU_PROGRAMMES:
            words = select_text(folder, "TenderingTerms/FundingProgram/Description") or select_text(
                folder, "TenderingTerms/FundingProgram"
            )
            named = EU_PROGRAMMES[programme] or (None if words else EU_FUNDS)
            if told := eu_funds_text((named, words), LANGUAGE):
                yield told


def _changes(folder: Element) -> tuple[Text, ...]:
    """What modifications say of themselves, also those that name no contract of the file."""
    notes = (select_text(changed, "Note") for changed in select_all(folder, "ContractModification"))
    return tuple(Text("change", note, LANGUAGE) for note in dict.fromkeys(filter(None, notes)))


def _buyers(folder: Element) -> tuple[Buyer, ...]:
    """The contracting body; the bodies above it (ParentLocatedParty) are not buyers."""
    party = select_first(folder, "LocatedContractingParty/Party")
    name = select_text(party, "PartyName/Name")
    if not name:
        return ()
    schemes = {"NIF": "ES-NIF", "DIR3": "ES-DIR3"}
    identifiers = []
    for element in select_all(party, "PartyIdentification/ID"):
        scheme, text = schemes.get(element.get("schemeName") or ""), (element.text or "").strip()
        if scheme and text:
            identifiers.append(Identifier(scheme, text))
    city = select_text(party, "PostalAddress/CityName")
    return (Buyer(Organization(name, country="ES", identifiers=tuple(identifiers), city=city)),)


def _lots(folder: Element, project: Element | None) -> tuple[Lot, ...]:
    """Lots; a file without any is one when its project states a period."""
    lots: list[Lot] = []
    for lot in select_all(folder, "ProcurementProjectLot"):
        part = select_first(lot, "ProcurementProject")
        title = select_text(part, "Name")
        lots.append(
            Lot(
                id=select_text(lot, "ID") or str(len(lots) + 1),
                texts=(Text("title", title, LANGUAGE),) if title else (),
                codes=codes(part),
                value=estimated_value(part),
                period=planned_period(part),
            )
        )
    if not lots and (period := planned_period(project)):
        lots.append(Lot(id="1", period=period))
    return tuple(lots)

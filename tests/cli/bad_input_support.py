"""Documents to spoil, archives to arm, and the command line with what it leaves behind."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import traceback
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from monitor.cli.main import main
from spiders.archive.reader import records

HTML = b"<!DOCTYPE html>\n<html><head><title>Request Rejected</title></head><body>no</body></html>"
Content = bytes | Callable[[Path], None]


@dataclass(frozen=True)
class Ran:
    """A command that ended: its exit status, what it printed, and the folder that it worked in."""

    status: int
    output: str
    folder: Path

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Rows of the database; bare values where the answer has one column."""
        connection = sqlite3.connect(self.folder / "vigie.db")
        try:
            rows = connection.execute(sql, values).fetchall()
        finally:
            connection.close()
        return [row[0] if len(row) == 1 else row for row in rows]

    def one(self, sql: str, *values: Any) -> Any:
        (result,) = self.rows(sql, *values)
        return result

    @property
    def troubles(self) -> list[tuple[str, str, str]]:
        """Document, code and message of all that was not read, in the order received."""
        return self.rows(
            "SELECT r.source, t.code, t.message FROM receipts r"
            " JOIN troubles t ON t.document_sha256 = r.sha256 ORDER BY r.id, t.place, t.code"
        )

    @property
    def archived(self) -> list[bytes]:
        return [record.body for record in records(self.folder / "archive")]


def vigie(folder: Path, *arguments: object, stdin: bytes | None = None) -> Ran:
    """Run a command; a traceback is a failure of the test, whatever the command was given."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError("".join(traceback.format_exception(result.exception)))
    assert "Traceback" not in result.output
    return Ran(result.exit_code, result.output, folder)


def places(folder: Path) -> tuple[object, ...]:
    return ("--db", folder / "vigie.db", "--archive", folder / "archive")


def ingest(folder: Path, portal: str, files: Mapping[str, Content], *options: object) -> Ran:
    """Write files (bytes, or a function that makes one) into a folder and ingest that folder."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, content in files.items():
        if callable(content):
            content(inbox / name)
        else:
            (inbox / name).write_bytes(content)
    return vigie(folder, "ingest", portal, inbox, *places(folder), *options)


# --- documents --------------------------------------------------------------------------------

EFORMS = """<?xml version="1.0" encoding="UTF-8"?>
<ContractAwardNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"
 xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"
 xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1"
 xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2">
 <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
  {changes}
  <efac:NoticeResult>
   <efac:LotResult>
    <cbc:ID>RES-0001</cbc:ID><cbc:TenderResultCode>selec-w</cbc:TenderResultCode>
    <efac:LotTender><cbc:ID>TEN-0001</cbc:ID></efac:LotTender>
    <efac:SettledContract><cbc:ID>CON-0001</cbc:ID></efac:SettledContract>
    <efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot>
   </efac:LotResult>
   <efac:LotTender>
    <cbc:ID>TEN-0001</cbc:ID>
    <cac:LegalMonetaryTotal>
     <cbc:PayableAmount currencyID="EUR">{amount}</cbc:PayableAmount>
    </cac:LegalMonetaryTotal>
    <efac:TenderingParty><cbc:ID>TPA-0001</cbc:ID></efac:TenderingParty>
    <efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot>
   </efac:LotTender>
   <efac:SettledContract>
    <cbc:ID>CON-0001</cbc:ID><cbc:IssueDate>{signed}</cbc:IssueDate>
    <efac:ContractReference><cbc:ID>2026-MS-{lot}</cbc:ID></efac:ContractReference>
    <efac:LotTender><cbc:ID>TEN-0001</cbc:ID></efac:LotTender>
   </efac:SettledContract>
   <efac:TenderingParty>
    <cbc:ID>TPA-0001</cbc:ID><efac:Tenderer><cbc:ID>ORG-0002</cbc:ID></efac:Tenderer>
   </efac:TenderingParty>
  </efac:NoticeResult>
  <efac:NoticeSubType><cbc:SubTypeCode>29</cbc:SubTypeCode></efac:NoticeSubType>
  <efac:Organizations>
   <efac:Organization><efac:Company>
    <cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name languageID="FRA">{buyer}</cbc:Name></cac:PartyName>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode>
    </cac:Country></cac:PostalAddress>
   </efac:Company></efac:Organization>
   <efac:Organization><efac:Company>
    <cac:PartyIdentification><cbc:ID>ORG-0002</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name languageID="FRA">{supplier}</cbc:Name></cac:PartyName>
   </efac:Company></efac:Organization>
  </efac:Organizations>
  <efac:Publication>
   <efbc:NoticePublicationID schemeName="ojs-notice-id">{number}</efbc:NoticePublicationID>
   <efbc:PublicationDate>{published}</efbc:PublicationDate>
  </efac:Publication>
 </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
 <cbc:CustomizationID>eforms-sdk-1.13</cbc:CustomizationID>
 <cbc:ID schemeName="notice-id">{identifier}</cbc:ID>
 <cbc:ContractFolderID>f2a4c1de-0b7e-4c58-9d1b-6f0a3c5e8b21</cbc:ContractFolderID>
 <cbc:IssueDate>{published}</cbc:IssueDate>
 <cbc:VersionID>01</cbc:VersionID>
 <cbc:NoticeTypeCode listName="result">can-standard</cbc:NoticeTypeCode>
 <cbc:NoticeLanguageCode>FRA</cbc:NoticeLanguageCode>
 <cac:ContractingParty><cac:Party>
  <cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
 </cac:Party></cac:ContractingParty>
 <cac:TenderingProcess><cbc:ProcedureCode>open</cbc:ProcedureCode></cac:TenderingProcess>
 <cac:ProcurementProject>
  <cbc:Name languageID="FRA">{title}</cbc:Name>
  <cac:MainCommodityClassification>
   <cbc:ItemClassificationCode listName="cpv">{cpv}</cbc:ItemClassificationCode>
  </cac:MainCommodityClassification>
 </cac:ProcurementProject>
 <cac:ProcurementProjectLot>
  <cbc:ID schemeName="Lot">{lot}</cbc:ID>
  <cac:ProcurementProject><cbc:Name languageID="FRA">{title}</cbc:Name></cac:ProcurementProject>
 </cac:ProcurementProjectLot>
</ContractAwardNotice>
"""
CHANGES = """<efac:Changes><efbc:ChangedNoticeIdentifier>{}</efbc:ChangedNoticeIdentifier>
<efac:ChangeReason><cbc:ReasonCode>cor-buy</cbc:ReasonCode></efac:ChangeReason></efac:Changes>"""


def eforms(number: str = "990501-2026", **facts: str) -> str:
    """An eForms result of one lot: Calais buys Microsoft licences from SCC (invented contract)."""
    changed = facts.pop("changes", "")
    known = {
        "amount": "80000.00",
        "signed": "2026-03-02+01:00",
        "published": "2026-03-09+01:00",
        "country": "FRA",
        "cpv": "48000000",
        "lot": "LOT-0001",
        "buyer": "Commune de Calais",
        "supplier": "SCC France",
        "title": "Acquisition de licences Microsoft 365",
        "identifier": f"dd05b5ef-fd94-5457-8115-{int(number[:6]):012d}",
        "changes": CHANGES.format(changed) if changed else "",
    }
    return EFORMS.format(number=f"00{number}", **(known | facts))


def release(number: str = "990601-2026", **facts: Any) -> dict[str, Any]:
    """An OCDS release of Find a Tender: the NHS buys Office 365 from Bytes (invented contract)."""
    award = {
        "id": "1",
        "status": "active",
        "date": "2026-03-02T00:00:00Z",
        "value": {"amount": 60000, "currency": "GBP"},
        "suppliers": [{"id": "S", "name": "Bytes Software Services Limited"}],
        "relatedLots": ["1"],
    }
    return {
        "ocid": "ocds-h6vhtk-0990aa",
        "id": number,
        "tag": ["award"],
        "language": "en",
        "date": "2026-03-09T10:00:00Z",
        "initiationType": "tender",
        "parties": [
            {"id": "B", "name": "NHS Resolution", "roles": ["buyer"], "address": {"country": "GB"}},
            {"id": "S", "name": "Bytes Software Services Limited", "roles": ["supplier"]},
        ],
        "buyer": {"id": "B", "name": "NHS Resolution"},
        "tender": {
            "id": "T",
            "title": "Microsoft Office 365 licences",
            "classification": {"scheme": "CPV", "id": "48000000"},
            "lots": [{"id": "1"}],
            "documents": [],
        },
        "awards": [award],
    } | facts


def package(*releases: dict[str, Any]) -> bytes:
    """Releases as the portal serves them."""
    return json.dumps({"version": "1.1", "releases": releases}, indent=1).encode()


def with_award(**facts: Any) -> dict[str, Any]:
    """A release whose award has other facts."""
    return release(awards=[release()["awards"][0] | facts])


# --- archives ---------------------------------------------------------------------------------


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: Mapping[str, bytes | tuple[bytes, str]], mode: str = "w:gz") -> bytes:
    """A tar of files; a pair (type, target) is a link or a device."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                member.type, member.linkname = content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return out.getvalue()

"""Mock portals of made-up giants, in a process of their own.

``python -m tests.bench.big_portals FOLDER SCALE`` prints their addresses as JSON.

``anac`` a package of 1 GB a month, ``canada_disclosure`` a CSV of 2 GB, ``ocds:georgia`` a ZIP of
500 MB with a bomb inside; times SCALE.  The first two are made as they are sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.demo.portals.server import bind_sockets
from tests.mock_portals.bulk_files import BLOCK, Anac, Bulk
from tests.mock_portals.canada_open_data import CanadaDisclosure
from tests.mock_portals.serve import main_loop

MEGABYTE = 1024 * 1024
REPEATED = 50  # times the words below: 9,000 characters, where a title may have 10,000
WORDS = (
    "fornitura e posa in opera di arredi per uffici con manutenzione ordinaria e straordinaria "
    "degli impianti della sede centrale e delle sedi distaccate secondo il capitolato speciale "
)


def release(number: int, words: int) -> bytes:
    """An OCDS release of ANAC's shape; ``words`` repeats its description."""
    cig = f"{number:010X}"
    title = "Licenze Microsoft 365" if number % 50 == 0 else "Arredi per uffici"
    value = {"amount": 40_000 + number % 1000, "currency": "EUR"}
    parties = [
        {"id": "IT-CF-1", "name": f"Comune di Esempio {number % 300}", "roles": ["buyer"]},
        {"id": "IT-CF-2", "name": f"Fornitore {number % 2000} S.r.l.", "roles": ["supplier"]},
    ]
    actual = {
        "ocid": f"ocds-hu01ve-{number}",
        "id": f"ocds-hu01ve-{number}-1",
        "tag": ["award"],
        "date": "2024-03-11T00:00:00Z",
        "language": "it",
        "parties": parties,
        "buyer": {"id": "IT-CF-1", "name": parties[0]["name"]},
        "tender": {
            "id": cig,
            "title": title,
            "description": WORDS * words,
            "value": value,
            "procurementMethodDetails": "23-AFFIDAMENTO DIRETTO",
            "items": [{"id": "1", "classification": {"scheme": "CPV", "id": "39130000-2"}}],
        },
        "awards": [
            {
                "id": cig,
                "status": "active",
                "title": title,
                "value": value,
                "suppliers": [{"id": "IT-CF-2", "name": parties[1]["name"]}],
            }
        ],
    }
    return json.dumps(actual, ensure_ascii=False).encode()


def package(size: int, words: int, first: int = 0) -> Iterator[bytes]:
    """A release package of about ``size`` bytes, block by block."""
    yield b'{"uri": "https://anac.example/2024/03", "version": "1.1", "releases": ['
    sent, number, block = 0, first, bytearray()
    while sent < size:
        item = (b",\n" if number > first else b"") + release(number, words)
        block += item
        sent, number = sent + len(item), number + 1
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block) + b"]}"


def table(size: int, words: int) -> Iterator[bytes]:
    """A CSV of Canada's disclosure of about ``size`` bytes, block by block."""
    names = "reference_number,procurement_id,vendor_name,contract_date,contract_value,"
    names += "description_en,instrument_type,reporting_period,owner_org,owner_org_title\n"
    yield b"\xef\xbb\xbf" + names.encode()
    sent, number, block = 0, 0, bytearray()
    text = (WORDS * words).replace("sede", 'sede ""A""', 1)
    while sent < size:
        what = "Microsoft 365 licences" if number % 50 == 0 else "Office furniture"
        vendor = f'"Vendor {number % 3000}, Inc."'
        row = f"C-2023-2024-Q4-{number},P{number},{vendor},2024-03-11,{number}.50,"
        row += f'"{what}\n{text}",C,2023-2024-Q4,pch,Canadian Heritage | Patrimoine canadien\n'
        block += row.encode()
        sent, number = sent + len(row), number + 1
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def archive(path: Path, size: int, bomb: int) -> None:
    """A ZIP of about ``size`` bytes: packages as they are, and one member that is a bomb."""
    each = 50 * MEGABYTE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for index in range(max(1, size // each)):
            with packed.open(f"tenders-{index:02d}.json", "w", force_zip64=True) as member:
                for block in package(min(each, size), REPEATED, first=index * 1_000_000):
                    member.write(block)
            if index == 0:
                info = zipfile.ZipInfo("bomb.json")
                info.compress_type = zipfile.ZIP_DEFLATED
                with packed.open(info, "w", force_zip64=True) as member:
                    for _ in range(bomb // MEGABYTE):
                        member.write(b" " * MEGABYTE)


def _file(path: Path) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                yield block

    return read


class Georgia(Bulk):
    name = "ocds:georgia"
    listing = "/list"
    download = "/json/"


def stock(folder: Path, scale: float) -> dict[str, Bulk]:
    anac, disclosure, georgia = (kind(folder, pace=0) for kind in (Anac, CanadaDisclosure, Georgia))
    anac.made = {"2024/03.json": lambda: package(int(1024 * MEGABYTE * scale), REPEATED)}
    whole = disclosure.path_of("contracts.csv")
    disclosure.made = {whole: lambda: table(int(2048 * MEGABYTE * scale), REPEATED)}
    made = folder / "made"
    made.mkdir()
    archive(made / "all.zip", int(500 * MEGABYTE * scale), int(2048 * MEGABYTE * scale))
    georgia.made = {"allTenders.zip": _file(made / "all.zip")}
    return {item.name: item for item in (anac, disclosure, georgia)}


if __name__ == "__main__":
    portals = stock(Path(sys.argv[1]), float(sys.argv[2]))
    asyncio.run(main_loop(portals, bind_sockets([0] * len(portals))))

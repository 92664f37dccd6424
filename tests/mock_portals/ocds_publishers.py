"""Mock OCDS publishers: one small protocol each, spoken over the releases of a fixture.

The other side of ``data/reference/ocds_portals.yml``, written down apart from it: what each service
was seen to answer, its parameters, its page sizes, its wrappers.  Long because it is a table.

Source  github open-contracting/kingfisher-collect, commit bb7f5bd2 (24 July 2026).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.mock_portals.ocds_publisher_parts import (
    Answer,
    Detail,
    Files,
    Links,
    Part,
    Publisher,
    Release,
    anchors,
    ckan,
    days,
    listed_packages,
    month,
    records,
    rss,
    since,
    stages,
    wrapped_package,
    year,
)


def code(release: Release) -> str:
    """ocid without its registered prefix."""
    return re.sub(r"^ocds-[a-z0-9]{6}-", "", release["ocid"])


def month_of(release: Release) -> str:
    when = date.fromisoformat(release["date"][:10])
    return f"{when.year}/{when.month}"


def european_dynamics(packages: str) -> tuple[Part, ...]:
    """The same product in several countries; the host that it names for its files is wrong."""
    root = "/ocds/services/recordpackage"
    return (
        Links(
            f"{root}/getrecordpackagelist",
            lambda release, at: f"{packages}{root}/getrecordpackage/{month_of(release)}",
            lambda links: {"packagesPerMonth": links},
        ),
        Files(f"{root}/getrecordpackage/{{year}}/{{month}}", month, records, "packages.json"),
    )


def _file(path: str, **more: Any) -> tuple[Part, ...]:
    return (Files(path, **more),)


CHILE = "/APISOCDS/OCDS"
_CHILE_LIST = Answer(
    f"{CHILE}/listaOCDSAgnoMes/{{year}}/{{month}}/{{offset}}/{{limit}}",
    "data",
    offset="offset",
    takes="limit",
    total="pagination.total",
    dates=month,
    item=lambda release, _: {
        "ocid": release["ocid"],
        "urlTender": "https://apis.mercadopublico.cl/…",
    },
)
_NOTHING = Answer("", "data", total="pagination.total", dates=lambda _: ("9999", "9999"))
_RWANDA = "/opendata/api/v1/releases/all"
_DR = "/api-dgcp/v1/ocds/releases"

PROTOCOLS: dict[str, tuple[Part, ...]] = {
    "chile": (
        _CHILE_LIST,
        replace(_NOTHING, path=f"{CHILE}/listaOCDSAgnoMesTratoDirecto/{{y}}/{{m}}/{{o}}/{{l}}"),
        replace(_NOTHING, path=f"{CHILE}/listaOCDSAgnoMesConvenio/{{y}}/{{m}}/{{o}}/{{l}}"),
        Detail(f"{CHILE}/allrelease/{{key}}", code),
    ),
    "peru": (Answer("/api/v1/releases", page="page", pages="pagination.num_pages", dates=month),),
    "dominican_republic": (
        Answer(
            f"{_DR}/all",
            "payload.content",
            page="page",
            takes="limit",
            pages="pages",
            dates=days("start_date", "end_date", True),
            ends="null",
            item=lambda release, _: {"ocid": release["ocid"]},
        ),
        Detail(_DR, param="ocid"),
    ),
    "ecuador": _file(
        "/PLATAFORMA/download", dates=month, form=listed_packages, packed="releases_2025.json"
    ),
    "uruguay": (
        Links(
            "/ocds/rss/{year}/{month}",
            lambda release, at: f"{at}/ocds/release/{release['id']}",
            rss,
            month,
        ),
        Detail("/ocds/release/{key}", lambda release: str(release["id"])),
    ),
    "guatemala": (
        Answer(
            "/files",
            "result",
            size=100,
            shell={"id": "gc"},
            item=lambda release, params: {
                "year": release["date"][:4],
                "month": str(int(release["date"][5:7])),
                "source": "Guatecompras",
                "files": {"json": f"{params.base}/file/json/{month_of(release)}", "csv": "…"},
            },
        ),
        Files("/file/json/{year}/{month}", month, records, "gc.json"),
    ),
    "honduras": (
        Answer("/api/v1/release/", "releasePackage.releases", page="page", pages="pages"),
    ),
    "honduras_oncae": (
        Files("/datosabiertos/HC1/HC1_datos_{year}.json", year, odd=False),
        Files("/datosabiertos/CE/CE_datos_{year}_json.zip", year, packed="CE.json", odd=True),
    ),
    "honduras_iaip": (
        Links(
            "/api/v1/iaip_datosabiertos/",
            lambda release, at: f"{at}/media/{release['date'][:4]}.json",
            lambda links: {
                "covid19": [{"nombreArchivo": "x", "json": link} for link in links],
                "huracanes": [{"json": f"{link[:-5]}_Compiled.json"} for link in links],
                "oficio": [],
            },
        ),
        Files("/media/{year}.json", year),
    ),
    "mexico_shcp": (
        Answer(
            "/s6/api/v1/search",
            "data",
            "POST",
            page="page",
            first=0,
            takes="pageSize",
            total="pagination.total",
        ),
    ),
    "mexico_cdmx": _file("/edca/contractingprocess/{year}", dates=year, form=wrapped_package),
    "mexico_nuevo_leon": (
        Links(
            "/api/3/action/package_show",
            lambda release, at: f"{at}/api/releases/{release['id']}",
            ckan,
        ),
        Detail("/api/releases/{key}", lambda release: str(release["id"])),
    ),
    "argentina_mendoza": (
        Links("/datasets/", lambda release, at: f"/datasets/{release['date'][:4]}.json", anchors),
        Files("/datasets/{year}.json", year),
    ),
    "costa_rica_courts": (
        Links(
            "/api/3/action/package_show",
            lambda release, at: f"{at}/ocds-fnha3a-FULL.zip",
            lambda links: ckan([*links, "https://example.org/about.pdf"]),
        ),
        Files("/ocds-fnha3a-FULL.zip", packed="ocds-fnha3a-2025.json", decoys=("records.json",)),
    ),
    "moldova": (
        Answer(
            "/tenders/",
            "data",
            cursor="offset",
            dates=since("offset"),
            item=lambda release, _: {"ocid": release["ocid"], "date": release["date"]},
        ),
        Detail("/tenders/{key}", form=stages),
    ),
    "kosovo": (
        Answer("/krppapi/tenderrelease", dates=days("endDateFrom", "endDateEnd", False), size=1000),
    ),
    "armenia": (
        Answer(
            "/ocds/release", offset="skip", next="next_page.uri", dates=since("offset"), size=100
        ),
    ),
    "georgia": _file("/json/allTenders.zip", packed="allTenders.json"),
    "malta": european_dynamics("http://wrong.example"),
    "ghana": european_dynamics("https://wrong.example"),
    "zambia": european_dynamics("https://wrong.example"),
    "liberia": european_dynamics("http://wrong.example"),
    "netherlands": (
        Links(
            "/cms/nl/aanbesteden-in-cijfers/datasets-aanbestedingen",
            lambda release, at: f"/cms/sites/default/files/2025-04/{release['date'][:4]}.json",
            anchors,
        ),
        Files("/cms/sites/default/files/2025-04/{year}.json", year),
    ),
    "france": (
        Links(
            "/api/1/datasets/donnees-essentielles-de-la-commande-publique-fichiers-consolides/",
            lambda release, at: f"{at}/resources/decp-ocds.json",
            lambda links: {
                "resources": [
                    {"url": "https://static.data.gouv.fr/decp.json", "description": None},
                    *({"url": x, "description": "Au format OCDS"} for x in links),
                ]
            },
        ),
        Files("/resources/decp-ocds.json"),
    ),
    "spain_zaragoza": (
        Answer(
            "/sede/servicio/contratacion-publica/ocds/contracting-process/",
            "",
            size=100,
            item=lambda release, _: {"ocid": release["ocid"]},
        ),
        Detail("/sede/servicio/contratacion-publica/ocds/contracting-process/{key}"),
    ),
    "kenya": (
        Answer(
            "/api/ocds/index",
            "data",
            page="page",
            next="next_page_url",
            item=lambda release, _: {"id": release["ocid"]},
            shell={"next_page_url": None},
        ),
        Detail("/api/ocds/tenders", param="ocds_id"),
    ),
    "rwanda": (
        Answer(
            _RWANDA,
            offset="offset",
            takes="limit",
            next="links.next",
            dates=days("date_from", "date_to", True),
        ),
    ),
    "tanzania": (
        Answer("/gateway/nest-data-portal-api/api/releases", cursor="cursor", next="links.next"),
    ),
    "uganda": (Answer("/api/open-data/v2/ocds/download", page="code", dates=year, ends="404"),),
    "nigeria": _file("/ocdsjson.ashx", packed="all.json"),
    "nigeria_ekiti": (
        Links("/Home/Procurements/", lambda release, at: f"/Home/Details/{release['id']}", anchors),
        Detail("/openapi/packagesapi/{key}", lambda release: str(release["id"])),
    ),
    "nigeria_osun": (
        Links(
            "/awarded_contracts.php",
            lambda release, at: f"existing_award_details.php?id={release['ocid']}",
            anchors,
        ),
        Detail("/media/{key}.json", lambda release: str(release["ocid"]).replace("/", "_")),
    ),
    "malawi": (
        Answer(
            "/rms/api/ocds/get-records",
            "items",
            "POST",
            offset="skip",
            takes="take",
            total="total",
            size=100,
            item=lambda release, _: {"ocid": release["ocid"]},
        ),
        Detail("/rms/api/ocds/release-package/{key:path}"),
    ),
    "indonesia": (
        Answer(
            "/api/master/lpse/",
            "results",
            size=100,
            dates=year,
            twice=True,
            item=lambda release, _: {"code": release["ocid"].rsplit("-", 1)[-1]},
        ),
        Detail(
            "/api/tender/export-ocds-batch/",
            lambda release: str(release["ocid"].rsplit("-", 1)[-1]),
            param="lpse",
        ),
    ),
    "thailand_bangkok": _file(
        "/assets/data/output/yearly/ocds_releases_{buddhist}.json", dates=year
    ),
    "taiwan": (
        Links(
            "/cht/index.php",
            lambda release, at: f"/cht/ocds.php?code=ocds&ids={release['id']}",
            anchors,
            page="page",
            size=2,
        ),
        Detail("/cht/ocds.php", lambda release: str(release["id"]), param="ids"),
    ),
    "india_assam": _file(
        "/CivicDataLab/assam-tenders-data/main/data/ProcessedData/"
        "ocds-mapped-data/current/ocds_mapped_data.json.zip",
        packed="ocds_mapped_data.json",
        decoys=("__MACOSX/._ocds_mapped_data.json",),
    ),
    **{
        f"opentender_{name}": _file(
            f"/data/downloads/data-{cc}-ocds-json.zip", packed="data.json", lines=True
        )
        for name, cc in {
            "estonia": "ee",
            "latvia": "lv",
            "lithuania": "lt",
            "romania": "ro",
            "hungary": "hu",
            "slovakia": "sk",
            "slovenia": "si",
            "czechia": "cz",
            "greece": "gr",
            "serbia": "rs",
            "north_macedonia": "mk",
        }.items()
    },
}

ZONES = {
    "armenia": "Asia/Yerevan",
    "moldova": "UTC",
    "kosovo": "Europe/Belgrade",
    "dominican_republic": "America/Santo_Domingo",
    "rwanda": "Africa/Kigali",
}

PUBLISHERS: tuple[type[Publisher], ...] = tuple(
    type(
        f"Practice_{name}",
        (Publisher,),
        {"name": f"ocds:{name}", "parts": parts, "zone": ZoneInfo(ZONES.get(name, "UTC"))},
    )
    for name, parts in PROTOCOLS.items()
)


def stock(folder: Path, pace: float = 1.0) -> dict[str, Publisher]:
    """Folder of fixtures -> the mock publishers, by portal name."""
    return {kind.name: kind(folder, pace=pace) for kind in PUBLISHERS}

"""Each real recorded answer, put behind a mock portal, comes back with its keys and types."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.portals.boamp import DATASET, Boamp
from monitor.demo.portals.contracts_finder import SEARCH as CF_SEARCH
from monitor.demo.portals.contracts_finder import ContractsFinder
from monitor.demo.portals.find_a_tender import FindATender
from monitor.demo.portals.ghana_ppa import GhanaPpa
from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.ted import SEARCH, Ted
from tests.mock_portals.asgi_client import Web as client
from tests.mock_portals.frozen_clock import FrozenClock

pytestmark = pytest.mark.corpus

Shape = dict[str, set[str]]


def shape(value: Any, path: str = "") -> Shape:
    """JSON value -> its paths, each with the types seen there; list items share a path."""
    result: Shape = {path: {type(value).__name__}}
    children = value.items() if isinstance(value, dict) else []
    if isinstance(value, list):
        children = [("[]", each) for each in value]
    for name, child in children:
        for where, types in shape(child, f"{path}/{name}").items():
            result.setdefault(where, set()).update(types)
    return result


def behind(kind: type[MockPortal], folder: Path, sample: Path) -> MockPortal:
    shutil.copy(sample, folder / sample.name)
    return kind(folder, FrozenClock())


def test_ted_search(corpus: Path, tmp_path: Path) -> None:
    """The recorded answer asked PD, ND, RN; newer answers also say whether they timed out."""
    real = json.loads((corpus / "samples/ted/api-search-two-notices.json").read_text())
    source = corpus / "samples/ted/552131-2024_ef_30_FRA.xml"
    shutil.copy(source, tmp_path / "552131-2024.xml")
    body = {
        "query": "PD>=20240101 AND PD<=20241231",
        "fields": ["ND", "PD", "RN"],
        "scope": "ALL",
        "limit": 100,
    }
    answer = client(Ted(tmp_path, FrozenClock())).post(SEARCH, json=body)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    ours = shape(answer.json())
    theirs = shape(real)
    pdfs = {path for path in {*ours, *theirs} if path.startswith("/notices/[]/links/pdfs/")}
    optional = {"/timedOut", "/notices/[]/RN", *pdfs}
    assert set(ours) ^ set(theirs) <= optional
    assert {path: ours[path] for path in ours if path in theirs} == {
        path: theirs[path] for path in theirs if path in ours
    }
    links = answer.json()["notices"][0]["links"]
    assert answer.json()["notices"][0]["PD"] == "2024-09-12T22:00:00Z", "midnight in Brussels"
    fetched = client(Ted(tmp_path, FrozenClock())).get(links["xml"]["MUL"])
    assert (fetched.status_code, fetched.content) == (200, source.read_bytes())
    assert fetched.headers["content-type"].startswith("application/xml")


def test_every_real_ted_notice_gets_an_index_entry(corpus: Path, tmp_path: Path) -> None:
    samples = sorted((corpus / "samples/ted").glob("*.xml"))
    for path in samples:
        shutil.copy(path, tmp_path / f"{path.name.split('_')[0]}.xml")
    web, seen = client(Ted(tmp_path, FrozenClock())), []
    fields = ["publication-number", "publication-date", "classification-cpv", "buyer-country"]
    body = {"query": "publication-date>=20140101", "fields": fields, "scope": "ALL", "limit": 250}
    for notice in web.post(SEARCH, json=body).json()["notices"]:
        assert set(fields) <= set(notice), notice["publication-number"]
        seen.append(notice["publication-number"])
    assert sorted(seen) == sorted(path.name.split("_")[0] for path in samples)


@pytest.mark.parametrize("name", ["api-full-24-76932.json", "api-full-fnsimple-25-12213.json"])
def test_boamp_records(corpus: Path, tmp_path: Path, name: str) -> None:
    real = json.loads((corpus / "samples/boamp" / name).read_text())
    idweb = real["results"][0]["idweb"]
    web = client(behind(Boamp, tmp_path, corpus / "samples/boamp" / name))
    body = {"where": f"idweb = '{idweb}'", "limit": 100, "order_by": "idweb"}
    answer = web.get(f"{DATASET}/records", params=body)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {**real, "total_count": 1}
    assert isinstance(answer.json()["results"][0]["gestion"], str)
    exported = web.get(f"{DATASET}/exports/jsonl", params={"where": body["where"]})
    assert json.loads(exported.text) == real["results"][0]


@pytest.mark.parametrize("name", ["api-light-it.json", "api-light-negatives.json"])
def test_boamp_selects_fields(corpus: Path, tmp_path: Path, name: str) -> None:
    """The light samples were asked with select=; ours have the same fields and types."""
    real = json.loads((corpus / "samples/boamp" / name).read_text())
    full = corpus / "samples/boamp/api-full-24-76932.json"
    web = client(behind(Boamp, tmp_path, full))
    answer = web.get(f"{DATASET}/records", params={"select": ",".join(real[0])})
    ours, theirs = shape(answer.json()["results"]), shape(real)
    assert set(ours) == set(theirs)
    assert all(ours[path] <= theirs[path] for path in ours)


@pytest.mark.parametrize(
    ("name", "number"),
    [("032703-2026.json", "032703-2026"), ("doc-sample-001060-2020.json", "001060-2020")],
)
def test_find_a_tender_one_notice(corpus: Path, tmp_path: Path, name: str, number: str) -> None:
    """Same package; the envelope's list of extensions is that of the newer one."""
    sample = corpus / "samples/uk-find-a-tender" / name
    real = json.loads(sample.read_text())
    portal = behind(FindATender, tmp_path, sample)
    answer = client(portal).get(f"/api/1.0/ocdsReleasePackages/{number}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    ours = answer.json()
    assert list(ours) == list(real)
    assert ours["releases"] == real["releases"]
    assert ours["uri"].split("/api/")[1] == real["uri"].split("/api/")[1]
    if number == "032703-2026":
        assert {**ours, "uri": ""} == {**real, "uri": ""}


PAGES = ["search_page_0.json", "search_page_2.json", "search-2024-11-05-part-a.json"]


@pytest.mark.parametrize("name", PAGES)
def test_contracts_finder_search(corpus: Path, tmp_path: Path, name: str) -> None:
    """Envelope, releases and the wording of the next link are those of the recorded page."""
    sample = corpus / "samples/uk-contracts-finder" / name
    real = json.loads(sample.read_text())
    web = client(behind(ContractsFinder, tmp_path, sample))
    query = real["uri"].split("?")[1].replace("limit=100", "limit=1")
    answer = web.get(f"{CF_SEARCH}?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    page = answer.json()
    optional = {"links"} if len(real["releases"]) == 1 or "links" not in real else set()
    assert set(page) ^ set(real) <= optional
    assert page["uri"].split("?")[1] == query
    assert page["extensions"] == real["extensions"]
    releases = {release["id"]: release for release in page["releases"]}
    while "links" in page:
        head, _, cursor = page["links"]["next"].rpartition("&cursor=")
        assert head.split("?")[1] == query
        assert cursor
        if "links" in real:
            assert set(page["links"]) == set(real["links"])
        page = client_page(sample, tmp_path, page["links"]["next"])
        releases |= {release["id"]: release for release in page["releases"]}
    assert releases == {release["id"]: release for release in real["releases"]}


def client_page(sample: Path, folder: Path, url: str) -> Any:
    """A page from a fresh portal: these tests are about shapes, not about limits."""
    return client(behind(ContractsFinder, folder, sample)).get(url).json()


def test_contracts_finder_one_release(corpus: Path, tmp_path: Path) -> None:
    sample = corpus / "samples/uk-contracts-finder/search_page_0.json"
    real = json.loads(sample.read_text())
    web = client(behind(ContractsFinder, tmp_path, sample))
    answer = web.get(f"/Published/OCDS/Release/{real['releases'][0]['id']}")
    assert answer.json()["releases"] == real["releases"]


def test_ghana_contract_pages(corpus: Path, tmp_path: Path) -> None:
    """Pages come back byte for byte, and the list says of each what its page says."""
    samples = sorted((corpus / "samples/ghana-ppa").glob("*.html"))
    for path in samples:
        shutil.copy(path, tmp_path / path.name)
    portal = GhanaPpa(tmp_path, FrozenClock())
    web = client(portal)
    for path in samples:
        answer = web.get(f"/contracts/{path.stem}")
        assert answer.content == path.read_bytes()
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert portal.facts(int(path.stem))["Awarding Agency"]
    listed = "".join(web.get("/contracts", params={"page": n}).text for n in (1, 2))
    assert all(f'/contracts/{path.stem}"' in listed for path in samples)

"""Release packages hold to the official schema of OCDS 1.1, our extension says all that we add to
it, and they claim what the tables claim."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import msgspec
import ocdsmerge
import pytest

from monitor.export.bulk_export import export
from monitor.export.merge_ocds_releases import MERGE_RULES, build_records
from monitor.export.ocds_packages import EXTENSION
from monitor.export.ocds_release import ReleaseContext, build_release
from monitor.export.ocds_values import CURRENCIES
from pipelines.model import CLAIM_TAGS, Notice
from pipelines.stages import load_stages

Json = dict[str, Any]
GOLDENS = Path(__file__).parent.parent / "portals"
OURS: Json = json.loads((EXTENSION / "release-schema.json").read_text("utf-8"))
# of the extension of lots 1.1.5, what we use
LOTS: Json = {
    "definitions": {
        "Tender": {"properties": {"lots": {"items": {"$ref": "#/definitions/Lot"}}}},
        "Award": {"properties": {"relatedLots": {"type": "array", "items": {"type": "string"}}}},
        "Lot": {
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "description": {"type": "string"},
                "value": {"$ref": "#/definitions/Value"},
                "contractPeriod": {"$ref": "#/definitions/Period"},
            },
        },
    }
}


def merged(base: Json, patch: Json) -> Json:
    """JSON merge patch (RFC 7396): how an extension is laid over the schema."""
    result = dict(base)
    for name, value in patch.items():
        old = result.get(name)
        result[name] = (
            merged(old if isinstance(old, dict) else {}, value)
            if isinstance(value, dict)
            else value
        )
    return result


FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time", ValueError)
def is_instant(value: object) -> bool:
    """RFC 3339: with a zone."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", ValueError)
def is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and " " not in value)


def checker(schema: Json) -> Any:
    return jsonschema.Draft4Validator(schema, format_checker=FORMATS)


def published_schema(corpus: Path, name: str) -> Json:
    """A schema as OCDS 1.1.5 was released.

    Where only the version in development is at hand, which bears the same number, what it asks of
    packages is what the released one asks.
    """
    released = corpus / f"standards/ocds-1.1.5/{name}-schema.json"
    if released.exists():
        return dict(json.loads(released.read_text()))
    data: Json = json.loads((corpus / f"standards/ocds-1.1/{name}-schema.json").read_text())
    if name.endswith("-package"):
        data["required"] = sorted({*data["required"], "uri", "publisher", "publishedDate"})
    return data


@pytest.fixture(scope="session")
def official(corpus: Path) -> Json:
    return published_schema(corpus, "release")


@pytest.fixture(scope="session")
def whole(official: Json) -> Json:
    """The official schema with both extensions laid over it."""
    return merged(merged(official, LOTS), OURS)


def packages(folder: Path, content: str = "releases") -> Iterator[Json]:
    for path in sorted((folder / "ocds").glob("*.zip")):
        if path.stem.endswith("-records") is not (content == "records"):
            continue
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield json.loads(archive.read(name))


@pytest.fixture(scope="session")
def files(demo_db: Path) -> Path:
    return demo_db.parent / "export"


@pytest.fixture(scope="session")
def releases(files: Path) -> list[Json]:
    return [release for each in packages(files) for release in each["releases"]]


def of_goldens() -> Iterator[Json]:
    """A release of each notice in any golden, as it leaves the stages."""
    stages = load_stages()
    for path in sorted(GOLDENS.glob("*/*.expected.json")):
        for item in json.loads(path.read_text("utf-8")):
            if "trouble" not in item:
                read = msgspec.json.decode(json.dumps(item), type=Notice)
                notice = stages.classify(stages.anonymise_and_normalise(read))
                facts = ReleaseContext(
                    notice.id, {}, "2026-11-01T00:00:00Z", {}, {"title": "Source"}
                )
                yield json.loads(msgspec.json.encode(build_release(notice, facts)))


@pytest.fixture(scope="session")
def portals_releases() -> list[Json]:
    return list(of_goldens())


@pytest.mark.corpus
def test_every_package_holds_to_the_official_schema(
    files: Path, whole: Json, corpus: Path, rows: sqlite3.Connection
) -> None:
    schema = published_schema(corpus, "release-package")
    assert {"uri", "publishedDate", "publisher"} <= set(schema["required"])
    schema["properties"]["releases"].pop("items")  # an address: each is checked by itself below
    seen, uris = 0, []
    for package in packages(files):
        checker(schema).validate(package)
        uris.append(package["uri"])
        for release in package["releases"]:
            checker(whole).validate(release)
            seen += 1
    assert seen == rows.execute("SELECT count(*) FROM notices").fetchone()[0] > 70
    assert len(uris) == len(set(uris))
    package.pop("uri")
    with pytest.raises(jsonschema.ValidationError, match="'uri' is a required property"):
        checker(schema).validate(package)


@pytest.mark.corpus
def test_every_record_holds_to_the_official_schema(files: Path, whole: Json, corpus: Path) -> None:
    schema = published_schema(corpus, "record-package")
    # Releases are checked below; the version in development keeps its records elsewhere.
    record = {"type": "object", "required": ["ocid", "releases"]}
    schema["properties"]["records"]["items"] = record
    seen = 0
    for package in packages(files, "records"):
        checker(schema).validate(package)
        for process_record in package["records"]:
            for release in (*process_record["releases"], process_record["compiledRelease"]):
                checker(whole).validate(release)
            seen += 1
    assert seen > 60


@pytest.mark.corpus
def test_releases_are_merged_as_the_schemas_say(
    files: Path, releases: list[Json], portals_releases: list[Json], whole: Json
) -> None:
    """The rules that the export knows are those of the schemas, for all that it writes."""
    merger = ocdsmerge.Merger(schema=whole)
    assert MERGE_RULES.items() <= merger.merge_rules.items()
    for package in packages(files, "records"):
        for entry in package["records"]:
            assert entry["compiledRelease"] == merger.create_compiled_release(entry["releases"])
    by_ocid: dict[str, list[Json]] = {}
    for entry in portals_releases:
        by_ocid.setdefault(entry["ocid"], []).append(entry)
    for releases_of_process in by_ocid.values():
        (record,) = build_records(releases_of_process)
        assert record["compiledRelease"] == merger.create_compiled_release(releases_of_process)


def test_lots_that_a_buyer_named_alike_are_one_of_which_nobody_is_warned() -> None:
    lots = [{"id": "LOT-0001", "title": "a"}, {"id": "LOT-0001", "description": "b"}]
    release = {"ocid": "o", "id": "1", "date": "2026-11-02", "tag": ["tender"]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (record,) = build_records([release | {"tender": {"id": "t", "lots": lots}}])
    assert record["compiledRelease"]["tender"]["lots"] == [
        {"id": "LOT-0001", "title": "a", "description": "b"}
    ]


def test_every_release_is_in_the_record_of_its_process(files: Path, releases: list[Json]) -> None:
    records = [record for package in packages(files, "records") for record in package["records"]]
    assert len({record["ocid"] for record in records}) == len(records)
    held = [release["id"] for record in records for release in record["releases"]]
    assert sorted(held) == sorted(release["id"] for release in releases)
    assert max(len(record["releases"]) for record in records) > 1
    for record in records:
        assert record["compiledRelease"]["tag"] == ["compiled"]
        assert record["compiledRelease"]["date"] == max(each["date"] for each in record["releases"])
        awards = {a["id"] for each in record["releases"] for a in each.get("awards", ())}
        assert {a["id"] for a in record["compiledRelease"].get("awards", ())} == awards


@pytest.mark.corpus
def test_notices_of_every_portal_make_valid_releases(
    portals_releases: list[Json], whole: Json
) -> None:
    check = checker(whole)
    assert len({release["vigieSource"]["portal"] for release in portals_releases}) > 25
    for release in portals_releases:
        check.validate(release)


@pytest.mark.corpus
def test_the_check_finds_what_is_wrong(releases: list[Json], whole: Json) -> None:
    award = next(release for release in releases if release.get("awards"))
    for wrong in (
        {**award, "date": "2026-11-02"},
        {**award, "tag": []},
        {**award, "awards": [{**award["awards"][0], "status": "won"}]},
        {**award, "awards": [{**award["awards"][0], "vigieValueKind": "about"}]},
        {**award, "vigieTags": [{"tag": "big_tech", "value": "yes"}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            checker(whole).validate(wrong)


def resolved(schema: Json, whole: Json) -> Json:
    return whole["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def unknown(value: Any, schema: Json, whole: Json, where: str = "") -> Iterator[str]:
    """Names that neither the standard nor an extension says what they are."""
    schema = resolved(schema, whole)
    if isinstance(value, list):
        for each in value:
            yield from unknown(each, schema.get("items", {}), whole, where)
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for name, each in value.items():
            bare = re.sub(r"^(title|description)_[a-z]{2}$", r"\1", name)  # translations
            if bare not in known:
                yield f"{where}/{name}"
            else:
                yield from unknown(each, known[bare], whole, f"{where}/{name}")


@pytest.mark.corpus
def test_every_name_is_of_the_standard_or_of_an_extension(
    releases: list[Json], portals_releases: list[Json], whole: Json
) -> None:
    names = {
        name for release in releases + portals_releases for name in unknown(release, whole, whole)
    }
    assert names == set()
    assert list(unknown({"vigieNews": 1, "ocid": "x"}, whole, whole)) == ["/vigieNews"]


def test_a_package_names_our_extension_where_it_can_be_read(files: Path, get: Any) -> None:
    for package in packages(files):
        ours, lots = package["extensions"]
        path = urlsplit(ours).path
        assert get(path).json()["schemas"] == ["release-schema.json"]
        assert "ocds_lots_extension" in lots
        assert package["version"] == "1.1"
        assert package["license"] or package["publisher"]["uri"].endswith("gh")
    assert get(path.replace("extension.json", "release-schema.json")).json() == OURS
    data = json.loads((EXTENSION / "extension.json").read_text("utf-8"))
    assert {path.name for path in (EXTENSION / "codelists").iterdir()} == set(data["codelists"])


def codes(name: str) -> set[str]:
    with (EXTENSION / "codelists" / name).open(encoding="utf-8", newline="") as file:
        return {row["Code"] for row in csv.DictReader(file)}


def test_code_lists_of_the_extension_hold_every_code_in_use() -> None:
    assert codes("vigieTag.csv") == {
        *CLAIM_TAGS,
        "vendor",
        "clause",
        "product_law",
        "supplier_law",
        "data_law_exposure",
    }
    kinds = OURS["definitions"]["Award"]["properties"]["vigieValueKind"]["enum"]
    assert codes("vigieValueKind.csv") == {kind for kind in kinds if kind}
    levels = OURS["definitions"]["VigieTag"]["properties"]["confidence"]["enum"]
    assert codes("vigieConfidence.csv") == set(levels)


def test_what_points_within_a_release_finds_its_end(
    releases: list[Json], portals_releases: list[Json]
) -> None:
    for release in releases + portals_releases:
        parties = [party["id"] for party in release.get("parties", ())]
        awards = [award["id"] for award in release.get("awards", ())]
        lots = {lot["id"] for lot in release["tender"].get("lots", ())}
        for ids in (parties, awards, [each["id"] for each in release.get("contracts", ())]):
            assert len(ids) == len(set(ids)), release["id"]
        for of, name in ((release, "buyer"), (release["tender"], "procuringEntity")):
            if name in of:
                assert of[name]["id"] in parties
        for each in release.get("awards", ()):
            assert {s["id"] for s in each.get("suppliers", ())} <= set(parties)
            if lots:
                assert set(each.get("relatedLots", ())) <= lots, release["id"]
        assert {each["awardID"] for each in release.get("contracts", ())} <= set(awards)


CLAIMS = "SELECT tag, value, rule, evidence FROM tags WHERE notice_id = ? AND contract_id IS ?"


def claims(of: Json) -> set[tuple[str, ...]]:
    return {
        (tag["tag"], tag["value"], tag["rule"], tag["evidence"]) for tag in of.get("vigieTags", ())
    }


def test_every_tag_of_the_tables_is_in_the_release_of_its_notice(
    releases: list[Json], rows: sqlite3.Connection
) -> None:
    by_id = {release["id"]: release for release in releases}
    for notice, contract in rows.execute("SELECT DISTINCT notice_id, contract_id FROM tags"):
        actual = {tuple(row) for row in rows.execute(CLAIMS, (notice, contract))}
        if contract is None:
            assert claims(by_id[notice]) == actual
            continue
        award = next(award for award in by_id[notice]["awards"] if award["id"] == contract)
        assert claims(award) >= actual  # what another notice says alike is told of that one alone


def test_a_release_says_of_an_award_no_more_than_the_tables_say_of_its_contract(
    releases: list[Json], rows: sqlite3.Connection
) -> None:
    """A contract of which several notices speak has the tags of one of them."""
    for release in releases:
        for award in release.get("awards", ()):
            actual = rows.execute(
                "SELECT tag, value, rule, evidence FROM tags WHERE contract_id = ?", (award["id"],)
            )
            assert claims(award) <= {tuple(row) for row in actual}, award["id"]


def release_of(**facts: Any) -> Json:
    """The release of a notice with these facts."""
    notice = msgspec.convert(
        {"id": "ted:1-2026", "portal": "ted", "number": "1-2026"} | facts, Notice
    )
    context = ReleaseContext(notice.id, {}, "2026-11-01T00:00:00Z", {}, {"title": "Source"})
    return dict(json.loads(msgspec.json.encode(build_release(notice, context))))


@pytest.mark.parametrize("currency", ["BGN", "HRK", "LTL", "EUR"])
def test_a_currency_that_the_standard_knows_stays_though_it_was_withdrawn(currency: str) -> None:
    value = {"amount": "12", "currency": currency}
    assert release_of(kind="tender", value=value)["tender"]["value"]["currency"] == currency


@pytest.mark.corpus
def test_every_currency_in_releases_is_of_the_list_of_the_standard(official: Json) -> None:
    known = official["definitions"]["Value"]["properties"]["currency"]["enum"]
    assert set(known) >= CURRENCIES


def test_a_body_that_buys_for_others_is_the_procuring_entity_of_the_tender() -> None:
    central = {"organization": {"id": "FR-SIREN 1", "name": "UGAP"}, "role": "central_purchasing"}
    release = release_of(kind="tender", buyers=[central])
    assert release["tender"]["procuringEntity"] == {"id": "FR-SIREN 1", "name": "UGAP"}
    assert "buyer" not in release


def test_an_award_that_found_no_supplier_has_no_contract() -> None:
    failed = {"key": "1", "status": "unsuccessful", "contract_number": "7"}
    release = release_of(kind="contract", awards=[failed])
    assert release["tag"] == ["award"]
    assert "contracts" not in release
    signed = release_of(kind="contract", awards=[failed, {"key": "2", "status": "active"}])
    assert signed["tag"] == ["award", "contract"]
    assert [contract["awardID"] for contract in signed["contracts"]] == [signed["awards"][1]["id"]]


def test_an_award_that_was_given_up_has_no_contract() -> None:
    award = {"key": "1", "status": "cancelled", "contract_number": "7"}
    assert "contracts" not in release_of(kind="award", awards=[award])
    signed = award | {"suppliers": [{"organization": {"name": "Firm", "id": "XX-1"}}]}
    assert len(release_of(kind="award", awards=[signed])["contracts"]) == 1


def test_what_is_known_of_an_award_is_in_its_release() -> None:
    money = {"currency": "CZK", "vat": "excluded"}
    award = {
        "key": "1",
        "status": "active",
        "value_kind": "range",
        "minimum": money | {"amount": "12864"},
        "maximum": money | {"amount": "13400"},
        "tenders_received": 4,
        "signed": "2019-11-29",
        "period": {"start": "2020-01-01", "months": "60"},
        "suppliers": [{"organization": {"name": "Firm", "id": "XX-1"}}],
    }
    release = release_of(kind="award", awards=[award])
    (made,), (contract,) = release["awards"], release["contracts"]
    for part in (made, contract):
        assert (part["minimumValue"]["amount"], part["maximumValue"]["amount"]) == (12864, 13400)
    assert made["vigieTendersReceived"] == 4
    assert contract["period"] == {"startDate": "2020-01-01T00:00:00Z", "durationInDays": 1826}
    assert made["contractPeriod"] == contract["period"]
    ended = award | {"period": {"start": "2020-01-01", "end": "2024-12-31", "months": "60"}}
    (contract,) = release_of(kind="award", awards=[ended])["contracts"]
    assert "durationInDays" not in contract["period"]


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Conseil"), ("nl", "Advies"), ("de", "Advies")]
)
def test_a_lot_has_its_words_in_the_language_of_the_notice(language: str, title: str) -> None:
    texts = [
        {"field": "title", "text": "Advies", "language": "nl"},
        {"field": "title", "text": "Conseil", "language": "fr"},
    ]
    release = release_of(kind="tender", languages=[language], lots=[{"id": "1", "texts": texts}])
    assert release["tender"]["lots"][0]["title"] == title


def test_a_release_that_has_contracts_is_tagged_as_such(
    releases: list[Json], portals_releases: list[Json]
) -> None:
    for release in releases + portals_releases:
        kinds = {tag.removesuffix("Update") for tag in release["tag"]}
        if release.get("contracts"):
            assert kinds & {"contract", "contractAmendment", "contractTermination"}, release["id"]
        elif release.get("awards"):
            assert "contract" not in kinds, release["id"]


TAGS = {
    "planning",
    "planningUpdate",
    "tender",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "awardCancellation",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "contractTermination",
}


def test_kinds_of_releases_are_those_of_the_standard(
    releases: list[Json], portals_releases: list[Json]
) -> None:
    assert {tag for release in releases + portals_releases for tag in release["tag"]} <= TAGS


def test_groups_behind_suppliers_are_those_of_the_tables(
    releases: list[Json], rows: sqlite3.Connection
) -> None:
    expected = {
        tuple(row)
        for row in rows.execute(
            "SELECT DISTINCT organization_id, vendor_group FROM suppliers"
            " WHERE vendor_group <> '' AND organization_id IS NOT NULL"
        )
    }
    actual = {
        (party["id"], group["group"])
        for release in releases
        for party in release.get("parties", ())
        for group in party.get("vigieGroups", ())
    }
    assert expected
    assert actual == expected


def test_no_private_person_and_no_address_is_in_any_file(files: Path) -> None:
    """The demo's documents hold contact persons and a supplier who is one, under these names."""
    for path in (path for path in files.rglob("*") if path.is_file()):
        bodies = [path.read_bytes()]
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                bodies = [archive.read(name) for name in archive.namelist()]
        for body in bodies:
            assert b"Dominique Exemple" not in body, path
            assert b".invalid" not in body, path


def test_the_address_of_the_site_leads_to_the_extension(demo_db: Path, tmp_path: Path) -> None:
    export(demo_db, tmp_path / "out", ["ocds"], address="https://vigie.example/sous/")
    (package, *_) = packages(tmp_path / "out")
    assert package["uri"].startswith("https://vigie.example/sous/-/export/ocds/")
    assert package["extensions"][0] == "https://vigie.example/sous/static/ocds/extension.json"
    with closing(sqlite3.connect(demo_db)) as database:
        (notices,) = database.execute("SELECT count(*) FROM notices").fetchone()
    assert sum(len(package["releases"]) for package in packages(tmp_path / "out")) == notices

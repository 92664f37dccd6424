"""The OpenAPI description is valid, names every page, and holds of what pages answer."""

from __future__ import annotations

import re
import sqlite3
from importlib import import_module
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from monitor.demo.infer_page_schemas import page_schema
from monitor.i18n.routes import BUILT, Route, page_path
from monitor.i18n.value_formatting import LANGUAGES
from monitor.web.page_data.openapi import shapes
from tests.web.conftest import asker
from tests.web.support import Get, example_address, seen

WITH_JSON = [route for route in BUILT if "json" in route.formats]


@pytest.fixture(scope="module")
def document(kept_get: Get) -> dict[str, Any]:
    answer = kept_get("/-/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    data: dict[str, Any] = answer.json()
    return data


def test_it_is_valid_and_names_every_page_and_table(document: dict[str, Any]) -> None:
    validate(document)
    named = {operation["get"]["operationId"] for operation in document["paths"].values()}
    assert {route.name for route in WITH_JSON} <= named
    assert "table-contracts" in named
    assert not any("snapshots" in path for path in document["paths"])
    assert document["servers"] == [{"url": "http://vigie.test"}]
    broken = {**document, "paths": {"/x": {"get": {}}, "no slash": {}}, "info": {}}
    with pytest.raises(Exception, match="'title' is a required property"):
        validate(broken)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("route", WITH_JSON, ids=lambda route: route.name)
def test_the_answer_of_a_page_is_as_described(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    schema = shapes().get(route.name)
    assert schema, f"{route.name}: python -m monitor.demo.infer_page_schemas describes its JSON"
    answer = get(example_address(route, lang, rows, "json"))
    try:
        jsonschema.Draft202012Validator(schema).validate(answer.json())
    except jsonschema.ValidationError as error:
        pytest.fail(
            f"{route.name}: {error.message} at {list(error.absolute_path)}.\n"
            "  Readers of the JSON are told otherwise: keep it, or say in CHANGELOG.md that it is"
            " gone and run python -m monitor.demo.infer_page_schemas"
        )


def test_what_is_described_is_looked_at() -> None:
    schema = page_schema([{"a": 1, "b": [{"c": "x"}]}, {"a": None, "b": [], "d": 1.5}])
    assert schema["required"] == ["a", "b"]
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid({"a": 3, "b": [{"c": None}], "e": {}})
    for wrong in ({"a": 1}, {"a": "x", "b": []}, {"a": 1, "b": [{"c": 1}]}):
        assert not check.is_valid(wrong)


def test_parameters_are_those_that_the_page_reads(document: dict[str, Any], get: Get) -> None:
    for route in WITH_JSON:
        (operation,) = (
            path["get"]
            for path in document["paths"].values()
            if path["get"]["operationId"] == route.name
        )
        queries = {
            parameter["name"]: parameter["schema"]
            for parameter in operation["parameters"]
            if parameter["in"] == "query"
        }
        assert set(queries) == set(getattr(import_module(route.place), "PARAMS", {}))
        for name, schema in queries.items():
            if "pattern" in schema:
                assert not re.match(schema["pattern"], "§"), (route.name, name)
    countries = document["paths"]["/en/ending-soon.json"]["get"]["parameters"]
    country = {"type": "string", "pattern": "^(?:[A-Z]{2})$", "example": "FR"}
    assert country in [country["schema"] for country in countries]


def test_refusals_are_as_described(get: Get) -> None:
    for query in ("/en/ending-soon.json?months=twelve", "/en/contract/no.json"):
        answer = get(query)
        assert answer.status_code in (400, 404)
        assert answer.json()["ok"] is False
        assert answer.json()["error"]


def test_addresses_are_the_public_ones_whatever_the_host_says(demo_db: Any) -> None:
    ask = asker(demo_db, public_url="https://vigie.example/", base_url="/")
    response = ask("/-/openapi.json", host="evil.example")
    assert response.json()["servers"] == [{"url": "https://vigie.example"}]


def test_the_page_explains_it_and_leads_there(get: Get) -> None:
    page = get("/fr/programmes").text
    assert 'href="http://vigie.test/-/openapi.json"' in page
    assert "/fr/contrat/{id}.json" in seen(page)
    assert "If-None-Match" in page
    assert "/fr/programmes" in get("/fr/").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_addresses_and_parameters_in_the_language_of_its_reader(
    get: Get, document: dict[str, Any], lang: str
) -> None:
    data = get(page_path("api", lang, "json")).json()
    assert {page["path"].split("/")[1] for page in data["pages"]} == {lang}
    assert {parameter["name"] for parameter in data["parameters"]} == {
        parameter["name"]
        for operation in document["paths"].values()
        for parameter in operation["get"]["parameters"]
        if parameter["in"] == "query" and not operation["get"]["operationId"].startswith("table-")
    }
    words = [page["summary"] for page in data["pages"]]
    words += [parameter["meaning"] for parameter in data["parameters"]]
    english = get(page_path("api", "en", "json")).json()
    same = {page["summary"] for page in english["pages"]} & set(words)
    assert bool(same) == (lang == "en")


@pytest.mark.browser
def test_the_page_is_an_overview_of_which_one_entry_opens_at_a_time(
    browser: Any, server: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800}, locale="fr-FR")
    tab.goto(server + page_path("api", "fr"))
    assert tab.evaluate("document.documentElement.scrollHeight") <= 4200
    for path in ("/fr/recherche.json", "/fr/comparer.json"):
        tab.get_by_text(path).click()
    opened = tab.locator("details[open]")
    assert opened.count() == 1
    assert "Pays, séparés par des virgules : par exemple FR,BE,GB" in seen(opened.inner_html())
    tab.close()

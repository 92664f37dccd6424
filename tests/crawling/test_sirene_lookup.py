"""Names of firms published by number: asked only when allowed, kept, and never of a person."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.crawling.sirene_lookup import look_up_names
from monitor.runtime.runs import Run
from pipelines.classify.vendor_links import find_vendor_links
from pipelines.errors import Misconfigured
from pipelines.model import Identifier
from pipelines.open_store import open_store
from pipelines.privacy.objections import Objections
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.sirene_names import SireneEntry, parse_answer, read_sirene_file, siren_in
from pipelines.stages import Stages, load_stages

DAY = date(2026, 11, 25)
FIRM = {
    "siren": "123456782",
    "nom_complet": "EXAMPLE CONSEIL (EC)",
    "nom_raison_sociale": "MICROSOFT FRANCE",
    "nature_juridique": "5710",
    "statut_diffusion": "O",
    "complements": {"est_entrepreneur_individuel": False},
}
PERSON = {
    "siren": "987654324",
    "nom_complet": "JEANNE INVENTEE",
    "nom_raison_sociale": None,
    "nature_juridique": "1000",
    "statut_diffusion": "O",
    "complements": {"est_entrepreneur_individuel": True},
}


class Register:
    """A mock register: /search as the real one answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.refuse_next = 0
        self.firms: dict[str, Any] = {firm["siren"]: firm for firm in (FIRM, PERSON)}
        register = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                siren = parse_qs(urlsplit(self.path).query)["q"][0]
                register.asked.append(siren)
                register.agents.add(self.headers["User-Agent"])
                register.refuse_next -= 1
                status = 429 if register.refuse_next >= 0 else 200
                actual = [register.firms[siren]] if siren in register.firms else []
                body = json.dumps({"results": actual, "total_results": len(actual)}).encode()
                self.send_response(status)
                self.send_header("Retry-After", "3")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def register() -> Iterator[Register]:
    register = Register()
    yield register
    register.server.shutdown()
    register.server.server_close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with a published and a left-out firm that are called by their numbers."""
    path = tmp_path / "vigie.db"
    stages = Stages(load_tables(), load_normalisation_tables(), Objections())
    with closing(open_store(path, stages)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(
            "INSERT INTO organization_names (organization_id, name, notice_id)"
            " VALUES ('FR-SIREN-123456782', 'SIRET 12345678200013', 'decp:1')"
        )
        db.execute(
            "INSERT INTO register_suppliers (notice_id, suppliers) VALUES"
            " ('decp:2', 'Example SA | SIRET 98765432400089')"
        )
        db.commit()
    return path


def asked(database: Path, file: Path, register: Register, most: int = 10, today: date = DAY) -> Run:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        run = Run(db, "sirene")
        look_up_names(
            db, file, "Vigie/test", most, today, run, endpoint=register.address, pause=waits.append
        )
    return run


waits: list[float] = []


@pytest.fixture(autouse=True)
def no_waits() -> None:
    waits.clear()


def test_each_number_is_asked_once_and_the_answer_kept(
    database: Path, tmp_path: Path, register: Register
) -> None:
    file = tmp_path / "var" / "sirene.csv"
    first = asked(database, file, register)
    assert (first.counts["asked"], first.counts["found"]) == (2, 1)
    assert asked(database, file, register).counts["asked"] == 0
    assert register.asked == ["123456782", "987654324"]
    assert read_sirene_file(file)["123456782"].name == "MICROSOFT FRANCE"
    assert min(waits) >= 0.25  # the documented quota is seven a second


def test_a_natural_person_is_never_named(
    database: Path, tmp_path: Path, register: Register
) -> None:
    asked(database, tmp_path / "sirene.csv", register)
    kept = (tmp_path / "sirene.csv").read_text("utf-8")
    assert "987654324,,withheld" in kept
    assert "INVENTEE" not in kept


@pytest.mark.parametrize(
    ("firm", "state"),
    [
        (FIRM, "found"),
        (FIRM | {"statut_diffusion": "P"}, "withheld"),
        (FIRM | {"nature_juridique": None}, "withheld"),
        (FIRM | {"siren": "000000000"}, "unknown"),
    ],
)
def test_only_an_open_legal_person_is_named(firm: dict[str, Any], state: str) -> None:
    assert parse_answer("123456782", {"results": [firm]}, DAY).state == state


def test_an_answer_is_asked_again_after_a_year(
    database: Path, tmp_path: Path, register: Register
) -> None:
    asked(database, tmp_path / "sirene.csv", register)
    later = asked(database, tmp_path / "sirene.csv", register, today=date(2027, 11, 26))
    assert later.counts["asked"] == 2


def test_a_run_asks_no_more_than_it_may(database: Path, tmp_path: Path, register: Register) -> None:
    run = asked(database, tmp_path / "sirene.csv", register, most=1)
    assert (run.counts["asked"], run.counts["waiting"]) == (1, 1)


def test_a_refusal_is_waited_out_once_then_told(
    database: Path, tmp_path: Path, register: Register
) -> None:
    register.refuse_next = 1
    assert asked(database, tmp_path / "sirene.csv", register).problems == []
    assert 3.0 in waits
    (tmp_path / "sirene.csv").unlink()
    register.refuse_next = 5
    (problem,) = asked(database, tmp_path / "sirene.csv", register).problems
    assert "SIREN 123456782" in problem
    assert "429" in problem


def test_nobody_is_asked_unless_the_setting_says_so(database: Path, register: Register) -> None:
    result = CliRunner().invoke(main, ["sirene", "--db", str(database), "--mock", register.address])
    assert result.exit_code == 2
    assert "sirene.enabled is false" in result.output
    assert register.asked == []


def test_the_command_asks_with_our_name_and_says_what_it_found(
    database: Path, tmp_path: Path, register: Register
) -> None:
    config = tmp_path / "vigie.toml"
    config.write_text(
        f'[sirene]\nenabled = true\n[paths]\nobjections = "{tmp_path}/objections.csv"\n'
    )
    result = CliRunner().invoke(
        main,
        ["--config", str(config), "sirene", "--db", str(database), "--mock", register.address],
    )
    assert result.exit_code == 0, result.output
    assert "2 numbers asked, 1 names found, 0 still to ask" in result.output
    assert [agent for agent in register.agents if "vigie" not in agent.lower()] == []
    tables = load_stages(tmp_path / "objections.csv").tables
    assert tables.names_by_siren == {"123456782": "MICROSOFT FRANCE"}


def test_a_name_of_the_register_shows_the_group_and_says_where_it_is_from() -> None:
    tables = dataclasses.replace(load_tables(), names_by_siren={"123456782": "MICROSOFT FRANCE"})
    number = (Identifier("FR-SIRET", "12345678200013"),)
    (link,) = find_vendor_links("SIRET 12345678200013", number, DAY, tables)
    assert link.group == "microsoft"
    assert link.evidence == "SIREN 123456782: MICROSOFT FRANCE (Sirene)"
    assert find_vendor_links("SIRET 12345678200013", number, DAY, load_tables()) == ()


def test_readers_see_the_name_and_the_published_number_is_kept(
    database: Path, tmp_path: Path, register: Register
) -> None:
    asked(database, tmp_path / "sirene.csv", register)
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(
            "INSERT INTO organizations (id, name) VALUES ('FR-SIREN-123456782',"
            " 'SIRET 12345678200013')"
        )
    with closing(open_store(database, load_stages(tmp_path / "objections.csv"))) as db:
        (name,) = db.execute("SELECT name FROM organizations").fetchone()
        (published,) = db.execute("SELECT name FROM organization_names").fetchone()
    assert (name, published) == ("MICROSOFT FRANCE", "SIRET 12345678200013")


def test_a_damaged_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sirene.csv").write_text("siren,name,state,asked\n12345678,X,found,2026-11-25\n")
    with pytest.raises(Misconfigured, match="line 2"):
        read_sirene_file(tmp_path / "sirene.csv")


def test_only_a_name_that_is_a_number_is_looked_up() -> None:
    assert siren_in("SIRET 12345678200013") == "123456782"
    assert siren_in("SIREN 123456782") == "123456782"
    assert [siren_in(name) for name in ("Société 123456782", "SIRET 214356", "TVA 123456782")] == [
        None,
        None,
        None,
    ]
    assert SireneEntry("123456782", "", "unknown", DAY).name == ""

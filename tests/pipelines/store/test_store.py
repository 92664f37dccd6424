"""The store: nothing is written twice, nothing points nowhere, what leaves leaves all tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import Misconfigured
from pipelines.model import (
    Buyer,
    Code,
    Notice,
    Organization,
    ParsedDocument,
    Period,
    Reference,
    Scope,
    Supplier,
    Text,
    Trouble,
    replace,
)
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.store import migrations
from pipelines.store.database import connect, sync_vendor_groups
from pipelines.store.notice_snapshot_codec import pack, unpack
from pipelines.store.schema import TABLES, VERSION
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import (
    BUYER,
    ECONOCOM,
    RANK,
    SCC,
    award,
    contract_ids,
    corrects,
    database,
    document,
    dump,
    euros,
    fetch_value,
    lot,
    notice,
    reading,
    rows,
    sound,
    stored,
    supplier,
    tag,
)

FIRST = notice("100-2026", awards=(award(value=euros(80_000)),), tags=(tag(key="LOT-0001"),))
OUT = Scope("no", "CPV 45000000")


def everything(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    return {table: rows(connection, table) for table in TABLES}


# --- once ---------------------------------------------------------------------------------------


def test_saving_twice_changes_no_row_but_receipts(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    before = everything(db)
    Writer(db, rank=RANK).save([reading(FIRST)])
    after = everything(db)
    assert len(after.pop("receipts")) == len(before.pop("receipts")) + 1
    assert after == before


def test_equal_content_on_another_page_writes_no_row_of_the_notice(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    before = everything(db)
    writer = Writer(db, rank=RANK)
    writer.save([reading(FIRST, name="page 2")])
    after = everything(db)
    changed = {table for table in TABLES if after[table] != before[table]}
    assert changed == {"documents", "receipts"}
    assert writer.counts["same"] == 1


def test_of_two_contents_under_one_number_the_later_holds_and_both_documents_stay(
    tmp_path: Path,
) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    other = notice("100-2026", title="Licences et assistance", awards=(award(),))
    writer = Writer(db, rank=RANK)
    writer.save([reading(other)])
    assert fetch_value(db, "SELECT title FROM notices") == "Licences et assistance"
    assert fetch_value(db, "SELECT count(*) FROM documents") == 2
    assert writer.counts["conflicts"] == 1
    actual = fetch_value(
        db, "SELECT before, after FROM changes WHERE field = 'title' AND contract_id IS NULL"
    )
    assert actual == ("Acquisition de licences bureautiques", "Licences et assistance")
    sound(db)


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    db = database(tmp_path / "v.db")
    before = everything(db)
    bad = replace(notice("101-2026", scope=OUT), kind=object())  # type: ignore[arg-type]
    with pytest.raises(sqlite3.ProgrammingError):
        Writer(db, rank=RANK).save([reading(FIRST), reading(bad)])
    assert everything(db) == before


# --- scope --------------------------------------------------------------------------------------


def test_a_notice_out_of_scope_leaves_its_register_row_alone(tmp_path: Path) -> None:
    road = notice("101-2026", title="Réfection de la voirie", scope=OUT, awards=(award(),))
    db = stored(tmp_path / "v.db", [road])
    assert rows(db, "register")[0][8:10] == ("no", "CPV 45000000")
    kept = {table for table in TABLES if rows(db, table)}
    assert kept == {
        "portals",
        "vendor_groups",
        "documents",
        "receipts",
        "register",
        "register_suppliers",
        "meta",
        "register_counts",
    }


def test_suppliers_of_a_notice_out_of_scope_are_not_in_the_public_register(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [replace(FIRST, scope=OUT)])
    assert fetch_value(db, "SELECT suppliers FROM register") is None
    assert not TABLES["register_suppliers"].public
    names = fetch_value(db, "SELECT suppliers FROM register_suppliers")
    assert names
    inside = stored(tmp_path / "w.db", [FIRST])
    assert fetch_value(inside, "SELECT suppliers FROM register") == names
    assert fetch_value(inside, "SELECT count(*) FROM register_suppliers") == 0


def test_a_notice_that_leaves_the_scope_leaves_every_table(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [replace(FIRST, scope=OUT)])
    bare = dump(db, leave=("changes", "register"))
    db = stored(tmp_path / "w.db", [FIRST])
    Writer(db, rank=RANK).save_reclassified(
        [replace(FIRST, scope=OUT, document=reading(FIRST).document)]
    )
    assert dump(db, leave=("changes", "register")) == bare
    cursor = db.execute("SELECT kind, cause, contract_id FROM changes WHERE cause = 'retag'")
    assert cursor.fetchall() == [
        ("withdrawn", "retag", None),
        ("withdrawn", "retag", "ted:100-2026/LOT-0001"),
    ]
    sound(db)


def test_a_withdrawn_notice_leaves_every_table_and_its_procedure_stays_for_the_others(
    tmp_path: Path,
) -> None:
    second = notice("110-2026", day=12, awards=(award("LOT-0002", (ECONOCOM,)),))
    db = stored(tmp_path / "v.db", [FIRST, second])
    Writer(db, rank=RANK).withdraw("ted:110-2026", "takedown")
    alone = stored(tmp_path / "w.db", [FIRST])
    story = ("changes", "documents", "receipts")
    assert dump(db, leave=story) == dump(alone, leave=story)
    sound(db)


def test_a_correction_that_is_withdrawn_gives_the_first_word_back(tmp_path: Path) -> None:
    second = notice(
        "200-2026",
        day=9,
        change="correction",
        references=corrects("100-2026"),
        awards=(award(value=euros(88_000)),),
    )
    db = stored(tmp_path / "v.db", [FIRST, second])
    Writer(db, rank=RANK).withdraw("ted:200-2026", "takedown")
    assert fetch_value(db, "SELECT state FROM notices") == "current"
    assert fetch_value(db, "SELECT value FROM contracts") == 80_000.0
    sound(db)


# --- across portals -----------------------------------------------------------------------------

UUID = "f2a4c1de-0b7e-4c58-9d1b-6f0a3c5e8b21"


def twins(value: int = 80_000) -> list[Any]:
    """One contract on TED and on BOAMP, which call its lot LOT-0001 and 1."""
    french = notice(
        "26-104233", day=6, portal="boamp", awards=(award("1", lots=("1",), value=euros(value)),)
    )
    return [french, FIRST]


def test_a_contract_seen_on_two_portals_counts_once(tmp_path: Path) -> None:
    for name, order in (("a.db", twins()), ("b.db", twins()[::-1])):
        db = stored(tmp_path / name, order)
        assert db.execute(
            "SELECT id, same_as, value_countable_eur FROM contracts ORDER BY id"
        ).fetchall() == [
            ("boamp:26-104233/1", "ted:100-2026/LOT-0001", None),
            ("ted:100-2026/LOT-0001", None, 80_000.0),
        ]
        link = fetch_value(db, "SELECT from_id, to_id, relation FROM links")
        assert link == ("boamp:26-104233/1", "ted:100-2026/LOT-0001", "same")
        sound(db)


def test_a_link_is_news_of_cause_link(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", twins())
    actual = fetch_value(
        db, "SELECT cause, contract_id, after FROM changes WHERE field = 'same_as'"
    )
    assert actual == ("link", "boamp:26-104233/1", "ted:100-2026/LOT-0001")


def test_the_twin_speaks_again_when_its_representative_leaves(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", twins())
    Writer(db, rank=RANK).withdraw("ted:100-2026", "takedown")
    assert fetch_value(db, "SELECT same_as, value_countable_eur FROM contracts") == (None, 80_000.0)
    assert rows(db, "links") == []
    sound(db)


def british(number: str, portal: str, **facts: Any) -> Any:
    own = f"ocds-{'h6vhtk' if portal == 'find_a_tender' else 'b5fd17'}-04f5a1"
    facts.setdefault("references", (Reference("same", "ocid", "ocds-h6vhtk-04f5a1"),))
    one_award = award("1", award_id="1", lots=(), value=euros(90))
    return notice(
        f"{own}/{number}", portal=portal, procedure=own, country="GB", awards=(one_award,), **facts
    )


def test_find_a_tender_and_contracts_finder_are_joined_by_ocid(tmp_path: Path) -> None:
    db = stored(
        tmp_path / "v.db",
        [british("a1", "contracts_finder"), british("018301-2026", "find_a_tender")],
    )
    same = dict(db.execute("SELECT portal, same_as FROM contracts").fetchall())
    assert same == {
        "contracts_finder": "find_a_tender:ocds-h6vhtk-04f5a1/018301-2026/1",
        "find_a_tender": None,
    }


def test_two_contracts_of_one_portal_that_share_a_key_are_linked_to_nothing(tmp_path: Path) -> None:
    purchase = {"technique": "dynamic_purchasing", "value": euros(9_000)}
    several = [notice(f"10{n}-2026", day=n, awards=(award(**purchase),)) for n in (1, 2)] + twins()[
        :1
    ]
    db = stored(tmp_path / "v.db", several)
    assert len(contract_ids(db)) == 3
    assert fetch_value(db, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 0


def test_contracts_of_one_buyer_number_and_year_are_one_across_portals(tmp_path: Path) -> None:
    def numbered(number: str, portal: str, own: str) -> Any:
        return notice(
            number,
            portal=portal,
            procedure=own,
            awards=(award("2026-M-0142", contract_number="2026-M-0142"),),
        )

    db = stored(
        tmp_path / "v.db",
        [numbered("26-1", "boamp", "26-1"), numbered("9-2026", "ted", "aaaa")],
    )
    assert fetch_value(db, "SELECT same_as FROM contracts WHERE portal = 'boamp'") == (
        "ted:9-2026/2026-M-0142"
    )


# --- organisations ------------------------------------------------------------------------------


def test_an_organisation_under_two_names_is_one_row(tmp_path: Path) -> None:
    other = Buyer(replace(BUYER, name="Ville de Calais"))
    db = stored(tmp_path / "v.db", [FIRST, notice("101-2026", buyers=(other,))])
    assert fetch_value(
        db, "SELECT name, scheme, number FROM organizations WHERE id LIKE '%216201939'"
    ) == (
        "Commune de Calais",
        "FR-SIREN",
        "216201939",
    )
    names = db.execute(
        "SELECT name FROM organization_names WHERE organization_id LIKE '%216201939' ORDER BY name"
    ).fetchall()
    assert names == [("Commune de Calais",), ("Ville de Calais",)]


def test_an_organisation_that_nobody_names_any_more_leaves(tmp_path: Path) -> None:
    second = notice("101-2026", awards=(award("LOT-0003", (supplier("Jeanne Exemple"),)),))
    db = stored(tmp_path / "v.db", [FIRST, second])
    Writer(db, rank=RANK).withdraw("ted:101-2026", "takedown")
    assert fetch_value(db, "SELECT count(*) FROM organizations WHERE name LIKE 'Jeanne%'") == 0
    assert fetch_value(db, "SELECT count(*) FROM organization_names WHERE name LIKE 'Jeanne%'") == 0
    assert fetch_value(db, "SELECT count(*) FROM organizations") == 2


def test_an_organisation_without_a_name_or_number_points_nowhere(tmp_path: Path) -> None:
    unnamed = Organization("", "FR")
    awards = (award(who=(Supplier(unnamed), Supplier(replace(unnamed, name="?")))),)
    db = stored(tmp_path / "v.db", [notice("100-2026", buyers=(Buyer(unnamed),), awards=awards)])
    assert fetch_value(db, "SELECT buyer_id, buyer FROM contracts") == (None, None)
    sound(db)


def test_a_portal_that_no_table_lists_gets_its_row(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [notice("x/1", portal="ocds:a1b2c3", awards=(award(),))])
    assert fetch_value(db, "SELECT state FROM portals WHERE name = 'ocds:a1b2c3'") == "never"
    title = fetch_value(db, "SELECT title_en FROM portals WHERE name = 'ocds:a1b2c3'")
    assert title == "OCDS publisher not identified (prefix a1b2c3)"
    sound(db)


def test_repeated_buyers_lots_and_texts_are_written_once_and_compared_as_written(
    tmp_path: Path,
) -> None:
    double = notice(
        "100-2026",
        buyers=(Buyer(BUYER), Buyer(replace(BUYER, name="Calais"))),
        lots=(lot("1", "Un"), lot("1", "Un bis")),
        awards=(award(),),
    )
    db = stored(tmp_path / "v.db", [double])
    before = db.total_changes
    Writer(db, rank=RANK).procedures.rebuild(["ted:100-2026"], "reparse", None)
    assert db.total_changes == before
    assert fetch_value(db, "SELECT count(*) FROM lots") == 1
    assert fetch_value(db, "SELECT buyer FROM notices") == "Commune de Calais | Calais"


# --- every column -------------------------------------------------------------------------------


def test_every_column_of_a_contract_says_what_the_notice_said(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    db.row_factory = sqlite3.Row
    row = dict(db.execute("SELECT * FROM contracts").fetchone())
    assert {name: value for name, value in row.items() if value is not None} == {
        "id": "ted:100-2026/LOT-0001",
        "procedure_id": f"ted:{UUID}",
        "portal": "ted",
        "title": "Acquisition de licences bureautiques",
        "lot_ids": '["LOT-0001"]',
        "buyer": "Commune de Calais",
        "buyer_id": "FR-SIREN-216201939",
        "country": "FR",
        "suppliers": "SCC France",
        "vendor_groups": "[]",
        "status": "active",
        "published": "2026-03-02",
        "updated": "2026-03-02",
        "value": 80_000.0,
        "currency": "EUR",
        "vat": "excluded",
        "value_kind": "exact",
        "value_eur": 80_000.0,
        "rate_date": "2026-03-02",
        "value_countable_eur": 80_000.0,
        "value_shared": 0,
        "value_plausible": 1,
        "method": "open",
        "initial_value_eur": 80_000.0,
        "amendments": 0,
        "digital": "yes",
        "scope_reason": "CPV 48000000",
        "big_tech": "yes",
        "data_outsourcing": "no",
        "worker_surveillance": "no",
        "public_surveillance_ai": "no",
        "public_alternative": "no",
        "notice_id": "ted:100-2026",
        "url": "https://example.org/ted/100-2026",
    }


@pytest.mark.parametrize(
    ("facts", "countable"),
    [
        ({"value_kind": "exact"}, 80_000.0),
        ({"value_kind": "ceiling"}, None),
        ({"value_kind": "estimate"}, None),
        ({"value_kind": "range"}, None),
        ({"status": "cancelled"}, None),
        ({"status": "unsuccessful"}, None),
        ({"technique": "framework"}, None),
        ({"technique": "call_off"}, 80_000.0),
        ({"value": replace(euros(80_000), plausible=False)}, None),
    ],
)
def test_sums_take_exact_plausible_values_of_active_contracts_alone(
    tmp_path: Path, facts: dict[str, Any], countable: float | None
) -> None:
    facts = {"value": euros(80_000), **facts}
    db = stored(tmp_path / "v.db", [notice("100-2026", awards=(award(**facts),))])
    assert fetch_value(db, "SELECT value_countable_eur FROM contracts") == countable


def test_a_range_shows_its_two_ends_and_their_currency(tmp_path: Path) -> None:
    parsed_award = award(
        minimum=euros(90), maximum=euros(95), value_kind="range", period=Period(months=Decimal(24))
    )
    db = stored(tmp_path / "v.db", [notice("100-2026", awards=(parsed_award,))])
    assert fetch_value(
        db, "SELECT value, minimum, maximum, currency, ceiling_eur, months, [end] FROM contracts"
    ) == (None, 90.0, 95.0, "EUR", 95.0, 24.0, None)


def test_the_main_code_of_a_contract_is_the_one_marked_unless_its_lot_is_one_of_several(
    tmp_path: Path,
) -> None:
    main = (Code("CPV", "72220000", main=True), Code("CPV", "71541000"))
    only = replace(lot("LOT-0001", "Études"), codes=(Code("CPV", "71541000"),))
    undivided = notice("100-2026", codes=main, lots=(only,), awards=(award(),))
    divided = replace(undivided, lots=(only, lot("LOT-0002", "Autre")))
    for name, parsed, code in (("a", undivided, "72220000"), ("b", divided, "71541000")):
        db = stored(tmp_path / f"{name}.db", [parsed])
        assert fetch_value(db, "SELECT main_code FROM contracts") == f"CPV {code}"


def test_two_buyers_under_one_published_number_are_both_there(tmp_path: Path) -> None:
    twin = replace(BUYER, name="Centre communal d'action sociale de Calais")
    joint = notice("100-2026", buyers=(Buyer(BUYER), Buyer(BUYER, "joint"), Buyer(twin, "joint")))
    db = stored(tmp_path / "v.db", [joint])
    assert fetch_value(db, "SELECT count(*), count(DISTINCT name) FROM buyers") == (3, 2)


def test_persons_whose_names_are_withheld_are_counted(tmp_path: Path) -> None:
    person = Supplier(Organization(WITHHELD, "AT", natural_person=True), "member")
    db = stored(tmp_path / "v.db", [notice("100-2026", awards=(award(who=(SCC, person, person)),))])
    assert (
        fetch_value(db, "SELECT suppliers FROM contracts")
        == f"SCC France | {WITHHELD} | {WITHHELD} (2)"
    )
    assert fetch_value(db, "SELECT count(*) FROM suppliers") == 3


def test_one_eforms_notice_on_two_portals_is_one_even_without_a_winner(tmp_path: Path) -> None:
    uuid = "06cfd12f-4243-43a5-bf90-5509f68a519b"
    empty = award(who=(), status="unsuccessful")

    def published(number: str, portal: str, version: str) -> Notice:
        return notice(
            number,
            portal=portal,
            procedure=None,
            awards=(empty,),
            notice_identifier=uuid,
            notice_version=version,
        )

    twins = [published("1-2026", "ted", "01"), published("26-1", "boamp", "01")]
    assert (
        fetch_value(
            stored(tmp_path / "a.db", twins), "SELECT same_as FROM contracts WHERE portal = 'boamp'"
        )
        == "ted:1-2026/LOT-0001"
    )
    later = [twins[0], published("26-1", "boamp", "02")]
    other = stored(tmp_path / "b.db", later)
    assert fetch_value(other, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 0


def test_a_group_of_lots_is_no_lot(tmp_path: Path) -> None:
    lots = (lot("GLO-0001", "Groupe"), lot("LOT-0001", "Un"), lot("LOT-0002", "Deux"))
    db = stored(tmp_path / "v.db", [notice("100-2026", "planning", lots=lots)])
    assert fetch_value(db, "SELECT lots, (SELECT count(*) FROM lots) FROM notices") == (2, 3)


# Surrogates cannot be UTF-8; readers never give them (bodies are decoded strictly or with U+FFFD).
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_survives_the_store(
    tmp_path_factory: pytest.TempPathFactory, title: str, name: str, key: str
) -> None:
    parsed = notice("100-2026", title=title, awards=(award(key, (supplier(name),)),))
    db = stored(tmp_path_factory.mktemp("text") / "v.db", [parsed])
    assert fetch_value(db, "SELECT title, suppliers FROM notices") == (title, name)
    assert fetch_value(db, "SELECT text FROM texts WHERE field = 'title'") == title
    assert fetch_value(db, "SELECT id FROM contracts") == f"ted:100-2026/{key}"
    assert replace(unpack(fetch_value(db, "SELECT notice FROM snapshots")), document=None) == parsed
    sound(db)


def test_a_snapshot_is_the_notice(tmp_path: Path) -> None:
    assert unpack(pack(FIRST)) == FIRST


def test_full_text_finds_words_without_their_accents(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [notice("100-2026", title="Hébergement des données de santé")])
    cursor = db.execute(
        "SELECT rowid FROM notices_fts WHERE notices_fts MATCH 'hebergement donnees'"
    )
    assert len(cursor.fetchall()) == 1


def described(text: str) -> tuple[Text, ...]:
    return (Text("description", text, "fr"),)


def test_what_lots_say_besides_their_notice_is_found_and_none_is_left_out_for_another(
    tmp_path: Path,
) -> None:
    first = "Voir II.2.4. Des caméras. Le délai est de 3. mois. " + "Il faut un entrepôt. " * 200
    lots = (
        lot("1", "Un", first + "Beaucoup de mots, " + "encore un " * 300),
        lot("2", "Deux", "Des drones. Des caméras.\nUne formation."),
        lot("3", "Trois", "Des drones. Des caméras.\nUne formation."),
    )
    call = notice("100-2026", texts=described("Voir II.2.4."), lots=lots)
    db = stored(tmp_path / "v.db", [call])
    descriptions = fetch_value(db, "SELECT lot_descriptions FROM notices")
    assert descriptions.startswith(
        "Des drones. | Des caméras. | Le délai est de 3. mois. | Une formation. | "
        "Il faut un entrepôt. | Beaucoup de mots, encore un encore"
    )
    assert 1_980 < len(descriptions) <= 2_000
    assert descriptions.endswith(("encore", "un"))  # not within a word
    sql = "SELECT count(*) FROM notices_fts WHERE notices_fts MATCH 'lot_descriptions : drones'"
    assert fetch_value(db, sql) == 1
    sound(db)


def test_what_a_lot_says_is_not_said_of_every_contract_of_a_result_that_describes_itself(
    tmp_path: Path,
) -> None:
    lots = (lot("1", "Un", "Des drones."),)
    notices = [
        notice("100-2026", texts=described("Des drones."), lots=lots),  # says nothing more
        notice("101-2026", "award", texts=described("Voir."), lots=lots, awards=(award(),)),
        notice("102-2026", "award", texts=described("Long " * 40), lots=lots, awards=(award(),)),
        notice("103-2026", texts=described("Long " * 40), lots=lots),
    ]
    db = stored(tmp_path / "v.db", notices)
    descriptions = db.execute("SELECT lot_descriptions FROM notices ORDER BY number").fetchall()
    assert descriptions == [(None,), ("Des drones.",), (None,), ("Des drones.",)]


def test_what_could_not_be_read_is_told_and_forgotten_once_it_is_read(tmp_path: Path) -> None:
    db = database(tmp_path / "v.db")
    body = document("page 1")
    broken = Trouble("broken", "truncated", "page 1: ends in the middle", "record 3")
    Writer(db, rank=RANK).save([ParsedDocument(document=body, troubles=(broken,))])
    assert fetch_value(db, "SELECT place, code FROM troubles") == ("record 3", "truncated")
    assert fetch_value(db, "SELECT error FROM documents") == "page 1: ends in the middle"
    Writer(db, rank=RANK).save([ParsedDocument(document=body)], "reparse")
    assert (rows(db, "troubles"), fetch_value(db, "SELECT error FROM documents")) == ([], None)
    assert fetch_value(db, "SELECT count(*) FROM receipts") == 1


# --- the file -----------------------------------------------------------------------------------


def test_a_fresh_file_has_the_tables_and_columns_of_the_schema(tmp_path: Path) -> None:
    db = database(tmp_path / "v.db")
    for name, table in TABLES.items():
        info = db.execute(f"PRAGMA table_info([{name}])").fetchall()
        assert [(c[1], c[2]) for c in info] == [(c, kind) for c, kind, _ in table.columns]
        assert tuple(c[1] for c in sorted(info, key=lambda c: c[5]) if c[5]) == table.pk
        keys = {(k[3], k[2], k[4]) for k in db.execute(f"PRAGMA foreign_key_list([{name}])")}
        assert keys == set(table.foreign_keys)
        indexes = {
            tuple(c[2] for c in db.execute(f"PRAGMA index_info([{i[1]}])"))
            for i in db.execute(f"PRAGMA index_list([{name}])")
            if i[3] == "c"
        }
        assert indexes == {*table.indexes, *((column,) for column in table.sparse)}
    assert fetch_value(db, "PRAGMA user_version") == VERSION
    assert fetch_value(db, "SELECT value FROM meta WHERE key = 'schema_version'") == str(VERSION)


def test_opening_again_keeps_rows_and_generation(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    before = everything(db)
    db.close()
    assert everything(connect(tmp_path / "v.db")) == before


def test_a_file_of_schema_8_gets_the_reasons_in_french(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST])
    before = rows(db, "vendor_groups")
    db.execute("ALTER TABLE vendor_groups DROP COLUMN why_listed_fr")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm009'")
    db.execute("PRAGMA user_version = 8")
    db.commit()
    db.close()
    again = connect(tmp_path / "v.db")
    assert fetch_value(again, "PRAGMA user_version") == VERSION
    assert rows(again, "vendor_groups") == before
    sync_vendor_groups(again, [{"id": "microsoft", "why_listed_fr": "Licences Windows"}])
    sql = "SELECT why_listed_fr FROM vendor_groups WHERE id = 'microsoft'"
    assert fetch_value(again, sql) == "Licences Windows"
    sound(again)


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: Any, name: str) -> None:
        if name == "register":
            raise sqlite3.OperationalError("disk I/O error")
        real(db, name)

    real = migrations._index_as_declared
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_index_as_declared", broken)
        with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
            connect(tmp_path / "v.db")
    tables = "SELECT name FROM sqlite_master WHERE name NOT LIKE '%sqlite_%'"
    with closing(sqlite3.connect(tmp_path / "v.db")) as db:
        assert db.execute(tables).fetchall() == []
    sound(stored(tmp_path / "v.db", [FIRST]))


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "v.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(Misconfigured, match="written by a newer Vigie: update this one"):
        connect(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"Ceci n'est pas une base\n" * 400, b"SQLite format 3\0" * 300]
)
def test_a_file_that_is_no_database_is_refused_with_what_to_do(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "v.db"
    path.write_bytes(content)
    with pytest.raises(Misconfigured, match="not a database, or it is damaged") as raised:
        connect(path)
    assert "vigie replay" in str(raised.value)
    assert path.read_bytes() == content


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be opened for writing"):
        connect(tmp_path / "file" / "v.db")


def test_a_family_without_a_procedure_id_takes_the_earliest_number_it_names(tmp_path: Path) -> None:
    follows = (Reference("follows", "number", "80-2026"),)
    db = stored(
        tmp_path / "v.db",
        [
            notice("100-2026", procedure=None, references=follows),
            notice("99-2026", procedure=None, references=follows),
        ],
    )
    assert rows(db, "procedures")[0][0] == "ted:80-2026"
    assert fetch_value(db, "SELECT count(*) FROM procedures") == 1
    Writer(db, rank=RANK).save([reading(notice("80-2026", "tender", procedure=None, day=1))])
    assert fetch_value(db, "SELECT id, notices FROM procedures") == ("ted:80-2026", 3)
    sound(db)


def test_a_procedure_that_gets_its_own_id_leaves_no_empty_one_behind(tmp_path: Path) -> None:
    follows = (Reference("follows", "number", "80-2026"),)
    db = stored(tmp_path / "v.db", [notice("100-2026", procedure=None, references=follows)])
    Writer(db, rank=RANK).save([reading(notice("80-2026", "tender", day=1))])
    assert fetch_value(db, "SELECT id, notices FROM procedures") == (f"ted:{UUID}", 2)
    assert rows(db, "redirects") == [("ted:80-2026", f"ted:{UUID}")]
    sound(db)


def test_an_older_state_of_a_notice_that_arrives_late_changes_nothing(tmp_path: Path) -> None:
    new = notice("8048260/RES", portal="placsp", day=4, title="Signed")
    old = notice("8048260/RES", portal="placsp", day=3, title="Awarded")
    for name, order in (("a", [new, old]), ("b", [old, new])):
        connection = stored(tmp_path / f"{name}.db", order)
        assert fetch_value(connection, "SELECT published, title FROM register") == (
            "2026-03-04",
            "Signed",
        )
        assert fetch_value(connection, "SELECT title FROM notices") == "Signed"


# --- regions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "places", "region"),
    [
        ("FRE11", ("FRH",), "FRE"),  # the buyer's own, though it buys for elsewhere
        (None, ("FRH",), "FRH"),
        ("FR", ("FRH",), "FRH"),
        (None, ("FRH", "FRG"), None),
        (None, (), None),
    ],
)
def test_contract_and_notice_are_in_the_region_of_the_buyer_else_in_the_only_one_of_the_places(
    tmp_path: Path, address: str | None, places: tuple[str, ...], region: str | None
) -> None:
    buyers = (Buyer(replace(BUYER, region=address)),)
    db = stored(tmp_path / "v.db", [replace(FIRST, buyers=buyers, places=places)])
    assert fetch_value(db, "SELECT region FROM contracts") == region
    assert fetch_value(db, "SELECT region FROM notices") == region

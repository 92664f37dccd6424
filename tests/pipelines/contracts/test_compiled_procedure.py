"""Notices -> contracts and states, through the real writer: whatever arrives first, same rows."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.contracts.fill_missing import fill_missing
from pipelines.model import (
    Amendment,
    Buyer,
    Code,
    Lot,
    Notice,
    Period,
    Procedure,
    Reference,
    Scope,
    Text,
    replace,
)
from pipelines.store.prepared_rows import prepare_rows
from tests.pipelines.store.store_support import (
    ECONOCOM,
    MICROSOFT,
    SCC,
    amends,
    award,
    contract_ids,
    corrects,
    dump,
    euros,
    fetch_value,
    lot,
    notice,
    organization,
    sound,
    stored,
    supplier,
    tag,
)
from tests.step_counts import count_steps


def states(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT number, state FROM notices").fetchall())


def contract(connection: sqlite3.Connection, *columns: str) -> object:
    listed = ", ".join(f"[{name}]" for name in columns)
    return fetch_value(connection, f"SELECT {listed} FROM contracts")


FIRST = notice("100-2026", awards=(award(value=euros(80_000)),))
CORRECTION = notice(
    "200-2026",
    day=9,
    change="correction",
    references=corrects("100-2026"),
    awards=(award(value=euros(88_000)),),
)
# An F14 says what to read instead of what, in words, and restates nothing.
SILENT = notice("201-2026", day=9, change="correction", references=corrects("100-2026"))
CANCELLATION = notice("300-2026", day=20, change="cancellation", references=corrects("100-2026"))


@pytest.mark.parametrize("order", [(FIRST, CORRECTION), (CORRECTION, FIRST)])
def test_a_correction_replaces_its_target_whichever_arrives_first(
    tmp_path: Path, order: tuple[Notice, ...]
) -> None:
    db = stored(tmp_path / "v.db", order)
    assert states(db) == {"100-2026": "replaced", "200-2026": "current"}
    assert contract(db, "id", "value") == ("ted:100-2026/LOT-0001", 88_000.0)
    assert (
        fetch_value(db, "SELECT replaced_by FROM notices WHERE number = '100-2026'")
        == "ted:200-2026"
    )
    roles = db.execute("SELECT notice_id, role FROM contract_notices ORDER BY 1").fetchall()
    assert roles == [("ted:100-2026", "states"), ("ted:200-2026", "corrects")]
    sound(db)


def test_a_correction_without_its_target_stands_alone(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [CORRECTION])
    assert states(db) == {"200-2026": "current"}
    assert contract(db, "id", "value", "status") == ("ted:200-2026/LOT-0001", 88_000.0, "active")
    assert fetch_value(db, "SELECT replaces FROM notices") is None


def test_the_id_moves_to_the_target_when_it_arrives_late_and_the_old_one_redirects(
    tmp_path: Path,
) -> None:
    db = stored(tmp_path / "v.db", [CORRECTION, FIRST])
    assert db.execute("SELECT * FROM redirects").fetchall() == [
        ("ted:200-2026/LOT-0001", "ted:100-2026/LOT-0001")
    ]


def test_a_corrigendum_that_restates_nothing_hides_no_award(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST, SILENT])
    assert states(db) == {"100-2026": "replaced", "201-2026": "current"}
    assert contract(db, "id", "value", "status", "suppliers") == (
        "ted:100-2026/LOT-0001",
        80_000.0,
        "active",
        "SCC France",
    )


@pytest.mark.parametrize("arrival", [(0, 1), (1, 0)])
def test_a_modification_published_before_its_contract_still_follows_it(
    tmp_path: Path, arrival: tuple[int, int]
) -> None:
    """DECP: the data of a contract are published anew after those of its modification."""
    signed = notice("K", "contract", "decp", day=20, awards=(award("K", value=euros(10)),))
    modified = notice(
        "K/M1",
        "amendment",
        "decp",
        day=9,
        references=amends("K"),
        awards=(award("K", value=euros(25)),),
    )
    both = (signed, modified)
    db = stored(tmp_path / "v.db", [both[place] for place in arrival])
    assert contract(db, "id", "value", "amendments", "published", "updated") == (
        "decp:K/K",
        25.0,
        1,
        "2026-03-20",
        "2026-03-20",
    )
    assert fetch_value(db, "SELECT initial_value_eur FROM contracts") == 10.0
    sound(db)


def test_a_first_day_told_again_alone_undoes_no_last_day(tmp_path: Path) -> None:
    """Spain's table of results tells the first day alone, its feed the length too."""
    first, last = date(2026, 4, 1), date(2027, 3, 31)
    whole = Period(first, last, end_basis="stated")
    of_feed = notice("1/RES", "contract", "placsp", awards=(award("7", period=whole),))
    of_table = notice(
        "1/results/table", "contract", "placsp", day=9, awards=(award("7", period=Period(first)),)
    )
    db = stored(tmp_path / "v.db", [of_feed, of_table])
    assert contract(db, "start", "end", "end_basis") == ("2026-04-01", "2027-03-31", "stated")


@pytest.mark.parametrize(
    ("named", "months"),
    [(("unico",), [12.0]), (("18",), [12.0]), ((), [12.0]), (("1", "2"), [12.0, None])],
)
def test_the_only_lot_of_a_notice_is_that_of_its_contract_whatever_it_is_called(
    tmp_path: Path, named: tuple[str, ...], months: list[float | None]
) -> None:
    """German lots that have a notice each keep their number; Italians write "unico"."""
    only = replace(lot("1", "Licences"), period=Period(months=Decimal(12)))
    awards = [
        award(key, (who,), lots=(name,) if name else (), contract_number=key)
        for key, who, name in zip("AB", (SCC, ECONOCOM), named or ("",), strict=False)
    ]
    db = stored(tmp_path / "v.db", [notice("1-2026", lots=(only,), awards=tuple(awards))])
    assert [row[0] for row in db.execute("SELECT months FROM contracts ORDER BY id")] == months


def test_a_lot_whose_outcome_is_withheld_is_no_active_contract(tmp_path: Path) -> None:
    """414777-2024: outcome and reason withheld; nobody says who, how much or when."""
    withheld = notice("100-2026", awards=(award(who=(), status=None, value=None),))
    db = stored(tmp_path / "v.db", [withheld])
    assert contract(db, "status", "suppliers", "value") == (None, None, None)


def test_a_cancelled_notice_ends_its_contracts(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST, CANCELLATION])
    assert states(db) == {"100-2026": "cancelled", "300-2026": "current"}
    assert contract(db, "status", "value_countable_eur") == ("cancelled", None)
    ended = fetch_value(
        db, "SELECT before, after FROM changes WHERE kind = 'ended' AND field = 'status'"
    )
    assert ended == ("active", "cancelled")


def test_a_cancellation_of_a_corrected_notice_ends_the_contract_too(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [FIRST, CORRECTION, CANCELLATION])
    assert states(db) == {
        "100-2026": "replaced",
        "200-2026": "cancelled",
        "300-2026": "current",
    }
    assert contract(db, "status") == "cancelled"


def test_a_cancellation_that_names_one_award_ends_that_one_alone(tmp_path: Path) -> None:
    """An OCDS release tagged awardCancellation holds what changed: the other awards stand."""
    both = tuple(
        replace(award(f"LOT-000{n}", (who,)), key=str(n), award_id=str(n))
        for n, who in ((1, MICROSOFT), (2, ECONOCOM))
    )
    first = replace(FIRST, awards=both)
    second = replace(CANCELLATION, awards=(replace(both[1], status="cancelled"),))
    for order in ((first, second), (second, first)):
        db = stored(tmp_path / f"{order[0].number}.db", order)
        rows = db.execute("SELECT id, status FROM contracts ORDER BY id").fetchall()
        assert rows == [("ted:100-2026/1", "active"), ("ted:100-2026/2", "cancelled")]
        assert states(db) == {"100-2026": "current", "300-2026": "current"}
        sound(db)
    whole = replace(CANCELLATION, awards=both)
    db = stored(tmp_path / "whole.db", [first, whole])
    assert {x for (x,) in db.execute("SELECT status FROM contracts")} == {"cancelled"}
    assert states(db) == {"100-2026": "cancelled", "300-2026": "current"}


def test_two_result_tranches_replace_nothing(tmp_path: Path) -> None:
    second = notice("110-2026", day=12, awards=(award("LOT-0002", (ECONOCOM,)),))
    db = stored(tmp_path / "v.db", [second, FIRST])
    assert set(states(db).values()) == {"current"}
    assert contract_ids(db) == ["ted:100-2026/LOT-0001", "ted:110-2026/LOT-0002"]


def uk(number: str, kind: str, day: int, **facts: object) -> Notice:
    return notice(
        f"ocds-h6vhtk-04f5a1/{number}",
        kind,
        "find_a_tender",
        day,
        "ocds-h6vhtk-04f5a1",
        country="GB",
        awards=(award("1", award_id="1", **facts),),  # type: ignore[arg-type]
    )


def test_uk6_uk7_and_uk10_speak_of_one_contract(tmp_path: Path) -> None:
    signed = date(2026, 3, 17)
    db = stored(
        tmp_path / "v.db",
        [
            uk("018301-2026", "award", 2, value=euros(400_000), status="pending"),
            uk("018302-2026", "contract", 18, signed=signed, status="active"),
            uk("018303-2026", "amendment", 28, value=euros(450_000)),
        ],
    )
    assert contract(db, "id", "value", "signed", "status", "amendments") == (
        "find_a_tender:ocds-h6vhtk-04f5a1/018301-2026/1",
        450_000.0,
        "2026-03-17",
        "active",
        1,
    )
    assert set(states(db).values()) == {"current"}


def test_award_ids_that_start_anew_in_each_process_join_nothing(tmp_path: Path) -> None:
    other = replace(
        uk("018309-2026", "award", 20),
        procedure=Procedure(id="ocds-h6vhtk-04f5a2"),
        references=(Reference("follows", "number", "ocds-h6vhtk-04f5a1/018301-2026"),),
    )
    db = stored(tmp_path / "v.db", [uk("018301-2026", "award", 2), other])
    assert len(contract_ids(db)) == 2


def dollars(amount: int, rate: str, on: date) -> object:
    value = Decimal(amount)
    return replace(euros(amount, on), currency="USD", eur=value * Decimal(rate))


def test_a_modification_raises_the_value_and_keeps_the_rate(tmp_path: Path) -> None:
    first = notice("100-2026", awards=(award(value=dollars(100, "0.90", date(2026, 3, 2))),))
    after = dollars(150, "0.50", date(2026, 3, 20))
    change = notice(
        "120-2026",
        "amendment",
        day=20,
        references=amends("100-2026"),
        awards=(award(value=after, amendments=(Amendment(id="1", value_after=after),)),),  # type: ignore[arg-type]
    )
    db = stored(tmp_path / "v.db", [first, change])
    assert contract(
        db, "id", "value", "value_eur", "rate_date", "initial_value_eur", "amendments"
    ) == ("ted:100-2026/LOT-0001", 150.0, 135.0, "2026-03-02", 90.0, 1)
    actual = fetch_value(
        db,
        "SELECT cause, before, after FROM changes WHERE field = 'value'"
        " AND contract_id IS NOT NULL",
    )
    assert actual == ("notice", "100.0", "150.0")


@pytest.mark.parametrize("has_earlier", [True, False])
def test_a_modification_that_tells_the_value_before_it_alone_leaves_what_is_known(
    tmp_path: Path, has_earlier: bool
) -> None:
    """Rows of DECP tables are a modification each, beside what was signed."""
    first = Amendment(id="1", value_before=euros(100), value_after=euros(120))
    second = Amendment(id="2", value_before=euros(100))
    changes = [
        notice(
            "120-2026", "amendment", day=20, awards=(award(value=euros(120), amendments=(first,)),)
        ),
        notice("130-2026", "amendment", day=25, awards=(award(value=None, amendments=(second,)),)),
    ]
    db = stored(tmp_path / "v.db", changes if has_earlier else changes[1:])
    value = 120.0 if has_earlier else 100.0
    assert contract(db, "value", "value_kind", "initial_value_eur") == (value, "exact", 100.0)


def test_a_modification_alone_does_not_tell_the_initial_value(tmp_path: Path) -> None:
    silent = notice("120-2026", "amendment", awards=(award(value=euros(150)),))
    telling = replace(
        silent,
        awards=(award(value=euros(150), amendments=(Amendment(value_before=euros(100)),)),),
    )
    assert contract(stored(tmp_path / "a.db", [silent]), "value_eur", "initial_value_eur") == (
        150.0,
        None,
    )
    assert contract(stored(tmp_path / "b.db", [telling]), "value_eur", "initial_value_eur") == (
        150.0,
        100.0,
    )


def test_an_intention_and_its_award_are_one_contract(tmp_path: Path) -> None:
    intention = notice("90-2026", "award_intention", day=1, awards=(award(),))
    before = stored(tmp_path / "a.db", [intention])
    assert contract(before, "id", "status") == ("ted:90-2026/LOT-0001", "pending")
    after = stored(tmp_path / "b.db", [intention, FIRST])
    assert contract(after, "id", "status", "value") == (
        "ted:90-2026/LOT-0001",
        "active",
        80_000.0,
    )


def test_members_of_a_consortium_share_one_contract(tmp_path: Path) -> None:
    members = (SCC, replace(MICROSOFT, role="member"))
    db = stored(tmp_path / "v.db", [notice("100-2026", awards=(award(who=members),))])
    assert contract(db, "suppliers", "vendor_groups") == (
        "SCC France | Microsoft France",
        '["microsoft"]',
    )
    roles = db.execute("SELECT name, role FROM suppliers ORDER BY name").fetchall()
    assert roles == [("Microsoft France", "member"), ("SCC France", "main")]


def test_a_framework_with_many_winners_gives_each_its_contract(tmp_path: Path) -> None:
    winners = [supplier(f"Éditeur {n}") for n in range(12)]
    awards = tuple(
        award(
            f"LOT-0001-{n}",
            (who,),
            lots=("LOT-0001",),
            technique="framework",
            maximum=euros(4_000_000),
            value_kind="ceiling",
        )
        for n, who in enumerate(winners)
    )
    db = stored(tmp_path / "v.db", [notice("100-2026", awards=awards)])
    assert len(contract_ids(db)) == 12
    assert fetch_value(db, "SELECT sum(value_countable_eur), max(ceiling_eur) FROM contracts") == (
        None,
        4_000_000.0,
    )


def test_purchases_in_a_dynamic_system_stay_apart(tmp_path: Path) -> None:
    def bought(number: str, day: int) -> Notice:
        facts = {"technique": "dynamic_purchasing", "value": euros(9_000 + day)}
        return notice(number, day=day, awards=(award(**facts),))  # type: ignore[arg-type]

    db = stored(tmp_path / "v.db", [bought("100-2026", 2), bought("101-2026", 3)])
    assert contract_ids(db) == ["ted:100-2026/LOT-0001", "ted:101-2026/LOT-0001"]


def test_an_amendment_that_arrives_before_what_it_amends_waits_for_it(tmp_path: Path) -> None:
    change = notice(
        "120-2026",
        "amendment",
        day=20,
        references=amends("100-2026"),
        awards=(award(value=euros(95_000)),),
    )
    alone = stored(tmp_path / "a.db", [change])
    assert contract_ids(alone) == ["ted:120-2026/LOT-0001"]
    db = stored(tmp_path / "b.db", [change, FIRST])
    assert contract(db, "id", "value", "amendments") == ("ted:100-2026/LOT-0001", 95_000.0, 1)
    assert db.execute("SELECT * FROM redirects").fetchall() == [
        ("ted:120-2026/LOT-0001", "ted:100-2026/LOT-0001")
    ]
    moved = fetch_value(db, "SELECT before, after FROM changes WHERE field = 'id'")
    assert moved == ("ted:120-2026/LOT-0001", "ted:100-2026/LOT-0001")


def thirty() -> Notice:
    names = [f"LOT-{n:04d}" for n in range(1, 31)]
    awards = tuple(
        award(name, (MICROSOFT if n == 7 else supplier(f"Fournisseur {n}"),))
        for n, name in enumerate(names, start=1)
    )
    lots = tuple(lot(name, f"Lot {n}") for n, name in enumerate(names, start=1))
    return notice("100-2026", awards=awards, lots=lots, tags=(tag(key="LOT-0007"),))


def test_of_thirty_lots_with_one_big_tech_winner_one_contract_is_tagged(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [thirty()])
    assert len(contract_ids(db)) == 30
    tagged = db.execute("SELECT id FROM contracts WHERE big_tech = 'yes'").fetchall()
    assert tagged == [("ted:100-2026/LOT-0007",)]
    assert fetch_value(db, "SELECT contract_id FROM tags") == "ted:100-2026/LOT-0007"
    assert fetch_value(db, "SELECT big_tech, vendor_groups FROM notices") == (
        "yes",
        '["microsoft"]',
    )


def test_a_notice_of_thousands_of_contracts_takes_work_in_step_with_their_number() -> None:
    def steps(count: int) -> int:
        keys = [f"LOT-{n:05d}" for n in range(count)]
        many = notice(
            "100-2026",
            awards=tuple(award(key, (MICROSOFT,)) for key in keys),
            tags=tuple(tag(key=key) for key in keys),
        )
        assert prepare_rows(many, {})
        return count_steps(lambda: prepare_rows(many, {}))

    assert steps(1_600) < 10 * steps(200)


def test_an_award_that_is_corrected_away_keeps_no_tag(tmp_path: Path) -> None:
    wrong = notice("100-2026", awards=(award(who=(MICROSOFT,)),), tags=(tag(key="LOT-0001"),))
    right = notice(
        "200-2026", day=9, change="correction", references=corrects("100-2026"), awards=(award(),)
    )
    db = stored(tmp_path / "v.db", [wrong, right])
    assert contract(db, "id", "suppliers", "big_tech") == (
        "ted:100-2026/LOT-0001",
        "SCC France",
        "no",
    )
    sound(db)


TERMINATION = notice("400-2026", "termination", day=29, references=amends("100-2026"))
OTHER_LOT = notice("150-2026", day=12, awards=(award("LOT-0002", (ECONOCOM,)),))
NUMBERED = notice(
    "160-2026",
    day=14,
    awards=(award("26-M-0142", (SCC,), contract_number="26-M-0142"),),
)
RENUMBERED = notice(
    "170-2026",
    "amendment",
    day=24,
    references=amends("160-2026"),
    awards=(award("26M0142", (ECONOCOM,), contract_number="26M0142", value=euros(5_000)),),
)
TWIN = notice(
    "26-104233",
    day=6,
    portal="boamp",
    awards=(award("1", (SCC,), lots=("1",), value=euros(80_000)),),
)
CAST = (FIRST, CORRECTION, SILENT, CANCELLATION, OTHER_LOT, NUMBERED, RENUMBERED, TWIN, TERMINATION)
STORY = ("changes", "redirects", "organization_names", "documents", "receipts")


def stored_rows(connection: sqlite3.Connection) -> dict[str, list[object]]:
    """All tables but those that tell in which order things came."""
    sound(connection)
    return dump(connection, leave=STORY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(CAST), st.sets(st.sampled_from(CAST), min_size=2))
def test_any_order_of_arrival_gives_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, order: list[Notice], cast: set[Notice]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    kept = [n for n in order if n in cast]
    straight = stored(folder / "a.db", sorted(kept, key=lambda n: n.id))
    shuffled = stored(folder / "b.db", kept)
    assert stored_rows(shuffled) == stored_rows(straight)


@pytest.mark.parametrize(
    "order", list(itertools.permutations((FIRST, CORRECTION, SILENT, OTHER_LOT)))
)
def test_the_fold_does_not_depend_on_the_order_of_its_notices(order: Iterable[Notice]) -> None:
    history = compile_procedure(order)
    assert [(c.id, c.value) for c in history.contracts] == [
        ("ted:100-2026/LOT-0001", euros(88_000)),
        ("ted:150-2026/LOT-0002", None),
    ]
    assert history.notice_states["ted:100-2026"].state == "replaced"


def test_two_corrections_of_one_notice_follow_each_other(tmp_path: Path) -> None:
    later = notice(
        "210-2026",
        day=11,
        change="correction",
        references=corrects("100-2026"),
        awards=(award(value=euros(90_000)),),
    )
    db = stored(tmp_path / "v.db", [later, FIRST, CORRECTION])
    assert states(db) == {"100-2026": "replaced", "200-2026": "replaced", "210-2026": "current"}
    assert contract(db, "value") == 90_000.0


def test_buyers_who_share_a_process_share_no_contract(tmp_path: Path) -> None:
    other = replace(
        uk("018310-2026", "contract", 20),
        buyers=(Buyer(organization("Leeds City Council", country="GB")),),
    )
    db = stored(tmp_path / "v.db", [uk("018301-2026", "award", 2), other])
    assert len(contract_ids(db)) == 2


UNNAMED = replace(
    notice("400-2026", day=8, buyers=(), awards=(award(),)),
    procedure=Procedure(id="p"),
)
CALLED = replace(notice("390-2026", "tender"), procedure=Procedure(id="p", method="direct"))
OTHER_BUYER = replace(
    CALLED,
    id="ted:391-2026",
    number="391-2026",
    content_sha256="other",
    buyers=(Buyer(organization("Ville de Lyon")),),
    procedure=Procedure(id="p", method="open"),
)
ELSEWHERE = replace(CALLED, procedure=Procedure(id="q", method="direct"))


@pytest.mark.parametrize(
    ("told_before", "buyer", "method"),
    [
        ((CALLED,), "Commune de Calais", "direct"),
        ((), None, None),
        ((CALLED, OTHER_BUYER), None, None),
        ((ELSEWHERE,), None, None),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_a_result_without_buyer_takes_the_one_that_its_procedure_names(
    tmp_path: Path,
    told_before: tuple[Notice, ...],
    buyer: str | None,
    method: str | None,
    late: bool,
) -> None:
    order = (UNNAMED, *told_before) if late else (*told_before, UNNAMED)
    db = stored(tmp_path / "v.db", order)
    assert contract(db, "buyer", "method") == (buyer, method)
    assert fetch_value(db, "SELECT buyer FROM notices WHERE number = '400-2026'") is None
    sound(db)


@pytest.mark.parametrize(
    ("field", "evidence", "reason"),
    [
        ("title", "001", "code CPV 72267000"),
        ("title", "Serveurs", "title: Serveurs"),
        ("main_code", "CPV 48820000", "code CPV 48820000"),
    ],
)
def test_a_lot_without_title_is_digital_for_the_reason_of_its_notice(
    tmp_path: Path, field: str, evidence: str, reason: str
) -> None:
    claim = tag("digital", "yes", "001", evidence=evidence, field=field, rule="model/words")
    result = replace(
        UNNAMED,
        awards=(award("001"),),
        scope=Scope("yes", "code CPV 72267000"),
        tags=(claim,),
    )
    db = stored(tmp_path / "v.db", [result])
    assert contract(db, "scope_reason") == reason


@pytest.mark.parametrize(
    ("called", "title"),
    [
        ((CALLED,), CALLED.title),
        ((), None),
        ((ELSEWHERE,), None),
        ((CALLED, replace(OTHER_BUYER, texts=(Text("title", "Other", "fr"),))), None),
    ],
)
def test_a_result_without_title_takes_the_one_that_its_procedure_has(
    tmp_path: Path, called: tuple[Notice, ...], title: str | None
) -> None:
    bare = replace(UNNAMED, texts=tuple(x for x in UNNAMED.texts if x.field != "title"))
    db = stored(tmp_path / "v.db", (bare, *called))
    assert contract(db, "title") == title
    sound(db)


def test_a_procedure_is_read_once_for_all_its_contracts_that_leave_something_unsaid() -> None:
    """Of a purchasing system with thousands of contracts each would read all the others."""
    looks = 0

    class Family(list[Notice]):
        def __iter__(self) -> Iterator[Notice]:
            nonlocal looks
            looks += 1
            return super().__iter__()

    results = [
        replace(
            UNNAMED,
            id=f"ted:{n}-2026",
            number=f"{n}-2026",
            awards=(award(f"C{n}", contract_number=f"C{n}"),),
        )
        for n in range(400, 420)
    ]
    contracts = compile_procedure([CALLED, *results]).contracts
    assert len(contracts) == 20
    fill_missing(contracts, Family([CALLED, *results]))
    assert {(contract.buyers, contract.method) for contract in contracts} == {
        (CALLED.buyers, "direct")
    }
    assert looks == 1


@pytest.mark.parametrize(
    ("stated", "lots", "title"),
    [
        ("CON-0001", 1, "Acquisition de licences bureautiques"),
        ("Lote 1", 2, "Serveurs"),
        ("Los Nr. 2", 1, "Acquisition de licences bureautiques"),
        ("Lot 1 : écrans", 2, None),
        ("Lotus 123", 1, None),
        ("Contract 365 users", 1, None),
        ("IKT", 1, None),
    ],
)
def test_a_title_that_is_a_number_alone_gives_way_to_one_that_tells(
    tmp_path: Path, stated: str, lots: int, title: str | None
) -> None:
    parts = (lot("LOT-0001", "Serveurs"), lot("LOT-0002", "Licences"))[:lots]
    db = stored(tmp_path / "v.db", [notice("1-2026", lots=parts, awards=(award(title=stated),))])
    assert contract(db, "title") == (title or stated)


def test_a_title_that_is_a_number_alone_is_better_than_none(tmp_path: Path) -> None:
    parts = (Lot(id="LOT-0001"), Lot(id="LOT-0002"))
    untitled = replace(notice("1-2026", lots=parts, awards=(award(title="Lote 1"),)), texts=())
    assert contract(stored(tmp_path / "v.db", [untitled]), "title") == "Lote 1"


def test_a_pair_that_another_contract_kept_apart_is_one_when_that_one_changes(
    tmp_path: Path,
) -> None:
    """NUMBERED shares the winner with FIRST until RENUMBERED names another one for it."""
    apart = stored(tmp_path / "a.db", [FIRST, TWIN, NUMBERED])
    assert fetch_value(apart, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 0
    again = stored(tmp_path / "b.db", [FIRST, TWIN, NUMBERED, RENUMBERED])
    assert fetch_value(again, "SELECT same_as FROM contracts WHERE portal = 'boamp'") == (
        "ted:100-2026/LOT-0001"
    )


def test_a_contract_has_its_own_code_where_that_of_the_notice_is_none_of_its_codes(
    tmp_path: Path,
) -> None:
    """One purchase of Paraguay in seven contracts: each has items of its own."""
    whole = (Code("UNSPSC", "51152009", main=True), Code("UNSPSC", "41113035"))
    several = (
        award("a", codes=(Code("UNSPSC", "41113035"), Code("UNSPSC", "41116004"))),
        award("b", codes=(Code("UNSPSC", "42142402"), Code("UNSPSC", "51152009"))),
        award("c"),
    )
    db = stored(tmp_path / "several.db", [notice("1-2026", codes=whole, awards=several)])
    codes = db.execute("SELECT main_code FROM contracts ORDER BY id").fetchall()
    assert codes == [("UNSPSC 41113035",), ("UNSPSC 51152009",), ("UNSPSC 51152009",)]
    alone = several[0]
    db = stored(tmp_path / "alone.db", [notice("1-2026", codes=whole, awards=(alone,))])
    assert contract(db, "main_code") == "UNSPSC 51152009"

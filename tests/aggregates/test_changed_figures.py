"""Figures brought up by what changed equal figures made of everything, table by table.

After random arrivals, corrections, withdrawals, retags and merges across portals, and after a
change of any column that a figure could read, through whatever statement.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.aggregates import refresh as aggregates
from monitor.aggregates.refresh import TABLES, refresh
from monitor.aggregates.working_tables import REMEMBERED
from pipelines.model import Buyer, Notice, Period, Procedure, Reference, Scope, replace
from pipelines.store.schema import TABLES as ALL_TABLES
from pipelines.store.writer import Writer
from tests.aggregates.remade_figures import differences
from tests.pipelines.store.store_support import (
    ECONOCOM,
    MICROSOFT,
    RANK,
    SCC,
    amends,
    award,
    corrects,
    database,
    euros,
    fetch_value,
    notice,
    organization,
    reading,
    rows,
    tag,
)

BUYERS = tuple(organization(f"Commune {name}", f"21620{n}939") for n, name in enumerate("ABCD"))
UUIDS = tuple(f"f2a4c1de-0b7e-4c58-9d1b-6f0a3c5e8b{n:02}" for n in range(20))


class Nights:
    """Draws what nights bring to one database."""

    def __init__(self, seed: int, db: sqlite3.Connection) -> None:
        self.chance, self.db = random.Random(seed), db
        self.writer = Writer(db, rank=RANK)
        self.stored: dict[str, Notice] = {}
        self.number = 0

    def draw(self) -> None:
        """Do one thing that changes rows."""
        acts: list[Callable[[], None]] = [self.arrive] * 6
        if self.stored:
            acts += [self.arrive_again, self.amend, self.correct, self.withdraw, self.retag]
        self.chance.choice(acts)()

    def arrive(self) -> None:
        self.save(self.new(portal=self.chance.choice(("ted", "boamp", "find_a_tender"))))

    def arrive_again(self) -> None:
        known = self.chance.choice(list(self.stored.values()))
        self.save(replace(self.new(portal=known.portal), id=known.id, number=known.number))

    def amend(self) -> None:
        known = self.chance.choice(list(self.stored.values()))
        self.save(self.new("amendment", known.portal, references=amends(known.number)))

    def correct(self) -> None:
        known = self.chance.choice(list(self.stored.values()))
        self.save(self.new("award", known.portal, references=corrects(known.number)))

    def withdraw(self) -> None:
        self.writer.take_down(self.stored.pop(self.chance.choice(list(self.stored))).id)

    def retag(self) -> None:
        known = self.chance.choice(list(self.stored.values()))
        drawn = self.new(portal=known.portal)
        again = replace(known, tags=drawn.tags, scope=drawn.scope)
        self.writer.save_reclassified([again])
        self.stored[known.id] = again

    def save(self, drawn: Notice) -> None:
        self.writer.save([reading(drawn)])
        if fetch_value(self.db, "SELECT count(*) FROM register WHERE notice_id = ?", drawn.id):
            self.stored[drawn.id] = drawn

    def new(
        self, kind: str = "award", portal: str = "ted", references: tuple[Reference, ...] = ()
    ) -> Notice:
        self.number += 1
        draw = self.chance
        awards = tuple(
            award(
                f"LOT-000{n}",
                who=draw.choice(((SCC,), (MICROSOFT,), (SCC, ECONOCOM), ())),
                status=draw.choice(("active", "active", "active", "cancelled", "pending")),
                value=draw.choice((None, euros(draw.randrange(1, 10**9)))),
                value_kind=draw.choice(("exact", "exact", "ceiling", "estimate")),
                signed=draw.choice((None, date(draw.randrange(2019, 2027), 5, 17))),
                period=draw.choice(
                    (None, Period(date(2024, 7, 3), date(draw.randrange(2024, 2031), 12, 30)))
                ),
            )
            for n in range(1, draw.choice((2, 2, 3)))
        )
        role = draw.choice(("in_house", "open_source", "public_cooperation"))
        tags = (
            tag("vendor", "microsoft", "LOT-0001", role=draw.choice(("winner", "named_product"))),
            tag("big_tech", draw.choice(("yes", "unclear")), "LOT-0001", role="winner"),
            tag("data_outsourcing", draw.choice(("yes", "no")), "LOT-0001"),
            tag("data_law_exposure", draw.choice(("domestic", "eu_only")), "LOT-0001"),
            tag(
                "public_alternative",
                "yes",
                draw.choice((None, "LOT-0001")),
                role=role,
                checked_on=draw.choice((None, date(2026, 5, 17))),
            ),
        )
        buyers = (Buyer(draw.choice(BUYERS), draw.choice(("buyer", "central_purchasing"))),)
        drawn = notice(
            f"{self.number}-2026",
            kind,
            portal,
            day=draw.randrange(1, 29),
            awards=awards,
            tags=tuple(tag for tag in tags if draw.random() < 0.5),
            references=references,
            scope=Scope(draw.choice(("yes", "yes", "yes", "borderline", "no")), "words"),
            buyers=buyers,
            country=draw.choice(("FR", "BE")),
        )
        method = draw.choice(("open", "direct", None))
        return replace(drawn, procedure=Procedure(id=draw.choice((*UUIDS, None)), method=method))


def figures(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    result = {name: rows(db, name) for name in (*TABLES, *REMEMBERED)}
    result["aggregates"] = [row for row in result["aggregates"] if row[0] != "table"]
    return result


def assert_equal_to_figures_of_everything(db: sqlite3.Connection) -> None:
    kept = figures(db)
    assert differences(db) == []
    refresh(db, everything=True)
    assert kept == figures(db)


@pytest.fixture
def only_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much changed, figures are brought up by it."""
    monkeypatch.setattr(aggregates, "MAX_CHANGED_SHARE", 1e9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("only_changed")
def test_after_random_changes(seed: int, tmp_path: Path) -> None:
    db = database(tmp_path / "vigie.db")
    nights = Nights(seed, db)
    refresh(db)
    for night in range(20):
        for _ in range(nights.chance.randrange(1, 6)):
            nights.draw()
        refresh(db)
        assert not refresh(db), "nothing is left to do"
        assert differences(db) == [], f"night {night}"
    assert fetch_value(db, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL"), (
        "none merged"
    )
    assert_equal_to_figures_of_everything(db)


# the tables that the SQL of figures reads
SOURCES = (
    "buyers",
    "contract_groups",
    "contract_notices",
    "contracts",
    "notices",
    "suppliers",
    "tags",
)


def test_every_table_that_figures_read_is_changed_here(tmp_path: Path) -> None:
    db = database(tmp_path / "vigie.db")
    read: set[str] = set()

    def note(action: int, table: str | None, _: object, where: str | None, __: object) -> int:
        if action == sqlite3.SQLITE_READ and where == "main" and table is not None:
            read.add(table)
        return sqlite3.SQLITE_OK

    statements = list(aggregates.rebuild_statements())
    db.set_authorizer(note)
    for sql in statements:
        db.execute(sql)
    db.set_authorizer(None)
    assert read - set(TABLES) - {"sqlite_master"} == set(SOURCES)


@pytest.mark.parametrize("table", SOURCES)
@pytest.mark.usefixtures("only_changed")
def test_after_a_change_of_any_column(table: str, tmp_path: Path) -> None:
    db = database(tmp_path / "vigie.db")
    nights = Nights(7, db)
    while fetch_value(db, "SELECT count(*) FROM contracts") < 40:
        nights.arrive()
    refresh(db)
    db.execute("PRAGMA foreign_keys = OFF")
    for column in ALL_TABLES[table].names:
        others = db.execute(f"SELECT DISTINCT [{column}] FROM [{table}]").fetchall()
        for (other,) in [*nights.chance.sample(others, min(2, len(others))), (None,)]:
            if other is None and column in (*ALL_TABLES[table].pk, "procedure_id", "contract_id"):
                continue
            db.execute(
                f"UPDATE OR IGNORE [{table}] SET [{column}] = ? WHERE rowid IN"
                f" (SELECT rowid FROM [{table}] ORDER BY random() LIMIT 3)",
                (other,),
            )
            refresh(db)
            assert differences(db) == [], column
    if table == "contract_notices":
        db.execute(
            "INSERT OR IGNORE INTO contract_notices SELECT c.id, n.id, 'amends', NULL, NULL, NULL,"
            " NULL FROM contracts c JOIN notices n ON n.rowid % 3 = c.rowid % 3"
        )
        refresh(db)
        assert differences(db) == []
    db.execute(f"DELETE FROM [{table}] WHERE rowid % 2")
    refresh(db)
    assert_equal_to_figures_of_everything(db)


def test_a_night_that_changed_most_makes_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = database(tmp_path / "vigie.db")
    refresh(db)
    monkeypatch.setattr(aggregates, "MAX_CHANGED_ANYWAY", 3)
    monkeypatch.setattr(aggregates, "_refresh_changed", lambda _: pytest.fail("not all of it"))
    nights = Nights(8, db)
    while fetch_value(db, "SELECT count(*) FROM contracts") < 5:
        nights.arrive()
    assert refresh(db)
    assert differences(db) == []


def test_figures_that_were_stopped_half_way_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = database(tmp_path / "vigie.db")
    Nights(9, db).arrive()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(aggregates.working_tables, "remember", stopped)
        with pytest.raises(KeyboardInterrupt):
            refresh(db)
    assert refresh(db)
    assert differences(db) == []

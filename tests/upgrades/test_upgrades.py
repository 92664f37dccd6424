"""An installation of an older version goes on: rows, archive, subscribers, saved addresses."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import pytest

from monitor.alerts import private_db
from monitor.alerts.signed_links import SignedLinks
from monitor.alerts.signing_key import load_signing_key
from monitor.cli.serve_and_schedule import prepare_database
from monitor.config import Config
from monitor.quality.claims_before_review import claims_of_contract
from monitor.search.column_store_persistence import load_index
from pipelines.open_store import needs_retag
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.reference.load_reference_tables import load_tables, rules_version
from pipelines.store import reviews_db
from pipelines.store.database import connect, get_meta, set_meta
from pipelines.store.schema import DERIVATION, RENAMING_VERSIONS, ROWS_VERSION, VERSION
from tests.aggregates.remade_figures import differences
from tests.alerts.smtp import Postbox, listening, text
from tests.forked_commands import run
from tests.pipelines.store.store_support import dump
from tests.web.conftest import serving

pytestmark = pytest.mark.hostile

OLD = Path(__file__).parent
ROOT = OLD.parents[1]
RELEASES = ("v0_1_0",)
DATABASES = (*RELEASES, "schema_5", "schema_13")
CLAIRE = "claire@example.org"
TOLD = "boamp:26-990103/2026-MEL-0398"
WAITING = {"ted:990102-2026", "ted:990117-2026"}  # new contracts with big tech
# addresses of pages that somebody may have kept, in every form
SAVED = (
    "fr/contrat/boamp~3A26-990103~2F2026-MEL-0398",
    "en/contract/boamp~3A26-990103~2F2026-MEL-0398.json",
    "fr/groupe/microsoft",
    "fr/flux.atom",
    "vigie/contracts/boamp~3A26-990103~2F2026-MEL-0398",
    "vigie/contracts.csv?big_tech=yes",
    "vigie/notices/ted~3A990117-2026.json",
)
# of the link in the mail that she has, /fr/alerts/unsubscribe/TOKEN
UNSUBSCRIBE = "WyJ3bFIwdDAwMHdocDVwc2dHWGxicHVRIl0.awn_Gw.PU9bCVBL58AMomSiql9H64QWhVo"


@pytest.fixture(params=RELEASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder that is an installation of the older version, ready for a command of this one."""
    release = OLD / request.param
    restore(release, tmp_path, "vigie", "private")
    (tmp_path / "private.db").chmod(0o600)
    shutil.copy(release / "private.key", tmp_path)
    (tmp_path / "private.key").chmod(0o600)
    return tmp_path


def restore(release: Path, folder: Path, *names: str) -> None:
    """Make the databases of an older version from their SQL, beside its archive."""
    for name in names:
        with closing(sqlite3.connect(folder / f"{name}.db")) as database:
            database.executescript((release / f"{name}.sql").read_text("utf-8"))
            database.execute("PRAGMA journal_mode = wal")
    shutil.copytree(release / "archive", folder / "archive")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as postbox:
        yield postbox


def vigie(folder: Path, *arguments: str, port: int = 9, status: int = 0) -> str:
    """Run a command on the installation, which ends with ``status``; return what it printed."""
    settings = folder / "vigie.toml"
    settings.write_text(
        f'[paths]\nhome = "{folder}"\n[site]\npublic_url = "https://vigie.example"\n'
        f'[mail]\nenabled = true\nfrom = "vigie@example.org"\nport = {port}\nhost = "127.0.0.1"\n',
        encoding="utf-8",
    )
    done = run("--config", settings, *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def rows(folder: Path, sql: str, name: str = "vigie") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / f"{name}.db")) as database:
        return database.execute(sql).fetchall()


KEPT = (
    "SELECT id, buyer, suppliers, value, published, status, vendor_groups FROM contracts"
    " ORDER BY id"
)


def still_published(contracts: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """All but the contract whose lot, among thirty of IT supplies, is not digital."""
    return [row for row in contracts if row[0] != "ted:990117-2026/AL_4557/29"]


def test_contracts_keep_their_ids_and_facts_and_the_schema_is_of_this_version(
    installation: Path,
) -> None:
    before = rows(installation, KEPT)
    assert len(before) == 41
    vigie(installation, "retag")
    assert rows(installation, KEPT) == still_published(before)
    schema = rows(installation, "SELECT value FROM meta WHERE key = 'schema_version'")
    assert schema == [(str(VERSION),)]
    assert rows(installation, "PRAGMA integrity_check") == [("ok",)]


def test_the_archive_gives_what_the_database_holds(installation: Path, tmp_path: Path) -> None:
    before = rows(installation, KEPT)
    vigie(installation, "replay")
    assert rows(installation, KEPT) == before, "documents that did not change are not judged again"
    for file in installation.glob("vigie.db*"):
        file.unlink()
    vigie(installation, "replay")
    assert rows(installation, KEPT) == still_published(before), "the same from nothing"


KEYS_OF_DERIVATION = (4, "ad96bc9b948bb65d")

# how often and by which run something came, and what is told of it, not what it says
BOOKKEEPING = ("runs", "receipts", "changes", "meta", "health", "windows", "documents")

# Its code has a label in Spanish now, which came later; a retag does not label codes again.
LABELLED_LATER = {"v0_1_0": {"ted:990102-2026"}}
# Their places were not read then; a replay reads them, a retag does not.
PLACED_LATER = {
    "boamp:26-990101",
    "boamp:26-990103",
    "boamp:26-990103/2026-MEL-0398",
    "boamp:26-990107",
}

# A retag counts its end again; the digest of what the document says stays that of before.
COUNTED_LATER = {"ted:990112-2026"}


def test_rows_are_found_under_the_names_of_today(tmp_path: Path) -> None:
    restore(OLD / "schema_13", tmp_path, "vigie")
    told = "2026-11-28T09:00:00Z"
    with closing(sqlite3.connect(tmp_path / "vigie.db")) as older, older:
        older.execute(
            "INSERT INTO health (subject, since, state, told) VALUES ('ted', ?, 'blind', ?)",
            (told, told),
        )
        older.execute("INSERT INTO other_ways (way, notice_id, contract_id) VALUES ('x', '1', '')")
    with closing(connect(tmp_path / "vigie.db")) as database:
        assert list(database.execute("SELECT notified FROM health")) == [(told,)]
        assert "told" not in [row[1] for row in database.execute("PRAGMA table_info(health)")]
        of_way = "SELECT notice_id FROM alternative_examples WHERE way = 'x'"
        assert list(database.execute(of_way)) == [("1",)]
        tables = "SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'other_ways'"
        assert list(database.execute(tables)) == [(0,)], "with its indexes"


def test_messages_and_notifications_are_found_under_the_names_of_today(
    installation: Path,
) -> None:
    with closing(sqlite3.connect(installation / "private.db")) as older, older:
        before = older.execute("SELECT event, subscription, message FROM told").fetchall()
        older.execute(
            "INSERT INTO messages (message_id, kind, once, created, state, not_before)"
            " VALUES ('<a@b>', 'keeper', 'keeper:ted:2026-11-28', '', 'sent', '')"
        )
    with closing(private_db.connect(installation / "private.db")) as private:
        assert private.execute("SELECT * FROM notifications").fetchall() == before != []
        to_operator = "SELECT once FROM messages WHERE kind = 'operator'"
        assert private.execute(to_operator).fetchall() == [("operator:ted:2026-11-28",)]
        schema = {row[:2] for row in private.execute("SELECT name, sql FROM sqlite_schema")}
    with closing(private_db.connect(installation / "new.db")) as new:
        declared = {row[0] for row in new.execute("SELECT name FROM sqlite_schema")}
    assert {name for name, _ in schema} == declared, "tables and indexes of a new file"


@pytest.mark.parametrize("version", DATABASES)
def test_rows_of_an_older_version_become_those_of_a_fresh_replay(
    version: str, tmp_path: Path
) -> None:
    """Keys that link portals and figures too, though no document, rule or tag has changed."""
    old, fresh = tmp_path / "old", tmp_path / "fresh"
    old.mkdir()
    restore(OLD / version, old, "vigie")
    shutil.copytree(old / "archive", fresh / "archive")
    vigie(old, "retag")
    vigie(fresh, "replay")
    with (
        closing(connect(old / "vigie.db")) as connection,
        closing(connect(fresh / "vigie.db")) as other,
    ):
        upgraded, made_new = dump(connection, leave=BOOKKEEPING), dump(other, leave=BOOKKEEPING)
        assert differences(connection) == []
        differing = {row[0] for name in made_new for row in {*upgraded[name]} ^ {*made_new[name]}}
        assert differing - PLACED_LATER - COUNTED_LATER == LABELLED_LATER.get(version, set())
        assert get_meta(connection, "rows_version") == ROWS_VERSION
        if version == "schema_13":
            keys = repr([made_new[table] for table in ("family_keys", "cluster_keys")])
            assert (DERIVATION, sha256(keys.encode()).hexdigest()[:16]) == KEYS_OF_DERIVATION, (
                "notices have other keys than before: raise DERIVATION in pipelines/store/schema.py"
            )


def test_a_database_of_an_older_version_is_judged_again_though_no_rule_has_changed(
    tmp_path: Path,
) -> None:
    restore(OLD / "schema_13", tmp_path, "vigie")
    rules = rules_version()
    with closing(connect(tmp_path / "vigie.db")) as database:
        set_meta(database, "rules_version", rules)
        assert needs_retag(database, rules)
        set_meta(database, "rows_version", ROWS_VERSION)
        assert not needs_retag(database, rules)
        schema = max({*range(VERSION + 1)} - {*RENAMING_VERSIONS})
        set_meta(database, "rows_version", f"{schema}.{DERIVATION}")
        assert not needs_retag(database, rules), "new names make no row another"


def test_figures_and_the_index_of_the_search_are_made_before_the_site_is_served(
    tmp_path: Path,
) -> None:
    restore(OLD / "schema_5", tmp_path, "vigie")
    prepare_database(Config(), tmp_path / "vigie.db")
    with closing(connect(tmp_path / "vigie.db")) as database:
        assert differences(database) == []
        loaded = load_index(database)
        assert loaded is not None
        (contracts,) = database.execute("SELECT count(*) FROM contracts").fetchone()
        assert len(loaded[0].listed) >= contracts


def test_a_subscriber_is_told_what_waited_once_and_nothing_twice(
    installation: Path, box: Postbox
) -> None:
    vigie(installation, "retag")  # as the schedule does when tables have changed
    # it was off since then: nobody is told before the time is confirmed, here by the operator
    vigie(installation, "health", "--confirm-clock", status=1)  # and no portal was read lately
    vigie(installation, "alerts", port=box.port)
    vigie(installation, "alerts", port=box.port)
    actual = "".join(text(mail) for mail in box.mails(CLAIRE))
    for notice in WAITING:
        number = notice.removeprefix("ted:")
        assert actual.count(f"https://vigie.example/fr/contrat/ted~3A{number}") == 1, actual
    assert "26-990103" not in actual, "she was told of it by the older version"
    # the message of the older version is forgotten in its time
    sql = "SELECT state, count(*) FROM messages WHERE created > '2026-11-28' GROUP BY 1"
    assert rows(installation, sql, "private") == [("sent", len(box.mails(CLAIRE)))]


def test_answers_about_claims_of_the_older_version_are_carried_by_every_command(
    installation: Path,
) -> None:
    vigie(installation, "retag")
    with closing(connect(installation / "vigie.db")) as database:
        claim = claims_of_contract(database, load_tables(), TOLD)["big_tech"]
    given = [
        Review(*part.key, part.words, "stands", "", "lea", "2026-11-20T09:00:00Z", "newest", TOLD)
        for part in claim.parts
    ]
    with closing(reviews_db.connect(installation / "reviews.db")) as answers:
        reviews_db.add_reviews(answers, given)
    vigie(installation, "retag", "--reviewed")
    checked = f"SELECT verified FROM contracts WHERE id = '{TOLD}'"
    assert rows(installation, checked) == [('["big_tech"]',)]
    # the database is from another day, so the operator says that the clock is right
    vigie(installation, "health", "--confirm-clock", status=1)  # no portal was read lately
    vigie(installation, "backup", str(installation / "copies"))
    (copy,) = (installation / "copies").glob("20*")
    for file in installation.glob("*.db*"):
        if not file.name.startswith("private"):
            file.unlink()
    shutil.copy(copy / "reviews.db", installation / "reviews.db")
    vigie(installation, "replay")
    assert rows(installation, checked) == [('["big_tech"]',)], "from the archive and the copy"


def test_addresses_that_were_saved_answer(installation: Path) -> None:
    vigie(installation, "retag")
    with serving(installation / "vigie.db") as address:
        for saved in SAVED:
            with urlopen(f"{address}/{saved}", timeout=120) as answer:
                assert answer.status == 200, saved


def test_the_link_in_a_mail_of_the_older_version_still_ends_the_subscription(
    installation: Path,
) -> None:
    key = load_signing_key(installation / "private.db")
    handle, _ = SignedLinks(key).read("unsubscribe", UNSUBSCRIBE)
    assert rows(installation, "SELECT handle, state FROM subscriptions", "private") == [
        (handle, "active")
    ]

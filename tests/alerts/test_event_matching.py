"""What changed is told to whom it concerns, once, whatever happens to the database."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from monitor.alerts.contract_and_notice_facts import tag_evidence
from monitor.alerts.evidence_lines import chosen_evidence
from monitor.alerts.filter_preview import preview_filter
from monitor.alerts.subscription_filters import Filter, build_filter
from pipelines.model import (
    Amendment,
    Buyer,
    BuyerRole,
    Period,
    Procedure,
    Scope,
    ScopeAnswer,
    Supplier,
    replace,
)
from pipelines.store.database import connect
from pipelines.store.writer import Writer
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, BIG_TECH, Installation, microsoft_award, plain_award
from tests.pipelines.store.store_support import (
    BUYER,
    ECONOCOM,
    MICROSOFT,
    RANK,
    SCC,
    amends,
    award,
    corrects,
    euros,
    notice,
    organization,
    tag,
)

OTHER = "0d9f7a54-52c3-4a07-8f0e-3f7d11f7f001"  # another procedure
BOB = "bob@example.org"


@pytest.fixture
def ready(installation: Installation) -> Installation:
    """An installation in which alerts have run once, with one subscriber for big tech."""
    installation.crawl(plain_award("1-2026", procedure=OTHER))
    installation.run_alerts()
    installation.subscribe()
    return installation.advance(days=1)


def subjects(box: Postbox, address: str = ANN) -> list[str]:
    return [str(mail["Subject"]) for mail in box.mails(address)]


def last(box: Postbox, address: str = ANN) -> str:
    return " ".join(text(box.mails(address)[-1]).split())


def rebuilt(installation: Installation, *notices: object) -> None:
    """vigie.db is lost and read again from the archive."""
    for file in installation.folder.glob("vigie.db*"):
        file.unlink()
    installation.crawl(*notices, command="replay")  # type: ignore[arg-type]


def test_a_new_contract_is_told_once(ready: Installation, box: Postbox) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=1).run_alerts()
    assert subjects(box) == ["New contract: Microsoft – Commune de Calais (France)"]
    assert "Why: Big tech – “Microsoft”" in last(box)


def test_what_nobody_asked_for_is_told_to_nobody(ready: Installation, box: Postbox) -> None:
    ready.crawl(plain_award())
    ready.run_alerts()
    assert box.raw == []


def test_a_contract_seen_on_two_portals_in_one_night_is_told_once(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award("26-1", portal="boamp"), microsoft_award("9-2026"))
    ready.run_alerts()
    assert len(subjects(box)) == 1
    assert text(box.mails(ANN)[0]).count("Commune de Calais") == 2  # the opening and one item


@pytest.mark.parametrize("portals", [("boamp", "ted"), ("ted", "boamp")])
def test_a_contract_that_another_portal_publishes_later_is_told_once(
    ready: Installation, box: Postbox, portals: tuple[str, str]
) -> None:
    for number, portal in enumerate(portals):
        ready.crawl(microsoft_award(f"26-{number}", portal=portal, day=3 + number))
        ready.run_alerts()
        ready.advance(days=2)
    assert len(subjects(box)) == 1


def test_a_rebuilt_database_is_no_news(ready: Installation, box: Postbox) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    rebuilt(ready.advance(days=1), microsoft_award())
    ready.run_alerts()
    assert len(subjects(box)) == 1
    ready.subscribe(BOB)
    rebuilt(ready.advance(days=1), microsoft_award())
    ready.run_alerts()
    assert subjects(box, BOB) == []


def test_what_was_lost_before_it_was_told_is_told_after_the_rebuild(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award())  # crawled, and the database is lost before alerts ran
    rebuilt(ready, plain_award("1-2026", procedure=OTHER), microsoft_award())
    ready.run_alerts()
    ready.run_alerts()
    assert len(subjects(box)) == 1


def test_a_copied_file_that_was_put_back_and_crawled_on_loses_nothing(
    ready: Installation, box: Postbox
) -> None:
    """Its log is longer than what was read of the other, and says other things there."""
    database, kept = ready.folder / "vigie.db", ready.folder / "kept"
    procedures = [f"0d9f7a54-52c3-4a07-8f0e-3f7d11f7f3{number:02}" for number in range(6)]
    first, lost, *others = (
        microsoft_award(f"{number}-2026", procedure=procedure)
        for number, procedure in enumerate(procedures)
    )
    ready.crawl(first)
    with closing(connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(kept),))
    ready.crawl(lost)
    ready.run_alerts()
    for file in ready.folder.glob("vigie.db*"):
        file.unlink()
    kept.rename(database)
    ready.advance(days=1).crawl(*others, lost)
    ready.run_alerts()
    ready.run_alerts()
    assert [line.partition(":")[0] for line in subjects(box)] == ["2 new", "4 new"]
    assert ready.sql("SELECT count(DISTINCT event), count(*) FROM notifications") == [(6, 6)]


def test_a_moved_id_stays_told_over_a_rebuild(ready: Installation, box: Postbox) -> None:
    late = microsoft_award("50-2026", day=1, kind="award_intention", status="pending")
    first = microsoft_award("100-2026", day=3)
    ready.crawl(first)
    ready.run_alerts()
    ready.advance(days=1).crawl(late)  # stated earlier by a notice that arrives later
    ready.run_alerts()
    rebuilt(ready.advance(days=1), late, first)
    ready.run_alerts()
    assert len(subjects(box)) == 1


def test_years_of_old_notices_are_no_news(ready: Installation, box: Postbox) -> None:
    old = microsoft_award(published=date(2016, 5, 1))
    edge = microsoft_award("2-2026", procedure=OTHER, published=date(2026, 1, 2))
    ready.crawl(old, edge)
    ready.run_alerts()
    assert len(subjects(box)) == 1  # 60 days ago is news, ten years are not


def test_what_came_just_before_an_outage_is_told_after_it(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award(), command="ingest")
    ready.advance(days=100).run_alerts()
    assert len(subjects(box)) == 1


def test_a_late_recognition_is_told_once_as_such(ready: Installation, box: Postbox) -> None:
    ready.crawl(plain_award())
    ready.run_alerts()
    ready.advance(days=1).crawl(microsoft_award(), cause="retag")
    ready.run_alerts()
    ready.advance(days=1).crawl(plain_award(), cause="retag")
    ready.crawl(microsoft_award(), cause="retag")
    ready.run_alerts()
    assert subjects(box)[0].startswith("Recognised since")
    assert "RECOGNISED SINCE" in last(box)
    assert len(subjects(box)) == 1


def test_who_wants_checked_claims_hears_when_one_is_checked_once(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, tags=["big_tech"], verified=["yes"])
    ready.advance(days=1).crawl(microsoft_award())
    ready.run_alerts()
    assert len(subjects(box)) == 1
    assert subjects(box, BOB) == []
    checked = tuple(replace(tag, checked_on=date(2026, 11, 20)) for tag in microsoft_award().tags)
    ready.advance(days=1).crawl(microsoft_award(tags=checked), cause="human")
    ready.run_alerts()
    ready.advance(days=1).run_alerts()
    assert len(subjects(box, BOB)) == 1
    assert len(subjects(box)) == 1, "who heard of the contract hears of no check"
    assert "Checked by a person: Big tech" in last(box, BOB), "the mail says what was checked"
    rebuilt(ready, microsoft_award(tags=checked))
    ready.advance(days=1).run_alerts()
    assert [len(subjects(box, who)) for who in (ANN, BOB)] == [1, 1]


def test_the_words_of_a_checked_claim_come_first_for_who_wants_checked_claims() -> None:
    """A person had checked big tech; the first reason was the hosting that nobody had read."""
    why = [
        {"tag": name, "group": None, "role": None, "evidence": words}
        for name, words in (("data_outsourcing", "hosting"), ("big_tech", "Exchange Online"))
    ]
    facts = {"why": why, "verified": ["big_tech"]}
    checked, plain = Filter(verified=("yes",)), Filter(tags=("data_outsourcing",))
    assert chosen_evidence(facts, checked)[0]["tag"] == "big_tech"
    assert chosen_evidence(facts, plain)[0]["tag"] == "data_outsourcing"


def test_a_retag_that_changes_what_nobody_asked_for_tells_nobody(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=1).subscribe(BOB)
    more = (tag(key="LOT-0001"), tag("worker_surveillance", key="LOT-0001", evidence="badge"))
    ready.crawl(microsoft_award(tags=more), cause="retag")
    ready.run_alerts()
    assert subjects(box, BOB) == []


def test_words_that_prove_it_are_quoted_before_words_that_prove_nothing_alone(
    ready: Installation,
) -> None:
    """Of an SAP Cloud the reason was: data handed to a supplier - "licences"."""
    rules = ("licences", "cloud", "hosting", "saas", "payroll", "mailing")
    more = tuple(
        tag("data_outsourcing", key="LOT-0001", rule=f"data_outsourcing/{rule}", evidence=rule)
        for rule in rules
    )
    ready.crawl(microsoft_award(tags=more))
    with closing(connect(ready.folder / "vigie.db")) as connection:
        (contract,) = connection.execute(
            "SELECT DISTINCT contract_id FROM tags WHERE tag = 'data_outsourcing'"
        ).fetchone()
        reasons = tag_evidence(connection, {"what": "contract", "id": contract})
    assert {reason["evidence"] for reason in reasons} == set(rules)
    assert reasons[-1]["evidence"] == "licences"


def test_a_corrected_value_is_told_to_those_who_were_told_the_wrong_one(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award(worth=120_000))
    ready.run_alerts()
    ready.subscribe(BOB)
    fix = microsoft_award(
        "101-2026", day=5, change="correction", references=corrects("100-2026"), worth=12_000
    )
    ready.advance(days=3).crawl(fix)
    ready.run_alerts(), ready.run_alerts()
    assert len(subjects(box)) == 2
    assert "€120,000 → €12,000" in last(box)
    assert subjects(box, BOB) == []


def test_a_claim_taken_back_after_it_was_mailed_is_corrected(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=1).crawl(plain_award(), cause="retag")
    ready.run_alerts()
    assert subjects(box)[1].startswith("Corrected or withdrawn")
    assert "no longer held" in last(box)


def test_a_claim_taken_back_before_its_digest_is_never_mailed(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, rhythm="weekly")
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=1).crawl(plain_award(), cause="retag")
    ready.run_alerts()
    ready.advance(days=8).run_alerts()
    assert subjects(box, BOB) == []


def test_a_cancelled_award_is_told_to_those_who_heard_of_it(
    ready: Installation, box: Postbox
) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=2).crawl(
        notice("102-2026", day=6, change="cancellation", references=corrects("100-2026"))
    )
    ready.run_alerts(), ready.run_alerts()
    assert len(subjects(box)) == 2
    assert "Status: cancelled" in last(box)


def test_an_amendment_shows_before_and_after_once_for_both_portals(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, kinds=["amendment"], tags=["big_tech"])
    ready.crawl(microsoft_award(), microsoft_award("26-1", portal="boamp"))
    ready.run_alerts()
    assert subjects(box, BOB) == []
    for number, portal, target in (("200-2026", "ted", "100-2026"), ("26-9", "boamp", "26-1")):
        more = microsoft_award(
            number, portal=portal, kind="amendment", day=9, worth=150_000, references=amends(target)
        )
        ready.advance(days=2).crawl(more)
        ready.run_alerts()
    assert len(subjects(box, BOB)) == 1
    assert "€120,000 → €150,000" in last(box, BOB)
    assert len(subjects(box)) == 1  # Ann asked for new contracts alone


def test_a_modification_whose_contract_was_never_received_says_the_value_before_it(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, kinds=["amendment"], tags=["big_tech"])
    step = Amendment(value_before=euros(120_000), value_after=euros(150_000))
    made = award(who=(MICROSOFT,), value=euros(150_000), value_kind="exact", amendments=(step,))
    tags = (tag(key="LOT-0001"),)
    ready.crawl(notice("200-2026", kind="amendment", day=3, awards=(made,), tags=tags))
    ready.run_alerts()
    assert "€120,000 → €150,000 without VAT" in last(box, BOB)


def test_an_intention_is_told_with_the_last_moment_and_the_award_again(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, kinds=["award_intention", "award"], tags=["big_tech"])
    ready.crawl(microsoft_award("60-2026", kind="award_intention", status="pending", day=3))
    ready.run_alerts()
    assert subjects(box, BOB)[0].startswith("About to be signed: Microsoft")
    assert "Can be challenged: as a rule until 13 March 2026 at least" in last(box, BOB)
    ready.advance(days=15).crawl(microsoft_award("61-2026", day=18, status="active"))
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 2
    assert len(subjects(box)) == 1


def test_a_call_on_two_portals_is_told_once_and_its_correction_too(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, kinds=["tender"], words=["bureautique"])
    ready.crawl(notice("5-2026", "tender", deadline=date(2026, 4, 1)))
    ready.run_alerts()
    ready.advance(days=1).crawl(notice("26-7", "tender", portal="boamp", deadline=date(2026, 4, 1)))
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1
    assert "Deadline for tenders: 1 April 2026" in last(box, BOB)
    moved = notice(
        "6-2026",
        "tender",
        day=9,
        deadline=date(2026, 4, 15),
        change="correction",
        references=corrects("5-2026"),
    )
    ready.advance(days=1).crawl(moved)
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 2
    assert "1 April 2026 → 15 April 2026" in last(box, BOB)


@pytest.mark.parametrize(("digital", "expected"), [("yes", 1), ("borderline", 0)])
def test_a_borderline_call_is_in_no_mail_as_it_is_on_no_list(
    ready: Installation, box: Postbox, digital: ScopeAnswer, expected: int
) -> None:
    ready.subscribe(BOB, kinds=["tender"])
    ready.crawl(notice("5-2026", "tender", day=2, scope=Scope(digital, "words")))
    ready.run_alerts()
    assert len(subjects(box, BOB)) == expected
    filter_, today = build_filter({"kinds": ["tender"]}), ready.now.date()
    with closing(connect(ready.folder / "vigie.db")) as public:
        preview = preview_filter(public, filter_, "daily", today, "https://vigie.example.org/")
    assert preview.entries == expected


def test_who_was_told_of_the_corrected_call_hears_of_no_correction(
    ready: Installation, box: Postbox
) -> None:
    """Call and correction came in one night; then an older copy is put back, and crawled on."""
    ready.subscribe(BOB, kinds=["tender"])
    both = (
        notice("5-2026", "tender", deadline=date(2026, 4, 1)),
        notice(
            "6-2026",
            "tender",
            day=9,
            deadline=date(2026, 4, 15),
            change="correction",
            references=corrects("5-2026"),
        ),
    )
    ready.advance(days=8).crawl(*both)
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1
    for file in ready.folder.glob("vigie.db*"):
        file.unlink()
    ready.advance(hours=1).crawl(plain_award(procedure=OTHER))
    ready.run_alerts()
    ready.advance(days=1).crawl(*both)
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1


def test_who_was_told_the_corrected_value_hears_of_no_correction(
    ready: Installation, box: Postbox
) -> None:
    """As above; in the older copy alerts come between the notice and what corrects it."""
    first = microsoft_award("8-2026", day=8)
    fixed = microsoft_award(
        "81-2026", day=9, worth=12_000, change="correction", references=corrects("8-2026")
    )
    ready.advance(days=8).crawl(first, fixed)
    ready.run_alerts()
    assert "Value: €12,000" in last(box)
    for file in ready.folder.glob("vigie.db*"):
        file.unlink()
    for more in (plain_award(procedure=OTHER), first, fixed):
        ready.advance(hours=1).crawl(more)
        ready.run_alerts()
    assert len(subjects(box)) == 1
    again = microsoft_award(
        "82-2026", day=10, worth=13_000, change="correction", references=corrects("81-2026")
    )
    ready.advance(hours=1).crawl(again)
    ready.run_alerts()
    assert len(subjects(box)) == 2
    assert "€12,000 → €13,000" in last(box)


def test_an_end_is_told_at_each_span_asked_for(installation: Installation, box: Postbox) -> None:
    reckoned = Period(end=date(2026, 9, 10), end_basis="from_duration")
    installation.crawl(microsoft_award(period=reckoned))
    installation.run_alerts()
    installation.subscribe(BOB, kinds=["ends"], months=[6, 3], tags=["big_tech"])
    for _ in range(130):
        installation.advance(days=1).run_alerts()
    lines = [subject.partition(":")[0] for subject in subjects(box, BOB)]
    assert lines == ["Ends in 6 months", "Ends in 3 months"]
    assert "10 September 2026 (in 3 months, calculated from its length)" in last(box, BOB)


@pytest.mark.parametrize(
    ("status", "expected"), [("pending", 1), (None, 1), ("terminated", 0), ("cancelled", 0)]
)
def test_ends_are_told_of_the_contracts_that_the_calendar_lists(
    installation: Installation, box: Postbox, status: str | None, expected: int
) -> None:
    installation.crawl(microsoft_award(period=Period(end=date(2026, 9, 10), end_basis="stated")))
    with closing(connect(installation.folder / "vigie.db")) as public, public:
        public.execute("UPDATE contracts SET status = ?", [status])
    installation.run_alerts()
    installation.subscribe(BOB, kinds=["ends"], months=[6], tags=["big_tech"])
    installation.advance(days=20).run_alerts()
    assert len(subjects(box, BOB)) == expected
    filter_ = build_filter({"kinds": ["ends"], "months": [6], "tags": ["big_tech"]})
    today = installation.now.date()
    with closing(connect(installation.folder / "vigie.db")) as public:
        preview = preview_filter(public, filter_, "daily", today, "https://vigie.example.org/")
    assert preview.entries == expected


def test_days_off_lose_no_reminder(installation: Installation, box: Postbox) -> None:
    installation.crawl(microsoft_award(period=Period(end=date(2026, 9, 10), end_basis="stated")))
    installation.run_alerts()
    installation.subscribe(BOB, kinds=["ends"], months=[6, 3], tags=["big_tech"])
    installation.advance(days=40).run_alerts()
    assert len(subjects(box, BOB)) == 1


@pytest.mark.parametrize(("days", "expected"), [(175, "in 1 month"), (200, None)])
def test_after_months_off_a_contract_is_told_once_with_what_is_left(
    installation: Installation, box: Postbox, days: int, expected: str | None
) -> None:
    installation.crawl(microsoft_award(period=Period(end=date(2026, 9, 10), end_basis="stated")))
    installation.run_alerts()
    installation.subscribe(BOB, kinds=["ends"], months=[6, 3], tags=["big_tech"])
    installation.advance(days=days).run_alerts()
    mails = subjects(box, BOB)
    assert len(mails) == (1 if expected else 0)
    if expected:
        assert last(box, BOB).count("Ends:") == 1
        assert f"10 September 2026 ({expected})" in last(box, BOB)


def test_a_direct_award_is_told_to_those_who_watch_them(ready: Installation, box: Postbox) -> None:
    ready.subscribe(BOB, kinds=["direct_award"])
    direct = replace(plain_award("9-2026"), procedure=Procedure(id="direct-9", method="direct"))
    ready.crawl(plain_award("7-2026", procedure=OTHER), direct)
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1
    assert "What: contract awarded without competition" in last(box, BOB)


def test_a_supplier_that_a_correction_adds_is_news(ready: Installation, box: Postbox) -> None:
    ready.crawl(plain_award())
    ready.run_alerts()
    fix = notice(
        "101-2026",
        day=5,
        change="correction",
        references=corrects("100-2026"),
        awards=(award(who=(SCC, MICROSOFT), value=euros(120_000)),),
        tags=(tag(key="LOT-0001"),),
    )
    ready.advance(days=2).crawl(fix)
    ready.run_alerts(), ready.run_alerts()
    assert len(subjects(box)) == 1


def test_digests_come_at_their_rhythm_and_bring_everything(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, rhythm="daily")
    ready.subscribe("weekly@example.org", rhythm="weekly")  # a Tuesday
    for index in range(3):
        procedure = OTHER.replace("f001", f"e00{index}")
        ready.crawl(microsoft_award(f"{300 + index}-2026", procedure=procedure))
        ready.run_alerts()
        ready.advance(days=1)
    assert [subject.partition(":")[0] for subject in subjects(box, BOB)] == [
        "2 new",
        "New contract",
    ]
    assert subjects(box, "weekly@example.org") == []
    ready.advance(days=3).run_alerts()  # Monday
    assert subjects(box, "weekly@example.org") == ["3 new: Microsoft"]


def test_who_came_later_hears_of_what_comes_later(ready: Installation, box: Postbox) -> None:
    ready.crawl(microsoft_award())
    ready.run_alerts()
    ready.advance(days=1).subscribe(BOB)
    ready.run_alerts()
    ready.crawl(microsoft_award("26-1", portal="boamp"))  # the same contract on another portal
    ready.run_alerts()
    assert subjects(box, BOB) == []


def test_a_withdrawn_notice_is_told_to_those_who_heard_of_it(
    ready: Installation, box: Postbox
) -> None:
    ready.subscribe(BOB, rhythm="weekly")
    ready.crawl(microsoft_award())
    ready.run_alerts()
    with closing(connect(ready.folder / "vigie.db")) as connection:
        Writer(connection, rank=RANK).take_down("ted:100-2026")
    ready.advance(days=1).run_alerts()
    told = last(box)
    assert "* An entry that we told you of earlier Withdrawn: removed after an objection" in told
    assert "Buyer" not in told, "nothing is kept of it, so nothing is said of it"
    assert "not published" not in told
    assert "Calais" not in told
    assert ready.sql("SELECT count(*) FROM events WHERE facts LIKE '%Calais%'") == [(0,)]
    ready.advance(days=9).run_alerts()
    assert subjects(box, BOB) == []


@pytest.mark.parametrize(
    ("filter_values", "expected"),
    [
        ({"groups": ["microsoft"]}, True),
        ({"groups": ["google"]}, False),
        ({"countries": ["fr"]}, True),
        ({"countries": ["DE"]}, False),
        ({"regions": ["FRE"]}, True),
        ({"regions": ["FRH"]}, False),
        ({"countries": ["FR"], "regions": ["FRH"]}, False),
        ({"countries": ["FR"], "regions": ["DE2"]}, True),
        ({"buyers": ["calais"]}, True),
        ({"buyers": ["FR-SIREN-216201939"]}, True),
        ({"buyers": ["lais"]}, False),
        ({"words": ["licences"]}, True),
        ({"words": ["téléphonie", "BUREAUTIQUE"]}, True),
        ({"words": ["téléphonie"]}, False),
        ({"least_value": 120_000}, True),
        ({"least_value": 120_001}, False),
        ({"tags": ["worker_surveillance"]}, False),
        ({"kinds": ["tender"]}, False),
    ],
)
def test_each_field_of_a_filter_holds(
    ready: Installation, box: Postbox, filter_values: dict[str, object], expected: bool
) -> None:
    ready.subscribe(BOB, **({"kinds": ["award"]} | filter_values))
    ready.crawl(microsoft_award(places=("FRE",)))
    ready.run_alerts()
    assert bool(subjects(box, BOB)) is expected


@pytest.mark.parametrize("buyers", ["Ville de Calais", "FR-SIREN-216201939", "CCAS"])
def test_a_body_is_told_of_what_it_buys_under_another_of_its_names(
    ready: Installation, box: Postbox, buyers: str
) -> None:
    named = organization("VILLE DE CALAIS (CCAS)", "216201939")
    ready.crawl(plain_award("2-2026", procedure=OTHER, buyers=(Buyer(named),)))
    ready.advance(days=1).subscribe(BOB, kinds=["award"], buyers=[buyers])
    ready.crawl(microsoft_award())
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1
    assert "Commune de Calais" in last(box, BOB)
    assert ready.sql("SELECT count(*) FROM events WHERE facts LIKE '%CCAS%'") == [(0,)]


@pytest.mark.parametrize(
    ("role", "buyers", "expected"),
    [
        ("joint", "Port Boulogne", 1),
        ("joint", "FR-SIREN-552100554", 1),
        ("on_behalf_of", "FR-SIREN-552100554", 1),
        ("central_purchasing", "FR-SIREN-552100554", 0),
    ],
)
def test_a_body_is_told_of_what_others_buy_with_it_or_for_it(
    ready: Installation, box: Postbox, role: BuyerRole, buyers: str, expected: int
) -> None:
    ready.subscribe(BOB, kinds=["award", "tender"], buyers=[buyers])
    both = (Buyer(BUYER), Buyer(organization("Port Boulogne Calais", "552100554"), role))
    ready.crawl(microsoft_award(buyers=both), notice("7-2026", "tender", buyers=both))
    ready.run_alerts()
    assert len(subjects(box, BOB)) == expected
    with closing(connect(ready.folder / "vigie.db")) as public:
        filter_ = build_filter({"kinds": ["award", "tender"], "buyers": [buyers]})
        preview = preview_filter(public, filter_, "daily", date(2026, 3, 4), "/")
    assert preview.entries == 2 * expected


def test_a_buyer_that_a_correction_names_is_news(ready: Installation, box: Postbox) -> None:
    ready.subscribe(BOB, kinds=["award"], buyers=["Port Boulogne"])
    ready.crawl(microsoft_award())
    ready.run_alerts()
    assert subjects(box, BOB) == []
    port = Buyer(organization("Port Boulogne Calais", "552100554"))
    fix = microsoft_award(
        "101-2026", day=5, change="correction", references=corrects("100-2026"), buyers=(port,)
    )
    ready.advance(days=3).crawl(fix)
    ready.run_alerts()
    assert len(subjects(box, BOB)) == 1


def test_a_hidden_amount_does_not_hide_the_contract(ready: Installation, box: Postbox) -> None:
    ready.subscribe(BOB, least_value=1_000_000)
    ready.crawl(notice("9-2026", awards=(award(who=(ECONOCOM,)),)))
    ready.run_alerts()
    assert "Value: not published" in last(box, BOB)


def test_sources_that_are_silent_are_named_once(ready: Installation, box: Postbox) -> None:
    with closing(connect(ready.folder / "vigie.db")) as connection:
        connection.execute(
            "UPDATE portals SET state = 'failed', last_success = '2026-03-01T04:00:00Z',"
            " failures = 4, title_en = 'The Bulletin', country = 'FR' WHERE name = 'boamp'"
        )
    ready.subscribe(BOB, countries=["DE"], **BIG_TECH)  # type: ignore[arg-type]
    ready.run_alerts()
    assert subjects(box) == []
    ready.advance(days=1).run_alerts()
    ready.advance(days=1).run_alerts()
    assert subjects(box) == ["Silent source: The Bulletin"]
    assert "nothing received since 1 March 2026" in last(box)
    assert subjects(box, BOB) == []


def test_a_source_that_is_crawled_each_night_and_gives_nothing_is_named_once(
    ready: Installation, box: Postbox
) -> None:
    with closing(connect(ready.folder / "vigie.db")) as connection:
        connection.execute("UPDATE portals SET title_en = 'The Bulletin' WHERE name = 'boamp'")
        connection.execute(
            "INSERT INTO health (subject, since, state) VALUES ('boamp', '2026-03-01T04:00:00Z',"
            " 'blind')"
        )
    for day in range(2, 8):
        with closing(connect(ready.folder / "vigie.db")) as connection:
            connection.execute(
                "UPDATE portals SET state = 'ok', failures = 0, last_success = ? WHERE name = ?",
                (f"2026-03-{day + 5:02}T04:00:00Z", "boamp"),
            )
        ready.advance(days=1).run_alerts()
    assert subjects(box) == ["Silent source: The Bulletin"]
    assert "nothing received since 1 March 2026" in last(box)


def test_a_source_that_fails_and_is_then_crawled_well_in_vain_is_named_once_until_it_gives(
    ready: Installation, box: Postbox
) -> None:
    def night(day: int, last: int, failures: int, new: int = 0) -> None:
        with closing(connect(ready.folder / "vigie.db")) as connection:
            connection.execute(
                "UPDATE portals SET state = ?, last_success = ?, failures = ?, title_en = 'The"
                " Bulletin' WHERE name = 'boamp'",
                ("failed" if failures else "ok", f"2026-03-{last:02}T04:00:00Z", failures),
            )
            at = f"2026-03-{day:02}T04:00:00Z"
            connection.execute(
                "INSERT INTO runs (id, command, portal, started, state, new)"
                " VALUES (?, 'crawl', 'boamp', ?, ?, ?)",
                (at, at, "failed" if failures else "ok", new),
            )
        ready.advance(days=1).run_alerts()

    def is_blind(since: int | None) -> None:
        with closing(connect(ready.folder / "vigie.db")) as connection:
            connection.execute("DELETE FROM health WHERE subject = 'boamp'")
            if since is not None:
                connection.execute(
                    "INSERT INTO health (subject, since, state) VALUES ('boamp', ?, 'blind')",
                    (f"2026-03-{since:02}T05:00:00Z",),
                )

    night(3, 3, 0, new=7)
    is_blind(since=5)
    for day in range(4, 9):
        night(day, last=3, failures=day - 3)
    for day in range(9, 14):
        night(day, last=day, failures=0)
    assert subjects(box) == ["Silent source: The Bulletin"]
    is_blind(since=None)
    night(14, 14, 0, new=3)
    for day in range(15, 20):
        night(day, last=14, failures=day - 14)
    assert subjects(box) == ["Silent source: The Bulletin"] * 2
    assert "nothing received since 14 March 2026" in last(box)


def test_a_source_that_was_not_asked_while_we_slept_is_not_silent(
    ready: Installation, box: Postbox
) -> None:
    with closing(connect(ready.folder / "vigie.db")) as connection:
        connection.execute(
            "UPDATE portals SET state = 'ok', last_success = '2026-03-01T04:00:00Z',"
            " failures = 0 WHERE name = 'boamp'"
        )
    ready.advance(days=20).run_alerts()
    assert box.raw == []


def test_after_an_objection_no_withheld_name_is_kept(ready: Installation, box: Postbox) -> None:
    ready.subscribe(BOB, rhythm="weekly", kinds=["award"])
    ready.run_alerts()
    named = organization("Jeanne Dupont Conseil")
    ready.crawl(notice("9-2026", awards=(award(who=(Supplier(named, "main", ()),)),)), body="9")
    ready.run_alerts()
    assert ready.sql("SELECT count(*) FROM events WHERE facts LIKE '%Dupont%'") == [(1,)]
    hidden = organization("(name withheld)")
    ready.advance(days=1).crawl(
        notice("9-2026", awards=(award(who=(Supplier(hidden, "main", ()),)),)),
        cause="takedown",
        body="9",
    )
    ready.run_alerts()
    assert ready.sql("SELECT count(*) FROM events WHERE facts LIKE '%Dupont%'") == [(0,)]
    ready.advance(days=8).run_alerts()
    assert "(name withheld)" in last(box, BOB)


def test_an_objection_reaches_what_is_remembered_also_when_the_database_was_rebuilt(
    ready: Installation, box: Postbox
) -> None:
    """Then the log of vigie.db knows of no takedown: it never held the name."""
    ready.settings["paths.objections"] = str(ready.folder / "objections.csv")
    ready.subscribe(BOB, rhythm="weekly", kinds=["award"])
    ready.run_alerts()
    named, hidden = (organization(name) for name in ("Jeanne Dupont Conseil", "█████████████"))
    for number, place in (("9-2026", OTHER), ("8-2026", None)):
        ready.crawl(
            notice(number, awards=(award(who=(Supplier(named, "main", ()),)),), procedure=place)
        )
    ready.run_alerts()
    (ready.folder / "objections.csv").write_text(
        "who,what,decided,reason\nJeanne Dupont,everywhere,2026-03-03,a person\n"
        ",ted:8-2026,2026-03-03,withdrawn\n"
    )
    rebuilt(
        ready.advance(days=1),
        notice("9-2026", procedure=OTHER, awards=(award(who=(Supplier(hidden, "main", ()),)),)),
    )
    ready.run_alerts()
    kept = ready.sql("SELECT facts FROM events WHERE facts IS NOT NULL")
    assert "Dupont" not in repr(kept)
    assert "ted:8-2026" not in repr(kept)
    ready.advance(days=8).run_alerts()
    assert "█████████████" in last(box, BOB)


def test_what_came_out_while_nobody_looked_is_news_however_long(
    ready: Installation, box: Postbox
) -> None:
    ready.advance(days=120).run_alerts()  # the machine is back; its first crawl is under way
    ready.crawl(microsoft_award("9-2026", procedure=OTHER, day=20))  # 102 days old
    ready.crawl(microsoft_award("8-2025", procedure=None, published=date(2025, 12, 1)))
    ready.run_alerts()
    assert len(subjects(box)) == 1
    ready.advance(days=1).crawl(microsoft_award("7-2026", procedure=None, day=21))
    ready.run_alerts()
    assert len(subjects(box)) == 1  # it was seen yesterday: this one is old


def test_a_rebuild_tells_no_old_correction_again(
    ready: Installation, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = microsoft_award(worth=120_000)
    fix = microsoft_award(
        "101-2026", day=3, change="correction", references=corrects("100-2026"), worth=12_000
    )
    ready.crawl(first, fix)
    ready.run_alerts()
    assert "€12,000" in last(box)
    monkeypatch.setattr(
        "monitor.alerts.event_matching.CHUNK_ROWS", 1
    )  # the log is read line by line
    rebuilt(ready.advance(days=1), first, fix)
    ready.run_alerts()
    assert len(subjects(box)) == 1

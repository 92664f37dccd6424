"""Human judgements win over rules, are shown as such, and wrong rows are named."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.classify.assign_tags import assign_tags, claim_values
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.scope import decide_scope
from pipelines.classify.tag_targets import tag_targets
from pipelines.classify.vendor_links import link_vendors
from pipelines.errors import Misconfigured
from pipelines.model import Award, Code, Lot, Notice, Organization, Supplier, Text
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables
from pipelines.reference.table_classes import ReferenceTables
from tests.i18n.support import explained
from tests.pipelines.notices import award_notice

PLAIN = str.maketrans("\u00a0\u202f’", "  '")  # without what a printer sets
HOSTING = award_notice(
    "Hébergement du site et maintenance",
    "fr",
    "FR",
    Supplier(Organization("Oracle France", country="FR")),
)


def tables(folder: Path, **cells: str) -> ReferenceTables:
    """The reference tables with one more correction."""
    copy = folder / "reference"
    shutil.copytree(REFERENCE_FOLDER, copy)
    path = copy / "corrections.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    base = {
        "id": "c1",
        "kind": "claim",
        "portal": "ted",
        "number": "1-2026",
        "author": "A. Reader",
        "date": "2026-11-20",
        "reason": "the body hosts it itself",
        "source": "contract, page 4",
    }
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="").writerow(base | cells)
    return load_tables(copy)


def judged(notice: Notice, using: ReferenceTables) -> Notice:
    matches = find_matches(notice, using)
    scoped = decide_scope(link_vendors(notice, using), using, matches)
    return assign_tags(scoped, using, tag_targets(scoped, matches))


def test_a_corrected_claim_wins_over_rules_and_says_so(tmp_path: Path) -> None:
    assert claim_values(judged(HOSTING, load_tables()).tags)["data_outsourcing"] == "yes"
    using = tables(tmp_path, tag="data_outsourcing", new_value="no")
    tags = judged(HOSTING, using).tags
    assert claim_values(tags)["data_outsourcing"] == "no"
    (shown,) = [tag for tag in tags if tag.tag == "data_outsourcing"]
    assert (shown.rule, shown.field) == ("corrections.csv:c1", "correction")
    assert shown.evidence == "the body hosts it itself"
    assert not [tag for tag in tags if tag.tag == "data_law_exposure"]
    assert judged(judged(HOSTING, using), using).tags == tags


def test_a_correction_of_one_contract_leaves_the_others(tmp_path: Path) -> None:
    using = tables(tmp_path, tag="data_outsourcing", new_value="no", award="2")
    assert claim_values(judged(HOSTING, using).tags, award="1")["data_outsourcing"] == "yes"


def test_a_corrected_supplier_belongs_to_the_group_that_a_person_named(tmp_path: Path) -> None:
    using = tables(tmp_path, kind="supplier", supplier="ORACLE FRANCE", new_value="")
    assert judged(HOSTING, using).awards[0].suppliers[0].vendors == ()
    assert claim_values(judged(HOSTING, using).tags)["big_tech"] == "no"


def test_a_corrected_scope_wins_over_codes(tmp_path: Path) -> None:
    using = tables(tmp_path, tag="digital", new_value="borderline")
    scope = judged(HOSTING, using).scope
    assert scope is not None
    assert scope.digital == "borderline"
    assert scope.reason.startswith("corrections.csv:c1")


def test_a_reply_stands_beside_the_claim_which_stays(tmp_path: Path) -> None:
    using = tables(
        tmp_path,
        kind="reply",
        tag="data_outsourcing",
        reply_by="Oracle France",
        reply="We only deliver licences.",
    )
    assert claim_values(judged(HOSTING, using).tags)["data_outsourcing"] == "yes"
    assert any("We only deliver licences." in line for line in explained(HOSTING, using))


def test_a_withdrawn_claim_keeps_what_was_said_with_reason_and_day(tmp_path: Path) -> None:
    using = tables(
        tmp_path, kind="withdrawn", tag="data_outsourcing", old_value="yes", new_value="no"
    )
    assert claim_values(judged(HOSTING, using).tags)["data_outsourcing"] == "no"
    explanation = (
        "Claim withdrawn (A. Reader, 2026-11-20), data_outsourcing: yes → no: the body hosts"
    )
    assert any(line.startswith(explanation) for line in explained(HOSTING, using, "en"))
    assert any(line.startswith("Affirmation retirée") for line in explained(HOSTING, using, "fr"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"tag": "data_outsourcing", "new_value": "maybe"}, "new_value: 'maybe'"),
        ({"tag": "mood", "new_value": "no"}, "tag: 'mood'"),
        ({"tag": "digital", "new_value": "no", "number": ""}, "number: ''"),
        ({"kind": "supplier", "supplier": "X", "new_value": "nobody"}, "new_value: 'nobody'"),
        ({"kind": "reply", "tag": "big_tech"}, "reply: ''"),
        ({"kind": "opinion", "tag": "big_tech", "new_value": "no"}, "kind: 'opinion'"),
    ],
)
def test_a_wrong_correction_is_named_with_its_column(
    tmp_path: Path, cells: dict[str, str], expected: str
) -> None:
    with pytest.raises(Misconfigured) as error:
        tables(tmp_path, **cells)
    assert "corrections.csv, row 2" in str(error.value)
    assert expected in str(error.value)


def test_explain_shows_what_pulled_each_way_in_both_languages() -> None:
    words = "Hébergement du site en mode SaaS, licences perpétuelles"
    notice = Notice(
        id="ted:2-2026",
        portal="ted",
        number="2-2026",
        kind="tender",
        languages=("fr",),
        codes=(Code("CPV", "72000000", main=True),),
        texts=(Text("description", words, "fr"),),
    )
    french, english = explained(notice, load_tables(), "fr"), explained(notice, load_tables(), "en")
    assert any(line.strip().startswith("-2,50") and "perpétuelles" in line for line in french)
    assert any("probabilité" in line and "oui à partir de" in line for line in french)
    assert any("probability" in line and "yes from" in line for line in english)
    assert any(line.strip().startswith("+") and "Hébergement" in line for line in french)
    assert len(french) == len(english)


def test_explain_speaks_in_words_not_in_names_of_columns() -> None:
    notice = Notice(
        id="ted:5-2026",
        portal="ted",
        number="5-2026",
        kind="award",
        languages=("fr",),
        country="FR",
        published=date(2026, 3, 2),
        texts=(Text("title", "Licences Microsoft 365, hébergement en France", "fr"),),
        awards=(Award(key="1", suppliers=(Supplier(Organization("SoftwareOne France SAS")),)),),
    )
    french = "\n".join(explained(notice, load_tables(), "fr")).translate(PLAIN)
    for words in (
        "car produit nommé : Microsoft 365",
        "preuve : raison sociale « SoftwareOne France SAS »",
        "Microsoft : produit nommé « Microsoft 365 » [objet",
        "SoftwareOne : revendeur titulaire",
        "droit d'un pays hors UE (confiance moyenne)",
        "clause : données dans le pays",
    ):
        assert words in french
    english = "\n".join(explained(notice, load_tables(), "en"))
    for name in ("reseller_winner", "named_product", "non_eu_parent", "legal_name"):
        assert name not in french + english


def tender_of_two_lots() -> Notice:
    """One lot whose title watches workers, one that does not, and no award yet."""
    return Notice(
        id="ted:6-2026",
        portal="ted",
        number="6-2026",
        kind="tender",
        languages=("fr",),
        codes=(Code("CPV", "72000000", main=True),),
        texts=(Text("title", "Logiciels", "fr"),),
        lots=(
            Lot(id="LOT-0001", texts=(Text("title", "Logiciel de paye", "fr"),)),
            Lot(id="LOT-0002", texts=(Text("title", "Logiciel de badgeuse", "fr"),)),
        ),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_explain_says_of_a_lot_what_that_lot_says(language: str) -> None:
    """What one lot says is not said of its sister, nor denied of the whole notice."""
    lines = explained(tender_of_two_lots(), load_tables(), language)
    starts = [n for n, line in enumerate(lines) if line.startswith("Lot ")]
    first, second = lines[starts[0] : starts[1]], lines[starts[1] :]
    assert len(starts) == 2
    worker, yes, silent = (
        ("Surveillance du personnel", "OUI", "aucun mot de ce lot")
        if language == "fr"
        else ("Worker surveillance", "YES", "no word of this lot")
    )
    assert first[0].endswith("Logiciel de paye")
    assert not any(worker in line and line.endswith(yes) for line in first)
    assert any(silent in line for line in first)
    assert any(worker in line and line.endswith(yes) for line in second)


def test_explain_shows_a_correction_of_the_whole_notice_beside_each_lot(tmp_path: Path) -> None:
    actual = tables(
        tmp_path,
        kind="claim",
        portal="ted",
        number="6-2026",
        tag="worker_surveillance",
        new_value="no",
        old_value="yes",
    )
    lines = explained(tender_of_two_lots(), actual, "en")
    texts = [line for line in lines if line.startswith("  Worker surveillance")]
    assert texts == ["  Worker surveillance: NO"] * 3
    assert sum("Human correction" in line and line.startswith("    ") for line in lines) == 3


def test_explain_names_codes_groups_and_numbers_as_people_write_them() -> None:
    french = "\n".join(explained(tender_of_two_lots(), load_tables(), "fr")).translate(PLAIN)
    assert "CPV 72000000 (Services de technologies de l'information" in french
    assert re.search(r"oui à partir de 0,\d\d", french)
    assert "=" not in french.replace("    = ", "")


def test_explain_says_why_a_word_does_not_count() -> None:
    notice = Notice(
        id="ted:3-2026",
        portal="ted",
        number="3-2026",
        kind="tender",
        languages=("fr",),
        codes=(Code("CPV", "72000000", main=True),),
        texts=(Text("title", "Centre d'hébergement : hébergeur d'urgence", "fr"),),
    )
    lines = explained(notice, load_tables(), "fr")
    assert any("ne compte pas" in line for line in lines)


def test_the_same_words_beside_a_machine_name_its_maker_only() -> None:
    def roles(title: str) -> set[str | None]:
        notice = Notice(
            id="ted:4-2026",
            portal="ted",
            number="4-2026",
            kind="tender",
            languages=("fr",),
            codes=(Code("CPV", "50312000", main=True),),
            texts=(Text("title", title, "fr"),),
        )
        return {t.role for t in judged(notice, load_tables()).tags if t.tag == "vendor"}

    assert roles("Maintenance des serveurs Dell PowerEdge") == {"named_manufacturer"}
    assert roles("Achat de serveurs Dell PowerEdge") == {"named_product"}


@pytest.mark.parametrize("award", ["", "1"])
def test_whose_law_applies_follows_what_a_correction_says_of_the_data(
    tmp_path: Path, award: str
) -> None:
    def law(notice: Notice, number: str, value: str) -> tuple[str, str]:
        using = tables(
            tmp_path / number, kind="claim", award=award, tag="data_outsourcing", new_value=value
        )
        tags = [tag for tag in judged(notice, using).tags if tag.tag == "data_law_exposure"]
        ((exposure, rule),) = [(tag.value, tag.rule) for tag in tags]
        return exposure, rule

    supplier = Supplier(Organization("Oracle France", country="FR"))
    unclear = award_notice("Maintenance du logiciel de gestion", "fr", "FR", supplier)
    assert law(HOSTING, "1", "yes")[0] == "non_eu_parent"
    assert law(HOSTING, "2", "unclear") == ("unknown", "data-doubtful")
    assert law(unclear, "3", "yes")[0] == "non_eu_parent"

"""The reference tables: the committed ones load, and every fault is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.rules import Rule
from tests.pipelines.reference.table_edits import added, changed, complaint, edited

PORTALS = (  # names are for ever, they begin the ids of notices: a new one is added here
    "ted find_a_tender boamp contracts_finder ghana_ppa doffin public_contracts_scotland "
    "sell2wales anac base_pt decp simap seao usaspending canadabuys canada_disclosure austender "
    "south_africa_etenders gets oeffentlichevergabe tenderned placsp bzp prozorro secop2 pncp "
    "dncp ecb ocds toronto"
)


def test_the_committed_tables_load_and_hold_every_portal() -> None:
    tables = load_tables()
    names = {name for name in tables.portals if not name.startswith("ocds:")}
    assert names - set(PORTALS.split()) == set(), "new: for ever, so write it into PORTALS"
    assert set(PORTALS.split()) - names == set(), "its notices and links lose their portal"
    assert sum(name.startswith("ocds:") for name in tables.portals) >= 30
    orders = [portal.order for portal in tables.portals.values()]
    assert len(set(orders)) == len(orders), "the order of representatives must be total"


def test_tables_are_loaded_once_a_process() -> None:
    assert load_tables() is load_tables()


ALIAS = {"match": "exact", "confidence": "high", "kind": "legal_entity"}


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (
            "vendor_aliases.csv",
            added(group_id="oracle", alias="MICROSOFT  Ireland Operations, Ltd", **ALIAS),
            ("vendor_aliases.csv, row", "alias", "is in group oracle here and in microsoft in row"),
        ),
        (
            "vendor_aliases.csv",
            added(group_id="nobody", alias="Nobody Ltd", **ALIAS),
            ("group_id: 'nobody'", "no such group"),
        ),
        (
            "vendor_aliases.csv",
            added(group_id="oracle", alias="…", **ALIAS),
            ("alias: '…'", "holds no letter"),
        ),
        (
            "vendor_aliases.csv",
            changed(0, match="similar"),
            ("row 2, match: 'similar'", "expected literal, exact, start, inside, core"),
        ),
        (
            "vendor_aliases.csv",
            changed(0, since="31/12/2020"),
            ("row 2, since: '31/12/2020'", "expected a date"),
        ),
        (
            "vendor_aliases.csv",
            changed(0, since="2022-09-12", until="2013-12-29"),
            ("row 2, until: '2013-12-29'", "ends before it begins on 2022-09-12"),
        ),
        (
            "vendor_lookalikes.csv",
            added(
                group_id="microsoft",
                pattern="Ireland Operations",
                match="substring",
                why="x",
                confidence="high",
            ),
            ("pattern: 'Ireland Operations'", "hides the alias", "make the pattern narrower"),
        ),
        (
            "vendor_lookalikes.csv",
            added(group_id="sap", pattern="sap(", match="regex", why="x", confidence="high"),
            ("pattern: 'sap('", "correct it"),
        ),
        ("vendor_groups.csv", changed(0, tier="huge"), ("row 2, tier: 'huge'", "expected gafam")),
        (
            "vendor_groups.csv",
            changed(1, group_id="alphabet"),
            ("row 3, group_id: 'alphabet'", "twice"),
        ),
        ("vendor_groups.csv", changed(0, regime=""), ("row 2, regime", "is empty")),
        ("vendor_groups.csv", changed(0, regime="usa"), ("regime: 'usa'", "expected eu, us")),
        (
            "vendor_groups.csv",
            changed(0, regime="eu"),
            ("row 2, regime: 'eu'", "head office is in US", "correct one of the two"),
        ),
        (
            "vendor_groups.csv",
            added(
                group_id="x",
                name="X",
                tier="sovereign_alternative",
                hq_country="CH",
                regime="mx",
                why_listed="x",
                why_listed_fr="x",
                confidence="high",
            ),
            ("tier: 'sovereign_alternative'", "without a foreign parent, but regime is mx"),
        ),
        ("vendor_groups.csv", changed(0, hq_country="USA"), ("hq_country: 'USA'", "like FR")),
        (
            "vendor_groups.csv",
            changed(0, source="the annual report"),
            ("row 2, source: 'the annual report'", "the address of a page"),
        ),
        (
            "vendor_groups.csv",
            changed(0, source=""),
            ("row 2, checked_on", "none is given: name it, or drop the day"),
        ),
        ("vendor_groups.csv", changed(0, checked_on="today"), ("checked_on: 'today'", "a date")),
        (
            "vendor_groups.csv",
            changed(0, why_listed_fr=" "),
            ("row 2, why_listed_fr: ''", "say it in every language"),
        ),
        (
            "vendor_identifiers.csv",
            added(group_id="sap", scheme="FR-SIREN", id="327 733 184", confidence="high"),
            ("id: '327 733 184'", "for microsoft: keep one"),
        ),
        (
            "vendor_identifiers.csv",
            changed(0, scheme="FR-SIREN", id="443061842"),
            ("row 2, id: 'FR-SIREN 443061842'", "no register that we know has such a number"),
        ),
        (
            "vendor_identifiers.csv",
            changed(0, scheme="ES-NIF", id="A58379629"),
            ("row 2, id: 'ES-NIF A58379629'", "write it ES-CIF A58379629"),
        ),
        (
            "vendor_identifiers.csv",
            changed(0, scheme="SE-ORG", id="556666-1012"),
            ("row 2, id: 'SE-ORG 556666-1012'", "no register that we know"),
        ),
        (
            "products.csv",
            changed(0, implies_data_outsourcing="perhaps"),
            ("row 2, implies_data_outsourcing: 'perhaps'", "expected yes, maybe, no"),
        ),
        ("products.csv", changed(0, match="Office (365"), ("match: 'Office (365'", "not closed")),
        ("classification_codes.csv", changed(1, code="72"), ("row 3, code: '72'", "twice")),
        ("portals.csv", changed(0, order="first"), ("row 2, order: 'first'", "whole number")),
        ("portals.csv", changed(1, name="ted"), ("row 3, name: 'ted'", "twice")),
        ("name_words.csv", changed(0, kind="noise"), ("row 2, kind: 'noise'", "expected")),
        (
            "ambiguous_acronyms.csv",
            changed(0, kind="sigle"),
            ("row 2, kind: 'sigle'", "expected acronym, equipment_acronym, purpose_word"),
        ),
        (
            "ambiguous_acronyms.csv",
            changed(1, word="C.R.A."),
            ("row 3, word: 'C.R.A.'", "expected one word of at most 20 letters"),
        ),
        (
            "ambiguous_acronyms.csv",
            added(kind="purpose_word", word="FUR", languages="de"),
            ("word: 'FUR'", "is in the table already: keep one row"),
        ),
        (
            "ambiguous_acronyms.csv",
            added(kind="purpose_word", word="pentru", languages="Romanian"),
            ("languages: 'Romanian'", "expected two small letters each"),
        ),
        (
            "ambiguous_acronyms.csv",
            changed(0, note=""),
            ("row 2, note: ''", "say what it means of a system, and elsewhere"),
        ),
        (
            "camera_places.csv",
            added(language="French", words="rue"),
            ("language: 'French'", "expected two small letters"),
        ),
        (
            "camera_places.csv",
            added(language="fr", words="rue"),
            ("language: 'fr'", "twice: keep one row"),
        ),
        (
            "camera_places.csv",
            changed(0, words="rue*||place *"),
            ("row 2, words", "expected words between the signs |"),
        ),
    ],
)
def test_a_wrong_row_is_told_with_file_row_column_value_and_advice(
    folder: Path,
    file: str,
    change: Callable[[list[dict[str, str]]], None],
    expected: tuple[str, ...],
) -> None:
    edited(folder / file, change)
    message = complaint(folder)
    for words in (file, *expected):
        assert words in message


def test_one_name_may_belong_to_two_groups_one_after_the_other(folder: Path) -> None:
    name = {**ALIAS, "alias": "Sold Software Ltd"}
    edited(folder / "vendor_aliases.csv", added(group_id="dell", until="2021-10-31", **name))
    edited(folder / "vendor_aliases.csv", added(group_id="broadcom", since="2023-11-22", **name))
    of_name = [alias.group for alias in load_tables(folder).aliases if alias.alias == name["alias"]]
    assert of_name == ["dell", "broadcom"]


def test_a_missing_column_and_a_missing_file_are_named(folder: Path) -> None:
    text = (folder / "products.csv").read_text("utf-8")
    (folder / "products.csv").write_text(text.replace("context", "contexts", 1), "utf-8")
    (folder / "portals.csv").unlink()
    message = complaint(folder)
    assert "products.csv, row 1, context" in message
    assert "portals.csv, row 0, (file)" in message


def test_a_correction_says_who_when_and_why(folder: Path) -> None:
    header = (folder / "corrections.csv").read_text("utf-8").strip()
    cells = dict.fromkeys(header.split(","), "") | {"id": "c1", "kind": "claim", "date": "soon"}
    (folder / "corrections.csv").write_text(f"{header}\n{','.join(cells.values())}\n", "utf-8")
    message = complaint(folder)
    assert "corrections.csv, row 2, author" in message
    assert "corrections.csv, row 2, date: 'soon'" in message


RULE = """
- rule: added
  tag: data_outsourcing
  concept: added
  strength: strong
  label: {fr: "Ajout", en: "Addition", es: "Añadido"}
  any:
    "fr": ["mot ajouté"]
  why: {fr: "Pour l'essai.", en: "For the test.", es: "Para la prueba."}
  since: 2026-03-01
  examples:
    tagged: ["Un mot ajouté"]
    untagged: ["Rien"]
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            '  why: {fr: "Pour l\'essai.", en: "For the test.", es: "Para la prueba."}\n',
            "",
            "why is missing",
        ),
        (
            '{fr: "Pour l\'essai.", en: "For the test.", es: "Para la prueba."}',
            '"Pour."',
            "why needs fr, en, es, found 'Pour.'",
        ),
        (', en: "For the test."', "", "why needs fr, en, es, en is None"),
        ("Pour l'essai.", " ", "why needs fr, en, es, fr is ' '"),
        ('"For the test."', "yes", "why needs fr, en, es, en is True"),
        ("  since: 2026-03-01\n", "", "since is missing"),
        ("since: 2026-03-01", "since: last spring", "since is 'last spring'"),
        ('    untagged: ["Rien"]\n', "", "examples.untagged needs at least one text"),
        ('tagged: ["Un mot ajouté"]', "tagged: []", "examples.tagged needs"),
        ('"fr": ["mot', 'no: ["mot', "language False was read as bool"),
        ('"fr": ["mot', '"False": ["mot', "'False' is no language"),
        ('["mot ajouté"]', "[yes]", "True is no text: put quotes around it"),
        ('["mot ajouté"]', '["mot (ajouté"]', "a bracket is not closed"),
        ('["mot ajouté"]', '["…"]', "must begin with letters"),
        ("strength: strong", "strength: huge", "strength is 'huge'"),
        ("tag: data_outsourcing", "tag: lost_sovereignty", "tag is 'lost_sovereignty'"),
        ("  why:", "  weight: 3\n  why:", "unknown key 'weight'"),
        ("  why:", "  needs: paper\n  why:", "needs is 'paper', expected digital"),
        ("  why:", "  reach: lot\n  why:", "reach is 'lot', expected notice"),
        ("  why:", "  reach: notice\n  why:", "reach is for strength against"),
        ("  why:", "  names: subject\n  why:", "names is for strength against"),
        ("  why:", "  names: title\n  why:", "names is 'title', expected subject"),
        (', en: "Addition"', "", "label needs fr, en, es, en is None"),
        (
            '{fr: "Ajout", en: "Addition", es: "Añadido"}',
            "[Ajout]",
            "label needs fr, en, es, found ['Ajout']",
        ),
        ("rule: added", "rule: saas", "this name is also in"),
    ],
)
def test_an_incomplete_or_wrong_rule_is_refused(
    folder: Path, before: str, after: str, expected: str
) -> None:
    assert before in RULE
    (folder / "rules" / "zz_added.yml").write_text(RULE.replace(before, after), "utf-8")
    message = complaint(folder)
    assert "rules/zz_added.yml, rule" in message
    assert expected in message


def test_a_complete_rule_is_accepted(folder: Path) -> None:
    (folder / "rules" / "zz_added.yml").write_text(RULE, "utf-8")
    added_rule = next(rule for rule in load_tables(folder).rules if rule.id == "added")
    assert isinstance(added_rule, Rule)
    assert added_rule.any == (("fr", "mot ajouté"),)
    assert (added_rule.why["fr"], added_rule.why["en"]) == ("Pour l'essai.", "For the test.")


def test_weights_written_without_quotes_are_refused(folder: Path) -> None:
    path = folder / "rules" / "weights.yml"
    path.write_text(path.read_text("utf-8").replace('"yes"', "yes"), "utf-8")
    assert 'write "yes" and "no" in quotes' in complaint(folder)


@pytest.mark.parametrize(
    ("scheme", "code", "digital"),
    [
        ("CPV", "72000000-5", True),
        ("CPV", "48461000", True),
        ("CPV", "45000000", None),
        ("PSC", "DA10", True),
        ("UNSPSC", "V1.81112200", True),
    ],
)
def test_a_code_means_what_its_longest_known_prefix_means(
    scheme: str, code: str, digital: bool | None
) -> None:
    row = load_tables().code_entry(scheme, code)
    assert (row.digital if row else None) == digital

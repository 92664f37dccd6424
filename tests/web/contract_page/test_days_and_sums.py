"""Days, lengths, options and sums on the contract page."""

from __future__ import annotations

import re
import sqlite3

import pytest
from lxml import html

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import use_language, value_label
from tests.web.contract_page.support import (
    AMENDED,
    ANY_CONTRACT,
    ONE_LOT,
    asked,
    facts_of,
    in_three_lots,
    insert,
    page,
)
from tests.web.support import Get, seen


@pytest.mark.parametrize(
    ("lang", "expected"), [("fr", "Une intention, jusqu'ici"), ("en", "An intention so far")]
)
def test_an_award_that_is_only_announced_is_said_to_be_an_intention(
    get: Get, rows: sqlite3.Connection, lang: str, expected: str
) -> None:
    text = "SELECT id FROM contracts WHERE status {} ORDER BY id LIMIT 1"
    (pending,) = rows.execute(text.format("= 'pending'")).fetchone()
    (active,) = rows.execute(text.format("= 'active'")).fetchone()
    assert expected in seen(page(get, pending, lang))
    assert expected not in seen(page(get, active, lang))


@pytest.mark.parametrize(
    ("lang", "role", "winner", "to_nobody"),
    [
        ("en", "intended supplier", "winner", "does not say to whom"),
        ("fr", "attributaire pressenti", "titulaire", "sans dire à qui"),
        ("es", "adjudicatario propuesto", "adjudicatario", "no dice a quién"),
    ],
)
def test_of_an_intention_nobody_is_the_winner_yet(
    edited: sqlite3.Connection, lang: str, role: str, winner: str, to_nobody: str
) -> None:
    key, group = edited.execute(
        "SELECT t.contract_id, g.name FROM tags t JOIN vendor_groups g ON g.id = t.value"
        " WHERE t.tag = 'vendor' AND t.role = 'winner' AND t.contract_id IS NOT NULL"
        " ORDER BY t.id LIMIT 1"
    ).fetchone()
    roles = f"article.evidence h3:contains('{group}') span.quiet"

    def said() -> tuple[str, set[str]]:
        shown = page(asked(edited), key, lang)
        return seen(shown), {one.text_content() for one in html.fromstring(shown).cssselect(roles)}

    text, role_of_group = said()
    assert winner in role_of_group
    assert role not in text
    edited.execute("UPDATE contracts SET status = 'pending' WHERE id = ?", (key,))
    text, role_of_group = said()
    assert role in role_of_group
    assert winner not in role_of_group
    assert text.count(role) >= 2, "on the first screen, too"
    assert to_nobody not in text
    edited.execute("DELETE FROM suppliers WHERE contract_id = ?", (key,))
    text, _ = said()
    assert to_nobody in text


def test_in_french_a_last_day_that_was_reckoned_agrees_with_its_sentence(
    edited: sqlite3.Connection,
) -> None:
    """« jusqu’au 2 avril (calculée …) »: a day is no feminine."""
    edited.execute(
        'UPDATE contracts SET "end" = ?, end_basis = ? WHERE id = ?',
        ("2028-04-02", "from_duration", AMENDED),
    )
    shown = seen(page(asked(edited), AMENDED, "fr")).replace("\u00a0", " ")
    assert "2 avril 2028 (d'après le premier jour et la durée que donne l'avis)" in shown
    with use_language("fr"):
        assert value_label("from_duration") == "d’après la durée"


def test_a_contract_that_is_over_is_not_said_to_have_been_broken_off(
    edited: sqlite3.Connection,
) -> None:
    """OCDS calls a contract terminated that ran its course, too (SEAO, Prozorro)."""
    edited.execute("UPDATE contracts SET status = 'terminated' WHERE id = ?", (AMENDED,))
    assert "State of this contract: ended." in seen(page(asked(edited), AMENDED))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "at most €6,255,000 without VAT, exact value not published"),
        ("fr", "au plus 6 255 000 € hors taxe, montant exact non publié"),
        ("es", "como máximo 6.255.000 € sin IVA, importe exacto no publicado"),
    ],
)
def test_the_first_lines_say_the_ceiling_where_no_value_is_published(
    get: Get, lang: str, expected: str
) -> None:
    contract = "ted:990108-2026/PE/ITEC-ITS14-Lot 6-NP ranking 1"
    (brief,) = html.fromstring(get(page_path("contract", lang, id=contract)).text).cssselect(
        "dl.brief"
    )
    assert expected in re.sub(r"\s", " ", brief.text_content())


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Award decision 16 July 2021"),
        ("fr", "Décision d'attribution 16 juillet 2021"),
        ("es", "Decisión de adjudicación 16 de julio de 2021"),
    ],
)
def test_the_day_of_the_award_decision_is_said_beside_that_of_signature(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    shown = facts_of(edited, "decided = '2021-07-16', signed = '2021-08-30'", lang)
    assert expected in shown
    assert "Award decision" not in facts_of(edited, "decided = NULL")


def test_a_contract_on_some_lots_of_its_notice_says_on_which(edited: sqlite3.Connection) -> None:
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    own = "(SELECT notice_id FROM contracts WHERE id = ?)"
    edited.execute(f"DELETE FROM lots WHERE notice_id = {own}", (key,))
    for lot in ("LOT-0001", "LOT-0002", "LOT-0003", "GLO-0001"):
        edited.execute(f"INSERT INTO lots (notice_id, lot) VALUES ({own}, ?)", (key, lot))
    two = 'lot_ids = \'["LOT-0001","LOT-0003"]\''
    text = "Lots concerned LOT-0001, LOT-0003 (the notice has 3)"
    assert text in facts_of(edited, two)
    edited.execute(f"DELETE FROM lots WHERE lot <> 'LOT-0001' AND notice_id = {own}", (key,))
    assert "Lots concerned" not in facts_of(edited, two), "the notice is not divided"


@pytest.mark.parametrize(
    ("vat", "expected"),
    [
        ("excluded", "at most €2,000,000 without VAT, exact value not published"),
        ("included", "at most €2,000,000 VAT included, exact value not published"),
        ("unknown", "at most €2,000,000 , exact value not published"),
    ],
)
def test_a_ceiling_alone_is_said_with_or_without_tax(
    edited: sqlite3.Connection, vat: str, expected: str
) -> None:
    changes = f"value = NULL, maximum = 2000000, currency = 'EUR', vat = '{vat}'"
    assert expected in facts_of(edited, changes)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "Renewals at most 2"), ("fr", "Reconductions 2 au plus"), ("es", "Prórrogas 2 como")],
)
def test_a_contract_that_may_be_renewed_says_how_often(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    in_three_lots(edited, (2, 5, None))
    assert expected in facts_of(edited, ONE_LOT, lang)
    for silent in ("lot_ids = '[\"LOT-0003\"]'", 'lot_ids = \'["LOT-0001","LOT-0002"]\''):
        assert "Renewals" not in facts_of(edited, silent), "its lots do not say so, or differ"


@pytest.mark.parametrize(
    ("lang", "label", "yes"),
    [
        ("en", "EU funding", "yes"),
        ("fr", "Financement européen", "oui"),
        ("es", "Financiación de la UE", "sí"),
    ],
)
def test_funds_of_the_union_are_told(
    edited: sqlite3.Connection, lang: str, label: str, yes: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    for text, shown in (("ERDF 2021 · PRR-C06-i01", "ERDF 2021 · PRR-C06-i01"), ("eu-funds", yes)):
        edited.execute("DELETE FROM texts WHERE notice_id = ? AND field = 'eu_funds'", (own,))
        edited.execute(
            "INSERT INTO texts (notice_id, lot, field, language, place, text)"
            " VALUES (?, 'LOT-0001', 'eu_funds', '', 91, ?)",
            (own, text),
        )
        facts = facts_of(edited, ONE_LOT, lang)
        assert facts[facts.index(label) :].removeprefix(label).strip().startswith(shown)


@pytest.mark.parametrize(
    ("lang", "options", "subcontracting"),
    [
        ("en", "Options, in the buyer's words", "Subcontracting, in the buyer's words"),
        ("fr", "Options, selon l'acheteur", "Sous-traitance, selon l'acheteur"),
        ("es", "Opciones, según el órgano", "Subcontratación, según el órgano"),
    ],
)
def test_options_and_subcontracting_are_said_in_the_words_about_its_own_lots(
    edited: sqlite3.Connection, lang: str, options: str, subcontracting: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    texts = [
        ("LOT-0001", "options", "Eine Option auf zwölf Monate."),
        ("LOT-0002", "options", "Option des zweiten Loses."),
        ("LOT-0002", "renewal", "Verlängerung des zweiten Loses."),
        ("", "subcontracting", "Ein Rechenzentrum betreibt es."),
        ("LOT-0001", "renewal", "Zweimal ein Jahr."),
        ("", "options", "Zweimal ein Jahr."),
    ]
    edited.executemany(
        "INSERT INTO texts (notice_id, lot, field, language, place, text)"
        f" VALUES ('{own}', ?, ?, 'de', 90, ?)",
        texts,
    )
    shown = facts_of(edited, ONE_LOT, lang)
    for label, words in ((options, texts[0][2]), (subcontracting, texts[3][2])):
        assert shown.index(label) < shown.index(words)
    assert "zweiten Loses" not in shown
    assert shown.count("Zweimal ein Jahr.") == 1, "an option to renew is a renewal"


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_what_a_neighbour_leaves_to_subcontractors_is_not_said_of_a_contract(
    edited: sqlite3.Connection, lang: str
) -> None:
    """R 2927 of 27956-2022 leaves 20 % to others, its neighbours on the same lot nothing."""
    own = in_three_lots(edited, (None, None, None))
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    edited.execute("UPDATE contract_notices SET award_key = 'R 2955' WHERE contract_id = ?", (key,))
    for number in ("R 2927", "R 2928/LOT-0001"):
        insert(
            edited,
            "contract_notices",
            contract_id=f"{own}/{number}",
            notice_id=own,
            role="award",
            award_key=number,
        )
    texts = ("R 2955: 11 %", "R 2927: 20 %", "R 2928: 30 %", "Transport: 40 %")
    edited.executemany(
        "INSERT INTO texts (notice_id, lot, field, place, text)"
        f" VALUES ('{own}', 'LOT-0001', 'subcontracting', 90, ?)",
        [(text,) for text in texts],
    )
    shown = facts_of(edited, ONE_LOT, lang)
    assert [text in shown for text in texts] == [True, False, False, True]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0.1, "3 days, start date not published"),
        (0.03, "1 day, start date not published"),
        (0.72, "22 days, start date not published"),
        (1, "1 month, start date not published"),
        (1.5, "1.5 months, start date not published"),
        (47.97, "48 months, start date not published"),
        (33.64, "1,024 days, start date not published"),
        (2.3, "70 days, start date not published"),
    ],
)
def test_a_length_that_is_no_number_of_months_is_said_in_days(
    edited: sqlite3.Connection, months: float, expected: str
) -> None:
    assert expected in facts_of(edited, f'months = {months}, "end" = NULL')


@pytest.mark.parametrize(
    ("currency", "rate_date", "expected"),
    [
        ("GHS", "2021-01-01", "average rate of 2021"),
        ("XOF", "1999-01-01", "rate of 1 Jan 1999"),
        ("USD", "2021-03-04", "rate of 4 Mar 2021"),
    ],
)
def test_euros_by_a_yearly_average_are_not_said_to_be_by_the_rate_of_a_day(
    edited: sqlite3.Connection, currency: str, rate_date: str, expected: str
) -> None:
    changes = f"value = 10, value_eur = 2, currency = '{currency}', rate_date = '{rate_date}'"
    shown = facts_of(edited, changes)
    assert expected in shown
    assert shown.count("rate of") == 1


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "without limit of time"), ("fr", "sans limite de durée")]
)
def test_a_contract_without_limit_of_time_is_said_to_be_one(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    changes = "months = NULL, \"end\" = NULL, end_basis = '{}'"
    shown = facts_of(edited, changes.format("unlimited"), lang)
    assert f", {expected}" in shown
    assert "end not published" not in shown
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    assert "end" not in page(asked(edited), key, format="json")["gaps"]
    assert "end not published" in facts_of(edited, changes.format("unknown"))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "less than this contract alone"),
        ("fr", "moins que ce contrat à lui seul"),
        ("es", "menos que este contrato por sí solo"),
    ],
)
def test_a_total_of_the_notice_below_its_contract_is_said(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    edited.execute(
        "UPDATE notices SET value_basis = 'result', currency = 'PLN', value = CASE id"
        f" WHEN (SELECT notice_id FROM ({ANY_CONTRACT.replace('id FROM', 'notice_id FROM')}))"
        " THEN 291023 END"
    )
    alone = "currency = 'PLN', value_kind = 'exact', value = {}"
    assert words in facts_of(edited, alone.format(357958.29), lang)
    assert words not in facts_of(edited, alone.format(291023), lang)
    edited.execute("UPDATE notices SET value = 1 WHERE value = 291023")
    assert words not in facts_of(edited, alone.format(357958.29), lang), "1 stands for none told"


def test_an_amount_that_cannot_be_right_starts_no_growth(edited: sqlite3.Connection) -> None:
    def values() -> list[float]:
        shown = page(asked(edited), AMENDED, format="json")
        return [step["value"] for step in shown["steps"]]

    edited.execute("UPDATE contract_notices SET value = 500000 WHERE contract_id = ?", (AMENDED,))
    edited.execute("UPDATE contracts SET initial_value_eur = NULL")
    assert 500_000 in values()
    edited.execute("UPDATE contract_notices SET value = 1 WHERE contract_id = ?", (AMENDED,))
    assert 1 not in values(), "1 stands where none is told"


@pytest.mark.parametrize(
    ("kind", "total", "value_kind", "said"),
    [
        ("award", 540_000_000, "exact", "not the amount of its only contract"),
        ("amendment", 540_000_000, "exact", "not the amount of its only contract"),  # 511729-2024
        ("amendment", 76_001, "exact", "not the amount of its only contract"),  # 425773-2024
        ("award", 76_001, "exact", "less than this contract alone"),
        ("award", 76_001, "ceiling", ""),  # 424650-2024: the total leaves frameworks out
        ("award", 20_000_000, "exact", ""),
    ],
)
def test_a_total_that_is_not_the_amount_of_the_only_contract_is_said(
    edited: sqlite3.Connection, kind: str, total: float, value_kind: str, said: str
) -> None:
    key, notice = edited.execute(ANY_CONTRACT.replace("id FROM", "id, notice_id FROM")).fetchone()
    edited.execute("DELETE FROM contract_notices WHERE notice_id = ?", (notice,))
    insert(edited, "contract_notices", contract_id=key, notice_id=notice, role="states")
    edited.execute(
        "UPDATE notices SET value_basis = 'result', currency = 'EUR', lots = 1, kind = ?, value = ?"
        " WHERE id = ?",
        (kind, total, notice),
    )
    amount = f"currency = 'EUR', value = 20000000, value_kind = '{value_kind}'"
    shown = facts_of(edited, amount)
    words = ("not the amount of its only contract", "less than this contract alone")
    assert [part for part in words if part in shown] == ([said] if said else [])

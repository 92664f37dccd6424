"""BOAMP's odd cases: what is told apart, what stays text, what stops with a sentence."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Award, Notice, Reference, Trouble
from pipelines.privacy.mask_notice import remove_personal_data
from spiders.boamp import BoampSpider
from spiders.parsers.boamp import award_text, common_fields, eforms_json_to_xml, json_tree
from spiders.parsers.boamp.legacy_awards import awards as older_awards

CBC = f"{{{eforms_json_to_xml.PREFIXES['cbc']}}}"
CAC = f"{{{eforms_json_to_xml.PREFIXES['cac']}}}"


def record(**columns: Any) -> dict[str, Any]:
    plain = {
        "idweb": "26-100",
        "objet": "Maintenance du logiciel de paie",
        "nature": "APPEL_OFFRE",
        "etat": "INITIAL",
        "dateparution": "2026-01-05",
        "nomacheteur": "Ville d'Exemple",
    }
    return plain | columns


def read(*records: dict[str, Any]) -> list[Notice | Trouble]:
    body = json.dumps({"total_count": len(records), "results": list(records)}).encode()
    return list(BoampSpider.read(body, "page.json"))


def only(results: list[Notice | Trouble]) -> Notice:
    (item,) = results
    assert isinstance(item, Notice), item
    return item


def trouble(results: list[Notice | Trouble]) -> Trouble:
    (item,) = results
    assert isinstance(item, Trouble), item
    return item


# bodies


def test_a_bare_record_a_list_and_a_page_are_all_read() -> None:
    item = record()
    for body in (item, [item], {"total_count": 1, "results": [item]}):
        assert only(list(BoampSpider.read(json.dumps(body).encode(), "x"))).number == "26-100"


def test_an_export_by_lines_is_read_line_by_line() -> None:
    lines = "\n".join(json.dumps(record(idweb=f"26-{n}")) for n in (1, 2, 3)) + "\n"
    lines = lines.replace('"26-2"', '"26-2')
    item, broken, three = BoampSpider.read(lines.encode(), "export.jsonl")
    assert [item.number, three.number] == ["26-1", "26-3"]
    assert isinstance(broken, Trouble)
    assert (broken.kind, broken.record) == ("broken", "record 1")


def test_an_error_answer_of_the_api_is_no_empty_page() -> None:
    body = b'{"error_code": "InvalidRESTParameterError", "message": "offset + limit <= 10000"}'
    assert "offset + limit" in trouble(list(BoampSpider.read(body, "x"))).message


def test_a_record_without_idweb_is_refused_and_the_next_one_is_read() -> None:
    first, second = read({"ted_doc_id": "046890-2021", "buyer": "Lille"}, record())
    assert isinstance(first, Trouble)
    assert (first.kind, first.code) == ("refused", "not_a_notice")
    assert isinstance(second, Notice)


def test_a_broken_blob_is_named_and_does_not_stop_the_page() -> None:
    first, second = read(record(donnees='{"MAPA": {'), record(idweb="26-101"))
    assert isinstance(first, Trouble)
    assert (first.kind, first.code) == ("broken", "json_broken")
    assert "donnees" in first.message
    assert isinstance(second, Notice)


def test_xml_that_is_no_notice_of_boamp_is_named() -> None:
    assert "'TED_EXPORT'" in trouble(list(BoampSpider.read(b"<TED_EXPORT/>", "x"))).message


def test_a_web_page_instead_of_a_record_is_broken() -> None:
    assert trouble(list(BoampSpider.read(b"<html><body>maintenance</body></html>", "x"))).code == (
        "html_instead"
    )


# kind and change


@pytest.mark.parametrize(
    ("nature", "etat", "kind", "change"),
    [
        ("APPEL_OFFRE", "INITIAL", "tender", "none"),
        ("APPEL_OFFRE", "RECTIFICATIF", "tender", "correction"),
        ("RECTIFICATIF", "RECTIFICATIF", "tender", "correction"),
        ("ANNULATION", "ANNULATION", "tender", "cancellation"),
        ("ATTRIBUTION", "INITIAL", "award", "none"),
        ("ATTRIBUTION", "MODIFICATION", "amendment", "none"),
        ("MODIFICATION", "INITIAL", "amendment", "none"),
        ("INTENTION_CONCLURE", "INITIAL", "award_intention", "none"),
        ("EX_ANTE_VOLONTAIRE", "INITIAL", "award_intention", "none"),
        ("PRE-INFORMATION", "INITIAL", "planning", "none"),
    ],
)
def test_nature_and_state_give_kind_and_change(
    nature: str, etat: str, kind: str, change: str
) -> None:
    notice = only(read(record(nature=nature, etat=etat)))
    assert (notice.kind, notice.change) == (kind, change)


def test_an_unknown_nature_stops_with_its_name() -> None:
    actual = trouble(read(record(nature="CONSULTATION_CITOYENNE")))
    assert actual.kind == "unexpected"
    assert "nature is 'CONSULTATION_CITOYENNE'" in actual.message


def test_an_unknown_state_and_an_unknown_form_stop_with_their_names() -> None:
    assert "etat is 'SUSPENDU'" in trouble(read(record(etat="SUSPENDU"))).message
    assert "NOUVEAU" in trouble(read(record(donnees='{"NOUVEAU": {}}'))).message


def test_a_record_that_does_not_tell_its_kind_is_not_guessed() -> None:
    actual = trouble(read(record(nature=None, etat=None)))
    assert "kind is unknown" in actual.message


def test_the_correction_of_an_award_is_an_award() -> None:
    earlier = {"REFERENCE": {"IDWEB": "26-50", "TYPE_AVIS": {"NATURE": {"ATTRIBUTION": ""}}}}
    gestion = json.dumps({"MARCHE": {"ANNONCE_ANTERIEUR": earlier}})
    notice = only(read(record(nature="RECTIFICATIF", etat="RECTIFICATIF", gestion=gestion)))
    assert (notice.kind, notice.change) == ("award", "correction")
    assert notice.references == (Reference("replaces", "number", "26-50"),)


# references


def test_a_correction_linked_to_several_notices_and_naming_none_replaces_none() -> None:
    columns = {"nature": "RECTIFICATIF", "annonce_lie": ["26-80", "26-90"]}
    references = only(read(record(**columns))).references
    assert [r.relation for r in references] == ["follows", "follows"]


def test_a_correction_does_not_replace_a_later_notice() -> None:
    columns = {"nature": "RECTIFICATIF", "annonce_lie": ["26-90", "26-1000"]}
    assert [(r.relation, r.id) for r in only(read(record(**columns))).references] == [
        ("replaces", "26-90"),
        ("follows", "26-1000"),
    ]


def test_an_award_follows_its_call_and_replaces_nothing() -> None:
    references = only(read(record(nature="ATTRIBUTION", annonce_lie=["25-9"]))).references
    assert references == (Reference("follows", "number", "25-9"),)


def test_a_number_in_the_eu_journal_has_no_leading_zeros() -> None:
    issue = {"PUBLICATION_JOUE": {"ANNEE": "2021", "NUM_ANNONCE": "046890"}}
    gestion = json.dumps({"MARCHE": {"ANNONCE_ANTERIEUR": {"REFERENCE_PUBLICATION": issue}}})
    assert (
        Reference("follows", "ted", "46890-2021") in only(read(record(gestion=gestion))).references
    )


# dates and titles


def test_the_closing_day_is_that_of_paris() -> None:
    def closing(stamp: str) -> date | None:
        gestion = json.dumps({"INDEXATION": {"DATE_LIMITE_REPONSE": stamp}})
        return only(read(record(gestion=gestion))).deadline

    assert closing("2026-09-29T23:30:00") == date(2026, 9, 29)
    assert closing("2026-09-29T12:00:00.000+02:00") == date(2026, 9, 29)
    assert closing("2026-09-29T22:30:00Z") == date(2026, 9, 30)


def test_the_column_repeats_paris_hours_stamped_as_utc() -> None:
    notice = only(read(record(datelimitereponse="2026-09-29T23:59:00+00:00")))
    assert notice.deadline == date(2026, 9, 29)
    moved = only(read(record(datelimitereponse="2026-09-30T01:59:00+02:00")))
    assert moved.deadline == date(2026, 9, 29)


def test_a_title_that_the_column_cut_is_taken_from_the_form() -> None:
    whole = "Mission d'assistance " * 12
    form = {"MAPA": {"initial": {"description": {"objet": whole.strip()}}}}
    cut = whole[:200].strip()
    assert only(read(record(objet=cut, donnees=json.dumps(form)))).title == whole.strip()
    form["MAPA"]["initial"]["description"]["objet"] = "MISSION DE MA?TRISE D'?UVRE"
    mended = only(read(record(objet="MISSION DE MAÎTRISE D'ŒUVRE", donnees=json.dumps(form))))
    assert mended.title == "MISSION DE MAÎTRISE D'ŒUVRE"


# people


@pytest.mark.parametrize(
    ("code", "method", "words"),
    [
        ("PROCEDURE_ADAPTE", None, "Procédure adaptée"),
        ("NEGOCIE", None, "Procédure négociée"),
        ("OUVERT", "open", "Procédure ouverte"),
        ("DIALOGUE_COMPETITIF", "selective", "Dialogue compétitif"),
        ("AUTRE", None, None),
    ],
)
def test_the_procedure_of_a_national_form_is_told_by_its_name(
    code: str, method: str | None, words: str | None
) -> None:
    """17-5219: most national awards say PROCEDURE_ADAPTE, which is no method but was published."""
    form = {"OBJET": {}, "PROCEDURE": {"TYPE_PROCEDURE": {code: ""}}, "ATTRIBUTION": {}}
    notice = only(read(record(type_procedure=None, procedure_libelle=None, donnees=form)))
    assert (notice.procedure.method, notice.procedure.method_details) == (method, words)
    wording = only(read(record(type_procedure=code, procedure_libelle=None)))
    assert wording.procedure.method_details == (words or code)


def test_contact_persons_are_hidden_wherever_they_stand() -> None:
    form = {
        "MAPA": {
            "organisme": {
                "correspondantPRM": {"nom": "PERSONNE INVENTÉE"},
                "acheteurPublic": "Ville d'Exemple",
                "coord": {"tel": "+33 100000000", "mel": "invente@example.org"},
            },
            "initial": {
                "correspondant": {"nom": "PERSONNE INVENTÉE"},
                "caracteristiques": {"principales": "Offres à remettre à Inventée Personne"},
            },
        }
    }
    notice = only(read(record(donnees=json.dumps(form))))
    assert notice.contacts == ("PERSONNE INVENTÉE",)
    published = repr(remove_personal_data(notice))
    assert "INVENT" not in published.upper()
    assert "invente@" not in repr(notice)
    assert "100000000" not in repr(notice)


def test_contact_persons_of_the_older_forms_are_hidden_as_well() -> None:
    form = {
        "IDENTITE": {"DENOMINATION": "Ville d'Exemple", "CORRESPONDANT": "Mme Zénobie KRZYXO"},
        "OBJET": {"OBJET_COMPLET": "Offres à remettre à Zénobie Krzyxo ou Xylo Martinez"},
        "ADRESSES_COMPLEMENTAIRES": {"ADRESSE": [{"CONTACT": "MARTINEZ XYLO"}]},
    }
    notice = only(read(record(donnees=json.dumps(form))))
    published = repr(remove_personal_data(notice)).upper()
    assert "KRZYXO" not in published
    assert "XYLO" not in published


def test_the_upper_end_of_an_estimate_is_the_maximum_of_a_call_and_of_its_lots() -> None:
    estimate = {"@devise": "EUR", "fourchette": {"valeurBasse": "1000", "valeurHaute": "5000"}}
    lot = {"numLot": "1", "intitule": "Paie", "valeurEstimee": estimate}
    market = {"intitule": "Logiciels", "valeurEstimee": estimate}
    form = {"FNSimple": {"initial": {"natureMarche": market, "lots": {"lot": [lot]}}}}
    notice = only(read(record(donnees=json.dumps(form))))
    maxima = [part.maximum for part in (notice, *notice.lots)]
    assert [money and (money.amount, money.currency) for money in maxima] == [(5000, "EUR")] * 2
    assert [part.value for part in (notice, *notice.lots)] == [None, None]


def test_a_human_holder_of_a_small_contract_is_flagged() -> None:
    result = {"attribue": {"titulaire": {"PersonnePhysique": {"nom": "Inventé"}}}}
    form = {"MAPA": {"attribution": {"attribution": {"resultat": result}}}}
    (award,) = only(read(record(nature="ATTRIBUTION", donnees=json.dumps(form)))).awards
    assert award.suppliers[0].organization.natural_person is True
    assert "Invent" not in award.key


def test_the_given_name_of_a_human_holder_is_hidden_with_the_surname() -> None:
    holder = {"PersonnePhysique": {"nom": "Krzyxo", "prenom": "Zylona"}}
    attribution = {"resultat": {"attribue": {"titulaire": holder}}}
    texts = {"rensgComplt": "Le marché est confié à Zylona Krzyxo."}
    form = {"MAPA": {"attribution": {"attribution": attribution, "renseignements": texts}}}
    notice = only(read(record(nature="ATTRIBUTION", donnees=json.dumps(form))))
    published = repr(remove_personal_data(notice))
    assert "confié à" in published
    assert "Zylona" not in published
    assert "Krzyxo" not in published


# free text of awards


def named(award: Award) -> tuple[tuple[str, ...], str, Decimal | None]:
    names = [supplier.organization.name for supplier in award.suppliers]
    return award.lots, ", ".join(names), award.value.amount if award.value else None


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        (
            "Nombre d'offres reçues : 3\nMarché n° : 2025-014\nGUINTOLI SAS, 3 rue de l'Exemple,"
            " 13001 Marseille\nMontant Ht : 284 782,86 Euros",
            [((), "GUINTOLI SAS", Decimal("284782.86"))],
        ),
        (
            "Fournitures administratives\nDate de conclusion du contrat : 23/09/2026\n"
            "Nom du titulaire : GUINTOLI SAS\n"
            "Montant de l'offre attributaire HT GUINTOLI SAS : 284 782.86 euro(s).",
            [((), "GUINTOLI SAS", Decimal("284782.86"))],
        ),
        (
            " - Attributaires SAS MIRECO - 134 RUE FRANCIS GARNIER  58000 - 02/10/2026"
            " - Montant attribué : 414215 HT ",
            [((), "SAS MIRECO", Decimal("414215"))],
        ),
        (
            "Le marché a été attribué à l'entreprise DUBOCQ - SIRET 957 202 476 00025\n"
            "Prix global forfaitaire: 118 105,94Euros HT.",
            [((), "DUBOCQ", Decimal("118105.94"))],
        ),
        (
            "Le marché a été notifié le 02/10/2026 à la SARL 2 LIVES pour une durée de 12 mois.",
            [((), "SARL 2 LIVES", None)],
        ),
        (
            "Lot N° 1 - Gros œuvre\nMarché n° : 26.01\nDBA CONSTRUCTION, ZI Nord, 87400 SAINT"
            " LEONARD\nMontant Ht : 139 396,55 Euros\nLot N° 2 - Sciage\nMarché n° : 26.02\n"
            "COGNAC SCIAGE BETON, 1 rue X, 16100 MERPINS\nMontant Ht : 124 350,37 Euros",
            [
                (("1",), "DBA CONSTRUCTION", Decimal("139396.55")),
                (("2",), "COGNAC SCIAGE BETON", Decimal("124350.37")),
            ],
        ),
    ],
)
def test_wordings_met_in_real_notices_are_read(wording: str, expected: list[Any]) -> None:
    assert [named(award) for award in award_text.awards(wording)] == expected


@pytest.mark.parametrize(
    "wording",
    [
        "Les montants indiqués sont les montants maximums de l'accord-cadre, 75001 Paris",
        "Marché n° : 12\nALPHA SAS, 1 rue X, 75001 Paris\nBETA SARL, 2 rue Y, 69001 Lyon",
        "Titulaire : ALPHA SAS\nLe marché a été attribué à la société BETA SARL.",
        "Tribunal administratif de Paris, 7 rue de Jouy, 75181 Paris",
        "Nombre d'offres reçues : 1\nCet avis a été déclaré Infructueux",
        "ALPHA SAS, 1 rue X, 75001 Paris\nUn autre lot a été déclaré infructueux",
        "Voir le profil d'acheteur.",
        "",
    ],
)
def test_what_is_not_unmistakable_stays_text(wording: str) -> None:
    assert award_text.awards(wording) == ()


def test_two_amounts_for_one_holder_leave_the_amount_out() -> None:
    wording = "Titulaire : ALPHA SAS\nMontant Ht : 100 Euros\nMontant de la tranche : 50 Euros"
    (award,) = award_text.awards(wording)
    assert award.value is None
    assert award.value_kind is None


@pytest.mark.parametrize(
    "amount",
    [
        "Montant annuel : 50 000 € HT",
        "Montant maximum annuel : 50 000 € HT",
        "Montant maximum : 50 000 € HT par an",
        "Montant : 5 000 € HT/mois",
        "Montant estimé : 50 000 € HT",
        "Prix unitaire : 50 € HT",
        "Montant de l'offre la plus élevée : 50 000 € HT",
        "Montant de la tranche ferme : 50 000 € HT",
        "Montant de la sous-traitance : 50 000 € HT",
        "Montant compris entre 10 000 € et 50 000 € HT",
        "Montant HT : de 10 000 € à 50 000 €",
        "Montant minimum et maximum : 10 000 € HT et 50 000 € HT",
    ],
)
def test_an_amount_of_something_else_than_the_contract_is_not_its_value(amount: str) -> None:
    (award,) = award_text.awards(f"Titulaire : ALPHA SAS\n{amount}")
    assert (award.value, award.value_kind, award.minimum, award.maximum) == (None,) * 4
    (both,) = award_text.awards(f"Titulaire : ALPHA SAS\n{amount}\nMontant : 70 000 € HT")
    assert both.value is None or both.value.amount == 70_000


def test_a_framework_without_minimum_has_a_maximum() -> None:
    wording = "Titulaire : ALPHA SAS\nMontant sans minimum et avec maximum : 50 000 € HT"
    (award,) = award_text.awards(wording)
    assert (award.minimum, award.value_kind) == (None, "ceiling")
    assert award.maximum is not None
    assert award.maximum.amount == 50_000


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        (
            "Groupement ALPHA (mandataire) / BETA SARL",
            [("ALPHA", "main"), ("BETA SARL", "member")],
        ),
        (
            "ALPHA (mandataire), BETA SARL (cotraitant) et GAMMA",
            [("ALPHA", "main"), ("BETA SARL", "member"), ("GAMMA", "member")],
        ),
        ("ALPHA (mandataire), 12 rue de l'Exemple, 75001 Paris", [("ALPHA", "main")]),
        ("AB+CD (mandataire)", [("AB+CD", "main")]),
    ],
)
def test_the_members_of_a_group_are_told_where_its_leader_is_marked(
    holders: str, expected: list[tuple[str, str]]
) -> None:
    (award,) = award_text.awards(f"Titulaire : {holders}\nMontant : 50 000 €")
    assert [(x.organization.name, x.role) for x in award.suppliers] == expected


def test_the_day_of_a_sentence_is_no_part_of_the_name() -> None:
    wording = "Marché attribué à ALPHA SAS le 12/03/2024 pour un montant de 10 000 € HT."
    assert [named(x) for x in award_text.awards(wording)] == [((), "ALPHA SAS", Decimal(10_000))]


def test_nine_digits_are_a_siren_and_fourteen_a_siret() -> None:
    (award,) = award_text.awards("Titulaire : ALPHA SAS\nSIREN : 50503685500037")
    assert award.suppliers[0].organization.identifiers[0].scheme == "FR-SIRET"
    (two,) = award_text.awards("Titulaire : ALPHA SAS\nSIRET 505 036 855")
    assert two.suppliers[0].organization.identifiers[0].scheme == "FR-SIREN"


def test_a_holder_of_the_column_that_the_text_did_not_give_is_not_lost() -> None:
    wording = "Lot 1 : ALPHA SAS situé à 75001 PARIS\nLot 2 : voir ci-dessous"
    form = json.dumps({"FNSimple": {"attribution": {"attributionMarche": wording}}})
    columns = {"nature": "ATTRIBUTION", "donnees": form, "titulaire": ["Alpha", "BETA SARL"]}
    awards = only(read(record(**columns))).awards
    assert [named(award)[:2] for award in awards] == [(("1",), "ALPHA SAS"), ((), "BETA SARL")]


# older awards


def holder(name: str) -> dict[str, str]:
    return {"DENOMINATION": name}


def detail(amount: str) -> dict[str, Any]:
    return {"MONTANT": {"@DEVISE": "EUR", "#text": amount}}


def decision(holders: list[Any], details: list[Any]) -> dict[str, Any]:
    return {"DECISION": {"ATTRIBUE": "", "TITULAIRE": holders, "RENSEIGNEMENT": details}}


def test_holders_with_amounts_of_their_own_are_paired_by_order() -> None:
    row = decision([holder("A"), holder("B")], [detail("1"), detail("2")])
    assert [named(a)[1:] for a in older_awards(row, "unknown")] == [
        ("A", Decimal(1)),
        ("B", Decimal(2)),
    ]


def test_one_amount_repeated_for_each_holder_counts_once() -> None:
    row = decision([holder("A"), holder("B")], [detail("150000"), detail("150000")])
    assert [named(a)[1:] for a in older_awards(row, "unknown")] == [("A, B", Decimal(150000))]


def test_amounts_that_cannot_be_paired_are_left_out() -> None:
    row = decision([holder("A"), holder("B"), holder("C")], [detail("1"), detail("2")])
    assert [named(a)[1:] for a in older_awards(row, "unknown")] == [("A, B, C", None)]


def test_a_row_printed_twice_is_one_award_and_other_rows_of_a_lot_stay() -> None:
    row = {"ATTRIBUE": "", "NUM_LOT": "1", "TITULAIRE": holder("A")}
    other = row | {"TITULAIRE": holder("B")}
    awards = older_awards({"DECISION": [row, row, other]}, "excluded")
    assert [named(a)[1] for a in awards] == ["A", "B"]
    assert len({a.key for a in awards}) == 2


def test_a_key_never_holds_a_supplier_s_name() -> None:
    (award,) = older_awards({"DECISION": {"TITULAIRE": holder("M. Inventé")}}, "unknown")
    assert "nvent" not in award.key


# eForms as JSON


def test_json_of_eforms_becomes_the_tree_it_was_made_from() -> None:
    root = eforms_json_to_xml.tree(
        {
            "ContractNotice": {
                "@xmlns:cbc": "ignored",
                "cbc:ID": {"@schemeName": "notice-id", "#text": "x"},
                "cac:ProcurementProjectLot": [{"cbc:ID": "LOT-0001"}, {"cbc:ID": "LOT-0002"}],
                "cbc:Note": "",
                "cbc:IsTrue": True,
                "cbc:Quiet": "a\u0007b",
            }
        }
    )
    assert etree.QName(root).localname == "ContractNotice"
    assert root.find(f"{CBC}ID").get("schemeName") == "notice-id"
    assert [lot.findtext(f"{CBC}ID") for lot in root.findall(f"{CAC}ProcurementProjectLot")] == [
        "LOT-0001",
        "LOT-0002",
    ]
    assert root.findtext(f"{CBC}IsTrue") == "true"
    assert root.findtext(f"{CBC}Quiet") == "a b"


@pytest.mark.parametrize(
    "form",
    [{"Unknown": {}}, {"ContractNotice": {"xyz:ID": "1"}}, {}, {"ContractNotice": {"ID": 1}}],
)
def test_eforms_with_unknown_roots_or_prefixes_stop_with_their_name(form: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedDocument):
        eforms_json_to_xml.tree(form)


# small readers


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("935 220,00", "935220.00"),
        ("284 782.86", "284782.86"),
        ("1.234.567,50", "1234567.50"),
        ("12.345", "12345"),
        ("159691.6", "159691.6"),
        ("1e9999", None),
        ("-5", None),
        ("12,345,67", None),
        ("", None),
    ],
)
def test_amounts_as_the_french_write_them(words: str, number: str | None) -> None:
    assert json_tree.decimal(words) == (Decimal(number) if number else None)


@pytest.mark.parametrize(
    "words",
    [
        "31/02/2024",
        "2024-02-31",
        "0001",
        "bientôt",
        "",
        "0001-01-01",
        "9999-12-31",
        "31/12/9999",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert json_tree.civil_date(words) is None


def test_numbers_are_older_by_year_then_by_count() -> None:
    assert common_fields._earlier("24-999", "24-1000")
    assert common_fields._earlier("24-1000", "25-1")
    assert not common_fields._earlier("25-1", "24-1000")

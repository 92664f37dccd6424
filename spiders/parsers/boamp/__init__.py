"""Parse BOAMP: records of its Explore API, their extracts, and notices as XML.

Shape   a record has columns and two blobs, ``gestion`` (management) and ``donnees`` (the form).
        The root key of ``donnees`` tells the form: EFORMS, FNSimple, DSP, DIVERS, MAPA, or none of
        these for the forms of 2006 to 2023.  Without it the columns make a notice with gaps.
Source  fields seen in API answers of 2024 and 2025 and in twenty XML notices of 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Award,
    Change,
    Identifier,
    Notice,
    Organization,
    Procedure,
    Supplier,
    Text,
    Trouble,
    replace,
)
from spiders.parsers import decoding, eforms
from spiders.parsers.boamp import (
    common_fields,
    eforms_json_to_xml,
    fnsimple,
    json_tree,
    legacy_forms,
    mapa,
    xml_to_api_record,
)
from spiders.parsers.boamp.parsed_form import LANGUAGE, FormFacts, buyer, nature
from spiders.parsers.common.json_values import as_list
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.ted_export.unique_award_keys import with_unique_keys

FORMS = {
    "FNSimple": fnsimple.facts,
    "DSP": fnsimple.facts,
    "DIVERS": fnsimple.facts,
    "MAPA": mapa.facts,
}
OLDER = {
    "IDENTITE",
    "OBJET",
    "ATTRIBUTION",
    "RECTIF",
    "ANNULATION",
    "MODIFICATION",
    "ANNONCE_ANTERIEUR",
}
PAGE = "https://www.boamp.fr/pages/avis/?q=idweb:"
_COLUMNS = (
    "nomacheteur",
    "objet",
    "titulaire[]",
    "dateparution",
    "datelimitereponse",
    "contractfolderid",
    "type_procedure",
    "procedure_libelle",
    "type_marche[]",
    "url_avis",
)
_FORM_FIELDS = (
    *(f"{form}.organisme[].{x}" for form in FORMS for x in ("nomOfficiel", "acheteurPublic")),
    "IDENTITE.DENOMINATION",
    "OBJET.TITRE_MARCHE",
    "OBJET.OBJET_COMPLET",
    "ATTRIBUTION.DECISION[].INTITULE",
    "ATTRIBUTION.DECISION[].TITULAIRE[].DENOMINATION",
)
_CUT_AT = 190  # the column ``objet`` holds an index summary that is cut at 200 characters


def records(body: bytes) -> Iterator[Any]:
    """Split an API answer, bare record, list or lines of records, or a notice as XML into
    records."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield xml_to_api_record.record(decoding.xml_root(body))
        return
    first, _, more = body.lstrip().partition(b"\n")
    if more.lstrip().startswith(b"{") and first.rstrip().endswith(b"}"):
        yield from filter(bytes.strip, body.splitlines())  # decoded one by one, by ``notices``
        return
    value = decoding.json_value(body)
    if isinstance(value, dict) and "error_code" in value:
        raise UnexpectedDocument(
            f"the API answered with an error: {value['error_code']}: {value.get('message')}"
        )
    records = value.get("results", [value]) if isinstance(value, dict) else value
    if not isinstance(records, list):
        raise UnexpectedDocument(
            f"the JSON is {decoding.json_type_name(records)}, expected records"
        )
    yield from records


def notices(record: dict[str, Any] | bytes) -> Iterator[Notice | Trouble]:
    """Parse a record into its notice, and a trouble for what in it is unknown.

    Refuses  what is no record of the portal (code not_a_notice).
    Raises   UnexpectedDocument naming a nature, state, form or eForms element that is new.
    """
    record = decoding.json_value(record) if isinstance(record, bytes) else record
    number = json_tree.text(record, "idweb") if isinstance(record, dict) else None
    if number is None:
        raise Refused("not_a_notice", "the record has no idweb, so it is no record of BOAMP")
    gestion, donnees = (
        common_fields.unpacked(record, "gestion"),
        common_fields.unpacked(record, "donnees"),
    )
    if "EFORMS" in donnees:
        yield from _european(record, number, gestion, donnees)
    else:
        yield _national(record, number, gestion, donnees)
    yield from unexpected_types(record, _COLUMNS, number)
    yield from unexpected_types(donnees, _FORM_FIELDS, number)


def _national(
    record: dict[str, Any], number: str, gestion: dict[str, Any], donnees: dict[str, Any]
) -> Notice:
    """A notice on a form of BOAMP's own, or on none."""
    facts = _facts(record, donnees)
    awards = with_unique_keys((*facts.awards, *_holders(record, facts.awards)))
    kind, change = common_fields.kind_and_change(record, gestion, donnees, bool(awards))
    return Notice(
        **_common(record, number, gestion, donnees, change, facts.targets),
        kind=kind,
        change=change,
        form=next(iter(donnees), None) if set(donnees) & set(FORMS) else _form(record, gestion),
        procedure=_procedure(record, facts),
        buyers=facts.buyers or buyer(json_tree.text(record, "nomacheteur")),
        texts=_texts(record, facts.title, facts.texts),
        codes=(*facts.codes, *common_fields.descriptors(record)),
        nature=nature(facts.nature or _first(record, "type_marche")),
        value=facts.value,
        maximum=facts.maximum,
        result_value=facts.result_value,
        deadline=common_fields.deadline(record, gestion, facts.deadline)
        if kind == "tender"
        else None,
        lots=facts.lots,
        awards=awards if kind not in ("tender", "planning") else (),
        change_reason=facts.change_reason,
        contacts=common_fields.contacts(donnees),
    )


def _common(
    record: dict[str, Any],
    number: str,
    gestion: dict[str, Any],
    donnees: dict[str, Any],
    change: Change,
    targets: tuple[str, ...],
) -> dict[str, Any]:
    """The fields that every form takes from the columns."""
    return {
        "id": f"boamp:{number}",
        "portal": "boamp",
        "number": number,
        "published": json_tree.civil_date(json_tree.text(record, "dateparution")),
        "languages": (LANGUAGE,),
        "url": json_tree.text(record, "url_avis") or f"{PAGE}{number}",
        "country": "FR",
        "places": common_fields.departements(record, gestion),
        "references": common_fields.references(record, gestion, donnees, change, targets),
    }


def _european(
    record: dict[str, Any], number: str, gestion: dict[str, Any], donnees: dict[str, Any]
) -> Iterator[Notice | Trouble]:
    """An eForms notice, read by the eForms reader; the columns add what only BOAMP knows."""
    read, troubles = eforms.read(eforms_json_to_xml.tree(donnees["EFORMS"]), "boamp", number)
    kind, change = read.kind, _european_change(record, gestion, read)
    common = _common(record, number, gestion, {}, change, ())
    folder = json_tree.text(record, "contractfolderid")
    procedure = read.procedure
    if folder and procedure.id is None:
        folder_id = Identifier("eforms-procedure", folder)
        procedure = replace(procedure, id=folder, other_ids=(*procedure.other_ids, folder_id))
    title = read.text("title")
    yield replace(
        read,
        id=common["id"],
        published=common["published"] or read.published,
        url=common["url"],
        country=read.country or common["country"],
        places=read.places or common["places"],
        languages=read.languages or common["languages"],
        change=change,
        references=tuple(dict.fromkeys((*read.references, *common["references"]))),
        procedure=procedure,
        buyers=read.buyers or buyer(json_tree.text(record, "nomacheteur")),
        texts=_texts(record, title, tuple(t for t in read.texts if _kept(t, title))),
        codes=(*read.codes, *common_fields.descriptors(record)),
        awards=read.awards
        or (with_unique_keys(_holders(record)) if kind in ("award", "award_intention") else ()),
    )
    yield from troubles


def _kept(text: Text, title: str | None) -> bool:
    """All texts but the title in the language of the column, which takes its place."""
    return not (text.field == "title" and text.text == title)


def _european_change(record: dict[str, Any], gestion: dict[str, Any], read: Notice) -> Change:
    """The form's own word; the columns count only where the form has none."""
    if read.change != "none":
        return read.change
    nature, state = json_tree.text(record, "nature") or "", json_tree.text(record, "etat") or ""
    return common_fields.CHANGES.get(nature) or common_fields.CHANGES.get(state) or "none"


def _facts(record: dict[str, Any], donnees: dict[str, Any]) -> FormFacts:
    """Parse ``donnees`` by its root key; without it there are no facts."""
    if not donnees:
        return FormFacts()
    for root, reader in FORMS.items():
        if root in donnees:
            return reader(donnees[root]) if isinstance(donnees[root], dict) else FormFacts()
    if OLDER & set(donnees):
        return legacy_forms.facts(donnees, european=record.get("famille") == "JOUE")
    raise UnexpectedDocument(
        f"boamp {record.get('idweb')}: donnees holds {', '.join(sorted(donnees))}, expected "
        f"EFORMS, {', '.join(FORMS)} or the older parts ({', '.join(sorted(OLDER))}). "
        "A new form? Add a reader in spiders/parsers/boamp/"
    )


def _form(record: dict[str, Any], gestion: dict[str, Any]) -> str | None:
    kinds = json_tree.dig(gestion, "REFERENCE", "TYPE_AVIS")
    return (
        json_tree.text(record, "perimetre")
        or json_tree.choice(kinds, "PERIMETRE")
        or json_tree.text(record, "famille")
    )


def _holders(record: dict[str, Any], stated: tuple[Award, ...] = ()) -> tuple[Award, ...]:
    """``titulaire``: names alone, of the whole notice; nothing tells who won which lot.

    Only names that no award of the form states, so that no holder of a text read in part is lost.
    """
    stated_names = [_folded(s.organization.name) for award in stated for s in award.suppliers]
    names = dict.fromkeys(filter(None, map(json_tree.text, as_list(record.get("titulaire")))))
    left = [n for n in names if not any(_folded(n) in k or k in _folded(n) for k in stated_names)]
    suppliers = tuple(Supplier(Organization(name)) for name in left)
    return (Award(key="", status="active", suppliers=suppliers),) if suppliers else ()


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _procedure(record: dict[str, Any], facts: FormFacts) -> Procedure:
    folder = json_tree.text(record, "contractfolderid")
    stated = json_tree.text(record, "type_procedure") or facts.procedure
    words = common_fields.PROCEDURES.get(stated or "")
    return Procedure(
        id=folder,
        other_ids=(Identifier("eforms-procedure", folder),) if folder else (),
        method=facts.method or common_fields.METHODS.get(stated or ""),
        method_details=json_tree.text(record, "procedure_libelle")
        or words
        or json_tree.text(record, "type_procedure"),
        technique=facts.technique,
    )


def _texts(record: dict[str, Any], title: str | None, texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """The column's title, since blobs lose letters (``d'?uvre``); the form's where it is cut.
    A form's object that says more than the column is its description, where it has no other."""
    column = json_tree.text(record, "objet")
    longer = bool(column and title and len(title) > len(column))
    cut = longer and len(column or "") >= _CUT_AT
    if longer and not cut and not any(text.field == "description" for text in texts):
        texts = (Text("description", title or "", LANGUAGE), *texts)
    chosen = title if cut else column or title
    return (Text("title", chosen, LANGUAGE), *texts) if chosen else texts


def _first(record: dict[str, Any], field: str) -> str | None:
    values = as_list(record.get(field))
    return str(values[0]) if values else None


__all__ = ["notices", "records"]

"""Parse DECP, France's essential data of public contracts, in every format it comes in.

Shape   JSON of the order of 2019 (flat) and of 2022 (nested), XML of 2022, rows of the ministry's
        Opendatasoft tables, rows of the consolidated CSV: ``source_formats`` makes one ``Act`` of
        each.
Source  139bercy/format-commande-publique (schemas), and real files of both regimes.

A contract is one notice, each of its modifications another: that is how they are published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Amendment,
    Award,
    Buyer,
    Code,
    Identifier,
    Method,
    Money,
    Notice,
    Organization,
    Procedure,
    Reference,
    Supplier,
    SupplierRole,
    Technique,
    Text,
    Trouble,
    ValueKind,
)
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import folded, integer, parse_number
from spiders.parsers.common.unexpected_json_types import unexpected_types
from spiders.parsers.decp.amended_amounts import is_new_length, is_new_total
from spiders.parsers.decp.source_formats import Act, Holder, Modification, read_act, records
from spiders.parsers.decp.values import non_empty_text, siret

__all__ = ["notices", "records"]

_LISTS = read_code_lists(Path(__file__).with_name("code_lists.csv"))
# "procédure adaptée" and "procédure négociée …" do not tell who could tender
METHODS: dict[str, Method] = {
    name.replace("'", " "): method for name, method in _LISTS["METHODS"].items()
}
_APOSTROPHE = re.compile("['’]")  # or a blank: of one word all three are met
_FIELDS = (
    "acheteur.id",
    "acheteur.nom",
    "titulaires[].id",
    "objet",
    "codeCPV",
    "montant",
    "dateNotification",
    "datePublicationDonnees",
)
COUNTRY, LANGUAGE = "FR", "fr"
_VAT = re.compile(r"([A-Z]{2})[0-9A-Z]{8,12}")  # in the Union it begins with a country


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a contract in any format: its notice, then one for each modification.

    A trouble is for a field of another shape.

    Raises  UnexpectedDocument for what names neither buyer nor contract.
    """
    if isinstance(record, UnexpectedDocument):
        raise record
    act = read_act(record)
    if not act.buyer and not act.id and not act.title:
        raise UnexpectedDocument(f"expected a contract with acheteur, id or objet: {record!r:.80}")
    key = key_of(act)
    if not act.is_only_change:
        yield _notice(act, portal, key, key, None)
    for index, (before, change) in enumerate(_before_each_change(act), start=1):
        yield _notice(before, portal, f"{key}/M{change.id or index}", key, change)
    who = None if act.buyer else record.get("acheteur") or record.get("autoriteConcedante")
    holders = None if act.holders else non_empty_text(record.get("titulaires"))
    changed = {**record, "acheteur": who, "titulaires": holders}
    yield from unexpected_types(changed, _FIELDS, key)


def key_of(act: Act) -> str:
    """Return a key of a contract: ids of buyers collide, those of contracts are cut off.

    Source  a study of six cities: of 169 groups that share buyer and id, 135 are unrelated.
    """
    # filled up as all once were: addresses of contracts stay
    numbers = {number for holder in act.holders if (number := siret(holder.id))}
    holders = "+".join(sorted(numbers))
    signed = str(act.signed or "")
    parts = (act.buyer or "", act.id or "", act.cpv or "", act.title or "", holders, signed)
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _before_each_change(act: Act) -> list[tuple[Act, Modification]]:
    """Pair each modification, in the order of the document, with the contract as the earlier ones
    left it: what the second does not restate is as the first made it, not as it was signed."""
    order = sorted(
        range(len(act.changes)),
        key=lambda i: act.changes[i].day or act.changes[i].published or date.min,
    )
    states: dict[int, tuple[Act, Modification]] = {}
    for position in order:
        change = act.changes[position]
        before, after = euros(act.amount), euros(change.amount)
        reason = _word(change.reason or "")
        if not is_new_total(before, after, reason):
            change = change._replace(amount=None)
        if not is_new_length(parse_number(act.months), parse_number(change.months), reason):
            change = change._replace(months=None)
        states[position] = act, change
        act = act._replace(
            amount=act.amount if euros(change.amount) is None else change.amount,
            months=change.months or act.months,
            holders=change.holders or act.holders,
        )
    return [states[position] for position in range(len(states))]


def _notice(act: Act, portal: str, number_: str, key: str, change: Modification | None) -> Notice:
    buyer = organization(Holder(act.buyer, "SIRET", act.buyer_name)) if act.buyer else None
    texts = [("title", act.title), ("change", change.reason if change else None)]
    return Notice(
        id=f"{portal}:{number_}",
        portal=portal,
        number=number_,
        kind="amendment" if change else "contract",
        form=act.nature,
        published=(change.published or change.day) if change else act.published,
        languages=(LANGUAGE,),
        country=COUNTRY,
        places=(act.place,) if act.place else (),
        procedure=Procedure(
            id=key,
            method=METHODS.get(_word(act.procedure or "")),
            method_details=act.procedure,
            technique=technique(act),
            framework_id=act.framework,
        ),
        buyers=(Buyer(buyer),) if buyer else (),
        texts=tuple(Text(field, text, LANGUAGE) for field, text in texts if text),
        codes=(Code("CPV", act.cpv, None, True),) if act.cpv else (),
        awards=(_award(act, key, change),),
        references=(Reference("amends", "number", key),) if change else (),
    )


def _word(text: str) -> str:
    return _APOSTROPHE.sub(" ", folded(text))


def technique(act: Act) -> Technique | None:
    """Return the technique.  The regime of 2022 has no nature for a contract under a framework: its
    techniques say "Accord-cadre", and of which it is."""
    if act.framework and not _is_framework(act.nature or ""):
        return "call_off"
    wording = _word(" ".join(filter(None, (act.nature, *act.techniques))))
    if "marche subsequent" in wording:
        return "call_off"
    if "systeme d acquisition dynamique" in wording:
        return "dynamic_purchasing"
    if _is_framework(wording):
        return "framework"
    return None


def _award(act: Act, key: str, change: Modification | None) -> Award:
    """The value is that which the contract or its change publishes, the length that after the
    change; what it does not restate stays as it was.
    """
    value = euros(change.amount if change else act.amount)
    latest = value or euros(act.amount)
    months = parse_number((change.months if change else None) or act.months)
    ceiling = technique(act) in ("framework", "dynamic_purchasing")
    kind: ValueKind = "ceiling" if ceiling else "estimate" if _is_estimate(act) else "exact"
    return Award(
        key=key,
        key_basis="award_id",
        award_id=key,
        contract_number=act.id,
        status="active",
        signed=act.signed,
        value=value,
        value_kind=kind if latest else None,
        maximum=value if ceiling else None,
        tenders_received=integer(act.offers) or None,  # 0 stands for "not known" beside a holder
        suppliers=tuple(suppliers(act, change)),
        period=stated_period(act.start, None, months if months and months > 0 else None),
        technique=technique(act),
        framework_id=act.framework,
        amendments=(_amendment(act, change),) if change else (),
        amends=act.id if change else None,
    )


def _is_estimate(act: Act) -> bool:
    """Whether an amount is what a concession may bring in, or that of a contract whose techniques
    say that it is a framework itself."""
    return act.is_concession or (
        technique(act) == "call_off" and any(map(_is_framework, act.techniques))
    )


def _is_framework(wording: str) -> bool:
    return "accord-cadre" in _word(wording)


def _amendment(act: Act, change: Modification) -> Amendment:
    after = euros(change.amount)
    is_before_known = after or act.is_only_change
    return Amendment(
        id=change.id,
        date=change.day,
        reason=change.reason,
        value_before=euros(act.amount) if is_before_known else None,
        value_after=after,
    )


def suppliers(act: Act, change: Modification | None) -> Iterator[Supplier]:
    """Holders (those after the change, where it names any) and declared subcontractors.

    Several of a group are its members: who leads it is not published.
    """
    holders = (change.holders if change else ()) or act.holders
    is_group = len(holders) > 1 and folded(act.grouping or "") in ("solidaire", "conjoint")
    seen: set[tuple[str, SupplierRole]] = set()
    both: tuple[tuple[tuple[Holder, ...], SupplierRole], ...] = (
        (holders, "member" if is_group else "main"),
        (act.subcontractors, "subcontractor"),
    )
    for group, role in both:
        for holder in group:
            who = holder.id or folded(holder.name or "")
            if (who, role) not in seen:
                seen.add((who, role))
                yield Supplier(organization(holder), role)


def organization(holder: Holder) -> Organization:
    """Holder or buyer; without a name, as in the tables of 2022, it is called by its number."""
    french = holder.scheme in ("SIRET", "RIDET", "TAHITI", "FRWF", "IREP")
    vat = _VAT.fullmatch(holder.id) if holder.scheme == "TVA" else None
    scheme = "FR-SIRET" if holder.scheme == "SIRET" else holder.scheme
    return Organization(
        holder.name or f"{holder.scheme} {holder.id}".strip(),
        country=COUNTRY if french and holder.id else country(vat[1]) if vat else None,
        identifiers=(Identifier(scheme, holder.id),) if holder.id else (),
    )


def euros(amount: Any) -> Money | None:
    number = parse_number(amount)
    return Money(number, "EUR", "excluded") if number is not None else None

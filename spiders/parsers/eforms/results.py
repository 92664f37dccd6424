"""Parse the results of an eForms notice into awards: who won what, for how much, when.

The chain is SettledContract -> LotTender -> TenderingParty -> Tenderer -> Organization.  A
LotResult lists losing tenders too (35 of 408 notices), so its tenders count only where no contract
lists any: then those of a lot that has a winner, ranked first where ranks are given.  Without ranks
several parties have won a framework or a design contest together; of another lot nobody can tell.

Values  a contract's value is the sum of its tenders (BT-720).  Where several parties tender the
        same amount for one lot it is one shared amount (458454-2024).  Of a framework it commits
        nobody to spend: ``ceiling`` when it equals the stated maximum, else ``estimate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from pipelines.model import (
    Award,
    AwardStatus,
    Kind,
    Lot,
    Money,
    Technique,
    Text,
    ValueKind,
    replace,
)
from spiders.parsers.common.concession_value_as_estimate import LAW, mark_as_estimate
from spiders.parsers.common.eu_funds import EU_FUNDS
from spiders.parsers.common.prize_text import prize_text
from spiders.parsers.common.subcontracting_texts import by_lot
from spiders.parsers.eforms import amounts_dates_durations, changes, xml_paths
from spiders.parsers.eforms.code_lists import OUTCOMES, REASONS_WITHOUT_WINNER
from spiders.parsers.eforms.framework_values import value_kind, with_frameworks_told
from spiders.parsers.eforms.lots import eu_funds
from spiders.parsers.eforms.notice_result import (
    Contract,
    LotResult,
    Tender,
    by_role,
    contract,
    lot_result,
    parts,
    received_by_lot,
    suppliers_of,
    tender,
    unique,
    without_groups,
)
from spiders.parsers.eforms.organizations import Organizations
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.unique_award_keys import digest, with_unique_keys
from spiders.parsers.eforms.xml_paths import Element, compile_path

T = TypeVar("T")

LEGAL_BASIS = compile_path("cbc:RegulatoryDomain")
NOTICE_TYPE, CONTEST = compile_path("cbc:NoticeTypeCode"), "can-desg"
RESULT = compile_path("$E/efac:NoticeResult")
LOT_RESULT = compile_path("efac:LotResult")
TENDER = compile_path("efac:LotTender")
PARTY = compile_path("efac:TenderingParty")
CONTRACT = compile_path("efac:SettledContract")
ID = compile_path("cbc:ID")
DECIDED = compile_path("cbc:AwardDate")
SIGNED = compile_path("cbc:IssueDate")
TITLE = compile_path("cbc:Title")
URL = compile_path("cbc:URI")
FUNDING = compile_path("efac:Funding")
CALL_OFF = compile_path("efbc:ContractFrameworkIndicator")
FRAMEWORK = compile_path("cac:NoticeDocumentReference/cbc:ID")
TOTAL = compile_path("cbc:TotalAmount")
OVERALL_CEILING = compile_path("efbc:OverallMaximumFrameworkContractsAmount")


class NoticeResult(msgspec.Struct, frozen=True):
    """Awards, each with its own key; the total of the contracts (BT-161), the maximum of the
    frameworks (BT-118), and the lots with what the winners leave to others."""

    awards: tuple[Award, ...]
    total: Money | None
    ceiling: Money | None
    lots: tuple[Lot, ...]


def notice_result(
    doc: ParseState, kind: Kind, lots: tuple[Lot, ...], organizations: Organizations
) -> NoticeResult:
    element = xml_paths.find_first(doc.root, RESULT)
    if element is None:
        return NoticeResult((), None, None, lots)
    total = amounts_dates_durations.amount(xml_paths.find_first(element, TOTAL), doc, "not-val")
    ceiling = amounts_dates_durations.positive_amount(
        xml_paths.find_first(element, OVERALL_CEILING), doc, "not-max-val"
    )
    results = Results(element, doc, lots, organizations)
    awards = with_totals(results.awards(), total, ceiling)
    awards = with_frameworks_told(awards, results.lots, results.previous, total, ceiling)
    if xml_paths.text_at(doc.root, LEGAL_BASIS) == LAW:
        awards = [mark_as_estimate(award) for award in awards]
    if results.is_contest:
        awards = [replace(award, value=None, value_kind=None, maximum=None) for award in awards]
    if kind == "award_intention":
        awards = [intended(award) for award in awards]
    more = results.more_of_lots()
    return NoticeResult(
        tuple(with_new_values(with_unique_keys(awards))),
        total,
        ceiling,
        tuple(with_texts(lot, more.get(lot.id, ())) for lot in lots),
    )


def with_texts(lot: Lot, more: tuple[Text, ...]) -> Lot:
    """The lot with more texts; funds that a contract names take the place of a bare yes."""
    is_named = any(text.field == "eu_funds" for text in more)
    kept = (text for text in lot.texts if not (is_named and text.text == EU_FUNDS))
    return replace(lot, texts=(*kept, *more)) if more else lot


def intended(award: Award) -> Award:
    """The award of an intention: nothing is concluded before the standstill is over, so a day of
    conclusion (BT-145, which the form does not have) is the one of the decision: notices made from
    older forms carry its day there (Doffin 2022-627736)."""
    status = "pending" if award.status == "active" else award.status
    return replace(award, status=status, decided=award.decided or award.signed, signed=None)


def with_totals(awards: list[Award], total: Money | None, ceiling: Money | None) -> list[Award]:
    """The only award of a notice has the value and the ceiling of the notice, if none of its own.

    A framework has not: BT-161 leaves frameworks out.
    """
    won = [award for award in awards if award.status not in ("unsuccessful", "cancelled")]
    if len(won) != 1:
        return awards
    (award,) = won
    maximum = award.maximum or ceiling
    value, kind = award.value, award.value_kind
    if value is None and kind is None and award.technique != "framework":
        value = total
    if value is None:
        kind = kind or ("ceiling" if maximum else None)
    else:
        kind = value_kind(value, maximum, award.technique)
    changed = replace(award, value=value, value_kind=kind, maximum=maximum)
    return [changed if other is award else other for other in awards]


def with_new_values(awards: Iterable[Award]) -> Iterator[Award]:
    """A modification restates its contract: the value of the award is the one after it."""
    for award in awards:
        after = tuple(replace(amendment, value_after=award.value) for amendment in award.amendments)
        yield replace(award, amendments=after) if after else award


class Results:
    """``efac:NoticeResult`` with its parts by their ids, which are local to the notice."""

    def __init__(
        self, element: Element, doc: ParseState, lots: tuple[Lot, ...], organizations: Organizations
    ) -> None:
        self.doc, self.element = doc, element
        self.is_contest = xml_paths.text_at(doc.root, NOTICE_TYPE) == CONTEST
        self.lots = {lot.id: lot for lot in lots}
        self.results = [lot_result(e, doc) for e in xml_paths.find_all(element, LOT_RESULT)]
        self.received = received_by_lot(self.results)
        tenders = [tender(e, doc) for e in xml_paths.find_all(element, TENDER)]
        self.tenders = {bid.id: bid for bid in tenders}
        self.contracts = [contract(e) for e in xml_paths.find_all(element, CONTRACT)]
        self.modifications = changes.modifications(doc)
        self.previous = {
            xml_paths.element_text(e) for e in xml_paths.find_all(doc.root, changes.PREVIOUS)
        } - {None}
        self.parties = {
            identifier: suppliers_of(e, organizations)
            for e in xml_paths.find_all(element, PARTY)
            if (identifier := xml_paths.text_at(e, ID))
        }

    def awards(self) -> list[Award]:
        """One award a contract, then one a lot that has none."""
        listed = {bid for contract in self.contracts for bid in contract.tenders}
        settled = {contract.id for contract in self.contracts}
        awards = [self.of_contract(contract) for contract in self.contracts]
        for result in self.results:
            covered = settled.intersection(result.contracts) or listed.intersection(result.tenders)
            if not covered:
                awards.append(self.of_lot(result))
        return awards

    def of_contract(self, contract: Contract) -> Award:
        results = [result for result in self.results if contract.id in result.contracts]
        if not results:
            results = [r for r in self.results if set(contract.tenders).intersection(r.tenders)]
        winning = [bid for bid in contract.tenders if self.is_tender(bid)]
        winning = winning or self.of_lots(results)
        framework = self.framework(contract)
        calls_off = framework is not None or xml_paths.is_true(contract.element, CALL_OFF)
        award = self.award(results, unique(winning), "active", "call_off" if calls_off else None)
        number = contract.number if contract.number != contract.id else None
        return replace(
            award,
            key=number or contract.id,
            key_basis="contract_number" if number else "settled_contract",
            contract_number=number,
            title=self.title(contract),
            decided=amounts_dates_durations.parse_date(
                xml_paths.text_at(contract.element, DECIDED), self.doc, "decided"
            ),
            signed=amounts_dates_durations.parse_date(
                xml_paths.text_at(contract.element, SIGNED), self.doc, "signed"
            ),
            url=xml_paths.text_at(contract.element, URL),
            framework_id=framework,
            **self.modified(
                {contract.id, contract.number}, parts(results, award.lots, contract.tenders)
            ),
        )

    def of_lots(self, results: list[LotResult]) -> list[str]:
        """Winning tenders of a contract that lists none: those of its lots.  Where other contracts
        list theirs and several parties tendered, nobody can tell which won (191534-2024).
        """
        bids = [bid for result in results for bid in self.winning(result)]
        several = len({self.tenders[tender_id].party for tender_id in bids}) > 1
        return [] if several and any(contract.tenders for contract in self.contracts) else bids

    def framework(self, contract: Contract) -> str | None:
        """Notice of the framework that the contract draws on (OPT-100); none where the contract
        says that it is no call-off, or only names the call of its own procedure (529570-2024)."""
        stated = xml_paths.text_at(contract.element, FRAMEWORK)
        call_off = xml_paths.text_at(contract.element, CALL_OFF)
        if call_off == "false" or (call_off is None and stated in self.previous):
            return None
        return changes.publication_number(stated) or stated

    def modified(self, names: set[str | None], own_parts: set[str]) -> dict[str, Any]:
        """The modifications that name this contract, else its lot, its result or its tender; and
        those that name nothing of the results."""
        contracts = {name for contract in self.contracts for name in (contract.id, contract.number)}
        others = parts(self.results, (lot for result in self.results for lot in result.lots))

        def is_about(modification: changes.Modification) -> bool:
            for named, own in ((contracts, names), (others, own_parts)):
                if modification.about & named:
                    return bool(modification.about & own)
            return True

        modifications = [m for m in self.modifications if is_about(m)]
        if not modifications:
            return {}
        contract_ids = unique(m.named for m in modifications if m.named)
        return {
            "amendments": tuple(m.amendment for m in modifications),
            "amends": ", ".join(contract_ids) or None,
        }

    def more_of_lots(self) -> dict[str, tuple[Text, ...]]:
        """What winning tenders leave to others, funds that contracts name, and prizes, by lot."""
        result: dict[str, tuple[Text, ...]] = {}
        for part in (self._left_to_others(), self._funds(), self._prizes()):
            for lot, text in by_lot(part):
                result[lot] = (*result.get(lot, ()), text)
        return result

    def _left_to_others(self) -> Iterator[tuple[str, str | None, tuple[Text, ...]]]:
        numbers = {bid: settled.number for settled in self.contracts for bid in settled.tenders}
        winning = numbers or {bid: None for result in self.results for bid in self.winning(result)}
        for bid in self.tenders.values():
            if bid.lot and bid.id in winning:
                yield bid.lot, winning[bid.id], bid.subcontracting

    def _funds(self) -> Iterator[tuple[str, str | None, tuple[Text, ...]]]:
        for settled in self.contracts:
            funds = tuple(eu_funds(xml_paths.find_all(settled.element, FUNDING), self.doc))
            bids = (self.tenders[bid] for bid in settled.tenders if bid in self.tenders)
            for lot in unique(bid.lot for bid in bids if bid.lot):
                yield lot, settled.number, funds

    def _prizes(self) -> Iterator[tuple[str, str | None, tuple[Text, ...]]]:
        """What a design contest gives its winners."""
        for result in self.results if self.is_contest else ():
            bids = (self.tenders[bid] for bid in self.winning(result) if bid in self.tenders)
            prizes = tuple(prize_text(bid.value) for bid in bids if bid.value)
            for lot in result.lots:
                yield lot, None, prizes

    def is_tender(self, reference: str) -> bool:
        if reference not in self.tenders:
            self.doc.add_trouble("tender", f"no tender is called {reference!r}")
        return reference in self.tenders

    def title(self, contract: Contract) -> str | None:
        language = xml_paths.in_language(
            xml_paths.find_all(contract.element, TITLE), self.doc.language
        )
        return xml_paths.one_line(language) if language else None

    def of_lot(self, result: LotResult) -> Award:
        status = self.doc.known(OUTCOMES, result.outcome, "win-cho")
        if status == "unsuccessful":
            reason = self.doc.known(REASONS_WITHOUT_WINNER, result.reason, "no-awa-rea")
            status = reason or status
        winning = self.winning(result)
        award = self.award([result], winning, status or ("active" if winning else None))
        who = [digest(award.suppliers)] if award.suppliers else []
        key = "/".join(("+".join(award.lots), *who))
        return replace(award, key=key, **self.modified(set(), parts([result], award.lots)))

    def winning(self, result: LotResult) -> tuple[str, ...]:
        """The tenders that won where no contract says so."""
        if result.outcome not in (None, "selec-w"):
            return ()
        bids = [self.tenders[bid] for bid in result.tenders if bid in self.tenders]
        best = [bid for bid in bids if bid.rank == "1"]
        if not best and len({bid.party for bid in bids}) > 1 and not self.has_many_winners(result):
            return ()
        return unique(bid.id for bid in best or bids)

    def has_many_winners(self, result: LotResult) -> bool:
        """Whether several tenders of a result may have won: of a framework, of a design contest."""
        techniques = {self.lots[lot].technique for lot in result.lots if lot in self.lots}
        if techniques & {"framework", "dynamic_purchasing"}:
            return True
        return self.is_contest

    def award(
        self,
        results: list[LotResult],
        winning: Iterable[str],
        status: AwardStatus | None,
        technique: Technique | None = None,
    ) -> Award:
        """Build the award with these lots and winning tenders, settled or not."""
        won = [self.tenders[tender_id] for tender_id in winning if tender_id in self.tenders]
        named = [lot for result in results for lot in result.lots]
        ids = without_groups(unique(sorted([*named, *(bid.lot for bid in won if bid.lot)])))
        lots = [self.lots[id_] for id_ in ids if id_ in self.lots]
        parties = unique(sorted(bid.party for bid in won if bid.party))
        suppliers = (s for party in parties for s in self.parties.get(party, ()))
        maximum = self.ceiling(results, lots)
        technique = technique or same(lot.technique for lot in lots)
        value, kind = self.value(won, maximum, technique)
        received = {self.received.get(lot) for lot in ids} or {r.received for r in results}
        return Award(
            key="",
            lots=ids,
            status=status,
            value=value,
            value_kind=kind,
            maximum=maximum,
            tenders_received=received.pop() if len(received) == 1 else None,
            suppliers=by_role(suppliers),
            period=same(lot.period for lot in lots),
            renewal=same(lot.renewal for lot in lots),
            technique=technique,
        )

    def ceiling(self, results: list[LotResult], lots: list[Lot]) -> Money | None:
        """Ceiling of the lots as awarded (BT-709), else as tendered (BT-271)."""
        stated = {result.lots: result.ceiling for result in results}
        awarded = [money for money in stated.values() if money]
        if awarded:
            return amounts_dates_durations.total(awarded) if len(awarded) == len(stated) else None
        tendered = [lot.maximum for lot in lots if lot.maximum]
        return amounts_dates_durations.total(tendered) if len(tendered) == len(lots) else None

    def value(
        self, won: list[Tender], maximum: Money | None, technique: Technique | None
    ) -> tuple[Money | None, ValueKind | None]:
        if any(bid.withheld for bid in won):
            return None, "undisclosed"
        amounts: list[Money] = []
        for lot in unique(bid.lot or "" for bid in won):
            offers = [bid.value for bid in won if (bid.lot or "") == lot and bid.value]
            shared = len(offers) > 1 and len(set(offers)) == 1
            amounts += offers[:1] if shared else offers
        value = amounts_dates_durations.total(amounts)
        if value is None:
            return None, "ceiling" if maximum else None
        return value, value_kind(value, maximum, technique)


def same(values: Iterable[T | None]) -> T | None:
    """The one thing that all say; None when they differ."""
    all_values = list(values)
    return (
        all_values[0]
        if all_values and all(value == all_values[0] for value in all_values)
        else None
    )

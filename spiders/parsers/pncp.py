"""Parse records of Brazil's PNCP (contracts and calls).

Source  the official manual of the consultation API (a copy of 2026) and three real calls.
Skips   CPF, the number of a person; subcontractors who are persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Identifier,
    Method,
    Money,
    Notice,
    Organization,
    Period,
    Procedure,
    Supplier,
    SupplierRole,
    Text,
    Trouble,
)
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import civil_date, clean_text, mapping, parse_number
from spiders.parsers.common.unexpected_json_types import unexpected_types

ZONE = "America/Sao_Paulo"
PAGE = "https://pncp.gov.br/app/{}/{}/{}/{}"
# a CNPJ has letters since July 2026 (12ABC34501DE35)
_CNPJ = r"[0-9A-Z]{12}\d{2}"
_CONTROL = re.compile(rf"({_CNPJ})-([12])-(\d{{6}})/(\d{{4}})", re.I)
_ENDED = ("revogada", "anulada")  # situacaoCompraNome of a call that is given up
_PERSONS = {"PF": True, "PJ": False}

_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
METHODS: dict[int, Method | None] = {
    int(code): method for code, method in _LISTS["METHODS"].items()
}
"""modalidadeId: 2 competitive dialogue, 4 to 7 by competition, 8 and 9 without any."""

_FIELDS = (
    "orgaoEntidade.razaoSocial",
    "orgaoEntidade.cnpj",
    "orgaoSubRogado.razaoSocial",
    "orgaoSubRogado.cnpj",
    "unidadeOrgao.municipioNome",
    "unidadeSubRogada.municipioNome",
    "nomeRazaoSocialFornecedor",
    "niFornecedor",
    "tipoPessoa",
    "nomeFornecedorSubContratado",
    "niFornecedorSubContratado",
    "tipoPessoaSubContratada",
    "objetoContrato",
    "objetoCompra",
    "informacaoComplementar",
    "numeroContratoEmpenho",
    "numeroControlePncpCompra",
    "numeroControlePNCPCompra",
    "modalidadeNome",
    "situacaoCompraNome",
    "tipoContrato.nome",
    "categoriaProcesso.nome",
    "amparoLegal.nome",
    "valorGlobal",
    "valorInicial",
    "valorTotalEstimado",
    "valorTotalHomologado",
    "dataAssinatura",
    "dataPublicacaoPncp",
    "dataVigenciaInicio",
    "dataVigenciaFim",
    "dataEncerramentoProposta",
)
PLANNING = (10, 11)  # manifestação de interesse, pré-qualificação
RIVALS_BID = 4  # modoDisputaId "Dispensa Com Disputa": no tender, but bids of whoever comes


def notices(record: Any, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a contract or call, with a trouble for an unknown method."""
    data = mapping(record)
    control = clean_text(data.get("numeroControlePNCP")) or clean_text(
        data.get("numeroControlePncp")
    )
    parts = _CONTROL.fullmatch(control or "")
    if not control or not parts:
        raise UnexpectedDocument(
            f"numeroControlePNCP is {control!r}, expected CNPJ-1-000028/2026 or CNPJ-2-000028/2026"
        )
    is_contract = parts[2] == "2"
    page = PAGE.format("contratos" if is_contract else "editais", parts[1], parts[4], parts[3])
    yield (_contract if is_contract else _call)(data, portal, control, page)
    way = data.get("modalidadeId")
    if way is not None and way not in METHODS:
        message = f"modalidadeId is {way!r}, expected one of {', '.join(map(str, METHODS))}"
        yield Trouble("unexpected", "unknown_word", message, "modalidadeId", control)
    yield from unexpected_types(data, _FIELDS, control)


def _contract(record: dict[str, Any], portal: str, control: str, page: str) -> Notice:
    call = clean_text(record.get("numeroControlePncpCompra")) or clean_text(
        record.get("numeroControlePNCPCompra")
    )
    key = clean_text(record.get("numeroContratoEmpenho"))
    suppliers = tuple(_suppliers(record))
    income = record.get("receita") is True
    value = _money(record.get("valorGlobal")) or _money(record.get("valorInicial"))
    award = Award(
        key=key or control,
        key_basis="contract_number" if key else "award_id",
        award_id=control,
        status="active",
        signed=civil_date(record.get("dataAssinatura"), ZONE),
        value=value,
        value_kind=None if income or not value else "exact",
        suppliers=suppliers,
        contract_number=key,
        period=_period(record),
        url=page,
    )
    texts = [("title", "objetoContrato"), ("description", "informacaoComplementar")]
    type_ = clean_text(mapping(record.get("tipoContrato")).get("nome"))
    return Notice(
        id=f"{portal}:{control}",
        portal=portal,
        number=control,
        kind="contract",
        form=", ".join(filter(None, (type_, "receita" if income else None))) or None,
        published=civil_date(record.get("dataPublicacaoPncp"), ZONE),
        languages=("pt",),
        url=page,
        country="BR",
        procedure=Procedure(id=call, method=METHODS.get(record.get("modalidadeId") or 0)),
        buyers=_buyers(record),
        texts=tuple(_texts(record, texts)),
        nature=clean_text(mapping(record.get("categoriaProcesso")).get("nome")),
        awards=(award,),
    )


def _call(record: dict[str, Any], portal: str, control: str, page: str) -> Notice:
    way = record.get("modalidadeId") or 0
    state = clean_text(record.get("situacaoCompraNome"))
    method = METHODS.get(way)
    ground = (
        clean_text(mapping(record.get("amparoLegal")).get("nome")) if method == "direct" else None
    )
    if method == "direct" and record.get("modoDisputaId") == RIVALS_BID:
        method = None
    texts = [("title", "objetoCompra"), ("description", "informacaoComplementar")]
    result = _money(record.get("valorTotalHomologado"))
    return Notice(
        id=f"{portal}:{control}",
        portal=portal,
        number=control,
        kind="planning" if way in PLANNING else "tender",
        change="cancellation" if state and state.casefold() in _ENDED else "none",
        form=clean_text(mapping(record.get("tipoInstrumentoConvocatorio")).get("nome"))
        or clean_text(record.get("tipoInstrumentoConvocatorioNome")),
        published=civil_date(record.get("dataPublicacaoPncp"), ZONE),
        languages=("pt",),
        url=page,
        country="BR",
        procedure=Procedure(
            id=control,
            method=method,
            method_details=clean_text(record.get("modalidadeNome")),
            direct_award_reason=ground,
            technique="framework" if record.get("srp") is True else None,
        ),
        buyers=_buyers(record),
        texts=tuple(_texts(record, texts)),
        value=_money(record.get("valorTotalEstimado")),
        result_value=result,
        deadline=civil_date(record.get("dataEncerramentoProposta"), ZONE),
    )


def _texts(record: dict[str, Any], fields: list[tuple[str, str]]) -> Iterator[Text]:
    return (
        Text(field, text, "pt") for field, name in fields if (text := clean_text(record.get(name)))
    )


def _money(value: Any) -> Money | None:
    """Amount in reais; 0 stands for a secret or missing one."""
    amount = parse_number(value)
    return Money(amount, "BRL") if amount else None


def _period(record: dict[str, Any]) -> Period | None:
    start, end = (civil_date(record.get(f"dataVigencia{x}"), ZONE) for x in ("Inicio", "Fim"))
    return Period(start, end, None, "stated" if end else "unknown") if start or end else None


def _buyers(record: dict[str, Any]) -> tuple[Buyer, ...]:
    """The body, and the unit that buys as its city; the body that the contract passed to."""
    bodies = [mapping(record.get("orgaoEntidade")), mapping(record.get("orgaoSubRogado"))]
    units = [mapping(record.get("unidadeOrgao")), mapping(record.get("unidadeSubRogada"))]
    buyers: list[Buyer] = []
    for body, unit in zip(bodies, units, strict=True):
        if name := clean_text(body.get("razaoSocial")):
            cnpj = clean_text(body.get("cnpj"))
            who = Organization(
                name,
                country="BR",
                identifiers=(Identifier("BR-CNPJ", cnpj),) if cnpj else (),
                city=clean_text(unit.get("municipioNome")),
                region=clean_text(unit.get("ufSigla")),
            )
            buyers.append(Buyer(who, "buyer" if not buyers else "on_behalf_of"))
    return tuple(buyers)


def _suppliers(record: dict[str, Any]) -> Iterator[Supplier]:
    sought: tuple[tuple[str, str, str, SupplierRole], ...] = (
        ("nomeRazaoSocialFornecedor", "niFornecedor", "tipoPessoa", "main"),
        (
            "nomeFornecedorSubContratado",
            "niFornecedorSubContratado",
            "tipoPessoaSubContratada",
            "subcontractor",
        ),
    )
    for name_, id_, type_, role in sought:
        if name := clean_text(record.get(name_)):
            kind = (clean_text(record.get(type_)) or "").upper()
            number = re.sub(r"[\s./-]", "", clean_text(record.get(id_)) or "").upper()
            abroad = (
                country(clean_text(record.get("codigoPaisFornecedor"))) if kind == "PE" else "BR"
            )
            is_firm = re.fullmatch(_CNPJ, number) is not None
            identifiers = (Identifier("BR-CNPJ", number),) if is_firm else ()
            person = _PERSONS.get(kind, True if re.fullmatch(r"\d{11}", number) else None)
            yield Supplier(Organization(name, abroad, identifiers, person), role)

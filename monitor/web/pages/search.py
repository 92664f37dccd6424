"""Search page: one box for bodies, groups, firms, products, tags and contracts, and their filters.

Without words it is the list of all contracts, to be narrowed down.

Shape  asked: the words; None: nothing was asked.  exact: these words alone, as typed
       ending: that contracts are meant which end in a year or (None) soon, or have ended, and the
       other words; None: they are not.  sort: the order
       meant: the filter (or sort, or canned query) and its value that the words ask for, and the
       other words; seat: the country of head offices and the law that they ask for; None: none
       words: those that are searched; elsewhere: {title, path} of the canned query that answers
       also: what else was searched, [{words, label, examples}]; corrected: {typed: searched}
       left_out: words that nothing has besides the others
       readings: how each word was used (``monitor.web.page_data.word_readings``)
       mail: what a mail can wait for of it (``monitor.web.page_data.mail_conditions``)
       unfiltered: how many contracts have all words, where less is listed because of a filter
       looked_in: codes of countries that were searched instead of a town or region in them
       incomplete: some words took too long to search
       groups, buyers, suppliers: rows with name, contracts (as buyer) and contracts_signed
       tags: claims of which the words speak; calls: notices of which no contract is known
       alternatives_to: names to which other ways are asked for; of those, no contracts are listed
       contracts: one page of the list, each with in_supplier: words of the query that the name of
       its supplier alone has; total: how many there are; facets: [{name, options}], each
       option with value, contracts and whether it is chosen
       number_shown, more: page; sources, freshness: as on other pages
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from monitor.i18n.classification_code_labels import classification_label
from monitor.i18n.value_formatting import translated
from monitor.search.column_store import BANDS, CLAIMS
from monitor.search.contract_search import ContractSearch, ResultOptions, SearchResult, topic_codes
from monitor.search.filters_and_facets import ELSEWHERE, FOREIGN, ROLES, SORTS, Filters
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.loaded_index import search_index
from monitor.search.matching_rowids import RowidLookup
from monitor.search.organization_search import contracts_of, find_organizations
from monitor.search.query_interpretation import interpret_query
from monitor.search.questions import Questions, find_questions
from monitor.web.errors import NotFoundError, QueryTimeoutError
from monitor.web.page_data.aggregate_queries import LISTED, freshness
from monitor.web.page_data.asked_questions import answering_query, order_meant
from monitor.web.page_data.coverage_caveats import chosen_sources
from monitor.web.page_data.dossier_queries import A_PAGE
from monitor.web.page_data.foreign_title_hints import about_contracts
from monitor.web.page_data.mail_conditions import mail_conditions
from monitor.web.page_data.supplier_name_matches import with_supplier_name_words
from monitor.web.page_data.word_readings import word_readings
from monitor.web.page_request import (
    COUNTRY,
    GROUP,
    MAX_PARAMETER_LENGTH,
    PAGE,
    PageRequest,
    choice,
    code,
    free_text,
)
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.model import MAX_ORGANIZATION_ID_LENGTH
from pipelines.store.contract_conditions import buyer_name
from pipelines.store.serializers import DATA_LAW_EXPOSURES
from pipelines.text_folding import fold

MEANT = ("method", "role", "status", "amended")  # filters that words may ask for
METHODS = ("open", "selective", "limited", "direct")
MAX_QUERY_BYTES = 60_000  # bytes of the address: of words pasted in, the first are searched


def _first_words(text: str) -> str | None:
    """Return the part of a pasted text that is read as a query."""
    return free_text(MAX_QUERY_BYTES)(text)[:MAX_PARAMETER_LENGTH].strip() or None


PARAMS = {
    "q": _first_words,
    "exact": choice("yes"),
    "country": COUNTRY,
    "region": code("[A-Z]{2}-?[0-9A-Z]{1,3}", "FRE"),
    "year": code("[12][0-9]{3}", "2026"),
    "ends": code("[12][0-9]{3}", "2027"),
    "group": GROUP,
    "role": choice(*ROLES),
    "seat": code(f"[A-Z]{{2}}|{ELSEWHERE}|{FOREIGN}", "US"),
    "law": choice(*DATA_LAW_EXPOSURES),
    "amended": choice("yes"),
    "tag": choice(*CLAIMS),
    "method": choice(*METHODS),
    "value": choice(*map(str, BANDS)),
    "portal": code("[a-z0-9_:.-]{1,60}", "ted"),
    "language": code("[a-z]{2}", "fr"),
    "verified": choice("yes"),
    "buyer": free_text(MAX_ORGANIZATION_ID_LENGTH),
    "sort": choice(*SORTS),
    "page": PAGE,
}
TABLES = {
    "contracts": "contracts",
    "buyers": "buyers",
    "suppliers": "suppliers",
    "groups": "groups",
}
# parameter -> field of Filters and name of the facet
FACETS = {
    "country": "country",
    "region": "region",
    "year": "year",
    "ends": "end_year",
    "group": "group",
    "role": "role",
    "seat": "seat",
    "tag": "claim",
    "law": "law",
    "amended": "amended",
    "method": "method",
    "value": "band",
    "portal": "portal",
    "language": "language",
    "verified": "verified",
}
SIZES = {"html": A_PAGE, "csv": 10_000}
_SHOWN = 12  # bodies, firms
_SHOWN_CALLS = 5
_MIN_CONTRACTS = 10  # contracts; beside fewer, more calls are shown
_MORE_CALLS = 10
_EXAMPLES = 6  # other words for the same
_CODES = 4  # that are said
_LIST = f"""
SELECT {LISTED}, c.rowid AS place, c.public_alternative, c.main_code, c.verified
FROM contracts c WHERE c.rowid IN ({{places}})
"""
# "+" keeps SQLite from reading the index of all current notices to the end
_CALLS = f"""
SELECT id, title, {buyer_name("n.")} AS buyer, buyer_id, country, kind, published, deadline, url,
       language, rowid AS place
FROM notices n WHERE rowid IN ({{places}}) AND +state = 'current'
"""
_GROUPS = """
SELECT g.id, g.name, coalesce(a.contracts, 0) AS contracts FROM vendor_groups g
LEFT JOIN aggregates a ON a.kind = 'group' AND a.key = g.id AND a.year = ''
WHERE g.id IN ({places})
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of results."""
    db, args = request.db, request.args
    text, exact = args["q"] or "", args["exact"] is not None
    index = search_index(db.connection)
    lookup = RowidLookup(db.rows, index.columns, index.answers, QueryTimeoutError, index.recent)
    search = ContractSearch(lookup, index.names)
    questions = Questions(text) if exact else find_questions(text, index.names.is_group)
    words, ending, meant, seat = questions
    query = interpret_query(words, index.names, search.is_known, exact)
    filters, buyer = _filters(request, questions)
    sort = args["sort"] or order_meant(questions)
    number, size = args["page"] or 1, SIZES.get(request.format, A_PAGE)
    options = ResultOptions(filters, sort, number * size, request.today)
    result, searched = search.find_best(query, options, exact)
    if searched.left_out or result.without or not (result.total or result.calls):
        respelt = interpret_query(words, index.names, search.is_spelt, exact, joined=True)
        if respelt.corrections != query.corrections:
            better, searched_better = search.find_best(respelt, options, exact)
            if better.total and not searched_better.left_out:
                query, result, searched = respelt, better, searched_better
    readings = word_readings(search, text, questions, query, searched, exact)
    rowids = [int(contract) for contract in result.contracts[(number - 1) * size :]]
    calls = _calls(db, result, filters) if number == 1 else []
    bodies = find_organizations(search, query, args["country"], exact) if query.subjects else []
    return {
        "asked": text or None,
        "exact": exact,
        "ending": ending._asdict() if ending else None,
        "meant": meant._asdict() if meant else None,
        "seat": seat._asdict() if seat else None,
        "words": words,
        "elsewhere": answering_query(request, questions, query),
        "sort": sort,
        "corrected": query.corrections,
        "left_out": searched.left_out,
        "readings": readings,
        "mail": mail_conditions(query, readings, exact),
        "unfiltered": _unfiltered(search, query, result, searched, exact),
        "looked_in": [
            subject.country
            for subject in searched.places
            if subject.country and subject not in query.places
        ],
        "incomplete": lookup.incomplete,
        "also": [] if exact else _also(query, searched),
        "buyer": buyer,
        "groups": _groups(db, query),
        "tags": _tags(query),
        "buyers": _buyers(search, bodies, calls),
        "suppliers": [_named(body) for body in bodies if body["contracts_signed"]][:_SHOWN],
        "calls": calls[: _SHOWN_CALLS if result.total > _MIN_CONTRACTS else _MORE_CALLS],
        "calls_found": len(result.calls),
        "contracts": with_supplier_name_words(
            about_contracts(db, _listed(db, rowids), request.lang),
            [] if exact else searched.subjects,
        ),
        "alternatives_to": [subject.text for subject in searched.alternatives_to],
        "found": result.total,
        "facets": _facets(result, filters, request.today),
        "number_shown": number,
        "more": result.total > number * size,
        "sources": chosen_sources(db, args["country"]),
        "freshness": freshness(db),
    }


def _filters(request: PageRequest, questions: Questions) -> tuple[Filters, Row | None]:
    """Read the filters, and the body of which only contracts are shown.  Raises  NotFoundError."""
    db, args = request.db, request.args
    _, ending, meant, seat = questions
    filters = Filters(**{field: args[name] for name, field in FACETS.items()})
    if ending and not filters.end_year:
        filters = replace(filters, end_year=ending.year)
    if ending and ending.ended:
        filters = replace(filters, ended_before=int(f"{request.today:%Y%m%d}"))
    if meant and meant.filter in MEANT and not args.get(meant.filter):
        change: dict[str, Any] = {meant.filter: meant.value}
        filters = replace(filters, **change)
    if seat:
        filters = replace(filters, seat=filters.seat or seat.seat, law=filters.law or seat.law)
    if not args["buyer"]:
        return filters, None
    buyer = db.row(
        "SELECT rowid AS place, id, name FROM organizations WHERE id = :id", id=args["buyer"]
    )
    if buyer is None:
        raise NotFoundError(args["buyer"])
    return replace(filters, buyer=buyer["place"]), {"id": buyer["id"], "name": buyer["name"]}


def _unfiltered(
    search: ContractSearch,
    query: InterpretedQuery,
    result: SearchResult,
    searched: InterpretedQuery,
    exact: bool,
) -> int | None:
    """Return how many contracts have all words, where the filters let none of them through."""
    if result.total and not searched.left_out:
        return None
    return search.count(query, exact)[0] or None


def _also(query: InterpretedQuery, searched: InterpretedQuery) -> list[dict[str, Any]]:
    """Return what was searched besides the words typed, with some of the synonyms.

    ``searched``  what was found, of which words may have been searched in other languages.
    """
    concepts = [
        {
            "words": subject.text,
            "label": translated(subject.concepts[0].label),
            "examples": [] if subject.country else _other_words(subject),
        }
        for subject in query.subjects
        if subject.concepts
    ]
    topic = " ".join(subject.text for subject in query.topic)
    codes = [f"CPV {code:0<8}" for code in topic_codes(query)]
    labelled = [
        {"words": topic, "label": classification_label(code), "examples": [code]}
        for code in codes[:_CODES]
    ]
    in_other_languages = [
        {"words": subject.text, "label": subject.text, "examples": _translated(subject)}
        for subject in searched.subjects
        if subject.translated or subject.codes
    ]
    return concepts + labelled + in_other_languages


def _other_words(subject: Subject) -> list[str]:
    """Some words of the concepts of a subject besides its own, each once; "…" ends a beginning."""
    folded = fold(subject.text)
    terms: dict[str, str] = {}
    for word in (word for concept in subject.concepts for word in concept.examples):
        begun = fold(word.rstrip("…"))
        if folded != begun and not (word.endswith("…") and folded.startswith(begun)):
            terms.setdefault(begun, word)
    return list(terms.values())[:_EXAMPLES]


def _translated(subject: Subject) -> list[str]:
    """Some beginnings of a word in other languages, and the first codes that have it in a label."""
    words = [
        f"{prefix}…" for prefix in subject.translated if not fold(subject.text).startswith(prefix)
    ]
    return words[:_EXAMPLES] + [f"CPV {code:0<8}" for code in subject.codes[:_CODES]]


def _tags(query: InterpretedQuery) -> list[str]:
    """Claims to which the concepts of the words belong."""
    concepts = (concept for subject in query.subjects for concept in subject.concepts)
    ids = (id_ for concept in concepts for id_ in (concept.id, *concept.narrower))
    tags = (id_.partition("/")[0] for id_ in ids)
    return list(dict.fromkeys(tag for tag in tags if tag in CLAIMS))


def _groups(db: ReadSession, query: InterpretedQuery) -> list[Row]:
    """Groups that the words name, with the product by which they do."""
    products = {
        name.group: name.product and subject.text
        for subject in query.subjects
        for name in sorted(
            (*subject.groups, *subject.makers), key=lambda name: name.product is None
        )
    }
    places = {f"g{n}": id_ for n, id_ in enumerate(products)}
    rows = db.rows(_GROUPS.format(places=", ".join(f":{name}" for name in places)), **places)
    rows.sort(key=lambda row: (products[row["id"]] is not None, -row["contracts"]))
    return [{**row, "product": products[row["id"]]} for row in rows[:8]]


def _named(row: Row) -> Row:
    names = ("id", "name", "acronym", "country", "contracts", "contracts_signed")
    return {name: row[name] for name in names}


def _buyers(search: ContractSearch, bodies: list[Row], calls: list[Row]) -> list[Row]:
    """Bodies of that name, then bodies whose calls speak of it; those without contracts last."""
    buyers = [body for body in bodies if body["contracts"] or body["buys"]]
    buyers.sort(key=lambda buyer: not buyer["contracts"])
    rows = {body["id"]: {**_named(body), "call": None} for body in buyers[:_SHOWN]}
    callers = {call["buyer_id"]: call for call in reversed(calls) if call["buyer_id"] not in rows}
    first = [id_ for id_ in reversed(callers) if id_][: _SHOWN - len(rows)]
    contracts = contracts_of(search, first)
    for id_ in first:
        call = callers[id_]
        rows[id_] = {
            "id": id_,
            "name": call["buyer"],
            "acronym": None,
            "country": call["country"],
            "contracts": contracts.get(id_, 0),
            "contracts_signed": 0,
            "call": call["title"],
        }
    return sorted(rows.values(), key=lambda buyer: not buyer["contracts"])


def _calls(db: ReadSession, result: SearchResult, filters: Filters) -> list[Row]:
    """Current notices that speak of it and of which no contract is known."""
    if not result.calls or filters != Filters(country=filters.country):
        return []
    rows = [
        {**row, "without": result.without.get(row["place"], [])}
        for row in db.rows(_CALLS.format(places=", ".join(map(str, result.calls))))
    ]
    return [
        call for call in _ordered(rows, result.calls) if filters.country in (None, call["country"])
    ]


def _listed(db: ReadSession, places: list[int]) -> list[Row]:
    return _ordered(db.rows(_LIST.format(places=", ".join(map(str, places)))), places)


def _ordered(rows: list[Row], places: list[int]) -> list[Row]:
    """Put rows in the order of their rowid among ``places``, and take it away."""
    order = {index: n for n, index in enumerate(places)}
    rows.sort(key=lambda row: order[row["place"]])
    return [{name: value for name, value in row.items() if name != "place"} for row in rows]


def _facets(result: SearchResult, filters: Filters, today: date) -> list[dict[str, Any]]:
    facets = []
    for name, facet in FACETS.items():
        options = [
            {"value": value, "contracts": count, "chosen": getattr(filters, facet) == value}
            for value, count in result.facets[facet]
        ]
        if name == "ends":  # the years to come first
            options.sort(key=lambda option: _nearness(int(option["value"]), today.year))
        if name == "year":
            options.sort(key=lambda option: str(option["value"]), reverse=True)
        if name == "role":
            options = [option for option in options if option["value"] in ROLES]
        facets.append({"name": name, "options": options})
    return facets


def _nearness(year: int, this_year: int) -> tuple[bool, int]:
    """Order years: this one and those to come, then the past ones, the nearest first."""
    return year < this_year, abs(year - this_year)

"""Decide whether a notice is about digital services, with the code, word or vendor as reason.

A notice with a big-tech vendor is in scope whatever its codes.
"""

from __future__ import annotations

from pipelines.classify.apply_corrections import corrected_scope
from pipelines.classify.keyword_exclusions import PLACES_OF_CAMERAS
from pipelines.classify.keyword_matches import NoticeMatches
from pipelines.classify.keyword_matches_in_text import TITLE_HEAD_LENGTH, Match
from pipelines.model import Code, Notice, Scope, ScopeAnswer, replace
from pipelines.reference.rules import Rule
from pipelines.reference.table_classes import Product, ReferenceTables

MARKETPLACES = frozenset({"amazon"})  # their name on an invoice does not say what was bought
GENERAL_RESELLERS = frozenset({"ugap", "eiffage", "snef", "spie"})  # resellers of other goods too
AGAINST = ", but "  # in a reason, before the words that speak against a digital service
# Tags whose strong matches imply a digital service.
_DIGITAL_TAGS = frozenset({"data_outsourcing", "public_surveillance_ai", "worker_surveillance"})
# Fields that describe what is bought; others (how to bid, what was corrected) name portals, files.
_SUBJECT_FIELDS = frozenset({"title", "description", "contract_title", "contract_description"})
# Least share of digital codes; below, they are single lots of a large purchase such as works.
_SHARE_WITH_STRONG_MATCH = 0.25
_SHARE_WITH_WEAK_MATCH = 0.15
# Concepts of words that cancel what is not bought.
_NO_PURCHASE = frozenset({"name_of_body", "disposal", "other_machine", "room", "acronym_elsewhere"})
# Concepts of words that cancel others and say nothing of a whole title.
_NO_CONTENT = frozenset({"other_machine", "acronym_elsewhere"})


def decide_scope(notice: Notice, tables: ReferenceTables, matches: NoticeMatches) -> Notice:
    """Return the notice with ``scope`` set; a human correction takes precedence.

    Expects  suppliers with ``vendors`` (``vendor_links.link_vendors``).
    """
    correction = corrected_scope(notice, tables)
    if correction is not None:
        return replace(notice, scope=correction)
    groups = [
        (link.group, link.evidence)
        for award in notice.awards
        for supplier in award.suppliers
        for link in supplier.vendors
        if link.confidence != "low"
    ]
    subject_matches = matches.in_notice + [match for _, many in matches.in_lots for match in many]
    subject_matches += [match for many in matches.in_awards for match in many if match.is_title]
    subject_matches = [match for match in subject_matches if match.text.field in _SUBJECT_FIELDS]
    codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
    codes += [code for award in notice.awards for code in award.codes]
    return replace(notice, scope=_decide(subject_matches, codes, groups, tables))


def _decide(
    matches: list[Match], codes: list[Code], groups: list[tuple[str, str]], tables: ReferenceTables
) -> Scope:
    """Decide the scope from matches, codes and (vendor group, evidence) pairs."""
    vendor = next((group for group in groups if tables.is_big_tech(group[0])), None)
    if vendor is not None:
        # It also sells stationery: in scope, but digital only if a match says so.
        is_marketplace = vendor[0] in MARKETPLACES and "web services" not in vendor[1].lower()
        # A giant also rents rooms out and sells furniture: its name alone says nothing of an
        # object whose codes and words are about something else.
        is_other = bool(codes) and not any(_is_digital(code, tables) for code in codes)
        is_doubtful = (is_marketplace or is_other) and not _has_digital_match(matches)
        answer: ScopeAnswer = "borderline" if is_doubtful else "yes"
        return Scope(answer, f"vendor {vendor[0]}: {vendor[1]}")
    for match in matches:
        if _is_product_in_title(match):
            return Scope("yes", f"product named: {match.evidence()[0]}")
    main = [code for code in codes if code.main] or codes[:1]
    digital = [code for code in main if _is_digital(code, tables)]
    strong = _first_digital_match(matches, "strong", title=True)
    content = _first_content_match(matches)
    if digital:
        if content is not None and (strong is None or _is_advice_on(content, strong)):
            code = f"{digital[0].scheme} {digital[0].id}"
            return Scope("borderline", f"code {code}{AGAINST}{_match_reason(content)}")
        has_words = (
            _has_digital_match(matches)
            or _first_digital_match(matches, "strong", title=False) is not None
        )
        if not has_words and all(_is_weakly_digital(code, tables) for code in digital):
            return Scope("borderline", f"code {digital[0].scheme} {digital[0].id} alone")
        return Scope("yes", f"code {digital[0].scheme} {digital[0].id}")
    by_matches = _scope_by_matches(matches, codes, strong, content, tables)
    if by_matches.digital == "no" and not codes:
        return _scope_by_reseller(groups, tables) or by_matches
    return by_matches


def _is_product_in_title(match: Match) -> bool:
    """Whether the match is a product named in a title.

    Products of category "content", such as legal databases, do not count.
    """
    owner = match.owner
    is_product = isinstance(owner, Product) and owner.category != "content"
    return is_product and match.cancelled_by is None and match.is_title


def _scope_by_reseller(groups: list[tuple[str, str]], tables: ReferenceTables) -> Scope | None:
    """Decide the scope of a contract that only its supplier, an IT reseller, describes."""
    for group, proof in groups:
        if tables.groups[group].tier == "reseller" and group not in GENERAL_RESELLERS:
            return Scope("yes", f"dealer in computing {group}: {proof}, and no code or word")
    return None


def _scope_by_matches(
    matches: list[Match],
    codes: list[Code],
    strong: Match | None,
    content: Match | None,
    tables: ReferenceTables,
) -> Scope:
    """Decide the scope when the main code is not digital: by other codes and by matches."""
    others = [code for code in codes if _is_digital(code, tables)]
    weak = _first_digital_match(matches, "weak", title=True)
    if strong is not None:
        alone = bool(codes) and not others and _first_tag_match(matches, title=False) is None
        answer: ScopeAnswer = "borderline" if content is not None or alone else "yes"
        return Scope(answer, _match_reason(strong))
    if others:
        return _scope_by_secondary_codes(matches, others, len(others) / len(codes), weak, content)
    if weak is not None and not codes:  # no code indicates another subject
        clue = _first_digital_match(matches, "weak", title=True, concept="clue")
        sure = clue is not None and content is None
        return Scope("yes" if sure else "borderline", _match_reason(clue or weak))
    speaking = _first_tag_match(matches, title=True)
    if speaking is not None:
        return Scope("borderline" if codes else "yes", _match_reason(speaking))
    if not codes:
        by_concept = _matches_by_concept(matches)
        if by_concept:
            enough = 2 if isinstance(by_concept[0].owner, Product) else 3
            return Scope(
                "yes" if len(by_concept) >= enough else "borderline", _match_reason(by_concept[0])
            )
    return Scope("no", "no code, word or vendor speaks of a digital service")


def _scope_by_secondary_codes(
    matches: list[Match],
    others: list[Code],
    share: float,
    weak: Match | None,
    content: Match | None,
) -> Scope:
    """Decide the scope when only secondary codes are digital.

    ``share``  digital codes divided by all codes of the notice.
    """
    reason = f"further code {others[0].scheme} {others[0].id}"
    strong = _first_digital_match(matches, "strong", title=False) or _first_tag_match(
        matches, title=False
    )
    if content is None and share >= _SHARE_WITH_WEAK_MATCH and weak is not None:
        return Scope("yes", f"{reason}, {_match_reason(weak)}")
    if content is None and share >= _SHARE_WITH_STRONG_MATCH and strong is not None:
        return Scope("yes", f"{reason}, {_match_reason(strong)}")
    return Scope("borderline", reason)


def _first_tag_match(matches: list[Match], *, title: bool) -> Match | None:
    """Return the first strong match of a tag that implies a digital service."""
    for match in matches:
        owner = match.owner
        if (
            isinstance(owner, Rule)
            and owner.tag in _DIGITAL_TAGS
            and owner.strength == "strong"
            and not owner.needs_digital
            and _is_bought(match)
            and (match.is_title or not title)
        ):
            return match
    return None


def _matches_by_concept(matches: list[Match]) -> list[Match]:
    """Return strong digital matches, one for each concept, products first.

    For notices without codes whose title is not specific.
    """
    by_concept: dict[str, Match] = {}
    products = [match for match in matches if isinstance(match.owner, Product)]
    for match in [*products, *matches]:
        owner = match.owner
        if isinstance(owner, Product) and match.cancelled_by is None:
            by_concept.setdefault(owner.group, match)
        elif (
            isinstance(owner, Rule)
            and (owner.tag == "digital" or owner.tag in _DIGITAL_TAGS)
            and owner.strength == "strong"
            and not owner.needs_digital
            and _is_bought(match)
        ):
            by_concept.setdefault(f"{owner.tag} {owner.concept}", match)
    return list(by_concept.values())


def _has_digital_match(matches: list[Match]) -> bool:
    """Whether a product, or a digital rule in a title, matched without being cancelled."""
    return any(
        isinstance(match.owner, Product)
        or (match.is_title and match.owner.tag == "digital" and match.owner.strength != "against")
        or (
            match.owner.tag in _DIGITAL_TAGS
            and match.owner.strength == "strong"
            and not match.owner.needs_digital
        )
        for match in matches
        if _is_bought(match)
    )


def _is_bought(match: Match) -> bool:
    """Whether nothing cancels a match but the place of cameras: they are bought all the same."""
    return match.cancelled_by is None or match.cancelled_by.concept in PLACES_OF_CAMERAS


def _first_digital_match(
    matches: list[Match], strength: str, *, title: bool, concept: str | None = None
) -> Match | None:
    """Return the first match of a rule for "digital" of this strength and concept."""
    for match in matches:
        owner = match.owner
        if (
            isinstance(owner, Rule)
            and owner.tag == "digital"
            and owner.strength == strength
            and concept in (None, owner.concept)
            and not _is_cancelled_by_own_rule(match, owner)
            and not _is_of_no_purchase(match)
            and (match.is_title or not title)
        ):
            return match
    return None


def _is_cancelled_by_own_rule(match: Match, owner: Rule) -> bool:
    """Whether the match was cancelled by exclusions of its own rule.

    ``servidores públicos`` are civil servants, not servers.  Content words nearby cancel nothing
    here: scope weighs them separately.
    """
    return match.cancelled_by is not None and match.cancelled_by.id == owner.id


def _is_advice_on(content: Match, strong: Match) -> bool:
    """Whether advice is bought before the digital service that the title names after it."""
    is_advice = isinstance(content.owner, Rule) and content.owner.concept == "advice"
    return is_advice and content.hit.start < strong.hit.start


def _is_of_no_purchase(match: Match) -> bool:
    """Whether the words name what is not bought.

    The department that buys chairs, old machines to be collected, a scanner of another kind, an
    acronym of another field.
    """
    by = match.cancelled_by
    return by is not None and by.concept in _NO_PURCHASE


def _first_content_match(matches: list[Match]) -> Match | None:
    """Return the first title match that says content or training rather than a digital service.

    Training at the end of a title accompanies what is bought ("equipment, accessories and
    training").
    """
    for match in matches:
        owner = match.owner
        if (
            isinstance(owner, Rule)
            and owner.tag == "digital"
            and owner.strength == "against"
            and owner.concept not in _NO_CONTENT
            and match.is_title
            and (owner.concept != "training" or _is_subject(match, owner))
        ):
            return match
    return None


def _is_subject(training: Match, owner: Rule) -> bool:
    """Whether training is the subject of a title.

    It is when the word comes early and not at the end of a list ("supply, installation, training").
    """
    return training.hit.start <= TITLE_HEAD_LENGTH and not _is_cancelled_by_own_rule(
        training, owner
    )


def _match_reason(match: Match) -> str:
    """Return the reason that is stored with the scope: field, words and rule."""
    if isinstance(match.owner, Product):
        return f"product named: {match.evidence()[0]}"
    return f"{match.text.field}: {match.evidence()[0]} ({match.owner.id})"


def _is_digital(code: Code, tables: ReferenceTables) -> bool:
    """Whether the classification code is a digital one."""
    row = tables.code_entry(code.scheme, code.id)
    return row is not None and row.digital


def _is_weakly_digital(code: Code, tables: ReferenceTables) -> bool:
    """Whether the code is digital only together with a matching word."""
    row = tables.code_entry(code.scheme, code.id)
    return row is not None and row.weakly_digital

"""Is this notice about digital services?  With the code, word or vendor that says so.

A notice with a big-tech vendor is in scope whatever its codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipelines.classify.keyword_matches import Heard, Sign, heard, signs
from pipelines.classify.vendors import vendor_links
from pipelines.model import Code, Notice, Scope, ScopeAnswer, Text, replace
from pipelines.reference.corrections import corrected_scope
from pipelines.reference.rules import Rule
from pipelines.reference.tables import Product, Tables

MARKETPLACES = frozenset({"amazon"})  # groups whose name on a bill does not say what was bought
ALL_TRADES = frozenset({"ugap", "eiffage", "snef", "spie"})  # resellers of more than computing
# Tags whose strong words speak of a digital service by themselves.
_SPEAKING = frozenset({"data_outsourcing", "public_surveillance_ai", "worker_surveillance"})
# Texts that say what is bought.  Others (how to bid, what was corrected) name portals and files.
_OF_THE_OBJECT = frozenset({"title", "description", "contract_title", "contract_description"})
# Of all codes of a notice; below, they are the odd lots of a large purchase (works, all trades).
_ENOUGH = 0.25
_SOME = 0.15
_AT_THE_HEAD = 25  # letters: where a title still says what it is about


def scope(notice: Notice, tables: Tables, words: Heard | None = None) -> Notice:
    """Notice (after vendors), and its signs when they are known -> same notice with ``scope``."""
    human = corrected_scope(notice, tables)
    if human is not None:
        return replace(notice, scope=human)
    groups = [
        (link.group, link.evidence)
        for award in notice.awards
        for supplier in award.suppliers
        for link in supplier.vendors
        if link.confidence != "low"
    ]
    words = words or heard(notice, tables)
    found = words.whole + [sign for _, many in words.lots for sign in many]
    found += [sign for many in words.awards for sign in many if sign.is_title]
    found = [sign for sign in found if sign.text.field in _OF_THE_OBJECT]
    codes = [*notice.codes, *(code for lot in notice.lots for code in lot.codes)]
    codes += [code for award in notice.awards for code in award.codes]
    return replace(notice, scope=_judged(found, codes, groups, tables))


def scope_of(
    title: str | None,
    suppliers: Sequence[str],
    codes: Iterable[tuple[str, str]],
    tables: Tables,
    on: date | None = None,
) -> Scope:
    """Flat fields of a register row -> its scope, as far as these fields tell.

    ``codes``: pairs of scheme and code, main code first.  ``on``: when it was published.  ``vigie
    retag`` compares the answer with the recorded one to decide which documents to read again.
    """
    groups = [
        (link.group, link.evidence)
        for name in suppliers
        for link in vendor_links(name, (), on, tables)
        if link.confidence != "low"
    ]
    found = signs(Text("title", title), None, on, tables) if title else []
    listed = [Code(scheme, code, main=n == 0) for n, (scheme, code) in enumerate(codes)]
    return _judged(found, listed, groups, tables)


def _judged(
    found: list[Sign], codes: list[Code], groups: list[tuple[str, str]], tables: Tables
) -> Scope:
    vendor = next((one for one in groups if tables.is_big_tech(one[0])), None)
    if vendor is not None:
        # Its shop also sells stationery: in scope all the same, but digital only if more says so.
        shop = vendor[0] in MARKETPLACES and "web services" not in vendor[1].lower()
        answer: ScopeAnswer = "borderline" if shop and not _says_digital(found) else "yes"
        return Scope(answer, f"vendor {vendor[0]}: {vendor[1]}")
    for sign in found:
        if _is_bought(sign):
            return Scope("yes", f"product named: {sign.evidence()[0]}")
    main = [code for code in codes if code.main] or codes[:1]
    digital = [code for code in main if _is_digital(code, tables)]
    strong = _first(found, "strong", title=True)
    content = _content(found)
    if digital:
        if content is not None and strong is None:
            return Scope("borderline", f"code {digital[0].id}, but {_words(content)}")
        spoken = _says_digital(found) or _first(found, "strong", title=False) is not None
        if not spoken and all(_is_loose(code, tables) for code in digital):
            return Scope("borderline", f"code {digital[0].scheme} {digital[0].id} alone")
        return Scope("yes", f"code {digital[0].scheme} {digital[0].id}")
    told = _by_words(found, codes, strong, content, tables)
    if told.digital == "no" and not codes:
        return _by_the_trade(groups, tables) or told
    return told


def _is_bought(sign: Sign) -> bool:
    """A product named in a title.  Legal databases are content, whatever their name."""
    owner = sign.owner
    named = isinstance(owner, Product) and owner.category != "content"
    return named and sign.against is None and sign.is_title


def _by_the_trade(groups: list[tuple[str, str]], tables: Tables) -> Scope | None:
    """A contract that neither a code nor a word describes, with a dealer in computing."""
    for group, proof in groups:
        if tables.groups[group].tier == "reseller" and group not in ALL_TRADES:
            return Scope("yes", f"dealer in computing {group}: {proof}, and no code or word")
    return None


def _by_words(
    found: list[Sign], codes: list[Code], strong: Sign | None, content: Sign | None, tables: Tables
) -> Scope:
    """No main code says digital: do other codes, or words?"""
    others = [code for code in codes if _is_digital(code, tables)]
    weak = _first(found, "weak", title=True)
    if strong is not None:
        alone = bool(codes) and not others and _speaking(found, title=False) is None
        answer: ScopeAnswer = "borderline" if content is not None or alone else "yes"
        return Scope(answer, _words(strong))
    if others:
        return _by_further_codes(found, others, len(others) / len(codes), weak, content)
    if weak is not None and not codes:  # nothing speaks for another subject
        clue = _first(found, "weak", title=True, concept="clue")
        sure = clue is not None and content is None
        return Scope("yes" if sure else "borderline", _words(clue or weak))
    speaking = _speaking(found, title=True)
    if speaking is not None:
        return Scope("borderline" if codes else "yes", _words(speaking))
    if not codes:
        told = _told(found)
        if told:
            enough = 2 if isinstance(told[0].owner, Product) else 3
            return Scope("yes" if len(told) >= enough else "borderline", _words(told[0]))
    return Scope("no", "no code, word or vendor speaks of a digital service")


def _by_further_codes(
    found: list[Sign], others: list[Code], share: float, weak: Sign | None, content: Sign | None
) -> Scope:
    """The main code speaks of something else: how many of the codes do, and which words?"""
    reason = f"further code {others[0].scheme} {others[0].id}"
    said = _first(found, "strong", title=False) or _speaking(found, title=False)
    if content is None and share >= _SOME and weak is not None:
        return Scope("yes", f"{reason}, {_words(weak)}")
    if content is None and share >= _ENOUGH and said is not None:
        return Scope("yes", f"{reason}, {_words(said)}")
    return Scope("borderline", reason)


def _speaking(found: list[Sign], *, title: bool) -> Sign | None:
    """The first strong word of a tag that only digital services have."""
    for sign in found:
        owner = sign.owner
        if (
            isinstance(owner, Rule)
            and owner.tag in _SPEAKING
            and owner.strength == "strong"
            and not owner.needs_digital
            and sign.against is None
            and (sign.is_title or not title)
        ):
            return sign
    return None


def _told(found: list[Sign]) -> list[Sign]:
    """Strong words about something digital in descriptions, one a concept, products first: for
    notices that no code describes and whose title says nothing."""
    out: dict[str, Sign] = {}
    products = [sign for sign in found if isinstance(sign.owner, Product)]
    for sign in [*products, *found]:
        owner = sign.owner
        if isinstance(owner, Product) and sign.against is None:
            out.setdefault(owner.group, sign)
        elif (
            isinstance(owner, Rule)
            and (owner.tag == "digital" or owner.tag in _SPEAKING)
            and owner.strength == "strong"
            and not owner.needs_digital
            and sign.against is None
        ):
            out.setdefault(f"{owner.tag} {owner.concept}", sign)
    return list(out.values())


def _says_digital(found: list[Sign]) -> bool:
    """Whether a product, or a word of a title, speaks of something digital."""
    return any(
        isinstance(sign.owner, Product)
        or (sign.is_title and sign.owner.tag == "digital" and sign.owner.strength != "against")
        or (
            sign.owner.tag in _SPEAKING
            and sign.owner.strength == "strong"
            and not sign.owner.needs_digital
        )
        for sign in found
        if sign.against is None
    )


def _first(
    found: list[Sign], strength: str, *, title: bool, concept: str | None = None
) -> Sign | None:
    for sign in found:
        owner = sign.owner
        if (
            isinstance(owner, Rule)
            and owner.tag == "digital"
            and owner.strength == strength
            and concept in (None, owner.concept)
            and not _in_another_sense(sign, owner)
            and (sign.is_title or not title)
        ):
            return sign
    return None


def _in_another_sense(sign: Sign, owner: Rule) -> bool:
    """Whether a rule's own words against stand beside it: ``servidores públicos`` serve people.
    Content nearby takes no word away here; it is weighed by itself."""
    return sign.against is not None and sign.against.id == owner.id


def _content(found: list[Sign]) -> Sign | None:
    """The word of a title that says: content or training.  Training at the end of a title is an
    extra of what is bought ("equipment, accessories and training")."""
    for sign in found:
        owner = sign.owner
        if (
            isinstance(owner, Rule)
            and owner.tag == "digital"
            and owner.strength == "against"
            and sign.is_title
            and (owner.concept != "training" or _is_the_subject(sign, owner))
        ):
            return sign
    return None


def _is_the_subject(training: Sign, owner: Rule) -> bool:
    """Whether a title is about training: it says so early, and not after what it comes with
    ("supply, installation, training")."""
    return training.hit.start <= _AT_THE_HEAD and not _in_another_sense(training, owner)


def _words(sign: Sign) -> str:
    if isinstance(sign.owner, Product):
        return f"product named: {sign.evidence()[0]}"
    return f"{sign.text.field}: {sign.evidence()[0]} ({sign.owner.id})"


def _is_digital(code: Code, tables: Tables) -> bool:
    row = tables.code(code.scheme, code.id)
    return row is not None and row.digital


def _is_loose(code: Code, tables: Tables) -> bool:
    row = tables.code(code.scheme, code.id)
    return row is not None and row.loose

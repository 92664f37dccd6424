"""Find telephone numbers of eight or more digits, as written in Europe and elsewhere.

A run of digits is a telephone number when something indicates it: a leading ``+`` or ``00`` with a
valid country code, a word before it (Tel., Fax, тел., τηλ.), an area code in brackets, or the
format and numbering plan of a country whose language the text is in.  Digits with another meaning
are excluded first: URLs, dates, times, amounts, percentages, CPV codes, UUIDs, valid registry
numbers.

Source  numbering plans: the ``phonenumbers`` package (port of Google's libphonenumber).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import phonenumbers
from stdnum import luhn
from stdnum.be import vat as be_vat
from stdnum.dk import cvr as dk_cvr
from stdnum.exceptions import ValidationError

from pipelines.reference.data_folder import REFERENCE, read_csv

_GAP = r"[ \t\u00a0\u2007\u2009\u202f.\-\u2010\u2011\u2013\u2212/()]"
CANDIDATE = re.compile(rf"(?:\(?\+ ?\(?|\()?\d(?:{_GAP}{{0,3}}\d){{7,}}")
# six digits or seven, and more
_DIGITS = re.compile(
    rf"\d(?:{_GAP}{{0,3}}\d){{5}}(?:{_GAP}{{0,3}}\d)?(?P<more>(?:{_GAP}{{0,3}}\d)*)"
)
# UTF-8 with a zero for what may begin a digit, in any script, and a hyphen for what may stand
# between digits or continue a character: runs are found in it ten times as fast as in the text.
_DIGIT_BYTES = b"0123456789\xd9\xdb\xdf\xe0\xe1\xea\xef\xf0"
_BYTE_KINDS = bytes(
    ord("0") if byte in _DIGIT_BYTES else ord("-") if byte > 127 or byte in b" \t.-/()" else 0
    for byte in range(256)
)
_DIGITS_IN_BYTES = re.compile(rb"0(?:-{0,12}0){5,}")
_CONTINUING_BYTES = bytes(range(0x80, 0xC0))
_NO_BLANK = re.compile(r"\S*")
_SHORT_CANDIDATE = re.compile(rf"\(?\+?\(?\d(?:{_GAP}{{0,3}}\d){{5,}}")

_PHONE_WORD = (
    # Looking at the first character before the alternatives makes it twice as fast.
    r"(?:(?<![^\W\d_])(?=[tfpmhcgswnтмτφ☎📞])"
    r"(?:t[eé]l|t[eé]l[eé]phones?|t[eé]l[eé]fon[eio]?s?|telefoonnummer|telefonnummern?|telefonnr"
    r"|telefoon|telefono|telefons|telefonas|telefonsz[aá]m|telefonn[ií]|telef|tlf|tlfnr|tlph|tfno?|tfno|telefonnumre?|telefax|t[eé]l[eé]copieur?|t[eé]l[eé]copie"
    r"|fax|faks|faxnummer|fac-?simil[eé]s?|phones?|phone number|ph|mobiles?|mobilnummer|mobil"
    r"|mobiel|mobilni|mob"
    r"|portable|gsm|cell|celular"
    r"|m[oó]vil|handy|puh|puhelin|tal[rŗ]|t[aā]lrunis|tel\. ?[cč]|whatsapp|hotline|standard"
    r"|numm?eri|numm?erot"
    r"|тел|телефони?|телефону|факс|моб|τηλ|τηλεφωνο|τηλέφωνο|τηλέφωνα|φαξ|φαχ|☎|📞)(?![^\W\d_])"
    r"|(?<![^\W_])[TtFfMP](?=:))"
)
_ANNOUNCING = re.compile(_PHONE_WORD, re.I)
_ANNOUNCING_HERE = re.compile(rf"{_PHONE_WORD}[^\d\n+(]{{0,18}}$", re.I)
# Words before numbers that are no telephone numbers.  Those of the first line also end German
# compounds (Auftragsnr.); the others are whole words.
_REFERENCE_WORDS = re.compile(
    r"(?:(?:num\w*|n[°ºr]|konto|vertrag\S*)"
    r"|(?<![^\W\d_])(?:siret|siren|nif|cif|nie|nip|regon|krs|vat|tva|iva|btw|mwst|ust\S*|mva|org\S*|cvr|kvk|cui|ič?o|dič?|eik|еик"
    r"|bulstat|булстат|oib|mbs|αφμ|рег\S*|edrpou|cnpj|cpf|rut|ruc|nit|abn|acn|duns|r[eé]f\S*|n|no|nos|číslo"
    r"|march[eé]s?|contrat\w*|contract\w*|lote?s?|los|code?s?|cpv|cig|cup|iban|bic|rcs|hr[ab]|fn|bce|kbo|id|ident\w*"
    r"|leitweg\S*|dossier|case|sak|fakt\w*|account|compte|rekening|ean|gln|isbn|issn|nuts|ley|loi|law|decret\w*|bopp?|boe|art\w*))"
    r"[\s.:#°ºn/=\-–(]{0,6}$",
    re.I,
)
_MONEY_AFTER = re.compile(
    r"\s{0,2}(?:[€$£₴₽%]|(?:eur|euros?|usd|gbp|chf|sek|nok|dkk|pln|zł|zl|huf|ft|czk|kč|kc|ron|lei|bgn|лв|hrk|kn|isk|kr|mkd"
    r"|грн|uah|xof|xaf|fcfa|ghs|mad|tnd|cad|aud|nzd|brl|mxn|r\$|tys|mln|mio|millions?|k€|ht|ttc|m2|m²|m3|km|kwh|mwh|st(?:ü|u)ck|pcs|units?|logements?|habitants?)\b)",
    re.I,
)
_MONEY_BEFORE = re.compile(
    r"(?:[€$£]|\b(?:eur|usd|gbp|chf|sek|nok|dkk|pln|huf|czk|ron|bgn|r\$|a\$|c\$|value|valeur|montant|wert|importe|valor|import[oe]|amount))\s{0,3}:?\s{0,2}$",
    re.I,
)

# Between two telephone numbers: 0302 663 552; 0208 173 654
_JOINING_WORDS = re.compile(
    r"\s?(?:[;,/|]|or|and|oder|und|ou|et|o|y|e|of|en|lub|eller|og)\s?", re.I
)

_YEAR = r"(?:19|20)\d\d"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_UUID = r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
_OTHER_READING = re.compile(
    # Looking at the first character before the alternatives makes it four times as fast.
    r"(?=[a-fhw])(?:"
    r"(?:https?|ftp)://\S+|\bwww\.\S+"  # URLs hold long numbers
    rf"|{_UUID}"
    r"|\bAres ?\(?(?:19|20)\d\d\)? ?\d{5,8}(?!\d)"  # register of the Commission: Ares(2014)4131706
    rf")|(?=\d)(?:{_UUID}"
    rf"|(?<!\d){_YEAR}[-./]{_MONTH}[-./]{_DAY}(?!\d)(?:T[\d:.+\-Z]+)?"
    rf"|(?<![\d+]){_DAY}(?P<s> ?[-./] ?){_MONTH}(?P=s){_YEAR}(?!\d)"
    rf"|(?<![\d+]){_DAY} {_MONTH} {_YEAR}(?!\d)"
    rf"|(?<![\d+]){_MONTH} ?[-./] ?{_DAY} ?[-./] ?{_YEAR}(?!\d)"
    rf"|(?<![\d+.\-/ ]){_DAY}\.{_MONTH}\.\d\d(?![\d.]| \d)"
    rf"|(?<!\d){_YEAR} ?[-–/] ?{_YEAR}(?!\d)"
    r"|(?<!\d)\d{1,2}[:h]\d\d(?::\d\d)?(?!\d)"
    r"|(?<![\d.,+])\d{1,3}(?:[.,' \u00a0\u202f]\d{3})*[.,]\d{1,2}(?![\d.,]"
    r"|[ \u00a0]\d)"  # 1.234.567,89
    r"|(?<!\d)(?:19|20)\d\d ?/ ?S ?[-,]? ?\d{1,3} ?[-–/] ?\d{5,8}(?!\d)"  # 2021/S 043-108877
    r"|(?<!\d)\d{8}-\d(?!\d))",  # CPV with its check digit
    re.I,
)

# by language; "*": of numbers in groups that begin with 0
_REGIONS = {
    row["language"]: row["countries"].split() for row in read_csv(REFERENCE / "phone_countries.csv")
}
_FRENCH = re.compile(
    r"0[1-9](?:([ .\-\u00a0\u202f/])\d\d)(?:\1\d\d){3}$|0[1-9](?:[ .\-\u00a0/]{1,3}\d\d){4}$"
)
_NORTH_AMERICAN = re.compile(r"\(?[2-9]\d\d\)?[ .\-\u2011]{1,2}[2-9]\d\d[.\-\u2011]\d{4}$")
_BRACKETS = re.compile(r"\(0?[1-9]\d{1,4}\) ?[\d /.\-]{5,}$")
_WITHOUT_TRUNK = {  # language -> grouping of a national number that has no leading zero
    "da": (r"\d\d( \d\d){3}",),
    "no": (r"\d\d( \d\d){3}", r"[489]\d\d \d\d \d{3}"),
    "nb": (r"\d\d( \d\d){3}", r"[489]\d\d \d\d \d{3}"),
    "nn": (r"\d\d( \d\d){3}", r"[489]\d\d \d\d \d{3}"),
    "es": (
        r"[6789]\d( \d{3})( \d\d){2}",
        r"[6789]\d\d( \d\d){3}",
        r"[6789]\d\d( \d{3}){2}",
        r"9\d-\d{7}",
    ),
    "pt": (r"[29]\d\d( \d{3}){2}", r"[29]\d ?\d{3} ?\d{4}"),
    "pl": (r"\d\d \d{3} \d\d \d\d", r"[4-8]\d\d[ -]\d{3}[ -]\d{3}"),
    "cs": (r"[2-9]\d\d \d{3} \d{3}",),
    "it": (r"3\d\d[ ./-]\d{6,7}", r"3\d\d \d{3} \d{4}"),
    "el": (r"2\d{2,3}[ -]\d{6,7}",),
    "lv": (r"[26]\d \d{3} \d{3}",),
    "lt": (r"8[ -(]{1,2}\d{1,3}\)?[ -]\d{3}[ -]?\d\d ?\d\d",),
    "fr": (),
    "et": (r"\d{3} \d{4}",),
}
_NATIONAL_SHAPES = {
    language: tuple(map(re.compile, shapes)) for language, shapes in _WITHOUT_TRUNK.items()
}


def find_phone_numbers(text: str, languages: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """Return the spans of telephone numbers in a text, in order.

    ``languages``  ISO 639-1; national formats of their countries count too.
    """
    spans: list[tuple[int, int]] = []
    for offset, end in _digit_windows(text):
        part = text[offset:end]
        blanked = _OTHER_READING.sub(lambda match: "x" * len(match[0]), part)
        part_spans = list(_announced_numbers(blanked))
        for match in CANDIDATE.finditer(blanked):
            # in order and apart from each other: only the one before can overlap or be joined
            index = bisect_left(part_spans, (match.end(),))
            before = part_spans[index - 1] if index else (0, 0)
            if before[1] <= match.start():
                part_spans[index:index] = _joined_number(
                    blanked, match, before
                ) or _unannounced_number(blanked, match, languages)
        spans += [(offset + first, offset + last) for first, last in part_spans]
    return sorted(spans)


def _digit_windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text around runs of digits, ending at whole words.

    Runs of eight digits, or of six after a word such as Tel.
    """
    start = end = -1
    for match in _digit_runs(text):
        position = match.start()
        if not match["more"] and not _ANNOUNCING.search(text, max(0, position - 50), position):
            continue
        if start >= 0 and match.start() - 60 > end:
            end = _end_of_word(text, end)
            if match.start() - 60 > end:
                yield start, end
                start = -1
        if start < 0:
            start = max(0, match.start() - 50)
            while start and not text[start - 1].isspace():
                start -= 1
        end = max(end, match.end() + 40)
    if start >= 0:
        yield start, _end_of_word(text, end)


def _digit_runs(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``_DIGITS``."""
    spelt = text.encode("utf-8", "surrogatepass")
    read = position = 0  # bytes and characters
    for match in _DIGITS_IN_BYTES.finditer(spelt.translate(_BYTE_KINDS)):
        start, end = match.span()
        first = position + _count_characters(spelt[read:start])
        read, position = end, first + _count_characters(spelt[start:end])
        yield from _DIGITS.finditer(text, first, position)


def _count_characters(spelt: bytes) -> int:
    """Count the characters that begin in a stretch of UTF-8."""
    return len(spelt.translate(None, delete=_CONTINUING_BYTES))


def _end_of_word(text: str, position: int) -> int:
    """Move a position forward to the next blank or the end of the text."""
    return _NO_BLANK.match(text, min(position, len(text))).end()  # type: ignore[union-attr]


def _announced_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield numbers after a word such as Tel., and those that follow (Tel. … / …)."""
    for match in _SHORT_CANDIDATE.finditer(text):
        before = _ANNOUNCING_HERE.search(text, max(0, match.start() - 40), match.start())
        if not before or _MONEY_AFTER.match(text, match.end()):
            continue
        digits = sum(map(str.isdigit, match[0]))
        sure = ":" in before[0] or "." in before[0] or match[0].lstrip("(").startswith(("+", "0"))
        if digits >= 8 or sure:
            yield match.start(), match.end()


def _joined_number(
    text: str, match: re.Match[str], number: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the candidate if a sign or short word joins it to the number before it."""
    first, last = number
    if match.start() > last + 5 or not _JOINING_WORDS.fullmatch(text, last, match.start()):
        return []
    before, here = (sum(map(str.isdigit, x)) for x in (text[first:last], match[0]))
    is_one_more = here in (before, before - 1)
    return [match.span()] if is_one_more and not _MONEY_AFTER.match(text, match.end()) else []


def _unannounced_number(
    text: str, match: re.Match[str], languages: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    """Yield the span of a candidate without such a word, if its format decides."""
    start, end = match.span()
    written = match[0]
    digits = re.sub(r"\D", "", written)
    if start and (text[start - 1].isalnum() or text[start - 1] in "_,"):
        return
    if start > 1 and text[start - 1] in ".-/" and text[start - 2].isalnum():
        return
    if written.lstrip("( ").startswith("+"):
        if 8 <= len(digits) <= 18:
            yield start, end
        elif len(digits) > 18:
            yield start, _end_of_digits(written, start, 15)
        return
    if end < len(text) and (text[end].isalnum() or text[end] == "_"):
        return
    if re.search(r"(?<!\d)(?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d$", written):
        return  # 034/09.2017: a form and its month
    if _is_phone(text, start, end, written, digits, languages):
        yield start, end


def _end_of_digits(written: str, start: int, digits: int) -> int:
    """Return where the first ``digits`` digits end, when two numbers run together."""
    count = 0
    for index, character in enumerate(written):
        count += character.isdigit()
        if count > digits:
            return start + index
    return start + len(written)


def _is_phone(
    text: str, start: int, end: int, written: str, digits: str, languages: tuple[str, ...]
) -> bool:
    """Whether a candidate without a word before it is a telephone number."""
    if _FRENCH.match(written):
        return True
    if _MONEY_AFTER.match(text, end) or _MONEY_BEFORE.search(text, max(0, start - 16), start):
        return False
    if _REFERENCE_WORDS.search(text, max(0, start - 24), start):
        return False
    if digits.startswith("00") and digits[2] != "0":
        return 11 <= len(digits) <= 16 and _is_valid_number("+" + digits[2:], None)
    if _BRACKETS.match(written) or _NORTH_AMERICAN.match(written):
        return 8 <= len(digits) <= 12
    if written.startswith("(") or _is_registry_number(written, digits, languages):
        return False
    if digits[0] == "0":
        return _is_trunk_number(written, digits, languages)
    return any(
        shape.fullmatch(written.replace("\u00a0", " ")) and _is_valid_number(digits, language)
        for language in languages
        for shape in _NATIONAL_SHAPES.get(language, ())
    )


def _is_trunk_number(written: str, digits: str, languages: tuple[str, ...]) -> bool:
    """Whether a national number with a leading zero is valid in a country of the text's languages.

    With separators any European country that writes the zero counts; bare digits need the language.
    """
    if not 9 <= len(digits) <= 12 or _is_leitweg(written, digits):
        return False
    groups = re.findall(r"\d+", written)
    if len(groups) > 2 and max(map(len, groups)) <= 2 and len(groups) != 5:
        return False  # 01-02-03-04: a list of lots
    regions = [region for language in languages for region in _REGIONS.get(language, ())]
    if len(groups) > 1:
        regions += _REGIONS["*"]
    return any(_is_valid_number(digits, None, region) for region in regions)


def _is_leitweg(written: str, digits: str) -> bool:
    """Whether the digits are a valid German Leitweg-ID."""
    return (
        bool(re.fullmatch(r"\d{2,12}-[\d-]+-\d\d", written))
        and int(digits[:-2] + digits[-2:]) % 97 == 1
    )


def _is_registry_number(written: str, digits: str, languages: tuple[str, ...]) -> bool:
    """Whether a number passes the check of a registry: SIREN, SIRET, partita IVA, Belgium, Denmark.

    Written in one piece or grouped as the register does.  In any other grouping, or in English
    after a zero (0800 …), a passed check is chance (one in ten).
    """
    if "en" in languages and "it" not in languages and digits.startswith("0"):
        return False
    groups = [len(group) for group in re.findall(r"\d+", written)]
    begins = groups[:2] if len(groups) > 1 else None
    if len(digits) in (9, 11, 14) and begins in (None, [3, 3]) and luhn.is_valid(digits):
        return True
    try:
        if len(digits) == 10 and digits[0] in "01" and begins in (None, [4, 3], [3, 3]):
            return bool(be_vat.validate(digits))
        is_danish = len(digits) == 8 and begins in (None, [2, 2], [4, 4])
        return is_danish and bool(dk_cvr.validate(digits))
    except ValidationError:
        return False


def _is_valid_number(number: str, language: str | None, region: str | None = None) -> bool:
    """Whether ``phonenumbers`` accepts the number in a region, or a region of the language."""
    regions: list[str | None] = (
        [region] if region else [*_REGIONS.get(language or "", ())] or [None]
    )
    for candidate in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, candidate)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False

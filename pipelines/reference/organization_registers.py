"""Registers of organisations by country: format and check of their numbers.

Source  register rules: python-stdnum; scheme codes: org-id.guide, our own where it has none
        (``XX-VAT`` for VAT numbers that do not contain the registry number).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from stdnum import ean, lei
from stdnum.ar import cuit
from stdnum.at import uid as at_uid
from stdnum.au import abn, acn
from stdnum.be import vat as be_vat
from stdnum.bg import vat as bg_vat
from stdnum.br import cnpj
from stdnum.ca import bn
from stdnum.ch import uid as ch_uid
from stdnum.cl import rut as cl_rut
from stdnum.co import nit as co_nit
from stdnum.cy import vat as cy_vat
from stdnum.de import leitweg
from stdnum.de import vat as de_vat
from stdnum.dk import cvr
from stdnum.ec import ruc as ec_ruc
from stdnum.ee import kmkr, registrikood
from stdnum.es import cif
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret, tva
from stdnum.gb import vat as gb_vat
from stdnum.gr import vat as gr_vat
from stdnum.hr import oib
from stdnum.hu import anum
from stdnum.ie import vat as ie_vat
from stdnum.is_ import kennitala
from stdnum.it import iva
from stdnum.lt import pvm
from stdnum.lu import tva as lu_tva
from stdnum.lv import pvn
from stdnum.mt import vat as mt_vat
from stdnum.mx import rfc
from stdnum.nl import btw
from stdnum.no import orgnr
from stdnum.pe import ruc as pe_ruc
from stdnum.pl import nip, regon
from stdnum.pt import nif as pt_nif
from stdnum.py import ruc as py_ruc
from stdnum.ro import cui
from stdnum.rs import pib
from stdnum.se import orgnr as se_orgnr
from stdnum.si import ddv, maticna
from stdnum.tr import vkn
from stdnum.ua import edrpou
from stdnum.uy import rut as uy_rut

from pipelines.reference.data_folder import REFERENCE, read_csv

Check = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Register:
    """One register.

    ``pattern``             matches capitals and digits; group 1 is the number.
    ``labels``              words that announce this register (capitals without dots).
    ``names_organization``  the number may serve as organisation id; not when it has no fixed format
                            or belongs to a branch.
    """

    scheme: str
    pattern: re.Pattern[str]
    check: Check
    labels: tuple[str, ...] = ()
    names_organization: bool = True


def _validator(module: ModuleType) -> Check:
    """Return the check of a python-stdnum module."""

    def check(number: str) -> str | None:
        try:
            return str(module.validate(number))
        except ValidationError:
            return None

    return check


def _formatted(module: ModuleType, shape: str) -> Check:
    """Return a check that writes valid numbers in the register's format."""

    def check(number: str) -> str | None:
        valid = _validator(module)(number)
        return shape.format(valid) if valid else None

    return check


def _first_nine(module: ModuleType) -> Check:
    """Return a check that keeps nine digits and drops those of a branch or account."""

    def check(number: str) -> str | None:
        valid = _validator(module)(number)
        return valid[:9] if valid else None

    return check


def _finnish(number: str) -> str | None:
    return f"{number[:7]}-{number[7:]}" if _validator(ytunnus)(number) else None


def _unchecked(number: str) -> str | None:
    return number


def _padded(width: int) -> Check:
    return lambda number: number.zfill(width)


def _siren_of_tva(number: str) -> str | None:
    """Return the SIREN in a French VAT number."""
    return number[-9:] if _validator(tva)(number) and _validator(siren)(number[-9:]) else None


def _czech(number: str) -> str | None:
    """Check an IČO: eight digits, weights 8…2, leading zeros often lost."""
    number = number.zfill(8)
    rest = sum((8 - i) * int(d) for i, d in enumerate(number[:7])) % 11
    return number if int(number[7]) == (11 - rest) % 10 else None


def _lithuanian(number: str) -> str | None:
    """Check a legal entity code: nine digits, weights 1…8, then 3…9,1 for remainder 10."""
    rest = sum((i + 1) * int(d) for i, d in enumerate(number[:8])) % 11
    if rest == 10:
        rest = sum(((i + 2) % 9 + 1) * int(d) for i, d in enumerate(number[:8])) % 11 % 10
    return number if rest == int(number[8]) else None


def _slovenian(number: str) -> str | None:
    return number[:7] if _validator(maticna)(number[:7]) or _validator(maticna)(number) else None


def _hungarian(number: str) -> str | None:
    return number[:8] if _validator(anum)(number[:8]) else None


def _bulgarian(number: str) -> str | None:
    """Check an EIK: nine digits; a branch has thirteen that begin with them."""
    return number[:9] if _validator(bg_vat)(number[:9]) else None


def _belgian(number: str) -> str | None:
    return _validator(be_vat)(number.zfill(10))


def _krs(number: str) -> str | None:
    return number if number.startswith("000") else None


def _ean(number: str) -> str | None:
    return _validator(ean)(number)


def _register(
    scheme: str, pattern: str, check: Check | ModuleType, labels: str = "", *, is_id: bool = True
) -> Register:
    return Register(
        scheme,
        re.compile(pattern),
        check if not isinstance(check, ModuleType) else _validator(check),
        tuple(labels.split()),
        is_id,
    )


# Country -> its registers, the best organisation id first.
REGISTERS: dict[str, tuple[Register, ...]] = {
    "FR": (
        _register(
            "FR-SIRET", r"(\d{14})(?:APE\w+|RCS\w*|\d{3}[A-Z])?", siret, "SIRET", is_id=False
        ),
        _register("FR-SIREN", r"(?:RCS[A-Z]*)?(\d{9})(?:RCS\w*)?", siren, "SIREN RCS"),
        _register("FR-SIREN", r"(FR\w\w\d{9})", _siren_of_tva, "TVA VAT"),
    ),
    "GB": (
        _register(
            "GB-COH",
            r"((?:SC|NI|OC|SO|NC|IP|RS|SP|RC|CE|FC|BR|R0|NP|LP|SL)\d{6}|\d{6,8})",
            _padded(8),
            "COMPANY COH CRN",
        ),
        _register(
            "GB-PPON", r"(P[A-Z]{3}\d{4}[A-Z]{4})", lambda n: f"{n[:4]}-{n[4:8]}-{n[8:]}", "PPON"
        ),
        _register("GB-VAT", r"(?:GB)?(\d{9}|\d{12}|GD\d{3}|HA\d{3})", gb_vat, "VAT"),
    ),
    "BE": (
        _register(
            "BE-BCE_KBO", r"(?:BE)?([01]?\d{9})(?:RPR\w*|RPM\w*)?", _belgian, "BCE KBO TVA BTW"
        ),
    ),
    "NL": (
        _register("NL-KVK", r"(\d{8})(?:\d{4})?", _unchecked, "KVK KAMER HANDELSREGISTER"),
        _register("NL-VAT", r"(?:NL)?(\d{9}B\d\d)", btw, "BTW VAT RSIN"),
    ),
    "DE": (
        _register(
            "DE-LEITWEG", r"(?:0204)?(\d{2,12}(?:-[0-9A-Z]{1,30})?-\d\d)", leitweg, "LEITWEG"
        ),
        _register("DE-VAT", r"(DE\d{9})", _formatted(de_vat, "DE{}"), "UST USTID VAT"),
        _register("DE-HRB", r"(HR[AB]\d{2,6}.*)", _unchecked, "HRB HRA", is_id=False),
    ),
    "AT": (
        _register(
            "AT-FB", r"(?:\d{13})?(?:FN|FB)?(\d{1,6}[A-Z])", lambda n: n.lower(), "FN FIRMENBUCH"
        ),
        _register("AT-VAT", r"(ATU\d{8})", _formatted(at_uid, "AT{}"), "UID"),
        _register("AT-GLN", r"(91100\d{8})", _ean, "GLN"),
    ),
    "CH": (_register("CH-UID", r"(CHE\d{9})(?:MWST|TVA|IVA)?", ch_uid, "UID IDE"),),
    "LI": (_register("CH-UID", r"(CHE\d{9})", ch_uid),),
    "ES": (_register("ES-CIF", r"(?:ES)?([ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J])", cif, "CIF NIF"),),
    "IT": (_register("IT-CF", r"(?:IT|PIVA|PI|CF)?(\d{11})", iva, "PIVA IVA CF"),),
    "PT": (_register("PT-NIPC", r"(?:PT)?([5-9]\d{8})", pt_nif, "NIPC NIF"),),
    "PL": (
        _register("PL-KRS", r"(\d{10})", _krs, "KRS"),
        _register("PL-NIP", r"(?:PL)?(\d{10})", nip, "NIP"),
        _register("PL-REGON", r"(\d{9}|\d{14})", _first_nine(regon), "REGON"),
    ),
    "NO": (_register("NO-BRC", r"(?:NO)?(\d{9})(?:MVA)?", orgnr, "ORGNR"),),
    "SE": (_register("SE-ON", r"(?:SE)?(?:16)?(\d\d[2-9]\d{7})(?:01)?", se_orgnr, "ORGNR"),),
    "DK": (_register("DK-CVR", r"(?:DK|ORG)?(\d{8})", cvr, "CVR SE"),),
    "FI": (_register("FI-PRO", r"(?:FI)?(\d{8})", _finnish, "Y"),),
    "IS": (_register("IS-RSK", r"([4-7]\d{9})", kennitala),),
    "EE": (
        _register("EE-RIK", r"(?:EE)?([1789]\d{7})", registrikood),
        _register("EE-VAT", r"(?:EE)?(\d{9})", kmkr),
    ),
    "LV": (_register("LV-RE", r"(?:LV)?([459]\d{10})", pvn),),
    "LT": (
        _register("LT-RC", r"(\d{9})", _lithuanian),
        _register("LT-VAT", r"(?:LT)?(\d{9}|\d{12})", pvm, "PVM"),
    ),
    "CZ": (_register("CZ-ICO", r"(?:CZ)?(\d{7,8})", _czech, "ICO IC DIC"),),
    "SK": (_register("SK-ICO", r"(\d{7,8})", _czech, "ICO"),),
    "HU": (_register("HU-ASZ", r"(?:HU)?(\d{8})(?:[1-5]\d\d)?", _hungarian, "ADOSZAM"),),
    "RO": (_register("RO-CUI", r"(?:RO)?(\d{2,10})", cui, "CUI CIF"),),
    "BG": (_register("BG-EIK", r"(?:BG)?(\d{9}(?:\d{4})?)", _bulgarian, "EIK BULSTAT"),),
    "HR": (_register("HR-OIB", r"(?:HR)?(\d{11})", oib, "OIB"),),
    "SI": (
        _register("SI-MAT", r"(\d{7}(?:\d{3})?)", _slovenian, "MATICNA"),
        _register("SI-VAT", r"(?:SI)?(\d{8})", ddv, "DDV"),
    ),
    "GR": (_register("GR-AFM", r"(?:EL|GR)?(\d{9})", gr_vat, "AFM"),),
    "CY": (
        _register("CY-HE", r"(?:HE|ΗΕ)(\d{1,6})", lambda n: f"HE{n}"),
        _register("CY-VAT", r"(?:CY)?(\d{8}[A-Z])", cy_vat),
    ),
    "MT": (
        _register("MT-MBR", r"(C\d{2,6})", _unchecked),
        _register("MT-VAT", r"(?:MT)?(\d{8})", mt_vat),
    ),
    "LU": (
        _register("LU-RCS", r"(?:RCSL?|RCL|LU)?([A-L]\d{2,6})", _unchecked, "RCS RCSL"),
        _register("LU-VAT", r"(?:LU)?(\d{8})", _formatted(lu_tva, "LU{}"), "TVA"),
    ),
    "IE": (
        _register("IE-VAT", r"(?:IE)?(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])", ie_vat, "VAT"),
        _register("IE-CRO", r"(\d{6})", _unchecked, "CRO"),
    ),
    "RS": (_register("RS-PIB", r"(\d{9})", pib, "PIB"),),
    "TR": (_register("TR-VKN", r"(?:TR)?(\d{10})", vkn),),
    "UA": (_register("UA-EDR", r"(\d{8})", edrpou, "EDR EDRPOU"),),
    "BR": (_register("BR-CNPJ", r"(\d{14})", cnpj, "CNPJ"),),
    "MX": (_register("MX-RFC", r"([A-ZÑ&]{3}\d{6}[A-Z0-9]{3})", rfc, "RFC"),),
    "CO": (_register("CO-NIT", r"([89]\d{8,9})", co_nit, "NIT"),),
    "CL": (_register("CL-RUT", r"([5-9]\d{7}[0-9K])", cl_rut, "RUT"),),
    "PE": (_register("PE-RUC", r"(20\d{9})", pe_ruc, "RUC"),),
    "PY": (_register("PY-RUC", r"(80\d{6}\d)", py_ruc, "RUC"),),
    "AR": (_register("AR-CUIT", r"(3[034]\d{9})", cuit, "CUIT"),),
    "UY": (_register("UY-RUT", r"(\d{12})", uy_rut, "RUT"),),
    "EC": (_register("EC-RUC", r"(\d{13})", ec_ruc, "RUC"),),
    "CA": (
        _register("CA-BN", r"(\d{9})(?:R[A-Z]\d{4})?", _first_nine(bn), "BN"),
        _register("CA-NEQ", r"((?:11|22|33|88)\d{8})", _unchecked, "NEQ"),
    ),
    "AU": (
        _register("AU-ABN", r"(\d{11})", abn, "ABN"),
        _register("AU-ACN", r"(\d{9})", acn, "ACN"),
    ),
    "NZ": (_register("NZ-NZBN", r"(9429\d{9})", _ean, "NZBN"),),
    "US": (
        _register(
            "US-UEI",
            r"((?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11})",
            _unchecked,
            "UEI",
        ),
        _register("US-DUNS", r"(\d{9})", _unchecked, "DUNS"),
    ),
}
INTERNATIONAL_REGISTERS = (_register("XI-LEI", r"([A-Z0-9]{18}\d\d)", lei, "LEI"),)

# Other names of schemes on portals -> (country, scheme); "" leaves one open.
SCHEME_ALIASES = {
    row["alias"]: (row["country"], row["scheme"])
    for row in read_csv(REFERENCE / "register_aliases.csv")
}
# Numbers of a portal, a system or a place, which do not identify an organisation.
IGNORED_SCHEMES = frozenset(("ID_PLATAFORMA", "DIR3", "GB-GOR", "INTERNAL", "NATIONAL", "OTHER"))

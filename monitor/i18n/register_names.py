"""Names of the registers that number organisations, as people of their country know them.

A name is the register's own, the same in every language; a scheme without one stays a code.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.i18n.value_formatting import country, gettext

# scheme, mostly of org-id.guide -> name; "VAT" is said in the language of the page
REGISTER_NAMES: Mapping[str, str] = {
    "AR-CUIT": "CUIT",
    "AT-FB": "Firmenbuch",
    "AT-GLN": "GLN",
    "AU-ABN": "ABN",
    "AU-ACN": "ACN",
    "BE-BCE_KBO": "BCE/KBO",
    "BG-EIK": "ЕИК",
    "BR-CNPJ": "CNPJ",
    "CA-BN": "Business Number",
    "CA-NEQ": "NEQ",
    "CH-UID": "IDE/UID",
    "CL-RUT": "RUT",
    "CO-NIT": "NIT",
    "CY-HE": "Registrar of Companies",
    "CZ-ICO": "IČO",
    "DE-HRB": "Handelsregister",
    "DE-LEITWEG": "Leitweg-ID",
    "DK-CVR": "CVR",
    "EC-RUC": "RUC",
    "EE-RIK": "Äriregister",
    "ES-CIF": "NIF",
    "FI-PRO": "Y-tunnus",
    "FR-SIREN": "SIREN",
    "FR-SIRET": "SIRET",
    "GB-COH": "Companies House",
    "GB-PPON": "PPON",
    "GR-AFM": "ΑΦΜ",
    "HR-OIB": "OIB",
    "HU-ASZ": "adószám",
    "IE-CRO": "CRO",
    "IS-RSK": "kennitala",
    "IT-CF": "codice fiscale",
    "LT-RC": "Registrų centras",
    "LU-RCS": "RCS",
    "LV-RE": "Uzņēmumu reģistrs",
    "MT-MBR": "Malta Business Registry",
    "MX-RFC": "RFC",
    "NL-KVK": "KvK",
    "NO-BRC": "Brønnøysundregistrene",
    "NZ-NZBN": "NZBN",
    "PE-RUC": "RUC",
    "PL-KRS": "KRS",
    "PL-NIP": "NIP",
    "PL-REGON": "REGON",
    "PT-NIPC": "NIPC",
    "PY-RUC": "RUC",
    "RO-CUI": "CUI",
    "RS-PIB": "ПИБ",
    "SE-ON": "organisationsnummer",
    "SI-MAT": "matična številka",
    "SK-ICO": "IČO",
    "TR-VKN": "VKN",
    "UA-EDR": "ЄДРПОУ",
    "US-DUNS": "D-U-N-S",
    "US-UEI": "UEI",
    "UY-RUT": "RUT",
    "XI-LEI": "LEI",
}


def register_name(scheme: str) -> str:
    """Return the register and its country, like ``BCE/KBO, Belgium``; a code that we have no name
    for as it is."""
    place, _dash, kind = scheme.partition("-")
    name = gettext("VAT number") if kind == "VAT" else REGISTER_NAMES.get(scheme)
    if name is None:
        return scheme
    return name if place == "XI" else f"{name}, {country(place)}"

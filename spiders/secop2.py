"""SECOP II: Colombia's electronic contracting system (Colombia Compra Eficiente).

Covers    Contracts and calls of national and local bodies since about 2015, direct awards included.
          CC BY-SA 4.0 (from general knowledge).  Spanish.
Access    Socrata: https://www.datos.gov.co/resource/jbjy-vk9h.json (contracts) and p6dx-8zbt
          (calls), SoQL, 1,000 rows a page, counted first.  A window asks for what was signed or
          published in it, and for rows changed in it (``:updated_at``).  Contracts with persons
          (a million a year) are not asked for.  No key; VIGIE_SECOP2_TOKEN in the environment
          raises the limits, which are not published.
Identity  ``id_contrato`` (CO1.PCCNTR.…) and ``id_del_proceso`` (CO1.REQ.…); ``proceso_de_compra``
          (CO1.BDOS.…) is the procedure of both.  A changed row comes again under its id.
Traps     "No Definido" is empty.  Amounts are text.  UNSPSC begins with ``V1.``.  Names of legal
          representatives and supervisors stand in the rows.  "terminado" and "Cerrado" are over,
          not broken off.  Unverified here: names of columns (by clients), the words of
          ``tipodocproveedor``, whether a reload moves each ``:updated_at``, the live service.
"""

from __future__ import annotations

from spiders.base.date_windows import DateWindow, Span
from spiders.parsers import decoding, secop2
from spiders.portal_bases.socrata import SocrataSpider

SITE = "https://www.datos.gov.co/resource"
CONTRACTS, CALLS = f"{SITE}/jbjy-vk9h.json", f"{SITE}/p6dx-8zbt.json"
DATED = {CONTRACTS: "fecha_de_firma", CALLS: "fecha_de_publicacion_del"}


class Secop2Spider(SocrataSpider):
    name = "secop2"
    title = "SECOP II"
    endpoint = CONTRACTS
    window = DateWindow(
        field=":updated_at", first="2015-01-01", step_days=1, zone="America/Bogota", overlap_days=5
    )
    resources = (CONTRACTS, CALLS)
    token_variable = "VIGIE_SECOP2_TOKEN"
    pace_s = 1.0
    robots_exemption = "documented API, https://dev.socrata.com/foundry/www.datos.gov.co/jbjy-vk9h"
    reads = staticmethod(decoding.json_records)
    parser = secop2

    def where(self, span: Span, resource: str) -> str:
        start, end = f"'{span.start}T00:00:00'", f"'{span.end}T00:00:00'"
        fields = (DATED[resource], self.window.field)
        result = " OR ".join(f"({x} >= {start} AND {x} < {end})" for x in fields)
        if resource == CALLS:
            return result
        persons = ", ".join(f"'{word}'" for word in secop2.PERSONS)
        return f"({result}) AND (tipodocproveedor IS NULL OR NOT tipodocproveedor IN ({persons}))"

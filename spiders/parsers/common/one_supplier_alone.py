"""Whether a buyer's words for doing without a call say that one firm alone could be asked.

Buyers who tick that no call was compulsory may still write that "the services can be provided only
by a particular provider" (27183-2018).  "The only supplier that tendered" was in a competition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIRM_EN = r"(?:supplier|provider|contractor|company|vendor|manufacturer|economic\ operator)s?"
_FIRM_FR = r"(?:fournisseur|prestataire|opérateur|société|entreprise|titulaire|éditeur)"
_FIRM_DE = r"(?:anbieter|unternehmen|lieferant|hersteller|wirtschaftsteilnehmer|dienstleister)"
_FIRM_NL = r"(?:leverancier|aanbieder|partij|marktpartij|ondernemer|onderneming|dienstverlener)"
# The right that is protected is the supplier's: exclusive rights are also what concessions give.
_ONE_ALONE = re.compile(
    rf"""\b(?<!\bno\ )(?<!\bnot\ )(?<!\bnot\ the\ )(?:
    (?:only|sole|single)\ (?:\w+\ ){{0,2}}{_FIRM_EN}\b
    |only\ (?:by\ |from\ )?(?:a|one)\ (?:particular|specific|single)\ {_FIRM_EN}
    |no\ other\ {_FIRM_EN}\ (?:is|are|was|were|can|could)\b
    |other\ {_FIRM_EN}\ (?:are|were|is|was)\ (?:not\ able|unable)
    |protection\ of\ (?:\w+\ )?exclusive\ rights?|(?:sole|single)[-\ ]source\b
    |(?:seule?|unique)\ (?:\w+\ ){{0,2}}{_FIRM_FR}
    |protection\ des?\ droits\ (?:exclusifs|d['’]exclusivité)
    |sans\ publicité\ ni\ mise\ en\ concurrence
    |einzige\w*\ (?:\w+\ ){{0,2}}{_FIRM_DE}|nur\ (?:von|durch)\ ein\w*\ (?:\w+\ )?{_FIRM_DE}
    |alleinstellung\w*|schutz\w*\ von\ ausschließlich\w*\ rechten|ausschließlichkeitsrecht\w*
    |(?:enige|slechts\ (?:een|één))\ (?:\w+\ ){{0,2}}{_FIRM_NL}
    |bescherming\ van\ (?:uitsluitende|exclusieve)\ rechten
    |ene\ ?leverandør\w*|eneste\ (?:\w+\ ){{0,2}}leverandør\w*|ene?rett\w*|eneret\w*
    |enda\ leverantör\w*|ensamrätt\w*
    |unic[oa]\ (?:operatore|fornitore|impresa|società)|tutela\ d\w+\ diritti\ (?:di\ )?esclusiv\w+
    |únic[oa]\ (?:proveedor|empresa|operador|fornecedor)
    |prote[cç]+(?:ión|ão)\ d\w+\ (?:derechos|direitos)\ exclusivos
    |tylko\ przez\ jednego\ wykonawc\w+|jedyn\w+\ wykonawc\w+|ochron\w+\ praw\ wyłącznych
    |jediný\w*\ dodavatel\w*|ochran\w+\ výhradních\ práv
    |singurul\ (?:operator|furnizor)|protec[tț]\w+\ drepturilor\ exclusive
    |ainoa\ toimittaja|yksinoikeu\w*
    |защита\w*\ на\ изключителни\ права|единствен\w*\ (?:доставчик|изпълнител)
    )(?!\ (?:to|that|who|which)\ (?:ha[sd]\ )?(?:submit|tender|respon|bid|offer|repl))""",
    re.IGNORECASE | re.VERBOSE,
)


def is_one_alone(reasons: Iterable[str]) -> bool:
    """Whether a reason says so."""
    return any(map(_ONE_ALONE.search, reasons))

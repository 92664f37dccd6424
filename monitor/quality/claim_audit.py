"""Figures of the audit of published claims: data/measured/claim_audit.csv.

Claims were drawn by lot over all samples and read against their documents, severely, as the lawyer
of the firm named would.  A sample after which rules were mended is seen data; the one drawn next
says what to expect.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from monitor.quality.evaluate import share, wilson
from monitor.quality.labelled_notices import CsvRow, read_rows
from monitor.quality.markdown_tables import table
from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import DATA

FILE = DATA / "measured" / "claim_audit.csv"
COLUMNS = ("sample", "claim", "notice", "contract", "verdict", "reason", "still_said")
VERDICTS = ("stands", "does not stand", "cannot be told")
INTRODUCTION = """## Published claims, read against their documents

Claims drawn by lot over the samples, spread over the kinds, each read as the lawyer of the firm
named would: does it stand as worded? What the document does not settle counts as not standing. The
list with verdicts and reasons is `data/measured/claim_audit.csv`; "still said" are the claims that
the rules mended since still make. They were mended for whole classes after each reading, so "still
said" is measured on seen data; what stood at the first reading of the later samples is what to
expect. The third holds next to nothing of surveillance and alternatives, of which the first two
left none. The fourth was drawn among all claims, half of which had been read before; the fifth
among those that nobody had read, and so holds nothing of surveillance and alternatives. The sixth
and later ones are drawn among all claims again, each after the classes of the one before were
mended: wrong claims by rules and tables, claims larger than their proof by narrower words (a named
service keeps what is put into it, whoever signs; a named product is no contract of its maker; a law
reaches what the firm named holds; a part or an option counts). Claims of surveillance and
alternatives are few, and nearly all of them are in every sample. Of the seventh 55 verdicts, of the
eighth 91 and of the ninth 103 are those of an earlier one of them, where the words had not changed.
The tenth was read whole by another reader, who had written none of the rules and looked at no
earlier verdict: of its claims 152 had been read before, and 10 of those are judged otherwise than
at the last reading (8 more severely). Three classes were mended after it; of the eleventh, drawn
among what is said since, 62 verdicts are those of the same reader in the tenth, where the words had
not changed, and the others were read anew. Those two were read before the weights of the claim
model were fitted to the rules of that day. The twelfth, after five more classes were mended and the
weights fitted again, is drawn by a hash of seed and claim, so that what is still said is drawn
again: 194 of its claims were read just before the fit by one who had written the last rules,
without any probability, and six after it. It judges names with the word cloud and work on a hosted
product as severely as the eleventh. The thirteenth is drawn in the same way with another seed and
was read whole by a new reader, who had seen no rule and no earlier verdict: 168 of its claims had
been read before, and of the 32 that nobody had read 29 stand. The fourteenth, a hundred, was drawn
with one more seed after the classes that the thirteenth showed were mended, and read by the same
reader: 26 of its claims stand in the thirteenth too, 19 had been read by nobody, of which 19 stand.
The fifteenth holds no claim that any earlier one held and was read by a new reader before any rule
or verdict. The documents had 93 such claims left, 40 of them digital, 40 of big tech, three of data
handed over and none of surveillance, of which 81 stand; the other 107 were drawn from the texts of
the labelled pool, without a look at the labels, in the shares of the samples before: 94 stand. A
claim that most samples had drawn is not in it, so it says what a claim that nobody has checked is
worth, not what an average one is.
After it no law of a supplier is said any more where the handing over itself is unclear: 50 verdicts
of these samples are no longer said by that, most of which earlier readers let stand.
Many of these notices taught the claim model, which flatters all of it.
"""


def read_audit(path: Path = FILE) -> list[CsvRow]:
    """Read the verdicts.

    Raises  Misconfigured with the row of a mistake.
    """
    rows = read_rows(path)
    for number, row in enumerate(rows, 2):
        missing = [name for name in COLUMNS if not row.get(name) and name != "contract"]
        if missing or row["verdict"] not in VERDICTS or row["still_said"] not in ("yes", "no"):
            wrong = ", ".join(missing) or "verdict or still_said"
            raise Misconfigured(f"{path}:{number}: {wrong} is missing or not known")
    return rows


def render_audit(rows: list[CsvRow]) -> str:
    """Render a table of each sample by claim, and what did not stand in the last one."""
    text = INTRODUCTION
    for sample in dict.fromkeys(row["sample"] for row in rows):
        mine = [row for row in rows if row["sample"] == sample]
        lines = [
            _line(claim, [row for row in mine if row["claim"] == claim])
            for claim in dict.fromkeys(row["claim"] for row in mine)
        ]
        head = ["claim", "stand", "do not", "cannot be told", "still said: stand"]
        text += f"\n### Sample: {sample}\n\n"
        text += table(head, [*lines, _line("all", mine)])
    reasons = Counter(
        (row["claim"], row["reason"], row["still_said"])
        for row in rows
        if row["verdict"] != "stands"
    )
    text += "\nWhy they did not stand, or could not be told:\n\n"
    return text + table(
        ["claim", "why", "claims", "still said"],
        [[claim, reason, n, said] for (claim, reason, said), n in sorted(reasons.items())],
    )


def _line(name: str, rows: list[CsvRow]) -> list[object]:
    counts = Counter(row["verdict"] for row in rows)
    said = [row for row in rows if row["still_said"] == "yes"]
    stand = sum(row["verdict"] == "stands" for row in said)
    low, high = wilson(counts["stands"], len(rows))
    return [
        name,
        f"{counts['stands']}/{len(rows)} ({low:.2f}–{high:.2f})",
        counts["does not stand"],
        counts["cannot be told"],
        f"{stand}/{len(said)} ({share(stand, len(said))})",
    ]

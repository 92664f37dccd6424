"""Write Greek and Cyrillic words in Latin letters, as readers type them ("Astynomia Kyprou").

Greek as on road signs (ELOT 743), Cyrillic as in English and as in Serbian, all without accents.
"""

from __future__ import annotations

from pipelines.text_folding import fold


def _table(text: str) -> dict[str, list[str]]:
    pairs = (pair.partition("=") for pair in text.split())
    return {letter: latin.split("/") for letter, _, latin in pairs}


_GREEK = _table(
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s τ=t υ=y φ=f χ=ch "
    "ψ=ps ω=o"
)
_GREEK_PAIRS = _table("ου=ou γγ=ng μπ=mp αυ=av ευ=ev")
# in English/in Serbian
_CYRILLIC = _table(
    "а=a б=b в=v г=g д=d е=e ж=zh/z з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h "
    "ц=ts/c ч=ch/c ш=sh/s щ=sht ъ=a ы=y ь= э=e ю=yu я=ya і=i є=ye ґ=g ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz"
)


def to_latin(word: str) -> tuple[str, ...]:
    """Return a word in Latin letters, folded; nothing when it is in another alphabet.

    >>> in_latin("Αστυνομία"), in_latin("Чачак"), in_latin("Köln")
    (('astynomia',), ('chachak', 'cacak'), ())
    """
    if word.isascii():
        return ()
    folded = fold(word)
    if any(letter in _GREEK for letter in folded):
        for pair, (latin,) in _GREEK_PAIRS.items():
            folded = folded.replace(pair, latin)
        return _written(folded, _GREEK)
    if any(letter in _CYRILLIC for letter in folded):
        return _written(folded, _CYRILLIC)
    return ()


def _written(folded: str, letters: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the word with the first way to write each letter, and with the last."""
    ways = [letters.get(letter, [letter]) for letter in folded]
    forms = dict.fromkeys("".join(way[index] for way in ways) for index in (0, -1))
    return tuple(form for form in forms if form.isascii())

"""Other ways to write a name from another script: Qamishli, Kamishly; Hodeidah, Hudaydah."""

import re
from itertools import combinations

# Pairs of spellings of one sound in romanised Arabic, Hebrew and Persian, on folded names. Each
# is exchanged throughout a name; sources disagree in at most two of them as a rule.
_EXCHANGES: tuple[tuple[str, str], ...] = (
    (r"q", "k"),
    (r"q", "g"),
    (r"k(?!h)", "q"),
    (r"g(?!h)", "j"),
    (r"j", "g"),
    (r"ou|oo", "u"),
    (r"u", "ou"),
    (r"u", "o"),
    (r"o", "u"),
    (r"ee", "i"),
    (r"i(?!y)", "ee"),
    (r"e", "i"),
    (r"i", "e"),
    (r"ay|ai", "ei"),
    (r"ei|ey", "ay"),
    (r"ay|ai", "a"),
    (r"aw|au", "o"),
    (r"iyy?ah?\b|ieh\b|iyeh\b|ia\b", "iya"),
    (r"iyy?ah?\b|ieh\b|ia\b", "iyah"),
    (r"iyy?ah?\b|iyeh\b|ia\b", "ieh"),
    (r"(?<=[^a])ah\b", "a"),
    (r"(?<=[^a])ah\b", "eh"),
    (r"(?<=[^aei])a\b", "ah"),
    (r"kh", "h"),
    (r"kh", "x"),
    (r"dh", "d"),
    (r"th", "t"),
    (r"w", "v"),
    (r"y\b", "i"),
    (r"i\b", "y"),
    (r"([^aeiou ])\1", r"\1"),
    (r"\b(a[sdtrnz]|e[sdtrnz]) (?=[a-z])", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), other) for pattern, other in _EXCHANGES)

SHORTEST = 5
"""Letters of a name that variants are made of; in shorter ones a letter tells words apart."""


def variants(folded: str, most: int = 2) -> list[str]:
    """
    Give other spellings of a name from another script.

    Parameters
    ----------
    folded
        A folded name in Latin letters.
    most
        Greatest number of kinds of exchange in one variant, 1 or 2.

    Returns
    -------
    names
        In order of the number of exchanges, without the name itself; empty for a short name and
        for one in another script. At most 33 with one exchange, 529 with two.
    """
    letters = sum(character.isalpha() for character in folded)
    if letters < SHORTEST or len(folded) > 40 or not folded.isascii():
        return []
    found: dict[str, None] = {}
    once = []
    for number, (pattern, other) in enumerate(_COMPILED):
        changed = pattern.sub(other, folded)
        if changed != folded:
            once.append(number)
            found.setdefault(changed)
    if most > 1:
        for first, second in combinations(once, 2):
            changed = folded
            for number in (first, second):
                pattern, other = _COMPILED[number]
                changed = pattern.sub(other, changed)
            found.setdefault(changed)
    found.pop(folded, None)
    return list(found)


def near_keys(folded: str) -> list[str]:
    """
    Give every string one slip of the pen away: a letter left out, doubled, changed or swapped.

    Parameters
    ----------
    folded
        A folded name.

    Returns
    -------
    keys
        Swapped letters first, as the commonest slip; the first letter stays. Empty for names
        shorter than 6 letters, where another name is always one slip away, and for long ones.
    """
    length = len(folded)
    if not (_SHORTEST_MISSPELT <= length <= _LONGEST_MISSPELT) or not folded.isascii():
        return []
    found: dict[str, None] = {}
    for at in range(1, length - 1):
        found.setdefault(folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :])
    for at in range(1, length):
        found.setdefault(folded[:at] + folded[at + 1 :])
    for at in range(1, length + 1):
        for letter in _LETTERS:
            found.setdefault(folded[:at] + letter + folded[at:])
            if at < length:
                found.setdefault(folded[:at] + letter + folded[at + 1 :])
    found.pop(folded, None)
    return list(found)


_SHORTEST_MISSPELT = 6
_LONGEST_MISSPELT = 30
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

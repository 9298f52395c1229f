"""Quantities in words and digits, read as ranges."""

import math
import re
from dataclasses import dataclass
from functools import cache

from .words import compiled, lexicon, phrases, squeezed


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count as a range; null is unknown. `lexicon/quantities.toml` says which words mean what."""

    low: int | None
    best: int | None
    high: int | None

    def __add__(self, other: "Quantity") -> "Quantity":
        """Add two counts of different things; what is unknown in one is unknown in the sum."""
        return Quantity(
            _sum(self.low, other.low), _sum(self.best, other.best), _sum(self.high, other.high)
        )


def exactly(count: int) -> Quantity:
    """
    Make the range of a number that is stated without any qualifier.

    Parameters
    ----------
    count
        The number.

    Returns
    -------
    quantity
        Low, best and high are all the number.
    """
    return Quantity(count, count, count)


@cache
def number_pattern() -> str:
    """
    Give the pattern of a bare number in digits or words.

    Returns
    -------
    pattern
        A regular expression without groups that capture; it matches whole words.
    """
    cardinals = phrases(lexicon("quantities")["cardinals"])
    tens = phrases(
        word
        for word, value in lexicon("quantities")["cardinals"].items()
        if value >= 20 and value % 10 == 0
    )
    digits = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+(?=\s+(?:thousand|million)))?"
    dozens = rf"(?:{cardinals}|\d+)\s+(?:dozen|score)"
    scaled = rf"(?:{cardinals}|a|{digits})(?:\s+(?:hundred|thousand|million))+"
    rest = rf"(?:\s+and)?\s+(?:{tens}[\s-]+)?{cardinals}"
    return rf"(?:\b(?:{dozens}|{scaled}(?:{rest})?|{tens}[\s-]+{cardinals}|{cardinals}|{digits})\b)"


@cache
def quantity_pattern() -> str:
    """
    Give the pattern of a number with its qualifier, a range of two numbers, or a vague amount.

    Returns
    -------
    pattern
        A regular expression without groups that capture.
    """
    table = lexicon("quantities")
    qualifier = phrases(word for words in table["qualifiers"].values() for word in words)
    number = number_pattern()
    span = rf"(?:between\s+{number}\s+and\s+{number}|{number}\s*(?:-|–|to|or)\s*{number})"
    vague = rf"\b{phrases(table['vague'])}\b"
    amount = rf"(?:{span}|{vague}|{number}(?:\s+or\s+(?:so|more)\b)?)"
    return rf"(?:(?:\b{qualifier}\s+){{0,2}}{amount})"


def read_number(text: str) -> int | None:
    """
    Read one bare number.

    Parameters
    ----------
    text
        Digits, with or without commas, or number words; any case.

    Returns
    -------
    number
        The value, null where the text is no number.
    """
    cardinals: dict[str, int] = lexicon("quantities")["cardinals"]
    total = 0.0
    group = 0.0
    seen = False
    for word in re.split(r"[\s-]+", text.strip().lower().replace(",", "")):
        if word == "and" and seen:
            continue
        if word == "a" and not seen:
            group = 1
        elif word in cardinals:
            group += cardinals[word]
        elif re.fullmatch(r"\d+(?:\.\d+)?", word):
            group += float(word)
        elif word in _SCALES:
            group = max(group, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, group = total + group, 0
        else:
            return None
        seen = True
    return round(total + group) if seen else None


def read_quantity(text: str) -> Quantity | None:
    """
    Read a quantity as a range.

    Parameters
    ----------
    text
        What `quantity_pattern` matched.

    Returns
    -------
    quantity
        The range by the rules in ``lexicon/quantities.toml``, null where the text is no quantity.
    """
    words = squeezed(text).lower()
    table = lexicon("quantities")
    if words in table["vague"]:
        low, high = table["vague"][words]
        return Quantity(low, low if low == high else None, high)
    qualifier, words = _qualifier(words)
    if words in table["vague"]:
        low, high = table["vague"][words]
        if low == high:
            return _qualified(low, qualifier)
        return Quantity(low, None, None if qualifier in {"at_least", "more_than"} else high)
    if words.endswith(" or more"):
        qualifier, words = "at_least", words.removesuffix(" or more")
    elif words.endswith(" or so"):
        qualifier, words = "about", words.removesuffix(" or so")
    ends = _RANGE.fullmatch(words)
    if ends is not None:
        pair = [read_number(part) for part in ends.groups() if part is not None]
        if len(pair) == 2 and pair[0] is not None and pair[1] is not None and pair[0] < pair[1]:
            return Quantity(pair[0], None, pair[1])
    number = read_number(words)
    return None if number is None else _qualified(number, qualifier)


def _qualifier(words: str) -> tuple[str | None, str]:
    """Cut the qualifiers off; the first one decides ("at least some 30")."""
    first: str | None = None
    match = _qualifier_regex().match(words)
    while match is not None:
        if first is None:
            first = next(
                name
                for name, group in lexicon("quantities")["qualifiers"].items()
                if squeezed(match.group(1)) in group
            )
        words = words[match.end() :]
        match = _qualifier_regex().match(words)
    return first, words


def _qualified(number: int, qualifier: str | None) -> Quantity:
    tenth = math.ceil(number / 10)
    return {
        "at_least": Quantity(number, number, None),
        "more_than": Quantity(number, None, None),
        "up_to": Quantity(None, None, number),
        "fewer_than": Quantity(None, None, number - 1),
        "nearly": Quantity(number - tenth, number, number),
        "about": Quantity(number - tenth, number, number + tenth),
    }.get(qualifier or "", exactly(number))


@cache
def _qualifier_regex() -> re.Pattern[str]:
    groups = lexicon("quantities")["qualifiers"].values()
    return compiled(rf"({phrases(word for words in groups for word in words)})\s+")


def _sum(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right


_SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_RANGE = re.compile(r"(?:between )?(.+?)(?: ?[-–] ?| to | or | and )(.+)")

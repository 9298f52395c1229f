"""Distances in a text: "50 km", "some twenty miles", "10-15 kilometres (6-9 mi)"."""

from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import Token
from .vocabulary import vocabulary

_LONGEST_BRACKET = 8
"""Tokens that a conversion in brackets, "(31 mi)", may take."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance in kilometres as a range; both ends are equal where one number is given."""

    low_km: float
    high_km: float


def distance_at(tokens: Sequence[Token], start: int) -> tuple[Distance, int] | None:
    """
    Read a distance that starts at a token.

    Parameters
    ----------
    tokens
        The tokens of a text.
    start
        Index of the first token of the distance; a word such as "some" or "about" may lead it.

    Returns
    -------
    distance
        The distance and the index of the token behind it, a conversion in brackets included;
        null where none stands there.
    """
    words = vocabulary()
    about = words.words["about"].match(tokens, start)
    low = _number(tokens, about[1] if about else start)
    if low is None:
        return None
    value, at = low
    top = value
    if at + 1 < len(tokens) and tokens[at].lower in {"-", "–", "to"}:
        high = _number(tokens, at + 1)
        if high is not None:
            top, at = high
    if at < len(tokens) and tokens[at].lower in {"-", "–"}:
        at += 1
    unit = words.units.match(tokens, at)
    if unit is None or top < value:
        return None
    factor, end = unit
    return Distance(value * factor, top * factor), _behind_bracket(tokens, end)


def _number(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """Read digits or a number word."""
    if start >= len(tokens):
        return None
    text = tokens[start].text
    if text[0].isdecimal():
        return _digits(text, start)
    words = vocabulary()
    found = words.numbers.match(tokens, start)
    if found is None:
        return None
    value, end = found
    if value >= 20 and value % 10 == 0 and end + 1 < len(tokens):  # twenty-five
        after = end + 1 if tokens[end].text == "-" else end
        ones = words.numbers.match(tokens, after)
        if ones is not None and 1 <= ones[0] < 10 and tokens[after].lower not in {"a", "an"}:
            return value + ones[0], ones[1]
    return value, end


def _digits(text: str, start: int) -> tuple[float, int] | None:
    """Read "1,500", "2.5" or "12"; a comma with three digits behind it groups thousands."""
    whole, comma, rest = text.partition(",")
    plain = whole + rest if comma and len(rest) == 3 else text.replace(",", ".")
    try:
        return float(plain), start + 1
    except ValueError:
        return None


def _behind_bracket(tokens: Sequence[Token], end: int) -> int:
    """Skip a conversion in brackets, "(31 mi)"."""
    if end < len(tokens) and tokens[end].text == "(":
        for at in range(end + 1, min(end + _LONGEST_BRACKET, len(tokens))):
            if tokens[at].text == ")":
                return at + 1
    return end

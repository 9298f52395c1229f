"""Distances in a text: "50 km", "some twenty miles", "half an hour's drive", "a few miles"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .tokens import Token
from .vocabulary import vocabulary

_LONGEST_BRACKET = 8
"""Tokens that a conversion in brackets, "(31 mi)", may take."""
GREATEST_KM = 2_000.0
"""Distances beyond this are no way to say where something is."""
_OVER = 1.5
"""How far "at least 20 km" reaches, as a multiple of the number: the words name the lower end."""
_DRIVE_KMH = (20.0, 90.0)
"""As the crow flies; what "30 minutes from Erbil" means, as the drive of ``relations.toml``."""
_DASHES = frozenset({"-", "–", "‑"})
_RANGES = frozenset({"-", "–", "‑", "to", "or", "à", "a"})


@dataclass(frozen=True, slots=True)
class Distance:
    """
    A distance in kilometres as a range; both ends are equal where one number is given.

    `said` is the distance in words where the kilometres are no plain reading of it, else null.
    """

    low_km: float
    high_km: float
    said: str | None = None


class _Number(NamedTuple):
    low: float
    high: float
    end: int
    is_vague: bool = False


def distance_at(tokens: Sequence[Token], start: int) -> tuple[Distance, int] | None:
    """
    Read a distance that starts at a token.

    Parameters
    ----------
    tokens
        The tokens of a text.
    start
        Index of the first token of the distance; words such as "some" or "at least" may lead it.

    Returns
    -------
    distance
        The distance and the index of the token behind it, a conversion in brackets included;
        null where none stands there. "At least" reaches to `_OVER` times the number, "up to"
        begins at nothing, "a few" and minutes or hours of travel are wide ranges.
    """
    words = vocabulary()
    least = words.words["at_least"].match(tokens, start)
    most = words.words["at_most"].match(tokens, start)
    about = words.words["about"].match(tokens, start) or words.words["just"].match(tokens, start)
    led = max((found[1] for found in (least, most, about) if found is not None), default=start)
    again = words.words["about"].match(tokens, led) if led > start else None
    start_of = again[1] if again else led
    if _says(tokens, start_of, ("a",)) and _is_digit(tokens, start_of + 1):
        start_of += 1  # "a 30-minute drive"
    number = _range(tokens, start_of)
    if number is None:
        return None
    read = _length(tokens, number) or _travel(tokens, number)
    if read is None:
        return None
    distance, end = read
    low, high = distance.low_km, distance.high_km
    if not 0 < high <= GREATEST_KM:
        return None
    said = distance.said
    if least is not None and least[1] == led:
        said, high = f"at least {said or _written(low, high)}", high * _OVER
    elif most is not None and most[1] == led:
        said, low = f"up to {said or _written(low, high)}", 0.0
    return Distance(low, high, said), _behind_bracket(tokens, end)


def _length(tokens: Sequence[Token], number: _Number) -> tuple[Distance, int] | None:
    """Read the unit behind a number, "and a half" included."""
    at = number.end
    if at < len(tokens) and tokens[at].text in _DASHES:
        at += 1
    unit = vocabulary().units.match(tokens, at)
    if unit is None:
        return None
    factor, end = unit
    more = 0.0
    if _says(tokens, end, ("and", "a", "half")):  # a mile and a half
        more, end = 0.5, end + 3
    low, high = (number.low + more) * factor, (number.high + more) * factor
    return Distance(low, high, _written(low, high) if number.is_vague else None), end


def _travel(tokens: Sequence[Token], number: _Number) -> tuple[Distance, int] | None:
    """Read minutes or hours of travel; alone they are a drive."""
    at = number.end
    if at < len(tokens) and tokens[at].text in _DASHES:
        at += 1
    words = vocabulary()
    time = words.times.match(tokens, at)
    if time is None:
        return None
    hours, end = time
    unit = tokens[end - 1].lower.rstrip("s")
    more = 0.0
    if _says(tokens, end, ("and", "a", "half")):
        more, end = 0.5, end + 3
    if end < len(tokens) and tokens[end].lower in {"'", "’", "'s", "’s", "-"}:
        end += 1
    found = words.travel.match(tokens, end)
    means = "drive"
    slow, fast = _DRIVE_KMH
    if found is not None:
        (slow, fast), behind = found
        means = " ".join(token.lower for token in tokens[end:behind])
        end = behind
    elif unit == "day":
        return None  # "two days from the vote" is a time
    low, high = number.low + more, number.high + more
    amount = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    said = f"{amount} {unit} {means}"
    return Distance(low * hours * slow, high * hours * fast, said), end


def _range(tokens: Sequence[Token], start: int) -> _Number | None:
    """Read one number or two: "10-15", "10 to 15", "between 10 and 15", "a few"."""
    vague = vocabulary().vague_numbers.match(tokens, start)
    if vague is not None:
        return _Number(*vague[0], _behind_of(tokens, vague[1]), is_vague=True)
    between = _says(tokens, start, ("between",))
    first = _number(tokens, start + 1 if between else start)
    if first is None:
        return None
    value, at = first
    joins = {"and"} if between else _RANGES
    if at + 1 < len(tokens) and tokens[at].lower in joins:
        second = _number(tokens, at + 1)
        if second is not None and second[0] >= value:
            return _Number(value, second[0], second[1])
    return None if between else _Number(value, value, at)


def _number(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """Read digits or number words, with a fraction behind them: "2½", "two and a half"."""
    if start >= len(tokens):
        return None
    text = tokens[start].text
    if text[0].isdecimal():
        found = _digits(text, start)
        if found is not None and _says(tokens, found[1], ("/",)):
            below = _number(tokens, found[1] + 1)
            return None if below is None or not below[0] else (found[0] / below[0], below[1])
    else:
        found = _spelt(tokens, start)
    if found is None:
        return None
    value, end = found
    if end < len(tokens) and tokens[end].text in {"½", "¼", "¾"}:
        return value + {"½": 0.5, "¼": 0.25, "¾": 0.75}[tokens[end].text], end + 1
    if _says(tokens, end, ("and", "a", "half")):
        return value + 0.5, end + 3
    return value, end


def _spelt(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    words = vocabulary()
    found = words.numbers.match(tokens, start)
    if found is None:
        return None
    value, end = found
    if value >= 20 and value % 10 == 0 and end + 1 < len(tokens):  # twenty-five
        after = end + 1 if tokens[end].text in _DASHES else end
        ones = words.numbers.match(tokens, after)
        if ones is not None and 1 <= ones[0] < 10 and tokens[after].lower not in {"a", "an"}:
            return value + ones[0], ones[1]
    if 1 < value < 20 and _says(tokens, end, ("hundred",)):
        return value * 100, end + 1
    return value, end


def _digits(text: str, start: int) -> tuple[float, int] | None:
    """Read "1,500", "2.5" or "12"; a comma with three digits behind it groups thousands."""
    whole, comma, rest = text.partition(",")
    plain = whole + rest if comma and len(rest) == 3 else text.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return (value, start + 1) if math.isfinite(value) else None


def _says(tokens: Sequence[Token], start: int, words: tuple[str, ...]) -> bool:
    if start >= len(tokens) or tokens[start].lower != words[0]:
        return False
    return words == tuple(token.lower for token in tokens[start : start + len(words)])


def _is_digit(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text[0].isdecimal()


def _behind_of(tokens: Sequence[Token], at: int) -> int:
    """Skip "of" behind a number that is vague already."""
    return at + 1 if _says(tokens, at, ("of",)) else at


def _written(low_km: float, high_km: float) -> str:
    return f"{low_km:.4g} km" if low_km == high_km else f"{low_km:.4g} to {high_km:.4g} km"


def _behind_bracket(tokens: Sequence[Token], end: int) -> int:
    """Skip a conversion in brackets, "(31 mi)"."""
    if end < len(tokens) and tokens[end].text == "(":
        for at in range(end + 1, min(end + _LONGEST_BRACKET, len(tokens))):
            if tokens[at].text == ")":
                return at + 1
    return end

"""What a typed phrase leaves when not all of it can be read, told as surely as it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..models import Location, Precision
from .grammar import Grammar
from .location import Locator, nowhere
from .marked import MarkedText
from .quantities import GREATEST_KM
from .ranking import resolve
from .recognition import find_mentions
from .syntax import Coordinates, Links, Name, Near, Node, Offset, toponyms
from .tokens import Token
from .vocabulary import vocabulary

_SURE_SHARE = 0.4
"""Part of the probability that is left where words that matter were not read."""
_SMALL = (Precision.EXACT, Precision.PLACE)
_PLAIN_GROUPS = ("articles", "containing", "leading", "generic", "of", "about", "kind_adjectives")
_BUILT = frozenset({"camp", "base", "hotel", "point"})
"""What is built in a town and called after it."""
_SIGNS = frozenset({"-", "−", "–"})
_PAIR = re.compile(
    r"\s*(?P<lat>[-+−]?\d{1,3}(?:\.\d+)?)\s?°?\s?(?P<ns>[NS]?)\s*[,;/ ]\s*"
    r"(?P<lon>[-+−]?\d{1,3}(?:\.\d+)?)\s?°?\s?(?P<ew>[EW]?)\s*"
)


def refusal(marked: MarkedText) -> str | None:
    """
    Say why the numbers of a phrase cannot say where something is.

    Parameters
    ----------
    marked
        The phrase, which could not be read as a whole.

    Returns
    -------
    reason
        A distance below zero, of nothing, beyond `GREATEST_KM` or in a unit not known, or
        coordinates out of range; null where no number stands in the way.
    """
    pair = _PAIR.fullmatch(marked.text)
    if pair is not None:
        return _beyond(pair)
    for at, token in enumerate(marked.tokens):
        if token.text[0].isdecimal():
            reason = _bad_distance(marked.tokens, at)
            if reason is not None:
                return reason
    return None


def _beyond(pair: re.Match[str]) -> str:
    lat, lon = (float(pair[name].replace("−", "-")) for name in ("lat", "lon"))
    if abs(lat) > 90:
        return f"latitude {lat:g} lies beyond 90 degrees"
    if abs(lon) > 180:
        return f"longitude {lon:g} lies beyond 180 degrees"
    return "coordinates without N, S, E or W need two decimals each, and are not 0, 0"


def _bad_distance(tokens: Sequence[Token], at: int) -> str | None:
    """Say why the number at a token is no distance; null where it is one or counts a thing."""
    words = vocabulary()
    number = float(tokens[at].text.replace(",", "") if tokens[at].text[-1].isdecimal() else "nan")
    unit = words.units.match(tokens, at + 1)
    if unit is None:
        behind = at + 2
        links = (words.words["to_the"], words.words["away"], words.directions)
        if words.times.match(tokens, at + 1) is not None or at + 1 >= len(tokens):
            return None
        if tokens[at + 1].is_word and any(link.match(tokens, behind) for link in links):
            return f"{tokens[at].text} {tokens[at + 1].text!r} is no distance that is read"
        return None
    said = f"{tokens[at].text} {tokens[at + 1].text}"
    if number * unit[0] > GREATEST_KM:
        return f"{said} is farther than the {GREATEST_KM:,.0f} km up to which distances are read"
    if number == 0:
        return f"{said} is no distance"
    if at and tokens[at - 1].text in _SIGNS and not (at > 1 and tokens[at - 2].text[-1].isalnum()):
        return f"-{said} is below zero"
    return None


def sure_part(marked: MarkedText, code: str | None) -> Location | None:
    """
    Read the longest place in a phrase that is no place as a whole.

    Parameters
    ----------
    marked
        The phrase.
    code
        Country that the place must have; null: any.

    Returns
    -------
    location
        Where words that matter are left, a town becomes its surroundings and the probability is
        below one half; the rule names the words. Null where nothing in it is a place.
    """
    found = _longest(marked, code)
    if found is None:
        return None
    node, start, end = found
    text, tokens = marked.text, marked.tokens
    left = [token for at, token in enumerate(tokens) if not start <= at < end]
    resolution = resolve(list(toponyms(node)), Links([node]), () if code is None else (code,))
    location = Locator(resolution).location(node, text)
    words = (text[: tokens[start].start].strip(), text[tokens[end - 1].end :].strip())
    told = " ... ".join(word for word in words if word)
    if isinstance(node, Offset) and node.low_km is None and _ends_in_unit(tokens, start):
        return nowhere(text, f"not found: the distance {words[0]!r} is not read")
    if not _all_plain(left):
        if location.precision in _SMALL and not isinstance(node, Coordinates):
            location = Locator(resolution).location(Near(node), text)
        likely = 1.0 if location.probability is None else location.probability
        location = location.but(probability=round(_SURE_SHARE * likely, 3))
    return location.but(rule=f"{location.rule}; not read: {told!r}")


def _longest(marked: MarkedText, code: str | None) -> tuple[Node, int, int] | None:
    """Find the longest phrase in a text; a name alone only where running text has it too."""
    grammar = Grammar(marked, is_typed=True)
    expected = () if code is None else (code,)
    named = [
        (mention.start_char, mention.end_char)
        for mention in find_mentions(marked.text, default_countries=expected)
        if mention.location is not None and (code is None or code in mention.countries)
    ]
    best: tuple[Node, int, int] | None = None
    longest = 0
    for start in range(len(marked.tokens)):
        parsed = grammar.phrase(start) if grammar.may_open(start) else None
        if parsed is None or not _is_written(parsed[0]):
            continue
        node, end = parsed
        if isinstance(node, Name) and _is_course(marked.tokens, start):
            continue
        if isinstance(node, Name) and is_feature(marked, start):
            continue
        first, last = marked.tokens[start].start, marked.tokens[end - 1].end
        if not any(one < last and first < other for one, other in named) and (
            code is not None or isinstance(node, Name)
        ):
            continue
        if last - first > longest:
            best, longest = (node, start, end), last - first
    return best


def _is_written(node: Node) -> bool:
    """Whether every name begins as names do: a word in small letters is none in a sentence."""
    return all(not name.text[0].islower() for name in toponyms(node))


def _is_course(tokens: Sequence[Token], start: int) -> bool:
    """Whether a name is that of a river whose bank is meant and not the town of its name."""
    words = vocabulary().words
    behind = {start, start - 1} if start and tokens[start - 1].lower == "the" else {start}
    return any(
        found is not None and found[1] in behind
        for at in range(max(start - 4, 0), start)
        for found in (words["bank"].match(tokens, at), words["along"].match(tokens, at))
    )


def is_feature(marked: MarkedText, start: int) -> bool:
    """
    Tell whether a name belongs to a lake, a mountain or the like that is not known under it.

    Parameters
    ----------
    marked
        The phrase.
    start
        Index of the token at which the name begins.

    Returns
    -------
    is_feature
        True right behind "Lake", "Mount" and so on: no town of that name is meant.
    """
    if not start or start >= len(marked.tokens) or not marked.tokens[start].is_word:
        return False
    before = marked.tokens[start - 1]
    known = before.lower in vocabulary().before_feature
    tied = marked.text[before.end : marked.tokens[start].start] == " "
    return known and tied and before.lower not in _BUILT


def _ends_in_unit(tokens: Sequence[Token], start: int) -> bool:
    """Whether a unit stands right before a token: of a distance that was not read."""
    units = vocabulary().units
    found = (units.match(tokens, at) for at in range(max(start - 3, 0), start))
    return any(match is not None and match[1] == start for match in found)


def _all_plain(left: Sequence[Token]) -> bool:
    """Whether the words left over say nothing of where."""
    words = vocabulary().words
    at = 0
    while at < len(left):
        found = (words[group].match(left, at) for group in _PLAIN_GROUPS)
        ends = [match[1] for match in found if match is not None]
        if not ends and (left[at].text[0].isalnum()):
            return False
        at = max(ends, default=at + 1)
    return True

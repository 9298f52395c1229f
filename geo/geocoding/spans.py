"""The names at given spans of a text: every place they may mean, with the rest as context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from ..errors import ParameterError
from ..gazetteer import lookup
from ..models import NameKind, Place, PlaceKind
from .containment import may_contain
from .marked import MarkedText
from .not_places import not_places
from .priors import by_prior
from .ranking import Resolution, resolve
from .recognition import Reading
from .syntax import Link, Links, Name, Toponym
from .vocabulary import vocabulary

Span = tuple[int, int]

_GAPS = frozenset({", ", " in ", " (", ", in "})
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?"
_COUNTIES_AFTER = re.compile(rf"(?:,? (?:and|or|to) {_NAME}|, {_NAME}){{0,12}} [Cc]ounties\b")
"""What stands between one of several counties and their common class: ", Grayson and Love"."""
_LONGEST_LIST = 160
_LONGEST_ACRONYM = 3
_CLASSES = ((re.compile(r" Co\.$"), " County"), (re.compile(r" Twp\.$"), " Township"))
_NO_PLACES = frozenset(
    {"street", "st", "avenue", "ave", "road", "rd", "boulevard", "drive", "lane"}
)
"""Last words of the name of a way through a town, of which its own name tells nothing."""
_ROUND = frozenset({"the", "of", "'s", "’s", "city", "greater", "downtown", "area", "metro"})


def resolve_spans(
    text: str, spans: Iterable[Span], reading: Reading
) -> tuple[Mapping[Span, Toponym | None], Resolution]:
    """
    Decide what the names at given spans mean.

    Parameters
    ----------
    text
        The text.
    spans
        Pairs of character offsets (start, end).
    reading
        What was found in the text; its names outside the spans are context.

    Returns
    -------
    named
        The name at each span, null where the gazetteer knows none.
    resolution
        What the names mean.

    Raises
    ------
    ParameterError
        If a span does not lie in the text.
    """
    found = {(name.start, name.end): name for find in reading.finds for name in find.names}
    # a class behind a name belongs to what was found, and mostly not to the span
    classless = {
        (name.start, end): replace(name, end=end)
        for name in found.values()
        for end in [name.start + len(name.text)]
        if text.startswith(name.text, name.start)
    }
    named: dict[Span, Toponym | None] = {}
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ParameterError(f"`spans`: {(start, end)!r} is no span of the text")
        county = _listed_county(text, start, end)
        known = found.get((start, end)) or classless.get((start, end))
        named[start, end] = county or known or _toponym(text, start, end)
    given = [name for name in named.values() if name is not None]
    inside = _Cover(named)
    others = [name for span, name in found.items() if not inside.touches(*span)]
    names = sorted(given + others, key=lambda name: (name.start, name.end))
    _link_neighbours(text, names, reading.links)
    return named, resolve(names, reading.links)


class _Cover:
    """Which characters some spans take, each asked for in constant time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._taken = {at for start, end in spans for at in range(start, end)}

    def touches(self, start: int, end: int) -> bool:
        return not self._taken.isdisjoint(range(start, end))


def _listed_county(text: str, start: int, end: int) -> Toponym | None:
    """Read one of "Harvey, Harper and Kingman counties"."""
    if not _COUNTIES_AFTER.match(text, end, end + _LONGEST_LIST):
        return None
    written = text[start:end]
    counties = _counties(written)
    kinds = frozenset({PlaceKind.ADMIN2})
    return Toponym(start, end, written, counties, kinds) if counties else None


def _toponym(text: str, start: int, end: int) -> Toponym | None:
    written = text[start:end]
    candidates = _named(written) or _called_after(written)
    if written.isupper() and len(written) <= _LONGEST_ACRONYM:
        # no Eu in Normandy is meant by EU
        candidates = tuple(place for place in candidates if not _is_written_small(place))
    return Toponym(start, end, written, candidates) if candidates else None


def _is_written_small(place: Place) -> bool:
    return place.kind is PlaceKind.SETTLEMENT and place.name_kind is not NameKind.ABBREVIATION


def _named(written: str) -> tuple[Place, ...]:
    """Look a name up as it stands, with its point, its class in full, and as a county."""
    for spelling in (written, f"{written}.", *(c.sub(full, written) for c, full in _CLASSES)):
        places = lookup(spelling, with_context=True)
        if places:
            return by_prior(places)
    return _counties(written)


def _counties(written: str) -> tuple[Place, ...]:
    places = lookup(f"{written} County")
    return by_prior(place for place in places if place.kind is PlaceKind.ADMIN2)


def _called_after(written: str) -> tuple[Place, ...]:
    """
    Give the places of a name that stands inside a longer one.

    As first names of their places only, and marked as uncertain where more than a class, an
    article or a 's stands beside it; nothing for streets.
    """
    marked = MarkedText(written, strict=False)
    words = [token.lower for token in marked.tokens]
    if not words or words[-1].rstrip(".") in _NO_PLACES:
        return ()
    plain = not_places().common_words | vocabulary().before_feature | vocabulary().after_feature
    for index in range(len(words)):
        for toponym, end in marked.names_at(index):
            if end - index == 1 and words[index] in plain:
                continue
            left = set(words[:index] + words[end:]) - _ROUND - vocabulary().types.openers
            sure = [p for p in toponym.candidates if not left or p.name_kind is NameKind.OFFICIAL]
            if sure:
                kept = [replace(p, name_kind=NameKind.FUZZY) if left else p for p in sure]
                return by_prior(kept)
    return ()


def _link_neighbours(text: str, names: list[Toponym], links: Links) -> None:
    """Note "X, Y" and "X in Y" where X can lie in Y."""
    for inner, outer in pairwise(names):
        gap = text[inner.end : outer.start]
        if gap in _GAPS and may_contain(Name(outer), Name(inner)):
            links.add(inner, Link.INSIDE, outer)

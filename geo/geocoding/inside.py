"""Place names inside longer names: "Texas" of the Texas Rangers Museum, "Kabul" of Kabul Bank."""

from __future__ import annotations

from ..models import PlaceKind
from .marked import MarkedText
from .not_places import not_places
from .syntax import Toponym
from .tokens import Span
from .vocabulary import vocabulary


def names_inside(marked: MarkedText, span: Span) -> tuple[Toponym, ...]:
    """
    Give the place names inside the name of an organisation or a building.

    Parameters
    ----------
    marked
        The text.
    span
        Indexes of the first token and of the token behind the last.

    Returns
    -------
    names
        The longest names in the order of the text, without overlap; nations ("Syrian") too.
        Words that are more often a person's name or a common word are left out.
    """
    names: list[Toponym] = []
    at, end = span
    while at < end:
        fitting = [(name, stop) for name, stop in marked.names_at(at) if stop <= end]
        if fitting and _is_meant(marked, fitting[0][0], (at, fitting[0][1])):
            names.append(fitting[0][0])
            at = fitting[0][1]
        else:
            at += 1
    return tuple(names)


def _is_meant(marked: MarkedText, name: Toponym, span: Span) -> bool:
    start, end = span
    if end - start > 1:
        return True
    word = marked.tokens[start].lower
    known, words = not_places(), vocabulary()
    if name.candidates[0].kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1) or name.is_demonym:
        return True
    if word in known.common_words or word in known.given_names or word in words.calendar:
        return False
    return known.organisation_words.match(marked.tokens, start) is None

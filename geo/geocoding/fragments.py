"""Matches that are only a piece of a longer name: "Pont" of Pont-Sonde, "Wad" of Wad al-Noura."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..gazetteer.names import ARTICLES
from ..models import NameKind, Place, PlaceKind
from .syntax import Toponym
from .tokens import Token
from .vocabulary import vocabulary

_SMALL_KINDS = (PlaceKind.SETTLEMENT, PlaceKind.ADMIN2, PlaceKind.AIRFIELD)
_LARGE = 15_000
"""People from which on a town is a name by itself whatever it is joined to."""

NamesAt = Callable[[int], Sequence[tuple[Toponym, int]]]
"""Gives every match that starts at a token."""


def is_fragment(
    tokens: Sequence[Token], named: tuple[Toponym, int], start: int, names_at: NamesAt
) -> bool:
    """
    Tell whether a match is a piece of a longer name that the gazetteer does not know.

    Parameters
    ----------
    tokens
        The tokens of the text.
    named
        The match and the index of the token behind it.
    start
        Index of its first token.
    names_at
        Gives every match at a token, fragments with them.

    Returns
    -------
    is_fragment
        True for a town tied by a hyphen to a capitalised word, behind or before it, unless the
        two are names by themselves ("the Homs-Damascus road"); and for one with an Arabic article
        and a hyphen behind it. Never for a country, a province, a nation or "Goma-based".
    """
    toponym = named[0]
    if toponym.candidates[0].kind not in _SMALL_KINDS or toponym.is_demonym:
        return False
    return _goes_on(tokens, named, names_at) or (
        not _is_large(toponym.candidates) and _was_begun(tokens, start, names_at)
    )


def _goes_on(tokens: Sequence[Token], named: tuple[Toponym, int], names_at: NamesAt) -> bool:
    toponym, end = named
    if _is_tied(tokens, end):
        word = end + 1
        if tokens[word].lower in vocabulary().participles:
            return False
        if not (tokens[word].is_capitalised or _is_article(tokens, word)):
            return False
        own = _names_itself(toponym.candidates)
        return not (own and any(_names_itself(other.candidates) for other, _ in names_at(word)))
    spaced = end < len(tokens) and tokens[end].start == tokens[end - 1].end + 1
    return spaced and not _is_large(toponym.candidates) and _is_article(tokens, end)


def _was_begun(tokens: Sequence[Token], start: int, names_at: NamesAt) -> bool:
    """Whether an unknown word in capitals is tied to the front of a match."""
    if start < 2 or not _is_tied(tokens, start - 1):
        return False
    before = tokens[start - 2]
    # an abbreviation qualifies the town and is no piece of its name: a party, an agency
    if not before.is_capitalised or before.text.isupper() or before.lower in ARTICLES:
        return False
    return not any(_names_itself(other.candidates) for other, _ in names_at(start - 2))


def _is_tied(tokens: Sequence[Token], hyphen: int) -> bool:
    """Whether a token is a hyphen without spaces between two words."""
    if not 0 < hyphen < len(tokens) - 1 or tokens[hyphen].text != "-":
        return False
    before, sign, after = tokens[hyphen - 1 : hyphen + 2]
    return before.end == sign.start and sign.end == after.start and after.is_word


def _is_article(tokens: Sequence[Token], index: int) -> bool:
    """Whether an article in lower case is tied to a capitalised word: al-Noura."""
    token = tokens[index]
    if not token.text.islower() or token.lower not in ARTICLES:
        return False
    return _is_tied(tokens, index + 1) and tokens[index + 2].is_capitalised


def _is_large(places: Sequence[Place]) -> bool:
    return any((place.population or 0) >= _LARGE for place in places)


def _names_itself(places: Sequence[Place]) -> bool:
    """Whether a name is well known, or the first name of a place."""
    best = places[0]
    if best.kind not in _SMALL_KINDS or best.name_kind is NameKind.OFFICIAL:
        return True
    return _is_large(places)
